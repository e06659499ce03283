/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-guide.h"

#include "yz-digit-pad.h"
#include "yz-field-row.h"
#include "yz-typing.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The spoken guide: says what the kiosk shows. What is about the person who stands there, and all
 * of a session that nobody must know of, it says only to headphones. Whoever plugs them in wants to
 * hear. */
struct _YzGuide {
  GObject parent_instance;

  YzSession *session;
  YzSpeech *speech;
  YzTyping *typing;
  GtkWidget *page;   /* (nullable) (weak): what is shown */
  YzHearing hearing; /* of that */
  gboolean begun;    /* headphones have begun it */
  gboolean reported; /* the staff know that nothing can be heard */
  gboolean over;     /* the citizen has gone */
};

enum {
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzGuide, yz_guide, G_TYPE_OBJECT)

/* What may be heard --------------------------------------------------------------------------- */

static gboolean
is_listening (YzGuide *self)
{
  return yz_session_get_spoken (self->session) && !self->over;
}

/* What is the same for all citizens; but nothing of a session that nobody must know of. */
static gboolean
may_say_to_all (YzGuide *self)
{
  return is_listening (self)
         && (yz_speech_get_private (self->speech) || !yz_session_get_sensitive (self->session));
}

/* By what is shown, and not by where the session is: that may be on its way already. */
static gboolean
may_say (YzGuide *self, YzHearing what)
{
  return may_say_to_all (self)
         && (yz_speech_get_private (self->speech) || (self->page != NULL && self->hearing >= what));
}

static void
say (YzGuide *self, const char *text)
{
  yz_speech_say (self->speech, text,
                 g_str_has_prefix (yz_session_get_language (self->session), "zh"));
}

/* What stands on the screen ------------------------------------------------------------------- */

static void
append (GString *all, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_string_append (all, text);
  g_string_append_c (all, '\n');
}

static void
append_buffer (GString *all, GtkTextBuffer *buffer)
{
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  append (all, text);
}

static gboolean
is_chosen (GtkWidget *widget)
{
  return (GTK_IS_CHECK_BUTTON (widget) && gtk_check_button_get_active (GTK_CHECK_BUTTON (widget)))
         || (GTK_IS_TOGGLE_BUTTON (widget)
             && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (widget)));
}

static void
collect (GtkWidget *widget, gboolean with_typed, GString *all)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget)
      || YZ_IS_DIGIT_PAD (widget))
    return;
  if (GTK_IS_LABEL (widget)) {
    append (all, gtk_label_get_text (GTK_LABEL (widget)));
    return;
  }
  if (GTK_IS_EDITABLE (widget)) {
    if (with_typed)
      append (all, gtk_editable_get_text (GTK_EDITABLE (widget)));
    return;
  }
  if (GTK_IS_TEXT_VIEW (widget)) {
    if (with_typed)
      append_buffer (all, gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)));
    return;
  }
  if (is_chosen (widget))
    append (all, _ ("Chosen:"));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, with_typed, all);
}

/* Where others would hear it. Nobody learns from it what the page is about. */
static const char *
get_excuse (YzGuide *self)
{
  YzConfig *config = yz_node_get_config (yz_session_get_node (self->session));

  if (*yz_config_get_string (config, "devices.headphones") != '\0')
    return _ ("This page can be heard with headphones. Please plug them in.");
  return _ ("This page is not read aloud, so that nobody overhears it. The staff will help you.");
}

static void
read_page (YzGuide *self)
{
  g_autoptr (GString) all = g_string_new (NULL);

  if (self->page == NULL || !is_listening (self))
    return;
  if (!may_say (self, YZ_HEARING_PAGE)) {
    say (self, get_excuse (self));
    return;
  }
  collect (self->page, may_say (self, YZ_HEARING_TYPING), all);
  say (self, all->str);
}

static void
update_typing (YzGuide *self)
{
  yz_typing_set_spoken (self->typing, may_say (self, YZ_HEARING_TYPING));
}

/* Asked again: the page may be another one since. */
static void
on_told (YzGuide *self, const char *text)
{
  if (may_say (self, YZ_HEARING_TYPING))
    say (self, text);
}

static void
on_spoken_changed (YzGuide *self)
{
  update_typing (self);
  if (yz_session_get_spoken (self->session))
    read_page (self);
  else
    yz_speech_stop (self->speech);
}

/* Nothing that was meant for one is heard by all for even a moment. */
static void
on_private_changed (YzGuide *self)
{
  yz_speech_stop (self->speech);
  update_typing (self);
  if (!yz_speech_get_private (self->speech) || self->over)
    return;
  self->begun = TRUE;
  if (yz_session_get_spoken (self->session))
    read_page (self);
  else
    yz_session_set_spoken (self->session, TRUE);
}

