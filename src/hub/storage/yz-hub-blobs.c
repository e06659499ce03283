/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-blobs.h"

#include "yz-json.h"

#include <string.h>

/* The sealed streams that go with submissions. An envelope that was taken says which are to come
 * and how long they are; only these are taken, piece by piece in any order, and each counts only
 * when all of it is what its name says. */

static gint64
count_pieces (gint64 size)
{
  return (size + YZ_HUB_CHUNK_BYTES - 1) / YZ_HUB_CHUNK_BYTES;
}

static gsize
piece_size (gint64 size, gint64 n)
{
  return (gsize)MIN (size - n * YZ_HUB_CHUNK_BYTES, YZ_HUB_CHUNK_BYTES);
}

/* Asks for one row; *ret_row is a statement to be reset by the caller, %NULL where there is none.
 */
static gboolean
find_row (YzDatabase *db,
          const char *sql,
          const char *text,
          gint64 n,
          sqlite3_stmt **ret_row,
          GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db, sql, error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, text, -1, SQLITE_STATIC);
  if (n >= 0)
    sqlite3_bind_int64 (statement, 2, n);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;
  *ret_row = row ? statement : NULL;
  return TRUE;
}

/* *ret_size is -1 where no submission names the stream. */
static gboolean
find_blob (YzDatabase *db,
           const char *sha256,
           gint64 *ret_size,
           gboolean *ret_complete,
           GError **error)
{
  sqlite3_stmt *row;

  if (!find_row (db, "SELECT size, complete FROM blobs WHERE sha256 = ?1", sha256, -1, &row, error))
    return FALSE;
  *ret_size = row != NULL ? sqlite3_column_int64 (row, 0) : -1;
  *ret_complete = row != NULL && sqlite3_column_int (row, 1) != 0;
  if (row != NULL)
    sqlite3_reset (row);
  return TRUE;
}

static gboolean
is_piece_there (YzDatabase *db, const YzHubPiece *piece, gboolean *ret_there, GError **error)
{
  sqlite3_stmt *row;

  if (!find_row (db, "SELECT data FROM blob_chunks WHERE sha256 = ?1 AND n = ?2", piece->sha256,
                 piece->n, &row, error))
    return FALSE;
  *ret_there = FALSE;
  if (row != NULL) {
    g_autoptr (GBytes) data
        = g_bytes_new_static (sqlite3_column_blob (row, 0), (gsize)sqlite3_column_bytes (row, 0));

    *ret_there = g_bytes_equal (data, piece->data);
    sqlite3_reset (row);
  }
  return TRUE;
}

static gboolean
insert_piece (YzDatabase *db, const YzHubPiece *piece, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (
      db, "INSERT OR REPLACE INTO blob_chunks (sha256, n, data) VALUES (?1, ?2, ?3)", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, piece->sha256, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, piece->n);
  sqlite3_bind_blob64 (statement, 3, g_bytes_get_data (piece->data, NULL),
                       g_bytes_get_size (piece->data), SQLITE_STATIC);
  return yz_database_step (db, statement, NULL, error);
}

static gboolean
run_on (YzDatabase *db, const char *sql, const char *sha256, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, sha256, -1, SQLITE_STATIC);
  return yz_database_step (db, statement, NULL, error);
}

/* All pieces there are, in their order. */
static GByteArray *
join_pieces (YzDatabase *db, const char *sha256, gint64 *ret_n, GError **error)
{
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  sqlite3_stmt *statement
      = yz_database_prepare (db, "SELECT data FROM blob_chunks WHERE sha256 = ?1 ORDER BY n",
                             error);
  gboolean row = FALSE;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_text (statement, 1, sha256, -1, SQLITE_STATIC);
  for (*ret_n = 0;; (*ret_n)++) {
    if (!yz_database_step (db, statement, &row, error))
      return NULL;
    if (!row)
      return g_steal_pointer (&whole);
    g_byte_array_append (whole, sqlite3_column_blob (statement, 0),
                         (guint)sqlite3_column_bytes (statement, 0));
  }
}

static gboolean
count_there (YzDatabase *db, const char *sha256, gint64 *ret_n, GError **error)
{
  sqlite3_stmt *row;

  if (!find_row (db, "SELECT count (*) FROM blob_chunks WHERE sha256 = ?1", sha256, -1, &row,
                 error))
    return FALSE;
  *ret_n = sqlite3_column_int64 (row, 0);
  sqlite3_reset (row);
  return TRUE;
}

