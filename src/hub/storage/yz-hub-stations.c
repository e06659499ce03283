/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-stations.h"

/* Which stations are known, and by which key. Without a key a name is bound to the first one that
 * comes with it; where that is too weak, the list holds the station's public key itself. */
struct _YzHubStations {
  GHashTable *keys; /* name → its only key, or NULL where that is pinned at first sight */
};

static void
key_unref (gpointer key)
{
  g_clear_object (&key);
}

static gboolean
add_entry (YzHubStations *self, YzNode *node, const char *entry, GError **error)
{
  gboolean is_key_file;
  g_autofree char *station = yz_config_parse_station (entry, &is_key_file);
  YzKey *key = NULL;

  if (is_key_file) {
    g_autofree char *path = yz_node_get_path (node, entry);

    key = yz_key_load (path, YZ_KEY_SIGN, error);
    if (key == NULL) {
      g_prefix_error (error, "[hub] stations: ");
      return FALSE;
    }
  }
  g_hash_table_insert (self->keys, g_steal_pointer (&station), key);
  return TRUE;
}

/**
 * yz_hub_stations_load:
 * @node: the hub's node
 * @error: as yz_key_load() for a key that cannot be read, %YZ_ERROR_CONFIG for a wrong name
 *
 * Reads `[hub] stations`: `NAME.pub` is the file, relative to the node's folder, of the key by
 * which alone the station NAME is known; anything else is the name of a station. With an empty list
 * any station is known.
 *
 * Returns: (transfer full): the list
 */
YzHubStations *
yz_hub_stations_load (YzNode *node, GError **error)
{
  YzConfig *config = yz_node_get_config (node);
  g_auto (GStrv) entries = yz_config_get_list (config, "hub.stations");
  g_autoptr (YzHubStations) self = g_new0 (YzHubStations, 1);

  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, key_unref);
  if (!yz_config_require (config, "hub.stations", error))
    return NULL;
  for (gsize i = 0; entries[i] != NULL; i++)
    if (!add_entry (self, node, entries[i], error))
      return NULL;
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

  g_hash_table_unref (self->keys);
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
  gpointer known_key = NULL;

  g_return_val_if_fail (self != NULL && db != NULL, FALSE);
  g_return_val_if_fail (station != NULL && YZ_IS_KEY (key), FALSE);

  *ret_admitted = FALSE;
  if (!g_hash_table_lookup_extended (self->keys, station, NULL, &known_key)
      && g_hash_table_size (self->keys) > 0)
    return TRUE;
  if (known_key == NULL)
    return check_pinned (db, station, key, now_us, ret_admitted, error);
  *ret_admitted = yz_key_equal (known_key, key);
  return TRUE;
}
