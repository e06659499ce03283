/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-keyboard.h"

#include "yz-key-filter.h"
#include "yz-test-folder.h"
#include "yz-test-widget.h"
#include "yz-writing-pad.h"

#include <string.h>

/* Keys and candidates, as a finger finds them. */

typedef struct {
  YzTyping *typing;
  GtkWindow *window;
  GtkWidget *entry;
  GtkWidget *keyboard;
} Fixture;

static gboolean
has_field (gpointer data)
{
  return yz_typing_get_field (data) != NULL;
}

static void
show (Fixture *f, const char *dir)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  f->typing = yz_typing_start ();
  f->window = GTK_WINDOW (gtk_window_new ());
  f->entry = gtk_entry_new ();
  f->keyboard = yz_keyboard_new (dir);
  gtk_box_append (GTK_BOX (box), f->entry);
  gtk_box_append (GTK_BOX (box), f->keyboard);
  gtk_window_set_default_size (f->window, 800, 600);
  gtk_window_set_child (f->window, box);
  yz_keyboard_set_layout (YZ_KEYBOARD (f->keyboard), YZ_KEYBOARD_PINYIN);
  gtk_window_present (f->window);
  gtk_widget_grab_focus (f->entry);
  yz_test_wait_until (has_field, f->typing);
  yz_test_settle ();
}

static void
set_up (Fixture *f, gconstpointer data)
{
  show (f, data != NULL ? data : g_getenv ("YZ_IME_DIR"));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  yz_test_settle ();
}

static void
press (Fixture *f, const char *label)
{
  yz_test_widget_press (f->keyboard, label);
  yz_test_settle ();
}

static void
press_all (Fixture *f, const char *letters)
{
  for (const char *p = letters; *p != '\0'; p++) {
    char label[2] = { *p, '\0' };

    press (f, label);
  }
}

static const char *
text_of (Fixture *f)
{
  return gtk_editable_get_text (GTK_EDITABLE (f->entry));
}

static gboolean
offers (Fixture *f, const char *label)
{
  return yz_test_widget_find_button (f->keyboard, label) != NULL;
}

/* The key that has a picture on it. */
static void
press_picture (Fixture *f, const char *icon)
{
  GtkWidget *button;

  for (guint i = 0; (button = yz_test_widget_find (f->keyboard, GTK_TYPE_BUTTON, i)); i++)
    if (g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (button)), icon) == 0)
      break;
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  yz_test_settle ();
}

static void
test_chinese (Fixture *f, gconstpointer data)
{
  press_all (f, "tuoqian");
  press (f, "拖欠");
  g_assert_cmpstr (text_of (f), ==, "拖欠");
  g_assert_false (offers (f, "拖欠"));
  press_all (f, "gongzi");
  press (f, "。");
  g_assert_cmpstr (text_of (f), ==, "拖欠工资。");
  press_picture (f, "edit-clear-symbolic");
  g_assert_cmpstr (text_of (f), ==, "拖欠工资");
}

static void
test_nine (Fixture *f, gconstpointer data)
{
  press (f, "九键");
  press (f, "GHI");
  press (f, "MNO");
  press (f, "MNO");
  press (f, "GHI");
  press (f, "WXYZ");
  press (f, "GHI");
  press (f, "工资");
  g_assert_cmpstr (text_of (f), ==, "工资");
}

/* The key, and not the candidate above it that looks the same. */
static void
press_stroke (Fixture *f, const char *stroke)
{
  GtkWidget *key = NULL;
  GtkWidget *button;

  for (guint i = 0; (button = yz_test_widget_find (f->keyboard, GTK_TYPE_BUTTON, i)); i++)
    if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), stroke) == 0)
      key = button;
  g_signal_emit_by_name (key, "clicked");
  yz_test_settle ();
}

static void
test_strokes (Fixture *f, gconstpointer data)
{
  press (f, "笔画");
  press_stroke (f, "一");
  press_stroke (f, "一");
  press_stroke (f, "丨");
  press_stroke (f, "一");
  press (f, "王");
  press (f, "。");
  g_assert_cmpstr (text_of (f), ==, "王。");
}

/* 工, on the squares as a finger would leave it. */
static void
draw (Fixture *f, guint square)
{
  static const YzImePoint strokes[][2]
      = { { { 18, 22 }, { 82, 22 } }, { { 50, 22 }, { 50, 78 } }, { { 10, 80 }, { 90, 80 } } };
  YzIme *ime = yz_typing_get_ime (f->typing);

  for (gsize i = 0; i < G_N_ELEMENTS (strokes); i++)
    yz_ime_draw (ime, square, strokes[i], 2);
}

static gboolean
has_first (gpointer data)
{
  return offers (data, "工");
}

static guint
count_squares (Fixture *f)
{
  guint n = 0;

  while (yz_test_widget_find (f->keyboard, YZ_TYPE_WRITING_PAD, n) != NULL)
    n++;
  return n;
}

