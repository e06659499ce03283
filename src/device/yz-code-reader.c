/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-code-reader.h"

#include <string.h>
#include <zbar.h>

/* zbar finds a code only with a quiet zone of four modules around it. A picture that is cut close
 * gets one by repeating its edge pixels: a pure white border would be the strongest edge in the
 * picture, and zbar's threshold follows that. */
#define PAD 16

/* Twice the size helps codes whose modules have less than three pixels; of a picture this large
 * nobody photographs such a code, and the memory is bounded. */
#define MAX_ENLARGED_PIXELS (16u << 20)

struct _YzCodeReader {
  zbar_image_scanner_t *scanner;
  guint8 *pixels; /* kept from one frame to the next */
  gsize size;
};

/**
 * yz_code_reader_new:
 *
 * Only the kinds that are used here are looked for, which is faster and finds nothing in a
 * pattern that is no code: QR codes on phones and slips, and the bars on court papers. Binary mode
 * gives the bytes as they are; zbar's own guess of the character set is often wrong for Chinese.
 *
 * Returns: (transfer full): a reader
 */
YzCodeReader *
yz_code_reader_new (void)
{
  YzCodeReader *self = g_new0 (YzCodeReader, 1);

  self->scanner = zbar_image_scanner_create ();
  zbar_image_scanner_set_config (self->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (self->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_scanner_set_config (self->scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  zbar_image_scanner_set_config (self->scanner, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
  return self;
}

/**
 * yz_code_reader_free:
 * @self: (transfer full) (nullable): a reader
 */
void
yz_code_reader_free (YzCodeReader *self)
{
  if (self == NULL)
    return;

  zbar_image_scanner_destroy (self->scanner);
  g_free (self->pixels);
  g_free (self);
}

static guint8 *
reserve (YzCodeReader *self, gsize size)
{
  if (self->size < size) {
    g_free (self->pixels);
    self->pixels = g_malloc (size);
    self->size = size;
  }
  return self->pixels;
}

static gboolean
has_code (GPtrArray *codes, const YzCode *code)
{
  for (guint i = 0; i < codes->len; i++) {
    const YzCode *other = g_ptr_array_index (codes, i);

    if (strcmp (other->type, code->type) == 0 && g_bytes_equal (other->bytes, code->bytes))
      return TRUE;
  }
  return FALSE;
}

static void
scan (YzCodeReader *self, const guint8 *gray, guint width, guint height, GPtrArray *codes)
{
  zbar_image_t *image = zbar_image_create ();

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, width, height);
  zbar_image_set_data (image, gray, (gulong)width * height, NULL);
  if (zbar_scan_image (self->scanner, image) > 0) {
    for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image); symbol != NULL;
         symbol = zbar_symbol_next (symbol)) {
      zbar_symbol_type_t type = zbar_symbol_get_type (symbol);
      g_autoptr (YzCode) code = NULL;

      if (type == ZBAR_PARTIAL)
        continue;
      code = yz_code_new (zbar_get_symbol_name (type), zbar_symbol_get_data (symbol),
                          zbar_symbol_get_data_length (symbol));
      if (!has_code (codes, code))
        g_ptr_array_add (codes, g_steal_pointer (&code));
    }
  }
  zbar_image_destroy (image);
}

/* Copies the picture into the middle of a larger one, each pixel @factor times wide and high. */
static void
pad (const guint8 *gray, guint width, guint height, gsize stride, guint factor, guint8 *out)
{
  guint out_width = width * factor + 2 * PAD;
  guint out_height = height * factor + 2 * PAD;
  guint copied = G_MAXUINT;

  for (guint y = 0; y < out_height; y++) {
    guint from = CLAMP ((int)y - PAD, 0, (int)(height * factor) - 1) / factor;
    const guint8 *row = gray + from * stride;
    guint8 *to = out + (gsize)y * out_width;

    if (from == copied) {
      memcpy (to, to - out_width, out_width);
      continue;
    }
    memset (to, row[0], PAD);
    if (factor == 1)
      memcpy (to + PAD, row, width);
    else
      for (guint x = 0; x < width * factor; x++)
        to[PAD + x] = row[x / factor];
    memset (to + PAD + width * factor, row[width - 1], PAD);
    copied = from;
  }
}

static void
scan_padded (YzCodeReader *self,
             const guint8 *gray,
             guint width,
             guint height,
             gsize stride,
             guint factor,
             GPtrArray *codes)
{
  guint out_width = width * factor + 2 * PAD;
  guint out_height = height * factor + 2 * PAD;
  guint8 *out = reserve (self, (gsize)out_width * out_height);

  pad (gray, width, height, stride, factor, out);
  scan (self, out, out_width, out_height, codes);
}

/**
 * yz_code_reader_read:
 * @self: a reader
 * @gray: rows of bytes, 0 black to 255 white
 * @width: pixels
 * @height: pixels
 * @stride: bytes from one row to the next
 * @budget_ms: how long the whole may take: decides whether a second look is worth it
 *
 * Looks at the picture once, and where nothing is found and there is time, at twice its size.
 *
 * Returns: (transfer full) (element-type YzCode): what was found, each code once, often none
 */
GPtrArray *
yz_code_reader_read (YzCodeReader *self,
                     const guint8 *gray,
                     guint width,
                     guint height,
                     gsize stride,
                     guint budget_ms)
{
  GPtrArray *codes = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_code_free);
  gint64 begin_us = g_get_monotonic_time ();
  gint64 took_us;

  g_return_val_if_fail (self != NULL && gray != NULL, codes);
  g_return_val_if_fail (width > 0 && height > 0 && stride >= width, codes);

  scan_padded (self, gray, width, height, stride, 1, codes);
  took_us = g_get_monotonic_time () - begin_us;

  /* Four times the pixels take four times as long. */
  if (codes->len == 0 && (guint64)width * height * 4 <= MAX_ENLARGED_PIXELS
      && took_us * 5 <= (gint64)budget_ms * 1000)
    scan_padded (self, gray, width, height, stride, 2, codes);
  return codes;
}
