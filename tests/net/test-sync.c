/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-curl-transport.h"
#include "yz-fake-transport.h"
#include "yz-hub-process.h"
#include "yz-raw-server.h"
#include "yz-sim-clock.h"
#include "yz-sync.h"
#include "yz-test-folder.h"

#include "yz-error.h"
#include "yz-ids.h"
#include "yz-outbox.h"

#include <signal.h>
#include <string.h>

/* The sender: every item reaches the hub once or is set aside, whatever answers in between. */

#define NOW "2026-11-21T10:00:00+08:00"
#define NOW_US G_GINT64_CONSTANT (1795226400000000)
#define MINUTE_US ((gint64)60 * G_USEC_PER_SEC)

typedef struct {
  char *dir;
  YzStore *store;
  YzClock *clock;
  YzFakeTransport *fake;
  YzSync *sync;
  GHashTable *items; /* id → YzOutboxItem, as they were added */
  GPtrArray *ids;    /* in the order of adding */
  GPtrArray *delivered;
  const char *odd_id; /* the one that @odd_answer is for */
  YzFakeAnswer odd_answer;
  guint n_store_failures;
} Fixture;

static void
on_delivered (YzSync *sync, const char *id, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->delivered, g_strdup (id));
}

static void
on_store_failed (YzSync *sync, const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_store_failures++;
}

static void
use_transport (Fixture *fixture, YzTransport *transport, guint timeout_ms)
{
  g_clear_object (&fixture->sync);
  fixture->sync = yz_sync_new (fixture->store, fixture->dir, transport, fixture->clock, timeout_ms);
  g_signal_connect (fixture->sync, "delivered", G_CALLBACK (on_delivered), fixture);
  g_signal_connect (fixture->sync, "store-failed", G_CALLBACK (on_store_failed), fixture);
}

static YzResponse *
receipt_for (const YzOutboxItem *item)
{
  g_autofree char *body = g_strdup_printf ("{\"id\":\"%s\",\"sha256\":\"%s\",\"receipt\":\"%s\"}",
                                           item->id, item->sha256, item->receipt);

  return yz_fake_response (201, "application/json", body);
}

/* A hub as it should be, but for one item. */
static YzResponse *
answer_well (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  Fixture *fixture = user_data;
  const YzOutboxItem *item;
  const char *id;

  if (strcmp (path, "/v1/health") == 0)
    return yz_fake_response (200, "application/json", "{\"ok\":true}");

  g_assert_cmpstr (method, ==, "PUT");
  g_assert_true (g_str_has_prefix (path, "/v1/submissions/"));
  id = path + strlen ("/v1/submissions/");
  if (g_strcmp0 (id, fixture->odd_id) == 0)
    return fixture->odd_answer (method, path, body, user_data);
  item = g_hash_table_lookup (fixture->items, id);
  g_assert_nonnull (item);
  g_assert_true (g_bytes_equal (item->envelope, body));
  return receipt_for (item);
}

static YzResponse *
answer_nothing (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  return NULL;
}

static YzResponse *
answer_500 (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  return yz_fake_response (500, "text/html", "<h1>Oops</h1>");
}

static YzResponse *
answer_refused (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  g_autofree char *problem
      = g_strdup_printf ("{\"type\":\"urn:yizhan:problem:refused\",\"id\":\"%s\"}",
                         path + strlen ("/v1/submissions/"));

  return yz_fake_response (422, "application/problem+json", problem);
}

static YzResponse *
answer_device_refused (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  return yz_fake_response (403, "application/problem+json",
                           "{\"type\":\"urn:yizhan:problem:device-refused\"}");
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture->dir = yz_test_folder_new ();
  path = g_build_filename (fixture->dir, "kiosk.db", NULL);
  fixture->store = yz_store_open (path, &yz_kiosk_schema, TRUE, &error);
  g_assert_no_error (error);
  fixture->clock = yz_sim_clock_new (NOW);
  fixture->items
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)yz_outbox_item_free);
  fixture->ids = g_ptr_array_new ();
  fixture->delivered = g_ptr_array_new_with_free_func (g_free);
  fixture->fake = yz_fake_transport_new (answer_well, fixture);
  use_transport (fixture, YZ_TRANSPORT (fixture->fake), 5000);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  yz_sync_stop (fixture->sync);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->sync);
  g_object_unref (fixture->fake);
  g_object_unref (fixture->clock);
  g_object_unref (fixture->store);
  g_hash_table_unref (fixture->items);
  g_ptr_array_unref (fixture->ids);
  g_ptr_array_unref (fixture->delivered);
  yz_test_folder_remove (fixture->dir);
}

