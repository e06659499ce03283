/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-envelope.h"

#include "yz-durable.h"
#include "yz-error.h"
#include "yz-ids.h"

#include <errno.h>
#include <glib/gstdio.h>

/* Envelopes as files, on their way by another road than the network. */

/**
 * yz_envelope_write_file:
 * @envelope: a whole envelope
 * @dir: a folder; made where it does not exist
 * @id: ULID of the submission
 * @error: %YZ_ERROR_STORAGE where it cannot be written
 *
 * Writes the bytes as they are to `<id>.yzs` in @dir, all or nothing, and on the disk when this
 * returns. What is already there under this name is replaced.
 *
 * Returns: whether it was written
 */
gboolean
yz_envelope_write_file (GBytes *envelope, const char *dir, const char *id, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (envelope != NULL && dir != NULL, FALSE);
  g_return_val_if_fail (yz_ulid_is_valid (id), FALSE);

  if (g_mkdir_with_parents (dir, 0700) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the folder %s cannot be made: %s", dir,
                 g_strerror (errno));
    return FALSE;
  }
  name = g_strconcat (id, ".yzs", NULL);
  path = g_build_filename (dir, name, NULL);
  return yz_durable_write (path, envelope, error);
}
