/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-store.h"

#include "yz-error.h"
#include "yz-meta.h"
#include "yz-test-folder.h"

#include <glib/gstdio.h>

/* The store's thread: everything in its order, each a transaction of its own, and nothing lost
 * when the store ends. */

#define N_THREADS 4
#define N_ADDS 50

typedef struct {
  char *folder;
  char *path;
  YzStore *store;
} Fixture;

static YzStore *
open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  YzStore *store = yz_store_open (path, &yz_kiosk_schema, TRUE, &error);

  g_assert_no_error (error);
  return store;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = yz_test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "kiosk.db", NULL);
  fixture->store = open_store (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->store);
  g_free (fixture->path);
  yz_test_folder_remove (fixture->folder);
}

/* What the functions below work with; @thread and @value are their answer. */
typedef struct {
  gint64 value;
  GThread *thread;
} Count;

static gboolean
add_one (YzDatabase *db, gpointer user_data, GError **error)
{
  Count *count = user_data;

  count->thread = g_thread_self ();
  return yz_meta_get (db, "count", 0, &count->value, error)
         && yz_meta_set (db, "count", ++count->value, error);
}

static gboolean
add_one_and_fail (YzDatabase *db, gpointer user_data, GError **error)
{
  if (!add_one (db, user_data, error))
    return FALSE;
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_REFUSED, "changed my mind");
  return FALSE;
}

static gboolean
read_count (YzDatabase *db, gpointer user_data, GError **error)
{
  Count *count = user_data;

  return yz_meta_get (db, "count", 0, &count->value, error);
}

static void
assert_count (YzStore *store, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  Count count = { 0 };

  g_assert_true (yz_store_run (store, read_count, &count, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count.value, ==, expected);
}

static void
test_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Count count = { 0 };

  g_assert_true (yz_store_run (fixture->store, add_one, &count, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count.value, ==, 1);
  g_assert_true (count.thread != g_thread_self ());

  g_assert_false (yz_store_run (fixture->store, add_one_and_fail, &count, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_REFUSED);
  assert_count (fixture->store, 1);
}

static void
test_committed_is_on_the_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzStore) other = open_store (fixture->path);
  Count count = { 0 };

  g_assert_true (yz_store_run (fixture->store, add_one, &count, NULL));
  assert_count (other, 1);
  g_assert_true (yz_store_run (other, add_one, &count, NULL));
  assert_count (fixture->store, 2);
}

typedef struct {
  guint n_left;
  gint64 last;
  GThread *destroyed_on;
} Answers;

static Answers answers;

static void
destroy_count (gpointer data)
{
  answers.destroyed_on = g_thread_self ();
  g_free (data);
}

static void
on_add_ready (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Count *count = g_task_get_task_data (G_TASK (result));

  g_assert_true (yz_store_run_finish (YZ_STORE (object), result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count->value, ==, answers.last + 1);
  answers.last = count->value;
  answers.n_left--;
}

static void
add_later (YzStore *store)
{
  answers.n_left++;
  yz_store_run_async (store, add_one, g_new0 (Count, 1), destroy_count, NULL, on_add_ready, NULL);
}

static void
wait_for_answers (void)
{
  while (answers.n_left > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_run_async (Fixture *fixture, gconstpointer data)
{
  answers = (Answers){ 0 };
  for (guint i = 0; i < N_ADDS; i++)
    add_later (fixture->store);
  g_assert_cmpint (answers.last, ==, 0);
  wait_for_answers ();
  g_assert_cmpint (answers.last, ==, N_ADDS);
  g_assert_true (answers.destroyed_on == g_thread_self ());
  assert_count (fixture->store, N_ADDS);
}

/* The program's last reference may fall while work is under way: it is still done, and the store
 * ends on the program's own thread. */
static void
test_dropped_at_once (Fixture *fixture, gconstpointer data)
{
  answers = (Answers){ 0 };
  for (guint i = 0; i < N_ADDS; i++)
    add_later (fixture->store);
  g_object_add_weak_pointer (G_OBJECT (fixture->store), (gpointer *)&fixture->store);
  g_object_unref (fixture->store);
  wait_for_answers ();
  g_assert_cmpint (answers.last, ==, N_ADDS);
  g_assert_true (answers.destroyed_on == g_thread_self ());
  while (fixture->store != NULL)
    g_main_context_iteration (NULL, TRUE);

  fixture->store = open_store (fixture->path);
  assert_count (fixture->store, N_ADDS);
}

static void
on_failed_ready (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GError **ret_error = user_data;

  g_assert_false (yz_store_run_finish (YZ_STORE (object), result, ret_error));
}

static GError *
wait_for_error (YzStore *store, YzDatabaseFunc func, GCancellable *cancellable)
{
  GError *error = NULL;

  yz_store_run_async (store, func, g_new0 (Count, 1), g_free, cancellable, on_failed_ready, &error);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);
  return error;
}

static void
test_run_async_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = wait_for_error (fixture->store, add_one_and_fail, NULL);

  g_assert_error (error, YZ_ERROR, YZ_ERROR_REFUSED);
  assert_count (fixture->store, 0);
}

static void
test_cancelled_is_not_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  error = wait_for_error (fixture->store, add_one, cancellable);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_count (fixture->store, 0);
}

