/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-rime.h"

#include "yz-error.h"
#include "yz-test-folder.h"

#include <string.h>

/* From keys to Chinese, with the dictionary that ships. */

typedef struct {
  YzIme *ime;
  GString *text; /* what was committed */
} Fixture;

static void
on_commit (YzIme *ime, const char *text, GString *all)
{
  g_string_append (all, text);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->ime = YZ_IME (yz_rime_new (g_getenv ("YZ_IME_DIR"), GPOINTER_TO_INT (data), &error));
  g_assert_no_error (error);
  f->text = g_string_new (NULL);
  g_signal_connect (f->ime, "commit", G_CALLBACK (on_commit), f->text);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->ime);
  g_string_free (f->text, TRUE);
}

static void
press (Fixture *f, const char *keys)
{
  for (const char *p = keys; *p != '\0'; p++)
    g_assert_true (yz_ime_press (f->ime, (gunichar)*p));
}

/* The place of @text among the first @max candidates, or -1. */
static int
find (Fixture *f, const char *text, guint max)
{
  g_autoptr (GPtrArray) candidates = yz_ime_get_candidates (f->ime, max);

  for (guint i = 0; i < candidates->len; i++)
    if (strcmp (((YzImeCandidate *)g_ptr_array_index (candidates, i))->text, text) == 0)
      return (int)i;
  return -1;
}

static void
take (Fixture *f, const char *text, guint max)
{
  int place = find (f, text, max);

  if (place < 0)
    g_error ("“%s” is not among the first %u candidates", text, max);
  yz_ime_choose (f->ime, (guint)place);
}

static void
assert_empty (Fixture *f)
{
  g_autofree char *preedit = yz_ime_get_preedit (f->ime);
  g_autoptr (GPtrArray) candidates = yz_ime_get_candidates (f->ime, 5);

  g_assert_cmpstr (preedit, ==, "");
  g_assert_cmpuint (candidates->len, ==, 0);
}

static void
test_word (Fixture *f, gconstpointer data)
{
  g_autofree char *preedit = NULL;

  press (f, "tuoqian");
  preedit = yz_ime_get_preedit (f->ime);
  g_assert_cmpstr (preedit, ==, "tuo qian");
  take (f, "拖欠", 3);
  g_assert_cmpstr (f->text->str, ==, "拖欠");
  assert_empty (f);
}

/* Words of the law, in full and by their initials. */
static void
test_legal (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *keys;
    const char *text;
  } words[] = {
    { "laodongzhongcai", "劳动仲裁" },
    { "ldzc", "劳动仲裁" },
    { "shanyangfei", "赡养费" },
    { "syf", "赡养费" },
    { "jiabao", "家暴" },
    { "rongque", "容缺" },
    { "buzheng", "补正" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    press (f, words[i].keys);
    take (f, words[i].text, 9);
    g_assert_cmpstr (f->text->str, ==, words[i].text);
    g_string_truncate (f->text, 0);
  }
}

/* A candidate for the beginning leaves the rest to be chosen. */
static void
test_piece_by_piece (Fixture *f, gconstpointer data)
{
  press (f, "zhangxiaoming");
  take (f, "张", 50);
  g_assert_cmpstr (f->text->str, ==, "");
  take (f, "小明", 20);
  g_assert_cmpstr (f->text->str, ==, "张小明");
}

static void
test_backspace (Fixture *f, gconstpointer data)
{
  g_autofree char *preedit = NULL;

  press (f, "gonz");
  press (f, "\b");
  press (f, "gzi");
  preedit = yz_ime_get_preedit (f->ime);
  g_assert_cmpstr (preedit, ==, "gong zi");
  press (f, "\b\b\b\b\b\b");
  assert_empty (f);
  g_assert_false (yz_ime_press (f->ime, YZ_IME_BACKSPACE));
  g_assert_false (yz_ime_press (f->ime, ' '));
  g_assert_cmpstr (f->text->str, ==, "");
}

/* Space takes the first candidate; Enter what was typed. */
static void
test_space_and_enter (Fixture *f, gconstpointer data)
{
  press (f, "gongzi ");
  g_assert_cmpstr (f->text->str, ==, "工资");
  press (f, "abc\r");
  g_assert_cmpstr (f->text->str, ==, "工资abc");
  assert_empty (f);
}

static void
test_fuzzy (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *keys;
    const char *text;
  } words[] = { { "gongzhi", "工资" },
                { "zufan", "租房" },
                { "lvshi", "律师" },
                { "lvsi", "律师" },
                { "pingkun", "贫困" } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    press (f, words[i].keys);
    if (find (f, words[i].text, 20) < 0)
      g_error ("%s does not find “%s”", words[i].keys, words[i].text);
    yz_ime_reset (f->ime);
  }
  assert_empty (f);
}

static void
test_nine (Fixture *f, gconstpointer data)
{
  g_autofree char *preedit = NULL;

  press (f, "466494");
  preedit = yz_ime_get_preedit (f->ime);
  g_assert_cmpstr (preedit, ==, "gong zi");
  take (f, "工资", 9);
  g_assert_cmpstr (f->text->str, ==, "工资");
}

