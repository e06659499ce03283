/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_NOTICE_PAGE (yz_notice_page_get_type ())
G_DECLARE_FINAL_TYPE (YzNoticePage, yz_notice_page, YZ, NOTICE_PAGE, YzPage)

G_END_DECLS
