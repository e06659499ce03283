/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-event-page.h"

#include "yz-day-digits.h"
#include "yz-digit-pad.h"
#include "yz-json.h"

#include <glib/gi18n-lib.h>

/* When a time limit began, so that its last day can be told. Its argument is the id of the limit.
 */
struct _YzEventPage {
  YzPage parent_instance;

  GtkWidget *columns;
  GtkLabel *title_label;
  GtkLabel *limit_label;
  GtkEditable *entry;
  GtkLabel *problem_label;
  YzDigitPad *pad;
  GtkWidget *next_button;
};

G_DEFINE_FINAL_TYPE (YzEventPage, yz_event_page, YZ_TYPE_PAGE)

static YzEligibility *
get_eligibility (YzEventPage *self)
{
  return yz_session_get_eligibility (yz_page_get_session (YZ_PAGE (self)));
}

static void
complain (YzEventPage *self, const char *problem)
{
  gtk_label_set_label (self->problem_label, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzEventPage) self = user_data;
  g_autoptr (GError) error = NULL;

  yz_page_set_busy (YZ_PAGE (self), FALSE);
  if (yz_eligibility_check_finish (YZ_ELIGIBILITY (source), result, &error)) {
    if (yz_page_is_shown (YZ_PAGE (self)))
      yz_session_back (yz_page_get_session (YZ_PAGE (self)));
    return;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_warning ("the answers cannot be checked: %s", error->message);
  complain (self, _ ("This does not work just now. Please ask the staff at the window."));
}

static void
on_next_clicked (YzEventPage *self)
{
  g_autofree char *day = yz_day_from_digits (gtk_editable_get_text (self->entry));

  if (day == NULL) {
    complain (self, _ ("That is no day. Please write year, month and day, for example 20261231."));
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
    return;
  }
  if (yz_page_get_busy (YZ_PAGE (self)))
    return;
  yz_page_set_busy (YZ_PAGE (self), TRUE);
  yz_eligibility_set_event (get_eligibility (self), yz_page_get_argument (YZ_PAGE (self)), day);
  yz_eligibility_check_async (get_eligibility (self), on_checked, g_object_ref (self));
}

static void
on_unsure_clicked (YzEventPage *self)
{
  yz_session_back (yz_page_get_session (YZ_PAGE (self)));
}

static void
on_entry_changed (YzEventPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  gtk_widget_set_sensitive (self->next_button, *gtk_editable_get_text (self->entry) != '\0');
}

static void
yz_event_page_enter (YzPage *page)
{
  YzEventPage *self = YZ_EVENT_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  gboolean english = g_str_has_prefix (yz_session_get_language (session), "en");
  const char *rule = yz_page_get_argument (page);
  JsonObject *limit = yz_eligibility_find_time_limit (get_eligibility (self), rule);
  g_autofree char *before
      = yz_day_to_digits (yz_eligibility_get_event (get_eligibility (self), rule));

  g_object_bind_property_full (session, "landscape", self->columns, "orientation",
                               G_BINDING_SYNC_CREATE, yz_page_orientation, NULL, NULL, NULL);
  g_object_bind_property (session, "landscape", self->pad, "hexpand",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  if (limit != NULL) {
    const char *start = yz_json_get_string (limit, english ? "start_en" : "start");
    g_autofree char *title = g_strdup_printf (/* Translators: an event, such as a letter. */
                                              _ ("When was it: %s?"), start);

    gtk_label_set_label (self->title_label, title);
    gtk_label_set_label (self->limit_label,
                         yz_json_get_string (limit, english ? "text_en" : "text"));
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    title, -1);
  }
  gtk_editable_set_text (self->entry, before);
  yz_digit_pad_set_target (self->pad, self->entry, NULL);
  on_entry_changed (self);
}

static void
yz_event_page_forget (YzPage *page)
{
  gtk_editable_set_text (YZ_EVENT_PAGE (page)->entry, "");
}

static void
yz_event_page_class_init (YzEventPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_event_page_enter;
  YZ_PAGE_CLASS (klass)->forget = yz_event_page_forget;

  g_type_ensure (YZ_TYPE_DIGIT_PAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/yizhan/kiosk/pages/eligibility/"
                                                             "yz-event-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzEventPage, columns);
  gtk_widget_class_bind_template_child (widget_class, YzEventPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzEventPage, limit_label);
  gtk_widget_class_bind_template_child (widget_class, YzEventPage, entry);
  gtk_widget_class_bind_template_child (widget_class, YzEventPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, YzEventPage, pad);
  gtk_widget_class_bind_template_child (widget_class, YzEventPage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_unsure_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
}

static void
yz_event_page_init (YzEventPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
