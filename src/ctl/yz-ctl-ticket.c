/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-error.h"
#include "yz-hall-client.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-queue-issue.h"
#include "yz-services.h"

/* Whoever took the ticket waits for it. */
#define REPORT_LIMIT_MS 5000

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static JsonArray *
load_services (YzCtl *ctl, GError **error)
{
  g_autoptr (YzContent) content = yz_ctl_open_content (ctl, error);

  return content != NULL ? yz_content_get_services (content, error) : NULL;
}

/* ticket services */

static JsonNode *
ticket_services (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autoptr (JsonArray) services = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!yz_ctl_parse (&rest, NULL, 0, 0, error))
    return NULL;
  services = load_services (ctl, error);
  if (services == NULL)
    return NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < json_array_get_length (services); i++) {
    JsonObject *service = json_array_get_object_element (services, i);
    JsonObject *title = yz_json_get_object (service, "title");

    json_builder_begin_object (builder);
    add_string (builder, "id", yz_json_get_string (service, "id"));
    add_string (builder, "letter", yz_json_get_string (service, "letter"));
    add_string (builder, "title", yz_json_get_string (title, "zh"));
    add_string (builder, "title_en", yz_json_get_string (title, "en"));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

/* ticket take */

static void
add_wait (JsonBuilder *builder, const char *name, int minutes)
{
  json_builder_set_member_name (builder, name);
  if (minutes >= 0)
    json_builder_add_int_value (builder, minutes);
  else
    json_builder_add_null_value (builder);
}

static void
add_ticket (JsonBuilder *builder, const YzTicket *ticket)
{
  json_builder_begin_object (builder);
  add_string (builder, "number", ticket->number);
  add_string (builder, "service", ticket->service);
  json_builder_set_member_name (builder, "ahead");
  json_builder_add_int_value (builder, ticket->ahead);
  add_wait (builder, "wait_min", ticket->wait_min);
  add_wait (builder, "wait_max", ticket->wait_max);
  add_string (builder, "id", ticket->id);
  json_builder_end_object (builder);
}

static void
warn_cut_off (const GError *error)
{
  g_printerr ("yizhanctl: cut off from the hall, so the number is of this kiosk's own series: %s\n",
              error->message);
}

typedef struct {
  gboolean done;
  YzTicket *ticket;
} Answer;

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;
  g_autoptr (GError) error = NULL;

  answer->ticket = yz_hall_client_take_finish (YZ_HALL_CLIENT (source), result, &error);
  if (answer->ticket == NULL)
    warn_cut_off (error);
  answer->done = TRUE;
}

/* What is not reported now is reported next time. */
static void
on_reported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  yz_hall_client_report_finish (YZ_HALL_CLIENT (source), result, NULL, NULL);
  answer->done = TRUE;
}

static gboolean
on_report_deadline (gpointer user_data)
{
  GCancellable *cancellable = user_data;

  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

static void
report (YzHallClient *client)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint deadline_id = g_timeout_add (REPORT_LIMIT_MS, on_report_deadline, cancellable);
  Answer answer = { 0 };

  yz_hall_client_report_async (client, cancellable, on_reported, &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline_id);
}

