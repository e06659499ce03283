/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define YZ_TYPE_PAPER_ROW (yz_paper_row_get_type ())
G_DECLARE_FINAL_TYPE (YzPaperRow, yz_paper_row, YZ, PAPER_ROW, AdwBin)

GtkWidget *yz_paper_row_new         (GBytes     *jpeg);
void       yz_paper_row_set_place   (YzPaperRow *self,
                                     guint       n,
                                     guint       count);
void       yz_paper_row_set_asking  (YzPaperRow *self,
                                     gboolean    is_asking);
void       yz_paper_row_focus_move  (YzPaperRow *self,
                                     int         by);
void       yz_paper_row_forget      (YzPaperRow *self);

G_END_DECLS
