/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-rescue.h"

#include "yz-blobs.h"
#include "yz-durable.h"
#include "yz-error.h"
#include "yz-in-use.h"
#include "yz-queue-fold.h"
#include "yz-salvage.h"
#include "yz-store.h"
#include "yz-table-copy.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* What to do with a damaged database: build a new one from all that can be read, and only when it
 * is whole and on the disk put it in the place of the old, which is kept. The new file's name
 * `PATH.rescued-TIME` is the promise to finish: a power cut before it leaves everything as it was,
 * one after it is made good at the next start. */

#define OUTBOX "outbox"
#define EVENTS "events"

static const char *const suffixes[] = { "", "-wal", "-shm" };

static gboolean
fail (const char *path, GError **error)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE,
               "%s cannot be rescued: see that the disk has space and can be written: %s", path,
               g_strerror (errno));
  return FALSE;
}

static gboolean
move (const char *from, const char *to, GError **error)
{
  return g_rename (from, to) == 0 || errno == ENOENT || fail (from, error);
}

static char *
find_rescued (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (name, ".rescued-", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (entry, prefix))
      return g_build_filename (folder, entry, NULL);
  return NULL;
}

static gboolean
finish (const char *path, const char *rescued, GError **error)
{
  const char *time = strrchr (rescued, '-') + 1;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
    g_autofree char *to = g_strconcat (path, ".damaged-", time, suffixes[i], NULL);

    if (!move (from, to, error))
      return FALSE;
  }
  return yz_durable_sync_folder_of (path, error) && move (rescued, path, error)
         && yz_durable_sync_folder_of (path, error);
}

/**
 * yz_rescue_finish:
 * @path: a database
 * @error: %YZ_ERROR_STORAGE where a file cannot be moved; %YZ_ERROR_BUSY where it is open
 *
 * Ends a rescue that was cut short; there is nothing to do where there was none. May be cut short
 * itself at any place.
 *
 * Returns: whether the database is now the one to use
 */
gboolean
yz_rescue_finish (const char *path, GError **error)
{
  g_autofree char *rescued = find_rescued (path);
  gboolean ok;
  int in_use;

  if (rescued == NULL)
    return TRUE;

  in_use = yz_in_use_alone (path, error);
  ok = in_use >= 0 && finish (path, rescued, error);
  yz_in_use_end (&in_use);
  return ok;
}

typedef enum {
  PASS_UNCONFIRMED,
  PASS_CONFIRMED,
  PASS_BROKEN,
} Pass;

typedef struct {
  YzPageFile *pages;
  YzDatabase *db;
  Pass pass;
  GError *error;
} OutboxCopy;

static gboolean
belongs_to_pass (Pass pass, const YzOutboxItem *item, gboolean intact)
{
  if (!intact)
    return pass == PASS_BROKEN;
  return pass == (item->state == YZ_OUTBOX_CONFIRMED ? PASS_CONFIRMED : PASS_UNCONFIRMED);
}

static sqlite3_stmt *
prepare_insert (OutboxCopy *self)
{
  return yz_database_prepare (self->db,
                              "INSERT OR IGNORE INTO " OUTBOX
                              " (id, receipt, sha256, created, urgent, state, attempts, next,"
                              " last_problem, confirmed, envelope)"
                              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                              &self->error);
}

/* The table that tells whose the sealed streams are may be lost: without it they would be swept. */
static gboolean
note_blobs (OutboxCopy *self, const YzOutboxItem *item)
{
  g_auto (GStrv) names = yz_blobs_of_envelope (item->envelope);

  return yz_blobs_note (self->db, item->id, (const char *const *)names, &self->error);
}

