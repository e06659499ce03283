/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-keyboard.h"

#include "yz-test-widget.h"

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
  press (f, "工");
  g_assert_cmpstr (text_of (f), ==, "工");
  press (f, "拼音");
  g_assert_cmpint (yz_keyboard_get_layout (YZ_KEYBOARD (f->keyboard)), ==, YZ_KEYBOARD_PINYIN);
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
  press (f, "英文");
  press_picture (f, "go-up-symbolic");
  press (f, "A");
  press (f, "b");
  press (f, "123");
  press (f, "4");
  press (f, "abc");
  press (f, "c");
  g_assert_cmpstr (text_of (f), ==, "Ab4c");
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
  press_picture (f, "object-select-symbolic");
  g_assert_true (done);
  g_assert_cmpstr (text_of (f), ==, "工资");
}

/* Without a dictionary the other keys go on. */
static void
test_no_dictionary (void)
{
  Fixture f;

  g_test_expect_message ("yz-widgets", G_LOG_LEVEL_WARNING, "*has no dictionary*");
  show (&f, "/nonexistent/ime");
  g_test_assert_expected_messages ();
  g_assert_cmpint (yz_keyboard_get_layout (YZ_KEYBOARD (f.keyboard)), ==, YZ_KEYBOARD_LATIN);
  g_assert_false (offers (&f, "拼音"));
  press_all (&f, "ok");
  g_assert_cmpstr (text_of (&f), ==, "ok");
  tear_down (&f, NULL);
}

int
main (int argc, char **argv)
{
  yz_test_widget_init (&argc, &argv);

#define ADD(name, function)                                                                        \
  g_test_add ("/keyboard/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("chinese", test_chinese);
  ADD ("nine", test_nine);
  ADD ("pages", test_pages);
  ADD ("letters", test_letters);
  ADD ("done", test_done);
#undef ADD
  g_test_add_func ("/keyboard/no-dictionary", test_no_dictionary);

  return g_test_run ();
}
