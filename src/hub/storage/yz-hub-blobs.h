/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How a stream is cut for the way: all pieces but the last have this size. */
#define YZ_HUB_CHUNK_BYTES (256 * 1024)

/**
 * YzHubBlobFate:
 * @YZ_HUB_BLOB_STORED: stored now
 * @YZ_HUB_BLOB_SEEN: these very bytes are already there
 * @YZ_HUB_BLOB_UNKNOWN: no submission names the stream
 * @YZ_HUB_BLOB_UNFIT: the stream has no such piece, or not of this length
 * @YZ_HUB_BLOB_DAMAGED: this was the last piece, and the whole is not what its name says: all
 *   pieces were thrown away
 *
 * What became of a piece of a stream.
 */
typedef enum {
  YZ_HUB_BLOB_STORED,
  YZ_HUB_BLOB_SEEN,
  YZ_HUB_BLOB_UNKNOWN,
  YZ_HUB_BLOB_UNFIT,
  YZ_HUB_BLOB_DAMAGED,
} YzHubBlobFate;

/**
 * YzHubPiece:
 * @sha256: name of the stream
 * @n: which piece, from 0
 * @data: its bytes
 * @fate: (out): what became of it
 *
 * One piece that has come in.
 */
typedef struct {
  char *sha256;
  gint64 n;
  GBytes *data;
  YzHubBlobFate fate;
} YzHubPiece;

void        yz_hub_piece_free        (YzHubPiece   *piece);
gboolean    yz_hub_piece_store       (YzDatabase   *db,
                                      gpointer      piece,
                                      GError      **error);

gboolean    yz_hub_blobs_fit         (YzDatabase   *db,
                                      JsonArray    *attachments,
                                      gboolean     *ret_fit,
                                      GError      **error);
gboolean    yz_hub_blobs_expect      (YzDatabase   *db,
                                      const char   *submission,
                                      JsonArray    *attachments,
                                      GError      **error);
JsonArray  *yz_hub_blobs_list_missing (YzDatabase  *db,
                                      const char   *submission,
                                      GError      **error);
gboolean    yz_hub_blobs_read        (YzDatabase   *db,
                                      const char   *submission,
                                      guint         n,
                                      gboolean     *ret_expected,
                                      GBytes      **ret_sealed,
                                      GError      **error);

G_END_DECLS
