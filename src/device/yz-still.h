/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * YzStill:
 * @pixels: rows of blue, green, red and 255, one byte each
 * @width: in pixels
 * @height: in pixels
 * @stride: bytes from one row to the next
 *
 * A photograph, in all the size that the camera gives.
 */
typedef struct {
  GBytes *pixels;
  guint width;
  guint height;
  guint stride;
} YzStill;

YzStill *yz_still_take (GstElement  *sink,
                        guint        rotation,
                        GError     **error);
void     yz_still_free (YzStill     *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzStill, yz_still_free)

G_END_DECLS
