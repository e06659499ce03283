/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sheet.h"

#include "yz-error.h"
#include "yz-type.h"

#include <cairo-pdf.h>

#define RULE_WIDTH 0.7
#define ROW_HEIGHT 27.0
#define N_BOXES 18

/* A text that would make its row more than two lines high is set smaller first. */
static const double sizes[] = { YZ_SHEET_TEXT_SIZE, 9, 7.5 };

struct _YzSheet {
  GByteArray *pdf;
  cairo_surface_t *surface;
  cairo_t *cr;
  double y;
  guint n_pages;
};

static cairo_status_t
on_write (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/**
 * yz_sheet_new:
 * @title: what the document is called; names nobody
 *
 * Returns: (transfer full): a sheet with one empty page
 */
YzSheet *
yz_sheet_new (const char *title)
{
  YzSheet *self = g_new0 (YzSheet, 1);

  self->pdf = g_byte_array_new ();
  self->surface
      = cairo_pdf_surface_create_for_stream (on_write, self->pdf, YZ_SHEET_WIDTH, YZ_SHEET_HEIGHT);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_TITLE, title);
  self->cr = cairo_create (self->surface);
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  cairo_set_line_width (self->cr, RULE_WIDTH);
  self->y = YZ_SHEET_TOP;
  self->n_pages = 1;
  return self;
}

/**
 * yz_sheet_free:
 * @self: (transfer full) (nullable): a sheet
 */
void
yz_sheet_free (YzSheet *self)
{
  if (self == NULL)
    return;

  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
  g_byte_array_unref (self->pdf);
  g_free (self);
}

/**
 * yz_sheet_get_cairo:
 * @self: a sheet
 *
 * Returns: (transfer none): to draw on the last page, black, in points
 */
cairo_t *
yz_sheet_get_cairo (YzSheet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->cr;
}

/**
 * yz_sheet_get_y:
 * @self: a sheet
 *
 * Returns: where the next thing will be put
 */
double
yz_sheet_get_y (YzSheet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->y;
}

/**
 * yz_sheet_get_n_pages:
 * @self: a sheet
 *
 * Returns: how many pages there are so far
 */
guint
yz_sheet_get_n_pages (YzSheet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_pages;
}

/**
 * yz_sheet_skip_to:
 * @self: a sheet
 * @y: where the next thing is to be put
 */
void
yz_sheet_skip_to (YzSheet *self, double y)
{
  g_return_if_fail (self != NULL);

  self->y = y;
}

/**
 * yz_sheet_break_page:
 * @self: a sheet
 *
 * Begins the next page.
 */
void
yz_sheet_break_page (YzSheet *self)
{
  g_return_if_fail (self != NULL);

  cairo_show_page (self->cr);
  self->y = YZ_SHEET_TOP;
  self->n_pages++;
}

/**
 * yz_sheet_new_text:
 * @self: a sheet
 * @text: what it says
 * @size: in points
 * @width: where lines are broken
 *
 * Returns: (transfer full): a text that has not been drawn yet
 */
PangoLayout *
yz_sheet_new_text (YzSheet *self, const char *text, double size, double width)
{
  PangoLayout *layout;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  layout = yz_type_new_layout (self->cr, YZ_FACE_SERIF, "zh-cn", size, FALSE);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  return layout;
}

static double
get_height (PangoLayout *layout)
{
  int height = 0;

  pango_layout_get_size (layout, NULL, &height);
  return (double)height / PANGO_SCALE;
}

/**
 * yz_sheet_draw_text:
 * @self: a sheet
 * @text: what it says, on one line
 * @size: in points
 * @y: where its upper edge is
 * @alignment: at which margin, or in the middle
 *
 * Draws a text outside the table; the next thing is put where it was before.
 */
