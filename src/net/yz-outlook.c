/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-outlook.h"

/* What the sender knows of the hub. Pauses belong to the hub and not to single items: while it is
 * out of reach all of them wait together, and one is tried for all. */

#define SPREAD_US ((gint64)60 * G_USEC_PER_SEC)
#define HASTE_US G_USEC_PER_SEC

/* Two failures in a row are an outage, one may be a single item that does the hub no good. */
#define OUTAGE_FAILURES 2

/**
 * yz_outlook_begin:
 * @self: an outlook
 *
 * Forgets about failures and pauses of an earlier run.
 */
void
yz_outlook_begin (YzOutlook *self)
{
  self->n_failures = 0;
  self->not_before_us = 0;
  self->was_asked = FALSE;
  self->has_answered = FALSE;
}

/**
 * yz_outlook_clear:
 * @self: an outlook
 */
void
yz_outlook_clear (YzOutlook *self)
{
  g_clear_pointer (&self->problem, g_free);
}

/**
 * yz_outlook_note_try:
 * @self: an outlook
 * @now_us: the time
 */
void
yz_outlook_note_try (YzOutlook *self, gint64 now_us)
{
  self->was_asked = TRUE;
  self->last_try_us = now_us;
}

/**
 * yz_outlook_note_answer:
 * @self: an outlook
 * @now_us: the time
 *
 * Notes that the hub itself has answered.
 *
 * Returns: whether an outage has ended with this
 */
gboolean
yz_outlook_note_answer (YzOutlook *self, gint64 now_us)
{
  gboolean was_down = self->n_failures >= OUTAGE_FAILURES;

  self->state = YZ_SYNC_ONLINE;
  self->n_failures = 0;
  self->not_before_us = 0;
  self->last_contact_us = now_us;
  self->has_answered = TRUE;
  return was_down;
}

/* Asked for its health, a hub may say that it does not know us: the line is up, the rest is not. */
static char *
describe (const YzResponse *response, const GError *error)
{
  if (response == NULL)
    return g_strdup (error->message);
  if (yz_verdict_is_device_refusal (response))
    return g_strdup ("the hub does not know this station");
  return g_strdup_printf ("what answered with status %u is not the hub", response->status);
}

/**
 * yz_outlook_note_weather:
 * @self: an outlook
 * @now_us: the time
 * @response: (nullable): what answered in the hub's place
 * @error: (nullable): why nothing answered at all
 *
 * Notes a try without an answer of the hub's own, and sets a pause. Of several that were under way
 * together only the first makes the pause longer.
 */
void
yz_outlook_note_weather (YzOutlook *self,
                         gint64 now_us,
                         const YzResponse *response,
                         const GError *error)
{
  guint retry_after_seconds = response != NULL ? response->retry_after_seconds : 0;

  g_free (self->problem);
  self->problem = describe (response, error);
  self->state = YZ_SYNC_OFFLINE;
  if (now_us < self->not_before_us)
    return;

  if (self->n_failures == 0)
    self->down_since_us = now_us;
  self->n_failures++;
  self->not_before_us
      = now_us + (gint64)1000 * yz_backoff_ms (self->n_failures, retry_after_seconds);
}

/**
 * yz_outlook_note_device_refused:
 * @self: an outlook
 * @now_us: the time
 *
 * Notes that the hub does not take anything from this station.
 */
void
yz_outlook_note_device_refused (YzOutlook *self, gint64 now_us)
{
  self->state = YZ_SYNC_DEVICE_REFUSED;
  self->n_failures = 0;
  self->not_before_us = now_us + YZ_OUTLOOK_REFUSED_PAUSE_US;
  self->last_contact_us = now_us;
  self->has_answered = TRUE;
}

/**
 * yz_outlook_spread:
 * @self: an outlook, after an outage has ended
 * @now_us: the time
 *
 * Waits for up to a minute, or as long as the outage was: when a line comes back all kiosks behind
 * it would else send at the same moment.
 */
void
yz_outlook_spread (YzOutlook *self, gint64 now_us)
{
  gint64 limit_us = MIN (SPREAD_US, now_us - self->down_since_us);

  self->not_before_us = now_us + (gint64)(g_random_double () * (double)limit_us);
}

/**
 * yz_outlook_hasten:
 * @self: an outlook
 *
 * Ends a pause that was for the weather: the hub may be asked again a second after the last try.
 */
void
yz_outlook_hasten (YzOutlook *self)
{
  if (self->state == YZ_SYNC_OFFLINE)
    self->not_before_us = MIN (self->not_before_us, self->last_try_us + HASTE_US);
}
