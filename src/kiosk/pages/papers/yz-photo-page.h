/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_PHOTO_PAGE (yz_photo_page_get_type ())
G_DECLARE_FINAL_TYPE (YzPhotoPage, yz_photo_page, YZ, PHOTO_PAGE, YzPage)

G_END_DECLS
