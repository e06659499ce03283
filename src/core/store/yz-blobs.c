/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-blobs.h"

#include "yz-durable.h"
#include "yz-error.h"
#include "yz-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* The sealed streams that go with what is in the outbox: files, each named by its SHA-256, so that
 * megabytes neither make a transaction long nor a damaged database worse.
 *
 * A stream is on the disk before the transaction that promises to send it. Between the two it
 * belongs to nobody; whoever is there holds the lock on the folder, and nothing is swept meanwhile.
 * A crash leaves a file of nobody behind, which the next sweep takes. */

#define NAME_LENGTH 64
#define HEX_DIGITS "0123456789abcdef"
#define MAX_FILE_BYTES (64 * 1024 * 1024)
#define MAX_ENVELOPE_BYTES (64 * 1024 * 1024)

/* Together they stay well under 50 ms; the rest goes next time. */
#define SWEEP_LIMIT 50

/**
 * yz_blobs_begin:
 * @dir: the folder, which is made where it does not exist
 * @error: %YZ_ERROR_STORAGE where it cannot be used
 *
 * To be held from before the first yz_blobs_write() until after the transaction that notes what was
 * written.
 *
 * Returns: what to hand to yz_blobs_end(), or -1
 */
int
yz_blobs_begin (const char *dir, GError **error)
{
  int fd = -1;

  g_return_val_if_fail (dir != NULL, -1);

  if (g_mkdir (dir, 0700) == 0 || errno == EEXIST)
    fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0 && flock (fd, LOCK_SH) == 0)
    return fd;

  g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE,
               "the folder %s cannot be used: see that the disk has space and can be written: %s",
               dir, g_strerror (errno));
  yz_blobs_end (&fd);
  return -1;
}

/**
 * yz_blobs_end:
 * @fd: (inout): of yz_blobs_begin(), -1 for none
 */
void
yz_blobs_end (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

/**
 * yz_blobs_is_name:
 * @text: (nullable): a text that somebody sent
 *
 * Returns: whether it is a lower-case hexadecimal SHA-256 and so the name of a file
 */
gboolean
yz_blobs_is_name (const char *text)
{
  return text != NULL && strlen (text) == NAME_LENGTH && strspn (text, HEX_DIGITS) == NAME_LENGTH;
}

/**
 * yz_blobs_write:
 * @dir: the folder
 * @sha256: of @sealed
 * @sealed: a sealed stream
 * @error: %YZ_ERROR_STORAGE where it could not be kept
 *
 * Returns: whether it is on the disk
 */
gboolean
yz_blobs_write (const char *dir, const char *sha256, GBytes *sealed, GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (dir != NULL && sealed != NULL, FALSE);
  g_return_val_if_fail (yz_blobs_is_name (sha256), FALSE);

  path = g_build_filename (dir, sha256, NULL);
  return yz_durable_write (path, sealed, error);
}

static gboolean
check_size (const char *path, GError **error)
{
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    g_set_error (error, YZ_ERROR, errno == ENOENT ? YZ_ERROR_DAMAGED : YZ_ERROR_STORAGE,
                 "%s cannot be read: %s", path, g_strerror (errno));
  else if (!S_ISREG (info.st_mode) || info.st_size > MAX_FILE_BYTES)
    g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED, "%s is no sealed stream", path);
  else
    return TRUE;
  return FALSE;
}

/**
 * yz_blobs_read:
 * @dir: the folder
 * @sha256: name of a sealed stream
 * @error: %YZ_ERROR_DAMAGED where it is missing or not what was written, %YZ_ERROR_STORAGE where it
 *   cannot be read just now
 *
 * Returns: (transfer full): the sealed stream
 */
GBytes *
yz_blobs_read (const char *dir, const char *sha256, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *found = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) file_error = NULL;
  char *data;
  gsize size;

  g_return_val_if_fail (dir != NULL && yz_blobs_is_name (sha256), NULL);

  path = g_build_filename (dir, sha256, NULL);
  if (!check_size (path, error))
    return NULL;
  if (!g_file_get_contents (path, &data, &size, &file_error)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "%s", file_error->message);
    return NULL;
  }
  bytes = g_bytes_new_take (data, size);
  found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (strcmp (found, sha256) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED, "%s is not what was written", path);
    return NULL;
  }
  return g_steal_pointer (&bytes);
}

