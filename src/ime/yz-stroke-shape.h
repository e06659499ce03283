/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-ime.h"

G_BEGIN_DECLS

/* The side of the square that yz_strokes_fit() fits a character into. */
#define YZ_STROKES_SIDE 1000

GArray    *yz_stroke_thin    (const YzImePoint *points,
                              guint             n_points);
GPtrArray *yz_strokes_fit    (GPtrArray        *strokes);
GArray    *yz_stroke_corners (GArray           *stroke);
GPtrArray *yz_strokes_split  (GPtrArray        *strokes,
                              guint             index,
                              guint             end,
                              guint             begin);

G_END_DECLS
