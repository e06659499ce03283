/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-frame.h"

G_BEGIN_DECLS

#define YZ_TYPE_WINDOW (yz_window_get_type ())
G_DECLARE_FINAL_TYPE (YzWindow, yz_window, YZ, WINDOW, AdwApplicationWindow)

YzWindow *yz_window_new       (GtkApplication *application,
                               YzSession      *session,
                               YzSpeech       *speech);
YzFrame  *yz_window_get_frame (YzWindow       *self);
YzIdle   *yz_window_get_idle  (YzWindow       *self);

G_END_DECLS
