/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ticket-page.h"

#include "yz-clock.h"
#include "yz-json.h"
#include "yz-print.h"
#include "yz-qr-image.h"
#include "yz-queue-issue.h"
#include "yz-services.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Takes a number for the service that its argument names and shows it: from the hall's sequence
 * where the hall's hub answers in time, else from the kiosk's own series. */
struct _YzTicketPage {
  YzPage parent_instance;

  GtkStack *stack;
  GtkWidget *columns;
  GtkLabel *service_label;
  GtkLabel *number_label;
  GtkLabel *ahead_label;
  GtkLabel *wait_label;
  GtkLabel *print_label;
  YzQrImage *qr_image;
};

G_DEFINE_FINAL_TYPE (YzTicketPage, yz_ticket_page, YZ_TYPE_PAGE)

static void
on_printing (YzPrintState state, gpointer user_data)
{
  YzTicketPage *self = user_data;
  const char *text = NULL;

  switch (state) {
  case YZ_PRINT_NONE:
    break;
  case YZ_PRINT_WORKING:
    text = _ ("Your number is being printed…");
    break;
  case YZ_PRINT_DONE:
    text = _ ("Please take your slip.");
    break;
  case YZ_PRINT_FAILED:
    text = _ ("It could not be printed. Please note the number or scan the code: it is valid.");
    break;
  default:
    g_assert_not_reached ();
  }
  yz_page_set_busy (YZ_PAGE (self), state == YZ_PRINT_WORKING);
  gtk_label_set_label (self->print_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->print_label), text != NULL);
}

static void
show_ahead (YzTicketPage *self, const YzTicket *ticket)
{
  g_autofree char *text = NULL;

  /* "At least nobody" says nothing. */
  gtk_widget_set_visible (GTK_WIDGET (self->ahead_label),
                          ticket->ahead > 0 || !ticket->ahead_is_minimum);
  if (ticket->ahead_is_minimum)
    text = g_strdup_printf (
        /* Translators: %u is a number of people. */
        ngettext ("At least %u person is before you", "At least %u people are before you",
                  ticket->ahead),
        ticket->ahead);
  else if (ticket->ahead == 0)
    text = g_strdup (_ ("Nobody is before you"));
  else
    text = g_strdup_printf (ngettext ("%u person is before you", "%u people are before you",
                                      ticket->ahead),
                            ticket->ahead);
  gtk_label_set_label (self->ahead_label, text);
}

static void
show_wait (YzTicketPage *self, const YzTicket *ticket)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->wait_label), ticket->wait_max >= 0);
  if (ticket->wait_max < 0)
    return;

  text = g_strdup_printf (/* Translators: from %d to %d minutes. */
                          _ ("About %d to %d minutes"), ticket->wait_min, ticket->wait_max);
  gtk_label_set_label (self->wait_label, text);
}

static void
show_ticket (YzTicketPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  const YzTicket *ticket = yz_session_get_ticket (session);
  YzText title = { 0 };
  const char *service;
  g_autofree char *text = NULL;

  yz_session_get_service_title (session, ticket->service, &title);
  service = yz_text_get (&title, yz_session_get_language (session));
  /* Translators: what a phone shows that scans the ticket: number, service, day. */
  text = g_strdup_printf (_ ("Number %s\n%s\n%s"), ticket->number, service, ticket->business_day);
  gtk_label_set_label (self->service_label, service);
  gtk_label_set_label (self->number_label, ticket->number);
  show_ahead (self, ticket);
  show_wait (self, ticket);
  yz_qr_image_set_text (self->qr_image, text);
  gtk_stack_set_visible_child_name (self->stack, "ticket");
}

static void
take (YzTicketPage *self, YzTicket *ticket)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  const YzTicket *before = yz_session_get_ticket (session);
  /* The page was made anew while the number was on its way: two of them get it. */
  gboolean known = before != NULL && strcmp (before->id, ticket->id) == 0;

  yz_session_take_ticket (session, ticket);
  yz_page_set_busy (YZ_PAGE (self), FALSE);
  show_ticket (self);
  yz_page_set_ready (YZ_PAGE (self), TRUE);
  if (!known)
    yz_print_ticket (session, on_printing, G_OBJECT (self));
}

/* The kiosk's own series ---------------------------------------------------------------------- */

