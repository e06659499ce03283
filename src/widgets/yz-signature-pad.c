/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-signature-pad.h"

#include <string.h>

/* A surface to sign on with a finger, a pen or the mouse. Any stroke counts, a dot too: nobody's
 * hand is judged. */
struct _YzSignaturePad {
  GtkWidget parent_instance;

  GPtrArray *strokes;     /* of GArray of graphene_point_t */
  graphene_point_t start; /* of the stroke that is being drawn */
  cairo_surface_t
      *before; /* (nullable): the ink of what was signed before the page was made anew */
};

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzSignaturePad, yz_signature_pad, GTK_TYPE_WIDGET)

#define PEN_WIDTH 5.0
#define MIN_HEIGHT 260

/* Of the picture that is kept. Black and white with a bit a pixel is sharp on paper, and can never
 * grow too large for the form, whatever is scribbled. */
#define PICTURE_WIDTH 720
#define PICTURE_HEIGHT 240

static void
draw_stroke (cairo_t *cr, GArray *stroke)
{
  const graphene_point_t *first = &g_array_index (stroke, graphene_point_t, 0);

  cairo_move_to (cr, first->x, first->y);
  /* A line of no length with round caps is a dot. */
  cairo_line_to (cr, first->x, first->y);
  for (guint i = 1; i < stroke->len; i++) {
    const graphene_point_t *point = &g_array_index (stroke, graphene_point_t, i);

    cairo_line_to (cr, point->x, point->y);
  }
  cairo_stroke (cr);
}

static void
draw_strokes (YzSignaturePad *self, cairo_t *cr)
{
  cairo_set_line_width (cr, PEN_WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < self->strokes->len; i++)
    draw_stroke (cr, g_ptr_array_index (self->strokes, i));
}

/* From the pad to the picture. The way back is its inverse, so that a signature which is shown
 * again stands where it was written, and what is added to it fits. */
static double
picture_scale (YzSignaturePad *self)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);
  double height = MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1);

  return MIN (PICTURE_WIDTH / width, PICTURE_HEIGHT / height);
}

static void
draw_before (YzSignaturePad *self, cairo_t *cr)
{
  double scale = 1 / picture_scale (self);

  cairo_save (cr);
  cairo_scale (cr, scale, scale);
  cairo_mask_surface (cr, self->before, 0, 0);
  cairo_restore (cr);
}

/* With the source and in the measure of the pad. */
static void
draw_ink (YzSignaturePad *self, cairo_t *cr)
{
  if (self->before != NULL)
    draw_before (self, cr);
  draw_strokes (self, cr);
}

static void
yz_signature_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YzSignaturePad *self = YZ_SIGNATURE_PAD (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height);
  cairo_t *cr;

  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 1, 1, 1, 1 }, &area);
  cr = gtk_snapshot_append_cairo (snapshot, &area);
  cairo_set_source_rgb (cr, 0.05, 0.1, 0.3);
  draw_ink (self, cr);
  cairo_destroy (cr);
}

static void
yz_signature_pad_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? MIN_HEIGHT : 2 * MIN_HEIGHT;
}