/* When the last piece has come the whole is held against its name. */
static gboolean
complete (YzDatabase *db, YzHubPiece *piece, gint64 size, GError **error)
{
  g_autoptr (GByteArray) whole = NULL;
  g_autofree char *sha256 = NULL;
  gint64 n = 0;

  if (!count_there (db, piece->sha256, &n, error))
    return FALSE;
  if (n < count_pieces (size))
    return TRUE;
  whole = join_pieces (db, piece->sha256, &n, error);
  if (whole == NULL)
    return FALSE;
  sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, whole->data, whole->len);
  if (strcmp (sha256, piece->sha256) == 0)
    return run_on (db, "UPDATE blobs SET complete = 1 WHERE sha256 = ?1", sha256, error);

  piece->fate = YZ_HUB_BLOB_DAMAGED;
  return run_on (db, "DELETE FROM blob_chunks WHERE sha256 = ?1", piece->sha256, error);
}

/**
 * yz_hub_piece_free:
 * @piece: (nullable): a piece
 */
void
yz_hub_piece_free (YzHubPiece *piece)
{
  if (piece == NULL)
    return;

  g_free (piece->sha256);
  g_bytes_unref (piece->data);
  g_free (piece);
}

/**
 * yz_hub_piece_store:
 * @db: the hub's database, inside a transaction
 * @piece: a #YzHubPiece
 * @error: as yz_database_step(): nothing is known of its fate then
 *
 * A #YzDatabaseFunc. Another piece in the same place of a stream that is not yet whole is replaced:
 * its sender knows better.
 *
 * Returns: whether the fate is known
 */
gboolean
yz_hub_piece_store (YzDatabase *db, gpointer piece, GError **error)
{
  YzHubPiece *self = piece;
  gint64 size;
  gboolean is_complete;
  gboolean there;

  if (!find_blob (db, self->sha256, &size, &is_complete, error)
      || !is_piece_there (db, self, &there, error))
    return FALSE;

  if (size < 0)
    self->fate = YZ_HUB_BLOB_UNKNOWN;
  else if (there)
    self->fate = YZ_HUB_BLOB_SEEN;
  else if (is_complete || self->n < 0 || self->n >= count_pieces (size)
           || g_bytes_get_size (self->data) != piece_size (size, self->n))
    self->fate = YZ_HUB_BLOB_UNFIT;
  else
    self->fate = YZ_HUB_BLOB_STORED;
  if (self->fate != YZ_HUB_BLOB_STORED)
    return TRUE;
  return insert_piece (db, self, error) && complete (db, self, size, error);
}

/**
 * yz_hub_blobs_fit:
 * @db: the hub's database, inside a transaction
 * @attachments: of a verified envelope
 * @ret_fit: (out): whether each has the size by which a stream of its name is known already, if one
 *   is
 * @error: as yz_database_step()
 *
 * Returns: whether it could be found out
 */
gboolean
yz_hub_blobs_fit (YzDatabase *db, JsonArray *attachments, gboolean *ret_fit, GError **error)
{
  *ret_fit = TRUE;
  for (guint i = 0; *ret_fit && i < json_array_get_length (attachments); i++) {
    JsonObject *attachment = json_array_get_object_element (attachments, i);
    gint64 size;
    gboolean is_complete;

    if (!find_blob (db, yz_json_get_string (attachment, "sha256"), &size, &is_complete, error))
      return FALSE;
    *ret_fit = size < 0 || size == yz_json_get_int (attachment, "size", 0);
  }
  return TRUE;
}

static gboolean
expect (YzDatabase *db, const char *submission, guint n, JsonObject *attachment, GError **error)
{
  const char *sha256 = yz_json_get_string (attachment, "sha256");
  sqlite3_stmt *statement
      = yz_database_prepare (db, "INSERT OR IGNORE INTO blobs (sha256, size) VALUES (?1, ?2)",
                             error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, sha256, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, yz_json_get_int (attachment, "size", 0));
  if (!yz_database_step (db, statement, NULL, error))
    return FALSE;

  statement
      = yz_database_prepare (db,
                             "INSERT INTO attachments (submission, n, sha256) VALUES (?1, ?2, ?3)",
                             error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, submission, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, n);
  sqlite3_bind_text (statement, 3, sha256, -1, SQLITE_STATIC);
  return yz_database_step (db, statement, NULL, error);
}

/**
 * yz_hub_blobs_expect:
 * @db: the hub's database, inside the transaction that stores the submission
 * @submission: its ULID
 * @attachments: of its verified envelope
 * @error: as yz_database_step()
 *
 * From now on these streams are taken.
 *
 * Returns: whether it was noted
 */
