/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzGray:
 * @pixels: rows of bytes, 0 black to 255 white
 * @width: pixels
 * @height: pixels
 * @stride: bytes from one row to the next
 *
 * A grey picture that lies somewhere else.
 */
typedef struct {
  const guint8 *pixels;
  guint width;
  guint height;
  gsize stride;
} YzGray;

YzGray yz_gray_enlarge (const YzGray *gray,
                        guint         factor,
                        GByteArray   *pixels);
YzGray yz_gray_halve   (const YzGray *gray,
                        GByteArray   *pixels);
YzGray yz_gray_pack    (const YzGray *gray,
                        GByteArray   *pixels);

G_END_DECLS
