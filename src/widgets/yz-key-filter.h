/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzKeyFilter:
 *
 * For hands that shake: the same key again within half a second does not count, be it struck twice
 * or held (EN 301 549, 5.7 and 5.8).
 */
typedef struct {
  gboolean steady; /* whether it filters at all */
  gunichar key;
  gint64 time_us;
} YzKeyFilter;

gboolean yz_key_filter_accepts (YzKeyFilter *self,
                                gunichar     key,
                                gint64       now_us);

G_END_DECLS
