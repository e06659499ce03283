/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-store.h"

#include "yz-queue-event.h"

/* The schema of `kiosk.db`, one script a version. A script that was ever released is never changed:
 * what is to be different goes into the next one.
 *
 * The first index of the outbox answers all that is asked of a state without the table, whose rows
 * are large; the second is written only at confirmation. The rescue (yz-salvage.c) knows the outbox
 * by its first eleven columns: add others behind them. */

static const char outbox_sql[]
    = "CREATE TABLE outbox ("
      "  id TEXT NOT NULL PRIMARY KEY,"
      "  receipt TEXT NOT NULL UNIQUE,"
      "  sha256 TEXT NOT NULL CHECK (length (sha256) = 64),"
      "  created INTEGER NOT NULL,"
      "  urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),"
      "  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'confirmed', 'set-aside')),"
      "  attempts INTEGER NOT NULL DEFAULT 0,"
      "  next INTEGER NOT NULL DEFAULT 0,"
      "  last_problem TEXT,"
      "  confirmed INTEGER CHECK ((confirmed IS NOT NULL) = (state = 'confirmed')),"
      "  envelope BLOB NOT NULL"
      ") STRICT;"
      "CREATE INDEX outbox_order ON outbox (state, urgent DESC, created, next);"
      "CREATE INDEX outbox_confirmed ON outbox (confirmed) WHERE confirmed IS NOT NULL;"
      "CREATE TABLE meta ("
      "  key TEXT NOT NULL PRIMARY KEY,"
      "  value INTEGER NOT NULL"
      ") STRICT, WITHOUT ROWID;";

/* Which sealed streams (yz-blobs.c) belong to which submission: they are kept as long as it is. */
static const char blobs_sql[]
    = "CREATE TABLE blobs ("
      "  submission TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,"
      "  sha256 TEXT NOT NULL CHECK (length (sha256) = 64),"
      "  PRIMARY KEY (submission, sha256)"
      ") STRICT, WITHOUT ROWID;"
      "CREATE INDEX blobs_by_name ON blobs (sha256);";

static const char *const migrations[] = {
  outbox_sql,
  yz_queue_schema_sql,
  blobs_sql,
};

const YzSchema yz_kiosk_schema = { migrations, G_N_ELEMENTS (migrations) };
