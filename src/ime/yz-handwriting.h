/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-ime.h"

G_BEGIN_DECLS

#define YZ_TYPE_HANDWRITING (yz_handwriting_get_type ())
G_DECLARE_FINAL_TYPE (YzHandwriting, yz_handwriting, YZ, HANDWRITING, GObject)

YzHandwriting *yz_handwriting_new         (const char     *model,
                                           GError        **error);
GPtrArray     *yz_handwriting_get_strokes (YzHandwriting  *self,
                                           guint           square);
void           yz_handwriting_clear       (YzHandwriting  *self);

G_END_DECLS
