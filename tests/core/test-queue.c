/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-queue.h"

#include "yz-clock.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-queue-fold.h"
#include "yz-queue-issue.h"
#include "yz-store.h"
#include "yz-test-folder.h"

#include <string.h>

/* The queue in a database: who gets which number, who is before whom, and that the state is nothing
 * but the fold of the events. What happens to the files is test-high-water's. */

#define MORNING "2026-11-21T09:00:00+08:00"
#define MINUTE ((gint64)60 * G_USEC_PER_SEC)

typedef struct {
  YzDatabase *db;
  gint64 now_us;
} Fixture;

static gint64
parse_time (const char *text)
{
  gint64 time_us = 0;

  g_assert_true (yz_time_parse (text, &time_us, NULL));
  return time_us;
}

static YzDatabase *
open_database (void)
{
  g_autoptr (GError) error = NULL;
  YzDatabase *db = yz_database_open (":memory:", &yz_kiosk_schema, TRUE, &error);

  g_assert_no_error (error);
  return db;
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->db = open_database ();
  fixture->now_us = parse_time (MORNING);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  yz_database_close (fixture->db);
}

/* One thing done in a transaction of its own. */
typedef struct {
  YzTicketRequest request;
  gint64 now_us;
  YzTicket *ticket;
} Step;

static gboolean
take_step (YzDatabase *db, gpointer user_data, GError **error)
{
  Step *step = user_data;

  step->ticket = yz_queue_take (db, &step->request, step->now_us, error);
  return step->ticket != NULL;
}

static gboolean
remember_step (YzDatabase *db, gpointer user_data, GError **error)
{
  Step *step = user_data;

  return yz_queue_remember (db, step->ticket, step->now_us, error);
}

static gboolean
reported_step (YzDatabase *db, gpointer user_data, GError **error)
{
  Step *step = user_data;

  return yz_queue_set_reported (db, step->request.id, step->now_us, error);
}

static YzTicket *
try_take (Fixture *fixture, const YzTicketRequest *request, GError **error)
{
  Step step = { *request, fixture->now_us, NULL };

  return yz_database_transaction (fixture->db, take_step, &step, error) ? step.ticket : NULL;
}

static YzTicket *
take (Fixture *fixture, const YzTicketRequest *request)
{
  g_autoptr (GError) error = NULL;
  YzTicket *ticket = try_take (fixture, request, &error);

  g_assert_no_error (error);
  return ticket;
}

static void
remember (Fixture *fixture, YzTicket *ticket)
{
  Step step = { .now_us = fixture->now_us, .ticket = ticket };
  g_autoptr (GError) error = NULL;

  yz_database_transaction (fixture->db, remember_step, &step, &error);
  g_assert_no_error (error);
}

static const YzTicketRequest hall = { .service = "legal-aid", .letter = "A" };
static const YzTicketRequest own = { .service = "legal-aid", .letter = "A", .station_letter = "K" };
static const YzTicketRequest advice = { .service = "consultation", .letter = "B" };

static void
assert_next (Fixture *fixture, const YzTicketRequest *request, const char *number)
{
  g_autoptr (YzTicket) ticket = take (fixture, request);

  g_assert_cmpstr (ticket->number, ==, number);
}

static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzTicket) ticket = take (fixture, &hall);

  g_assert_true (yz_ulid_is_valid (ticket->id));
  g_assert_cmpstr (ticket->number, ==, "A001");
  g_assert_cmpstr (ticket->service, ==, "legal-aid");
  g_assert_null (ticket->priority);
  g_assert_cmpstr (ticket->business_day, ==, "2026-11-21");
  g_assert_cmpint (ticket->taken_us, ==, fixture->now_us);
  g_assert_cmpuint (ticket->ahead, ==, 0);
  g_assert_false (ticket->ahead_is_minimum);
  g_assert_cmpint (ticket->wait_min, ==, -1);
  g_assert_cmpint (ticket->wait_max, ==, -1);

  assert_next (fixture, &own, "AK001");
  assert_next (fixture, &hall, "A002");
  assert_next (fixture, &advice, "B001");
  assert_next (fixture, &own, "AK002");
}

static void
test_thousand (Fixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 999; i++)
    yz_ticket_free (take (fixture, &hall));
  assert_next (fixture, &hall, "A1000");
  assert_next (fixture, &hall, "A1001");
}

