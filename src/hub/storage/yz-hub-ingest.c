/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-ingest.h"

/* No more go into one transaction, so that none lasts long. */
#define MAX_BATCH 64
#define MAX_BATCH_BYTES (4 * 1024 * 1024)

/* Takes submissions in. Envelopes are read on threads of their own; what was read while the disk
 * was busy is stored together, in one transaction, so that many kiosks share one wait. Nobody is
 * told of anything before it is on the disk. */
struct _YzHubIngest {
  GObject parent_instance;

  YzStore *store;
  YzClock *clock;
  YzHubStations *stations;
  GQueue waiting; /* GTask, each with its YzHubSubmission */
  gboolean is_storing;
};

G_DEFINE_FINAL_TYPE (YzHubIngest, yz_hub_ingest, G_TYPE_OBJECT)

typedef struct {
  GPtrArray *tasks;
  YzHubStations *stations; /* of the ingest, which the tasks keep alive */
  gint64 now_us;
} Batch;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_ptr_array_unref (batch->tasks);
  g_free (batch);
}

static gboolean
store_batch (YzDatabase *db, gpointer user_data, GError **error)
{
  Batch *batch = user_data;

  for (guint i = 0; i < batch->tasks->len; i++) {
    YzHubSubmission *submission = g_task_get_task_data (g_ptr_array_index (batch->tasks, i));

    if (!yz_hub_submission_store (submission, db, batch->stations, batch->now_us, error))
      return FALSE;
  }
  return TRUE;
}

static void store_waiting (YzHubIngest *self);

static void
on_batch_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzHubIngest) self = user_data;
  Batch *batch = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean ok = yz_store_run_finish (YZ_STORE (source), result, &error);

  self->is_storing = FALSE;
  store_waiting (self);
  for (guint i = 0; i < batch->tasks->len; i++) {
    GTask *task = g_ptr_array_index (batch->tasks, i);

    if (ok)
      g_task_return_boolean (task, TRUE);
    else
      g_task_return_error (task, g_error_copy (error));
  }
}

static void
store_waiting (YzHubIngest *self)
{
  gsize n_bytes = 0;
  Batch *batch;

  if (self->is_storing || g_queue_is_empty (&self->waiting))
    return;

  batch = g_new0 (Batch, 1);
  batch->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  batch->stations = self->stations;
  batch->now_us = yz_clock_now (self->clock);
  while (!g_queue_is_empty (&self->waiting) && batch->tasks->len < MAX_BATCH
         && n_bytes < MAX_BATCH_BYTES) {
    GTask *task = g_queue_pop_head (&self->waiting);
    const YzHubSubmission *submission = g_task_get_task_data (task);

    n_bytes += g_bytes_get_size (submission->envelope);
    g_ptr_array_add (batch->tasks, task);
  }
  self->is_storing = TRUE;
  yz_store_run_async (self->store, store_batch, batch, batch_free, NULL, on_batch_ready,
                      g_object_ref (self));
}

static void
read_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  yz_hub_submission_read (task_data);
  g_task_return_boolean (task, TRUE);
}

static void
on_read_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YzHubIngest *self = YZ_HUB_INGEST (source);

  g_queue_push_tail (&self->waiting, user_data);
  store_waiting (self);
}

static void
yz_hub_ingest_finalize (GObject *object)
{
  YzHubIngest *self = YZ_HUB_INGEST (object);

  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  yz_hub_stations_free (self->stations);

  G_OBJECT_CLASS (yz_hub_ingest_parent_class)->finalize (object);
}

static void
yz_hub_ingest_class_init (YzHubIngestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_hub_ingest_finalize;
}

static void
yz_hub_ingest_init (YzHubIngest *self)
{
  g_queue_init (&self->waiting);
}

/**
 * yz_hub_ingest_new:
 * @store: the hub's store
 * @clock: the clock to go by
 * @stations: (transfer full): from whom anything is taken
 *
 * Returns: (transfer full): where submissions are taken in
 */
YzHubIngest *
yz_hub_ingest_new (YzStore *store, YzClock *clock, YzHubStations *stations)
{
  YzHubIngest *self = g_object_new (YZ_TYPE_HUB_INGEST, NULL);

  g_return_val_if_fail (YZ_IS_STORE (store), NULL);
  g_return_val_if_fail (YZ_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (stations != NULL, NULL);

  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  self->stations = stations;
  return self;
}

/**
 * yz_hub_ingest_take_async:
 * @self: where submissions are taken in
 * @id: the ULID of its address
 * @envelope: the bytes that came
 * @callback: called when the fate is known and on the disk
 * @user_data: passed to @callback
 */
void
yz_hub_ingest_take_async (YzHubIngest *self,
                          const char *id,
                          GBytes *envelope,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  YzHubSubmission *submission;
  g_autoptr (GTask) reading = NULL;
  GTask *task;

  g_return_if_fail (YZ_IS_HUB_INGEST (self));
  g_return_if_fail (id != NULL && envelope != NULL);

  submission = yz_hub_submission_new (id, envelope);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, yz_hub_ingest_take_async);
  g_task_set_task_data (task, submission, (GDestroyNotify)yz_hub_submission_free);

  reading = g_task_new (self, NULL, on_read_ready, task);
  g_task_set_task_data (reading, submission, NULL);
  g_task_run_in_thread (reading, read_worker);
}

/**
 * yz_hub_ingest_take_finish:
 * @self: where submissions are taken in
 * @result: the result
 * @error: what the store says: nothing was stored then
 *
 * Returns: (transfer none): the submission with its fate, as long as @result lives
 */
YzHubSubmission *
yz_hub_ingest_take_finish (YzHubIngest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_task_get_task_data (G_TASK (result));
}
