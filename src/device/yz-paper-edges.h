/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzCorner:
 * @x: from the left, in pixels of the picture
 * @y: from the top
 */
typedef struct {
  double x;
  double y;
} YzCorner;

gboolean yz_paper_edges_find (const guint8 *gray,
                              guint         width,
                              guint         height,
                              YzCorner      ret_corners[4]);

G_END_DECLS