static void
test_last_number (Fixture *fixture, gconstpointer data)
{
  YzTicket ticket = {
    .id = (char *)"01HF0000000000000000000001",
    .number = (char *)"A999999",
    .service = (char *)"legal-aid",
    .business_day = (char *)"2026-11-21",
    .wait_min = -1,
    .wait_max = -1,
  };
  g_autoptr (GError) error = NULL;

  remember (fixture, &ticket);
  g_assert_null (try_take (fixture, &hall, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  assert_next (fixture, &own, "AK001");
}

static void
test_same_id_same_ticket (Fixture *fixture, gconstpointer data)
{
  YzTicketRequest request = own;
  YzTicketRequest other = { .service = "notary", .letter = "D", .priority = "elderly" };
  g_autofree char *id = yz_ulid_new (fixture->now_us);
  g_autoptr (YzTicket) first = NULL;
  g_autoptr (YzTicket) second = NULL;
  g_autoptr (YzTicket) third = NULL;

  request.id = id;
  other.id = id;
  first = take (fixture, &request);
  g_assert_cmpstr (first->id, ==, id);
  g_assert_true (first->ahead_is_minimum);
  fixture->now_us += MINUTE;
  second = take (fixture, &request);
  third = take (fixture, &other);
  g_assert_cmpstr (second->number, ==, "AK001");
  g_assert_cmpint (second->taken_us, ==, first->taken_us);
  g_assert_cmpstr (third->number, ==, "AK001");
  g_assert_cmpstr (third->service, ==, "legal-aid");
  assert_next (fixture, &own, "AK002");
}

static void
test_wrong_requests (Fixture *fixture, gconstpointer data)
{
  static const YzTicketRequest wrong[] = {
    { .id = "no ULID", .service = "legal-aid", .letter = "A" },
    { .service = NULL, .letter = "A" },
    { .service = "", .letter = "A" },
    { .service = "Legal aid", .letter = "A" },
    { .service = "legal-aid", .letter = NULL },
    { .service = "legal-aid", .letter = "" },
    { .service = "legal-aid", .letter = "a" },
    { .service = "legal-aid", .letter = "AB" },
    { .service = "legal-aid", .letter = "A", .station_letter = "" },
    { .service = "legal-aid", .letter = "A", .station_letter = "7" },
    { .service = "legal-aid", .letter = "A", .priority = "vip" },
    { .service = "legal-aid", .letter = "A", .priority = "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (try_take (fixture, &wrong[i], &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  }
  assert_next (fixture, &hall, "A001");
}

static void
assert_ahead (Fixture *fixture, const YzTicketRequest *request, guint ahead)
{
  g_autoptr (YzTicket) ticket = take (fixture, request);

  g_assert_cmpuint (ticket->ahead, ==, ahead);
}

static void
test_ahead (Fixture *fixture, gconstpointer data)
{
  YzTicketRequest elderly = hall;
  YzTicketRequest urgent = own;

  elderly.priority = "elderly";
  urgent.priority = "urgent";
  assert_ahead (fixture, &hall, 0);
  assert_ahead (fixture, &hall, 1);
  assert_ahead (fixture, &advice, 0);
  /* Before those without a priority, behind those with one, whatever series they are of. */
  assert_ahead (fixture, &elderly, 0);
  assert_ahead (fixture, &elderly, 1);
  assert_ahead (fixture, &hall, 4);
  assert_ahead (fixture, &urgent, 2);
  assert_ahead (fixture, &own, 6);
  /* Yesterday's do not wait any more. */
  fixture->now_us += 24 * 60 * MINUTE;
  assert_ahead (fixture, &hall, 0);
}

static void
test_business_day (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *time;
    const char *number;
    const char *business_day;
  } takes[] = {
    { "2026-11-21T09:00:00+08:00", "A001", "2026-11-21" },
    { "2026-11-21T23:59:59+08:00", "A002", "2026-11-21" },
    { "2026-11-22T00:00:00+08:00", "A001", "2026-11-22" },
    /* The clock is set back over midnight: still the last day. */
    { "2026-11-21T23:59:59+08:00", "A002", "2026-11-22" },
    { "2026-11-20T12:00:00+08:00", "A003", "2026-11-22" },
    { "1970-01-01T08:00:00+08:00", "A004", "2026-11-22" },
    { "2026-11-22T09:00:00+08:00", "A005", "2026-11-22" },
    { "2026-11-23T00:00:00+08:00", "A001", "2026-11-23" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (takes); i++) {
    g_autoptr (YzTicket) ticket = NULL;
    g_autofree char *day = NULL;

    fixture->now_us = parse_time (takes[i].time);
    ticket = take (fixture, &hall);
    day = yz_queue_business_day (fixture->db, fixture->now_us, NULL);
    g_assert_cmpstr (ticket->number, ==, takes[i].number);
    g_assert_cmpstr (ticket->business_day, ==, takes[i].business_day);
    g_assert_cmpstr (day, ==, takes[i].business_day);
  }
}

/* Another node's clock does not move this node's day. */
static void
test_day_of_another_node (Fixture *fixture, gconstpointer data)
{
  YzTicket ticket = {
    .id = (char *)"01HF0000000000000000000001",
    .number = (char *)"AK001",
    .service = (char *)"legal-aid",
    .business_day = (char *)"2099-01-01",
    .wait_min = -1,
    .wait_max = -1,
  };
  g_autoptr (YzTicket) next = NULL;

  remember (fixture, &ticket);
  next = take (fixture, &hall);
  g_assert_cmpstr (next->business_day, ==, "2026-11-21");
}

static guint
count (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = yz_database_prepare (fixture->db, sql, &error);
  gboolean row = FALSE;
  guint n;

  g_assert_no_error (error);
  g_assert_true (yz_database_step (fixture->db, statement, &row, &error));
  n = (guint)sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return n;
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  static const char *const numbers[] = { "A001", "B001", "AK001", "A002" };
  const YzTicketRequest *const requests[] = { &hall, &advice, &own, &hall };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GPtrArray) nothing = NULL;
  const YzQueueLine *line;

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    assert_next (fixture, requests[i], numbers[i]);

  list = yz_queue_list (fixture->db, "2026-11-21", NULL);
  nothing = yz_queue_list (fixture->db, "2026-11-20", NULL);
  g_assert_cmpuint (nothing->len, ==, 0);
  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (numbers));
  for (guint i = 0; i < list->len; i++)
    g_assert_cmpstr (((YzTicket *)g_ptr_array_index (list, i))->number, ==, numbers[i]);

  lines = yz_queue_list_waiting (fixture->db, "2026-11-21", NULL);
  g_assert_cmpuint (lines->len, ==, 2);
  line = g_ptr_array_index (lines, 1);
  g_assert_cmpstr (line->service, ==, "legal-aid");
  g_assert_cmpuint (line->first, ==, 0);
  g_assert_cmpuint (line->others, ==, 3);
}

static GPtrArray *
list_unreported (Fixture *fixture, guint limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = yz_queue_list_unreported (fixture->db, limit, &error);

  g_assert_no_error (error);
  return list;
}

static void
test_reporting (Fixture *fixture, gconstpointer data)
{
  Step step = { .now_us = fixture->now_us };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) oldest = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GError) error = NULL;

  assert_next (fixture, &own, "AK001");
  assert_next (fixture, &hall, "A001");
  assert_next (fixture, &own, "AK002");
  all = list_unreported (fixture, 100);
  oldest = list_unreported (fixture, 1);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpuint (oldest->len, ==, 1);
  g_assert_cmpstr (((YzTicket *)g_ptr_array_index (oldest, 0))->number, ==, "AK001");

  step.request.id = ((YzTicket *)g_ptr_array_index (oldest, 0))->id;
  g_assert_true (yz_database_transaction (fixture->db, reported_step, &step, &error));
  rest = list_unreported (fixture, 100);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpstr (((YzTicket *)g_ptr_array_index (rest, 0))->number, ==, "AK002");

  step.request.id = "01HF0000000000000000000009";
  g_assert_false (yz_database_transaction (fixture->db, reported_step, &step, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
}

/* The question had reached the hall although its answer was lost: what stands on the paper holds,
 * and nobody is called by the hall's number. */
static void
test_kiosk_number_wins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzTicket) orphan = take (fixture, &hall);
  g_autoptr (YzTicket) elsewhere = NULL;
  YzTicketRequest late = hall;
  YzTicket printed = *orphan;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) events = NULL;

  printed.number = (char *)"AK003";
  remember (fixture, &printed);
  remember (fixture, &printed);

  list = yz_queue_list (fixture->db, "2026-11-21", NULL);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (((YzTicket *)g_ptr_array_index (list, 0))->number, ==, "AK003");
  g_assert_cmpuint (count (fixture, "SELECT sum (others) FROM series"), ==, 1);

  events = yz_queue_list_events (fixture->db, 1, 100, NULL);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpint (((YzQueueEvent *)g_ptr_array_index (events, 0))->kind, ==, YZ_QUEUE_CANCELLED);
  g_assert_cmpint (((YzQueueEvent *)g_ptr_array_index (events, 1))->kind, ==, YZ_QUEUE_REMEMBERED);

  /* A question that comes through only now, and an answer of the hall that comes late. */
  late.id = orphan->id;
  elsewhere = take (fixture, &late);
  g_assert_cmpstr (elsewhere->number, ==, "AK003");
  remember (fixture, orphan);
  assert_next (fixture, &hall, "A002");
  g_assert_cmpuint (count (fixture, "SELECT count (*) FROM tickets"), ==, 2);
  g_assert_cmpuint (count (fixture, "SELECT count (*) FROM tickets WHERE number = 'A001'"), ==, 0);
}

