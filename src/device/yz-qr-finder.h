/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-relief.h"

G_BEGIN_DECLS

/**
 * YzQrFinder:
 * @x: middle, in pixels
 * @y: middle, in pixels
 * @module: about as many pixels are one module
 * @n_rows: rows of pixels in which it was seen
 * @inverted: whether it is light on dark
 *
 * One of the three squares in squares in the corners of a QR code.
 */
typedef struct {
  double x;
  double y;
  double module;
  guint n_rows;
  gboolean inverted;
} YzQrFinder;

GArray  *yz_qr_finder_search  (const YzRelief   *relief,
                               guint             most);
gboolean yz_qr_finder_measure (const YzQrFinder *self,
                               const YzRelief   *relief,
                               const YzQrFinder *other,
                               double           *ret_module);

G_END_DECLS
