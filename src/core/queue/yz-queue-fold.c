/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-queue-fold.h"

#include "yz-ticket.h"

#include <string.h>

/* The fold of the events: what each of them does to the tables of the state. These follow from the
 * events alone, one after the other, so that whoever has the same events has the same state: the
 * kiosk, the hub, and the board that follows the hub's feed.
 *
 * The event that brings a ticket in has the ticket's own id, and the ticket stands in the row of
 * that event's number: so the id is found through the index of the events, and a ticket costs no
 * second one. */

#define ROW_OF_TICKET "(SELECT seq FROM events WHERE id = ?1)"
#define SERIES_OF_TICKET                                                                           \
  "series.business_day = t.business_day AND series.service = t.service"                            \
  " AND series.series = rtrim (t.number, '0123456789')"

#define REFOLD_AT_ONCE 1000

/* What a ticket adds to a series. */
typedef struct {
  const char *series;
  guint last;
  gboolean own;
  int first;
  int others;
  int unreported;
} Share;

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

static gboolean
run_for_ticket (YzDatabase *db, const char *sql, const char *id, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;

  bind_text (statement, 1, id);
  return yz_database_step (db, statement, NULL, error);
}

/* Where the ticket does not wait, or is not there, this changes nothing. */
static gboolean
leave_line (YzDatabase *db, const char *id, GError **error)
{
  return run_for_ticket (db,
                         "UPDATE series SET first = first - (t.priority IS NOT NULL),"
                         " others = others - (t.priority IS NULL) FROM tickets AS t"
                         " WHERE t.seq = " ROW_OF_TICKET
                         " AND t.state = 'waiting' AND " SERIES_OF_TICKET,
                         id, error);
}

static gboolean
leave_unreported (YzDatabase *db, const char *id, GError **error)
{
  return run_for_ticket (db,
                         "UPDATE series SET unreported = series.unreported - 1 FROM tickets AS t"
                         " WHERE t.seq = " ROW_OF_TICKET
                         " AND t.unreported = 1 AND " SERIES_OF_TICKET,
                         id, error);
}

static gboolean
find_row (YzDatabase *db, const char *id, gint64 fallback, gint64 *ret_seq, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db, "SELECT seq FROM tickets WHERE seq = " ROW_OF_TICKET, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  bind_text (statement, 1, id);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;

  *ret_seq = row ? sqlite3_column_int64 (statement, 0) : fallback;
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
put_ticket (YzDatabase *db, const YzTicket *ticket, gint64 seq, gboolean unreported, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "INSERT OR REPLACE INTO tickets (seq, id, number, service, priority,"
                             " business_day, taken, ahead, ahead_is_minimum, wait_min, wait_max,"
                             " state, unreported)"
                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'waiting', "
                             "?12)",
                             error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, seq);
  bind_text (statement, 2, ticket->id);
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
add_share (YzDatabase *db, const YzTicket *ticket, gint64 seq, const Share *share, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "INSERT INTO series (business_day, series, service, since, last, own, "
                             "first, others,"
                             " unreported) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                             " ON CONFLICT DO UPDATE SET since = min (since, excluded.since),"
                             " last = max (last, excluded.last), own = max (own, excluded.own),"
                             " first = first + excluded.first, others = others + excluded.others,"
                             " unreported = unreported + excluded.unreported",
                             error);

  if (statement == NULL)
    return FALSE;

  bind_text (statement, 1, ticket->business_day);
  bind_text (statement, 2, share->series);
  bind_text (statement, 3, ticket->service);
  sqlite3_bind_int64 (statement, 4, seq);
  sqlite3_bind_int64 (statement, 5, share->last);
  sqlite3_bind_int (statement, 6, share->own);
  sqlite3_bind_int (statement, 7, share->first);
  sqlite3_bind_int (statement, 8, share->others);
  sqlite3_bind_int (statement, 9, share->unreported);
  return yz_database_step (db, statement, NULL, error);
}

