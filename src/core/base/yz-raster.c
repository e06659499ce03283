/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-raster.h"

struct _YzRaster {
  gatomicrefcount refs;
  guint width;
  guint height;
  GBytes *bits;
};

G_DEFINE_BOXED_TYPE (YzRaster, yz_raster, yz_raster_ref, yz_raster_unref)

static gsize
stride_for (guint width)
{
  return ((gsize)width + 7) / 8;
}

/**
 * yz_raster_new:
 * @width: in dots
 * @height: in dots
 * @bits: the dots; its length is @height rows of (@width + 7) / 8 bytes
 *
 * Returns: (transfer full): a picture of @bits
 */
YzRaster *
yz_raster_new (guint width, guint height, GBytes *bits)
{
  YzRaster *self;

  g_return_val_if_fail (bits != NULL, NULL);
  g_return_val_if_fail (g_bytes_get_size (bits) == stride_for (width) * height, NULL);

  self = g_new0 (YzRaster, 1);
  g_atomic_ref_count_init (&self->refs);
  self->width = width;
  self->height = height;
  self->bits = g_bytes_ref (bits);
  return self;
}

/**
 * yz_raster_new_from_gray:
 * @gray: rows of bytes, 0 black to 255 white
 * @width: in dots
 * @height: in dots
 * @stride: bytes from one row to the next
 *
 * Turns every dot that is darker than the middle black, so that the edges of letters and of code
 * modules stay where they are: paper has no grey, and dithering would make both unreadable.
 *
 * Returns: (transfer full): the picture
 */
YzRaster *
yz_raster_new_from_gray (const guint8 *gray, guint width, guint height, gsize stride)
{
  gsize row_bytes = stride_for (width);
  guint8 *bits = g_malloc0 (row_bytes * height);
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (gray != NULL && stride >= width, NULL);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      if (gray[y * stride + x] < 128)
        bits[y * row_bytes + x / 8] |= 0x80 >> (x % 8);

  bytes = g_bytes_new_take (bits, row_bytes * height);
  return yz_raster_new (width, height, bytes);
}

/**
 * yz_raster_ref:
 * @self: a picture
 *
 * Returns: (transfer full): @self
 */
YzRaster *
yz_raster_ref (YzRaster *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * yz_raster_unref:
 * @self: (transfer full): a picture
 */
void
yz_raster_unref (YzRaster *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_bytes_unref (self->bits);
  g_free (self);
}

/**
 * yz_raster_get_width:
 * @self: a picture
 *
 * Returns: its width in dots
 */
guint
yz_raster_get_width (YzRaster *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->width;
}

/**
 * yz_raster_get_height:
 * @self: a picture
 *
 * Returns: its height in dots
 */
guint
yz_raster_get_height (YzRaster *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->height;
}

/**
 * yz_raster_get_stride:
 * @self: a picture
 *
 * Returns: the bytes of one row
 */
gsize
yz_raster_get_stride (YzRaster *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return stride_for (self->width);
}

/**
 * yz_raster_get_row:
 * @self: a picture
 * @y: a row, less than the height
 *
 * Returns: (transfer none): the bytes of row @y; the next rows follow it
 */
const guint8 *
yz_raster_get_row (YzRaster *self, guint y)
{
  g_return_val_if_fail (self != NULL && y < self->height, NULL);

  return (const guint8 *)g_bytes_get_data (self->bits, NULL) + y * stride_for (self->width);
}

/**
 * yz_raster_to_gray:
 * @self: a picture
 *
 * Returns: (transfer full): rows of `width` bytes, 0 black and 255 white, to show it on a screen
 */
GBytes *
yz_raster_to_gray (YzRaster *self)
{
  guint8 *gray;

  g_return_val_if_fail (self != NULL, NULL);

  gray = g_malloc ((gsize)self->width * self->height);
  for (guint y = 0; y < self->height; y++) {
    const guint8 *row = yz_raster_get_row (self, y);

    for (guint x = 0; x < self->width; x++)
      gray[(gsize)y * self->width + x] = (row[x / 8] & (0x80 >> (x % 8))) != 0 ? 0 : 255;
  }
  return g_bytes_new_take (gray, (gsize)self->width * self->height);
}