/* The outbox */

static gboolean
add_in_store (YzDatabase *db, gpointer item, GError **error)
{
  return yz_outbox_add (db, item, error);
}

/* @envelope: (transfer full) */
static const char *
add_envelope (Fixture *fixture, char *id, const char *receipt, GBytes *envelope, gboolean urgent)
{
  YzOutboxItem *item = g_new0 (YzOutboxItem, 1);
  g_autoptr (GError) error = NULL;

  item->id = id;
  item->receipt = g_strdup (receipt);
  item->envelope = envelope;
  item->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, envelope);
  item->created_us = NOW_US - MINUTE_US + fixture->ids->len;
  item->urgent = urgent;
  yz_store_run (fixture->store, add_in_store, item, &error);
  g_assert_no_error (error);
  g_hash_table_insert (fixture->items, item->id, item);
  g_ptr_array_add (fixture->ids, item->id);
  return item->id;
}

static const char *
add_item (Fixture *fixture, gboolean urgent)
{
  char *id = yz_ulid_new (NOW_US);
  g_autofree char *receipt = g_strdup_printf ("%08u", fixture->ids->len);

  return add_envelope (fixture, id, receipt, g_bytes_new (id, strlen (id)), urgent);
}

static void
add_items (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    add_item (fixture, FALSE);
}

static gboolean
read_status (YzDatabase *db, gpointer status, GError **error)
{
  return yz_outbox_get_status (db, status, error);
}

static YzOutboxStatus
get_status (Fixture *fixture)
{
  YzOutboxStatus status = { 0 };
  g_autoptr (GError) error = NULL;

  yz_store_run (fixture->store, read_status, &status, &error);
  g_assert_no_error (error);
  return status;
}

static void
assert_status (Fixture *fixture, guint pending, guint sending, guint confirmed, guint set_aside)
{
  YzOutboxStatus status = get_status (fixture);

  g_assert_cmpuint (status.pending, ==, pending);
  g_assert_cmpuint (status.sending, ==, sending);
  g_assert_cmpuint (status.confirmed, ==, confirmed);
  g_assert_cmpuint (status.set_aside, ==, set_aside);
}

typedef struct {
  const char *id;
  YzOutboxItem *item;
} Get;

static gboolean
get_in_store (YzDatabase *db, gpointer user_data, GError **error)
{
  Get *get = user_data;

  get->item = yz_outbox_get (db, get->id, error);
  return get->item != NULL;
}

static YzOutboxItem *
get_item (Fixture *fixture, const char *id)
{
  Get get = { id, NULL };
  g_autoptr (GError) error = NULL;

  yz_store_run (fixture->store, get_in_store, &get, &error);
  g_assert_no_error (error);
  return get.item;
}

/* The sender */

typedef struct {
  gboolean done;
  GError *error;
} Run;

static void
on_run_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  run->done = TRUE;
  g_assert_cmpint (yz_sync_run_finish (YZ_SYNC (source), result, &run->error), ==,
                   run->error == NULL);
}

/* Returns the error, if there was one. */
static GError *
run (Fixture *fixture, gboolean until_empty)
{
  Run state = { 0 };

  yz_sync_run_async (fixture->sync, until_empty, on_run_ready, &state);
  while (!state.done)
    g_main_context_iteration (NULL, TRUE);
  return state.error;
}

static void
run_once (Fixture *fixture)
{
  g_autoptr (GError) error = run (fixture, FALSE);

  g_assert_no_error (error);
}

