/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-queue.h"

#include "yz-clock.h"
#include "yz-error.h"
#include "yz-high-water.h"
#include "yz-ids.h"

/* What happens to tickets: they are taken, here or elsewhere, and reported. Each of it is an event;
 * see yz-queue-event.c for what follows from it. */

#define TICKET_COLUMNS                                                                             \
  "id, number, service, priority, business_day, taken, ahead, ahead_is_minimum, wait_min, "        \
  "wait_max"

static char *
column_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *)sqlite3_column_text (statement, column));
}

static YzTicket *
read_ticket (sqlite3_stmt *statement)
{
  YzTicket *ticket = g_new0 (YzTicket, 1);

  ticket->id = column_text (statement, 0);
  ticket->number = column_text (statement, 1);
  ticket->service = column_text (statement, 2);
  ticket->priority = column_text (statement, 3);
  ticket->business_day = column_text (statement, 4);
  ticket->taken_us = sqlite3_column_int64 (statement, 5);
  ticket->ahead = (guint)sqlite3_column_int64 (statement, 6);
  ticket->ahead_is_minimum = sqlite3_column_int (statement, 7);
  ticket->wait_min = sqlite3_column_int (statement, 8);
  ticket->wait_max = sqlite3_column_int (statement, 9);
  return ticket;
}

static gboolean
is_capital (const char *text)
{
  return text != NULL && g_ascii_isupper (text[0]) && text[1] == '\0';
}

static gboolean
check_request (const YzTicketRequest *request, GError **error)
{
  if (request->id != NULL && !yz_ulid_is_valid (request->id)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "the id of the request is no ULID");
    return FALSE;
  }
  if (!is_capital (request->letter)
      || (request->station_letter != NULL && !is_capital (request->station_letter))) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the letter of a service or a station is one capital letter");
    return FALSE;
  }
  return yz_ticket_check_service (request->service, error)
         && yz_ticket_check_priority (request->priority, error);
}

/* The last day this node issued numbers on, or %NULL. */
static gboolean
read_last_day (YzDatabase *db, char **ret_day, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db,
                                                 "SELECT business_day FROM series WHERE own = 1"
                                                 " ORDER BY business_day DESC LIMIT 1",
                                                 error);
  gboolean row;

  if (statement == NULL || !yz_database_step (db, statement, &row, error))
    return FALSE;

  *ret_day = row ? column_text (statement, 0) : NULL;
  sqlite3_reset (statement);
  return TRUE;
}

static char *
find_day (YzDatabase *db, const char *noted_day, gint64 now_us, GError **error)
{
  g_autofree char *today = yz_time_local_date (now_us);
  g_autofree char *last_day = NULL;
  const char *day = today;

  if (!read_last_day (db, &last_day, error))
    return NULL;
  if (g_strcmp0 (noted_day, day) > 0)
    day = noted_day;
  if (g_strcmp0 (last_day, day) > 0)
    day = last_day;
  return g_strdup (day);
}

/* Who has a priority goes before all who have none, and otherwise it goes by arrival. */
static gboolean
count_ahead (YzDatabase *db, const YzTicket *ticket, guint *ret_ahead, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db,
                                                 "SELECT sum (first), sum (others) FROM series"
                                                 " WHERE business_day = ?1 AND service = ?2",
                                                 error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, ticket->business_day, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, ticket->service, -1, SQLITE_STATIC);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;

  *ret_ahead = row ? (guint)sqlite3_column_int64 (statement, 0) : 0;
  if (row && ticket->priority == NULL)
    *ret_ahead += (guint)sqlite3_column_int64 (statement, 1);
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
apply (YzDatabase *db,
       YzQueueEventKind kind,
       const YzTicket *ticket,
       JsonNode *body,
       gint64 now_us,
       GError **error)
{
  g_autofree char *id = yz_ulid_new (now_us);
  YzQueueEvent event = {
    .id = id,
    .time_us = now_us,
    .business_day = ticket->business_day,
    .kind = kind,
    .ticket = ticket->id,
    .body = body,
  };

  return yz_queue_apply (db, &event, error);
}

