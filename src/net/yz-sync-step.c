/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sync-step.h"

#include "yz-error.h"

/* What the sender does with the database, on the store's thread. To note what became of several
 * items and to take the next ones is one transaction: a commit waits for the disk, and with one
 * for each of these the disk would set the pace. */

/* No more is held in memory at a time, but always one item. */
#define MAX_TAKEN_BYTES (2 * 1024 * 1024)

/* Nothing waits longer than this on purpose: a clock that went wrong has put it off. */
#define LONGEST_WAIT_US ((gint64)3600 * G_USEC_PER_SEC)

/**
 * yz_sync_outcome_free:
 * @outcome: (transfer full): an outcome
 */
void
yz_sync_outcome_free (YzSyncOutcome *outcome)
{
  yz_outbox_item_free (outcome->item);
  g_free (outcome);
}

/**
 * yz_sync_step_new:
 * @now_us: the time
 *
 * Returns: (transfer full): a step that does nothing yet
 */
YzSyncStep *
yz_sync_step_new (gint64 now_us)
{
  YzSyncStep *step = g_new0 (YzSyncStep, 1);

  step->now_us = now_us;
  step->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_sync_outcome_free);
  step->candidates = g_ptr_array_new_with_free_func (g_free);
  step->taken = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_outbox_item_free);
  step->listed = g_ptr_array_new_with_free_func (g_free);
  return step;
}

/**
 * yz_sync_step_free:
 * @step: (transfer full): a step
 */
void
yz_sync_step_free (YzSyncStep *step)
{
  g_ptr_array_unref (step->outcomes);
  g_ptr_array_unref (step->candidates);
  g_ptr_array_unref (step->taken);
  g_ptr_array_unref (step->listed);
  g_free (step);
}

/* An item that is no longer there or in another hand is nothing to stop for. */
static gboolean
unless_gone (gboolean ok, GError **local_error, GError **error)
{
  if (ok)
    return TRUE;
  if (g_error_matches (*local_error, YZ_ERROR, YZ_ERROR_NOT_FOUND)) {
    g_clear_error (local_error);
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (local_error));
  return FALSE;
}

static gboolean
note_outcome (YzDatabase *db, const YzSyncOutcome *outcome, gint64 now_us, GError **error)
{
  const char *id = outcome->item->id;
  GError *local_error = NULL;
  gboolean ok = FALSE;

  switch (outcome->verdict) {
  case YZ_VERDICT_DELIVERED:
    ok = yz_outbox_confirm (db, id, now_us, &local_error);
    break;
  case YZ_VERDICT_REFUSED:
    ok = yz_outbox_set_aside (db, id, outcome->problem, &local_error)
         && yz_outbox_set_contact (db, now_us, &local_error);
    break;
  case YZ_VERDICT_DEVICE_REFUSED:
    ok = yz_outbox_retry_later (db, id, outcome->next_us, outcome->problem, &local_error)
         && yz_outbox_set_contact (db, now_us, &local_error);
    break;
  case YZ_VERDICT_WEATHER:
  case YZ_VERDICT_INCOMPLETE:
    ok = yz_outbox_retry_later (db, id, outcome->next_us, outcome->problem, &local_error);
    break;
  default:
    g_assert_not_reached ();
  }
  return unless_gone (ok, &local_error, error);
}

/* Takes one item for sending; *ret_taken tells whether it was still there to take. */
static gboolean
take (YzDatabase *db, YzSyncStep *step, YzOutboxItem *item, gboolean *ret_taken, GError **error)
{
  GError *local_error = NULL;

  *ret_taken = yz_outbox_note_attempt (db, item->id, step->now_us, &local_error);
  if (!*ret_taken) {
    yz_outbox_item_free (item);
    return unless_gone (FALSE, &local_error, error);
  }
  item->attempts++;
  item->state = YZ_OUTBOX_SENDING;
  step->n_taken++;
  step->taken_bytes += g_bytes_get_size (item->envelope);
  g_ptr_array_add (step->taken, item);
  return TRUE;
}

static gboolean
take_candidate (YzDatabase *db, YzSyncStep *step, const char *id, GError **error)
{
  GError *local_error = NULL;
  YzOutboxItem *item = yz_outbox_get (db, id, &local_error);
  gboolean taken;

  if (item == NULL)
    return unless_gone (FALSE, &local_error, error);
  return take (db, step, item, &taken, error);
}

static gboolean
take_due (YzDatabase *db, YzSyncStep *step, GError **error)
{
  while (step->taken->len < step->n_due && step->taken_bytes < MAX_TAKEN_BYTES) {
    GError *local_error = NULL;
    YzOutboxItem *item = yz_outbox_next (db, step->now_us, FALSE, &local_error);
    gboolean taken;

    if (item == NULL) {
      if (local_error == NULL)
        return TRUE;
      g_propagate_error (error, local_error);
      return FALSE;
    }
    if (!take (db, step, item, &taken, error))
      return FALSE;
    if (!taken)
      return TRUE;
  }
  return TRUE;
}

static gboolean
is_wanted (const YzSyncStep *step, const YzOutboxItem *item)
{
  if (item->next_us > step->now_us + LONGEST_WAIT_US)
    return TRUE;
  return step->list
         && (step->list_problem == NULL || g_strcmp0 (step->list_problem, item->last_problem) == 0);
}

static gboolean
list_waiting (YzDatabase *db, YzSyncStep *step, GError **error)
{
  g_autoptr (GPtrArray) items = yz_outbox_list_unconfirmed (db, error);

  if (items == NULL)
    return FALSE;

  for (guint i = 0; i < items->len; i++) {
    const YzOutboxItem *item = g_ptr_array_index (items, i);

    if (item->state != YZ_OUTBOX_PENDING)
      continue;
    if (is_wanted (step, item))
      g_ptr_array_add (step->listed, g_strdup (item->id));
    if (step->due_us == 0 || item->next_us < step->due_us)
      step->due_us = MAX (item->next_us, 1); /* 0 would mean none */
  }
  return TRUE;
}

/**
 * yz_sync_step_run:
 * @db: a database, inside a transaction
 * @step: a #YzSyncStep
 * @error: as the functions of the outbox; nothing of the step has then happened
 *
 * A #YzDatabaseFunc.
 *
 * Returns: whether it was done
 */
gboolean
yz_sync_step_run (YzDatabase *db, gpointer step, GError **error)
{
  YzSyncStep *self = step;

  if (self->recover && !yz_outbox_recover (db, error))
    return FALSE;
  if (self->contact && !yz_outbox_set_contact (db, self->now_us, error))
    return FALSE;
  for (guint i = 0; i < self->outcomes->len; i++)
    if (!note_outcome (db, g_ptr_array_index (self->outcomes, i), self->now_us, error))
      return FALSE;
  for (; self->n_used < self->candidates->len && self->taken_bytes < MAX_TAKEN_BYTES;
       self->n_used++)
    if (!take_candidate (db, self, g_ptr_array_index (self->candidates, self->n_used), error))
      return FALSE;
  if (!take_due (db, self, error))
    return FALSE;

  self->is_drained = self->taken->len < self->n_due && self->taken_bytes < MAX_TAKEN_BYTES;
  return !(self->is_drained || self->list) || list_waiting (db, self, error);
}