/* A kiosk that has lost everything goes on after what the hall knows of its series. */
static void
test_hall_knows_own_series (Fixture *fixture, gconstpointer data)
{
  YzTicket ticket = {
    .id = (char *)"01HF0000000000000000000001",
    .number = (char *)"A017",
    .service = (char *)"legal-aid",
    .business_day = (char *)"2026-11-21",
    .wait_min = -1,
    .wait_max = -1,
    .own_series = (char *)"AK",
    .own_last = 41,
  };

  remember (fixture, &ticket);
  assert_next (fixture, &own, "AK042");
  ticket.id = (char *)"01HF0000000000000000000002";
  ticket.own_last = 7;
  remember (fixture, &ticket);
  assert_next (fixture, &own, "AK043");
}

static void
test_events (Fixture *fixture, gconstpointer data)
{
  YzTicketRequest minor = own;
  g_autoptr (YzTicket) ticket = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  minor.priority = "minor";
  assert_next (fixture, &hall, "A001");
  ticket = take (fixture, &minor);
  assert_next (fixture, &hall, "A002");

  events = yz_queue_list_events (fixture->db, 1, 1, NULL);
  rest = yz_queue_list_events (fixture->db, 2, 100, NULL);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpuint (rest->len, ==, 1);

  node = yz_queue_event_to_json (g_ptr_array_index (events, 0));
  object = json_node_get_object (node);
  g_assert_cmpint (yz_json_get_int (object, "seq", 0), ==, 2);
  g_assert_true (yz_ulid_is_valid (yz_json_get_string (object, "id")));
  g_assert_cmpstr (yz_json_get_string (object, "time"), ==, "2026-11-21T01:00:00Z");
  g_assert_cmpstr (yz_json_get_string (object, "business_day"), ==, "2026-11-21");
  g_assert_cmpstr (yz_json_get_string (object, "kind"), ==, "taken");
  g_assert_cmpstr (yz_json_get_string (object, "ticket"), ==, ticket->id);
  object = yz_json_get_object (object, "body");
  g_assert_cmpstr (yz_json_get_string (object, "number"), ==, "AK001");
  g_assert_cmpstr (yz_json_get_string (object, "priority"), ==, "minor");
}

