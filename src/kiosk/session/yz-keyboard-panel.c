/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-keyboard-panel.h"

#include "yz-keyboard.h"

/* The place of the keyboard, below the page. It comes up when a finger touches a field for text, or
 * when somebody begins to type Chinese on a keyboard of their own, who has to see what it may be;
 * and it goes with the focus. Fields for digits have keys of their own on their pages. */
struct _YzKeyboardPanel {
  AdwBin parent_instance;

  YzSession *session; /* weak */
  YzTyping *typing;
  GtkWidget *keyboard;          /* (nullable): made when it is first needed */
  YzKeyboardLayout text_layout; /* how the citizen likes to write, while the session lasts */
  gboolean latin;               /* the field takes no Chinese */
  gboolean reported;            /* the staff know that something does not work */
  GtkGesture *gesture;          /* on the window */
  gulong focus_id;              /* on the window */
};

G_DEFINE_FINAL_TYPE (YzKeyboardPanel, yz_keyboard_panel, ADW_TYPE_BIN)

static void
remember_layout (YzKeyboardPanel *self)
{
  if (!self->latin)
    self->text_layout = yz_keyboard_get_letters (YZ_KEYBOARD (self->keyboard));
}

/* Without the keys nobody sees candidates: then keys on the desk are what stands on them. */
static void
hide (YzKeyboardPanel *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  remember_layout (self);
  yz_typing_set_ime (self->typing, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  yz_session_set_typing (self->session, FALSE);
}

static void
on_keyboard_trouble (YzKeyboardPanel *self)
{
  if (!self->reported)
    yz_session_report_trouble (self->session, "typing");
  self->reported = TRUE;
}

static void
ensure_keyboard (YzKeyboardPanel *self)
{
  const char *dir = g_getenv ("YZ_IME_DIR");

  if (self->keyboard != NULL)
    return;
  self->keyboard = yz_keyboard_new (dir != NULL ? dir : YZ_PKGDATADIR "/ime");
  g_signal_connect_object (self->keyboard, "done", G_CALLBACK (hide), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keyboard, "trouble", G_CALLBACK (on_keyboard_trouble), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), self->keyboard);
}

static GtkInputPurpose
get_purpose (GtkWidget *field)
{
  return GTK_IS_TEXT (field) ? gtk_text_get_input_purpose (GTK_TEXT (field))
                             : GTK_INPUT_PURPOSE_FREE_FORM;
}

static gboolean
takes_latin (GtkWidget *field)
{
  GtkInputPurpose purpose = get_purpose (field);

  return purpose == GTK_INPUT_PURPOSE_ALPHA || purpose == GTK_INPUT_PURPOSE_URL
         || purpose == GTK_INPUT_PURPOSE_EMAIL;
}

static void
bring_up (YzKeyboardPanel *self, GtkWidget *field)
{
  gboolean shown = gtk_widget_get_visible (GTK_WIDGET (self));
  gboolean latin = takes_latin (field);

  if (shown && latin == self->latin)
    return;
  ensure_keyboard (self);
  if (shown)
    remember_layout (self);
  self->latin = latin;
  yz_keyboard_set_layout (YZ_KEYBOARD (self->keyboard),
                          latin ? YZ_KEYBOARD_LATIN : self->text_layout);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  yz_session_set_typing (self->session, TRUE);
}

static gboolean
takes_text (GtkWidget *widget)
{
  GtkInputPurpose purpose = get_purpose (widget);

  if (GTK_IS_TEXT_VIEW (widget))
    return gtk_text_view_get_editable (GTK_TEXT_VIEW (widget));
  return GTK_IS_TEXT (widget) && gtk_editable_get_editable (GTK_EDITABLE (widget))
         && purpose != GTK_INPUT_PURPOSE_DIGITS && purpose != GTK_INPUT_PURPOSE_NUMBER
         && purpose != GTK_INPUT_PURPOSE_PHONE && purpose != GTK_INPUT_PURPOSE_PIN;
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
    bring_up (self, touched);
}

/* On the desk Chinese is typed by pinyin. Who has chosen English letters gets those. */
static void
on_desk_key (YzKeyboardPanel *self, gunichar key)
{
  GtkWidget *field = yz_typing_get_field (self->typing);
  gboolean chinese = self->text_layout != YZ_KEYBOARD_LATIN;

  if (field == NULL || !takes_text (field) || takes_latin (field) || key > 0x7f
      || !g_ascii_islower ((char)key))
    return;
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    chinese = yz_keyboard_get_letters (YZ_KEYBOARD (self->keyboard)) < YZ_KEYBOARD_LATIN;
  if (!chinese)
    return;
  bring_up (self, field);
  if (yz_keyboard_get_letters (YZ_KEYBOARD (self->keyboard)) != YZ_KEYBOARD_PINYIN
      || yz_typing_get_ime (self->typing) == NULL)
    yz_keyboard_set_layout (YZ_KEYBOARD (self->keyboard), YZ_KEYBOARD_PINYIN);
}

static void
on_focus_changed (YzKeyboardPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !takes_text (focus))
    hide (self);
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
 * @session: whose language chooses the keys, and which is told when they are there
 */
void
yz_keyboard_panel_set_session (YzKeyboardPanel *self, YzSession *session)
{
  g_return_if_fail (YZ_IS_KEYBOARD_PANEL (self));
  g_return_if_fail (YZ_IS_SESSION (session));

  g_set_weak_pointer (&self->session, session);
  self->text_layout = g_str_has_prefix (yz_session_get_language (session), "en")
                          ? YZ_KEYBOARD_LATIN
                          : YZ_KEYBOARD_HANDWRITING;
  g_signal_connect_object (self->typing, "desk-key", G_CALLBACK (on_desk_key), self,
                           G_CONNECT_SWAPPED);
}
