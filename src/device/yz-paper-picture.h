/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The largest file, and the longest side: A4 at 240 dots an inch. */
#define YZ_PAPER_PICTURE_MAX_BYTES (2 * 1024 * 1024)
#define YZ_PAPER_PICTURE_MAX_SIDE 2800

/**
 * YzPaperPicture:
 * @jpeg: a JPEG file without anything but the picture, at most %YZ_PAPER_PICTURE_MAX_BYTES
 * @width: pixels
 * @height: pixels
 * @straightened: whether the four edges of a paper were found and it was cut out along them; else
 *   it is the whole photograph
 *
 * A paper as it is handed in.
 */
typedef struct {
  GBytes *jpeg;
  guint width;
  guint height;
  gboolean straightened;
} YzPaperPicture;

void            yz_paper_picture_free        (YzPaperPicture      *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzPaperPicture, yz_paper_picture_free)

YzPaperPicture *yz_paper_picture_make        (GBytes              *pixels,
                                              guint                width,
                                              guint                height,
                                              guint                stride,
                                              GError             **error);
void            yz_paper_picture_make_async  (GBytes              *pixels,
                                              guint                width,
                                              guint                height,
                                              guint                stride,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
YzPaperPicture *yz_paper_picture_make_finish (GAsyncResult        *result,
                                              GError             **error);
GBytes         *yz_paper_picture_load        (const char          *path,
                                              GError             **error);

G_END_DECLS
