/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-qr.h"

#include "yz-code-reader.h"
#include "yz-error.h"

#include <string.h>

static GPtrArray *
read_surface (cairo_surface_t *surface)
{
  guint side = (guint)cairo_image_surface_get_width (surface);
  g_autofree guint8 *gray = g_malloc ((gsize)side * side);
  g_autoptr (YzCodeReader) reader = yz_code_reader_new ();
  const guint8 *data;
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++)
      gray[y * side + x] = data[y * stride + x * 4];
  return yz_code_reader_read (reader, &(YzGray){ gray, side, side, side }, 1000, FALSE);
}

static GPtrArray *
read_drawn (YzQr *qr, int side)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, side, side);
  cairo_t *cr = cairo_create (surface);
  GPtrArray *codes;

  /* The code brings its own white. */
  cairo_set_source_rgb (cr, 0.5, 0.5, 0.5);
  cairo_paint (cr);
  yz_qr_draw (qr, cr, 0, 0, side);
  cairo_destroy (cr);
  codes = read_surface (surface);
  cairo_surface_destroy (surface);
  return codes;
}

static char *
make_chinese (gsize bytes)
{
  static const char text[] = "申请法律援助需要身份证明和经济困难状况说明表";
  GString *out = g_string_new (NULL);

  while (out->len + 3 <= bytes)
    g_string_append_len (out, text + out->len % (sizeof text - 1), 3);
  while (out->len < bytes)
    g_string_append_c (out, '.');
  return g_string_free (out, FALSE);
}

static void
test_round_trip (void)
{
  static const gsize sizes[] = { 1, 3, 17, 64, 65, 200, 333, 500, 777, 1000, 1273, 1499, 1500 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *text = make_chinese (sizes[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (YzQr) qr = yz_qr_new (text, &error);
    g_autoptr (GPtrArray) codes = NULL;
    const YzCode *code;

    g_assert_no_error (error);
    codes = read_drawn (qr, (int)(yz_qr_get_size (qr) + 8) * 4 + 3);
    g_assert_cmpuint (codes->len, ==, 1);
    code = g_ptr_array_index (codes, 0);
    g_assert_cmpstr (code->type, ==, "QR-Code");
    g_assert_cmpstr (code->text, ==, text);
  }
}

static void
test_every_byte (void)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (YzQr) qr = NULL;
  g_autoptr (GPtrArray) codes = NULL;
  const YzCode *code;

  for (guint i = 0; i < YZ_QR_MAX_BYTES; i++) {
    guint8 byte = (guint8)(i * 151 + i / 256);

    g_byte_array_append (array, &byte, 1);
  }
  data = g_byte_array_free_to_bytes (g_steal_pointer (&array));
  qr = yz_qr_new_bytes (data, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (yz_qr_get_size (qr), ==, 177);
  codes = read_drawn (qr, 185 * 4);
  g_assert_cmpuint (codes->len, ==, 1);
  code = g_ptr_array_index (codes, 0);
  g_assert_true (g_bytes_equal (code->bytes, data));
  g_assert_null (code->text);
}

static void
test_limits (void)
{
  g_autofree char *text = make_chinese (YZ_QR_MAX_BYTES + 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_qr_new (text, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_null (yz_qr_new ("", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
}

/* 14 bytes are the most that version 1 holds at level M; 7 still fit at H, so the short code is no
 * larger and takes more damage. */
static void
test_correction_fills_the_code (void)
{
  g_autoptr (YzQr) qr = yz_qr_new ("A007-12", NULL);
  int side = (int)(yz_qr_get_size (qr) + 8) * 4;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, side, side);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GPtrArray) codes = NULL;

  g_assert_cmpuint (yz_qr_get_size (qr), ==, 21);
  yz_qr_draw (qr, cr, 0, 0, side);

  /* A stain over the lower right, where only data is. */
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_rectangle (cr, 4 * (4 + 13), 4 * (4 + 13), 4 * 8, 4 * 8);
  cairo_fill (cr);
  cairo_destroy (cr);

  codes = read_surface (surface);
  cairo_surface_destroy (surface);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpstr (((const YzCode *)g_ptr_array_index (codes, 0))->text, ==, "A007-12");
}

/* Whole pixels: no grey between black and white, and white around it. */
static void
test_sharp (void)
{
  g_autoptr (YzQr) qr = yz_qr_new ("一站", NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 150, 150);
  cairo_t *cr = cairo_create (surface);
  guint modules = yz_qr_get_size (qr);
  const guint8 *data;
  int stride;

  yz_qr_draw (qr, cr, 0, 0, 150);
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);

  /* 21 + 8 modules in 150 pixels: five each, and the code begins after the margin of 22. */
  g_assert_cmpuint (modules, ==, 21);
  for (int y = 0; y < 150; y++) {
    for (int x = 0; x < 150; x++) {
      int column = (x - 22) / 5;
      int row = (y - 22) / 5;
      gboolean inside = x >= 22 && y >= 22 && column < 21 && row < 21;
      guint8 wanted = inside && yz_qr_get_module (qr, (guint)column, (guint)row) ? 0 : 255;

      g_assert_cmpuint (data[y * stride + x * 4], ==, wanted);
    }
  }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/qr/round-trip", test_round_trip);
  g_test_add_func ("/qr/every-byte", test_every_byte);
  g_test_add_func ("/qr/limits", test_limits);
  g_test_add_func ("/qr/correction-fills-the-code", test_correction_fills_the_code);
  g_test_add_func ("/qr/sharp", test_sharp);

  return g_test_run ();
}
