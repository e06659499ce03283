/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-queue-event.h"

#include "yz-clock.h"
#include "yz-error.h"
#include "yz-json.h"
#include "yz-queue-fold.h"

/* The events of the queue: every change is one, with a number, and what the queue is like follows
 * from them (yz-queue-fold.c). */

#define MAX_BODY_BYTES 65536

static const char *const kinds[] = {
  [YZ_QUEUE_TAKEN] = "taken",
  [YZ_QUEUE_REMEMBERED] = "remembered",
  [YZ_QUEUE_REPORTED] = "reported",
  [YZ_QUEUE_CANCELLED] = "cancelled",
};

/**
 * yz_queue_event_free:
 * @event: (nullable): an event
 */
void
yz_queue_event_free (YzQueueEvent *event)
{
  if (event == NULL)
    return;

  g_free (event->id);
  g_free (event->business_day);
  g_free (event->ticket);
  g_clear_pointer (&event->body, json_node_unref);
  g_free (event);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/**
 * yz_queue_event_to_json:
 * @event: an event
 *
 * Returns: (transfer full): the object `{seq, id, time, business_day, kind, ticket, body}`
 */
JsonNode *
yz_queue_event_to_json (const YzQueueEvent *event)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *time = NULL;

  g_return_val_if_fail (event != NULL, NULL);

  time = yz_time_format (event->time_us);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "seq");
  json_builder_add_int_value (builder, event->seq);
  add_string (builder, "id", event->id);
  add_string (builder, "time", time);
  add_string (builder, "business_day", event->business_day);
  add_string (builder, "kind", kinds[event->kind]);
  add_string (builder, "ticket", event->ticket);
  json_builder_set_member_name (builder, "body");
  json_builder_add_value (builder, json_node_copy (event->body));
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

static gboolean
insert_event (YzDatabase *db, const YzQueueEvent *event, GError **error)
{
  g_autoptr (GBytes) body = yz_json_canonical (event->body);
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "INSERT INTO events (seq, id, time, business_day, kind, ticket, body)"
                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                             error);

  if (statement == NULL)
    return FALSE;

  if (event->seq > 0)
    sqlite3_bind_int64 (statement, 1, event->seq);
  bind_text (statement, 2, event->id);
  sqlite3_bind_int64 (statement, 3, event->time_us);
  bind_text (statement, 4, event->business_day);
  bind_text (statement, 5, kinds[event->kind]);
  bind_text (statement, 6, event->ticket);
  sqlite3_bind_text (statement, 7, text, (int)length, SQLITE_TRANSIENT);
  return yz_database_step (db, statement, NULL, error);
}

/**
 * yz_queue_apply:
 * @db: a database with yz_queue_schema_sql, inside a transaction
 * @event: what happened; an event that has no number yet gets the next one
 * @error: %YZ_ERROR_INVALID where its body is not what its kind asks for, or where the event is
 *   there already; or as yz_database_step()
 *
 * Stores an event and brings the state up to date. All changes of the queue go through here. An
 * event about a ticket that is not there changes nothing.
 *
 * Returns: whether it is stored
 */
gboolean
yz_queue_apply (YzDatabase *db, const YzQueueEvent *event, GError **error)
{
  YzQueueEvent stored;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (event != NULL && JSON_NODE_HOLDS_OBJECT (event->body), FALSE);
  g_return_val_if_fail (!sqlite3_get_autocommit (yz_database_get_handle (db)), FALSE);

  stored = *event;
  if (!insert_event (db, event, error))
    return FALSE;

  stored.seq = sqlite3_last_insert_rowid (yz_database_get_handle (db));
  return yz_queue_fold (db, &stored, error);
}

static const char *
column_text (sqlite3_stmt *statement, int column)
{
  return (const char *)sqlite3_column_text (statement, column);
}

static gboolean
parse_kind (const char *text, YzQueueEventKind *ret_kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_strcmp0 (kinds[i], text) == 0) {
      *ret_kind = (YzQueueEventKind)i;
      return TRUE;
    }
  }
  return FALSE;
}

static YzQueueEvent *
read_event (sqlite3_stmt *statement, GError **error)
{
  g_autoptr (YzQueueEvent) event = g_new0 (YzQueueEvent, 1);

  event->seq = sqlite3_column_int64 (statement, 0);
  event->id = g_strdup (column_text (statement, 1));
  event->time_us = sqlite3_column_int64 (statement, 2);
  event->business_day = g_strdup (column_text (statement, 3));
  event->ticket = g_strdup (column_text (statement, 5));
  event->body = yz_json_parse (column_text (statement, 6), -1, MAX_BODY_BYTES, NULL);
  if (event->body == NULL || !JSON_NODE_HOLDS_OBJECT (event->body)
      || !parse_kind (column_text (statement, 4), &event->kind)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED,
                 "the event %" G_GINT64_FORMAT " of the queue cannot be read", event->seq);
    return NULL;
  }
  return g_steal_pointer (&event);
}

/**
 * yz_queue_get_last_event:
 * @db: a database with yz_queue_schema_sql
 * @ret_seq: (out): number of the last event, 0 for none
 * @error: as yz_database_step()
 *
 * Returns: whether it could be read
 */
gboolean
yz_queue_get_last_event (YzDatabase *db, gint64 *ret_seq, GError **error)
{
  sqlite3_stmt *statement;
  gboolean row;

  g_return_val_if_fail (db != NULL && ret_seq != NULL, FALSE);

  statement = yz_database_prepare (db, "SELECT max (seq) FROM events", error);
  if (statement == NULL || !yz_database_step (db, statement, &row, error))
    return FALSE;

  *ret_seq = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * yz_queue_list_events:
 * @db: a database with yz_queue_schema_sql
 * @after: number of the last event that is known already, 0 for none
 * @limit: how many at most
 * @error: %YZ_ERROR_DAMAGED where one cannot be read; or as yz_database_step()
 *
 * Returns: (transfer full) (element-type YzQueueEvent): what happened after that, in order
 */
GPtrArray *
yz_queue_list_events (YzDatabase *db, gint64 after, guint limit, GError **error)
{
  g_autoptr (GPtrArray) events
      = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_queue_event_free);
  sqlite3_stmt *statement;
  gboolean row;

  g_return_val_if_fail (db != NULL, NULL);

  statement = yz_database_prepare (db,
                                   "SELECT seq, id, time, business_day, kind, ticket, body"
                                   " FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2",
                                   error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, after);
  sqlite3_bind_int64 (statement, 2, limit);
  while (yz_database_step (db, statement, &row, error)) {
    YzQueueEvent *event = row ? read_event (statement, error) : NULL;

    if (event == NULL && row)
      break;
    if (event == NULL)
      return g_steal_pointer (&events);
    g_ptr_array_add (events, event);
  }
  sqlite3_reset (statement);
  return NULL;
}