/* A sign ends what is composed, and comes after it. */
static void
test_sign (Fixture *f, gconstpointer data)
{
  press (f, "gongzi");
  g_assert_false (yz_ime_press (f->ime, ','));
  g_assert_cmpstr (f->text->str, ==, "工资");
  assert_empty (f);
}

/* Nobody means 466494 or hhs. */
static void
test_codes (Fixture *f, gconstpointer data)
{
  const char *keys = GPOINTER_TO_INT (data) == YZ_RIME_NINE ? "466494" : "hhsh";

  press (f, keys);
  g_assert_true (yz_ime_press (f->ime, YZ_IME_ENTER));
  g_assert_cmpstr (f->text->str, !=, "");
  g_assert_cmpint (f->text->str[0] & 0x80, !=, 0);
  g_string_truncate (f->text, 0);
  if (GPOINTER_TO_INT (data) == YZ_RIME_STROKES)
    press (f, "zzzzzzzzz \r");
  g_assert_cmpstr (f->text->str, ==, "");
}

/* As many strokes as one needs; the common characters come first. */
static void
test_strokes (Fixture *f, gconstpointer data)
{
  g_autofree char *preedit = NULL;

  press (f, "hhsh");
  preedit = yz_ime_get_preedit (f->ime);
  g_assert_cmpstr (preedit, ==, "一一丨一");
  take (f, "王", 1);
  press (f, "hhpn");
  take (f, "天", 9);
  press (f, "szh\b\b\b");
  g_assert_cmpstr (f->text->str, ==, "王天");
  assert_empty (f);
}

/* Nobody types like this, but a cat may. */
static void
test_many_keys (Fixture *f, gconstpointer data)
{
  GRand *rand = g_rand_new_with_seed (7);
  static const char *const keys[] = {
    [YZ_RIME_PINYIN] = "aeinghzsx", [YZ_RIME_NINE] = "23456789", [YZ_RIME_STROKES] = "hspnz"
  };
  const char *letters = keys[GPOINTER_TO_INT (data)];

  for (guint i = 0; i < 10000; i++)
    yz_ime_press (f->ime, (gunichar)letters[g_rand_int_range (rand, 0, (gint32)strlen (letters))]);
  g_assert_cmpstr (f->text->str, ==, "");
  yz_ime_reset (f->ime);
  assert_empty (f);
  g_rand_free (rand);
}

static void
test_foreign_keys (Fixture *f, gconstpointer data)
{
  g_assert_false (yz_ime_press (f->ime, 0x4e2d));
  g_assert_false (yz_ime_press (f->ime, 0));
  g_assert_false (yz_ime_press (f->ime, '.'));
  yz_ime_choose (f->ime, 1000000);
  press (f, "ma");
  yz_ime_choose (f->ime, 1000000);
  g_assert_cmpstr (f->text->str, ==, "");
}

/* What people type stays in the process: librime was set up with this folder for a home. */
static void
test_writes_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (g_getenv ("HOME"), 0, NULL);

  press (f, "zhangxiaoming ");
  g_assert_cmpuint (f->text->len, >, 0);
  g_assert_nonnull (dir);
  g_assert_null (g_dir_read_name (dir));
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_rime_new ("/nonexistent/ime", YZ_RIME_PINYIN, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
}

int
main (int argc, char **argv)
{
  char *home;
  int status;

  g_test_init (&argc, &argv, NULL);
  home = yz_test_folder_new ();
  g_setenv ("HOME", home, TRUE);

#define ADD(name, keys, function)                                                                  \
  g_test_add ("/rime/" name, Fixture, GINT_TO_POINTER (keys), set_up, function, tear_down)
  ADD ("word", YZ_RIME_PINYIN, test_word);
  ADD ("legal", YZ_RIME_PINYIN, test_legal);
  ADD ("piece-by-piece", YZ_RIME_PINYIN, test_piece_by_piece);
  ADD ("backspace", YZ_RIME_PINYIN, test_backspace);
  ADD ("space-and-enter", YZ_RIME_PINYIN, test_space_and_enter);
  ADD ("fuzzy", YZ_RIME_FUZZY, test_fuzzy);
  ADD ("nine", YZ_RIME_NINE, test_nine);
  ADD ("sign", YZ_RIME_PINYIN, test_sign);
  ADD ("codes/nine", YZ_RIME_NINE, test_codes);
  ADD ("codes/strokes", YZ_RIME_STROKES, test_codes);
  ADD ("strokes", YZ_RIME_STROKES, test_strokes);
  ADD ("many-keys", YZ_RIME_PINYIN, test_many_keys);
  ADD ("many-keys/nine", YZ_RIME_NINE, test_many_keys);
  ADD ("many-keys/strokes", YZ_RIME_STROKES, test_many_keys);
  ADD ("writes-nothing", YZ_RIME_PINYIN, test_writes_nothing);
  ADD ("foreign-keys", YZ_RIME_PINYIN, test_foreign_keys);
#undef ADD
  g_test_add_func ("/rime/missing", test_missing);

  status = g_test_run ();
  yz_test_folder_remove (home);
  return status;
}
