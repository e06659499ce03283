/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-keyboard-panel.h"

#include "yz-keyboard.h"

/* The place of the keyboard, below the page. It comes up when a finger touches a field for text,
 * and goes with the focus: who brought a keyboard and moves by Tab needs none. Fields for digits
 * have keys of their own on their pages. */
struct _YzKeyboardPanel {
  AdwBin parent_instance;

  YzSession *session; /* weak */
  YzTyping *typing;
  GtkWidget *keyboard; /* (nullable): made when it is first needed */
  GtkGesture *gesture; /* on the window */
  gulong focus_id;     /* on the window */
};

G_DEFINE_FINAL_TYPE (YzKeyboardPanel, yz_keyboard_panel, ADW_TYPE_BIN)

/* Without the keys nobody sees candidates: then keys on the desk are what stands on them. */
static void
show (YzKeyboardPanel *self, gboolean shown)
{
  YzKeyboard *keyboard = YZ_KEYBOARD (self->keyboard);

  if (shown == gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  if (shown)
    yz_keyboard_set_layout (keyboard, yz_keyboard_get_layout (keyboard));
  else
    yz_typing_set_ime (self->typing, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  yz_session_set_typing (self->session, shown);
}

static YzKeyboardLayout
choose_layout (YzKeyboardPanel *self)
{
  if (g_str_has_prefix (yz_session_get_language (self->session), "en"))
    return YZ_KEYBOARD_LATIN;
  return yz_session_get_elder (self->session) ? YZ_KEYBOARD_NINE : YZ_KEYBOARD_PINYIN;
}

static void
on_keyboard_done (YzKeyboardPanel *self)
{
  show (self, FALSE);
}

static void
bring_up (YzKeyboardPanel *self)
{
  if (self->keyboard == NULL) {
    const char *dir = g_getenv ("YZ_IME_DIR");

    self->keyboard = yz_keyboard_new (dir != NULL ? dir : YZ_PKGDATADIR "/ime");
    yz_keyboard_set_layout (YZ_KEYBOARD (self->keyboard), choose_layout (self));
    g_signal_connect_object (self->keyboard, "done", G_CALLBACK (on_keyboard_done), self,
                             G_CONNECT_SWAPPED);
    adw_bin_set_child (ADW_BIN (self), self->keyboard);
  }
  show (self, TRUE);
}

/* Who needs larger letters needs larger keys. */
static void
on_elder_changed (YzKeyboardPanel *self)
{
  if (self->keyboard == NULL)
    return;
  yz_keyboard_set_layout (YZ_KEYBOARD (self->keyboard), choose_layout (self));
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    yz_typing_set_ime (self->typing, NULL);
}

static gboolean
takes_text (GtkWidget *widget)
{
  if (GTK_IS_TEXT_VIEW (widget))
    return gtk_text_view_get_editable (GTK_TEXT_VIEW (widget));
  if (!GTK_IS_TEXT (widget) || !gtk_editable_get_editable (GTK_EDITABLE (widget)))
    return FALSE;
  switch (gtk_text_get_input_purpose (GTK_TEXT (widget))) {
  case GTK_INPUT_PURPOSE_DIGITS:
  case GTK_INPUT_PURPOSE_NUMBER:
  case GTK_INPUT_PURPOSE_PHONE:
  case GTK_INPUT_PURPOSE_PIN:
    return FALSE;
  case GTK_INPUT_PURPOSE_FREE_FORM:
  case GTK_INPUT_PURPOSE_ALPHA:
  case GTK_INPUT_PURPOSE_URL:
  case GTK_INPUT_PURPOSE_EMAIL:
  case GTK_INPUT_PURPOSE_NAME:
  case GTK_INPUT_PURPOSE_PASSWORD:
  case GTK_INPUT_PURPOSE_TERMINAL:
  default:
    return TRUE;
  }
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, YzKeyboardPanel *self)
{
  GtkWidget *root = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *touched = gtk_widget_pick (root, x, y, GTK_PICK_DEFAULT);

  while (touched != NULL && !GTK_IS_TEXT (touched) && !GTK_IS_TEXT_VIEW (touched)) {
    /* The edge of an entry is the entry. */
    if (GTK_IS_ENTRY (touched))
      touched = gtk_widget_get_first_child (touched);
    else
      touched = gtk_widget_get_parent (touched);
  }
  if (touched != NULL && takes_text (touched))
    bring_up (self);
}

static void
on_focus_changed (YzKeyboardPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (gtk_widget_get_visible (GTK_WIDGET (self)) && (focus == NULL || !takes_text (focus)))
    show (self, FALSE);
}

static void
yz_keyboard_panel_root (GtkWidget *widget)
{
  YzKeyboardPanel *self = YZ_KEYBOARD_PANEL (widget);
  GtkWidget *root;

  GTK_WIDGET_CLASS (yz_keyboard_panel_parent_class)->root (widget);
  root = GTK_WIDGET (gtk_widget_get_root (widget));
  self->gesture = gtk_gesture_click_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->gesture),
                                              GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->gesture, "pressed", G_CALLBACK (on_pressed), self, 0);
  gtk_widget_add_controller (root, GTK_EVENT_CONTROLLER (self->gesture));
  self->focus_id = g_signal_connect_swapped (root, "notify::focus-widget",
                                             G_CALLBACK (on_focus_changed), self);
}

static void
yz_keyboard_panel_unroot (GtkWidget *widget)
{
  YzKeyboardPanel *self = YZ_KEYBOARD_PANEL (widget);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));

  gtk_widget_remove_controller (root, GTK_EVENT_CONTROLLER (self->gesture));
  self->gesture = NULL;
  g_clear_signal_handler (&self->focus_id, root);
  GTK_WIDGET_CLASS (yz_keyboard_panel_parent_class)->unroot (widget);
}

static void
yz_keyboard_panel_dispose (GObject *object)
{
  YzKeyboardPanel *self = YZ_KEYBOARD_PANEL (object);

  g_clear_weak_pointer (&self->session);
  self->keyboard = NULL;
  adw_bin_set_child (ADW_BIN (self), NULL);

  G_OBJECT_CLASS (yz_keyboard_panel_parent_class)->dispose (object);
}

static void
yz_keyboard_panel_class_init (YzKeyboardPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yz_keyboard_panel_dispose;
  GTK_WIDGET_CLASS (klass)->root = yz_keyboard_panel_root;
  GTK_WIDGET_CLASS (klass)->unroot = yz_keyboard_panel_unroot;
}

static void
yz_keyboard_panel_init (YzKeyboardPanel *self)
{
  self->typing = yz_typing_start ();
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * yz_keyboard_panel_set_session:
 * @self: a panel without a session
 * @session: whose language and profile choose the keys, and which is told when they are there
 */
void
yz_keyboard_panel_set_session (YzKeyboardPanel *self, YzSession *session)
{
  g_return_if_fail (YZ_IS_KEYBOARD_PANEL (self));
  g_return_if_fail (YZ_IS_SESSION (session));

  g_set_weak_pointer (&self->session, session);
  g_signal_connect_object (session, "notify::elder", G_CALLBACK (on_elder_changed), self,
                           G_CONNECT_SWAPPED);
}
