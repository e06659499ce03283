/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-gray.h"

G_BEGIN_DECLS

/**
 * YzRelief:
 * @gray: the picture
 * @means: of the same size: how light it is around each pixel
 *
 * A picture seen against its surroundings: what is dark and what is light where a lamp shines from
 * one side.
 */
typedef struct {
  YzGray gray;
  YzGray means;
} YzRelief;

YzRelief yz_relief_make (const YzGray   *gray,
                         guint           radius,
                         GByteArray     *pixels);
double   yz_relief_get  (const YzRelief *self,
                         double          x,
                         double          y);

G_END_DECLS