static void
wait_for_state (Fixture *fixture, YzSyncState state)
{
  while (yz_sync_get_state (fixture->sync) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_confirmed (Fixture *fixture, guint n)
{
  while (get_status (fixture).confirmed < n)
    g_main_context_iteration (NULL, TRUE);
}

/* Until what was asked of the store has come back. */
static void
wait_for_quiet (Fixture *fixture)
{
  while (get_status (fixture).sending > 0 || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

static guint
count_requests (Fixture *fixture)
{
  return yz_fake_transport_get_paths (fixture->fake)->len;
}

static void
test_delivers (Fixture *fixture, gconstpointer data)
{
  YzOutboxStatus status;

  add_items (fixture, 50);
  run_once (fixture);

  assert_status (fixture, 0, 0, 50, 0);
  status = get_status (fixture);
  g_assert_cmpint (status.last_contact_us, ==, NOW_US);
  g_assert_cmpuint (fixture->delivered->len, ==, 50);
  g_assert_cmpuint (count_requests (fixture), ==, 50);
  g_assert_cmpuint (yz_fake_transport_get_most_at_once (fixture->fake), <=, 4);
  g_assert_cmpuint (yz_fake_transport_get_most_at_once (fixture->fake), >, 1);
  g_assert_cmpint (yz_sync_get_state (fixture->sync), ==, YZ_SYNC_ONLINE);
}

static void
test_urgent_first (Fixture *fixture, gconstpointer data)
{
  GPtrArray *paths = yz_fake_transport_get_paths (fixture->fake);
  const guint expected[] = { 3, 0, 1, 2, 4 };

  for (guint i = 0; i < 5; i++)
    add_item (fixture, i == 3);
  run_once (fixture);

  for (guint i = 0; i < 5; i++) {
    const char *id = g_ptr_array_index (fixture->ids, expected[i]);

    g_assert_true (g_str_has_suffix (g_ptr_array_index (paths, i), id));
  }
}

/* The attempt is on the disk before the first byte is out. */
static YzResponse *
answer_if_noted (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (YzOutboxItem) item = get_item (fixture, path + strlen ("/v1/submissions/"));

  g_assert_cmpuint (item->attempts, ==, 1);
  g_assert_cmpint (item->state, ==, YZ_OUTBOX_SENDING);
  return receipt_for (item);
}

static void
test_notes_attempt_first (Fixture *fixture, gconstpointer data)
{
  yz_fake_transport_set_answer (fixture->fake, answer_if_noted);
  add_items (fixture, 3);
  run_once (fixture);
  assert_status (fixture, 0, 0, 3, 0);
}

/* What is wrong with one item is no reason for the others to wait. */
static void
test_one_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOutboxItem) item = NULL;

  add_items (fixture, 10);
  fixture->odd_id = g_ptr_array_index (fixture->ids, 0);
  fixture->odd_answer = answer_refused;
  run_once (fixture);

  assert_status (fixture, 0, 0, 9, 1);
  item = get_item (fixture, fixture->odd_id);
  g_assert_cmpstr (item->last_problem, ==, "refused");
  g_assert_nonnull (item->envelope);

  run_once (fixture);
  g_assert_cmpuint (item->attempts, ==, 1);
}

static void
test_one_unlucky (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOutboxItem) item = NULL;

  add_items (fixture, 10);
  fixture->odd_id = g_ptr_array_index (fixture->ids, 0);
  fixture->odd_answer = answer_500;
  run_once (fixture);

  assert_status (fixture, 1, 0, 9, 0);
  item = get_item (fixture, fixture->odd_id);
  g_assert_cmpuint (item->attempts, ==, 1);
  g_assert_cmpstr (item->last_problem, ==, "unexpected-answer");
  g_assert_cmpint (item->next_us, >=, NOW_US + G_USEC_PER_SEC);
  g_assert_cmpint (item->next_us, <=, NOW_US + 2 * G_USEC_PER_SEC);

  fixture->odd_id = NULL;
  run_once (fixture);
  assert_status (fixture, 0, 0, 10, 0);
}

/* Where nobody answers not every item is tried in vain. */
static void
test_nobody_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  yz_fake_transport_set_answer (fixture->fake, answer_nothing);
  add_items (fixture, 50);
  error = run (fixture, FALSE);

  g_assert_error (error, YZ_ERROR, YZ_ERROR_OFFLINE);
  assert_status (fixture, 50, 0, 0, 0);
  g_assert_cmpuint (count_requests (fixture), <, 8);
  g_assert_cmpint (get_status (fixture).last_contact_us, ==, 0);
}

