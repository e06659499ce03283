/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-slip.h"

#include "yz-type.h"

#include <math.h>

#define WIDTH YZ_RASTER_RECEIPT_WIDTH

/* The first and last millimetre of a roll are printed badly. */
#define MARGIN 12
#define GAP 14
#define QR_SIDE 232

/* Half a millimetre: what a phone reads from thermal paper. With the quiet zone of both sides. */
#define QR_MODULE 4
#define QR_QUIET 8

typedef enum { ITEM_TEXT, ITEM_LINE, ITEM_QR } ItemKind;

typedef struct {
  ItemKind kind;
  YzSlipStyle style;
  char *zh;
  char *en;
  YzQr *qr;
} Item;

struct _YzSlip {
  gatomicrefcount refs;
  GPtrArray *items;
};

/* At 203 dots an inch, 24 dots are 3 mm: as large as print in a book. */
static const struct {
  int zh_px;
  int en_px;
  gboolean bold;
} styles[] = {
  [YZ_SLIP_NUMBER] = { 150, 30, TRUE },
  [YZ_SLIP_TITLE] = { 44, 28, TRUE },
  [YZ_SLIP_BODY] = { 32, 25, FALSE },
  [YZ_SLIP_SMALL] = { 26, 23, FALSE },
};

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->zh);
  g_free (item->en);
  yz_qr_free (item->qr);
  g_free (item);
}

static Item *
add_item (YzSlip *self, ItemKind kind)
{
  Item *item = g_new0 (Item, 1);

  item->kind = kind;
  g_ptr_array_add (self->items, item);
  return item;
}

/**
 * yz_slip_new:
 *
 * Returns: (transfer full): an empty slip
 */
