/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define YZ_TYPE_KEYBOARD_PANEL (yz_keyboard_panel_get_type ())
G_DECLARE_FINAL_TYPE (YzKeyboardPanel, yz_keyboard_panel, YZ, KEYBOARD_PANEL, AdwBin)

void yz_keyboard_panel_set_session (YzKeyboardPanel *self,
                                    YzSession       *session);

G_END_DECLS
