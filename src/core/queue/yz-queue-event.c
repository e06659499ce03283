/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-queue-event.h"

#include "yz-clock.h"
#include "yz-error.h"
#include "yz-json.h"
#include "yz-ticket.h"

/* The events of the queue and their fold. Every change is an event; the tables of the state follow
 * from the events alone, one after the other, so that whoever has the same events has the same
 * state: the kiosk, the hub, and the board that follows the hub's feed. */

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

static gboolean
join_line (YzDatabase *db, const YzTicket *ticket, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "INSERT INTO waiting (business_day, service, first, others) VALUES "
                             "(?1, ?2, ?3, ?4)"
                             " ON CONFLICT DO UPDATE SET first = first + excluded.first,"
                             " others = others + excluded.others",
                             error);

  if (statement == NULL)
    return FALSE;

  bind_text (statement, 1, ticket->business_day);
  bind_text (statement, 2, ticket->service);
  sqlite3_bind_int (statement, 3, ticket->priority != NULL);
  sqlite3_bind_int (statement, 4, ticket->priority == NULL);
  return yz_database_step (db, statement, NULL, error);
}

/* Takes a ticket out of the line it waits in; nothing where it is not there or does not wait. */
static gboolean
leave_line (YzDatabase *db, const char *id, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "UPDATE waiting SET first = first - (t.priority IS NOT NULL),"
                             " others = others - (t.priority IS NULL)"
                             " FROM tickets AS t WHERE t.id = ?1 AND t.state = 'waiting'"
                             " AND waiting.business_day = t.business_day AND waiting.service = "
                             "t.service",
                             error);

  if (statement == NULL)
    return FALSE;

  bind_text (statement, 1, id);
  return yz_database_step (db, statement, NULL, error);
}

static gboolean
put_ticket (YzDatabase *db, const YzTicket *ticket, gint64 seq, gboolean unreported, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (
      db,
      "INSERT OR REPLACE INTO tickets (id, seq, number, service, priority, business_day, taken,"
      " ahead, ahead_is_minimum, wait_min, wait_max, state, unreported)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'waiting', ?12)",
      error);

  if (statement == NULL)
    return FALSE;

  bind_text (statement, 1, ticket->id);
  sqlite3_bind_int64 (statement, 2, seq);
  bind_text (statement, 3, ticket->number);
  bind_text (statement, 4, ticket->service);
  bind_text (statement, 5, ticket->priority);
  bind_text (statement, 6, ticket->business_day);
  sqlite3_bind_int64 (statement, 7, ticket->taken_us);
  sqlite3_bind_int64 (statement, 8, ticket->ahead);
  sqlite3_bind_int (statement, 9, ticket->ahead_is_minimum);
  sqlite3_bind_int (statement, 10, ticket->wait_min);
  sqlite3_bind_int (statement, 11, ticket->wait_max);
  sqlite3_bind_int (statement, 12, unreported);
  return yz_database_step (db, statement, NULL, error);
}

static gboolean
raise_series (YzDatabase *db,
              const char *business_day,
              const char *series,
              guint last,
              gboolean own,
              GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (
      db,
      "INSERT INTO series (business_day, series, last, own) VALUES (?1, ?2, ?3, ?4)"
      " ON CONFLICT DO UPDATE SET last = max (last, excluded.last), own = max (own, excluded.own)",
      error);

  if (statement == NULL)
    return FALSE;

  bind_text (statement, 1, business_day);
  bind_text (statement, 2, series);
  sqlite3_bind_int64 (statement, 3, last);
  sqlite3_bind_int (statement, 4, own);
  return yz_database_step (db, statement, NULL, error);
}

/* A ticket came in, or the same one with another number. */
static gboolean
fold_ticket (YzDatabase *db, const YzQueueEvent *event, gint64 seq, GError **error)
{
  gboolean taken = event->kind == YZ_QUEUE_TAKEN;
  g_autoptr (YzTicket) ticket = yz_ticket_from_json (json_node_get_object (event->body), error);
  g_autofree char *series = NULL;
  guint last;

  if (ticket == NULL || !yz_ticket_parse_number (ticket->number, &series, &last, error))
    return FALSE;

  /* The body has whole seconds; of what happened here the very moment is known. */
  if (taken)
    ticket->taken_us = event->time_us;
  return leave_line (db, ticket->id, error)
         && put_ticket (db, ticket, seq, taken && yz_ticket_is_own_series (ticket->number), error)
         && join_line (db, ticket, error)
         && raise_series (db, ticket->business_day, series, last, taken, error)
         && (ticket->own_last == 0 || ticket->own_series == NULL
             || raise_series (db, ticket->business_day, ticket->own_series, ticket->own_last, FALSE,
                              error));
}

static gboolean
fold_cancelled (YzDatabase *db, const YzQueueEvent *event, GError **error)
{
  sqlite3_stmt *statement;

  if (!leave_line (db, event->ticket, error))
    return FALSE;
  statement
      = yz_database_prepare (db, "UPDATE tickets SET state = 'cancelled' WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;

  bind_text (statement, 1, event->ticket);
  return yz_database_step (db, statement, NULL, error);
}

static gboolean
fold_reported (YzDatabase *db, const YzQueueEvent *event, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db, "UPDATE tickets SET unreported = 0 WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  bind_text (statement, 1, event->ticket);
  return yz_database_step (db, statement, NULL, error);
}

static gboolean
fold (YzDatabase *db, const YzQueueEvent *event, gint64 seq, GError **error)
{
  switch (event->kind) {
  case YZ_QUEUE_TAKEN:
  case YZ_QUEUE_REMEMBERED:
    return fold_ticket (db, event, seq, error);
  case YZ_QUEUE_REPORTED:
    return fold_reported (db, event, error);
  case YZ_QUEUE_CANCELLED:
    return fold_cancelled (db, event, error);
  default:
    g_assert_not_reached ();
  }
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
  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (event != NULL && JSON_NODE_HOLDS_OBJECT (event->body), FALSE);
  g_return_val_if_fail (!sqlite3_get_autocommit (yz_database_get_handle (db)), FALSE);

  return insert_event (db, event, error)
         && fold (db, event, sqlite3_last_insert_rowid (yz_database_get_handle (db)), error);
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

/**
 * yz_queue_refold:
 * @db: a database with yz_queue_schema_sql, inside a transaction
 * @error: as yz_queue_list_events() or yz_queue_apply()
 *
 * Makes the state anew from the events, after a rescue that may have lost some of its rows.
 *
 * Returns: whether it is done
 */
gboolean
yz_queue_refold (YzDatabase *db, GError **error)
{
  gint64 after = 0;
  guint n;

  g_return_val_if_fail (db != NULL, FALSE);

  if (!yz_database_exec (db, "DELETE FROM tickets; DELETE FROM series; DELETE FROM waiting", error))
    return FALSE;

  do {
    g_autoptr (GPtrArray) events = yz_queue_list_events (db, after, 1000, error);

    if (events == NULL)
      return FALSE;
    for (guint i = 0; i < events->len; i++) {
      const YzQueueEvent *event = g_ptr_array_index (events, i);

      if (!fold (db, event, event->seq, error))
        return FALSE;
      after = event->seq;
    }
    n = events->len;
  } while (n > 0);
  return TRUE;
}