static void
test_unreadable_event (Fixture *fixture, gconstpointer data)
{
  static const char *const damages[]
      = { "body = '{'", "body = '7'", "kind = 'stolen'", "body = '{}', kind = ''" };

  assert_next (fixture, &hall, "A001");
  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autofree char *sql = g_strdup_printf ("UPDATE events SET %s", damages[i]);
    g_autoptr (GError) error = NULL;

    g_assert_true (yz_database_exec (fixture->db, sql, NULL));
    g_assert_null (yz_queue_list_events (fixture->db, 0, 10, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
  }
}

/* The state, with every column of it. */
static char *
describe (YzDatabase *db)
{
  static const char *const sql[]
      = { "SELECT * FROM tickets ORDER BY id",
          "SELECT * FROM series ORDER BY business_day, series, service" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++) {
    g_autoptr (GError) error = NULL;
    sqlite3_stmt *statement = yz_database_prepare (db, sql[i], &error);
    gboolean row = FALSE;

    while (yz_database_step (db, statement, &row, &error) && row) {
      for (int column = 0; column < sqlite3_column_count (statement); column++)
        g_string_append_printf (text, "%s|", (const char *)sqlite3_column_text (statement, column));
      g_string_append_c (text, '\n');
    }
    g_assert_no_error (error);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What the counters say is what can be counted. */
static void
assert_consistent (YzDatabase *db)
{
  Fixture fixture = { .db = db };

  g_assert_cmpuint (
      count (&fixture, "SELECT count (*) FROM ("
                       " SELECT business_day, rtrim (number, '0123456789'), service,"
                       " sum (priority IS NOT NULL), sum (priority IS NULL) FROM tickets"
                       " WHERE state = 'waiting' GROUP BY 1, 2, 3"
                       " EXCEPT SELECT business_day, series, service, first, others FROM series)"),
      ==, 0);
  g_assert_cmpuint (count (&fixture, "SELECT coalesce (sum (first + others), 0) FROM series"), ==,
                    count (&fixture, "SELECT count (*) FROM tickets WHERE state = 'waiting'"));
  g_assert_cmpuint (count (&fixture, "SELECT coalesce (sum (unreported), 0) FROM series"), ==,
                    count (&fixture, "SELECT count (*) FROM tickets WHERE unreported = 1"));
}

/* Anything that can happen, in any order: tickets taken and asked for again, with and without
 * priority, of both series, remembered, reported, renumbered, with a clock that jumps. */
static void
do_something (Fixture *fixture, GRand *rand, GPtrArray *ids)
{
  static const char *const services[][2]
      = { { "legal-aid", "A" }, { "consultation", "B" }, { "notary", "D" } };
  gint32 service = g_rand_int_range (rand, 0, 3);
  gboolean again = ids->len > 0 && g_rand_int_range (rand, 0, 4) == 0;
  guint old = ids->len > 0 ? (guint)g_rand_int_range (rand, 0, (gint32)ids->len) : 0;
  g_autofree char *id = again ? g_strdup (g_ptr_array_index (ids, old)) : yz_ulid_new (0);
  g_autofree char *number
      = g_strdup_printf ("%s%s%03d", services[service][1], g_rand_boolean (rand) ? "J" : "",
                         g_rand_int_range (rand, 1, 1000));
  const char *priority = yz_queue_priorities[g_rand_int_range (rand, 0, 7)];
  YzTicket ticket = {
    .id = id,
    .number = number,
    .service = (char *)services[service][0],
    .priority = (char *)priority,
    .business_day = (char *)(g_rand_boolean (rand) ? "2026-11-21" : "2026-11-22"),
    .wait_min = -1,
    .wait_max = 30,
    .own_series = (char *)(g_rand_boolean (rand) ? "AK" : NULL),
    .own_last = 3,
  };
  Step step = {
    .request = { .id = id,
                 .service = services[service][0],
                 .letter = services[service][1],
                 .priority = priority,
                 .station_letter = g_rand_boolean (rand) ? "K" : NULL },
    .now_us = fixture->now_us + g_rand_int_range (rand, -2000, 2000) * MINUTE,
    .ticket = &ticket,
  };
  g_autoptr (GError) error = NULL;

  switch (g_rand_int_range (rand, 0, 4)) {
  case 0:
    yz_database_transaction (fixture->db, remember_step, &step, &error);
    break;
  case 1:
    if (again)
      yz_database_transaction (fixture->db, reported_step, &step, &error);
    break;
  default:
    yz_database_transaction (fixture->db, take_step, &step, &error);
    if (step.ticket != &ticket)
      yz_ticket_free (step.ticket);
    break;
  }
  g_assert_true (error == NULL || g_error_matches (error, YZ_ERROR, YZ_ERROR_NOT_FOUND));
  g_ptr_array_add (ids, g_steal_pointer (&id));
}

static gboolean
refold_step (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_queue_refold (db, error);
}

static gboolean
replay_step (YzDatabase *db, gpointer user_data, GError **error)
{
  GPtrArray *events = user_data;

  for (guint i = 0; i < events->len; i++)
    if (!yz_queue_apply (db, g_ptr_array_index (events, i), error))
      return FALSE;
  return TRUE;
}

static void
test_state_is_fold_of_events (Fixture *fixture, gconstpointer data)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 20; round++) {
    g_autoptr (YzDatabase) db = open_database ();
    g_autoptr (YzDatabase) follower = open_database ();
    Fixture here = { db, fixture->now_us };
    g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) events = NULL;
    g_autofree char *state = NULL;
    g_autofree char *refolded = NULL;
    g_autofree char *followed = NULL;

    for (guint i = 0; i < 150; i++)
      do_something (&here, rand, ids);
    assert_consistent (db);
    state = describe (db);

    g_assert_true (yz_database_transaction (db, refold_step, NULL, NULL));
    refolded = describe (db);
    g_assert_cmpstr (refolded, ==, state);

    events = yz_queue_list_events (db, 0, G_MAXUINT, NULL);
    g_assert_cmpuint (events->len, >, 0);
    g_assert_true (yz_database_transaction (follower, replay_step, events, NULL));
    followed = describe (follower);
    g_assert_cmpstr (followed, ==, state);
  }
}

