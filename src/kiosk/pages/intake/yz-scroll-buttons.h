/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define YZ_TYPE_SCROLL_BUTTONS (yz_scroll_buttons_get_type ())
G_DECLARE_FINAL_TYPE (YzScrollButtons, yz_scroll_buttons, YZ, SCROLL_BUTTONS, AdwBin)

void yz_scroll_buttons_set_target (YzScrollButtons   *self,
                                   GtkScrolledWindow *target);

G_END_DECLS