static void
test_device_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzOutboxItem) item = NULL;

  yz_fake_transport_set_answer (fixture->fake, answer_device_refused);
  add_items (fixture, 50);
  error = run (fixture, FALSE);

  g_assert_error (error, YZ_ERROR, YZ_ERROR_DEVICE_REFUSED);
  assert_status (fixture, 50, 0, 0, 0);
  g_assert_cmpuint (count_requests (fixture), <=, 4);
  g_assert_cmpint (yz_sync_get_state (fixture->sync), ==, YZ_SYNC_DEVICE_REFUSED);
  item = get_item (fixture, g_ptr_array_index (fixture->ids, 0));
  g_assert_cmpint (item->next_us, ==, NOW_US + 10 * MINUTE_US);
  g_assert_cmpstr (item->last_problem, ==, "device-refused");
}

/* With nothing to send the hub is asked how it is. */
static void
test_nothing_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  run_once (fixture);
  g_assert_cmpuint (count_requests (fixture), ==, 1);
  g_assert_cmpint (get_status (fixture).last_contact_us, ==, NOW_US);

  yz_fake_transport_set_answer (fixture->fake, answer_500);
  error = run (fixture, FALSE);
  g_assert_error (error, YZ_ERROR, YZ_ERROR_OFFLINE);
  g_clear_error (&error);

  error = run (fixture, TRUE);
  g_assert_no_error (error);
}

/* Running on: one item is tried for all while the hub is out of reach, and when it is back all go.
 */
static void
test_outage (Fixture *fixture, gconstpointer data)
{
  guint n;

  yz_fake_transport_set_answer (fixture->fake, answer_nothing);
  add_items (fixture, 50);
  yz_sync_start (fixture->sync);
  wait_for_state (fixture, YZ_SYNC_OFFLINE);
  wait_for_quiet (fixture);
  assert_status (fixture, 50, 0, 0, 0);
  g_assert_cmpuint (count_requests (fixture), <=, 2);

  /* However often it is woken, it does not hammer. */
  for (guint i = 0; i < 100; i++)
    yz_sync_wake (fixture->sync);
  wait_for_quiet (fixture);
  n = count_requests (fixture);
  g_assert_cmpuint (n, <=, 4);

  yz_fake_transport_set_answer (fixture->fake, answer_well);
  wait_for_confirmed (fixture, 50);
  g_assert_cmpint (yz_sync_get_state (fixture->sync), ==, YZ_SYNC_ONLINE);
  g_assert_cmpuint (count_requests (fixture), ==, n + 50);
}

static void
test_device_refused_pauses (Fixture *fixture, gconstpointer data)
{
  yz_fake_transport_set_answer (fixture->fake, answer_device_refused);
  add_items (fixture, 50);
  yz_sync_start (fixture->sync);
  wait_for_state (fixture, YZ_SYNC_DEVICE_REFUSED);
  wait_for_quiet (fixture);
  for (guint i = 0; i < 100; i++)
    yz_sync_wake (fixture->sync);
  wait_for_quiet (fixture);
  g_assert_cmpuint (count_requests (fixture), ==, 1);
  assert_status (fixture, 50, 0, 0, 0);
}

static void
test_new_items (Fixture *fixture, gconstpointer data)
{
  yz_sync_start (fixture->sync);
  wait_for_state (fixture, YZ_SYNC_ONLINE);
  for (guint i = 1; i <= 5; i++) {
    add_item (fixture, FALSE);
    yz_sync_wake (fixture->sync);
    wait_for_confirmed (fixture, i);
  }
}

/* Who put it in may have died before saying so: each answer to the sender's own question makes it
 * look for itself. */
static void
test_silent_item (Fixture *fixture, gconstpointer data)
{
  yz_fake_transport_set_answer (fixture->fake, answer_500);
  yz_sync_start (fixture->sync);
  wait_for_state (fixture, YZ_SYNC_OFFLINE);
  wait_for_quiet (fixture);
  add_item (fixture, FALSE);

  yz_fake_transport_set_answer (fixture->fake, answer_well);
  wait_for_confirmed (fixture, 1);
}

