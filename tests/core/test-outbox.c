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

static void
assert_state (YzDatabase *db, const char *id, YzOutboxState state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzOutboxItem) item = yz_outbox_get (db, id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (item->state, ==, state);
}

static void
note_attempt (YzDatabase *db, const char *id, gint64 now_us)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_outbox_note_attempt (db, id, now_us, &error));
  g_assert_no_error (error);
}

static void
assert_next (YzDatabase *db, gint64 now_us, gboolean ignore_waiting, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzOutboxItem) item = yz_outbox_next (db, now_us, ignore_waiting, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (item != NULL ? item->id : NULL, ==, expected);
}

static void
test_waits_its_time (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = add (fixture->db, 1000000, FALSE);
  g_autoptr (YzOutboxItem) item = NULL;
  g_autoptr (GError) error = NULL;

  note_attempt (fixture->db, id, 2000000);
  g_assert_true (yz_outbox_retry_later (fixture->db, id, 9000000, "offline", &error));
  assert_next (fixture->db, 8999999, FALSE, NULL);
  assert_next (fixture->db, 8999999, TRUE, id);
  assert_next (fixture->db, 9000000, FALSE, id);

  item = yz_outbox_get (fixture->db, id, &error);
  g_assert_cmpuint (item->attempts, ==, 1);
  g_assert_cmpint (item->next_us, ==, 9000000);
  g_assert_cmpstr (item->last_problem, ==, "offline");
}

