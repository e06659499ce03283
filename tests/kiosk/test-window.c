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

#define TEXT_HEIGHT 100

/* One of each kind of widget that takes text: an entry, and the view for long answers. */
static GtkWidget *
show_text (YzTestKiosk *kiosk, GType type)
{
  GtkWidget *text;

  if (type == GTK_TYPE_TEXT)
    yz_test_kiosk_show (kiosk, "faq", NULL);
  else
    yz_test_kiosk_show (kiosk, "form", "5");
  text = yz_test_widget_find (yz_test_kiosk_get_page (kiosk), type, 0);
  g_assert_nonnull (text);
  /* The height that the style sheet gives an empty text, which the tests go without. */
  gtk_widget_set_size_request (text, -1, TEXT_HEIGHT);
  return text;
}

static void
assert_opens_nothing (GtkWidget *text)
{
  yz_test_settle ();
  g_assert_null (yz_test_widget_find (text, GTK_TYPE_POPOVER, 0));
}

/* What Shift+F10, the menu key and Ctrl+. would do. */
static void
test_opens_no_menu (YzTestKiosk *kiosk, gconstpointer data)
{
  static const char *const actions[] = { "menu.popup", "misc.insert-emoji" };
  const GType types[] = { GTK_TYPE_TEXT, GTK_TYPE_TEXT_VIEW };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    GtkWidget *text = show_text (kiosk, types[i]);

    g_assert_true (gtk_widget_grab_focus (text));
    for (gsize k = 0; k < G_N_ELEMENTS (actions); k++) {
      gtk_widget_activate_action (text, actions[k], NULL);
      assert_opens_nothing (text);
    }
  }
}

#define CLICK_X 20

static GtkWidget *
find_at_click (GtkWidget *widget, double *ret_x, double *ret_y)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));

  return gtk_widget_translate_coordinates (widget, root, CLICK_X,
                                           gtk_widget_get_height (widget) / 2.0, ret_x, ret_y)
             ? gtk_widget_pick (root, *ret_x, *ret_y, GTK_PICK_DEFAULT)
             : NULL;
}

static gboolean
is_in_reach (gpointer text)
{
  double x, y;
  GtkWidget *found = gtk_widget_get_height (text) > 0 ? find_at_click (text, &x, &y) : NULL;

  return found == text || (found != NULL && gtk_widget_is_ancestor (found, text));
}

static void
click (GtkWidget *widget, const char *button)
{
  g_autofree char *x_text = NULL;
  g_autofree char *y_text = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  double x, y, surface_x, surface_y;

  find_at_click (widget, &x, &y);
  gtk_native_get_surface_transform (gtk_widget_get_native (widget), &surface_x, &surface_y);
  x_text = g_strdup_printf ("%d", (int)(x + surface_x));
  y_text = g_strdup_printf ("%d", (int)(y + surface_y));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "xdotool", "mousemove", x_text,
                              y_text, "click", button, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
on_event (GtkEventController *controller, GdkEvent *event, gboolean *clicked)
{
  if (gdk_event_get_event_type (event) == GDK_BUTTON_PRESS
      && gdk_button_event_get_button (event) == GDK_BUTTON_PRIMARY)
    *clicked = TRUE;
  return GDK_EVENT_PROPAGATE;
}

/* A window that has only just come up may not be where the pointer is yet. */
#define TRY_AGAIN_US (G_USEC_PER_SEC / 2)

typedef struct {
  GtkWidget *text;
  gint64 tried_us;
  gboolean clicked;
} Clicks;

/* The other button, and the first after it: events keep their order, so when this one is there, the
 * other one was. */
static gboolean
have_arrived (gpointer user_data)
{
  Clicks *clicks = user_data;

  if (!clicks->clicked && g_get_monotonic_time () - clicks->tried_us > TRY_AGAIN_US) {
    click (clicks->text, "3");
    click (clicks->text, "1");
    clicks->tried_us = g_get_monotonic_time ();
  }
  return clicks->clicked;
}

static gboolean
wake_up (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_opens_no_menu_by_pointer (YzTestKiosk *kiosk, gconstpointer data)
{
  const GType types[] = { GTK_TYPE_TEXT, GTK_TYPE_TEXT_VIEW };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    GtkWidget *text = show_text (kiosk, types[i]);
    GtkEventController *controller = gtk_event_controller_legacy_new ();
    Clicks clicks = { .text = text };
    guint wake_id = g_timeout_add (100, wake_up, NULL);

    g_signal_connect (controller, "event", G_CALLBACK (on_event), &clicks.clicked);
    gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
    gtk_widget_add_controller (text, controller);
    yz_test_wait_until (is_in_reach, text);
    yz_test_wait_until (have_arrived, &clicks);
    g_source_remove (wake_id);
    assert_opens_nothing (text);
    gtk_widget_remove_controller (text, controller);
  }
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
    { "opens-no-menu", test_opens_no_menu },
    { "opens-no-menu-by-pointer", test_opens_no_menu_by_pointer },
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