static void
test_handwriting (Fixture *f, gconstpointer data)
{
  press (f, "手写");
  press (f, "1 square");
  g_assert_cmpuint (count_squares (f), ==, 1);
  draw (f, 0);
  yz_test_wait_until (has_first, f);
  press (f, "工");
  g_assert_cmpstr (text_of (f), ==, "工");
  press (f, "2 squares");
  g_assert_cmpuint (count_squares (f), ==, 2);
  draw (f, 0);
  yz_test_wait_until (has_first, f);
  press (f, "Again");
  g_assert_false (offers (f, "工"));
  draw (f, 1);
  yz_test_wait_until (has_first, f);
  /* A sign ends it; so does what takes the keyboard away. */
  press (f, "。");
  g_assert_cmpstr (text_of (f), ==, "工工。");
  draw (f, 0);
  yz_test_wait_until (has_first, f);
  press (f, "123");
  g_assert_cmpstr (text_of (f), ==, "工工。工");
}

/* The last candidate that is shown; sets how many are. */
static const char *
get_last_candidate (Fixture *f, guint *n)
{
  const char *text = NULL;
  GtkWidget *button;

  *n = 0;
  for (guint i = 0; (button = yz_test_widget_find (f->keyboard, GTK_TYPE_BUTTON, i)); i++)
    if (gtk_widget_has_css_class (button, "candidate")) {
      text = gtk_button_get_label (GTK_BUTTON (button));
      (*n)++;
    }
  return text;
}

/* Many rows of words in the place of the keys, until one is chosen. */
static void
test_opened (Fixture *f, gconstpointer data)
{
  g_autofree char *last = NULL;
  guint n_before, n_after;

  press_all (f, "shi");
  get_last_candidate (f, &n_before);
  press_picture (f, "go-down-symbolic");
  last = g_strdup (get_last_candidate (f, &n_after));
  g_assert_cmpuint (n_after, >, n_before);
  g_assert_true (offers (f, "是"));
  g_assert_false (offers (f, "q"));
  press (f, last);
  g_assert_cmpstr (text_of (f), ==, last);
  g_assert_true (offers (f, "q"));
  press_all (f, "shi");
  press_picture (f, "go-down-symbolic");
  g_assert_false (offers (f, "q"));
  press_picture (f, "go-up-symbolic");
  g_assert_true (offers (f, "q"));
}

/* A trembling finger that has chosen a word does not change how to write. */
static void
test_trembling (Fixture *f, gconstpointer data)
{
  press_all (f, "gongzi");
  press (f, "工资");
  press (f, "手写");
  press (f, "模糊音");
  g_assert_cmpint (yz_keyboard_get_letters (YZ_KEYBOARD (f->keyboard)), ==, YZ_KEYBOARD_PINYIN);
  press_all (f, "gongzhi");
  g_assert_false (offers (f, "工资"));
}

static void
test_fuzzy (Fixture *f, gconstpointer data)
{
  press (f, "模糊音");
  press_all (f, "gongzhi");
  g_assert_true (offers (f, "工资"));
}

/* A hand that shakes strikes twice. */
static void
test_steady (Fixture *f, gconstpointer data)
{
  press (f, "ABC");
  press_all (f, "oo");
  press (f, "Steady");
  press (f, "123");
  press (f, "1");
  press (f, "ABC");
  press_all (f, "kk");
  press_all (f, "aba");
  press (f, "Steady");
  g_assert_cmpstr (text_of (f), ==, "oo1kaba");
}

static void
on_told (GString *told, const char *text)
{
  g_string_append_printf (told, "[%s]", text);
}

static gboolean
has_told_candidate (gpointer data)
{
  return strstr (((GString *)data)->str, "名字") != NULL;
}

/* Who sees nothing hears what a key does, and a candidate before it is taken. */
static void
test_spoken (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) told = g_string_new (NULL);

  g_signal_connect_swapped (f->typing, "told", G_CALLBACK (on_told), told);
  press_all (f, "shi");
  press (f, "是");
  g_assert_cmpstr (told->str, ==, "");

  yz_typing_set_spoken (f->typing, TRUE);
  press_all (f, "ming");
  /* The likeliest candidate only when the hand rests. */
  g_assert_cmpstr (told->str, ==, "[m][i][n][g]");
  yz_test_wait_until (has_told_candidate, told);
  g_assert_cmpstr (told->str, ==, "[m][i][n][g][名，名字的名]");

  g_string_truncate (told, 0);
  press (f, "明");
  g_assert_cmpstr (told->str, ==, "[明，明天的明]");
  g_assert_cmpstr (text_of (f), ==, "是");
  g_string_truncate (told, 0);
  press (f, "明");
  g_assert_cmpstr (told->str, ==, "[明]");
  g_assert_cmpstr (text_of (f), ==, "是明");

  /* The first one needs no second touch; the space takes what was heard. */
  press_all (f, "ming");
  press (f, "名");
  g_assert_cmpstr (text_of (f), ==, "是明名");
  press_all (f, "ming");
  press (f, "明");
  press (f, "Space");
  g_assert_cmpstr (text_of (f), ==, "是明名明");

  g_string_truncate (told, 0);
  press (f, "，");
  press_picture (f, "edit-clear-symbolic");
  press (f, "123");
  g_assert_cmpstr (told->str, ==, "[，][Delete the last character][123: numbers and signs]");
  yz_typing_set_spoken (f->typing, FALSE);
  g_signal_handlers_disconnect_by_data (f->typing, told);
}