/* Two senders never have the same item. */
static void
test_attempt_is_noted_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = add (fixture->db, 1000000, FALSE);
  g_autoptr (GError) error = NULL;

  note_attempt (fixture->db, id, 2000000);
  g_assert_false (yz_outbox_note_attempt (fixture->db, id, 2000000, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
  assert_state (fixture->db, id, YZ_OUTBOX_SENDING);
}

static void
test_confirm (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = add (fixture->db, 1000000, FALSE);
  g_autoptr (GError) error = NULL;
  YzOutboxStatus status;

  note_attempt (fixture->db, id, 2000000);
  g_assert_true (yz_outbox_confirm (fixture->db, id, 3000000, &error));
  assert_state (fixture->db, id, YZ_OUTBOX_CONFIRMED);
  assert_next (fixture->db, G_MAXINT64, TRUE, NULL);

  g_assert_true (yz_outbox_get_status (fixture->db, &status, &error));
  g_assert_cmpint (status.last_contact_us, ==, 3000000);
  g_assert_cmpint (status.oldest_us, ==, 0);

  /* Nothing takes it back. */
  g_assert_false (yz_outbox_retry_later (fixture->db, id, 0, "offline", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (yz_outbox_set_aside (fixture->db, id, "refused", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* The hub may answer twice: the first time counts. */
  g_assert_true (yz_outbox_confirm (fixture->db, id, 5000000, &error));
  g_assert_true (yz_outbox_sweep (fixture->db, 3000001, &error));
  g_assert_null (yz_outbox_get (fixture->db, id, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
}

static void
test_unknown_id (Fixture *fixture, gconstpointer data)
{
  const char *id = "01HF0000000000000000000001";
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_outbox_get (fixture->db, id, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (yz_outbox_confirm (fixture->db, id, 1, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
}

static void
test_set_aside_is_out_of_the_way (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bad = add (fixture->db, 1000000, TRUE);
  g_autofree char *good = add (fixture->db, 2000000, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzOutboxItem) item = NULL;

  note_attempt (fixture->db, bad, 3000000);
  g_assert_true (yz_outbox_set_aside (fixture->db, bad, "refused", &error));
  assert_next (fixture->db, G_MAXINT64, TRUE, good);
  item = yz_outbox_get (fixture->db, bad, &error);
  g_assert_cmpint (item->state, ==, YZ_OUTBOX_SET_ASIDE);
  g_assert_cmpstr (item->last_problem, ==, "refused");

  /* Never deleted, but a person may have brought it there by other means. */
  g_assert_true (yz_outbox_sweep (fixture->db, G_MAXINT64, &error));
  assert_state (fixture->db, bad, YZ_OUTBOX_SET_ASIDE);
  g_assert_true (yz_outbox_confirm (fixture->db, bad, 4000000, &error));
  assert_state (fixture->db, bad, YZ_OUTBOX_CONFIRMED);
}

static void
test_recover (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sending = add (fixture->db, 1000000, FALSE);
  g_autofree char *confirmed = add (fixture->db, 2000000, FALSE);
  g_autoptr (YzOutboxItem) item = NULL;
  g_autoptr (GError) error = NULL;

  note_attempt (fixture->db, sending, 3000000);
  g_assert_true (yz_outbox_confirm (fixture->db, confirmed, 3000000, &error));
  g_assert_true (yz_outbox_recover (fixture->db, &error));
  assert_state (fixture->db, confirmed, YZ_OUTBOX_CONFIRMED);
  assert_next (fixture->db, 3000000, FALSE, sending);
  item = yz_outbox_get (fixture->db, sending, &error);
  g_assert_cmpuint (item->attempts, ==, 1);
}

static void
test_sweep_takes_only_old_confirmed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pending = add (fixture->db, 1000000, FALSE);
  g_autofree char *old = add (fixture->db, 1000000, FALSE);
  g_autofree char *young = add (fixture->db, 1000000, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_outbox_confirm (fixture->db, old, 2000000, &error));
  g_assert_true (yz_outbox_confirm (fixture->db, young, 3000000, &error));
  g_assert_true (yz_outbox_sweep (fixture->db, 3000000, &error));
  assert_state (fixture->db, pending, YZ_OUTBOX_PENDING);
  assert_state (fixture->db, young, YZ_OUTBOX_CONFIRMED);
  g_assert_null (yz_outbox_get (fixture->db, old, &error));
}

/* One call stays short; the next goes on. */
static void
test_sweep_is_bounded (Fixture *fixture, gconstpointer data)
{
  const guint left[] = { 100, 0 };
  YzOutboxStatus status;

  for (guint i = 0; i < 600; i++) {
    g_autofree char *id = add (fixture->db, 1000000, FALSE);

    g_assert_true (yz_outbox_confirm (fixture->db, id, 2000000, NULL));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (left); i++) {
    g_assert_true (yz_outbox_sweep (fixture->db, 3000000, NULL));
    g_assert_true (yz_outbox_get_status (fixture->db, &status, NULL));
    g_assert_cmpuint (status.confirmed, ==, left[i]);
  }
}

static void
test_status (Fixture *fixture, gconstpointer data)
{
  YzOutboxStatus status;
  g_autoptr (GError) error = NULL;
  char *ids[6];

  g_assert_true (yz_outbox_get_status (fixture->db, &status, &error));
  g_assert_cmpuint (status.pending + status.sending + status.confirmed + status.set_aside, ==, 0);
  g_assert_cmpint (status.oldest_us, ==, 0);
  g_assert_cmpint (status.last_contact_us, ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = add (fixture->db, (i + 1) * 1000000, FALSE);
  g_assert_true (yz_outbox_confirm (fixture->db, ids[0], 7000000, &error));
  g_assert_true (yz_outbox_set_aside (fixture->db, ids[1], "refused", &error));
  note_attempt (fixture->db, ids[2], 7000000);

  g_assert_true (yz_outbox_get_status (fixture->db, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (status.pending, ==, 3);
  g_assert_cmpuint (status.sending, ==, 1);
  g_assert_cmpuint (status.confirmed, ==, 1);
  g_assert_cmpuint (status.set_aside, ==, 1);
  g_assert_cmpint (status.oldest_us, ==, 2000000);
  g_assert_cmpint (status.last_contact_us, ==, 7000000);

  g_assert_true (yz_outbox_set_contact (fixture->db, 8000000, &error));
  g_assert_true (yz_outbox_get_status (fixture->db, &status, &error));
  g_assert_cmpint (status.last_contact_us, ==, 8000000);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_free (ids[i]);
}

static void
test_list_unconfirmed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *confirmed = add (fixture->db, 1000000, FALSE);
  g_autofree char *aside = add (fixture->db, 2000000, FALSE);
  g_autofree char *sending = add (fixture->db, 3000000, FALSE);
  g_autofree char *urgent = add (fixture->db, 4000000, TRUE);
  const char *const expected[] = { urgent, aside, sending };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_outbox_confirm (fixture->db, confirmed, 5000000, &error));
  g_assert_true (yz_outbox_set_aside (fixture->db, aside, "refused", &error));
  note_attempt (fixture->db, sending, 5000000);

  items = yz_outbox_list_unconfirmed (fixture->db, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < items->len; i++) {
    const YzOutboxItem *item = g_ptr_array_index (items, i);

    g_assert_cmpstr (item->id, ==, expected[i]);
    g_assert_null (item->envelope);
  }
}

/* At 100,000 waiting items neither the sender nor the status page may read the whole table. */
static void
test_questions_use_the_indexes (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *sql;
    const char *index;
  } questions[] = {
    { "SELECT * FROM outbox WHERE state = 'pending' AND next <= ?1"
      " ORDER BY urgent DESC, created LIMIT 1",
      "USING INDEX outbox_order" },
    { "SELECT count (*), min (created) FROM outbox WHERE state = 'pending'",
      "USING COVERING INDEX outbox_order" },
    { "UPDATE outbox SET state = 'pending' WHERE state = 'sending'", "outbox_order" },
    { "SELECT rowid FROM outbox WHERE confirmed < ?1 ORDER BY confirmed LIMIT ?2",
      "USING COVERING INDEX outbox_confirmed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++) {
    g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", questions[i].sql, NULL);
    g_autoptr (GString) plan = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    sqlite3_stmt *statement = yz_database_prepare (fixture->db, sql, &error);
    gboolean row = FALSE;

    g_assert_no_error (error);
    while (yz_database_step (fixture->db, statement, &row, &error) && row)
      g_string_append_printf (plan, "%s\n", (const char *)sqlite3_column_text (statement, 3));
    g_test_message ("%s", plan->str);
    g_assert_nonnull (strstr (plan->str, questions[i].index));
    g_assert_null (strstr (plan->str, "TEMP B-TREE"));
  }
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

typedef struct {
  YzDatabaseFunc func;
  const char *before; /* what the outbox is when it failed, and after it worked */
  const char *after;
} Torture;

static gboolean
add_torture (YzDatabase *db, gpointer user_data, GError **error)
{
  g_autoptr (GBytes) envelope = g_bytes_new_static ("{}", 2);
  YzOutboxItem item = {
    .id = (char *)"01HF0000000000000000000002",
    .receipt = (char *)"torture-2",
    .envelope = envelope,
    .sha256 = (char *)SHA256,
    .created_us = 2000000,
  };

  return yz_outbox_add (db, &item, error);
}

static gboolean
take_torture (YzDatabase *db, gpointer user_data, GError **error)
{
  g_autoptr (GError) next_error = NULL;
  g_autoptr (YzOutboxItem) item = yz_outbox_next (db, 3000000, FALSE, &next_error);

  if (next_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&next_error));
    return FALSE;
  }
  return yz_outbox_note_attempt (db, item->id, 3000000, error);
}

static gboolean
confirm_torture (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_outbox_confirm (db, user_data, 4000000, error);
}

static gboolean
set_aside_torture (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_outbox_set_aside (db, user_data, "refused", error);
}

/* What is in the outbox, in one line. */
static char *
describe (YzDatabase *db)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "SELECT state || attempts || coalesce (confirmed, '') FROM outbox"
                             " UNION ALL SELECT key || value FROM meta",
                             &error);
  gboolean row = FALSE;

  g_assert_no_error (error);
  while (yz_database_step (db, statement, &row, &error) && row)
    g_string_append_printf (text, "%s ", (const char *)sqlite3_column_text (statement, 0));
  g_assert_no_error (error);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Lets the first step fail, then the second, and so on until nothing fails any more: each time all
 * must be as before, and the database must go on working. */
static void
test_fails_at_each_step (Fixture *fixture, gconstpointer data)
{
  const Torture *torture = data;
  g_autofree char *id = add (fixture->db, 1000000, FALSE);
  sqlite3 *handle = yz_database_get_handle (fixture->db);
  gboolean done = FALSE;
  guint n_failed = 0;

  while (!done) {
    g_autoptr (GError) error = NULL;
    g_autofree char *state = NULL;
    int left = (int)n_failed + 1;

    g_assert_cmpuint (n_failed, <, 1000);
    sqlite3_set_authorizer (handle, fail_nth, &left);
    done = yz_database_transaction (fixture->db, torture->func, id, &error);
    sqlite3_set_authorizer (handle, NULL, NULL);
    state = describe (fixture->db);
    if (!done) {
      g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
      g_assert_cmpstr (state, ==, torture->before);
      n_failed++;
    } else {
      g_assert_cmpstr (state, ==, torture->after);
    }
  }
  /* BEGIN, something in between, COMMIT. */
  g_assert_cmpuint (n_failed, >=, 3);
}

static const Torture tortures[] = {
  { add_torture, "pending0 ", "pending0 pending0 " },
  { take_torture, "pending0 ", "sending1 " },
  { confirm_torture, "pending0 ", "confirmed04000000 last-contact4000000 " },
  { set_aside_torture, "pending0 ", "set-aside0 " },
};

/* A full disk: what fits is kept, what does not is refused whole, and the next one fits again. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bytes = g_strnfill (20000, 'x');
  guint n_kept = 0;
  YzOutboxStatus status;
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_database_exec (fixture->db, "PRAGMA max_page_count = 100", &error));
  while (error == NULL) {
    g_autofree char *id = yz_ulid_new ((n_kept + 1) * 1000000);
    g_autoptr (GBytes) envelope = g_bytes_new_static (bytes, 20000);
    YzOutboxItem item = {
      .id = id,
      .receipt = id,
      .envelope = envelope,
      .sha256 = (char *)SHA256,
      .created_us = 1,
    };

    if (yz_outbox_add (fixture->db, &item, &error))
      n_kept++;
  }
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  g_assert_cmpuint (n_kept, >, 10);
  g_assert_true (yz_outbox_get_status (fixture->db, &status, NULL));
  g_assert_cmpuint (status.pending, ==, n_kept);

  g_assert_true (yz_database_exec (fixture->db, "PRAGMA max_page_count = 200", NULL));
  g_free (add (fixture->db, 1000000, FALSE));
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "add", "take", "confirm", "set-aside" };

  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  ADD ("/outbox/add", test_add_keeps_every_field);
  ADD ("/outbox/order", test_urgent_first_then_oldest);
  ADD ("/outbox/waits-its-time", test_waits_its_time);
  ADD ("/outbox/attempt-is-noted-once", test_attempt_is_noted_once);
  ADD ("/outbox/confirm", test_confirm);
  ADD ("/outbox/unknown-id", test_unknown_id);
  ADD ("/outbox/set-aside", test_set_aside_is_out_of_the_way);
  ADD ("/outbox/recover", test_recover);
  ADD ("/outbox/sweep/only-old-confirmed", test_sweep_takes_only_old_confirmed);
  ADD ("/outbox/sweep/is-bounded", test_sweep_is_bounded);
  ADD ("/outbox/status", test_status);
  ADD ("/outbox/list-unconfirmed", test_list_unconfirmed);
  ADD ("/outbox/indexes", test_questions_use_the_indexes);
  ADD ("/outbox/full-disk", test_full_disk);
  for (gsize i = 0; i < G_N_ELEMENTS (tortures); i++) {
    g_autofree char *path = g_strdup_printf ("/outbox/fails-at-each-step/%s", names[i]);

    g_test_add (path, Fixture, &tortures[i], fixture_set_up, test_fails_at_each_step,
                fixture_tear_down);
  }

  return g_test_run ();
}