/* The first event of a ticket: it has the ticket's id. */
static gboolean
apply_first (YzDatabase *db,
             YzQueueEventKind kind,
             const YzTicket *ticket,
             gint64 now_us,
             GError **error)
{
  g_autoptr (JsonNode) body = yz_ticket_to_json (ticket);
  YzQueueEvent event = {
    .id = ticket->id,
    .time_us = now_us,
    .business_day = ticket->business_day,
    .kind = kind,
    .ticket = ticket->id,
    .body = body,
  };

  return yz_queue_apply (db, &event, error);
}

/* The file comes last: what fails before it uses up no number. */
static gboolean
issue (YzDatabase *db, YzHighWater *marks, const char *series, YzTicket *ticket, GError **error)
{
  guint last;

  if (!yz_queue_get_last (db, ticket->business_day, series, &last, error))
    return FALSE;

  last = marks != NULL ? yz_high_water_next (marks, ticket->business_day, series, last) : last + 1;
  if (last > YZ_TICKET_MAX_NUMBER) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the series %s has no number left today",
                 series);
    return FALSE;
  }
  ticket->number = yz_ticket_format_number (series, last);
  return count_ahead (db, ticket, &ticket->ahead, error)
         && apply_first (db, YZ_QUEUE_TAKEN, ticket, ticket->taken_us, error)
         && (marks == NULL
             || yz_high_water_raise (marks, ticket->business_day, series, last, error));
}

static YzTicket *
take_new (YzDatabase *db, const YzTicketRequest *request, gint64 now_us, GError **error)
{
  g_autoptr (YzHighWater) marks = NULL;
  g_autoptr (YzTicket) ticket = g_new0 (YzTicket, 1);
  g_autofree char *series = g_strconcat (request->letter, request->station_letter, NULL);

  if (request->high_water_path != NULL) {
    marks = yz_high_water_open (request->high_water_path, error);
    if (marks == NULL)
      return NULL;
  }

  ticket->id = request->id != NULL ? g_strdup (request->id) : yz_ulid_new (now_us);
  ticket->service = g_strdup (request->service);
  ticket->priority = g_strdup (request->priority);
  ticket->taken_us = now_us;
  ticket->ahead_is_minimum = request->station_letter != NULL;
  ticket->wait_min = -1;
  ticket->wait_max = -1;
  ticket->business_day
      = find_day (db, marks != NULL ? yz_high_water_get_day (marks) : NULL, now_us, error);
  if (ticket->business_day == NULL || !issue (db, marks, series, ticket, error))
    return NULL;
  return g_steal_pointer (&ticket);
}

/**
 * yz_queue_take:
 * @db: a database with yz_queue_schema_sql, inside a transaction
 * @request: what is asked for
 * @now_us: the time
 * @error: %YZ_ERROR_INVALID where @request is wrong; %YZ_ERROR_STORAGE where nothing was issued
 *
 * Issues a ticket. No number comes twice on a business day: not after a restart, not when the
 * clock is set back (the day then stays the last one), and with @high_water_path not when the
 * database is lost. Where a commit fails a number may be left out. The same
 * @id gives the same ticket, whatever else is asked for.
 *
 * `ahead` counts who waits for the same service: all of them, or where the ticket has a priority
 * only those with one, because they go before the others. From a kiosk's own series it counts whom
 * this node knows of.
 *
 * Returns: (transfer full): the ticket, which nobody holds until the transaction is committed
 */
YzTicket *
yz_queue_take (YzDatabase *db, const YzTicketRequest *request, gint64 now_us, GError **error)
{
  YzTicket *seen = NULL;

  g_return_val_if_fail (db != NULL, NULL);
  g_return_val_if_fail (request != NULL, NULL);

  if (!check_request (request, error)
      || (request->id != NULL && !yz_queue_find (db, request->id, &seen, error)))
    return NULL;
  return seen != NULL ? seen : take_new (db, request, now_us, error);
}

static gboolean
cancel (YzDatabase *db, const YzTicket *ticket, gint64 now_us, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) body = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "number");
  json_builder_add_string_value (builder, ticket->number);
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);
  return apply (db, YZ_QUEUE_CANCELLED, ticket, body, now_us, error);
}