static void
add_point (YzSignaturePad *self, double x, double y)
{
  GArray *stroke = g_ptr_array_index (self->strokes, self->strokes->len - 1);
  graphene_point_t point = GRAPHENE_POINT_INIT ((float)x, (float)y);

  g_array_append_val (stroke, point);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_drag_begin (YzSignaturePad *self, double x, double y, GtkGesture *gesture)
{
  /* The finger signs; it does not scroll the page below. */
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  graphene_point_init (&self->start, (float)x, (float)y);
  g_ptr_array_add (self->strokes, g_array_new (FALSE, FALSE, sizeof (graphene_point_t)));
  add_point (self, x, y);
}

static void
on_drag_update (YzSignaturePad *self, double dx, double dy)
{
  add_point (self, self->start.x + dx, self->start.y + dy);
}

/* Also where something takes the finger away: any stroke counts. */
static void
on_drag_over (YzSignaturePad *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
yz_signature_pad_finalize (GObject *object)
{
  YzSignaturePad *self = YZ_SIGNATURE_PAD (object);

  g_ptr_array_unref (self->strokes);
  g_clear_pointer (&self->before, cairo_surface_destroy);

  G_OBJECT_CLASS (yz_signature_pad_parent_class)->finalize (object);
}

static void
yz_signature_pad_class_init (YzSignaturePadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yz_signature_pad_finalize;
  widget_class->snapshot = yz_signature_pad_snapshot;
  widget_class->measure = yz_signature_pad_measure;

  /* A stroke has ended, or all were taken away. */
  signals[CHANGED] = g_signal_new ("changed", YZ_TYPE_SIGNATURE_PAD, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "signature");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
yz_signature_pad_init (YzSignaturePad *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->strokes = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_over), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (on_drag_over), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

/**
 * yz_signature_pad_new:
 *
 * Returns: (transfer floating): an empty pad
 */
GtkWidget *
yz_signature_pad_new (void)
{
  return g_object_new (YZ_TYPE_SIGNATURE_PAD, NULL);
}

/**
 * yz_signature_pad_is_empty:
 * @self: a pad
 *
 * Returns: whether nothing was written
 */
gboolean
yz_signature_pad_is_empty (YzSignaturePad *self)
{
  g_return_val_if_fail (YZ_IS_SIGNATURE_PAD (self), TRUE);

  return self->strokes->len == 0 && self->before == NULL;
}

/**
 * yz_signature_pad_clear:
 * @self: a pad
 *
 * Takes all strokes away.
 */
void
yz_signature_pad_clear (YzSignaturePad *self)
{
  g_return_if_fail (YZ_IS_SIGNATURE_PAD (self));

  g_ptr_array_set_size (self->strokes, 0);
  g_clear_pointer (&self->before, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static cairo_status_t
append_png (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/**
 * yz_signature_pad_get_png:
 * @self: a pad that is not empty and has been shown
 *
 * Returns: (transfer full): a PNG of 720×240 pixels, black on white, without metadata, of 22 KiB at
 * most
 */
GBytes *
yz_signature_pad_get_png (YzSignaturePad *self)
{
  GByteArray *png;
  cairo_surface_t *surface;
  cairo_t *cr;

  g_return_val_if_fail (YZ_IS_SIGNATURE_PAD (self), NULL);

  png = g_byte_array_new ();
  surface = cairo_image_surface_create (CAIRO_FORMAT_A1, PICTURE_WIDTH, PICTURE_HEIGHT);
  cr = cairo_create (surface);
  /* What is opaque becomes white: the ink is taken out of the paper. */
  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_DEST_OUT);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_scale (cr, picture_scale (self), picture_scale (self));
  draw_ink (self, cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, append_png, png);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (png);
}

typedef struct {
  const guint8 *data;
  gsize left;
} Reader;

static cairo_status_t
read_png (void *closure, unsigned char *data, unsigned int length)
{
  Reader *reader = closure;

  if (length > reader->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, reader->data, length);
  reader->data += length;
  reader->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

/* What is dark in @picture, as a mask. */
static cairo_surface_t *
ink_of (cairo_surface_t *picture)
{
  int width = cairo_image_surface_get_width (picture);
  int height = cairo_image_surface_get_height (picture);
  cairo_surface_t *ink = cairo_image_surface_create (CAIRO_FORMAT_A8, width, height);

  cairo_surface_flush (ink);
  for (int y = 0; y < height; y++) {
    const guint32 *from
        = (const guint32 *)(cairo_image_surface_get_data (picture)
                            + (gsize)y * (gsize)cairo_image_surface_get_stride (picture));
    guchar *to = cairo_image_surface_get_data (ink)
                 + (gsize)y * (gsize)cairo_image_surface_get_stride (ink);

    for (int x = 0; x < width; x++)
      to[x] = (guchar)(0xff - ((from[x] >> 8) & 0xff));
  }
  cairo_surface_mark_dirty (ink);
  return ink;
}

/**
 * yz_signature_pad_show_png:
 * @self: a pad
 * @png: what yz_signature_pad_get_png() gave
 *
 * Shows a signature again when its page is made anew.
 */
void
yz_signature_pad_show_png (YzSignaturePad *self, GBytes *png)
{
  Reader reader = { 0 };
  cairo_surface_t *surface;

  g_return_if_fail (YZ_IS_SIGNATURE_PAD (self));

  reader.data = g_bytes_get_data (png, &reader.left);
  surface = cairo_image_surface_create_from_png_stream (read_png, &reader);
  g_clear_pointer (&self->before, cairo_surface_destroy);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    self->before = ink_of (surface);
  cairo_surface_destroy (surface);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