/**
 * yz_blobs_remove:
 * @dir: the folder
 * @sha256: name of a sealed stream that was written but is promised to nobody
 *
 * What cannot be removed the next sweep takes.
 */
void
yz_blobs_remove (const char *dir, const char *sha256)
{
  g_autofree char *path = NULL;

  g_return_if_fail (dir != NULL && yz_blobs_is_name (sha256));

  path = g_build_filename (dir, sha256, NULL);
  g_unlink (path);
}

/**
 * yz_blobs_of_envelope:
 * @envelope: an envelope
 *
 * Returns: (transfer full): the names of the streams that go with it, in its order
 */
GStrv
yz_blobs_of_envelope (GBytes *envelope)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonArray *array;
  const char *data;
  gsize size;

  g_return_val_if_fail (envelope != NULL, NULL);

  data = g_bytes_get_data (envelope, &size);
  node = yz_json_parse (size > 0 ? data : "", (gssize)size, MAX_ENVELOPE_BYTES, NULL);
  array = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
              ? yz_json_get_array (json_node_get_object (node), "attachments")
              : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    const char *sha256 = JSON_NODE_HOLDS_OBJECT (element)
                             ? yz_json_get_string (json_node_get_object (element), "sha256")
                             : NULL;

    if (yz_blobs_is_name (sha256))
      g_strv_builder_add (names, sha256);
  }
  return g_strv_builder_end (names);
}

/**
 * yz_blobs_note:
 * @db: `kiosk.db`, inside the transaction that puts the submission into the outbox
 * @submission: its ULID
 * @names: (array zero-terminated=1): the streams that go with it
 * @error: as yz_database_step()
 *
 * Notes whose the streams are: they are kept as long as the submission. Where it is not in the
 * outbox nothing is noted.
 *
 * Returns: whether it was done
 */
gboolean
yz_blobs_note (YzDatabase *db, const char *submission, const char *const *names, GError **error)
{
  g_return_val_if_fail (db != NULL && submission != NULL && names != NULL, FALSE);

  for (guint i = 0; names[i] != NULL; i++) {
    sqlite3_stmt *statement
        = yz_database_prepare (db,
                               "INSERT OR IGNORE INTO blobs (submission, sha256)"
                               " SELECT id, ?2 FROM outbox WHERE id = ?1",
                               error);

    if (statement == NULL)
      return FALSE;
    sqlite3_bind_text (statement, 1, submission, -1, SQLITE_STATIC);
    sqlite3_bind_text (statement, 2, names[i], -1, SQLITE_STATIC);
    if (!yz_database_step (db, statement, NULL, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_owned (YzDatabase *db, const char *name, gboolean *ret_owned, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db, "SELECT 1 FROM blobs WHERE sha256 = ?1 LIMIT 1", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);
  if (!yz_database_step (db, statement, ret_owned, error))
    return FALSE;
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
sweep (YzDatabase *db, const char *dir, GError **error)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *name;
  guint n = 0;

  while (entries != NULL && n < SWEEP_LIMIT && (name = g_dir_read_name (entries)) != NULL) {
    gboolean owned;

    if (!is_owned (db, name, &owned, error))
      return FALSE;
    if (!owned) {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      g_unlink (path);
      n++;
    }
  }
  return TRUE;
}

/**
 * yz_blobs_sweep:
 * @db: `kiosk.db`, inside a transaction
 * @dir: the folder
 * @error: as yz_database_step()
 *
 * Deletes, some at a time, what belongs to no submission: those whose submission
 * yz_outbox_sweep() has deleted in an earlier transaction, and what a crash has left behind. Does
 * nothing while somebody is between yz_blobs_begin() and yz_blobs_end().
 *
 * Returns: whether it was done
 */
gboolean
yz_blobs_sweep (YzDatabase *db, const char *dir, GError **error)
{
  gboolean ok = TRUE;
  int fd;

  g_return_val_if_fail (db != NULL && dir != NULL, FALSE);

  fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    ok = sweep (db, dir, error);
  yz_blobs_end (&fd);
  return ok;
}
