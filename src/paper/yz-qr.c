/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-qr.h"

#include "yz-error.h"

#include <math.h>
#include <qrencode.h>
#include <string.h>

/* White modules around the code, ISO/IEC 18004 §6.3.8. */
#define QUIET_MODULES 4

struct _YzQr {
  QRcode *code;
};

/* The strongest error correction that costs no larger code than the plain choice M, which mends
 * 15 %; L only where the data would not fit otherwise. A larger code has smaller modules, and
 * those are what cameras fail on. */
static QRcode *
encode (const guint8 *data, int length)
{
  static const QRecLevel stronger[] = { QR_ECLEVEL_H, QR_ECLEVEL_Q };
  QRcode *code = QRcode_encodeData (length, data, 0, QR_ECLEVEL_M);

  if (code == NULL)
    return QRcode_encodeData (length, data, 0, QR_ECLEVEL_L);

  for (gsize i = 0; i < G_N_ELEMENTS (stronger); i++) {
    QRcode *other = QRcode_encodeData (length, data, code->version, stronger[i]);

    if (other != NULL && other->version == code->version) {
      QRcode_free (code);
      return other;
    }
    g_clear_pointer (&other, QRcode_free);
  }
  return code;
}

/**
 * yz_qr_new:
 * @text: UTF-8
 * @error: %YZ_ERROR_INVALID where @text is empty or longer than %YZ_QR_MAX_BYTES
 *
 * Returns: (transfer full): the code of @text
 */
YzQr *
yz_qr_new (const char *text, GError **error)
{
  g_autoptr (GBytes) data = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  data = g_bytes_new_static (text, strlen (text));
  return yz_qr_new_bytes (data, error);
}

/**
 * yz_qr_new_bytes:
 * @data: what to encode
 * @error: %YZ_ERROR_INVALID where @data is empty or longer than %YZ_QR_MAX_BYTES
 *
 * Encodes in byte mode, which keeps every byte as it is, with as much error correction as fits.
 *
 * Returns: (transfer full): the code of @data
 */
YzQr *
yz_qr_new_bytes (GBytes *data, GError **error)
{
  YzQr *self;
  QRcode *code = NULL;
  gsize length = 0;
  const guint8 *bytes;

  g_return_val_if_fail (data != NULL, NULL);

  bytes = g_bytes_get_data (data, &length);
  if (length > 0 && length <= YZ_QR_MAX_BYTES)
    code = encode (bytes, (int)length);
  if (code == NULL) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "a QR code holds 1 to %d bytes, not %" G_GSIZE_FORMAT ": shorten the text",
                 YZ_QR_MAX_BYTES, length);
    return NULL;
  }
  self = g_new0 (YzQr, 1);
  self->code = code;
  return self;
}

/**
 * yz_qr_free:
 * @self: (transfer full) (nullable): a code
 */
void
yz_qr_free (YzQr *self)
{
  if (self == NULL)
    return;

  QRcode_free (self->code);
  g_free (self);
}

/**
 * yz_qr_get_size:
 * @self: a code
 *
 * Returns: modules a side: 21 to 177, without the quiet zone
 */
guint
yz_qr_get_size (YzQr *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (guint)self->code->width;
}

/**
 * yz_qr_get_module:
 * @self: a code
 * @x: column, less than the size
 * @y: row, less than the size
 *
 * Returns: whether the module is black
 */
gboolean
yz_qr_get_module (YzQr *self, guint x, guint y)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (x < yz_qr_get_size (self) && y < yz_qr_get_size (self), FALSE);

  return (self->code->data[y * yz_qr_get_size (self) + x] & 1) != 0;
}

/* One rectangle for each run of black modules: a file of them stays small. */
static void
add_row (YzQr *self, cairo_t *cr, guint row, double x, double y, double module)
{
  guint size = yz_qr_get_size (self);

  for (guint start = 0; start < size; start++) {
    guint end = start;

    while (end < size && yz_qr_get_module (self, end, row))
      end++;
    if (end > start)
      cairo_rectangle (cr, x + start * module, y + row * module, (end - start) * module, module);
    start = end;
  }
}

/**
 * yz_qr_draw:
 * @self: a code
 * @cr: where to draw
 * @x: left edge
 * @y: upper edge
 * @side: length of a side, with the quiet zone of four modules
 *
 * Draws black modules on a white square. Where a module has at least two units of @cr, all have
 * the same whole number of them, so that on a surface of pixels their edges are sharp.
 */
void
yz_qr_draw (YzQr *self, cairo_t *cr, double x, double y, double side)
{
  guint modules;
  double module;
  double margin;

  g_return_if_fail (self != NULL && cr != NULL && side > 0);

  modules = yz_qr_get_size (self) + 2 * QUIET_MODULES;
  module = side / modules;
  if (module >= 2)
    module = floor (module);
  margin = (side - yz_qr_get_size (self) * module) / 2;
  if (module >= 2)
    margin = floor (margin);

  cairo_save (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, x, y, side, side);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint row = 0; row < yz_qr_get_size (self); row++)
    add_row (self, cr, row, x + margin, y + margin, module);
  cairo_fill (cr);
  cairo_restore (cr);
}
