/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-qr-finder.h"
#include "yz-qr-layout.h"

G_BEGIN_DECLS

#define YZ_QR_N_BENDS 12

/**
 * YzQrGrid:
 * @version: 1 to 40
 * @inverted: whether it is light on dark
 * @bent: whether it is bent
 * @corners: where the middles of the three finder patterns, top left, top right and bottom left,
 *   and the place as far from the fourth corner lie in the picture, x and y each
 * @bends: how it is bent beyond what a flat sheet in perspective would be, in modules
 * @score: how well the modules that every code has are seen: 1 is perfect
 *
 * Where the modules of a QR code lie in a picture.
 */
typedef struct {
  guint version;
  gboolean inverted;
  gboolean bent;
  double corners[8];
  double bends[YZ_QR_N_BENDS];
  double score;
} YzQrGrid;

GArray *yz_qr_grid_propose (const YzRelief *relief,
                            GArray         *finders,
                            guint           most);
void    yz_qr_grid_fit     (YzQrGrid       *self,
                            const YzRelief *relief);
void    yz_qr_grid_bend    (YzQrGrid       *self,
                            const YzRelief *relief);
void    yz_qr_grid_sample  (const YzQrGrid *self,
                            const YzRelief *relief,
                            guint           margin,
                            double         *values);

double yz_qr_grid_get_module (const YzQrGrid *self);
void   yz_qr_grid_get_middle (const YzQrGrid *self,
                              double         *ret_x,
                              double         *ret_y);

G_END_DECLS