/* More words than there is room for: the page is turned there and back. */
static void
test_pages (Fixture *f, gconstpointer data)
{
  press_all (f, "shi");
  g_assert_true (offers (f, "是"));
  press_picture (f, "go-next-symbolic");
  g_assert_false (offers (f, "是"));
  press_picture (f, "go-previous-symbolic");
  g_assert_true (offers (f, "是"));
}

static void
test_letters (Fixture *f, gconstpointer data)
{
  press (f, "ABC");
  press_picture (f, "go-up-symbolic");
  press (f, "A");
  press (f, "b");
  press (f, "123");
  press (f, "4");
  press (f, "'");
  press (f, "ABC");
  press (f, "c");
  g_assert_cmpstr (text_of (f), ==, "Ab4'c");
}

static void
on_done (gboolean *done)
{
  *done = TRUE;
}

/* What was begun is not lost. */
static void
test_done (Fixture *f, gconstpointer data)
{
  gboolean done = FALSE;

  g_signal_connect_swapped (f->keyboard, "done", G_CALLBACK (on_done), &done);
  press_all (f, "gongzi");
  press (f, "Done");
  g_assert_true (done);
  g_assert_cmpstr (text_of (f), ==, "工资");
}

/* Without anything to write Chinese with the other keys go on, and somebody is told. */
static void
test_nothing (void)
{
  static const char *const warnings[] = { "*by ear*", "*拼音*", "*手写*", "*九键*", "*笔画*" };
  Fixture f;

  for (gsize i = 0; i < G_N_ELEMENTS (warnings); i++)
    g_test_expect_message ("yz-widgets", G_LOG_LEVEL_WARNING, warnings[i]);
  show (&f, "/nonexistent/ime");
  g_test_assert_expected_messages ();
  g_assert_cmpint (yz_keyboard_get_letters (YZ_KEYBOARD (f.keyboard)), ==, YZ_KEYBOARD_LATIN);
  press_all (&f, "ok");
  g_assert_cmpstr (text_of (&f), ==, "ok");
  tear_down (&f, NULL);
}

static gboolean
writes_latin (gpointer keyboard)
{
  return yz_keyboard_get_letters (keyboard) == YZ_KEYBOARD_LATIN;
}

/* A model that was damaged shows only when it is loaded: then the next way to write comes up. */
static void
test_damaged_model (void)
{
  static const char *const warnings[] = { "*拼音*", "*手写*", "*九键*", "*笔画*" };
  char *folder = yz_test_folder_new ();
  g_autofree char *model = g_build_filename (folder, "handwriting.model", NULL);
  g_autofree char *words = g_build_filename (folder, "words", NULL);
  Fixture f;

  g_assert_true (g_file_set_contents (model, "no model", -1, NULL));
  g_assert_true (g_file_set_contents (words, "", 0, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (warnings); i++)
    g_test_expect_message ("yz-widgets", G_LOG_LEVEL_WARNING, warnings[i]);
  show (&f, folder);
  yz_test_wait_until (writes_latin, f.keyboard);
  g_test_assert_expected_messages ();
  tear_down (&f, NULL);
  yz_test_folder_remove (folder);
}

static void
test_key_filter (void)
{
  YzKeyFilter filter = { .steady = TRUE };
  const gint64 s = G_USEC_PER_SEC;

  g_assert_true (yz_key_filter_accepts (&filter, 'a', s));
  g_assert_false (yz_key_filter_accepts (&filter, 'a', s + s / 4));
  /* It goes on trembling. */
  g_assert_false (yz_key_filter_accepts (&filter, 'a', s + s * 3 / 5));
  g_assert_true (yz_key_filter_accepts (&filter, 'b', s + s * 3 / 5));
  g_assert_true (yz_key_filter_accepts (&filter, 'a', s + s * 4 / 5));
  g_assert_true (yz_key_filter_accepts (&filter, 'a', 2 * s + s / 2));
  filter.steady = FALSE;
  g_assert_true (yz_key_filter_accepts (&filter, 'a', 2 * s + s / 2));
}

int
main (int argc, char **argv)
{
  yz_test_widget_init (&argc, &argv);

#define ADD(name, function)                                                                        \
  g_test_add ("/keyboard/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("chinese", test_chinese);
  ADD ("nine", test_nine);
  ADD ("strokes", test_strokes);
  ADD ("handwriting", test_handwriting);
  ADD ("opened", test_opened);
  ADD ("trembling", test_trembling);
  ADD ("fuzzy", test_fuzzy);
  ADD ("steady", test_steady);
  ADD ("spoken", test_spoken);
  ADD ("pages", test_pages);
  ADD ("letters", test_letters);
  ADD ("done", test_done);
#undef ADD
  g_test_add_func ("/keyboard/nothing", test_nothing);
  g_test_add_func ("/keyboard/damaged-model", test_damaged_model);
  g_test_add_func ("/keyboard/key-filter", test_key_filter);

  return g_test_run ();
}
