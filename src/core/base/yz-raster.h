/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* An 80 mm receipt printer prints 72 mm at 203 dots an inch. */
#define YZ_RASTER_RECEIPT_WIDTH 576

/**
 * YzRaster:
 *
 * A picture of black and white dots, as a receipt printer takes it: rows of whole bytes, the most
 * significant bit on the left, a set bit is black. It never changes, so any thread may read it.
 */
typedef struct _YzRaster YzRaster;

#define YZ_TYPE_RASTER (yz_raster_get_type ())
GType yz_raster_get_type (void);

YzRaster *yz_raster_new           (guint   width,
                                   guint   height,
                                   GBytes *bits);
YzRaster *yz_raster_new_from_gray (const guint8 *gray,
                                   guint         width,
                                   guint         height,
                                   gsize         stride);
YzRaster *yz_raster_ref           (YzRaster *self);
void      yz_raster_unref         (YzRaster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzRaster, yz_raster_unref)

guint         yz_raster_get_width  (YzRaster *self);
guint         yz_raster_get_height (YzRaster *self);
gsize         yz_raster_get_stride (YzRaster *self);
const guint8 *yz_raster_get_row    (YzRaster *self,
                                    guint     y);
GBytes       *yz_raster_to_gray    (YzRaster *self);

G_END_DECLS
