/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-signature-pad.h"

#include "yz-test-widget.h"

#include <string.h>

/* Any stroke counts, what was written survives a new page, and the picture stays small enough for
 * the form, which takes 64 KiB. */

#define WIDTH 900
#define HEIGHT 260
#define PICTURE_WIDTH 720
#define PICTURE_HEIGHT 240
#define MAX_BYTES (22 * 1024)

typedef struct {
  GtkWidget *pad;
  guint n_changed;
} Fixture;

static void
on_changed (Fixture *fixture)
{
  fixture->n_changed++;
}

static GtkWidget *
new_pad (void)
{
  GtkWidget *pad = g_object_ref_sink (yz_signature_pad_new ());

  gtk_widget_measure (pad, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (pad, WIDTH, HEIGHT, -1, NULL);
  return pad;
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->pad = new_pad ();
  g_signal_connect_swapped (fixture->pad, "changed", G_CALLBACK (on_changed), fixture);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->pad);
}

static GtkGesture *
get_gesture (GtkWidget *pad)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (pad);
  g_autoptr (GObject) gesture = g_list_model_get_item (controllers, 0);

  g_assert_true (GTK_IS_GESTURE_DRAG (gesture));
  return GTK_GESTURE (gesture); /* the pad's */
}

static void
draw (GtkWidget *pad, double x, double y, double dx, double dy)
{
  GtkGesture *gesture = get_gesture (pad);

  g_signal_emit_by_name (gesture, "drag-begin", x, y);
  g_signal_emit_by_name (gesture, "drag-update", dx / 2, dy / 2);
  g_signal_emit_by_name (gesture, "drag-update", dx, dy);
  g_signal_emit_by_name (gesture, "drag-end", dx, dy);
}

static gboolean
is_empty (GtkWidget *pad)
{
  return yz_signature_pad_is_empty (YZ_SIGNATURE_PAD (pad));
}

static GBytes *
get_png (GtkWidget *pad)
{
  return yz_signature_pad_get_png (YZ_SIGNATURE_PAD (pad));
}

/* The rectangle that holds all that is dark. */
static GdkRectangle
get_ink (GBytes *png)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (png, &error);
  g_autofree guint32 *pixels = g_new (guint32, PICTURE_WIDTH * PICTURE_HEIGHT);
  int left = PICTURE_WIDTH, top = PICTURE_HEIGHT, right = -1, bottom = -1;

  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, PICTURE_WIDTH);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, PICTURE_HEIGHT);
  gdk_texture_download (texture, (guchar *)pixels, PICTURE_WIDTH * sizeof (guint32));
  for (int y = 0; y < PICTURE_HEIGHT; y++)
    for (int x = 0; x < PICTURE_WIDTH; x++)
      if (((pixels[y * PICTURE_WIDTH + x] >> 8) & 0xff) < 128) {
        left = MIN (left, x);
        right = MAX (right, x);
        top = MIN (top, y);
        bottom = MAX (bottom, y);
      }
  return (GdkRectangle){ left, top, right - left + 1, bottom - top + 1 };
}

static void
assert_near (const GdkRectangle *a, const GdkRectangle *b)
{
  g_assert_cmpint (ABS (a->x - b->x), <=, 2);
  g_assert_cmpint (ABS (a->y - b->y), <=, 2);
  g_assert_cmpint (ABS (a->width - b->width), <=, 3);
  g_assert_cmpint (ABS (a->height - b->height), <=, 3);
}

static void
test_stroke_counts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) png = NULL;
  GdkRectangle ink;

  g_assert_true (is_empty (fixture->pad));
  draw (fixture->pad, 100, 50, 450, 100);
  g_assert_false (is_empty (fixture->pad));
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  png = get_png (fixture->pad);
  ink = get_ink (png);
  /* 720 pixels of the picture for 900 of the pad. */
  assert_near (&ink, &(GdkRectangle){ 78, 38, 364, 84 });
}

/* Somebody who cannot write makes a dot. */
static void
test_dot_counts (Fixture *fixture, gconstpointer data)
{
  GtkGesture *gesture = get_gesture (fixture->pad);
  g_autoptr (GBytes) png = NULL;
  GdkRectangle ink;

  g_signal_emit_by_name (gesture, "drag-begin", 450., 130.);
  g_signal_emit_by_name (gesture, "drag-end", 0., 0.);
  g_assert_false (is_empty (fixture->pad));
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  png = get_png (fixture->pad);
  ink = get_ink (png);
  g_assert_cmpint (ink.width, >, 0);
  g_assert_cmpint (ink.width, <, 10);
}

