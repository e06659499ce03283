/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-frame.h"

#include "yz-keyboard-panel.h"
#include "yz-offer-sheet.h"
#include "yz-pages.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is around the pages: the bars that are on every page, the connection in plain words, the
 * warning before a session ends. It makes the page that the session names. When the language
 * changes the window throws it away and makes another one. */
struct _YzFrame {
  AdwBin parent_instance;

  YzSession *session;
  YzIdle *idle;
  YzGuide *guide; /* (nullable): where there is no sound */
  YzPage *page;   /* of the session; it may not be up yet */
  char *page_name;
  guint patience_id;
  GSignalGroup *session_signals;
  GSignalGroup *reading_signals;
  guint notice_id;

  GtkWidget *grid;
  GtkWidget *top_bar;
  GtkWidget *middle;
  GtkWidget *bottom_bar;
  GtkWidget *back_button;
  GtkWidget *home_button;
  GtkWidget *done_button;
  AdwBin *page_bin;
  YzKeyboardPanel *keyboard_panel;
  GtkWidget *connection_box;
  GtkLabel *connection_label;
  GtkImage *connection_icon;
  GtkLabel *notice_label;
  GtkWidget *notice;
  GtkToggleButton *elder_button;
  GtkToggleButton *contrast_button;
  GtkToggleButton *spoken_button;
  GtkWidget *warning;
  GtkLabel *warning_label;
  GtkWidget *warning_button;
  GtkWidget *leaving;
  GtkWidget *stay_button;
};

G_DEFINE_FINAL_TYPE (YzFrame, yz_frame, ADW_TYPE_BIN)

#define NOTICE_SECONDS 8

/* Who listens takes longer. */
#define SPOKEN_IDLE_SECONDS 300

/* So long the page before stays up for one that is not ready: nobody notices. */
#define PATIENCE_MS 150

static void
place (YzFrame *self, GtkWidget *child, int column, int row, int row_span)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (self->grid);

  g_object_set (gtk_layout_manager_get_layout_child (layout, child), "column", column, "row", row,
                "row-span", row_span, NULL);
}

/* The bars are above and below the page, or, on a wide screen, where height is dear, one above the
 * other on its left. */
static void
update_shape (YzFrame *self)
{
  gboolean wide = yz_session_get_landscape (self->session);
  GtkOrientation orientation = wide ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  place (self, self->top_bar, 0, 0, 1);
  place (self, self->middle, wide ? 1 : 0, wide ? 0 : 1, wide ? 2 : 1);
  place (self, self->bottom_bar, 0, wide ? 1 : 2, 1);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->top_bar), orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bottom_bar), orientation);
  gtk_widget_set_hexpand (self->top_bar, !wide);
  gtk_widget_set_hexpand (self->bottom_bar, !wide);
  gtk_widget_set_vexpand (self->bottom_bar, wide);
  gtk_widget_set_valign (self->bottom_bar, wide ? GTK_ALIGN_END : GTK_ALIGN_FILL);
}

static void
update_connection (YzFrame *self)
{
  const char *text = NULL;
  const char *icon = NULL;

  switch (yz_session_get_connection (self->session)) {
  case YZ_CONNECTION_ONLINE:
    text = _ ("Connected");
    icon = "network-transmit-receive-symbolic";
    break;
  case YZ_CONNECTION_OFFLINE:
    text = _ ("No network: carry on, it is sent later.");
    icon = "network-offline-symbolic";
    break;
  case YZ_CONNECTION_REFUSED:
    text = _ ("What you submit is kept safe here. The staff are looking after the sending.");
    icon = "network-error-symbolic";
    break;
  case YZ_CONNECTION_UNKNOWN:
    text = _ ("You can do everything here, with or without a network.");
    icon = "network-idle-symbolic";
    break;
  default:
    g_assert_not_reached ();
  }
  gtk_label_set_label (self->connection_label, text);
  gtk_image_set_from_icon_name (self->connection_icon, icon);
}

