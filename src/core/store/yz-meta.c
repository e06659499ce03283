/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-meta.h"

/* Single numbers that a node remembers in `kiosk.db`, such as when the hub last answered. */

/**
 * yz_meta_get:
 * @db: a database of yz_kiosk_schema
 * @key: name of the number
 * @fallback: what it is where it was never set
 * @ret_value: (out): the number
 * @error: as yz_database_step()
 *
 * Returns: whether it could be read
 */
gboolean
yz_meta_get (YzDatabase *db, const char *key, gint64 fallback, gint64 *ret_value, GError **error)
{
  sqlite3_stmt *statement;
  gboolean row = FALSE;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);
  g_return_val_if_fail (ret_value != NULL, FALSE);

  statement = yz_database_prepare (db, "SELECT value FROM meta WHERE key = ?1", error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;

  *ret_value = row ? sqlite3_column_int64 (statement, 0) : fallback;
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * yz_meta_set:
 * @db: a database of yz_kiosk_schema, inside a transaction
 * @key: name of the number
 * @value: the number
 * @error: as yz_database_step()
 *
 * Returns: whether it was set
 */
gboolean
yz_meta_set (YzDatabase *db, const char *key, gint64 value, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  statement = yz_database_prepare (db,
                                   "INSERT INTO meta (key, value) VALUES (?1, ?2)"
                                   " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                                   error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, value);
  return yz_database_step (db, statement, NULL, error);
}
