/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_START_PAGE (yz_start_page_get_type ())
G_DECLARE_FINAL_TYPE (YzStartPage, yz_start_page, YZ, START_PAGE, YzPage)

G_END_DECLS
