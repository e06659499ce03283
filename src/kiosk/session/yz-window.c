/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-window.h"

#include "yz-language.h"
#include "yz-reading.h"
#include "yz-wedge-keys.h"

/* The one window of a session: it wears the style classes of the profile and of the screen's shape,
 * and holds the frame, which it makes anew in the other language. */
struct _YzWindow {
  AdwApplicationWindow parent_instance;

  YzSession *session;
  YzIdle *idle;
  YzGuide *guide; /* (nullable) */
  GtkWidget *guard;
  YzFrame *frame;
  YzWedgeKeys *wedge_keys;
};

G_DEFINE_FINAL_TYPE (YzWindow, yz_window, ADW_TYPE_APPLICATION_WINDOW)

#define COMPACT_HEIGHT 900

static void
set_class (GtkWidget *widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
on_language_changed (YzWindow *self)
{
  yz_language_set (yz_session_get_language (self->session));
  self->frame = yz_frame_new (self->session, self->idle, self->guide);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->guard), GTK_WIDGET (self->frame));
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (gtk_scrolled_window_get_child (
                                        GTK_SCROLLED_WINDOW (self->guard))),
                                    FALSE);
}

static void
on_profile_changed (YzWindow *self)
{
  set_class (GTK_WIDGET (self), "elder", yz_session_get_elder (self->session));
  set_class (GTK_WIDGET (self), "contrast", yz_session_get_contrast (self->session));
}

static void
yz_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YzWindow *self = YZ_WINDOW (widget);

  /* Before the children are given their places: what they would ask for afterwards is lost. */
  set_class (widget, "landscape", width > height);
  set_class (widget, "compact", height < COMPACT_HEIGHT);
  yz_session_set_compact (self->session, height < COMPACT_HEIGHT);
  yz_session_set_landscape (self->session, width > height);
  GTK_WIDGET_CLASS (yz_window_parent_class)->size_allocate (widget, width, height, baseline);
}

/* A compositor may keep what was copied when the program that did has long ended, and the next
 * citizen could paste it: nothing stays there, whichever widget it comes from. */
static void
on_clipboard_changed (GdkClipboard *clipboard)
{
  if (gdk_clipboard_get_content (clipboard) != NULL)
    gdk_clipboard_set_content (clipboard, NULL);
}

/* GTK's inspector would be open to anybody who brings a keyboard: it shows what was typed, and runs
 * what is asked of it. */
static gboolean
yz_window_enable_debugging (GtkWindow *window, gboolean toggle)
{
  return FALSE;
}

/* GTK's own menus are small, say what does not help here, and cover the page. Whatever takes text
 * comes by here before it takes any. */
static void
on_focus_changed (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  YzGuide *guide = YZ_WINDOW (window)->guide;

  /* Only a key on the desk makes the focus visible: who touches a thing has found it. */
  if (guide != NULL && focus != NULL && gtk_window_get_focus_visible (window))
    yz_guide_read_widget (guide, focus);
  if (GTK_IS_TEXT (focus))
    gtk_text_set_input_hints (GTK_TEXT (focus), gtk_text_get_input_hints (GTK_TEXT (focus))
                                                    | GTK_INPUT_HINT_NO_EMOJI);
  else if (GTK_IS_TEXT_VIEW (focus))
    gtk_text_view_set_input_hints (GTK_TEXT_VIEW (focus),
                                   gtk_text_view_get_input_hints (GTK_TEXT_VIEW (focus))
                                       | GTK_INPUT_HINT_NO_EMOJI);
  else
    return;

  gtk_widget_action_set_enabled (focus, "menu.popup", FALSE);
}

/* A pointer's other buttons open those menus and paste what was marked elsewhere. */
static void
on_pressed (GtkGesture *gesture)
{
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) != GDK_BUTTON_PRIMARY)
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
yz_window_dispose (GObject *object)
{
  YzWindow *self = YZ_WINDOW (object);

  g_clear_object (&self->wedge_keys);
  g_clear_object (&self->guide);
  g_clear_object (&self->idle);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (yz_window_parent_class)->dispose (object);
}

static void
yz_window_class_init (YzWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yz_window_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = yz_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->enable_debugging = yz_window_enable_debugging;
}

static void
yz_window_init (YzWindow *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_window_set_title (GTK_WINDOW (self), "Yizhan");
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus_changed), NULL);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect (gesture, "pressed", G_CALLBACK (on_pressed), NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));

  /* A compositor ends a program whose fullscreen window is larger than the screen. Where a long
   * word does not fit, it is cut off instead. */
  self->guard = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->guard), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_EXTERNAL);
  gtk_widget_set_focusable (self->guard, FALSE);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), self->guard);
}

/**
 * yz_window_new:
 * @application: the session's application
 * @session: what it shows
 * @speech: (nullable): its voice, where there is sound
 *
 * Returns: (transfer none): the window, at the session's page
 */
YzWindow *
yz_window_new (GtkApplication *application, YzSession *session, YzSpeech *speech)
{
  YzWindow *self = g_object_new (YZ_TYPE_WINDOW, "application", application, NULL);
  YzConfig *config = yz_node_get_config (yz_session_get_node (session));

  self->session = g_object_ref (session);
  if (speech != NULL)
    self->guide = yz_guide_new (session, speech);
  self->idle
      = yz_idle_new (GTK_WIDGET (self), yz_config_get_int (config, "session.warning-seconds"));
  g_signal_connect_object (gtk_widget_get_clipboard (GTK_WIDGET (self)), "changed",
                           G_CALLBACK (on_clipboard_changed), self, G_CONNECT_AFTER);
  g_signal_connect_object (self->idle, "expired", G_CALLBACK (yz_session_done), session,
                           G_CONNECT_SWAPPED);
  self->wedge_keys
      = yz_wedge_keys_new (GTK_WINDOW (self), yz_node_get_clock (yz_session_get_node (session)));
  g_signal_connect_object (self->wedge_keys, "scanned", G_CALLBACK (yz_reading_take_scan),
                           yz_session_get_reading (session), G_CONNECT_SWAPPED);
  g_signal_connect_object (self->wedge_keys, "useless", G_CALLBACK (yz_reading_take_useless),
                           yz_session_get_reading (session), G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::language", G_CALLBACK (on_language_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::elder", G_CALLBACK (on_profile_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::contrast", G_CALLBACK (on_profile_changed), self,
                           G_CONNECT_SWAPPED);
  on_profile_changed (self);
  on_language_changed (self);
  return self;
}

/**
 * yz_window_get_frame:
 * @self: a window
 *
 * Returns: (transfer none): what is around the page
 */
YzFrame *
yz_window_get_frame (YzWindow *self)
{
  g_return_val_if_fail (YZ_IS_WINDOW (self), NULL);

  return self->frame;
}

/**
 * yz_window_get_idle:
 * @self: a window
 *
 * Returns: (transfer none): the watch over whether anybody still touches it
 */
YzIdle *
yz_window_get_idle (YzWindow *self)
{
  g_return_val_if_fail (YZ_IS_WINDOW (self), NULL);

  return self->idle;
}
