/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* Without a Chinese locale Pango draws the Japanese shapes of a typeface that has both, so it is
 * named by its variant. */
#define YZ_FACE_SANS "Noto Sans CJK SC"
#define YZ_FACE_SERIF "Noto Serif CJK SC"

PangoLayout *yz_type_new_layout (cairo_t    *cr,
                                 const char *face,
                                 const char *language,
                                 double      size,
                                 gboolean    bold);

G_END_DECLS
