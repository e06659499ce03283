/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub.h"

#include "yz-error.h"
#include "yz-hub-schema.h"

#include <errno.h>
#include <glib/gstdio.h>

/* Writes what the hub has taken to a folder, for a system that works on from there. */

#define PAGE 32

typedef struct {
  const char *after_id;
  GPtrArray *page;
} Read;

static gboolean
read_page (YzDatabase *db, gpointer user_data, GError **error)
{
  Read *read = user_data;

  read->page = yz_hub_submission_list_page (db, read->after_id, PAGE, error);
  return read->page != NULL;
}

static gboolean
write_envelope (const char *dir, const YzHubSubmission *submission, GError **error)
{
  g_autofree char *name = g_strconcat (submission->id, ".yzs", NULL);
  g_autofree char *path = g_build_filename (dir, name, NULL);
  gsize size;
  const char *data = g_bytes_get_data (submission->envelope, &size);

  return g_file_set_contents_full (path, data, (gssize)size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

/**
 * yz_hub_export:
 * @node: the hub's node; the hub may run meanwhile
 * @dir: a folder; made where it does not exist
 * @ret_n: (out): how many were written
 * @error: as yz_store_open(); %YZ_ERROR_STORAGE or a #GFileError where @dir cannot be written
 *
 * Writes each submission to `<id>.yzs`, byte for byte as it was received. What is already there
 * under this name is replaced.
 *
 * Returns: whether all were written
 */
gboolean
yz_hub_export (YzNode *node, const char *dir, guint *ret_n, GError **error)
{
  g_autofree char *path = yz_node_get_path (node, "hub.db");
  g_autoptr (YzStore) store = NULL;
  g_autofree char *after_id = g_strdup ("");
  guint n = 0;
  guint n_page;

  g_return_val_if_fail (YZ_IS_NODE (node), FALSE);
  g_return_val_if_fail (dir != NULL && ret_n != NULL, FALSE);

  store = yz_store_open (path, &yz_hub_schema, FALSE, error);
  if (store == NULL)
    return FALSE;
  if (g_mkdir_with_parents (dir, 0700) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the folder %s cannot be made: %s", dir,
                 g_strerror (errno));
    return FALSE;
  }
  do {
    Read read = { after_id, NULL };
    g_autoptr (GPtrArray) page = NULL;

    if (!yz_store_run (store, read_page, &read, error))
      return FALSE;
    page = read.page;
    n_page = page->len;
    for (guint i = 0; i < n_page; i++)
      if (!write_envelope (dir, g_ptr_array_index (page, i), error))
        return FALSE;
    n += n_page;
    if (n_page > 0) {
      g_free (after_id);
      after_id = g_strdup (((YzHubSubmission *)g_ptr_array_index (page, n_page - 1))->id);
    }
  } while (n_page == PAGE);

  *ret_n = n;
  return TRUE;
}
