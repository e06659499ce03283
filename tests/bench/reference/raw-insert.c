/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include <glib.h>
#include <sqlite3.h>

/* raw-insert FROM TO COUNT: takes the envelopes that lie in the outbox of FROM, inserts COUNT of
 * them into the new database TO, each in a transaction of its own, with SQLite alone and with the
 * settings that the project's databases have, and prints how many a second were on the disk. */

static void
check (sqlite3 *db, int code, int expected)
{
  if (code != expected)
    g_error ("SQLite: %s", sqlite3_errmsg (db));
}

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement;

  check (db, sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), SQLITE_OK);
  return statement;
}

static void
run (sqlite3 *db, sqlite3_stmt *statement)
{
  check (db, sqlite3_step (statement), SQLITE_DONE);
  sqlite3_reset (statement);
}

static GPtrArray *
read_envelopes (const char *path)
{
  GPtrArray *envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  sqlite3_stmt *statement;
  sqlite3 *db;

  check (NULL, sqlite3_open (path, &db), SQLITE_OK);
  statement = prepare (db, "SELECT envelope FROM outbox");
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_ptr_array_add (envelopes, g_bytes_new (sqlite3_column_blob (statement, 0),
                                             (gsize)sqlite3_column_bytes (statement, 0)));
  sqlite3_finalize (statement);
  sqlite3_close (db);
  if (envelopes->len == 0)
    g_error ("there is no envelope in %s", path);
  return envelopes;
}

static double
measure (sqlite3 *db, GPtrArray *envelopes, guint n)
{
  sqlite3_stmt *begin = prepare (db, "BEGIN IMMEDIATE");
  sqlite3_stmt *insert = prepare (db, "INSERT INTO outbox (envelope) VALUES (?1)");
  sqlite3_stmt *commit = prepare (db, "COMMIT");
  gint64 begin_us = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++) {
    GBytes *envelope = g_ptr_array_index (envelopes, i % envelopes->len);
    gsize size;
    const void *data = g_bytes_get_data (envelope, &size);

    run (db, begin);
    sqlite3_bind_blob64 (insert, 1, data, size, SQLITE_STATIC);
    run (db, insert);
    run (db, commit);
  }
  sqlite3_finalize (begin);
  sqlite3_finalize (insert);
  sqlite3_finalize (commit);
  return n / ((g_get_monotonic_time () - begin_us) / (double)G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) envelopes = NULL;
  sqlite3 *db;

  if (argc != 4) {
    g_printerr ("usage: raw-insert FROM TO COUNT\n");
    return 2;
  }
  envelopes = read_envelopes (argv[1]);
  check (NULL, sqlite3_open (argv[2], &db), SQLITE_OK);
  check (db,
         sqlite3_exec (db,
                       "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                       "PRAGMA foreign_keys = ON;"
                       "CREATE TABLE outbox (id INTEGER PRIMARY KEY, envelope BLOB NOT NULL)",
                       NULL, NULL, NULL),
         SQLITE_OK);
  g_print ("%.1f\n", measure (db, envelopes, (guint)g_ascii_strtoull (argv[3], NULL, 10)));
  sqlite3_close (db);
  return 0;
}