void
yz_sheet_draw_text (YzSheet *self,
                    const char *text,
                    double size,
                    double y,
                    PangoAlignment alignment)
{
  g_autoptr (PangoLayout) layout = NULL;

  g_return_if_fail (self != NULL && text != NULL);

  layout = yz_sheet_new_text (self, text, size, YZ_SHEET_RIGHT - YZ_SHEET_LEFT);
  pango_layout_set_alignment (layout, alignment);
  cairo_move_to (self->cr, YZ_SHEET_LEFT, y);
  pango_cairo_show_layout (self->cr, layout);
}

static PangoLayout *
fit (YzSheet *self, const YzCell *cell, double width)
{
  PangoLayout *layout = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_clear_object (&layout);
    layout = yz_sheet_new_text (self, cell->text, sizes[i], width - 2 * YZ_SHEET_PADDING);
    if (pango_layout_get_line_count (layout) <= 2)
      break;
  }
  if (cell->kind == YZ_CELL_LABEL)
    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  return layout;
}

/* A number of another length than a citizen's stands in as many boxes as it has places; a longer
 * one is no number, and is written out. */
static void
draw_boxes (YzSheet *self, const char *text, double x, double width, double height)
{
  double box = width / N_BOXES;
  const char *p = text;

  for (guint i = 0; i < N_BOXES; i++) {
    if (i > 0) {
      cairo_move_to (self->cr, x + i * box, self->y);
      cairo_rel_line_to (self->cr, 0, height);
    }
  }
  cairo_stroke (self->cr);

  for (guint i = 0; i < N_BOXES && *p != '\0'; i++, p = g_utf8_next_char (p)) {
    g_autofree char *place = g_strndup (p, (gsize)(g_utf8_next_char (p) - p));
    g_autoptr (PangoLayout) layout = yz_sheet_new_text (self, place, YZ_SHEET_TEXT_SIZE, box);

    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
    cairo_move_to (self->cr, x + i * box, self->y + (height - get_height (layout)) / 2);
    pango_cairo_show_layout (self->cr, layout);
  }
}

static gboolean
has_boxes (const YzCell *cell)
{
  return cell->kind == YZ_CELL_BOXES && g_utf8_strlen (cell->text, -1) <= N_BOXES;
}

static void
draw_cell (YzSheet *self,
           const YzCell *cell,
           PangoLayout *layout,
           double x,
           double width,
           double height)
{
  cairo_rectangle (self->cr, x, self->y, width, height);
  cairo_stroke (self->cr);
  if (has_boxes (cell)) {
    draw_boxes (self, cell->text, x, width, height);
    return;
  }
  cairo_move_to (self->cr, x + YZ_SHEET_PADDING, self->y + (height - get_height (layout)) / 2);
  pango_cairo_show_layout (self->cr, layout);
}

/**
 * yz_sheet_add_row:
 * @self: a sheet
 * @cells: (array length=n_cells): what stands in the row, of which one may take the rest of it
 * @n_cells: how many
 *
 * Adds a row of the table, right of the group's column, as high as its longest text needs.
 */
void
yz_sheet_add_row (YzSheet *self, const YzCell *cells, guint n_cells)
{
  double x = YZ_SHEET_LEFT + YZ_SHEET_GROUP_WIDTH;
  double rest = YZ_SHEET_RIGHT - x;
  double height = ROW_HEIGHT;
  g_autoptr (GPtrArray) layouts = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (self != NULL && cells != NULL);

  for (guint i = 0; i < n_cells; i++)
    rest -= cells[i].width;
  for (guint i = 0; i < n_cells; i++) {
    PangoLayout *layout = fit (self, &cells[i], cells[i].width > 0 ? cells[i].width : rest);

    g_ptr_array_add (layouts, layout);
    if (!has_boxes (&cells[i]))
      height = MAX (height, get_height (layout) + 2 * YZ_SHEET_PADDING);
  }
  for (guint i = 0; i < n_cells; i++) {
    double width = cells[i].width > 0 ? cells[i].width : rest;

    draw_cell (self, &cells[i], g_ptr_array_index (layouts, i), x, width, height);
    x += width;
  }
  self->y += height;
}

/**
 * yz_sheet_add_group:
 * @self: a sheet
 * @label: whom the rows are about, written downwards
 * @top: where its first row began
 *
 * Adds the column at the left of the rows since @top.
 */
