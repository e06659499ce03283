/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-outbox.h"
#include "yz-verdict.h"

G_BEGIN_DECLS

/**
 * YzSyncOutcome:
 * @item: what was sent
 * @verdict: what became of it
 * @next_us: when to try again, where it waits
 * @problem: why it waits, a code
 */
typedef struct {
  YzOutboxItem *item;
  YzVerdict verdict;
  gint64 next_us;
  const char *problem;
} YzSyncOutcome;

void yz_sync_outcome_free (YzSyncOutcome *outcome);

/**
 * YzSyncStep:
 * @now_us: the time
 * @recover: whether to take up first what a sender that died had in hand
 * @contact: whether the hub was in contact
 * @list: whether to list what waits
 * @list_problem: (nullable): only what waits for this reason
 * @outcomes: (element-type YzSyncOutcome): what to note
 * @candidates: (element-type utf8): what to take even before its time
 * @n_due: how many to take at most of those that are due, these included
 * @n_used: (out): how many of @candidates were looked at; the rest was too much
 * @taken: (out) (element-type YzOutboxItem): what to send now, the attempt noted
 * @n_taken: (out): their number
 * @taken_bytes: (out): their size
 * @listed: (out) (element-type utf8): what was to be listed, in the order of sending, and what
 *   waits unreasonably long
 * @is_drained: (out): whether there was less to take than @n_due
 * @due_us: (out): if so, when the next item is due, 0 where none waits
 *
 * One transaction of the sender: notes what became of the last items and takes the next.
 */
typedef struct {
  gint64 now_us;
  gboolean recover;
  gboolean contact;
  gboolean list;
  const char *list_problem;
  GPtrArray *outcomes;
  GPtrArray *candidates;
  guint n_due;

  guint n_used;
  GPtrArray *taken;
  guint n_taken;
  gsize taken_bytes;
  GPtrArray *listed;
  gboolean is_drained;
  gint64 due_us;
} YzSyncStep;

YzSyncStep *yz_sync_step_new  (gint64       now_us);
void        yz_sync_step_free (YzSyncStep  *step);
gboolean    yz_sync_step_run  (YzDatabase  *db,
                               gpointer     step,
                               GError     **error);

G_END_DECLS
