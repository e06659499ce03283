/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-routes.h"

#include "yz-clock.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"

#include <string.h>

/* PUT /v1/staff-calls/{id}: somebody at a station wants help, or the station itself does.
 * GET /v1/staff-calls: the latest calls, for the desk. */

#define MAX_BODY_BYTES 4096
#define CALLS_AT_ONCE 50

typedef struct {
  char *id;
  char *station;
  char *reason;
  gint64 called_us;
  gboolean is_new;
  JsonNode *list;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->id);
  g_free (job->station);
  g_free (job->reason);
  g_clear_pointer (&job->list, json_node_unref);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static JsonNode *
describe (const char *id, const char *station, const char *reason, gint64 called_us)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *time = yz_time_format (called_us);

  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "station", station);
  json_object_set_string_member (object, "reason", reason);
  json_object_set_string_member (object, "called_at", time);
  return json_node_init_object (json_node_alloc (), object);
}

static gboolean
find_call (YzDatabase *db, Job *job, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db, "SELECT station, reason, called FROM staff_calls WHERE id = ?1",
                             error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, job->id, -1, SQLITE_TRANSIENT);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;
  job->is_new = !row;
  if (row) {
    g_free (job->station);
    job->station = g_strdup ((const char *)sqlite3_column_text (statement, 0));
    g_free (job->reason);
    job->reason = g_strdup ((const char *)sqlite3_column_text (statement, 1));
    job->called_us = sqlite3_column_int64 (statement, 2);
    sqlite3_reset (statement);
  }
  return TRUE;
}

static gboolean
store_call (YzDatabase *db, gpointer user_data, GError **error)
{
  Job *job = user_data;
  sqlite3_stmt *statement;
  gboolean row;

  if (!find_call (db, job, error))
    return FALSE;
  if (!job->is_new)
    return TRUE;

  statement = yz_database_prepare (db,
                                   "INSERT INTO staff_calls (id, station, called, reason) "
                                   "VALUES (?1, ?2, ?3, ?4)",
                                   error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, job->id, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 2, job->station, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 3, job->called_us);
  sqlite3_bind_text (statement, 4, job->reason, -1, SQLITE_TRANSIENT);
  return yz_database_step (db, statement, &row, error);
}

static gboolean
list_calls (YzDatabase *db, gpointer user_data, GError **error)
{
  Job *job = user_data;
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "SELECT id, station, reason, called FROM staff_calls "
                             "ORDER BY called DESC, id DESC LIMIT ?1",
                             error);
  g_autoptr (JsonArray) calls = json_array_new ();
  g_autoptr (JsonObject) object = json_object_new ();
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, CALLS_AT_ONCE);
  while (yz_database_step (db, statement, &row, error) && row)
    json_array_add_element (calls, describe ((const char *)sqlite3_column_text (statement, 0),
                                             (const char *)sqlite3_column_text (statement, 1),
                                             (const char *)sqlite3_column_text (statement, 2),
                                             sqlite3_column_int64 (statement, 3)));
  if (row)
    return FALSE;
  json_object_set_array_member (object, "calls", g_steal_pointer (&calls));
  job->list = json_node_init_object (json_node_alloc (), object);
  return TRUE;
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzHubRequest) request = user_data;
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (yz_store_run_finish (YZ_STORE (source), result, &error))
    yz_hub_request_reply (request, job->is_new ? SOUP_STATUS_CREATED : SOUP_STATUS_OK,
                          describe (job->id, job->station, job->reason, job->called_us));
  else
    yz_hub_request_reply_error (request, error);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzHubRequest) request = user_data;
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (yz_store_run_finish (YZ_STORE (source), result, &error))
    yz_hub_request_reply (request, SOUP_STATUS_OK, g_steal_pointer (&job->list));
  else
    yz_hub_request_reply_error (request, error);
}

static void
run (YzHubRequest *request, YzDatabaseFunc func, Job *job, GAsyncReadyCallback callback)
{
  yz_hub_request_pause (request);
  yz_store_run_async (yz_hub_get_store (yz_hub_request_get_hub (request)), func, job, job_free,
                      NULL, callback, yz_hub_request_ref (request));
}

/* Stations that were installed before there were reasons give none. */
static gboolean
read_reason (JsonObject *object, Job *job, GError **error)
{
  const char *reason = "help";

  if (json_object_has_member (object, "reason"))
    reason = yz_json_get_string (object, "reason");
  if (!yz_call_reason_is_valid (reason)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the “reason” is none of " YZ_CALL_REASONS);
    return FALSE;
  }
  job->reason = g_strdup (reason);
  return TRUE;
}

static gboolean
read_call (YzHubRequest *request, Job *job, GError **error)
{
  g_autoptr (JsonObject) object = yz_hub_request_get_json (request, error);
  const char *station;

  if (object == NULL)
    return FALSE;

  job->id = g_strdup (yz_hub_request_get_param (request, "id"));
  station = yz_json_get_string (object, "station");
  if (!yz_ulid_is_valid (job->id)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "the id is no ULID");
    return FALSE;
  }
  if (!yz_station_id_is_valid (station)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the “station” is no name of a station: " YZ_STATION_ID_RULE);
    return FALSE;
  }
  job->station = g_strdup (station);
  return read_reason (object, job, error);
}

static void
put_call (YzHubRequest *request)
{
  YzNode *node = yz_hub_get_node (yz_hub_request_get_hub (request));
  g_autoptr (Job) job = g_new0 (Job, 1);
  g_autoptr (GError) error = NULL;

  job->called_us = yz_clock_now (yz_node_get_clock (node));
  if (read_call (request, job, &error))
    run (request, store_call, g_steal_pointer (&job), on_stored);
  else
    yz_hub_request_reply_error (request, error);
}

static void
get_calls (YzHubRequest *request)
{
  run (request, list_calls, g_new0 (Job, 1), on_listed);
}

const YzHubRoute yz_hub_staff_call_routes[] = {
  { "PUT", "/v1/staff-calls/{id}", MAX_BODY_BYTES, put_call },
  { "GET", "/v1/staff-calls", 0, get_calls },
  { NULL },
};