static gboolean
add_ticket (YzDatabase *db, const YzTicket *ticket, gint64 seq, gboolean taken, GError **error)
{
  g_autofree char *series = NULL;
  Share here = {
    .own = taken,
    .first = ticket->priority != NULL,
    .others = ticket->priority == NULL,
    .unreported = taken && yz_ticket_is_own_series (ticket->number),
  };
  Share known = { .series = ticket->own_series, .last = ticket->own_last };

  if (!yz_ticket_parse_number (ticket->number, &series, &here.last, error))
    return FALSE;

  here.series = series;
  return put_ticket (db, ticket, seq, here.unreported, error)
         && add_share (db, ticket, seq, &here, error)
         && (known.series == NULL || known.last == 0 || add_share (db, ticket, seq, &known, error));
}

/* A ticket came in; or one that was cancelled is there again with another number. */
static gboolean
fold_ticket (YzDatabase *db, const YzQueueEvent *event, GError **error)
{
  gboolean taken = event->kind == YZ_QUEUE_TAKEN;
  g_autoptr (YzTicket) ticket = yz_ticket_from_json (json_node_get_object (event->body), error);
  gint64 seq = event->seq;

  if (ticket == NULL)
    return FALSE;
  if (strcmp (ticket->id, event->id) != 0 && !find_row (db, ticket->id, event->seq, &seq, error))
    return FALSE;

  /* The body has whole seconds; of what happened here the very moment is known. */
  if (taken)
    ticket->taken_us = event->time_us;
  return add_ticket (db, ticket, seq, taken, error);
}

static gboolean
fold_cancelled (YzDatabase *db, const char *id, GError **error)
{
  return leave_line (db, id, error)
         && run_for_ticket (db, "UPDATE tickets SET state = 'cancelled' WHERE seq = " ROW_OF_TICKET,
                            id, error);
}

static gboolean
fold_reported (YzDatabase *db, const char *id, GError **error)
{
  return leave_unreported (db, id, error)
         && run_for_ticket (db, "UPDATE tickets SET unreported = 0 WHERE seq = " ROW_OF_TICKET, id,
                            error);
}

/**
 * yz_queue_fold:
 * @db: a database with yz_queue_schema_sql, inside a transaction
 * @event: an event that stands in it, with its number
 * @error: %YZ_ERROR_INVALID where its body is not what its kind asks for; or as yz_database_step()
 *
 * Brings the state up to date with @event, which must be the next one.
 *
 * Returns: whether it is done
 */
gboolean
yz_queue_fold (YzDatabase *db, const YzQueueEvent *event, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (event != NULL && event->seq > 0, FALSE);

  switch (event->kind) {
  case YZ_QUEUE_TAKEN:
  case YZ_QUEUE_REMEMBERED:
    return fold_ticket (db, event, error);
  case YZ_QUEUE_REPORTED:
    return fold_reported (db, event->ticket, error);
  case YZ_QUEUE_CANCELLED:
    return fold_cancelled (db, event->ticket, error);
  default:
    g_assert_not_reached ();
  }
}

/**
 * yz_queue_refold:
 * @db: a database with yz_queue_schema_sql, inside a transaction
 * @error: as yz_queue_list_events() or yz_queue_fold()
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

  if (!yz_database_exec (db, "DELETE FROM tickets; DELETE FROM series", error))
    return FALSE;

  do {
    g_autoptr (GPtrArray) events = yz_queue_list_events (db, after, REFOLD_AT_ONCE, error);

    if (events == NULL)
      return FALSE;
    for (guint i = 0; i < events->len; i++) {
      const YzQueueEvent *event = g_ptr_array_index (events, i);

      if (!yz_queue_fold (db, event, error))
        return FALSE;
      after = event->seq;
    }
    n = events->len;
  } while (n > 0);
  return TRUE;
}