static YzTicket *
take_from_hall (YzHallClient *client, const YzTicketRequest *request)
{
  Answer answer = { 0 };

  yz_hall_client_take_async (client, request, NULL, on_taken, &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  if (answer.ticket != NULL)
    report (client);
  return answer.ticket;
}

/* The hall's number where its hub answers in time, otherwise one of the kiosk's own series. */
static YzTicket *
take (YzCtl *ctl, YzNode *node, YzTicketRequest *request, GError **error)
{
  YzConfig *config = yz_node_get_config (node);
  gint64 now_us = yz_clock_now (ctl->clock);
  g_autofree char *id = yz_ulid_new (now_us);
  g_autofree char *high_water_path = yz_node_get_path (node, YZ_QUEUE_HIGH_WATER);
  g_autoptr (YzStore) store = yz_ctl_open_store (ctl, node, error);
  g_autoptr (YzHallClient) client = NULL;
  g_autoptr (GError) hall_error = NULL;
  YzTicket *ticket = NULL;

  if (store == NULL)
    return NULL;

  request->id = id;
  request->station_letter = yz_config_get_string (config, "station.letter");
  request->high_water_path = high_water_path;
  client = yz_hall_client_open (node, store, &hall_error);
  if (client != NULL)
    ticket = take_from_hall (client, request);
  else if (!g_error_matches (hall_error, YZ_ERROR, YZ_ERROR_NOT_FOUND))
    warn_cut_off (hall_error);
  return ticket != NULL ? ticket : yz_queue_issue (store, request, now_us, error);
}

/* A service or a class that is not there is wrong usage, like any value that is not among those to
 * choose from. */
static void
to_usage_error (GError **error)
{
  if (error != NULL && g_error_matches (*error, YZ_ERROR, YZ_ERROR_INVALID)) {
    GError *usage
        = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, (*error)->message);

    g_error_free (*error);
    *error = usage;
  }
}

static JsonObject *
find_service (JsonArray *services, const char *service, const char *priority, GError **error)
{
  JsonObject *found;

  if (service == NULL) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         "--service is missing: see yizhanctl ticket services");
    return NULL;
  }
  found = yz_services_find (services, service, error);
  if (found == NULL || !yz_ticket_check_priority (priority, error)) {
    to_usage_error (error);
    return NULL;
  }
  return found;
}

static JsonNode *
ticket_take (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autofree char *id = NULL;
  g_autofree char *priority = NULL;
  const GOptionEntry entries[] = {
    { "service", 0, 0, G_OPTION_ARG_STRING, &id, NULL, NULL },
    { "priority", 0, 0, G_OPTION_ARG_STRING, &priority, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (JsonArray) services = NULL;
  g_autoptr (YzNode) node = NULL;
  g_autoptr (YzTicket) ticket = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  JsonObject *service;
  YzTicketRequest request = { 0 };

  if (!yz_ctl_parse (&rest, entries, 0, 0, error))
    return NULL;
  services = load_services (ctl, error);
  service = services != NULL ? find_service (services, id, priority, error) : NULL;
  node = service != NULL ? yz_ctl_open_node (ctl, error) : NULL;
  if (node == NULL)
    return NULL;

  request.service = id;
  request.letter = yz_json_get_string (service, "letter");
  request.priority = priority;
  ticket = take (ctl, node, &request, error);
  if (ticket == NULL)
    return NULL;
  add_ticket (builder, ticket);
  return json_builder_get_root (builder);
}

/* ticket list */

typedef struct {
  gint64 now_us;
  GPtrArray *tickets;
} List;

static gboolean
list_today (YzDatabase *db, gpointer user_data, GError **error)
{
  List *list = user_data;
  g_autofree char *business_day = yz_queue_business_day (db, list->now_us, error);

  if (business_day == NULL)
    return FALSE;
  list->tickets = yz_queue_list (db, business_day, error);
  return list->tickets != NULL;
}

static JsonNode *
ticket_list (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autoptr (YzNode) node = NULL;
  g_autoptr (YzStore) store = NULL;
  g_autoptr (GPtrArray) tickets = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  List list = { .now_us = yz_clock_now (ctl->clock) };

  if (!yz_ctl_parse (&rest, NULL, 0, 0, error))
    return NULL;
  node = yz_ctl_open_node (ctl, error);
  store = node != NULL ? yz_ctl_open_store (ctl, node, error) : NULL;
  if (store == NULL || !yz_store_run (store, list_today, &list, error))
    return NULL;

  tickets = list.tickets;
  json_builder_begin_array (builder);
  for (guint i = 0; i < tickets->len; i++)
    add_ticket (builder, g_ptr_array_index (tickets, i));
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

const YzCtlCommand yz_ctl_ticket_commands[] = {
  { "ticket services", "", ticket_services },
  { "ticket take", "--service ID [--priority CLASS]", ticket_take },
  { "ticket list", "", ticket_list },
  { NULL },
};
