/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-store.h"

#include "yz-error.h"
#include "yz-in-use.h"
#include "yz-rescue.h"

/* The way of a process to its database: one thread does all the work, one transaction after the
 * other, so that no main loop ever waits for a disk. What has come in while the disk was busy
 * shares the next commit. */

/* Together they stay well under 50 ms. */
#define MAX_TOGETHER 16

struct _YzStore {
  GObject parent_instance;

  int in_use_fd;
  GThread *thread;
  GAsyncQueue *jobs;
};

G_DEFINE_FINAL_TYPE (YzStore, yz_store, G_TYPE_OBJECT)

/* What the thread owns. It holds no reference on the store, which could then never end. */
typedef struct {
  YzDatabase *db;
  GAsyncQueue *jobs;
} Worker;

/* One transaction. Of @task and @done just one is in use. */
typedef struct {
  YzDatabaseCall call;

  GTask *task;
  gboolean done;
  GMutex mutex;
  GCond cond;
} Job;

static Job quit_job;

static void
job_free (Job *job)
{
  g_clear_object (&job->task);
  g_clear_error (&job->call.error);
  g_free (job);
}

static gboolean
on_job_done (gpointer user_data)
{
  Job *job = user_data;

  if (job->call.ok)
    g_task_return_boolean (job->task, TRUE);
  else
    g_task_return_error (job->task, g_steal_pointer (&job->call.error));
  return G_SOURCE_REMOVE;
}

/* The task goes back to its own thread before its last reference falls, so that neither the
 * caller's data nor the store itself is freed on the worker. */
static void
hand_back (Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, on_job_done, job, (GDestroyNotify)job_free);
  g_source_attach (source, g_task_get_context (job->task));
}

static void
wake_waiting (Job *job)
{
  g_mutex_lock (&job->mutex);
  job->done = TRUE;
  g_cond_signal (&job->cond);
  g_mutex_unlock (&job->mutex);
}

static void
hand_out (Job *job)
{
  if (job->task != NULL)
    hand_back (job);
  else
    wake_waiting (job);
}

/* Once begun, it goes through: cancelled must mean not done. */
static gboolean
is_cancelled (Job *job)
{
  GCancellable *cancellable = job->task != NULL ? g_task_get_cancellable (job->task) : NULL;

  return g_cancellable_set_error_if_cancelled (cancellable, &job->call.error);
}

/* Runs @job and what waits behind it. Returns %FALSE where that was the end. */
static gboolean
run_jobs (Worker *worker, Job *job)
{
  Job *jobs[MAX_TOGETHER];
  YzDatabaseCall *calls[MAX_TOGETHER];
  guint n = 0;

  while (job != NULL && job != &quit_job) {
    if (is_cancelled (job)) {
      hand_out (job);
    } else {
      jobs[n] = job;
      calls[n++] = &job->call;
    }
    if (n == MAX_TOGETHER)
      break;
    job = g_async_queue_try_pop (worker->jobs);
  }
  if (n > 0)
    yz_database_run_together (worker->db, calls, n);
  for (guint i = 0; i < n; i++)
    hand_out (jobs[i]);
  return job != &quit_job;
}

static gpointer
work (gpointer user_data)
{
  Worker *worker = user_data;

  while (run_jobs (worker, g_async_queue_pop (worker->jobs)))
    ;

  yz_database_close (worker->db);
  g_async_queue_unref (worker->jobs);
  g_free (worker);
  return NULL;
}

static void
yz_store_finalize (GObject *object)
{
  YzStore *self = YZ_STORE (object);

  /* What was asked for before is still done: the queue keeps its order. */
  if (self->thread != NULL) {
    g_async_queue_push (self->jobs, &quit_job);
    g_thread_join (self->thread);
  }
  g_async_queue_unref (self->jobs);
  yz_in_use_end (&self->in_use_fd);

  G_OBJECT_CLASS (yz_store_parent_class)->finalize (object);
}

static void
yz_store_class_init (YzStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_store_finalize;
}

static void
yz_store_init (YzStore *self)
{
  self->in_use_fd = -1;
  self->jobs = g_async_queue_new ();
}

static gboolean
start_thread (YzStore *self, YzDatabase *db, GError **error)
{
  Worker *worker = g_new0 (Worker, 1);
  g_autoptr (GError) thread_error = NULL;

  worker->db = db;
  worker->jobs = g_async_queue_ref (self->jobs);
  self->thread = g_thread_try_new ("yz-store", work, worker, &thread_error);
  if (self->thread != NULL)
    return TRUE;

  yz_database_close (worker->db);
  g_async_queue_unref (worker->jobs);
  g_free (worker);
  g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the store cannot start: %s",
               thread_error->message);
  return FALSE;
}

/**
 * yz_store_open:
 * @path: the file
 * @schema: what must stand in it
 * @migrate: whether to make it and to bring it up to date: only for who holds `owner.lock`, see
 *   yz_owner_acquire()
 * @error: as yz_database_open(); after %YZ_ERROR_DAMAGED see yz_store_rescue()
 *
 * Opens a database and starts the one thread that works in it. With @migrate a rescue that was cut
 * short is brought to its end first.
 *
 * Returns: (transfer full): the store
 */
