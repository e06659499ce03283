/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub.h"

#include "yz-envelope.h"
#include "yz-error.h"
#include "yz-hub-blobs.h"
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

typedef struct {
  const char *submission;
  guint n;
  gboolean expected;
  GBytes *sealed;
} ReadBlob;

static gboolean
read_blob (YzDatabase *db, gpointer user_data, GError **error)
{
  ReadBlob *read = user_data;

  return yz_hub_blobs_read (db, read->submission, read->n, &read->expected, &read->sealed, error);
}

/* One at a time: all papers of a submission may be more than is good for the memory. */
static gboolean
export_papers (YzStore *store,
               const char *dir,
               const char *id,
               guint *inout_missing,
               GError **error)
{
  for (guint n = 1;; n++) {
    ReadBlob read = { id, n, FALSE, NULL };
    gboolean ok = yz_store_run (store, read_blob, &read, error);
    g_autoptr (GBytes) sealed = read.sealed;

    if (!ok)
      return FALSE;
    if (!read.expected)
      return TRUE;
    if (sealed == NULL)
      (*inout_missing)++;
    else if (!yz_attachment_write_file (sealed, dir, id, n, error))
      return FALSE;
  }
}

/* Writes the page behind *inout_id and moves it on to the last one written. */
static gboolean
export_page (YzStore *store,
             const char *dir,
             char **inout_id,
             guint *ret_n,
             guint *inout_missing,
             GError **error)
{
  Read read = { *inout_id, NULL };
  gboolean ok = yz_store_run (store, read_page, &read, error);
  g_autoptr (GPtrArray) page = read.page;

  if (!ok)
    return FALSE;
  for (guint i = 0; i < page->len; i++) {
    const YzHubSubmission *submission = g_ptr_array_index (page, i);

    if (!yz_envelope_write_file (submission->envelope, dir, submission->id, error)
        || !export_papers (store, dir, submission->id, inout_missing, error))
      return FALSE;
    g_free (*inout_id);
    *inout_id = g_strdup (submission->id);
  }
  *ret_n = page->len;
  return TRUE;
}

/**
 * yz_hub_export:
 * @node: the hub's node; the hub may run meanwhile
 * @dir: a folder; made where it does not exist
 * @ret_n: (out): how many were written
 * @ret_n_missing: (out): how many of their papers have not arrived yet
 * @error: as yz_store_open(); %YZ_ERROR_STORAGE where @dir cannot be written
 *
 * Writes each submission to `<id>.yzs`, byte for byte as it was received, and the sealed streams
 * that go with it to `<id>-1.yza`, `<id>-2.yza` and so on, in the envelope's order. What is already
 * there under this name is replaced.
 *
 * Returns: whether all were written
 */
gboolean
yz_hub_export (YzNode *node, const char *dir, guint *ret_n, guint *ret_n_missing, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (YzStore) store = NULL;
  g_autofree char *last_id = g_strdup ("");
  guint n = 0;
  guint n_page = 0;
  guint n_missing = 0;

  g_return_val_if_fail (YZ_IS_NODE (node), FALSE);
  g_return_val_if_fail (dir != NULL && ret_n != NULL && ret_n_missing != NULL, FALSE);

  path = yz_node_get_path (node, "hub.db");
  store = yz_store_open (path, &yz_hub_schema, FALSE, error);
  if (store == NULL)
    return FALSE;
  if (g_mkdir_with_parents (dir, 0700) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the folder %s cannot be made: %s", dir,
                 g_strerror (errno));
    return FALSE;
  }
  do {
    if (!export_page (store, dir, &last_id, &n_page, &n_missing, error))
      return FALSE;
    n += n_page;
  } while (n_page == PAGE);

  *ret_n = n;
  *ret_n_missing = n_missing;
  return TRUE;
}
