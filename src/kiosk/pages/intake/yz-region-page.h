/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_REGION_PAGE (yz_region_page_get_type ())
G_DECLARE_FINAL_TYPE (YzRegionPage, yz_region_page, YZ, REGION_PAGE, YzPage)

void yz_region_page_open (YzSession  *session,
                          const char *field);

G_END_DECLS