/* An event comes once, however often a feed repeats it. */
static void
test_event_comes_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) follower = open_database ();
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  assert_next (fixture, &hall, "A001");
  events = yz_queue_list_events (fixture->db, 0, 100, NULL);
  g_assert_true (yz_database_transaction (follower, replay_step, events, &error));
  before = describe (follower);
  g_assert_false (yz_database_transaction (follower, replay_step, events, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  after = describe (follower);
  g_assert_cmpstr (after, ==, before);
}

/* SQLite asks before each step of a statement whether it may: the n-th time it may not. */
static int
fail_nth (void *user_data,
          int action,
          const char *a,
          const char *b,
          const char *database,
          const char *trigger)
{
  int *left = user_data;

  return --(*left) == 0 ? SQLITE_DENY : SQLITE_OK;
}

/* Lets the first step fail, then the second, and so on: there is never half a ticket. */
static void
torture (Fixture *fixture, YzDatabaseFunc func, Step *step)
{
  sqlite3 *handle = yz_database_get_handle (fixture->db);
  g_autofree char *before = describe (fixture->db);
  guint n_events = count (fixture, "SELECT count (*) FROM events");
  gboolean done = FALSE;
  guint n_failed = 0;

  for (int n = 1; !done; n++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *after = NULL;
    int left = n;

    sqlite3_set_authorizer (handle, fail_nth, &left);
    done = yz_database_transaction (fixture->db, func, step, &error);
    sqlite3_set_authorizer (handle, NULL, NULL);
    if (done)
      break;

    n_failed++;
    g_assert_nonnull (error);
    if (func == take_step)
      g_clear_pointer (&step->ticket, yz_ticket_free); /* the commit failed */
    after = describe (fixture->db);
    g_assert_cmpstr (after, ==, before);
    g_assert_cmpuint (count (fixture, "SELECT count (*) FROM events"), ==, n_events);
  }
  g_assert_cmpuint (n_failed, >, 5);
  assert_consistent (fixture->db);
}

static void
test_fails_at_each_step (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzTicket) orphan = take (fixture, &hall);
  YzTicket printed = *orphan;
  Step taking = { own, fixture->now_us, NULL };
  Step remembering = { .now_us = fixture->now_us, .ticket = &printed };
  Step reporting = { .now_us = fixture->now_us };

  torture (fixture, take_step, &taking);
  g_assert_cmpstr (taking.ticket->number, ==, "AK001");
  printed.number = (char *)"AK009";
  torture (fixture, remember_step, &remembering);
  reporting.request.id = taking.ticket->id;
  torture (fixture, reported_step, &reporting);
  yz_ticket_free (taking.ticket);
  assert_next (fixture, &own, "AK010");
}

