/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-backlog.h"

/* What the sender knows of the outbox between one step and the next. */

/* A commit waits for the disk, so as many items are taken at once as can be sent in this time: few
 * over a slow line, where the next ones may be more urgent, many over a fast one. */
#define BATCH_US (G_USEC_PER_SEC / 10)
#define MIN_BATCH 4
#define MAX_BATCH 64

static GPtrArray *
new_outcomes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)yz_sync_outcome_free);
}

/**
 * yz_backlog_init:
 * @self: (out caller-allocates): a backlog of which nothing is known
 */
void
yz_backlog_init (YzBacklog *self)
{
  g_queue_init (&self->taken);
  g_queue_init (&self->candidates);
  self->outcomes = new_outcomes ();
}

/**
 * yz_backlog_begin:
 * @self: a backlog
 *
 * Begins a run: what an earlier one had in hand is taken up by the first step.
 */
void
yz_backlog_begin (YzBacklog *self)
{
  self->must_recover = TRUE;
  self->is_drained = FALSE;
  self->batch = MIN_BATCH;
}

/**
 * yz_backlog_clear:
 * @self: a backlog
 *
 * Forgets what is in hand. It stays marked in the outbox as being sent.
 */
void
yz_backlog_clear (YzBacklog *self)
{
  g_queue_clear_full (&self->taken, (GDestroyNotify)yz_outbox_item_free);
  g_queue_clear_full (&self->candidates, g_free);
  g_ptr_array_set_size (self->outcomes, 0);
}

/**
 * yz_backlog_finalize:
 * @self: a backlog
 */
void
yz_backlog_finalize (YzBacklog *self)
{
  yz_backlog_clear (self);
  g_clear_pointer (&self->outcomes, g_ptr_array_unref);
}

/**
 * yz_backlog_list:
 * @self: a backlog
 * @problem: (nullable): only what waits for this reason
 *
 * Has what waits tried before its time.
 */
void
yz_backlog_list (YzBacklog *self, const char *problem)
{
  self->must_list = TRUE;
  self->list_problem = problem;
}

/**
 * yz_backlog_add_outcome:
 * @self: a backlog
 * @item: (transfer full): what was sent
 * @verdict: what became of it
 * @problem: (nullable): why it waits or is set aside, a code that outlives the outcome
 * @next_us: when to try again, 0 where it does not wait
 */
void
yz_backlog_add_outcome (YzBacklog *self,
                        YzOutboxItem *item,
                        YzVerdict verdict,
                        const char *problem,
                        gint64 next_us)
{
  YzSyncOutcome *outcome = g_new0 (YzSyncOutcome, 1);

  outcome->item = item;
  outcome->verdict = verdict;
  outcome->problem = problem;
  outcome->next_us = next_us;
  g_ptr_array_add (self->outcomes, outcome);
}

/**
 * yz_backlog_put_back:
 * @self: a backlog
 * @now_us: the time
 *
 * What was taken but cannot be sent now waits again, as if it had not been taken.
 */
void
yz_backlog_put_back (YzBacklog *self, gint64 now_us)
{
  YzOutboxItem *item;

  while ((item = g_queue_pop_head (&self->taken)) != NULL) {
    yz_backlog_add_outcome (self, item, YZ_VERDICT_WEATHER, item->last_problem, now_us);
    self->is_drained = FALSE;
  }
}

/**
 * yz_backlog_give_up:
 * @self: a backlog
 *
 * Leaves the candidates to their time.
 */
void
yz_backlog_give_up (YzBacklog *self)
{
  g_queue_clear_full (&self->candidates, g_free);
}

/**
 * yz_backlog_has_due:
 * @self: a backlog
 * @now_us: the time
 *
 * Returns: whether there may be something in the outbox to take now
 */
gboolean
yz_backlog_has_due (YzBacklog *self, gint64 now_us)
{
  return !g_queue_is_empty (&self->candidates) || !self->is_drained
         || (self->due_us > 0 && now_us >= self->due_us);
}

/**
 * yz_backlog_has_news:
 * @self: a backlog
 *
 * Returns: whether a step is to be made even if there is nothing to take. While there is something
 *   to send, what became of the last items is noted together with taking the next.
 */
