/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-queue-event.h"

/**
 * yz_queue_schema_sql:
 *
 * What the queue keeps, in `kiosk.db` and in `hub.db` alike: a script for a #YzSchema.
 *
 * `events` is the truth: what happened, in order. The other three tables are the fold of it
 * (yz-queue-event.c), so that nothing has to be counted while a citizen waits: each ticket as it
 * stands now, how far each series of numbers has come on a day (`own`: whether this node issues
 * it), and how many people wait for a service on a day, apart for those who go first.
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
      "  id TEXT NOT NULL PRIMARY KEY,"
      "  seq INTEGER NOT NULL,"
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
      ") STRICT, WITHOUT ROWID;"
      "CREATE INDEX tickets_of_day ON tickets (business_day, seq);"
      "CREATE INDEX tickets_unreported ON tickets (seq) WHERE unreported = 1;"
      "CREATE TABLE series ("
      "  business_day TEXT NOT NULL,"
      "  series TEXT NOT NULL,"
      "  last INTEGER NOT NULL,"
      "  own INTEGER NOT NULL CHECK (own IN (0, 1)),"
      "  PRIMARY KEY (business_day, series)"
      ") STRICT, WITHOUT ROWID;"
      "CREATE TABLE waiting ("
      "  business_day TEXT NOT NULL,"
      "  service TEXT NOT NULL,"
      "  first INTEGER NOT NULL CHECK (first >= 0),"
      "  others INTEGER NOT NULL CHECK (others >= 0),"
      "  PRIMARY KEY (business_day, service)"
      ") STRICT, WITHOUT ROWID;";
