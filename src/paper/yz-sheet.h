/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* A4 (ISO 216) in points, with a wider margin on the side where it is filed. */
#define YZ_SHEET_WIDTH 595.28
#define YZ_SHEET_HEIGHT 841.89
#define YZ_SHEET_LEFT 62.0
#define YZ_SHEET_RIGHT (YZ_SHEET_WIDTH - 50.0)
#define YZ_SHEET_TOP 52.0
#define YZ_SHEET_BOTTOM (YZ_SHEET_HEIGHT - 62.0)

/* 五号, the size in which forms are printed and filled in. */
#define YZ_SHEET_TEXT_SIZE 10.5

/* Between the rules of the table and what stands in it. */
#define YZ_SHEET_PADDING 5.0

/* The column at the left that says whom a part of the table is about. */
#define YZ_SHEET_GROUP_WIDTH 26.0

/**
 * YzCellKind:
 * @YZ_CELL_LABEL: the name of a field, as it stands on the empty form
 * @YZ_CELL_VALUE: what was filled in
 * @YZ_CELL_BOXES: an identity number, each place in one of eighteen boxes
 */
typedef enum {
  YZ_CELL_LABEL,
  YZ_CELL_VALUE,
  YZ_CELL_BOXES,
} YzCellKind;

/**
 * YzCell:
 * @kind: what it is
 * @width: in points; 0 for the rest of the row
 * @text: what stands in it
 */
typedef struct {
  YzCellKind kind;
  double width;
  const char *text;
} YzCell;

/**
 * YzSheet:
 *
 * A PDF of A4 pages that is filled from top to bottom: rows of a ruled table, and what is drawn
 * between them. One thread at a time may use it.
 */
typedef struct _YzSheet YzSheet;

YzSheet *yz_sheet_new  (const char *title);
void     yz_sheet_free (YzSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzSheet, yz_sheet_free)

cairo_t *yz_sheet_get_cairo   (YzSheet *self);
double   yz_sheet_get_y       (YzSheet *self);
guint    yz_sheet_get_n_pages (YzSheet *self);
void     yz_sheet_skip_to     (YzSheet *self,
                               double   y);
void     yz_sheet_break_page  (YzSheet *self);

PangoLayout *yz_sheet_new_text  (YzSheet    *self,
                                 const char *text,
                                 double      size,
                                 double      width);
void         yz_sheet_draw_text (YzSheet       *self,
                                 const char    *text,
                                 double         size,
                                 double         y,
                                 PangoAlignment alignment);
void         yz_sheet_add_row   (YzSheet      *self,
                                 const YzCell *cells,
                                 guint         n_cells);
void         yz_sheet_add_group (YzSheet    *self,
                                 const char *label,
                                 double      top);
void         yz_sheet_add_box   (YzSheet *self,
                                 double   bottom);
int          yz_sheet_add_lines (YzSheet     *self,
                                 PangoLayout *text,
                                 int          first,
                                 double       bottom);
GBytes      *yz_sheet_finish    (YzSheet *self,
                                 GError **error);

G_END_DECLS