void
yz_sheet_add_group (YzSheet *self, const char *label, double top)
{
  g_autoptr (PangoLayout) layout = NULL;
  g_autoptr (GString) downwards = g_string_new (NULL);

  g_return_if_fail (self != NULL && label != NULL);

  for (const char *p = label; *p != '\0'; p = g_utf8_next_char (p)) {
    if (p != label)
      g_string_append_c (downwards, '\n');
    g_string_append_unichar (downwards, g_utf8_get_char (p));
  }
  layout = yz_sheet_new_text (self, downwards->str, YZ_SHEET_TEXT_SIZE, YZ_SHEET_GROUP_WIDTH);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  cairo_rectangle (self->cr, YZ_SHEET_LEFT, top, YZ_SHEET_GROUP_WIDTH, self->y - top);
  cairo_stroke (self->cr);
  cairo_move_to (self->cr, YZ_SHEET_LEFT, top + (self->y - top - get_height (layout)) / 2);
  pango_cairo_show_layout (self->cr, layout);
}

/**
 * yz_sheet_add_box:
 * @self: a sheet
 * @bottom: where it ends
 *
 * Adds a box across the page, from here to @bottom. What comes next is put into it.
 */
void
yz_sheet_add_box (YzSheet *self, double bottom)
{
  g_return_if_fail (self != NULL);

  cairo_rectangle (self->cr, YZ_SHEET_LEFT, self->y, YZ_SHEET_RIGHT - YZ_SHEET_LEFT,
                   bottom - self->y);
  cairo_stroke (self->cr);
  self->y += YZ_SHEET_PADDING;
}

/**
 * yz_sheet_add_lines:
 * @self: a sheet
 * @text: a text
 * @first: its first line that has not been drawn
 * @bottom: where there is no room any more
 *
 * Adds as many lines of @text as there is room for, inside a box.
 *
 * Returns: the first line that there was no room for, or the number of lines
 */
int
yz_sheet_add_lines (YzSheet *self, PangoLayout *text, int first, double bottom)
{
  PangoLayoutIter *iter;
  gboolean more = TRUE;
  int line = 0;
  double top = -1;

  g_return_val_if_fail (self != NULL && text != NULL, first);

  /* Only the iterator knows where a line stands with its indentation and spacing. */
  iter = pango_layout_get_iter (text);
  for (; more; line++, more = pango_layout_iter_next_line (iter)) {
    PangoRectangle logical;
    int begin = 0;
    int end = 0;

    if (line < first)
      continue;
    pango_layout_iter_get_line_yrange (iter, &begin, &end);
    pango_layout_iter_get_line_extents (iter, NULL, &logical);
    if (top < 0)
      top = self->y - (double)begin / PANGO_SCALE;
    if (top + (double)end / PANGO_SCALE > bottom)
      break;
    cairo_move_to (self->cr, YZ_SHEET_LEFT + YZ_SHEET_PADDING + (double)logical.x / PANGO_SCALE,
                   top + (double)pango_layout_iter_get_baseline (iter) / PANGO_SCALE);
    pango_cairo_show_layout_line (self->cr, pango_layout_iter_get_line_readonly (iter));
    self->y = top + (double)end / PANGO_SCALE;
  }
  pango_layout_iter_free (iter);
  return line;
}

/**
 * yz_sheet_finish:
 * @self: a sheet, to which nothing can be added any more
 * @error: %YZ_ERROR_STORAGE where Cairo could not make the document
 *
 * Returns: (transfer full): the PDF, with its typefaces embedded
 */
GBytes *
yz_sheet_finish (YzSheet *self, GError **error)
{
  cairo_status_t status;

  g_return_val_if_fail (self != NULL, NULL);

  status = cairo_status (self->cr);
  cairo_surface_finish (self->surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (self->surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the page cannot be drawn: %s",
                 cairo_status_to_string (status));
    return NULL;
  }
  return g_bytes_new (self->pdf->data, self->pdf->len);
}
