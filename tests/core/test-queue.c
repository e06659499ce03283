/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-queue.h"

#include "yz-clock.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-store.h"

#include <glib/gstdio.h>
#include <string.h>

/* Numbers: none twice, none left out, on the right day, whatever happens to the files. */

#define MORNING "2026-11-21T09:00:00+08:00"

typedef struct {
  char *dir;
  char *db_path;
  char *high_water_path;
  YzDatabase *db;
  gint64 now_us;
} Fixture;

static gint64
parse_time (const char *text)
{
  gint64 time_us;

  g_assert_true (yz_time_parse (text, &time_us, NULL));
  return time_us;
}

static void
open_database (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->db = yz_database_open (fixture->db_path, &yz_kiosk_schema, TRUE, &error);
  g_assert_no_error (error);
}

static void
delete_database (Fixture *fixture)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  g_clear_pointer (&fixture->db, yz_database_close);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *path = g_strconcat (fixture->db_path, suffixes[i], NULL);

    g_unlink (path);
  }
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("yz-queue-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->db_path = g_build_filename (fixture->dir, "kiosk.db", NULL);
  fixture->high_water_path = g_build_filename (fixture->dir, YZ_QUEUE_HIGH_WATER, NULL);
  fixture->now_us = parse_time (MORNING);
  open_database (fixture);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  delete_database (fixture);
  g_unlink (fixture->high_water_path);
  /* Nothing else may have been left behind. */
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->dir);
  g_free (fixture->db_path);
  g_free (fixture->high_water_path);
}

typedef struct {
  YzTicketRequest request;
  gint64 now_us;
  YzTicket *ticket;
} Take;

static gboolean
take_in_transaction (YzDatabase *db, gpointer user_data, GError **error)
{
  Take *take = user_data;

  take->ticket = yz_queue_take (db, &take->request, take->now_us, error);
  return take->ticket != NULL;
}

static YzTicket *
try_take (Fixture *fixture, const YzTicketRequest *request, GError **error)
{
  Take take = { *request, fixture->now_us, NULL };

  take.request.high_water_path = fixture->high_water_path;
  if (yz_database_transaction (fixture->db, take_in_transaction, &take, error))
    return take.ticket;
  g_clear_pointer (&take.ticket, yz_ticket_free);
  return NULL;
}

static YzTicket *
take (Fixture *fixture, const YzTicketRequest *request)
{
  g_autoptr (GError) error = NULL;
  YzTicket *ticket = try_take (fixture, request, &error);

  g_assert_no_error (error);
  return ticket;
}

static const YzTicketRequest hall = { .service = "legal-aid", .letter = "A" };
static const YzTicketRequest own = { .service = "legal-aid", .letter = "A", .station_letter = "K" };

static void
assert_next (Fixture *fixture, const YzTicketRequest *request, const char *number)
{
  g_autoptr (YzTicket) ticket = take (fixture, request);

  g_assert_cmpstr (ticket->number, ==, number);
}

static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  const YzTicketRequest advice = { .service = "consultation", .letter = "B" };
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
  fixture->now_us += G_USEC_PER_SEC;
  second = take (fixture, &request);
  third = take (fixture, &other);
  g_assert_cmpstr (second->number, ==, "AK001");
  g_assert_cmpint (second->taken_us, ==, first->taken_us);
  g_assert_cmpstr (third->number, ==, "AK001");
  g_assert_cmpstr (third->service, ==, "legal-aid");
  assert_next (fixture, &own, "AK002");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  ADD ("/queue/numbers", test_numbers);
  ADD ("/queue/same-id", test_same_id_same_ticket);

  return g_test_run ();
}
