/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-schema.h"

#include "yz-queue-event.h"

/* The schema of `hub.db`, one script a version. A script that was ever released is never changed:
 * what is to be different goes into the next one. */

/* The envelope is the last column: SQLite then reads the others without going through it. */
static const char submissions_sql[] = "CREATE TABLE stations ("
                                      "  station TEXT NOT NULL PRIMARY KEY,"
                                      "  key BLOB NOT NULL CHECK (length (key) = 32),"
                                      "  pinned INTEGER NOT NULL"
                                      ") STRICT;"
                                      "CREATE TABLE submissions ("
                                      "  id TEXT NOT NULL PRIMARY KEY,"
                                      "  sha256 TEXT NOT NULL CHECK (length (sha256) = 64),"
                                      "  receipt TEXT NOT NULL,"
                                      "  station TEXT NOT NULL,"
                                      "  received INTEGER NOT NULL,"
                                      "  envelope BLOB NOT NULL"
                                      ") STRICT;";

static const char staff_calls_sql[] = "CREATE TABLE staff_calls ("
                                      "  id TEXT NOT NULL PRIMARY KEY,"
                                      "  station TEXT NOT NULL,"
                                      "  called INTEGER NOT NULL"
                                      ") STRICT;"
                                      "CREATE INDEX staff_calls_by_time ON staff_calls (called);";

static const char call_reasons_sql[]
    = "ALTER TABLE staff_calls ADD COLUMN reason TEXT NOT NULL DEFAULT 'help';";

/* What was announced by a submission, and how much of it is there. */
static const char blobs_sql[] = "CREATE TABLE blobs ("
                                "  sha256 TEXT NOT NULL PRIMARY KEY CHECK (length (sha256) = 64),"
                                "  size INTEGER NOT NULL CHECK (size > 0),"
                                "  complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1))"
                                ") STRICT, WITHOUT ROWID;"
                                "CREATE TABLE attachments ("
                                "  submission TEXT NOT NULL REFERENCES submissions (id),"
                                "  n INTEGER NOT NULL,"
                                "  sha256 TEXT NOT NULL REFERENCES blobs (sha256),"
                                "  PRIMARY KEY (submission, n)"
                                ") STRICT, WITHOUT ROWID;"
                                "CREATE TABLE blob_chunks ("
                                "  sha256 TEXT NOT NULL REFERENCES blobs (sha256),"
                                "  n INTEGER NOT NULL,"
                                "  data BLOB NOT NULL,"
                                "  PRIMARY KEY (sha256, n)"
                                ") STRICT;";

static const char *const migrations[] = {
  submissions_sql, yz_queue_schema_sql, staff_calls_sql, call_reasons_sql, blobs_sql,
};

const YzSchema yz_hub_schema = { migrations, G_N_ELEMENTS (migrations) };
