/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-typing.h"

#include "yz-rime.h"
#include "yz-test-widget.h"

/* Typing Chinese into GTK's own widgets. */

typedef struct {
  YzTyping *typing;
  GtkWindow *window;
  GtkWidget *entry;
  GtkWidget *view;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzRime) pinyin = yz_rime_new (g_getenv ("YZ_IME_DIR"), YZ_RIME_PINYIN, &error);

  g_assert_no_error (error);
  f->typing = yz_typing_start ();
  f->window = GTK_WINDOW (gtk_window_new ());
  f->entry = gtk_entry_new ();
  f->view = gtk_text_view_new ();
  gtk_box_append (GTK_BOX (box), f->entry);
  gtk_box_append (GTK_BOX (box), f->view);
  gtk_window_set_child (f->window, box);
  gtk_window_present (f->window);
  yz_test_settle ();
  yz_typing_set_ime (f->typing, YZ_IME (pinyin));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  yz_typing_set_ime (f->typing, NULL);
  gtk_window_destroy (f->window);
}

static gboolean
has_field (gpointer data)
{
  return yz_typing_get_field (data) != NULL;
}

static void
focus (Fixture *f, GtkWidget *widget)
{
  gtk_widget_grab_focus (widget);
  yz_test_wait_until (has_field, f->typing);
}

static void
press (Fixture *f, const char *keys)
{
  for (const char *p = keys; *p != '\0'; p++)
    yz_typing_press (f->typing, (gunichar)*p);
}

static const char *
text_of (Fixture *f)
{
  return gtk_editable_get_text (GTK_EDITABLE (f->entry));
}

static void
test_entry (Fixture *f, gconstpointer data)
{
  focus (f, f->entry);
  press (f, "gongzi");
  g_assert_cmpstr (text_of (f), ==, "");
  press (f, " ");
  g_assert_cmpstr (text_of (f), ==, "工资");
  press (f, "\b");
  g_assert_cmpstr (text_of (f), ==, "工");
  gtk_editable_select_region (GTK_EDITABLE (f->entry), 0, -1);
  press (f, "\b");
  g_assert_cmpstr (text_of (f), ==, "");
  press (f, "\b");
  yz_typing_press (f->typing, 0x3002);
  g_assert_cmpstr (text_of (f), ==, "。");
}

static void
test_text_view (Fixture *f, gconstpointer data)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (f->view));
  g_autofree char *text = NULL;

  focus (f, f->view);
  press (f, "gongzi \rab\b\b");
  yz_typing_set_ime (f->typing, NULL);
  press (f, "ab\b");
  g_object_get (buffer, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "工资\na");
}

/* What is composed in one field does not follow into another, nor is it lost: the likeliest was
 * meant. */
static void
test_focus_moves (Fixture *f, gconstpointer data)
{
  g_autofree char *preedit = NULL;

  focus (f, f->entry);
  press (f, "gong");
  focus (f, f->view);
  preedit = yz_ime_get_preedit (yz_typing_get_ime (f->typing));
  g_assert_cmpstr (preedit, ==, "");
  g_assert_cmpstr (text_of (f), ==, "共");
}

/* The likeliest word leaves something over: that is taken too. */
static void
test_all_is_taken (Fixture *f, gconstpointer data)
{
  focus (f, f->entry);
  press (f, "gongziu");
  focus (f, f->view);
  g_assert_true (g_str_has_prefix (text_of (f), "工资"));
  g_assert_false (yz_typing_is_composing (f->typing));
}

/* The field goes while something is being composed. */
static void
test_field_goes (Fixture *f, gconstpointer data)
{
  focus (f, f->entry);
  press (f, "gong");
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (f->entry)), f->entry);
  yz_test_settle ();
  press (f, "zi \b\r");
}

int
main (int argc, char **argv)
{
  yz_test_widget_init (&argc, &argv);

#define ADD(name, function) g_test_add ("/typing/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("entry", test_entry);
  ADD ("text-view", test_text_view);
  ADD ("focus-moves", test_focus_moves);
  ADD ("all-is-taken", test_all_is_taken);
  ADD ("field-goes", test_field_goes);
#undef ADD

  return g_test_run ();
}