static gboolean
add_one_and_cancel (YzDatabase *db, gpointer user_data, GError **error)
{
  Count *count = user_data;

  g_cancellable_cancel (G_CANCELLABLE (count->thread));
  return add_one (db, count, error);
}

/* Cancelled too late: it was done, and the caller must hear so. */
static void
test_cancelled_too_late_is_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Count *count = g_new0 (Count, 1);

  answers = (Answers){ .n_left = 1 };
  count->thread = (GThread *)cancellable;
  yz_store_run_async (fixture->store, add_one_and_cancel, count, g_free, cancellable, on_add_ready,
                      NULL);
  wait_for_answers ();
  assert_count (fixture->store, 1);
}

static gpointer
add_many (gpointer user_data)
{
  for (guint i = 0; i < N_ADDS; i++) {
    g_autoptr (GError) error = NULL;
    Count count = { 0 };

    g_assert_true (yz_store_run (user_data, add_one, &count, &error));
    g_assert_no_error (error);
  }
  return NULL;
}

/* Threads of one program, and two programs on one file. */
static void
test_many_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzStore) other = open_store (fixture->path);
  GThread *threads[2 * N_THREADS];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("test", add_many, i % 2 == 0 ? fixture->store : other);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  assert_count (fixture->store, G_N_ELEMENTS (threads) * N_ADDS);
}

/* Keeps the store's thread busy until the test lets it go, so that what comes meanwhile is run
 * together. */
typedef struct {
  GMutex mutex;
  GCond cond;
  gboolean is_open;
} Gate;

static gboolean
wait_at_gate (YzDatabase *db, gpointer user_data, GError **error)
{
  Gate *gate = user_data;

  g_mutex_lock (&gate->mutex);
  while (!gate->is_open)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
  return TRUE;
}

static void
open_gate (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->is_open = TRUE;
  g_cond_signal (&gate->cond);
  g_mutex_unlock (&gate->mutex);
}

/* What one of several that share a commit did, and what it was told. */
typedef struct {
  const char *sql;
  gboolean fails;
  YzError code; /* what it must fail with */
  gboolean is_done;
  GError *error;
} Step;

static gboolean
run_step (YzDatabase *db, gpointer user_data, GError **error)
{
  Step *step = user_data;

  return yz_database_exec (db, step->sql, error);
}

static void
on_step_ready (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Step *step = user_data;

  yz_store_run_finish (YZ_STORE (object), result, &step->error);
  step->is_done = TRUE;
}

static void
on_gate_ready (GObject *object, GAsyncResult *result, gpointer user_data)
{
}

static void
run_steps_together (YzStore *store, Step *steps, gsize n_steps)
{
  Gate gate = { .is_open = FALSE };

  g_mutex_init (&gate.mutex);
  g_cond_init (&gate.cond);
  yz_store_run_async (store, wait_at_gate, &gate, NULL, NULL, on_gate_ready, NULL);
  for (gsize i = 0; i < n_steps; i++)
    yz_store_run_async (store, run_step, &steps[i], NULL, NULL, on_step_ready, &steps[i]);
  open_gate (&gate);
  while (!steps[n_steps - 1].is_done)
    g_main_context_iteration (NULL, TRUE);
  g_cond_clear (&gate.cond);
  g_mutex_clear (&gate.mutex);
}

static gboolean
read_sum (YzDatabase *db, gpointer user_data, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db, "SELECT total (value) FROM meta", error);
  gboolean row = FALSE;

  if (statement == NULL || !yz_database_step (db, statement, &row, error))
    return FALSE;
  *(gint64 *)user_data = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

static void
assert_sum (YzStore *store, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  gint64 sum = -1;

  g_assert_true (yz_store_run (store, read_sum, &sum, &error));
  g_assert_no_error (error);
  g_assert_cmpint (sum, ==, expected);
}

