/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-card-reader.h"
#include "yz-clock.h"

G_BEGIN_DECLS

/**
 * YzCardRun:
 *
 * One time of looking for cards, from start to stop.
 */
typedef struct _YzCardRun YzCardRun;

/**
 * YzCardRunConfig:
 * @path: the device
 * @baud: its rate
 * @timeout_ms: how long the reader may take to find a card; it has three times as long to read one
 * @clock: tells the day
 */
typedef struct {
  char *path;
  guint baud;
  guint timeout_ms;
  YzClock *clock;
} YzCardRunConfig;

/**
 * YzCardRunFuncs:
 * @ready: whether the reader works, told when that changes; it does not at the beginning
 * @card: a card has been read
 * @removed: what lay there is gone
 * @trouble: a card could not be read, or the reader does not work
 *
 * What a run tells, always on the main context on which it was started.
 */
typedef struct {
  void (*ready) (gboolean ready, gpointer user_data);
  void (*card) (YzCard *card, gpointer user_data);
  void (*removed) (gpointer user_data);
  void (*trouble) (YzCardTrouble trouble, const GError *error, gpointer user_data);
} YzCardRunFuncs;

YzCardRun *yz_card_run_start (const YzCardRunConfig *config,
                              GThread               *previous,
                              const YzCardRunFuncs  *funcs,
                              gpointer               user_data);
GThread   *yz_card_run_stop  (YzCardRun *self);

G_END_DECLS
