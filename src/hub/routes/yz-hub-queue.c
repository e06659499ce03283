/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-routes.h"

#include "yz-clock.h"
#include "yz-error.h"
#include "yz-json.h"
#include "yz-queue.h"

/* GET /v1/queue: how many people wait for what.
 * GET /v1/queue/events: what happened after an event that is known already. */

#define EVENTS_AT_ONCE 500

typedef struct {
  gint64 now_us;
  gint64 after;
  char *business_day;
  gint64 last_event;
  GPtrArray *lines;  /* YzQueueLine */
  GPtrArray *events; /* YzQueueEvent */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->business_day);
  g_clear_pointer (&job->lines, g_ptr_array_unref);
  g_clear_pointer (&job->events, g_ptr_array_unref);
  g_free (job);
}

static void
ask (YzHubRequest *request, YzDatabaseFunc func, gint64 after, GAsyncReadyCallback callback)
{
  YzHub *hub = yz_hub_request_get_hub (request);
  Job *job = g_new0 (Job, 1);

  job->now_us = yz_clock_now (yz_node_get_clock (yz_hub_get_node (hub)));
  job->after = after;
  yz_hub_request_pause (request);
  yz_store_run_async (yz_hub_get_store (hub), func, job, job_free, NULL, callback,
                      yz_hub_request_ref (request));
}

static gboolean
count_waiting (YzDatabase *db, gpointer user_data, GError **error)
{
  Job *job = user_data;

  job->business_day = yz_queue_business_day (db, job->now_us, error);
  if (job->business_day == NULL || !yz_queue_get_last_event (db, &job->last_event, error))
    return FALSE;
  job->lines = yz_queue_list_waiting (db, job->business_day, error);
  return job->lines != NULL;
}

static void
add_line (JsonBuilder *builder, JsonObject *service, GPtrArray *lines)
{
  const char *id = yz_json_get_string (service, "id");
  guint waiting = 0;
  guint first = 0;

  for (guint i = 0; i < lines->len; i++) {
    const YzQueueLine *line = g_ptr_array_index (lines, i);

    if (g_strcmp0 (line->service, id) == 0) {
      waiting = line->first + line->others;
      first = line->first;
    }
  }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, id);
  json_builder_set_member_name (builder, "letter");
  json_builder_add_string_value (builder, yz_json_get_string (service, "letter"));
  json_builder_set_member_name (builder, "waiting");
  json_builder_add_int_value (builder, waiting);
  json_builder_set_member_name (builder, "with_priority");
  json_builder_add_int_value (builder, first);
  json_builder_end_object (builder);
}

static JsonNode *
describe (const Job *job, JsonArray *services)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "business_day");
  json_builder_add_string_value (builder, job->business_day);
  json_builder_set_member_name (builder, "last_event");
  json_builder_add_int_value (builder, job->last_event);
  json_builder_set_member_name (builder, "services");
  json_builder_begin_array (builder);
  for (guint i = 0; i < json_array_get_length (services); i++)
    add_line (builder, json_array_get_object_element (services, i), job->lines);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzHubRequest) request = user_data;
  const Job *job = g_task_get_task_data (G_TASK (result));
  JsonArray *services = NULL;
  g_autoptr (GError) error = NULL;

  if (yz_store_run_finish (YZ_STORE (source), result, &error))
    services = yz_hub_get_services (yz_hub_request_get_hub (request), &error);
  if (services != NULL)
    yz_hub_request_reply (request, SOUP_STATUS_OK, describe (job, services));
  else
    yz_hub_request_reply_error (request, error);
}

static void
get_queue (YzHubRequest *request)
{
  ask (request, count_waiting, 0, on_counted);
}

static gboolean
list_events (YzDatabase *db, gpointer user_data, GError **error)
{
  Job *job = user_data;

  job->events = yz_queue_list_events (db, job->after, EVENTS_AT_ONCE, error);
  return job->events != NULL;
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzHubRequest) request = user_data;
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autoptr (JsonArray) list = json_array_new ();
  g_autoptr (GError) error = NULL;

  if (!yz_store_run_finish (YZ_STORE (source), result, &error)) {
    yz_hub_request_reply_error (request, error);
    return;
  }
  for (guint i = 0; i < job->events->len; i++)
    json_array_add_element (list, yz_queue_event_to_json (g_ptr_array_index (job->events, i)));
  json_node_set_array (node, list);
  yz_hub_request_reply (request, SOUP_STATUS_OK, g_steal_pointer (&node));
}

static gboolean
read_after (YzHubRequest *request, gint64 *ret_after, GError **error)
{
  GUri *uri = soup_server_message_get_uri (yz_hub_request_get_message (request));
  const char *query = g_uri_get_query (uri);
  g_autoptr (GHashTable) params = query != NULL ? soup_form_decode (query) : NULL;
  const char *after = params != NULL ? g_hash_table_lookup (params, "after") : NULL;

  if (after == NULL || g_ascii_string_to_signed (after, 10, 0, G_MAXINT64, ret_after, NULL))
    return TRUE;

  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                       "“after” is the number of an event, or 0 for all");
  return FALSE;
}

static void
get_events (YzHubRequest *request)
{
  gint64 after = 0;
  g_autoptr (GError) error = NULL;

  if (read_after (request, &after, &error))
    ask (request, list_events, after, on_listed);
  else
    yz_hub_request_reply_error (request, error);
}

const YzHubRoute yz_hub_queue_routes[] = {
  { "GET", "/v1/queue", 0, get_queue },
  { "GET", "/v1/queue/events", 0, get_events },
  { NULL },
};
