/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-handwriting.h"

#include "yz-error.h"
#include "yz-test-folder.h"
#include "yz-test-strokes.h"

#include <math.h>
#include <string.h>

/* From strokes to Chinese, with the model that ships. `strokes.txt` has characters as the
 * contributors wrote them, with points of 0 to 100. */

typedef struct {
  YzIme *ime;
  GString *text; /* what was committed */
  char *error;
  GHashTable *strokes; /* of GPtrArray of GArray of YzImePoint, by character */
} Fixture;

static GHashTable *
load_strokes (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "ime", "strokes.txt", NULL);
  g_autofree char *all = NULL;
  g_auto (GStrv) lines = NULL;
  GHashTable *table
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);

  g_assert_true (g_file_get_contents (path, &all, NULL, NULL));
  lines = g_strsplit (all, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) columns = g_strsplit (lines[i], "|", 2);

    g_hash_table_insert (table, g_strdup (columns[0]), yz_test_strokes_parse (columns[1]));
  }
  return table;
}

static void
on_commit (YzIme *ime, const char *text, GString *all)
{
  g_string_append (all, text);
}

static void
on_failed (YzIme *ime, const GError *error, char **message)
{
  g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
  *message = g_strdup (error->message);
}

static void
start (Fixture *f, const char *model)
{
  g_autoptr (GError) error = NULL;

  f->ime = YZ_IME (yz_handwriting_new (model, &error));
  g_assert_no_error (error);
  f->text = g_string_new (NULL);
  f->strokes = load_strokes ();
  g_signal_connect (f->ime, "commit", G_CALLBACK (on_commit), f->text);
  g_signal_connect (f->ime, "failed", G_CALLBACK (on_failed), &f->error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *model = g_build_filename (g_getenv ("YZ_IME_DIR"), "handwriting.model", NULL);

  start (f, model);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->ime);
  g_string_free (f->text, TRUE);
  g_hash_table_unref (f->strokes);
  g_free (f->error);
}

static void
draw (Fixture *f, guint square, GArray *stroke)
{
  yz_ime_draw (f->ime, square, (const YzImePoint *)(gpointer)stroke->data, stroke->len);
}

static void
write_character (Fixture *f, guint square, const char *character)
{
  GPtrArray *strokes = g_hash_table_lookup (f->strokes, character);

  for (guint i = 0; i < strokes->len; i++)
    draw (f, square, g_ptr_array_index (strokes, i));
}

/* The place of @text among the candidates, or -1. */
static int
find (Fixture *f, const char *text)
{
  g_autoptr (GPtrArray) candidates = yz_ime_get_candidates (f->ime, 10);

  for (guint i = 0; i < candidates->len; i++)
    if (strcmp (((YzImeCandidate *)g_ptr_array_index (candidates, i))->text, text) == 0)
      return (int)i;
  return -1;
}

