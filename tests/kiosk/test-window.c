/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-kiosk.h"
#include "yz-test-widget.h"

/* What the window lets through: nothing that is not the kiosk's, and nothing that is the citizen's,
 * for somebody with a keyboard of their own; and no page that is too large for the screen. */

static void
test_opens_no_inspector (YzTestKiosk *kiosk, gconstpointer data)
{
  gboolean handled = FALSE;

  yz_test_kiosk_show (kiosk, "faq", NULL);
  for (int toggle = FALSE; toggle <= TRUE; toggle++) {
    g_autoptr (GList) windows = NULL;

    /* Ctrl+Shift+I and Ctrl+Shift+D. */
    g_signal_emit_by_name (kiosk->window, "enable-debugging", toggle, &handled);
    yz_test_settle ();
    windows = gtk_window_list_toplevels ();
    g_assert_cmpuint (g_list_length (windows), ==, 1);
  }
}

static void
assert_empty (GdkClipboard *clipboard)
{
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  g_assert_null (gdk_clipboard_get_content (clipboard));
  g_assert_null (gdk_content_formats_get_mime_types (formats, NULL));
  g_assert_null (gdk_content_formats_get_gtypes (formats, NULL));
}

/* A compositor keeps what was copied when the program that did has ended. */
static void
test_leaves_no_copy (YzTestKiosk *kiosk, gconstpointer data)
{
  static const char *const actions[] = { "clipboard.copy", "clipboard.cut" };
  GtkWidget *text;
  GdkClipboard *clipboard;

  yz_test_kiosk_answer (kiosk, "name", "张小明");
  yz_test_kiosk_show (kiosk, "form", "0");
  text = yz_test_widget_find (yz_test_kiosk_get_page (kiosk), GTK_TYPE_TEXT, 0);
  clipboard = gtk_widget_get_clipboard (text);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "张小明");
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    gtk_editable_select_region (GTK_EDITABLE (text), 0, -1);
    g_assert_true (gtk_widget_activate_action (text, actions[i], NULL));
    yz_test_settle ();
    assert_empty (clipboard);
  }
}

/* Whatever put it there. */
static void
test_leaves_no_text (YzTestKiosk *kiosk, gconstpointer data)
{
  GdkClipboard *clipboard;

  yz_test_kiosk_show (kiosk, "faq", NULL);
  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (kiosk->window));
  gdk_clipboard_set_text (clipboard, "三个月没有发工资。");
  yz_test_settle ();
  assert_empty (clipboard);
}

/* A compositor ends a session whose fullscreen window asks for more than the screen. */
static void
test_asks_for_no_room (YzTestKiosk *kiosk, gconstpointer data)
{
  int width, height;

  yz_session_set_elder (kiosk->session, TRUE);
  yz_test_kiosk_show (kiosk, "home", NULL);
  gtk_widget_measure (GTK_WIDGET (kiosk->window), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL,
                      NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (kiosk->window), GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL,
                      NULL);
  g_assert_cmpint (width, <, 400);
  g_assert_cmpint (height, <, 400);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*func) (YzTestKiosk *, gconstpointer);
  } tests[] = {
    { "opens-no-inspector", test_opens_no_inspector },
    { "leaves-no-copy", test_leaves_no_copy },
    { "leaves-no-text", test_leaves_no_text },
    { "asks-for-no-room", test_asks_for_no_room },
  };

  yz_test_widget_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/window/", tests[i].name, NULL);

    g_test_add (path, YzTestKiosk, NULL, yz_test_kiosk_set_up, tests[i].func,
                yz_test_kiosk_tear_down);
  }
  return g_test_run ();
}
