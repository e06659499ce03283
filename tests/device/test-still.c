/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-error.h"
#include "yz-scanner.h"
#include "yz-test-folder.h"

#include <cairo.h>

/* Photographs from a picture that stands for a camera: larger than what is shown. */

typedef struct {
  char *folder;
  char *source;
  GMainLoop *loop;
  guint side; /* the longer one of a frame to show */
  YzStill *still;
  GError *error;
} Fixture;

/* White, and red in the upper left corner. */
static void
save_picture (const char *path)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 2000, 1500);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_rectangle (cr, 0, 0, 100, 100);
  cairo_fill (cr);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  f->folder = yz_test_folder_new ();
  f->loop = g_main_loop_new (NULL, FALSE);
  path = g_build_filename (f->folder, "camera.png", NULL);
  f->source = g_strconcat ("file:", path, NULL);
  save_picture (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  yz_still_free (f->still);
  g_clear_error (&f->error);
  g_main_loop_unref (f->loop);
  yz_test_folder_remove (f->folder);
  g_free (f->source);
}

static void
on_frame (YzScanner *scanner, GBytes *pixels, guint width, guint height, guint stride, Fixture *f)
{
  f->side = MAX (width, height);
  g_main_loop_quit (f->loop);
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->still = yz_scanner_take_finish (result, &f->error);
  g_main_loop_quit (f->loop);
}

static void
take (Fixture *f, YzScanner *scanner)
{
  g_signal_handlers_disconnect_by_data (scanner, f);
  g_clear_pointer (&f->still, yz_still_free);
  yz_scanner_take_async (scanner, NULL, on_taken, f);
  g_main_loop_run (f->loop);
}

static guint8
green_at (const YzStill *still, guint x, guint y)
{
  const guint8 *pixels = g_bytes_get_data (still->pixels, NULL);

  return pixels[y * still->stride + x * 4 + 1];
}

static void
test_takes (Fixture *f, gconstpointer data)
{
  static const struct {
    guint rotation;
    guint width, height;
    guint x, y; /* in the red corner */
  } cases[] = {
    { 0, 2000, 1500, 10, 10 },
    { 90, 1500, 2000, 1490, 10 },
    { 180, 2000, 1500, 1990, 1490 },
    { 270, 1500, 2000, 10, 1990 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    YzScanner *scanner = yz_scanner_new (f->source, cases[i].rotation, TRUE);

    g_signal_connect (scanner, "frame", G_CALLBACK (on_frame), f);
    yz_scanner_start (scanner);
    g_main_loop_run (f->loop);
    g_assert_cmpuint (f->side, <=, 1280);
    take (f, scanner);
    g_assert_no_error (f->error);
    g_assert_cmpuint (f->still->width, ==, cases[i].width);
    g_assert_cmpuint (f->still->height, ==, cases[i].height);
    g_assert_cmpuint (g_bytes_get_size (f->still->pixels), ==, 2000 * 1500 * 4);
    g_assert_cmpuint (green_at (f->still, cases[i].x, cases[i].y), <, 60);
    g_assert_cmpuint (green_at (f->still, cases[i].width / 2, cases[i].height / 2), >, 200);
    g_assert_finalize_object (scanner);
  }
}

static void
test_not_started (Fixture *f, gconstpointer data)
{
  YzScanner *scanner = yz_scanner_new (f->source, 0, TRUE);

  take (f, scanner);
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
  g_assert_null (f->still);
  g_assert_finalize_object (scanner);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/still/takes", Fixture, NULL, set_up, test_takes, tear_down);
  g_test_add ("/still/not-started", Fixture, NULL, set_up, test_not_started, tear_down);

  return g_test_run ();
}
