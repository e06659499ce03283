/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-guide.h"
#include "yz-idle.h"
#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_FRAME (yz_frame_get_type ())
G_DECLARE_FINAL_TYPE (YzFrame, yz_frame, YZ, FRAME, AdwBin)

YzFrame *yz_frame_new      (YzSession *session,
                            YzIdle    *idle,
                            YzGuide   *guide);
YzPage  *yz_frame_get_page (YzFrame   *self);
void     yz_frame_forget   (YzFrame   *self);

G_END_DECLS
