/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-escpos.h"

/* Receipt printers speak ESC/POS, as Epson's reference describes it and others copy it. A picture
 * goes as `GS v 0`, which every one of them knows, in bands that fit the smallest buffers. */

#define DLE 0x10
#define GS 0x1d
#define ESC 0x1b

#define BAND_ROWS 128

static void
append (GByteArray *out, const guint8 *data, guint length)
{
  g_byte_array_append (out, data, length);
}

/* A printer obeys real-time commands even in the midst of a picture: EOT asks for its state, ENQ
 * and DC4 may clear its buffer or switch it off. Where a picture happens to spell one, it gets one
 * dot more. */
static void
defuse (guint8 *data, guint length)
{
  for (guint i = 0; i + 1 < length; i++)
    if (data[i] == DLE && (data[i + 1] == 0x04 || data[i + 1] == 0x05 || data[i + 1] == 0x14))
      data[i] |= 1;
}

static void
append_band (GByteArray *out, YzRaster *raster, guint first, guint rows)
{
  guint stride = (guint)yz_raster_get_stride (raster);
  const guint8 command[] = {
    GS, 'v', '0', 0, (guint8)stride, (guint8)(stride >> 8), (guint8)rows, (guint8)(rows >> 8),
  };

  append (out, command, sizeof command);
  append (out, yz_raster_get_row (raster, first), rows * stride);
}

/**
 * yz_escpos_encode:
 * @raster: a picture
 *
 * The bytes that print @raster on an empty line, cut the paper behind it, and then ask for the
 * paper sensor with `GS r 1`. That answer comes when all before it has been done.
 *
 * Returns: (transfer full): what to send
 */
GBytes *
yz_escpos_encode (YzRaster *raster)
{
  static const guint8 begin[] = { ESC, '@' };
  /* `GS V B` feeds to the knife by itself, and 0 steps further. */
  static const guint8 end[] = { GS, 'V', 'B', 0, GS, 'r', 1 };
  GByteArray *out = g_byte_array_new ();
  guint height;

  g_return_val_if_fail (raster != NULL, NULL);

  height = yz_raster_get_height (raster);
  append (out, begin, sizeof begin);
  for (guint y = 0; y < height; y += BAND_ROWS)
    append_band (out, raster, y, MIN (BAND_ROWS, height - y));
  defuse (out->data, out->len);
  append (out, end, sizeof end);
  return g_byte_array_free_to_bytes (out);
}
