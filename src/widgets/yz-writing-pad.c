/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-writing-pad.h"

#include <glib/gi18n-lib.h>

/* A square to write one character in with a finger. The strokes are the engine's; here is only the
 * one that is being drawn. */
struct _YzWritingPad {
  GtkWidget parent_instance;

  YzHandwriting *handwriting;
  guint square;
  GArray *stroke; /* of YzImePoint */
  YzImePoint start;
};

G_DEFINE_FINAL_TYPE (YzWritingPad, yz_writing_pad, GTK_TYPE_WIDGET)

#define PEN_WIDTH 8.0
#define MIN_SIDE 200

/* Of a stroke: at 60 a second nobody takes longer for one. */
#define MAX_POINTS 1024

static void
draw_guides (cairo_t *cr, double width, double height)
{
  const double dashes[] = { 10, 10 };

  cairo_set_line_width (cr, 2);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, width / 2, 0);
  cairo_line_to (cr, width / 2, height);
  cairo_move_to (cr, 0, height / 2);
  cairo_line_to (cr, width, height / 2);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* What to do here, until it is done; beside the guides, which would strike it out. */
static void
draw_hint (YzWritingPad *self, cairo_t *cr, int width, int height)
{
  const char *text = self->square == 0 ? _ ("Write here") : _ ("The next character here");
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int text_width, text_height;

  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  cairo_move_to (cr, (width - text_width) / 2.0, height / 4.0 - text_height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_stroke (cairo_t *cr, GArray *stroke)
{
  for (guint i = 0; i < stroke->len; i++) {
    YzImePoint point = g_array_index (stroke, YzImePoint, i);

    /* A line of no length with round caps is a dot. */
    if (i == 0)
      cairo_move_to (cr, point.x, point.y);
    cairo_line_to (cr, point.x, point.y);
  }
  cairo_stroke (cr);
}

static void
yz_writing_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YzWritingPad *self = YZ_WRITING_PAD (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  GPtrArray *strokes = yz_handwriting_get_strokes (self->handwriting, self->square);
  cairo_t *cr;
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.25);
  draw_guides (cr, width, height);
  gdk_cairo_set_source_rgba (cr, &ink);
  if (strokes == NULL && self->stroke->len == 0)
    draw_hint (self, cr, width, height);
  cairo_set_line_width (cr, PEN_WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; strokes != NULL && i < strokes->len; i++)
    draw_stroke (cr, g_ptr_array_index (strokes, i));
  draw_stroke (cr, self->stroke);
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);
}

static void
yz_writing_pad_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = *natural = MIN_SIDE;
}

static void
add_point (YzWritingPad *self, double x, double y)
{
  YzImePoint point = { (float)x, (float)y };

  /* A palm that lies on the pad goes on for ever. */
  if (self->stroke->len >= MAX_POINTS)
    return;
  g_array_append_val (self->stroke, point);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_drag_begin (YzWritingPad *self, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  g_array_set_size (self->stroke, 0);
  self->start = (YzImePoint){ (float)x, (float)y };
  add_point (self, x, y);
}

static void
on_drag_update (YzWritingPad *self, double dx, double dy)
{
  add_point (self, self->start.x + dx, self->start.y + dy);
}

/* Also where something takes the finger away. */
static void
on_drag_over (YzWritingPad *self)
{
  g_autoptr (GArray) stroke = self->stroke;

  self->stroke = g_array_new (FALSE, FALSE, sizeof (YzImePoint));
  yz_ime_draw (YZ_IME (self->handwriting), self->square, (const YzImePoint *)(gpointer)stroke->data,
               stroke->len);
}

static void
yz_writing_pad_finalize (GObject *object)
{
  YzWritingPad *self = YZ_WRITING_PAD (object);

  g_object_unref (self->handwriting);
  g_array_unref (self->stroke);

  G_OBJECT_CLASS (yz_writing_pad_parent_class)->finalize (object);
}

static void
yz_writing_pad_class_init (YzWritingPadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yz_writing_pad_finalize;
  widget_class->snapshot = yz_writing_pad_snapshot;
  widget_class->measure = yz_writing_pad_measure;
  gtk_widget_class_set_css_name (widget_class, "writing-pad");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
yz_writing_pad_init (YzWritingPad *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->stroke = g_array_new (FALSE, FALSE, sizeof (YzImePoint));
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_over), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (on_drag_over), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Write one character here with a finger"), -1);
}

/**
 * yz_writing_pad_new:
 * @handwriting: what reads the strokes
 * @square: its number, where there are several to write in one after the other
 *
 * Returns: (transfer floating): an empty square
 */
GtkWidget *
yz_writing_pad_new (YzHandwriting *handwriting, guint square)
{
  YzWritingPad *self = g_object_new (YZ_TYPE_WRITING_PAD, NULL);

  self->handwriting = g_object_ref (handwriting);
  self->square = square;
  g_signal_connect_object (handwriting, "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