static int
idle_seconds (YzFrame *self)
{
  YzConfig *config = yz_node_get_config (yz_session_get_node (self->session));
  const char *page = yz_session_get_page (self->session);
  gboolean idle = strcmp (page, "idle") == 0;
  int seconds = yz_page_get_idle_seconds (self->page);

  if (idle && !yz_session_is_adapted (self->session))
    return 0;
  /* Home from a form that is half filled in, it is still the form that would be lost. */
  if (idle || (strcmp (page, "home") == 0 && !yz_session_has_answers (self->session)))
    seconds = yz_config_get_int (config, "session.idle-seconds");
  else if (seconds == 0)
    seconds = yz_config_get_int (config, "session.form-idle-seconds");
  if (yz_session_get_elder (self->session))
    seconds *= 2;
  return yz_session_get_spoken (self->session) ? MAX (seconds, SPOKEN_IDLE_SECONDS) : seconds;
}

static void
update_idle (YzFrame *self)
{
  yz_idle_set_seconds (self->idle, idle_seconds (self));
}

static void
hide_notice (YzFrame *self)
{
  g_clear_handle_id (&self->notice_id, g_source_remove);
  gtk_widget_set_visible (self->notice, FALSE);
}

/* What was read stands in the place of the page until the citizen has said yes or no. */
static GtkWidget *
get_content (YzFrame *self)
{
  if (yz_reading_get_offer (yz_session_get_reading (self->session)) != NULL)
    return yz_offer_sheet_new (self->session);
  return GTK_WIDGET (self->page);
}

/* What is offered is about the person who stands there, whatever page it covers. */
static YzHearing
get_hearing (YzFrame *self, GtkWidget *content)
{
  return YZ_IS_OFFER_SHEET (content) ? YZ_HEARING_NOTHING
                                     : yz_pages_get_hearing (yz_session_get_page (self->session));
}

static void
put_up_content (YzFrame *self)
{
  GtkWidget *content = get_content (self);

  if (self->guide != NULL)
    yz_guide_leave_page (self->guide);
  adw_bin_set_child (self->page_bin, content);
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_widget_child_focus (adw_bin_get_child (self->page_bin), GTK_DIR_TAB_FORWARD);
  if (self->guide != NULL)
    yz_guide_read_page (self->guide, content, get_hearing (self, content));
}

/* Puts the session's page up in place of the one before. */
static void
put_up_page (YzFrame *self)
{
  const char *name = yz_session_get_page (self->session);
  gboolean idle = strcmp (name, "idle") == 0;
  gboolean home = strcmp (name, "home") == 0;

  g_clear_handle_id (&self->patience_id, g_source_remove);
  gtk_widget_set_can_target (GTK_WIDGET (self->page_bin), TRUE);
  gtk_widget_set_visible (self->top_bar, !idle);
  gtk_widget_set_visible (self->back_button, yz_session_can_go_back (self->session));
  gtk_widget_set_visible (self->home_button, !home);
  hide_notice (self);
  update_idle (self);
  put_up_content (self);
}

static void
on_page_ready (YzFrame *self, GParamSpec *pspec, YzPage *page)
{
  if (page != self->page)
    return;
  if (self->patience_id != 0)
    put_up_page (self);
  else if (self->guide != NULL && yz_page_is_shown (page))
    yz_guide_read_page (self->guide, GTK_WIDGET (page), get_hearing (self, GTK_WIDGET (page)));
}

static gboolean
on_patience_over (gpointer user_data)
{
  YzFrame *self = user_data;

  self->patience_id = 0;
  put_up_page (self);
  return G_SOURCE_REMOVE;
}