gboolean
yz_backlog_has_news (YzBacklog *self)
{
  return self->must_recover || self->must_note_contact || self->must_list
         || (self->outcomes->len > 0 && g_queue_is_empty (&self->taken));
}

/**
 * yz_backlog_is_in_hand:
 * @self: a backlog
 *
 * Returns: whether there is anything that this run has still to send
 */
gboolean
yz_backlog_is_in_hand (YzBacklog *self)
{
  return !g_queue_is_empty (&self->taken) || !g_queue_is_empty (&self->candidates);
}

static guint
adapt_batch (YzBacklog *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - self->batch_us < BATCH_US)
    self->batch = MIN (2 * self->batch, MAX_BATCH);
  else
    self->batch = MAX (self->batch / 2, MIN_BATCH);
  self->batch_us = now_us;
  return self->batch;
}

/**
 * yz_backlog_make_step:
 * @self: a backlog
 * @now_us: the time
 * @room: how many to take: 0, 1 or, with any other number, as many as the line carries
 * @only_candidates: whether to leave what is merely due
 *
 * Returns: (transfer full): the next step
 */
YzSyncStep *
yz_backlog_make_step (YzBacklog *self, gint64 now_us, guint room, gboolean only_candidates)
{
  YzSyncStep *step = yz_sync_step_new (now_us);
  guint n = room > 1 ? adapt_batch (self) : room;

  step->recover = self->must_recover;
  step->contact = self->must_note_contact;
  step->list = self->must_list;
  step->list_problem = self->list_problem;
  step->n_due = only_candidates ? 0 : n;
  for (guint i = 0; i < n && !g_queue_is_empty (&self->candidates); i++)
    g_ptr_array_add (step->candidates, g_queue_pop_head (&self->candidates));
  g_ptr_array_extend_and_steal (step->outcomes, self->outcomes);
  self->outcomes = new_outcomes ();
  self->must_recover = FALSE;
  self->must_note_contact = FALSE;
  self->must_list = FALSE;
  return step;
}

/* Those that were too much for one transaction come first in the next. */
static void
keep_candidates (YzBacklog *self, const YzSyncStep *step)
{
  for (guint i = step->candidates->len; i > step->n_used; i--)
    g_queue_push_head (&self->candidates, g_strdup (g_ptr_array_index (step->candidates, i - 1)));
}

static void
add_candidates (YzBacklog *self, const YzSyncStep *step)
{
  if (step->list)
    g_queue_clear_full (&self->candidates, g_free);
  if (g_queue_is_empty (&self->candidates))
    for (guint i = 0; i < step->listed->len; i++)
      g_queue_push_tail (&self->candidates, g_strdup (g_ptr_array_index (step->listed, i)));
}

/**
 * yz_backlog_note_step:
 * @self: a backlog
 * @step: a step that was done; what it has taken goes over to @self
 */
void
yz_backlog_note_step (YzBacklog *self, YzSyncStep *step)
{
  if (step->is_drained || step->list) {
    self->is_drained = step->is_drained;
    self->due_us = step->due_us;
  }
  keep_candidates (self, step);
  add_candidates (self, step);
  for (guint i = 0; i < step->outcomes->len; i++) {
    gint64 next_us = ((const YzSyncOutcome *)g_ptr_array_index (step->outcomes, i))->next_us;

    if (next_us > 0)
      self->due_us = self->due_us > 0 ? MIN (self->due_us, next_us) : next_us;
  }
  g_ptr_array_set_free_func (step->taken, NULL);
  for (guint i = 0; i < step->taken->len; i++)
    g_queue_push_tail (&self->taken, g_ptr_array_index (step->taken, i));
}

/**
 * yz_backlog_note_failure:
 * @self: a backlog
 * @step: a step of which nothing was done
 *
 * Nothing that was learnt is lost: the next step is to do the same again.
 */
void
yz_backlog_note_failure (YzBacklog *self, YzSyncStep *step)
{
  g_ptr_array_extend_and_steal (self->outcomes, g_ptr_array_ref (step->outcomes));
  self->must_recover |= step->recover;
  self->must_note_contact |= step->contact;
  self->must_list |= step->list;
  step->n_used = 0;
  keep_candidates (self, step);
}
