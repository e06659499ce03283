/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-scan-text.h"

G_BEGIN_DECLS

/**
 * YzWedgeVerdict:
 * @YZ_WEDGE_NOTHING: nothing is held
 * @YZ_WEDGE_HOLD: what is held may still become either
 * @YZ_WEDGE_TYPED: what was held was typed by a person: let it go on
 * @YZ_WEDGE_SCANNED: a scanner typed it, and it can be used
 * @YZ_WEDGE_USELESS: a scanner typed it, and it is of no use here: let none of it go on
 * @YZ_WEDGE_SWALLOW: this key is a scanner's and means nothing: it goes nowhere; what is held stays
 */
typedef enum {
  YZ_WEDGE_NOTHING,
  YZ_WEDGE_HOLD,
  YZ_WEDGE_TYPED,
  YZ_WEDGE_SCANNED,
  YZ_WEDGE_USELESS,
  YZ_WEDGE_SWALLOW,
} YzWedgeVerdict;

/**
 * YzWedge:
 * @text: (nullable): what is held, with a line break for each Enter or Tab
 * @n_keys: how many characters it has, line breaks apart
 * @n_same: how many of them, from the first one on, are the same
 * @last_ms: when the last key came
 * @scanned: whether it belonged to a scan
 *
 * Tells a scanner that types (a keyboard wedge) from a person. It is all zero in the beginning.
 */
typedef struct {
  GString *text;
  guint n_keys;
  guint n_same;
  gint64 last_ms;
  gboolean scanned;
} YzWedge;

guint          yz_wedge_get_patience_ms (const YzWedge *self);
YzWedgeVerdict yz_wedge_take_key        (YzWedge       *self,
                                         gunichar       key,
                                         gint64         now_ms,
                                         const char    *today);
YzWedgeVerdict yz_wedge_end             (YzWedge       *self,
                                         const char    *today);
void           yz_wedge_clear           (YzWedge       *self);

G_END_DECLS