YzSlip *
yz_slip_new (void)
{
  YzSlip *self = g_new0 (YzSlip, 1);

  g_atomic_ref_count_init (&self->refs);
  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

/**
 * yz_slip_ref:
 * @self: a slip
 *
 * Returns: (transfer full): @self
 */
YzSlip *
yz_slip_ref (YzSlip *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * yz_slip_unref:
 * @self: (transfer full): a slip
 */
void
yz_slip_unref (YzSlip *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_ptr_array_unref (self->items);
  g_free (self);
}

/**
 * yz_slip_add_text:
 * @self: a slip
 * @style: how large
 * @zh: the Chinese words, or a number
 * @en: (nullable): the same in English, which stands smaller below: the national language comes
 *   first (民族团结进步促进法, Art. 15)
 *
 * Adds a text in the middle of the slip. Long ones get more lines; %YZ_SLIP_NUMBER gets smaller.
 */
void
yz_slip_add_text (YzSlip *self, YzSlipStyle style, const char *zh, const char *en)
{
  Item *item;

  g_return_if_fail (self != NULL && zh != NULL);

  item = add_item (self, ITEM_TEXT);
  item->style = style;
  item->zh = g_strdup (zh);
  item->en = g_strdup (en);
}

/**
 * yz_slip_add_line:
 * @self: a slip
 *
 * Adds a line across it.
 */
void
yz_slip_add_line (YzSlip *self)
{
  g_return_if_fail (self != NULL);

  add_item (self, ITEM_LINE);
}

/**
 * yz_slip_add_qr:
 * @self: a slip
 * @text: what the code says
 * @error: as yz_qr_new()
 *
 * Adds a QR code.
 *
 * Returns: whether @text fits into one
 */
gboolean
yz_slip_add_qr (YzSlip *self, const char *text, GError **error)
{
  YzQr *qr;

  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  qr = yz_qr_new (text, error);
  if (qr == NULL)
    return FALSE;
  add_item (self, ITEM_QR)->qr = qr;
  return TRUE;
}

/* Draws @text at @y and says how high it is. */
static int
draw_words (cairo_t *cr, const char *text, const char *language, int px, gboolean bold, int y)
{
  g_autoptr (PangoLayout) layout = yz_type_new_layout (cr, YZ_FACE_SANS, language, px, bold);
  PangoRectangle logical;

  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (WIDTH - 2 * MARGIN) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_extents (layout, NULL, &logical);
  cairo_move_to (cr, MARGIN, y);
  pango_cairo_show_layout (cr, layout);
  return logical.height;
}

/* A number on one line, as large as it fits, without the white that a typeface has above and below
 * its digits. */
static int
draw_number (cairo_t *cr, const char *text, int y)
{
  for (int px = styles[YZ_SLIP_NUMBER].zh_px;; px -= 2) {
    g_autoptr (PangoLayout) layout = yz_type_new_layout (cr, YZ_FACE_SANS, "zh-cn", px, TRUE);
    PangoRectangle ink;

    pango_layout_set_text (layout, text, -1);
    pango_layout_get_pixel_extents (layout, &ink, NULL);
    if (ink.width > WIDTH - 2 * MARGIN && px > styles[YZ_SLIP_SMALL].zh_px)
      continue;

    cairo_move_to (cr, (WIDTH - ink.width) / 2 - ink.x, y + GAP - ink.y);
    pango_cairo_show_layout (cr, layout);
    return ink.height + 2 * GAP;
  }
}

static int
draw_text (cairo_t *cr, const Item *item, int y)
{
  int begin = y;

  if (item->style == YZ_SLIP_NUMBER)
    y += draw_number (cr, item->zh, y);
  else
    y += draw_words (cr, item->zh, "zh-cn", styles[item->style].zh_px, styles[item->style].bold, y);
  if (item->en != NULL)
    y += draw_words (cr, item->en, "en", styles[item->style].en_px, FALSE, y);
  return y - begin;
}

/* A code with much in it gets larger, not finer. */
static int
qr_side (YzQr *qr)
{
  int side = ((int)yz_qr_get_size (qr) + QR_QUIET) * QR_MODULE;

  return CLAMP (side, QR_SIDE, WIDTH - 2 * MARGIN);
}

static int
draw_qr (cairo_t *cr, YzQr *qr, int y)
{
  int side = qr_side (qr);

  yz_qr_draw (qr, cr, (WIDTH - side) / 2, y, side);
  return side;
}

static int
draw_item (cairo_t *cr, const Item *item, int y)
{
  switch (item->kind) {
  case ITEM_TEXT:
    return draw_text (cr, item, y);
  case ITEM_LINE:
    cairo_rectangle (cr, MARGIN, y, WIDTH - 2 * MARGIN, 2);
    cairo_fill (cr);
    return 2;
  case ITEM_QR:
    return draw_qr (cr, item->qr, y);
  default:
    g_assert_not_reached ();
  }
}

static int
draw (YzSlip *self, cairo_t *cr)
{
  int y = MARGIN;

  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint i = 0; i < self->items->len; i++)
    y += draw_item (cr, g_ptr_array_index (self->items, i), y) + GAP;
  return y - GAP + MARGIN;
}

static YzRaster *
to_raster (cairo_surface_t *drawn, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, height);
  cairo_t *cr = cairo_create (surface);
  g_autofree guint8 *gray = g_malloc ((gsize)WIDTH * (gsize)height);
  const guint8 *data;
  gsize stride;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_surface (cr, drawn, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = (gsize)cairo_image_surface_get_stride (surface);
  for (gsize y = 0; y < (gsize)height; y++)
    for (gsize x = 0; x < WIDTH; x++)
      gray[y * WIDTH + x] = data[y * stride + x * 4];
  cairo_surface_destroy (surface);
  return yz_raster_new_from_gray (gray, WIDTH, (guint)height, WIDTH);
}

/**
 * yz_slip_render:
 * @self: a slip
 *
 * Draws the slip for paper of 80 mm at 203 dots an inch. Takes tens of milliseconds.
 *
 * Returns: (transfer full): the picture, %YZ_RASTER_RECEIPT_WIDTH dots wide
 */
YzRaster *
yz_slip_render (YzSlip *self)
{
  cairo_surface_t *drawn;
  cairo_t *cr;
  YzRaster *raster;
  int height;

  g_return_val_if_fail (self != NULL, NULL);

  /* How long it gets is known when it is drawn. */
  drawn = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cr = cairo_create (drawn);
  height = draw (self, cr);
  cairo_destroy (cr);
  raster = to_raster (drawn, height);
  cairo_surface_destroy (drawn);
  return raster;
}

static void
render_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, yz_slip_render (task_data), (GDestroyNotify)yz_raster_unref);
}

/**
 * yz_slip_render_async:
 * @self: a slip, to which nothing is added any more
 * @cancellable: (nullable): to stop waiting
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 *
 * Draws the slip in another thread.
 */
void
yz_slip_render_async (YzSlip *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (self != NULL);

  g_task_set_source_tag (task, yz_slip_render_async);
  g_task_set_task_data (task, yz_slip_ref (self), (GDestroyNotify)yz_slip_unref);
  g_task_run_in_thread (task, render_worker);
}

/**
 * yz_slip_render_finish:
 * @result: the result
 * @error: only that it was cancelled
 *
 * Returns: (transfer full): the picture
 */
YzRaster *
yz_slip_render_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