static void
show_page (YzFrame *self)
{
  g_clear_handle_id (&self->patience_id, g_source_remove);
  if (self->guide != NULL)
    yz_guide_leave_page (self->guide);
  g_clear_object (&self->page);
  g_free (self->page_name);
  self->page_name = g_strdup (yz_session_get_page (self->session));
  self->page
      = g_object_ref_sink (yz_pages_create (yz_session_get_page (self->session), self->session,
                                            yz_session_get_argument (self->session)));
  yz_page_enter (self->page);
  if (yz_page_get_ready (self->page)) {
    put_up_page (self);
    return;
  }
  /* What is still up takes no second touch. */
  gtk_widget_set_can_target (GTK_WIDGET (self->page_bin), FALSE);
  g_signal_connect_object (self->page, "notify::ready", G_CALLBACK (on_page_ready), self,
                           G_CONNECT_SWAPPED);
  self->patience_id = g_timeout_add (PATIENCE_MS, on_patience_over, self);
}

static void
on_place_changed (YzFrame *self)
{
  show_page (self);
}

static void
on_offers_changed (YzFrame *self)
{
  /* Who lays a card down is still there. */
  yz_idle_extend (self->idle);
  hide_notice (self);
  /* The session may have gone on to another page already. */
  if (self->patience_id == 0 && g_str_equal (self->page_name, yz_session_get_page (self->session)))
    put_up_content (self);
}

static void
say (YzFrame *self, const char *text)
{
  if (self->guide != NULL)
    yz_guide_say (self->guide, text);
}

static void
read_widget (YzFrame *self, GtkWidget *widget)
{
  if (self->guide != NULL)
    yz_guide_read_widget (self->guide, widget);
}

static void
on_idle_left_changed (YzFrame *self)
{
  int left = yz_idle_get_left (self->idle);

  if (left >= 0) {
    g_autofree char *text = g_strdup_printf (
        /* Translators: %d is a number of seconds. */
        ngettext ("This page will close in %d second, and what you filled in will be wiped.",
                  "This page will close in %d seconds, and what you filled in will be wiped.",
                  (gulong)left),
        left);

    gtk_label_set_label (self->warning_label, text);
  }
  if ((left >= 0) != gtk_widget_get_visible (self->warning)) {
    gtk_widget_set_visible (self->warning, left >= 0);
    if (left >= 0) {
      gtk_widget_grab_focus (self->warning_button);
      read_widget (self, self->warning);
    }
  }
}

/* The warning itself is spoken too: that is no reason to begin anew. Nor is what a device says: it
 * has had its time. */
static gboolean
is_reading_to_somebody (YzFrame *self)
{
  return self->guide != NULL && yz_guide_get_speaking (self->guide)
         && yz_idle_get_left (self->idle) < 0 && !yz_idle_get_extended (self->idle);
}

static void
on_idle_hold (YzFrame *self, gboolean *hold)
{
  *hold = (self->page != NULL && yz_page_get_busy (self->page)) || is_reading_to_somebody (self);
}

static void
on_back_clicked (YzFrame *self)
{
  yz_session_back (self->session);
}

static void
on_home_clicked (YzFrame *self)
{
  yz_session_home (self->session);
}

/* One wrong touch must not wipe what took ten minutes; but whoever must not be seen here has to get
 * away with one. */
static void
on_done_clicked (YzFrame *self)
{
  if (!yz_session_has_answers (self->session) || yz_session_get_sensitive (self->session)) {
    yz_session_done (self->session);
    return;
  }
  gtk_widget_set_visible (self->leaving, TRUE);
  gtk_widget_grab_focus (self->stay_button);
  read_widget (self, self->leaving);
}

static void
on_stay_clicked (YzFrame *self)
{
  gtk_widget_set_visible (self->leaving, FALSE);
}

static void
on_leave_clicked (YzFrame *self)
{
  yz_session_done (self->session);
}

static void
on_language_clicked (YzFrame *self)
{
  gboolean chinese = strcmp (yz_session_get_language (self->session), "zh") == 0;

  yz_session_set_language (self->session, chinese ? "en" : "zh");
}