/* What is broken cannot be sent, but staff shall know that it was there: it is set aside. */
static gboolean
copy_item (const YzOutboxItem *item, gint64 confirmed_us, gboolean intact, gpointer user_data)
{
  OutboxCopy *self = user_data;
  YzOutboxState state = intact ? item->state : YZ_OUTBOX_SET_ASIDE;
  sqlite3_stmt *insert;

  if (!belongs_to_pass (self->pass, item, intact))
    return TRUE;
  insert = prepare_insert (self);
  if (insert == NULL)
    return FALSE;

  sqlite3_bind_text (insert, 1, item->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (insert, 2, item->receipt, -1, SQLITE_STATIC);
  sqlite3_bind_text (insert, 3, item->sha256, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (insert, 4, item->created_us);
  sqlite3_bind_int (insert, 5, item->urgent ? 1 : 0);
  sqlite3_bind_text (insert, 6, yz_outbox_state_to_string (state), -1, SQLITE_STATIC);
  sqlite3_bind_int64 (insert, 7, item->attempts);
  sqlite3_bind_int64 (insert, 8, item->next_us);
  sqlite3_bind_text (insert, 9, intact ? item->last_problem : "damaged", -1, SQLITE_STATIC);
  if (state == YZ_OUTBOX_CONFIRMED)
    sqlite3_bind_int64 (insert, 10, confirmed_us);
  sqlite3_bind_blob64 (insert, 11, g_bytes_get_data (item->envelope, NULL),
                       g_bytes_get_size (item->envelope), SQLITE_STATIC);
  return yz_database_step (self->db, insert, NULL, &self->error)
         && (!intact || note_blobs (self, item));
}

/* What nobody else has goes first, in case the disk is too small for all of it. */
static gboolean
copy_outbox (YzDatabase *db, gpointer user_data, GError **error)
{
  OutboxCopy copy = { .pages = user_data, .db = db };

  for (copy.pass = PASS_UNCONFIRMED; copy.pass <= PASS_BROKEN; copy.pass++) {
    if (!yz_salvage_outbox (copy.pages, copy_item, &copy)) {
      g_propagate_error (error, copy.error);
      return FALSE;
    }
  }
  return TRUE;
}

static GPtrArray *
list_tables (YzDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "SELECT s.name FROM sqlite_schema s JOIN pragma_table_list (s.name) l"
                             " WHERE s.type = 'table' AND l.type = 'table' AND l.schema = 'main'"
                             " AND s.name NOT GLOB 'sqlite_*' ORDER BY s.rowid",
                             error);
  gboolean row = TRUE;

  while (statement != NULL && yz_database_step (db, statement, &row, error)) {
    if (!row)
      return g_steal_pointer (&tables);
    g_ptr_array_add (tables, g_strdup ((const char *)sqlite3_column_text (statement, 0)));
  }
  return NULL;
}

/* The other tables are read by SQLite, as far as it still can, out of a copy: it must not touch the
 * file itself. */
static sqlite3 *
open_copy (const char *copy)
{
  sqlite3 *handle = NULL;

  if (sqlite3_open_v2 (copy, &handle, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
    sqlite3_close (handle);
    return NULL;
  }
  sqlite3_exec (handle, "PRAGMA cell_size_check = ON", NULL, NULL, NULL);
  return handle;
}

static gboolean
copy_other_tables (YzDatabase *db, gpointer user_data, GError **error)
{
  sqlite3 *damaged = user_data;
  g_autoptr (GPtrArray) tables = list_tables (db, error);

  for (guint i = 0; tables != NULL && i < tables->len; i++) {
    const char *table = g_ptr_array_index (tables, i);

    if (strcmp (table, OUTBOX) != 0 && !yz_table_copy_readable (damaged, db, table, error))
      return FALSE;
  }
  return tables != NULL;
}

static gboolean
has_table (YzDatabase *db, const char *table)
{
  return sqlite3_table_column_metadata (yz_database_get_handle (db), "main", table, NULL, NULL,
                                        NULL, NULL, NULL, NULL)
         == SQLITE_OK;
}

/* With no room for the copy the outbox alone is rescued. */
static gboolean
fill_other_tables (YzDatabase *db, YzPageFile *pages, const char *copy, GError **error)
{
  sqlite3 *damaged = yz_page_file_save (pages, copy) ? open_copy (copy) : NULL;
  gboolean ok = damaged == NULL || yz_database_transaction (db, copy_other_tables, damaged, error);

  sqlite3_close (damaged);
  g_unlink (copy);
  return ok;
}

static gboolean
refold (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_queue_refold (db, error);
}

static gboolean
fill (YzDatabase *db, const char *path, GError **error)
{
  g_autofree char *copy = g_strconcat (path, ".rescue-copy", NULL);
  g_autoptr (YzPageFile) pages = yz_page_file_open (path, error);

  if (pages == NULL
      || (has_table (db, OUTBOX) && !yz_database_transaction (db, copy_outbox, pages, error))
      || !fill_other_tables (db, pages, copy, error))
    return FALSE;

  /* Of the queue its events hold, not what is left of the tables that follow from them; only where
   * an event cannot be read these are better than nothing. */
  if (has_table (db, EVENTS))
    yz_database_transaction (db, refold, NULL, NULL);
  return yz_database_exec (db, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

/* Builds the new database whole, under a name that nobody reads. */
static gboolean
build (const char *path, const char *part, const YzSchema *schema, GError **error)
{
  g_autoptr (YzDatabase) db = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *name = g_strconcat (part, suffixes[i], NULL);

    if (g_unlink (name) != 0 && errno != ENOENT)
      return fail (name, error);
  }
  db = yz_database_open (part, schema, TRUE, error);
  return db != NULL && fill (db, path, error);
}

/* A name that no earlier rescue has taken. */
static char *
make_time (const char *path)
{
  gint64 seconds = g_get_real_time () / G_USEC_PER_SEC;

  for (;; seconds++) {
    g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
    g_autofree char *time = g_date_time_format (utc, "%Y%m%dT%H%M%SZ");
    g_autofree char *taken = g_strconcat (path, ".damaged-", time, NULL);

    if (!g_file_test (taken, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&time);
  }
}

static gboolean
rescue (const char *path, const YzSchema *schema, char **ret_set_aside, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".rescue-part", NULL);
  g_autofree char *time = NULL;
  g_autofree char *rescued = NULL;

  if (!build (path, part, schema, error))
    return FALSE;

  time = make_time (path);
  rescued = g_strconcat (path, ".rescued-", time, NULL);
  if (!move (part, rescued, error) || !yz_durable_sync_folder_of (path, error)
      || !finish (path, rescued, error))
    return FALSE;

  if (ret_set_aside != NULL)
    *ret_set_aside = g_strconcat (path, ".damaged-", time, NULL);
  return TRUE;
}

/**
 * yz_store_rescue:
 * @path: a damaged database
 * @schema: what must stand in it
 * @ret_set_aside: (out) (optional) (transfer full): where the damaged file is now
 * @error: %YZ_ERROR_BUSY where a store has it open; %YZ_ERROR_STORAGE where the new database cannot
 *   be written: then nothing was changed
 *
 * Sets a damaged database aside as `PATH.damaged-TIME`, with its log, and puts a new one in its
 * place with all that can still be read: every row of the outbox that stands on a readable page,
 * those not yet confirmed first, and what SQLite can read of the other tables. A submission of
 * which only a part is left is set aside with the problem `damaged`. The damaged file is never
 * deleted. Only for who holds `owner.lock`.
 *
 * Returns: whether there is a sound database at @path again
 */
gboolean
yz_store_rescue (const char *path, const YzSchema *schema, char **ret_set_aside, GError **error)
{
  gboolean ok;
  int in_use;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (schema != NULL, FALSE);

  if (!yz_rescue_finish (path, error))
    return FALSE;
  in_use = yz_in_use_alone (path, error);
  ok = in_use >= 0 && rescue (path, schema, ret_set_aside, error);
  yz_in_use_end (&in_use);
  return ok;
}