/* A stroke that something took away from the pad is one, too. */
static void
test_broken_stroke_counts (Fixture *fixture, gconstpointer data)
{
  GtkGesture *gesture = get_gesture (fixture->pad);

  g_signal_emit_by_name (gesture, "drag-begin", 10., 10.);
  g_signal_emit_by_name (gesture, "drag-update", 50., 50.);
  g_signal_emit_by_name (gesture, "cancel", NULL);
  g_assert_false (is_empty (fixture->pad));
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) png = NULL;

  draw (fixture->pad, 10, 10, 100, 100);
  png = get_png (fixture->pad);
  yz_signature_pad_clear (YZ_SIGNATURE_PAD (fixture->pad));
  g_assert_true (is_empty (fixture->pad));
  g_assert_cmpuint (fixture->n_changed, ==, 2);

  yz_signature_pad_show_png (YZ_SIGNATURE_PAD (fixture->pad), png);
  g_assert_false (is_empty (fixture->pad));
  yz_signature_pad_clear (YZ_SIGNATURE_PAD (fixture->pad));
  g_assert_true (is_empty (fixture->pad));
}

/* However often the language is changed, the signature is the same. */
static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) first = NULL;

  draw (fixture->pad, 100, 50, 450, 100);
  first = get_png (fixture->pad);
  for (guint i = 0; i < 3; i++) {
    GtkWidget *pad = new_pad ();
    g_autoptr (GBytes) again = NULL;

    yz_signature_pad_show_png (YZ_SIGNATURE_PAD (pad), first);
    g_assert_false (is_empty (pad));
    again = get_png (pad);
    g_assert_true (g_bytes_equal (again, first));
    g_assert_finalize_object (pad);
  }
}

/* What is shown again stands where it was written: the same stroke on top of it adds nothing. */
static void
test_shown_where_written (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  const guint32 *pixel;
  GtkWidget *pad = new_pad ();
  GdkRectangle before, after;

  draw (fixture->pad, 100, 50, 450, 100);
  first = get_png (fixture->pad);
  yz_signature_pad_show_png (YZ_SIGNATURE_PAD (pad), first);
  draw (pad, 100, 50, 450, 100);
  second = get_png (pad);
  before = get_ink (first);
  after = get_ink (second);
  assert_near (&after, &before);

  yz_signature_pad_clear (YZ_SIGNATURE_PAD (pad));
  yz_signature_pad_show_png (YZ_SIGNATURE_PAD (pad), first);
  GTK_WIDGET_GET_CLASS (pad)->snapshot (pad, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  /* The middle of the stroke. */
  pixel = (const guint32 *)(cairo_image_surface_get_data (surface)
                            + 100 * cairo_image_surface_get_stride (surface))
          + 325;
  g_assert_cmphex (*pixel & 0xff00, <, 0x8000);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  g_assert_finalize_object (pad);
}

/* What a child with two hands can do in a minute. */
static void
test_bounded_size (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autoptr (GBytes) png = NULL;

  for (guint strokes = 0; strokes < 4000; strokes++) {
    double x = g_rand_double_range (rand, 0, WIDTH);
    double y = g_rand_double_range (rand, 0, HEIGHT);

    draw (fixture->pad, x, y, g_rand_double_range (rand, 0, WIDTH) - x,
          g_rand_double_range (rand, 0, HEIGHT) - y);
    if (strokes % 100 == 10) {
      g_clear_pointer (&png, g_bytes_unref);
      png = get_png (fixture->pad);
      g_assert_cmpuint (g_bytes_get_size (png), <=, MAX_BYTES);
    }
  }
}

static void
test_hostile_png (Fixture *fixture, gconstpointer data)
{
  static const char *const hostile[]
      = { "", "window", "\x89PNG\r\n\x1a\n", "\x89PNG\r\n\x1a\n\0\0" };
  g_autoptr (GBytes) whole = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_autoptr (GBytes) png = g_bytes_new_static (hostile[i], strlen (hostile[i]));

    yz_signature_pad_show_png (YZ_SIGNATURE_PAD (fixture->pad), png);
    g_assert_true (is_empty (fixture->pad));
  }
  draw (fixture->pad, 10, 10, 100, 100);
  whole = get_png (fixture->pad);
  yz_signature_pad_clear (YZ_SIGNATURE_PAD (fixture->pad));
  for (gsize size = 0; size < g_bytes_get_size (whole); size += 7) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, size);

    yz_signature_pad_show_png (YZ_SIGNATURE_PAD (fixture->pad), part);
  }
}

int
main (int argc, char **argv)
{
  yz_test_widget_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add ("/signature-pad/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("stroke-counts", test_stroke_counts);
  ADD ("dot-counts", test_dot_counts);
  ADD ("broken-stroke-counts", test_broken_stroke_counts);
  ADD ("clear", test_clear);
  ADD ("round-trip", test_round_trip);
  ADD ("shown-where-written", test_shown_where_written);
  ADD ("bounded-size", test_bounded_size);
  ADD ("hostile-png", test_hostile_png);
#undef ADD

  return g_test_run ();
}
