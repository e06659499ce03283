/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_CHOOSE_PAGE (yz_choose_page_get_type ())
G_DECLARE_FINAL_TYPE (YzChoosePage, yz_choose_page, YZ, CHOOSE_PAGE, YzPage)

G_END_DECLS