static void
on_issued (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzTicketPage) self = user_data;
  g_autoptr (GError) error = NULL;
  YzTicket *ticket = yz_queue_issue_finish (YZ_STORE (source), result, &error);

  if (ticket != NULL) {
    take (self, ticket);
  } else {
    g_warning ("no number could be taken: %s", error->message);
    yz_page_set_busy (YZ_PAGE (self), FALSE);
    gtk_stack_set_visible_child_name (self->stack, "failed");
    yz_page_set_ready (YZ_PAGE (self), TRUE);
  }
}

/* A time limit that ends within days puts its holder before others, and so does an age (services of
 * the hall). */
static const char *
get_priority (YzSession *session)
{
  JsonObject *result = yz_eligibility_get_result (yz_session_get_eligibility (session));

  if (result != NULL && yz_json_get_boolean (result, "urgent", FALSE))
    return "urgent";
  return yz_session_get_takes_priority (session) ? yz_session_get_priority (session) : "";
}

static void
issue_own (YzTicketPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  YzNode *node = yz_session_get_node (session);
  const char *service = yz_page_get_argument (YZ_PAGE (self));
  JsonObject *found = yz_services_find (yz_session_get_services (session), service, NULL);
  g_autofree char *high_water_path = yz_node_get_path (node, YZ_QUEUE_HIGH_WATER);
  const YzTicketRequest request = {
    .id = yz_session_get_ticket_request (session, service),
    .service = service,
    .letter = yz_json_get_string (found, "letter"),
    .station_letter = yz_config_get_string (yz_node_get_config (node), "station.letter"),
    .high_water_path = high_water_path,
    .priority = *get_priority (session) != '\0' ? get_priority (session) : NULL,
  };

  yz_queue_issue_async (yz_session_get_store (session), &request,
                        yz_clock_now (yz_node_get_clock (node)), NULL, on_issued,
                        g_object_ref (self));
}

/* The hall's sequence ------------------------------------------------------------------------- */

static void
on_hall_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzTicketPage) self = user_data;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  YzTicket *ticket = NULL;

  if (yz_bus_supervisor_call_take_ticket_finish (YZ_BUS_SUPERVISOR (source), &text, result, NULL))
    node = yz_json_parse (text, -1, 65536, NULL);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    ticket = yz_ticket_from_json (json_node_get_object (node), NULL);

  if (ticket != NULL)
    take (self, ticket);
  else
    issue_own (self);
}

static void
yz_ticket_page_enter (YzPage *page)
{
  YzTicketPage *self = YZ_TICKET_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  YzBusSupervisor *supervisor = yz_session_get_supervisor (session);
  const char *service = yz_page_get_argument (page);
  const YzTicket *ticket = yz_session_get_ticket (session);

  g_object_bind_property_full (session, "landscape", self->columns, "orientation",
                               G_BINDING_SYNC_CREATE, yz_page_orientation, NULL, NULL, NULL);
  if (ticket != NULL && strcmp (ticket->service, service) == 0) {
    show_ticket (self);
    return;
  }
  yz_page_set_busy (page, TRUE);
  yz_page_set_ready (page, FALSE);
  if (supervisor != NULL)
    yz_bus_supervisor_call_take_ticket (supervisor,
                                        yz_session_get_ticket_request (session, service), service,
                                        get_priority (session), NULL, on_hall_answered,
                                        g_object_ref (self));
  else
    issue_own (self);
}

static void
on_again_clicked (YzTicketPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "taking");
  yz_page_set_busy (YZ_PAGE (self), TRUE);
  yz_page_set_ready (YZ_PAGE (self), FALSE);
  issue_own (self);
}

static void
on_done_clicked (YzTicketPage *self)
{
  yz_session_done (yz_page_get_session (YZ_PAGE (self)));
}

static void
yz_ticket_page_class_init (YzTicketPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_ticket_page_enter;

  g_type_ensure (YZ_TYPE_QR_IMAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/ticket/yz-ticket-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzTicketPage, stack);
  gtk_widget_class_bind_template_child (widget_class, YzTicketPage, columns);
  gtk_widget_class_bind_template_child (widget_class, YzTicketPage, service_label);
  gtk_widget_class_bind_template_child (widget_class, YzTicketPage, number_label);
  gtk_widget_class_bind_template_child (widget_class, YzTicketPage, ahead_label);
  gtk_widget_class_bind_template_child (widget_class, YzTicketPage, wait_label);
  gtk_widget_class_bind_template_child (widget_class, YzTicketPage, print_label);
  gtk_widget_class_bind_template_child (widget_class, YzTicketPage, qr_image);
  gtk_widget_class_bind_template_callback (widget_class, on_again_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
}

static void
yz_ticket_page_init (YzTicketPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
