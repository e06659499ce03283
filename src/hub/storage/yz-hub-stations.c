/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-stations.h"

/* Which stations are known, and by which key. A name is bound to the first key that comes with it;
 * where that is too weak, the list holds the stations' public keys themselves. */
struct _YzHubStations {
  GHashTable *names;   /* stations whose key is pinned at first sight */
  GHashTable *key_ids; /* stations whose key is known beforehand */
};

/**
 * yz_hub_stations_load:
 * @node: the hub's node
 * @error: as yz_key_load() for a key that cannot be read
 *
 * Reads `[hub] stations`: what ends with `.pub` is the file of a station's public key, relative to
 * the node's folder, anything else the name of a station. With an empty list any station is known.
 *
 * Returns: (transfer full): the list
 */
YzHubStations *
yz_hub_stations_load (YzNode *node, GError **error)
{
  g_auto (GStrv) entries = yz_config_get_list (yz_node_get_config (node), "hub.stations");
  g_autoptr (YzHubStations) self = g_new0 (YzHubStations, 1);

  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->key_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; entries[i] != NULL; i++) {
    g_autofree char *path = NULL;
    g_autoptr (YzKey) key = NULL;

    if (!g_str_has_suffix (entries[i], ".pub")) {
      g_hash_table_add (self->names, g_strdup (entries[i]));
      continue;
    }
    path = yz_node_get_path (node, entries[i]);
    key = yz_key_load (path, YZ_KEY_SIGN, error);
    if (key == NULL) {
      g_prefix_error (error, "[hub] stations: ");
      return NULL;
    }
    g_hash_table_add (self->key_ids, g_strdup (yz_key_get_id (key)));
  }
  return g_steal_pointer (&self);
}

/**
 * yz_hub_stations_free:
 * @self: (nullable): a list
 */
void
yz_hub_stations_free (YzHubStations *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->names);
  g_hash_table_unref (self->key_ids);
  g_free (self);
}

static gboolean
insert_key (YzDatabase *db, const char *station, GBytes *key, gint64 now_us, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db, "INSERT INTO stations (station, key, pinned) VALUES (?1, ?2, ?3)",
                             error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, station, -1, SQLITE_STATIC);
  sqlite3_bind_blob64 (statement, 2, g_bytes_get_data (key, NULL), g_bytes_get_size (key),
                       SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, now_us);
  return yz_database_step (db, statement, NULL, error);
}

/* Whether @key is the one that @station came with first; at first sight it is. */
static gboolean
check_pinned (YzDatabase *db,
              const char *station,
              YzKey *key,
              gint64 now_us,
              gboolean *ret_same,
              GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db, "SELECT key FROM stations WHERE station = ?1", error);
  g_autoptr (GBytes) pinned = NULL;
  g_autoptr (GBytes) public = yz_key_get_public (key);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, station, -1, SQLITE_STATIC);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;
  if (!row) {
    *ret_same = TRUE;
    return insert_key (db, station, public, now_us, error);
  }
  pinned = g_bytes_new (sqlite3_column_blob (statement, 0),
                        (gsize)sqlite3_column_bytes (statement, 0));
  sqlite3_reset (statement);
  *ret_same = g_bytes_equal (pinned, public);
  return TRUE;
}

/**
 * yz_hub_stations_admit:
 * @self: the list
 * @db: the hub's database, inside a transaction
 * @station: the name that the station goes by
 * @key: the key that it has signed with
 * @now_us: the time
 * @ret_admitted: (out): whether it is known
 * @error: as yz_database_step()
 *
 * Returns: whether that could be found out
 */
gboolean
yz_hub_stations_admit (YzHubStations *self,
                       YzDatabase *db,
                       const char *station,
                       YzKey *key,
                       gint64 now_us,
                       gboolean *ret_admitted,
                       GError **error)
{
  gboolean is_open = g_hash_table_size (self->names) + g_hash_table_size (self->key_ids) == 0;

  g_return_val_if_fail (self != NULL && db != NULL, FALSE);
  g_return_val_if_fail (station != NULL && YZ_IS_KEY (key), FALSE);

  *ret_admitted = g_hash_table_contains (self->key_ids, yz_key_get_id (key));
  if (*ret_admitted || (!is_open && !g_hash_table_contains (self->names, station)))
    return TRUE;
  return check_pinned (db, station, key, now_us, ret_admitted, error);
}