static void
on_elder_toggled (YzFrame *self)
{
  yz_session_set_elder (self->session, gtk_toggle_button_get_active (self->elder_button));
}

static void
on_contrast_toggled (YzFrame *self)
{
  yz_session_set_contrast (self->session, gtk_toggle_button_get_active (self->contrast_button));
}

static void
on_spoken_toggled (YzFrame *self)
{
  yz_session_set_spoken (self->session, gtk_toggle_button_get_active (self->spoken_button));
}

static void
on_spoken_changed (YzFrame *self)
{
  gtk_toggle_button_set_active (self->spoken_button, yz_session_get_spoken (self->session));
  update_idle (self);
}

/* On a small screen the keys need all the place. Only who must be able to get away keeps the way.
 */
static void
update_typing (YzFrame *self)
{
  gboolean roomy = !yz_session_is_crowded (self->session);

  gtk_widget_set_visible (self->connection_box, roomy);
  gtk_widget_set_visible (self->top_bar, roomy || yz_session_get_sensitive (self->session));
  gtk_widget_set_visible (self->bottom_bar, roomy);
}

static gboolean
on_notice_over (gpointer user_data)
{
  YzFrame *self = user_data;

  self->notice_id = 0;
  gtk_widget_set_visible (self->notice, FALSE);
  return G_SOURCE_REMOVE;
}

static void
show_notice (YzFrame *self, const char *text)
{
  hide_notice (self);
  gtk_label_set_label (self->notice_label, text);
  gtk_widget_set_visible (self->notice, TRUE);
  self->notice_id = g_timeout_add_seconds (NOTICE_SECONDS, on_notice_over, self);
  say (self, text);
}

static void
on_guide_failed (YzFrame *self)
{
  show_notice (self, _ ("Nothing can be read aloud here just now. The staff will help you."));
}

/* A card or a code that could not be read is no event: it says so and goes again. */
static void
on_told (YzFrame *self, const char *text)
{
  yz_idle_extend (self->idle);
  show_notice (self, text);
}

static void
on_staff_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzFrame) self = user_data;
  gboolean reached = FALSE;

  yz_bus_supervisor_call_call_staff_finish (YZ_BUS_SUPERVISOR (source), &reached, result, NULL);
  if (self->session == NULL)
    return;
  show_notice (self, reached ? _ ("The staff have been told. Somebody will come to you.")
                             : _ ("The desk cannot be reached just now. Please go to a window."));
}

static void
on_staff_clicked (YzFrame *self)
{
  YzBusSupervisor *supervisor = yz_session_get_supervisor (self->session);

  if (supervisor == NULL) {
    show_notice (self, _ ("The desk cannot be reached just now. Please go to a window."));
    return;
  }
  yz_bus_supervisor_call_call_staff (supervisor, "help", NULL, on_staff_called,
                                     g_object_ref (self));
}

static void
on_continue_clicked (YzFrame *self)
{
  yz_idle_touch (self->idle);
}

static void
yz_frame_dispose (GObject *object)
{
  YzFrame *self = YZ_FRAME (object);

  g_clear_handle_id (&self->notice_id, g_source_remove);
  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->reading_signals);
  g_clear_object (&self->guide);
  g_clear_object (&self->idle);
  g_clear_object (&self->page);
  g_clear_object (&self->session);
  adw_bin_set_child (ADW_BIN (self), NULL);

  G_OBJECT_CLASS (yz_frame_parent_class)->dispose (object);
}

static void
yz_frame_finalize (GObject *object)
{
  g_free (YZ_FRAME (object)->page_name);

  G_OBJECT_CLASS (yz_frame_parent_class)->finalize (object);
}

