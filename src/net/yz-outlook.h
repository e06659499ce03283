/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-sync.h"
#include "yz-verdict.h"

G_BEGIN_DECLS

/**
 * YzOutlook:
 * @state: how the sender stands with the hub
 * @n_failures: tries in a row without an answer of the hub's own
 * @not_before_us: when the hub may be asked again, 0 for now
 * @down_since_us: when the first of these failures was
 * @last_try_us: when it was asked last
 * @last_contact_us: when it answered last
 * @was_asked: whether it was asked at all in this run
 * @has_answered: whether it answered in this run
 * @problem: (nullable): why the last try brought no answer
 *
 * What the sender knows of the hub, and what follows for when to ask it. All times are monotonic.
 */
typedef struct {
  YzSyncState state;
  guint n_failures;
  gint64 not_before_us;
  gint64 down_since_us;
  gint64 last_try_us;
  gint64 last_contact_us;
  gboolean was_asked;
  gboolean has_answered;
  char *problem;
} YzOutlook;

/* How long nothing is sent after the hub has refused the station. */
#define YZ_OUTLOOK_REFUSED_PAUSE_US ((gint64) 600 * G_USEC_PER_SEC)

void     yz_outlook_begin               (YzOutlook        *self);
void     yz_outlook_clear               (YzOutlook        *self);
void     yz_outlook_note_try            (YzOutlook        *self,
                                         gint64            now_us);
gboolean yz_outlook_note_answer         (YzOutlook        *self,
                                         gint64            now_us);
void     yz_outlook_note_weather        (YzOutlook        *self,
                                         gint64            now_us,
                                         const YzResponse *response,
                                         const GError     *error);
void     yz_outlook_note_device_refused (YzOutlook        *self,
                                         gint64            now_us);
void     yz_outlook_spread              (YzOutlook        *self,
                                         gint64            now_us);
void     yz_outlook_hasten              (YzOutlook        *self);

G_END_DECLS