/* Those that share a commit know nothing of each other: one that fails is undone alone. */
static void
test_together_fails_alone (Fixture *fixture, gconstpointer data)
{
  Step steps[] = {
    { "INSERT INTO meta VALUES ('a', 1)" },
    { "INSERT INTO meta VALUES ('b', 10); INSERT INTO meta VALUES ('a', 10)", TRUE,
      YZ_ERROR_INVALID },
    { "UPDATE meta SET value = 100 WHERE key = 'a'" },
    { "INSERT INTO missing VALUES (1)", TRUE, YZ_ERROR_STORAGE },
    { "INSERT INTO meta VALUES ('c', 1000)" },
  };

  run_steps_together (fixture->store, steps, G_N_ELEMENTS (steps));
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (!steps[i].fails)
      g_assert_no_error (steps[i].error);
    else
      g_assert_error (steps[i].error, YZ_ERROR, (int)steps[i].code);
    g_clear_error (&steps[i].error);
  }
  assert_sum (fixture->store, 1100);
}

/* A full disk ends the transaction that they share: then what each was told is what is there, and
 * those behind it have their turn. */
static void
test_together_on_a_full_disk (Fixture *fixture, gconstpointer data)
{
  Step steps[] = {
    { "INSERT INTO meta VALUES ('a', 1)" },
    { "INSERT INTO meta VALUES ('b', 10);"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9)"
      " INSERT INTO meta SELECT i || hex (randomblob (20000)), 1000000 FROM n" },
    { "INSERT INTO meta VALUES ('c', 100)" },
    { "INSERT INTO meta VALUES ('d', 1000)" },
  };
  const gint64 values[] = { 1, 10, 100, 1000 };
  Step limit = { "PRAGMA max_page_count = 40" };
  gint64 expected = 0;

  run_steps_together (fixture->store, &limit, 1);
  run_steps_together (fixture->store, steps, G_N_ELEMENTS (steps));
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (steps[i].error == NULL)
      expected += values[i];
    else
      g_assert_error (steps[i].error, YZ_ERROR, YZ_ERROR_STORAGE);
  }
  g_assert_nonnull (steps[1].error);
  g_assert_no_error (steps[3].error);
  assert_sum (fixture->store, expected);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    g_clear_error (&steps[i].error);
}

/* What the next test's steps come to, one after the other. */
static gint64
fold_in_order (guint n)
{
  gint64 value = 0;

  for (guint i = 1; i < n; i++)
    value = i % 20 == 19 ? value % 1000 : value * 2 + i % 2;
  return value;
}

/* More than are run together, one after the other in their order. */
static void
test_together_keeps_the_order (Fixture *fixture, gconstpointer data)
{
  Step steps[100];
  g_autoptr (GPtrArray) sql = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_ptr_array_add (sql, i == 0
                              ? g_strdup ("INSERT INTO meta VALUES ('a', 0)")
                              : g_strdup_printf ("UPDATE meta SET value = value * 2 + %u", i % 2));
    steps[i] = (Step){ .sql = g_ptr_array_index (sql, i) };
    if (i % 20 == 19)
      steps[i].sql = "UPDATE meta SET value = value % 1000";
  }
  run_steps_together (fixture->store, steps, G_N_ELEMENTS (steps));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    g_assert_no_error (steps[i].error);
  assert_sum (fixture->store, fold_in_order (G_N_ELEMENTS (steps)));
}

/* An administrator puts a backup in the place of the open file: what is committed after that would
 * be in neither. */
static void
test_moved_away (Fixture *fixture, gconstpointer data)
{
  g_autofree char *elsewhere = g_strconcat (fixture->path, ".old", NULL);
  g_autoptr (GError) error = NULL;
  Count count = { 0 };

  g_assert_no_errno (g_rename (fixture->path, elsewhere));
  g_assert_false (yz_store_run (fixture->store, add_one, &count, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
}

static void
test_does_not_open (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "other.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_store_open (path, &yz_kiosk_schema, FALSE, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

  ADD ("/store/run", test_run);
  ADD ("/store/committed-is-on-the-disk", test_committed_is_on_the_disk);
  ADD ("/store/run-async", test_run_async);
  ADD ("/store/run-async-fails", test_run_async_fails);
  ADD ("/store/dropped-at-once", test_dropped_at_once);
  ADD ("/store/cancelled-is-not-done", test_cancelled_is_not_done);
  ADD ("/store/cancelled-too-late-is-done", test_cancelled_too_late_is_done);
  ADD ("/store/many-at-once", test_many_at_once);
  ADD ("/store/together/fails-alone", test_together_fails_alone);
  ADD ("/store/together/on-a-full-disk", test_together_on_a_full_disk);
  ADD ("/store/together/keeps-the-order", test_together_keeps_the_order);
  ADD ("/store/moved-away", test_moved_away);
  ADD ("/store/does-not-open", test_does_not_open);

  return g_test_run ();
}