static gboolean
put_off (YzDatabase *db, gpointer id, GError **error)
{
  return yz_outbox_note_attempt (db, id, NOW_US, error)
         && yz_outbox_retry_later (db, id, NOW_US + 48 * 60 * MINUTE_US, "offline", error);
}

/* A clock that was wrong for a while put an item off for days. */
static void
test_clock_stepped_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *id = add_item (fixture, FALSE);

  yz_store_run (fixture->store, put_off, (gpointer)id, &error);
  g_assert_no_error (error);
  yz_sync_start (fixture->sync);
  wait_for_confirmed (fixture, 1);
}

static gboolean
note_attempt (YzDatabase *db, gpointer id, GError **error)
{
  return yz_outbox_note_attempt (db, id, NOW_US, error);
}

/* What a sender that died had in hand is sent again. */
static void
test_recovers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *id = add_item (fixture, FALSE);

  yz_store_run (fixture->store, note_attempt, (gpointer)id, &error);
  g_assert_no_error (error);
  assert_status (fixture, 0, 1, 0, 0);
  run_once (fixture);
  assert_status (fixture, 0, 0, 1, 0);
}

static int
deny_updates (void *user_data,
              int action,
              const char *a,
              const char *b,
              const char *c,
              const char *d)
{
  return action == SQLITE_UPDATE ? SQLITE_DENY : SQLITE_OK;
}

static gboolean
set_broken (YzDatabase *db, gpointer on, GError **error)
{
  sqlite3_set_authorizer (yz_database_get_handle (db), GPOINTER_TO_INT (on) ? deny_updates : NULL,
                          NULL);
  return TRUE;
}

/* The disk fails after the hub has taken the item: nothing is lost, and nothing taken for done. */
static YzResponse *
answer_and_fail_disk (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  Fixture *fixture = user_data;

  yz_store_run (fixture->store, set_broken, GINT_TO_POINTER (TRUE), NULL);
  return answer_well (method, path, body, user_data);
}

static void
test_store_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  yz_fake_transport_set_answer (fixture->fake, answer_and_fail_disk);
  add_items (fixture, 3);
  error = run (fixture, FALSE);
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  g_assert_cmpuint (fixture->n_store_failures, ==, 1);
  g_assert_cmpuint (fixture->delivered->len, ==, 0);
  g_assert_cmpuint (get_status (fixture).confirmed, ==, 0);

  yz_store_run (fixture->store, set_broken, GINT_TO_POINTER (FALSE), NULL);
  yz_fake_transport_set_answer (fixture->fake, answer_well);
  run_once (fixture);
  assert_status (fixture, 0, 0, 3, 0);
}

/* A sender that runs on does not try a broken disk over and over. */
static void
test_store_fails_on (Fixture *fixture, gconstpointer data)
{
  add_items (fixture, 3);
  yz_store_run (fixture->store, set_broken, GINT_TO_POINTER (TRUE), NULL);
  yz_sync_start (fixture->sync);
  while (fixture->n_store_failures == 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 100; i++) {
    get_status (fixture); /* whatever was asked of the store before is done now */
    yz_sync_wake (fixture->sync);
    g_main_context_iteration (NULL, FALSE);
  }
  g_assert_cmpuint (fixture->n_store_failures, ==, 1);
  yz_store_run (fixture->store, set_broken, GINT_TO_POINTER (FALSE), NULL);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  Run state = { 0 };

  add_items (fixture, 20);
  yz_sync_run_async (fixture->sync, FALSE, on_run_ready, &state);
  while (count_requests (fixture) == 0)
    g_main_context_iteration (NULL, TRUE);
  yz_sync_stop (fixture->sync);
  while (!state.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (state.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&state.error);

  run_once (fixture);
  assert_status (fixture, 0, 0, 20, 0);
}

/* Let go in the middle it ends at once, and the database is free. */
static void
test_let_go (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "kiosk.db", NULL);
  g_autoptr (GError) error = NULL;

  add_items (fixture, 20);
  yz_sync_start (fixture->sync);
  while (count_requests (fixture) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->sync);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->store);

  fixture->store = yz_store_open (path, &yz_kiosk_schema, TRUE, &error);
  g_assert_no_error (error);
  fixture->sync = NULL;
  use_transport (fixture, YZ_TRANSPORT (fixture->fake), 5000);
  run_once (fixture);
  assert_status (fixture, 0, 0, 20, 0);
}

