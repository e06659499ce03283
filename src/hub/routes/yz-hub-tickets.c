/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-routes.h"

#include "yz-clock.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-queue.h"
#include "yz-services.h"

#include <string.h>

/* POST /v1/tickets: hands out a number of the hall's.
 * PUT /v1/tickets/{id}: takes note of one that a kiosk handed out while it was cut off. */

#define MAX_BODY_BYTES 4096

/* What goes to the store's thread and comes back. */
typedef struct {
  char *id;
  char *service;
  char *letter;
  char *priority;
  char *station_letter;
  char *high_water_path;
  gint64 now_us;
  gboolean is_new;
  YzTicket *ticket;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->id);
  g_free (job->service);
  g_free (job->letter);
  g_free (job->priority);
  g_free (job->station_letter);
  g_free (job->high_water_path);
  yz_ticket_free (job->ticket);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static Job *
job_new (YzHubRequest *request)
{
  YzNode *node = yz_hub_get_node (yz_hub_request_get_hub (request));
  Job *job = g_new0 (Job, 1);

  job->high_water_path = yz_node_get_path (node, YZ_QUEUE_HIGH_WATER);
  job->now_us = yz_clock_now (yz_node_get_clock (node));
  return job;
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzHubRequest) request = user_data;
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (yz_store_run_finish (YZ_STORE (source), result, &error))
    yz_hub_request_reply (request, job->is_new ? SOUP_STATUS_CREATED : SOUP_STATUS_OK,
                          yz_ticket_to_json (job->ticket));
  else
    yz_hub_request_reply_error (request, error);
}

static void
store (YzHubRequest *request, YzDatabaseFunc func, Job *job)
{
  yz_hub_request_pause (request);
  yz_store_run_async (yz_hub_get_store (yz_hub_request_get_hub (request)), func, job, job_free,
                      NULL, on_stored, yz_hub_request_ref (request));
}

/* Tells the kiosk how far its own series has come, in case it has lost that. */
static gboolean
add_own_series (YzDatabase *db, Job *job, GError **error)
{
  if (job->station_letter == NULL)
    return TRUE;

  job->ticket->own_series = g_strconcat (job->letter, job->station_letter, NULL);
  return yz_queue_get_last (db, job->ticket->business_day, job->ticket->own_series,
                            &job->ticket->own_last, error);
}

static gboolean
is_known (YzDatabase *db, const char *id, gboolean *ret_known, GError **error)
{
  g_autoptr (YzTicket) seen = NULL;

  if (!yz_queue_find (db, id, &seen, error))
    return FALSE;
  *ret_known = seen != NULL;
  return TRUE;
}

static gboolean
take (YzDatabase *db, gpointer user_data, GError **error)
{
  Job *job = user_data;
  YzTicketRequest request = {
    .id = job->id,
    .service = job->service,
    .letter = job->letter,
    .priority = job->priority,
    .high_water_path = job->high_water_path,
  };
  gboolean known;

  if (!is_known (db, job->id, &known, error))
    return FALSE;
  job->is_new = !known;
  job->ticket = yz_queue_take (db, &request, job->now_us, error);
  return job->ticket != NULL && add_own_series (db, job, error);
}

static gboolean
read_request (YzHubRequest *request, Job *job, GError **error)
{
  g_autoptr (JsonObject) object = yz_hub_request_get_json (request, error);
  JsonArray *services = NULL;
  JsonObject *service = NULL;

  if (object != NULL)
    services = yz_hub_get_services (yz_hub_request_get_hub (request), error);
  if (services != NULL)
    service = yz_services_find (services, yz_json_get_string (object, "service"), error);
  if (service == NULL)
    return FALSE;

  job->id = g_strdup (yz_json_get_string (object, "id"));
  job->service = g_strdup (yz_json_get_string (service, "id"));
  job->letter = g_strdup (yz_json_get_string (service, "letter"));
  job->priority = g_strdup (yz_json_get_string (object, "priority"));
  job->station_letter = g_strdup (yz_json_get_string (object, "station_letter"));
  if (!yz_ulid_is_valid (job->id)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "the “id” is no ULID");
    return FALSE;
  }
  if (job->station_letter != NULL
      && (strlen (job->station_letter) != 1 || !g_ascii_isupper (*job->station_letter))) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the “station_letter” is no capital letter");
    return FALSE;
  }
  return yz_ticket_check_priority (job->priority, error);
}

static void
post_ticket (YzHubRequest *request)
{
  g_autoptr (Job) job = job_new (request);
  g_autoptr (GError) error = NULL;

  if (read_request (request, job, &error))
    store (request, take, g_steal_pointer (&job));
  else
    yz_hub_request_reply_error (request, error);
}

static gboolean
remember (YzDatabase *db, gpointer user_data, GError **error)
{
  Job *job = user_data;
  g_autoptr (YzTicket) reported = g_steal_pointer (&job->ticket);
  gboolean known;

  if (!is_known (db, reported->id, &known, error))
    return FALSE;
  job->is_new = !known;
  return yz_queue_remember (db, reported, job->now_us, error)
         && yz_queue_find (db, reported->id, &job->ticket, error);
}

static YzTicket *
read_ticket (YzHubRequest *request, GError **error)
{
  g_autoptr (JsonObject) object = yz_hub_request_get_json (request, error);
  g_autoptr (YzTicket) ticket = object != NULL ? yz_ticket_from_json (object, error) : NULL;

  if (ticket == NULL)
    return NULL;
  if (strcmp (ticket->id, yz_hub_request_get_param (request, "id")) != 0) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the ticket has another id than the address");
    return NULL;
  }
  /* The hall's own numbers are handed out here and nowhere else. */
  if (!yz_ticket_is_own_series (ticket->number)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the number is not of a kiosk's own series");
    return NULL;
  }
  return g_steal_pointer (&ticket);
}

static void
put_ticket (YzHubRequest *request)
{
  g_autoptr (Job) job = job_new (request);
  g_autoptr (GError) error = NULL;

  job->ticket = read_ticket (request, &error);
  if (job->ticket != NULL)
    store (request, remember, g_steal_pointer (&job));
  else
    yz_hub_request_reply_error (request, error);
}

const YzHubRoute yz_hub_ticket_routes[] = {
  { "POST", "/v1/tickets", MAX_BODY_BYTES, post_ticket },
  { "PUT", "/v1/tickets/{id}", MAX_BODY_BYTES, put_ticket },
  { NULL },
};
