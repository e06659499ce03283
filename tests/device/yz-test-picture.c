/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-picture.h"

#include "yz-qr.h"

#include <gst/gst.h>

/* How long a test waits for what must come. */
#define DEADLINE_SECONDS 20

/* Pictures and films to be looked through. */

/**
 * yz_test_code_draw:
 * @cr: where to draw
 * @data: what the code holds
 * @length: of @data
 * @x: left edge of its quiet zone
 * @y: upper edge of it
 * @module: side of a module
 *
 * Draws a QR code.
 */
void
yz_test_code_draw (cairo_t *cr, const void *data, gsize length, double x, double y, double module)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzQr) qr = yz_qr_new_bytes (bytes, &error);

  g_assert_no_error (error);
  yz_qr_draw (qr, cr, x, y, (yz_qr_get_size (qr) + 8) * module);
}

/**
 * yz_test_code_save:
 * @folder: where to
 * @name: name of the file
 * @data: what the code holds
 * @length: of @data
 *
 * Saves a picture of one code on a grey table, 1280 × 960 pixels.
 *
 * Returns: (transfer full): the path of the PNG file
 */
char *
yz_test_code_save (const char *folder, const char *name, const void *data, gsize length)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1280, 960);
  cairo_t *cr = cairo_create (surface);
  char *path = g_build_filename (folder, name, NULL);

  cairo_set_source_rgb (cr, 0.6, 0.6, 0.55);
  cairo_paint (cr);
  yz_test_code_draw (cr, data, length, 100, 50, 4);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return path;
}

/**
 * yz_test_pipeline_run:
 * @description: as gst_parse_launch()
 *
 * Runs a pipeline of GStreamer to its end.
 */
void
yz_test_pipeline_run (const char *description)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  gst_init (NULL, NULL);
  pipeline = gst_parse_launch (description, &error);
  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (bus, DEADLINE_SECONDS * GST_SECOND,
                                        GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}