/**
 * yz_queue_remember:
 * @db: a database with yz_queue_schema_sql, inside a transaction
 * @ticket: a ticket that another node issued
 * @now_us: the time
 * @error: %YZ_ERROR_INVALID where @ticket is wrong; or as yz_database_step()
 *
 * Stores a ticket: in the kiosk one of the hall's, in the hub one of a kiosk's own series. The same
 * once more changes nothing.
 *
 * A kiosk that asked the hall and got no answer in time issues from its own series, under the same
 * id. Where the question had come through after all, the hall's number is held by nobody: the
 * kiosk's then takes its place, and the hall's is cancelled. A question that comes through only
 * after that is answered by yz_queue_take() with the kiosk's number.
 *
 * Returns: whether it is stored
 */
gboolean
yz_queue_remember (YzDatabase *db, const YzTicket *ticket, gint64 now_us, GError **error)
{
  g_autoptr (YzTicket) seen = NULL;
  g_autoptr (JsonNode) body = NULL;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (ticket != NULL, FALSE);

  if (!yz_queue_find (db, ticket->id, &seen, error))
    return FALSE;
  if (seen == NULL)
    return apply_first (db, YZ_QUEUE_REMEMBERED, ticket, now_us, error);
  if (yz_ticket_is_own_series (seen->number) || !yz_ticket_is_own_series (ticket->number))
    return TRUE;
  body = yz_ticket_to_json (ticket);
  return cancel (db, seen, now_us, error)
         && apply (db, YZ_QUEUE_REMEMBERED, ticket, body, now_us, error);
}

/**
 * yz_queue_find:
 * @db: a database with yz_queue_schema_sql
 * @id: id of a ticket
 * @ret_ticket: (out) (nullable): the ticket, or %NULL where there is none
 * @error: as yz_database_step()
 *
 * Returns: whether it could be looked up
 */
gboolean
yz_queue_find (YzDatabase *db, const char *id, YzTicket **ret_ticket, GError **error)
{
  sqlite3_stmt *statement;
  gboolean row;

  g_return_val_if_fail (db != NULL && id != NULL && ret_ticket != NULL, FALSE);

  statement = yz_database_prepare (db,
                                   "SELECT " TICKET_COLUMNS " FROM tickets"
                                   " WHERE seq = (SELECT seq FROM events WHERE id = ?1)",
                                   error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, id, -1, SQLITE_STATIC);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;

  *ret_ticket = row ? read_ticket (statement) : NULL;
  sqlite3_reset (statement);
  return TRUE;
}

static GPtrArray *
collect (YzDatabase *db,
         sqlite3_stmt *statement,
         gpointer (*read) (sqlite3_stmt *),
         GDestroyNotify destroy,
         GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (destroy);
  gboolean row = TRUE;

  while (row) {
    if (!yz_database_step (db, statement, &row, error))
      return NULL;
    if (row)
      g_ptr_array_add (list, read (statement));
  }
  return g_steal_pointer (&list);
}

static gpointer
read_ticket_row (sqlite3_stmt *statement)
{
  return read_ticket (statement);
}

/**
 * yz_queue_list:
 * @db: a database with yz_queue_schema_sql
 * @business_day: YYYY-MM-DD
 * @error: as yz_database_step()
 *
 * Returns: (transfer full) (element-type YzTicket): the tickets of that day that are held by
 *   somebody, in the order in which they came in
 */
GPtrArray *
yz_queue_list (YzDatabase *db, const char *business_day, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (db != NULL && business_day != NULL, NULL);

  statement = yz_database_prepare (db,
                                   "SELECT " TICKET_COLUMNS " FROM tickets WHERE seq >="
                                   " (SELECT min (since) FROM series WHERE business_day = ?1)"
                                   " AND business_day = ?1 AND state <> 'cancelled' ORDER BY seq",
                                   error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, business_day, -1, SQLITE_STATIC);
  return collect (db, statement, read_ticket_row, (GDestroyNotify)yz_ticket_free, error);
}

/**
 * yz_queue_list_unreported:
 * @db: a database with yz_queue_schema_sql
 * @limit: how many at most
 * @error: as yz_database_step()
 *
 * Returns: (transfer full) (element-type YzTicket): the oldest tickets of this kiosk's own series
 *   that the hall's hub does not know yet
 */