/* The disk fills up, at whatever page. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_pages;
  guint n = 0;

  assert_next (fixture, &hall, "A001");
  n_pages = count (fixture, "PRAGMA page_count");
  for (guint pages = n_pages; pages < n_pages + 20; pages++) {
    g_autofree char *limit = g_strdup_printf ("PRAGMA max_page_count = %u", pages);
    YzTicket *ticket = NULL;

    g_assert_true (yz_database_exec (fixture->db, limit, NULL));
    while ((ticket = try_take (fixture, &hall, &error)) != NULL) {
      n++;
      yz_ticket_free (ticket);
    }
    g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
    g_clear_error (&error);
    assert_consistent (fixture->db);
    g_assert_cmpuint (count (fixture, "SELECT count (*) FROM tickets"), ==, n + 1);
  }
  g_assert_cmpuint (n, >, 0);
}

static void
on_issued (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YzTicket **ret_ticket = user_data;
  g_autoptr (GError) error = NULL;

  *ret_ticket = yz_queue_issue_finish (YZ_STORE (source), result, &error);
  g_assert_no_error (error);
}

static void
on_refused (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_null (yz_queue_issue_finish (YZ_STORE (source), result, user_data));
}

static void
test_issue (void)
{
  g_autofree char *folder = yz_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "kiosk.db", NULL);
  g_autofree char *marks = g_build_filename (folder, YZ_QUEUE_HIGH_WATER, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzStore) store = yz_store_open (path, &yz_kiosk_schema, TRUE, &error);
  YzTicketRequest request = own;
  g_autoptr (YzTicket) sync = NULL;
  g_autoptr (YzTicket) async = NULL;
  GError *refusal = NULL;

  g_assert_no_error (error);
  request.high_water_path = marks;
  sync = yz_queue_issue (store, &request, parse_time (MORNING), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sync->number, ==, "AK001");

  yz_queue_issue_async (store, &request, parse_time (MORNING), NULL, on_issued, &async);
  while (async == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (async->number, ==, "AK002");

  request.priority = "vip";
  g_assert_null (yz_queue_issue (store, &request, parse_time (MORNING), &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  yz_queue_issue_async (store, &request, parse_time (MORNING), NULL, on_refused, &refusal);
  while (refusal == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (refusal, YZ_ERROR, YZ_ERROR_INVALID);
  g_error_free (refusal);

  g_clear_object (&store);
  yz_test_folder_remove (g_steal_pointer (&folder));
}

/* A kiosk that knew no tickets yet: what it has stays, and tickets can be taken. */
static void
test_migration (void)
{
  const YzSchema before = { yz_kiosk_schema.migrations, 1 };
  g_autofree char *folder = yz_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "kiosk.db", NULL);
  g_autoptr (GError) error = NULL;
  YzDatabase *old = yz_database_open (path, &before, TRUE, &error);
  Fixture fixture = { .now_us = parse_time (MORNING) };

  g_assert_no_error (error);
  g_assert_true (yz_database_exec (old, "INSERT INTO meta VALUES ('kept', 7)", &error));
  yz_database_close (old);

  fixture.db = yz_database_open (path, &yz_kiosk_schema, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (&fixture, "SELECT value FROM meta WHERE key = 'kept'"), ==, 7);
  assert_next (&fixture, &own, "AK001");
  yz_database_close (fixture.db);
  yz_test_folder_remove (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  ADD ("/queue/numbers", test_numbers);
  ADD ("/queue/thousand", test_thousand);
  ADD ("/queue/last-number", test_last_number);
  ADD ("/queue/same-id", test_same_id_same_ticket);
  ADD ("/queue/wrong-requests", test_wrong_requests);
  ADD ("/queue/ahead", test_ahead);
  ADD ("/queue/business-day", test_business_day);
  ADD ("/queue/day-of-another-node", test_day_of_another_node);
  ADD ("/queue/list", test_list);
  ADD ("/queue/reporting", test_reporting);
  ADD ("/queue/kiosk-number-wins", test_kiosk_number_wins);
  ADD ("/queue/hall-knows-own-series", test_hall_knows_own_series);
  ADD ("/queue/events", test_events);
  ADD ("/queue/unreadable-event", test_unreadable_event);
  ADD ("/queue/state-is-fold-of-events", test_state_is_fold_of_events);
  ADD ("/queue/event-comes-once", test_event_comes_once);
  ADD ("/queue/fails-at-each-step", test_fails_at_each_step);
  ADD ("/queue/full-disk", test_full_disk);
  g_test_add_func ("/queue/issue", test_issue);
  g_test_add_func ("/queue/migration", test_migration);

  return g_test_run ();
}
