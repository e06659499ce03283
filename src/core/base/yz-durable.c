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
