/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_CAMERA_PAGE (yz_camera_page_get_type ())
G_DECLARE_FINAL_TYPE (YzCameraPage, yz_camera_page, YZ, CAMERA_PAGE, YzPage)

G_END_DECLS
