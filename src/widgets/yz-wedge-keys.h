/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-clock.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YZ_TYPE_WEDGE_KEYS (yz_wedge_keys_get_type ())
G_DECLARE_FINAL_TYPE (YzWedgeKeys, yz_wedge_keys, YZ, WEDGE_KEYS, GObject)

YzWedgeKeys *yz_wedge_keys_new (GtkWindow *window,
                                YzClock   *clock);

G_END_DECLS
