/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-durable.h"

#include "yz-error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* What must be on the disk before the program goes on. A new or renamed file is there after a
 * power cut only when its bytes and the folder that holds its name were both written. */

/**
 * yz_durable_sync:
 * @path: a file or a folder
 * @error: %YZ_ERROR_STORAGE, with the path
 *
 * Waits until what stands in it is on the disk. Not for a database that this process has open:
 * closing another descriptor of it would drop SQLite's locks.
 *
 * Returns: whether it is
 */
gboolean
yz_durable_sync (const char *path, GError **error)
{
  int fd;
  gboolean done;

  g_return_val_if_fail (path != NULL, FALSE);

  fd = open (path, O_RDONLY | O_CLOEXEC);
  done = fd >= 0 && fsync (fd) == 0;
  if (!done)
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE,
                 "%s is not safely on the disk: see that the disk has space and can be written: %s",
                 path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return done;
}

/**
 * yz_durable_sync_folder_of:
 * @path: a file that was made, renamed or deleted
 * @error: %YZ_ERROR_STORAGE, with the folder's path
 *
 * Waits until the folder that holds its name is on the disk.
 *
 * Returns: whether it is
 */
gboolean
yz_durable_sync_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  folder = g_path_get_dirname (path);
  return yz_durable_sync (folder, error);
}

/**
 * yz_durable_write:
 * @path: the file
 * @contents: what is to stand in it
 * @error: %YZ_ERROR_STORAGE, with the path
 *
 * Writes a file that only its owner can read, all or nothing, and on the disk when this returns.
 * What is already there under this name is replaced.
 *
 * Returns: whether it was written
 */
gboolean
yz_durable_write (const char *path, GBytes *contents, GError **error)
{
  g_autoptr (GError) file_error = NULL;
  const char *data;
  gsize size;

  g_return_val_if_fail (path != NULL && contents != NULL, FALSE);

  data = g_bytes_get_data (contents, &size);
  if (g_file_set_contents_full (path, size > 0 ? data : "", (gssize)size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &file_error))
    return TRUE;

  g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "%s cannot be written: %s", path,
               file_error->message);
  return FALSE;
}
