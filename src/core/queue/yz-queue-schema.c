/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-queue-event.h"

/**
 * yz_queue_schema_sql:
 *
 * What the queue keeps, in `kiosk.db` and in `hub.db` alike: a script for a #YzSchema.
 *
 * `events` is the truth: what happened, in order. The other two tables are the fold of it
 * (yz-queue-fold.c), so that nothing has to be counted while a citizen waits: `tickets` is each
 * ticket as it stands now, in the row of the event that brought it in; `series` is, for each series
 * of numbers on a day, the number of the event with which it began, how far it has come, whether
 * this node issues it (`own`), how many of its people wait, apart for those who go first, and how
 * many the hall does not know yet. The service stands in its key because an administrator may give
 * a letter to another service in the middle of a day.
 *
 * The disk is what a ticket waits for, so there is no index but the one of the events' ids: what
 * belongs to a day is found from `since` on.
 *
 * A number of `events` is never used twice, which a feed relies on: whoever sweeps old events
 * leaves the last one.
 */
const char yz_queue_schema_sql[]
    = "CREATE TABLE events ("
      "  seq INTEGER PRIMARY KEY,"
      "  id TEXT NOT NULL UNIQUE,"
      "  time INTEGER NOT NULL,"
      "  business_day TEXT NOT NULL,"
      "  kind TEXT NOT NULL,"
      "  ticket TEXT NOT NULL,"
      "  body TEXT NOT NULL"
      ") STRICT;"
      "CREATE TABLE tickets ("
      "  seq INTEGER PRIMARY KEY,"
      "  id TEXT NOT NULL,"
      "  number TEXT NOT NULL,"
      "  service TEXT NOT NULL,"
      "  priority TEXT,"
      "  business_day TEXT NOT NULL,"
      "  taken INTEGER NOT NULL,"
      "  ahead INTEGER NOT NULL,"
      "  ahead_is_minimum INTEGER NOT NULL CHECK (ahead_is_minimum IN (0, 1)),"
      "  wait_min INTEGER NOT NULL,"
      "  wait_max INTEGER NOT NULL,"
      "  state TEXT NOT NULL CHECK (state IN ('waiting', 'cancelled')),"
      "  unreported INTEGER NOT NULL CHECK (unreported IN (0, 1))"
      ") STRICT;"
      "CREATE TABLE series ("
      "  business_day TEXT NOT NULL,"
      "  series TEXT NOT NULL,"
      "  service TEXT NOT NULL,"
      "  since INTEGER NOT NULL,"
      "  last INTEGER NOT NULL,"
      "  own INTEGER NOT NULL CHECK (own IN (0, 1)),"
      "  first INTEGER NOT NULL CHECK (first >= 0),"
      "  others INTEGER NOT NULL CHECK (others >= 0),"
      "  unreported INTEGER NOT NULL CHECK (unreported >= 0),"
      "  PRIMARY KEY (business_day, series, service)"
      ") STRICT, WITHOUT ROWID;";
