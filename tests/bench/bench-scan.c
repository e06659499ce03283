/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-code-reader.h"
#include "yz-qr.h"

#include <string.h>
#include <zbar.h>

/* bench-scan: reads frames of 1280 × 720 with an easy code, as the camera's thread does, and gives
 * the same frames to zbar alone, taking turns; prints the two medians in ms. */

#define WIDTH 1280
#define HEIGHT 720
#define ROUNDS 40
#define BUDGET_MS 60

static const struct {
  const char *text;
  double module;
  double angle;
} frames[] = {
  { "https://example.org/yizhan", 8, 0 },
  { "{\"yz\":1,\"form\":\"legal-aid-application\",\"facts\":{\"name\":\"张小明\"}}", 7, 0.2 },
  { "申请法律援助", 12, -0.1 },
  { "{\"yz\":1,\"form\":\"legal-aid-application\",\"facts\":{\"name\":\"张小明\","
    "\"phone\":\"13800000000\",\"matter\":\"拖欠工资\",\"facts\":\"三个月没有发工资。\"}}",
    6, 0.05 },
};

static guint8 *
draw (guint which)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (YzQr) qr = yz_qr_new (frames[which].text, NULL);
  double side = (yz_qr_get_size (qr) + 8) * frames[which].module;
  guint8 *gray = g_malloc (WIDTH * HEIGHT);

  cairo_set_source_rgb (cr, 0.5, 0.5, 0.5);
  cairo_paint (cr);
  cairo_translate (cr, WIDTH / 2.0, HEIGHT / 2.0);
  cairo_rotate (cr, frames[which].angle);
  yz_qr_draw (qr, cr, -side / 2, -side / 2, side);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    gray[i] = cairo_image_surface_get_data (surface)[4 * i];
  cairo_surface_destroy (surface);
  return gray;
}

static gint64
time_ours (YzCodeReader *reader, const guint8 *gray, const char *text)
{
  gint64 begin_us = g_get_monotonic_time ();
  g_autoptr (GPtrArray) codes
      = yz_code_reader_read (reader, &(YzGray){ gray, WIDTH, HEIGHT, WIDTH }, BUDGET_MS, FALSE);
  gint64 taken_us = g_get_monotonic_time () - begin_us;

  if (codes->len != 1
      || g_strcmp0 (((const YzCode *)g_ptr_array_index (codes, 0))->text, text) != 0)
    g_error ("an easy code was not read");
  return taken_us;
}

/* With the settings that the kiosk needs, and the image made anew, as for any frame. */
static gint64
time_zbar (zbar_image_scanner_t *scanner, const guint8 *gray)
{
  gint64 begin_us = g_get_monotonic_time ();
  zbar_image_t *image = zbar_image_create ();

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, WIDTH, HEIGHT);
  zbar_image_set_data (image, gray, WIDTH * HEIGHT, NULL);
  if (zbar_scan_image (scanner, image) != 1)
    g_error ("zbar does not read an easy code");
  zbar_image_destroy (image);
  return g_get_monotonic_time () - begin_us;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a;
  gint64 y = *(const gint64 *)b;

  return (x > y) - (x < y);
}

static double
get_median_ms (GArray *times)
{
  g_array_sort (times, compare);
  return (double)g_array_index (times, gint64, times->len / 2) / 1000;
}

int
main (int argc, char **argv)
{
  g_autoptr (YzCodeReader) reader = yz_code_reader_new ();
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) plain = g_array_new (FALSE, FALSE, sizeof (gint64));

  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  zbar_image_scanner_set_config (scanner, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
  for (guint which = 0; which < G_N_ELEMENTS (frames); which++) {
    g_autofree guint8 *gray = draw (which);

    for (guint round = 0; round < ROUNDS; round++) {
      gint64 taken_us = time_ours (reader, gray, frames[which].text);

      g_array_append_val (ours, taken_us);
      taken_us = time_zbar (scanner, gray);
      g_array_append_val (plain, taken_us);
    }
  }
  zbar_image_scanner_destroy (scanner);
  g_print ("%.3f %.3f\n", get_median_ms (ours), get_median_ms (plain));
  return 0;
}