/* Real answers of all kinds, over a real connection. */

static char *
give (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  return g_strdup (user_data);
}

static char *
flood (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  g_autofree char *much = g_strnfill (10 * 1024 * 1024, ' ');

  return yz_raw_http ("200 OK", "application/json", much);
}

/* Each item's receipt goes to the other: both are right, and neither is the one that was sent. */
static char *
swap (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  Fixture *fixture = user_data;
  const char *id = path + strlen ("/v1/submissions/");
  const char *other_id
      = g_ptr_array_index (fixture->ids,
                           strcmp (g_ptr_array_index (fixture->ids, 0), id) == 0 ? 1 : 0);
  const YzOutboxItem *other = g_hash_table_lookup (fixture->items, other_id);
  g_autofree char *receipt
      = g_strdup_printf ("{\"id\":\"%s\",\"sha256\":\"%s\",\"receipt\":\"%s\"}", other->id,
                         other->sha256, other->receipt);

  return yz_raw_http ("201 Created", "application/json", receipt);
}

static void
run_against (Fixture *fixture, YzRawServer *server, guint timeout_ms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzTransport) transport = yz_curl_transport_new (server->url, NULL, &error);

  g_assert_no_error (error);
  use_transport (fixture, transport, timeout_ms);
  error = run (fixture, FALSE);
  g_assert_error (error, YZ_ERROR, YZ_ERROR_OFFLINE);
  assert_status (fixture, 2, 0, 0, 0);
}

static void
test_hostile_servers (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name;
    char *answer;
  } rows[] = {
    { "log-in page",
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>" },
    { "forbidden page",
      "HTTP/1.1 403 No\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>" },
    { "error", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n" },
    { "bare conflict", "HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n" },
    { "redirect",
      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n" },
    { "half a header", "HTTP/1.1 201 Created\r\nContent-Ty" },
    { "half a body", "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: "
                     "99\r\n\r\n{\"id\":" },
    { "no length",
      "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\r\n{\"id\":\"01HF0000" },
    { "half a chunk", "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
                      "Transfer-Encoding: chunked\r\n\r\nff\r\n{\"id\":" },
    { "closed", "" },
    { "noise", "\x01\x02\x03\xff\xfe\r\n\r\n" },
    { "silence", NULL },
  };

  add_items (fixture, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (YzRawServer) server = yz_raw_server_new (give, rows[i].answer);

    g_test_message ("%s", rows[i].name);
    run_against (fixture, server, rows[i].answer != NULL ? 5000 : 100);
  }
}

static void
test_wrong_receipts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzRawServer) swapping = yz_raw_server_new (swap, fixture);
  g_autoptr (YzRawServer) flooding = yz_raw_server_new (flood, NULL);

  add_items (fixture, 2);
  run_against (fixture, swapping, 5000);
  run_against (fixture, flooding, 5000);
}

/* To the hub as it ships. */

static void
add_sealed (Fixture *fixture, guint n)
{
  g_autoptr (YzKey) key = yz_key_generate (YZ_KEY_SIGN);

  for (guint i = 0; i < n; i++) {
    char *id = yz_ulid_new (NOW_US + i);
    g_autofree char *receipt = g_strdup_printf ("%08u", i);

    add_envelope (fixture, id, receipt, yz_test_envelope (key, "kiosk-1", id, receipt), FALSE);
  }
}

static void
use_url (Fixture *fixture, const char *url)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzTransport) transport = yz_curl_transport_new (url, NULL, &error);

  g_assert_no_error (error);
  use_transport (fixture, transport, 20000);
}