gboolean
yz_hub_blobs_expect (YzDatabase *db, const char *submission, JsonArray *attachments, GError **error)
{
  for (guint i = 0; i < json_array_get_length (attachments); i++)
    if (!expect (db, submission, i + 1, json_array_get_object_element (attachments, i), error))
      return FALSE;
  return TRUE;
}

static JsonArray *
list_missing_pieces (YzDatabase *db, const char *sha256, gint64 size, GError **error)
{
  g_autoptr (JsonArray) missing = json_array_new ();
  sqlite3_stmt *statement
      = yz_database_prepare (db, "SELECT n FROM blob_chunks WHERE sha256 = ?1 ORDER BY n", error);
  gint64 next = 0;
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_text (statement, 1, sha256, -1, SQLITE_STATIC);
  while (row) {
    gint64 there;

    if (!yz_database_step (db, statement, &row, error))
      return NULL;
    there = row ? sqlite3_column_int64 (statement, 0) : count_pieces (size);
    for (; next < there; next++)
      json_array_add_int_element (missing, next);
    next = there + 1;
  }
  return g_steal_pointer (&missing);
}

/* The names and sizes first: what is missing of each is asked for after that. */
static GPtrArray *
list_incomplete (YzDatabase *db, const char *submission, GArray *sizes, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "SELECT DISTINCT blobs.sha256, blobs.size FROM attachments"
                             " JOIN blobs ON blobs.sha256 = attachments.sha256"
                             " WHERE submission = ?1 AND NOT complete ORDER BY n",
                             error);
  gboolean row = FALSE;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_text (statement, 1, submission, -1, SQLITE_STATIC);
  for (;;) {
    gint64 size;

    if (!yz_database_step (db, statement, &row, error))
      return NULL;
    if (!row)
      return g_steal_pointer (&names);
    g_ptr_array_add (names, g_strdup ((const char *)sqlite3_column_text (statement, 0)));
    size = sqlite3_column_int64 (statement, 1);
    g_array_append_val (sizes, size);
  }
}

/**
 * yz_hub_blobs_list_missing:
 * @db: the hub's database, inside a transaction
 * @submission: ULID of a submission that is there
 * @error: as yz_database_step()
 *
 * Returns: (transfer full): what has yet to come, as it is answered: `[{sha256, chunks:[n, …]}]`
 */
JsonArray *
yz_hub_blobs_list_missing (YzDatabase *db, const char *submission, GError **error)
{
  g_autoptr (JsonArray) missing = json_array_new ();
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) names = list_incomplete (db, submission, sizes, error);

  if (names == NULL)
    return NULL;
  for (guint i = 0; i < names->len; i++) {
    const char *sha256 = g_ptr_array_index (names, i);
    JsonArray *pieces = list_missing_pieces (db, sha256, g_array_index (sizes, gint64, i), error);
    JsonObject *object;

    if (pieces == NULL)
      return NULL;
    object = json_object_new ();
    json_object_set_string_member (object, "sha256", sha256);
    json_object_set_array_member (object, "chunks", pieces);
    json_array_add_object_element (missing, object);
  }
  return g_steal_pointer (&missing);
}

/**
 * yz_hub_blobs_read:
 * @db: the hub's database, inside a transaction
 * @submission: ULID of a submission
 * @n: the place of an attachment in its envelope, from 1
 * @ret_expected: (out): whether there is such an attachment
 * @ret_sealed: (out) (transfer full) (nullable): its sealed stream; %NULL where it is not yet whole
 * @error: as yz_database_step()
 *
 * Returns: whether it could be read
 */
gboolean
yz_hub_blobs_read (YzDatabase *db,
                   const char *submission,
                   guint n,
                   gboolean *ret_expected,
                   GBytes **ret_sealed,
                   GError **error)
{
  g_autofree char *sha256 = NULL;
  gboolean is_complete;
  sqlite3_stmt *row;
  GByteArray *whole;
  gint64 n_pieces;

  *ret_sealed = NULL;
  if (!find_row (db,
                 "SELECT blobs.sha256, complete FROM attachments"
                 " JOIN blobs ON blobs.sha256 = attachments.sha256"
                 " WHERE submission = ?1 AND n = ?2",
                 submission, n, &row, error))
    return FALSE;
  *ret_expected = row != NULL;
  if (row == NULL)
    return TRUE;
  sha256 = g_strdup ((const char *)sqlite3_column_text (row, 0));
  is_complete = sqlite3_column_int (row, 1) != 0;
  sqlite3_reset (row);
  if (!is_complete)
    return TRUE;
  whole = join_pieces (db, sha256, &n_pieces, error);
  if (whole == NULL)
    return FALSE;
  *ret_sealed = g_byte_array_free_to_bytes (whole);
  return TRUE;
}
