/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_HOME_PAGE (yz_home_page_get_type ())
G_DECLARE_FINAL_TYPE (YzHomePage, yz_home_page, YZ, HOME_PAGE, YzPage)

G_END_DECLS