static guint
count_at_hub (Fixture *fixture)
{
  g_autofree char *program = yz_hub_program ();
  g_autofree char *hub_dir = g_build_filename (fixture->dir, "hub", NULL);
  g_autofree char *out = g_build_filename (fixture->dir, "out", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--data-dir",
                              hub_dir, "export", out, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  dir = g_dir_open (out, 0, &error);
  g_assert_no_error (error);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static YzHubProcess *
start_hub (Fixture *fixture)
{
  g_autofree char *hub_dir = g_build_filename (fixture->dir, "hub", NULL);

  return yz_hub_process_start (hub_dir, "127.0.0.1:0");
}

static void
test_real_hub (Fixture *fixture, gconstpointer data)
{
  YzHubProcess *hub = start_hub (fixture);

  add_sealed (fixture, 40);
  use_url (fixture, hub->url);
  run_once (fixture);
  assert_status (fixture, 0, 0, 40, 0);
  g_assert_cmpuint (count_at_hub (fixture), ==, 40);
  yz_hub_process_stop (hub, SIGTERM);
}

/* A proxy that hands everything on to the hub and loses every answer. */
static char *
lose_answer (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (YzResponse) response = NULL;

  g_main_context_push_thread_default (context);
  response = yz_test_exchange (user_data, method, path, body);
  g_main_context_pop_thread_default (context);
  return g_strdup ("");
}

/* Sent and taken, but the acknowledgement never came: sent again, and still there once. */
static void
test_lost_answers (Fixture *fixture, gconstpointer data)
{
  YzHubProcess *hub = start_hub (fixture);
  g_autoptr (YzRawServer) proxy = yz_raw_server_new (lose_answer, hub->url);
  g_autoptr (GError) error = NULL;

  add_sealed (fixture, 3);
  use_url (fixture, proxy->url);
  error = run (fixture, FALSE);
  g_assert_error (error, YZ_ERROR, YZ_ERROR_OFFLINE);
  assert_status (fixture, 3, 0, 0, 0);
  g_assert_cmpuint (count_at_hub (fixture), ==, 3);

  use_url (fixture, hub->url);
  run_once (fixture);
  assert_status (fixture, 0, 0, 3, 0);
  g_assert_cmpuint (count_at_hub (fixture), ==, 3);
  yz_hub_process_stop (hub, SIGTERM);
}

/* The hub dies in the middle and comes back: everything is there once. */
static void
test_hub_dies (Fixture *fixture, gconstpointer data)
{
  YzHubProcess *hub = start_hub (fixture);
  Run state = { 0 };

  add_sealed (fixture, 40);
  use_url (fixture, hub->url);
  yz_sync_run_async (fixture->sync, FALSE, on_run_ready, &state);
  while (fixture->delivered->len < 10)
    g_main_context_iteration (NULL, TRUE);
  yz_hub_process_stop (hub, SIGKILL);
  while (!state.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (state.error);
  g_assert_cmpuint (get_status (fixture).confirmed, >=, 10);
  g_assert_cmpuint (get_status (fixture).set_aside, ==, 0);

  hub = start_hub (fixture);
  use_url (fixture, hub->url);
  run_once (fixture);
  assert_status (fixture, 0, 0, 40, 0);
  g_assert_cmpuint (count_at_hub (fixture), ==, 40);
  yz_hub_process_stop (hub, SIGTERM);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/sync/delivers", test_delivers);
  add ("/sync/urgent-first", test_urgent_first);
  add ("/sync/notes-attempt-first", test_notes_attempt_first);
  add ("/sync/one-refused", test_one_refused);
  add ("/sync/one-unlucky", test_one_unlucky);
  add ("/sync/nobody-answers", test_nobody_answers);
  add ("/sync/device-refused", test_device_refused);
  add ("/sync/nothing-waits", test_nothing_waits);
  add ("/sync/outage", test_outage);
  add ("/sync/device-refused-pauses", test_device_refused_pauses);
  add ("/sync/new-items", test_new_items);
  add ("/sync/silent-item", test_silent_item);
  add ("/sync/clock-stepped-back", test_clock_stepped_back);
  add ("/sync/recovers", test_recovers);
  add ("/sync/store-fails", test_store_fails);
  add ("/sync/store-fails-on", test_store_fails_on);
  add ("/sync/stop", test_stop);
  add ("/sync/let-go", test_let_go);
  add ("/sync/hostile-servers", test_hostile_servers);
  add ("/sync/wrong-receipts", test_wrong_receipts);
  add ("/sync/real-hub", test_real_hub);
  add ("/sync/lost-answers", test_lost_answers);
  add ("/sync/hub-dies", test_hub_dies);

  return g_test_run ();
}