YzStore *
yz_store_open (const char *path, const YzSchema *schema, gboolean migrate, GError **error)
{
  g_autoptr (YzStore) self = NULL;
  YzDatabase *db;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (schema != NULL, NULL);

  if (migrate && !yz_rescue_finish (path, error))
    return NULL;
  self = g_object_new (YZ_TYPE_STORE, NULL);
  self->in_use_fd = yz_in_use_share (path, error);
  if (self->in_use_fd < 0)
    return NULL;
  db = yz_database_open (path, schema, migrate, error);
  if (db == NULL || !start_thread (self, db, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
check (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_database_check (db, error);
}

static YzStore *
open_sound (const char *path, const YzSchema *schema, GError **error)
{
  g_autoptr (YzStore) self = yz_store_open (path, schema, TRUE, error);

  if (self == NULL || !yz_store_run (self, check, NULL, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * yz_store_open_or_rescue:
 * @path: the file
 * @schema: what must stand in it
 * @ret_set_aside: (out) (transfer full) (nullable): where a damaged file is now, for the log and
 * for staff; %NULL where it was sound
 * @error: as yz_store_open() and yz_store_rescue()
 *
 * Opens a database as its owner does: makes it, brings it up to date, reads through all of it, and
 * rescues it where it is damaged. Only for who holds `owner.lock`, before any session runs.
 *
 * Returns: (transfer full): the store, which is sound
 */
YzStore *
yz_store_open_or_rescue (const char *path,
                         const YzSchema *schema,
                         char **ret_set_aside,
                         GError **error)
{
  g_autoptr (GError) open_error = NULL;
  YzStore *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (schema != NULL, NULL);
  g_return_val_if_fail (ret_set_aside != NULL, NULL);

  *ret_set_aside = NULL;
  self = open_sound (path, schema, &open_error);
  if (self != NULL)
    return self;
  if (!g_error_matches (open_error, YZ_ERROR, YZ_ERROR_DAMAGED)) {
    g_propagate_error (error, g_steal_pointer (&open_error));
    return NULL;
  }
  if (!yz_store_rescue (path, schema, ret_set_aside, error))
    return NULL;
  return yz_store_open (path, schema, TRUE, error);
}

/**
 * yz_store_run:
 * @self: a store
 * @func: (scope call): what to do with the database, on the store's thread
 * @user_data: passed to @func
 * @error: of @func, or as yz_database_transaction()
 *
 * Runs @func in a transaction of its own and waits until it is on the disk. For programs without a
 * main loop and for threads: a main loop uses yz_store_run_async().
 *
 * Returns: whether it was committed
 */
gboolean
yz_store_run (YzStore *self, YzDatabaseFunc func, gpointer user_data, GError **error)
{
  Job job = { .call = { func, user_data } };

  g_return_val_if_fail (YZ_IS_STORE (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (g_thread_self () != self->thread, FALSE);

  g_mutex_init (&job.mutex);
  g_cond_init (&job.cond);
  g_async_queue_push (self->jobs, &job);

  g_mutex_lock (&job.mutex);
  while (!job.done)
    g_cond_wait (&job.cond, &job.mutex);
  g_mutex_unlock (&job.mutex);

  g_cond_clear (&job.cond);
  g_mutex_clear (&job.mutex);
  if (job.call.error != NULL)
    g_propagate_error (error, job.call.error);
  return job.call.ok;
}

/**
 * yz_store_run_async:
 * @self: a store
 * @func: what to do with the database, on the store's thread
 * @data: passed to @func, which must not touch anything else of the caller's
 * @destroy: (nullable): frees @data, after @callback and on the caller's thread
 * @cancellable: (nullable): to give up before @func has begun; after that it goes through
 * @callback: called on the main context of the caller; g_task_get_task_data() of the result is
 *   @data, with what @func put there
 * @user_data: passed to @callback
 *
 * Runs @func in a transaction of its own, after those that were asked for before.
 */
void
yz_store_run_async (YzStore *self,
                    YzDatabaseFunc func,
                    gpointer data,
                    GDestroyNotify destroy,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  Job *job;

  g_return_if_fail (YZ_IS_STORE (self));
  g_return_if_fail (func != NULL);

  job = g_new0 (Job, 1);
  job->call.func = func;
  job->call.user_data = data;
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, yz_store_run_async);
  g_task_set_task_data (job->task, data, destroy);
  g_task_set_check_cancellable (job->task, FALSE);
  g_async_queue_push (self->jobs, job);
}

/**
 * yz_store_run_finish:
 * @self: a store
 * @result: the result
 * @error: of the function, or as yz_database_transaction(); %G_IO_ERROR_CANCELLED where it was
 *   given up before it had begun
 *
 * Returns: whether it was committed
 */
gboolean
yz_store_run_finish (YzStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