/* Somebody else may be there before the process has ended. */
static void
on_done (YzGuide *self)
{
  self->over = TRUE;
  yz_guide_leave_page (self);
}

static void
on_failed (YzGuide *self, const GError *error)
{
  g_warning ("nothing can be heard: %s", error->message);
  yz_session_set_spoken (self->session, FALSE);
  if (!self->reported)
    yz_session_report_trouble (self->session, "help");
  self->reported = TRUE;
  g_signal_emit (self, signals[FAILED], 0);
}

static void
yz_guide_dispose (GObject *object)
{
  YzGuide *self = YZ_GUIDE (object);

  g_clear_weak_pointer (&self->page);
  g_clear_object (&self->speech);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (yz_guide_parent_class)->dispose (object);
}

static void
yz_guide_class_init (YzGuideClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yz_guide_dispose;

  /**
   * YzGuide::failed:
   * @self: a guide
   *
   * It cannot be heard.
   */
  signals[FAILED] = g_signal_new ("failed", YZ_TYPE_GUIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
yz_guide_init (YzGuide *self)
{
}

/**
 * yz_guide_new:
 * @session: what it tells of
 * @speech: its voice
 *
 * Returns: (transfer full): a guide, which speaks while the session is a spoken one
 */
YzGuide *
yz_guide_new (YzSession *session, YzSpeech *speech)
{
  YzGuide *self = g_object_new (YZ_TYPE_GUIDE, NULL);

  self->session = g_object_ref (session);
  self->speech = g_object_ref (speech);
  self->typing = yz_typing_start ();
  g_signal_connect_object (self->typing, "told", G_CALLBACK (on_told), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::spoken", G_CALLBACK (on_spoken_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (speech, "notify::private", G_CALLBACK (on_private_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (speech, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * yz_guide_leave_page:
 * @self: a guide
 *
 * What was shown goes, and nothing more is said of it.
 */
void
yz_guide_leave_page (YzGuide *self)
{
  g_return_if_fail (YZ_IS_GUIDE (self));

  g_clear_weak_pointer (&self->page);
  yz_speech_stop (self->speech);
  update_typing (self);
}

/**
 * yz_guide_read_page:
 * @self: a guide
 * @page: what is shown now
 * @hearing: what of it everybody may hear
 */
void
yz_guide_read_page (YzGuide *self, GtkWidget *page, YzHearing hearing)
{
  g_return_if_fail (YZ_IS_GUIDE (self));
  g_return_if_fail (GTK_IS_WIDGET (page));

  g_set_weak_pointer (&self->page, page);
  self->hearing = hearing;
  update_typing (self);
  /* Who had them in before the session began wants to hear it too; but not who has forgotten them.
   */
  if (!self->begun && yz_speech_get_private (self->speech)
      && strcmp (yz_session_get_page (self->session), "idle") != 0) {
    self->begun = TRUE;
    yz_session_set_spoken (self->session, TRUE);
    return;
  }
  read_page (self);
}

/* A field is not heard without what it is for. */
static GtkWidget *
get_whole (GtkWidget *widget)
{
  GtkWidget *row = GTK_IS_TEXT (widget) || GTK_IS_TEXT_VIEW (widget)
                       ? gtk_widget_get_ancestor (widget, YZ_TYPE_FIELD_ROW)
                       : NULL;

  return row != NULL ? row : widget;
}

/**
 * yz_guide_read_widget:
 * @self: a guide
 * @widget: what a key has led to, or what has come up; what is not on the page is for everybody
 */
void
yz_guide_read_widget (YzGuide *self, GtkWidget *widget)
{
  g_autoptr (GString) all = g_string_new (NULL);
  gboolean on_page;

  g_return_if_fail (YZ_IS_GUIDE (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (self->page == NULL)
    return;
  on_page = gtk_widget_is_ancestor (widget, self->page);
  if (on_page ? !may_say (self, YZ_HEARING_PAGE) : !may_say_to_all (self))
    return;
  collect (get_whole (widget), may_say (self, YZ_HEARING_TYPING), all);
  if (all->len > 0)
    say (self, all->str);
}

/**
 * yz_guide_say:
 * @self: a guide
 * @text: what the kiosk has to say to anybody, such as a warning
 */
void
yz_guide_say (YzGuide *self, const char *text)
{
  g_return_if_fail (YZ_IS_GUIDE (self));
  g_return_if_fail (text != NULL);

  if (may_say_to_all (self))
    say (self, text);
}

/**
 * yz_guide_get_speaking:
 * @self: a guide
 *
 * Returns: whether it is saying something, during which nobody is expected to touch anything
 */
gboolean
yz_guide_get_speaking (YzGuide *self)
{
  g_return_val_if_fail (YZ_IS_GUIDE (self), FALSE);

  return yz_speech_get_speaking (self->speech);
}