static void
yz_frame_class_init (YzFrameClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = yz_frame_dispose;
  object_class->finalize = yz_frame_finalize;

  g_type_ensure (YZ_TYPE_KEYBOARD_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/session/yz-frame.ui");
  gtk_widget_class_bind_template_child (widget_class, YzFrame, grid);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, top_bar);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, middle);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, bottom_bar);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, back_button);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, home_button);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, done_button);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, page_bin);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, keyboard_panel);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, connection_box);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, connection_label);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, connection_icon);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, notice_label);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, notice);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, elder_button);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, contrast_button);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, spoken_button);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, warning);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, warning_label);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, warning_button);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, leaving);
  gtk_widget_class_bind_template_child (widget_class, YzFrame, stay_button);
  gtk_widget_class_bind_template_callback (widget_class, on_stay_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_leave_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_home_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_language_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_elder_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_contrast_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_spoken_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_staff_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_continue_clicked);
}

static void
yz_frame_init (YzFrame *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->session_signals = g_signal_group_new (YZ_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::place",
                                  G_CALLBACK (on_place_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::elder", G_CALLBACK (update_idle),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "notify::contrast",
                                  G_CALLBACK (update_idle), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::spoken",
                                  G_CALLBACK (on_spoken_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::landscape",
                                  G_CALLBACK (update_shape), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::typing",
                                  G_CALLBACK (update_typing), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::connection",
                                  G_CALLBACK (update_connection), self);
  self->reading_signals = g_signal_group_new (YZ_TYPE_READING);
  g_signal_group_connect_swapped (self->reading_signals, "notify::offers",
                                  G_CALLBACK (on_offers_changed), self);
  g_signal_group_connect_swapped (self->reading_signals, "told", G_CALLBACK (on_told), self);
}

/**
 * yz_frame_new:
 * @session: what it shows
 * @idle: the watch of the window
 * @guide: (nullable): who says what it shows
 *
 * Returns: (transfer floating): the frame, at the session's page
 */
YzFrame *
yz_frame_new (YzSession *session, YzIdle *idle, YzGuide *guide)
{
  YzFrame *self = g_object_new (YZ_TYPE_FRAME, NULL);

  self->session = g_object_ref (session);
  self->idle = g_object_ref (idle);
  g_signal_connect_object (idle, "notify::left", G_CALLBACK (on_idle_left_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (idle, "hold", G_CALLBACK (on_idle_hold), self, G_CONNECT_SWAPPED);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->reading_signals, yz_session_get_reading (session));
  g_set_object (&self->guide, guide);
  if (guide != NULL)
    g_signal_connect_object (guide, "failed", G_CALLBACK (on_guide_failed), self,
                             G_CONNECT_SWAPPED);
  yz_keyboard_panel_set_session (self->keyboard_panel, session);
  gtk_toggle_button_set_active (self->elder_button, yz_session_get_elder (session));
  gtk_toggle_button_set_active (self->contrast_button, yz_session_get_contrast (session));
  gtk_toggle_button_set_active (self->spoken_button, yz_session_get_spoken (session));
  gtk_widget_set_visible (GTK_WIDGET (self->spoken_button), guide != NULL);
  update_shape (self);
  update_connection (self);
  show_page (self);
  return self;
}

/**
 * yz_frame_get_page:
 * @self: a frame
 *
 * Returns: (transfer none): the page it shows
 */
YzPage *
yz_frame_get_page (YzFrame *self)
{
  g_return_val_if_fail (YZ_IS_FRAME (self), NULL);

  return self->page;
}

/**
 * yz_frame_forget:
 * @self: a frame
 *
 * The session ends: the page wipes what it holds and lets go of its devices. Until the successor is
 * up there is no page to be read, whichever it was, and what is around it answers to nothing.
 */
void
yz_frame_forget (YzFrame *self)
{
  g_return_if_fail (YZ_IS_FRAME (self));

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_signal_group_set_target (self->session_signals, NULL);
  g_signal_group_set_target (self->reading_signals, NULL);
  hide_notice (self);
  yz_page_forget (self->page);
  adw_bin_set_child (self->page_bin, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->keyboard_panel), FALSE);
  yz_idle_set_seconds (self->idle, 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
}
