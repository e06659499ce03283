/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-sync-step.h"

G_BEGIN_DECLS

/**
 * YzBacklog:
 * @taken: #YzOutboxItem to be sent now, their attempts noted
 * @outcomes: (element-type YzSyncOutcome): what the next step is to note
 * @candidates: ids of items to take before their time
 * @must_recover: whether the next step is to take up what a sender that died had in hand
 * @must_note_contact: whether it is to note that the hub was in contact
 * @must_list: whether it is to list what waits
 * @list_problem: (nullable): only what waits for this reason
 * @batch: how many items to take at once
 * @batch_us: when the last ones were taken, monotonic
 * @is_drained: whether nothing is due before @due_us
 * @due_us: when the next item is due, by the clock; 0 where none waits
 *
 * What the sender knows of the outbox, and what the next step is to do with it.
 */
typedef struct {
  GQueue taken;
  GPtrArray *outcomes;
  GQueue candidates;
  gboolean must_recover;
  gboolean must_note_contact;
  gboolean must_list;
  const char *list_problem;
  guint batch;
  gint64 batch_us;
  gboolean is_drained;
  gint64 due_us;
} YzBacklog;

void yz_backlog_init     (YzBacklog *self);
void yz_backlog_begin    (YzBacklog *self);
void yz_backlog_clear    (YzBacklog *self);
void yz_backlog_finalize (YzBacklog *self);

void yz_backlog_list        (YzBacklog    *self,
                             const char   *problem);
void yz_backlog_add_outcome (YzBacklog    *self,
                             YzOutboxItem *item,
                             YzVerdict     verdict,
                             const char   *problem,
                             gint64        next_us);
void yz_backlog_put_back    (YzBacklog    *self,
                             gint64        now_us);
void yz_backlog_give_up     (YzBacklog    *self);

gboolean yz_backlog_has_due    (YzBacklog *self,
                                gint64     now_us);
gboolean yz_backlog_has_news   (YzBacklog *self);
gboolean yz_backlog_is_in_hand (YzBacklog *self);

YzSyncStep *yz_backlog_make_step    (YzBacklog  *self,
                                     gint64      now_us,
                                     guint       room,
                                     gboolean    only_candidates);
void        yz_backlog_note_step    (YzBacklog  *self,
                                     YzSyncStep *step);
void        yz_backlog_note_failure (YzBacklog  *self,
                                     YzSyncStep *step);

G_END_DECLS