GPtrArray *
yz_queue_list_unreported (YzDatabase *db, guint limit, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (db != NULL, NULL);

  statement = yz_database_prepare (db,
                                   "SELECT " TICKET_COLUMNS " FROM tickets WHERE seq >="
                                   " (SELECT min (since) FROM series WHERE unreported > 0)"
                                   " AND unreported = 1 ORDER BY seq LIMIT ?1",
                                   error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, limit);
  return collect (db, statement, read_ticket_row, (GDestroyNotify)yz_ticket_free, error);
}

/**
 * yz_queue_set_reported:
 * @db: a database with yz_queue_schema_sql, inside a transaction
 * @id: id of a ticket that the hall's hub has confirmed to know
 * @now_us: the time
 * @error: %YZ_ERROR_NOT_FOUND where there is no such ticket; or as yz_database_step()
 *
 * Returns: whether it is noted
 */
gboolean
yz_queue_set_reported (YzDatabase *db, const char *id, gint64 now_us, GError **error)
{
  g_autoptr (YzTicket) ticket = NULL;
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);

  g_return_val_if_fail (db != NULL && id != NULL, FALSE);

  if (!yz_queue_find (db, id, &ticket, error))
    return FALSE;
  if (ticket == NULL) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_NOT_FOUND, "there is no ticket with this id");
    return FALSE;
  }
  json_node_take_object (body, json_object_new ());
  return apply (db, YZ_QUEUE_REPORTED, ticket, body, now_us, error);
}

/**
 * yz_queue_line_free:
 * @line: (nullable): a line
 */
void
yz_queue_line_free (YzQueueLine *line)
{
  if (line == NULL)
    return;

  g_free (line->service);
  g_free (line);
}

static gpointer
read_line (sqlite3_stmt *statement)
{
  YzQueueLine *line = g_new0 (YzQueueLine, 1);

  line->service = column_text (statement, 0);
  line->first = (guint)sqlite3_column_int64 (statement, 1);
  line->others = (guint)sqlite3_column_int64 (statement, 2);
  return line;
}

/**
 * yz_queue_list_waiting:
 * @db: a database with yz_queue_schema_sql
 * @business_day: YYYY-MM-DD
 * @error: as yz_database_step()
 *
 * Returns: (transfer full) (element-type YzQueueLine): how many people wait for each service that
 *   anybody came for on that day
 */
GPtrArray *
yz_queue_list_waiting (YzDatabase *db, const char *business_day, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (db != NULL && business_day != NULL, NULL);

  statement = yz_database_prepare (db,
                                   "SELECT service, sum (first), sum (others) FROM series"
                                   " WHERE business_day = ?1 GROUP BY service ORDER BY service",
                                   error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, business_day, -1, SQLITE_STATIC);
  return collect (db, statement, read_line, (GDestroyNotify)yz_queue_line_free, error);
}

/**
 * yz_queue_get_last:
 * @db: a database with yz_queue_schema_sql
 * @business_day: YYYY-MM-DD
 * @series: letters, such as `A` or `AK`
 * @ret_last: (out): the highest number of that series and day that is known, 0 for none
 * @error: as yz_database_step()
 *
 * Returns: whether it could be read
 */
gboolean
yz_queue_get_last (YzDatabase *db,
                   const char *business_day,
                   const char *series,
                   guint *ret_last,
                   GError **error)
{
  sqlite3_stmt *statement;
  gboolean row;

  g_return_val_if_fail (db != NULL && business_day != NULL && series != NULL, FALSE);
  g_return_val_if_fail (ret_last != NULL, FALSE);

  statement = yz_database_prepare (
      db, "SELECT max (last) FROM series WHERE business_day = ?1 AND series = ?2", error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, business_day, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, series, -1, SQLITE_STATIC);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;

  *ret_last = row ? (guint)sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * yz_queue_business_day:
 * @db: a database with yz_queue_schema_sql
 * @now_us: the time
 * @error: as yz_database_step()
 *
 * The day that numbers are counted in: the local calendar day, but never one before the last day
 * on which this node issued a number.
 *
 * Returns: (transfer full): YYYY-MM-DD
 */
char *
yz_queue_business_day (YzDatabase *db, gint64 now_us, GError **error)
{
  g_return_val_if_fail (db != NULL, NULL);

  return find_day (db, NULL, now_us, error);
}
