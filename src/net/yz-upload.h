/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-transport.h"

G_BEGIN_DECLS

/* How a sealed stream is cut for the way: all pieces but the last have this size. */
#define YZ_UPLOAD_PIECE_BYTES (256 * 1024)

/**
 * YzUploadPiece:
 * @sha256: name of a sealed stream
 * @n: which of its pieces, from 0
 *
 * What the hub asks for.
 */
typedef struct {
  char *sha256;
  guint n;
} YzUploadPiece;

void        yz_upload_piece_free (YzUploadPiece       *piece);

void        yz_upload_async      (YzTransport         *transport,
                                  const char          *dir,
                                  GPtrArray           *pieces,
                                  guint                timeout_ms,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean    yz_upload_finish     (GAsyncResult        *result,
                                  YzResponse         **ret_answer,
                                  GError             **error);

G_END_DECLS
