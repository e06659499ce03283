/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-outbox.h"

#include "yz-error.h"
#include "yz-ids.h"
#include "yz-store.h"

#include <string.h>

/* The outbox: what is promised to the citizen is there, goes out in the right order, and is never
 * half done. All of it in memory; the files are test-database's and test-store's. */

#define SHA256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

typedef struct {
  YzDatabase *db;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->db = yz_database_open (":memory:", &yz_kiosk_schema, TRUE, &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  yz_database_close (fixture->db);
}

static char *
add (YzDatabase *db, gint64 created_us, gboolean urgent)
{
  static guint n;
  g_autofree char *id = yz_ulid_new (created_us);
  g_autofree char *receipt = g_strdup_printf ("%08u", n++);
  g_autoptr (GBytes) envelope = g_bytes_new (id, strlen (id));
  g_autoptr (GError) error = NULL;
  YzOutboxItem item = {
    .id = id,
    .receipt = receipt,
    .envelope = envelope,
    .sha256 = (char *)SHA256,
    .created_us = created_us,
    .urgent = urgent,
  };

  g_assert_true (yz_outbox_add (db, &item, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&id);
}

static void
test_add_keeps_every_field (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) envelope = g_bytes_new_static ("{\"a\":\"\0\"}", 9);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzOutboxItem) kept = NULL;
  YzOutboxItem item = {
    .id = (char *)"01HF0000000000000000000001",
    .receipt = (char *)"4711",
    .envelope = envelope,
    .sha256 = (char *)SHA256,
    .created_us = 1700000000123456,
    .urgent = TRUE,
  };

  g_assert_true (yz_outbox_add (fixture->db, &item, &error));
  kept = yz_outbox_get (fixture->db, item.id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kept->id, ==, item.id);
  g_assert_cmpstr (kept->receipt, ==, item.receipt);
  g_assert_cmpstr (kept->sha256, ==, item.sha256);
  g_assert_true (g_bytes_equal (kept->envelope, envelope));
  g_assert_cmpint (kept->created_us, ==, item.created_us);
  g_assert_true (kept->urgent);
  g_assert_cmpint (kept->state, ==, YZ_OUTBOX_PENDING);
  g_assert_cmpuint (kept->attempts, ==, 0);
  g_assert_cmpint (kept->next_us, ==, 0);
  g_assert_null (kept->last_problem);

  /* The same again is no second submission. */
  g_assert_false (yz_outbox_add (fixture->db, &item, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
}

static void
test_urgent_first_then_oldest (Fixture *fixture, gconstpointer data)
{
  g_autofree char *late = add (fixture->db, 3000000, FALSE);
  g_autofree char *early = add (fixture->db, 1000000, FALSE);
  g_autofree char *late_urgent = add (fixture->db, 4000000, TRUE);
  g_autofree char *early_urgent = add (fixture->db, 2000000, TRUE);
  const char *const order[] = { early_urgent, late_urgent, early, late };
  g_autoptr (GError) error = NULL;

  /* What is under way does not come again, so that several can be. */
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++) {
    g_autoptr (YzOutboxItem) item = yz_outbox_next (fixture->db, 5000000, FALSE, &error);

    g_assert_no_error (error);
    g_assert_nonnull (item);
    g_assert_cmpstr (item->id, ==, order[i]);
    g_assert_cmpuint (g_bytes_get_size (item->envelope), ==, YZ_ULID_LENGTH);
    g_assert_true (yz_outbox_note_attempt (fixture->db, item->id, 5000000, &error));
  }
  g_assert_null (yz_outbox_next (fixture->db, 5000000, TRUE, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  ADD ("/outbox/add", test_add_keeps_every_field);
  ADD ("/outbox/order", test_urgent_first_then_oldest);

  return g_test_run ();
}