static void
wait_for (Fixture *f, const char *text)
{
  while (find (f, text) < 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_text (Fixture *f, const char *text)
{
  while (strcmp (f->text->str, text) != 0)
    g_main_context_iteration (NULL, TRUE);
}

static gsize
count_strokes (Fixture *f, guint square)
{
  GPtrArray *strokes = yz_handwriting_get_strokes (YZ_HANDWRITING (f->ime), square);

  return strokes != NULL ? strokes->len : 0;
}

/* All that were written down, one after the other. */
static void
test_characters (Fixture *f, gconstpointer data)
{
  GHashTableIter iter;
  gpointer character;

  g_hash_table_iter_init (&iter, f->strokes);
  while (g_hash_table_iter_next (&iter, &character, NULL)) {
    write_character (f, 0, character);
    wait_for (f, character);
    yz_ime_choose (f->ime, (guint)find (f, character));
    g_assert_cmpstr (f->text->str, ==, character);
    g_assert_cmpuint (count_strokes (f, 0), ==, 0);
    g_string_truncate (f->text, 0);
  }
}

/* Small, in a corner, aslant, and by a hand that shakes. */
static void
test_shaky (Fixture *f, gconstpointer data)
{
  GPtrArray *strokes = g_hash_table_lookup (f->strokes, "中");
  GRand *rand = g_rand_new_with_seed (4);

  for (guint i = 0; i < strokes->len; i++) {
    GArray *stroke = g_ptr_array_index (strokes, i);
    g_autoptr (GArray) shaky = g_array_new (FALSE, FALSE, sizeof (YzImePoint));

    for (guint j = 1; j < stroke->len; j++) {
      YzImePoint a = g_array_index (stroke, YzImePoint, j - 1);
      YzImePoint b = g_array_index (stroke, YzImePoint, j);

      for (guint k = 0; k <= 20; k++) {
        YzImePoint p = { a.x + (b.x - a.x) * k / 20 + (float)g_rand_double_range (rand, -2, 2),
                         a.y + (b.y - a.y) * k / 20 + (float)g_rand_double_range (rand, -2, 2) };

        p.x = 300 + p.x * 0.4f - p.y * 0.1f;
        p.y = 500 + p.y * 0.4f;
        g_array_append_val (shaky, p);
      }
    }
    draw (f, 0, shaky);
  }
  wait_for (f, "中");
  g_rand_free (rand);
}

/* Two strokes without lifting the finger. */
static void
test_joined (Fixture *f, gconstpointer data)
{
  GPtrArray *strokes = g_hash_table_lookup (f->strokes, "工");
  g_autoptr (GArray) joined = g_array_copy (g_ptr_array_index (strokes, 0));
  GArray *second = g_ptr_array_index (strokes, 1);

  g_array_append_vals (joined, second->data, second->len);
  draw (f, 0, joined);
  draw (f, 0, g_ptr_array_index (strokes, 2));
  wait_for (f, "工");
}

/* Who goes on in the next square need not choose; what was written first comes first. */
static void
test_squares (Fixture *f, gconstpointer data)
{
  write_character (f, 0, "工");
  write_character (f, 1, "小");
  g_assert_cmpuint (count_strokes (f, 0), ==, 0);
  g_assert_cmpuint (count_strokes (f, 1), ==, 3);
  write_character (f, 0, "一");
  g_assert_true (yz_ime_press (f->ime, ' '));
  g_assert_true (yz_ime_press (f->ime, 0x3002));
  wait_text (f, "工小一。");
  /* Nothing is on its way any more: a sign is for the field. */
  g_assert_false (yz_ime_press (f->ime, 0x3002));
}

/* From the desk too a sign comes after the character; a space that takes it comes not at all. */
static void
test_sign (Fixture *f, gconstpointer data)
{
  write_character (f, 0, "工");
  g_assert_true (yz_ime_press (f->ime, '5'));
  wait_text (f, "工5");
  write_character (f, 0, "工");
  wait_for (f, "工");
  g_assert_false (yz_ime_press (f->ime, ','));
  wait_text (f, "工5工");
  write_character (f, 0, "工");
  g_assert_true (yz_ime_press (f->ime, ' '));
  g_assert_true (yz_ime_press (f->ime, ' '));
  g_assert_true (yz_ime_press (f->ime, ','));
  wait_text (f, "工5工工,");
}

/* Stroke by stroke, then the whole character, then what is not known yet. */
static void
test_undo (Fixture *f, gconstpointer data)
{
  g_autofree char *preedit = NULL;

  write_character (f, 0, "三");
  g_assert_true (yz_ime_press (f->ime, YZ_IME_BACKSPACE));
  g_assert_true (yz_ime_press (f->ime, YZ_IME_BACKSPACE));
  g_assert_cmpuint (count_strokes (f, 0), ==, 1);
  wait_for (f, "一");
  write_character (f, 0, "工");
  yz_handwriting_clear (YZ_HANDWRITING (f->ime));
  g_assert_cmpuint (count_strokes (f, 0), ==, 0);
  write_character (f, 0, "工");
  g_assert_true (yz_ime_press (f->ime, ' '));
  g_assert_true (yz_ime_press (f->ime, YZ_IME_BACKSPACE));
  preedit = yz_ime_get_preedit (f->ime);
  g_assert_cmpstr (preedit, ==, "");
  g_assert_false (yz_ime_press (f->ime, YZ_IME_BACKSPACE));
  g_assert_cmpstr (f->text->str, ==, "");
}

/* What is being written stands in the field as what it most likely is. */
static void
test_preedit (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  write_character (f, 0, "王");
  before = yz_ime_get_preedit (f->ime);
  g_assert_cmpstr (before, ==, "…");
  while (find (f, "王") != 0)
    g_main_context_iteration (NULL, TRUE);
  after = yz_ime_get_preedit (f->ime);
  g_assert_cmpstr (after, ==, "王");
  yz_ime_reset (f->ime);
  g_assert_cmpuint (count_strokes (f, 0), ==, 0);
}

/* Outside of any pad, and without end. */
static void
test_wild_strokes (Fixture *f, gconstpointer data)
{
  const YzImePoint wild[] = { { -1e30f, 4 }, { NAN, INFINITY }, { 1e9f, -1e9f }, { 0, 0 } };
  const YzImePoint dot = { 5, 5 };
  g_autoptr (GArray) endless = g_array_new (FALSE, FALSE, sizeof (YzImePoint));
  GRand *rand = g_rand_new_with_seed (9);
  GPtrArray *strokes;

  for (guint i = 0; i < 100000; i++) {
    YzImePoint point
        = { (float)g_rand_double_range (rand, 0, 500), (float)g_rand_double_range (rand, 0, 500) };

    g_array_append_val (endless, point);
  }
  yz_ime_draw (f->ime, 0, wild, G_N_ELEMENTS (wild));
  yz_ime_draw (f->ime, 0, wild, 0);
  draw (f, 0, endless);
  for (guint i = 0; i < 100; i++)
    yz_ime_draw (f->ime, 0, &dot, 1);
  strokes = yz_handwriting_get_strokes (YZ_HANDWRITING (f->ime), 0);
  g_assert_cmpuint (strokes->len, <=, 48);
  for (guint i = 0; i < strokes->len; i++)
    g_assert_cmpuint (((GArray *)g_ptr_array_index (strokes, i))->len, <=, 256);
  yz_ime_choose (f->ime, 1000);
  /* The thread has been through all that, and goes on. */
  yz_ime_reset (f->ime);
  write_character (f, 0, "十");
  wait_for (f, "十");
  g_rand_free (rand);
}

/* Nobody waits for what comes of it. */
static void
test_gone (void)
{
  Fixture f = { 0 };

  set_up (&f, NULL);
  write_character (&f, 0, "村");
  tear_down (&f, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_handwriting_new ("/nonexistent/model", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
}

static void
test_damaged (void)
{
  Fixture f = { 0 };
  char *folder = yz_test_folder_new ();
  g_autofree char *model = g_build_filename (folder, "model", NULL);

  g_assert_true (g_file_set_contents (model, "no model", -1, NULL));
  start (&f, model);
  write_character (&f, 0, "十");
  while (f.error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (f.error, model));
  tear_down (&f, NULL);
  yz_test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/handwriting/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("characters", test_characters);
  ADD ("shaky", test_shaky);
  ADD ("joined", test_joined);
  ADD ("squares", test_squares);
  ADD ("sign", test_sign);
  ADD ("undo", test_undo);
  ADD ("preedit", test_preedit);
  ADD ("wild-strokes", test_wild_strokes);
#undef ADD
  g_test_add_func ("/handwriting/gone", test_gone);
  g_test_add_func ("/handwriting/missing", test_missing);
  g_test_add_func ("/handwriting/damaged", test_damaged);

  return g_test_run ();
}
