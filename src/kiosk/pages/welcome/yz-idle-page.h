/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_IDLE_PAGE (yz_idle_page_get_type ())
G_DECLARE_FINAL_TYPE (YzIdlePage, yz_idle_page, YZ, IDLE_PAGE, YzPage)

G_END_DECLS
