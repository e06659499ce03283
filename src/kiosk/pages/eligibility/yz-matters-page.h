/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_MATTERS_PAGE (yz_matters_page_get_type ())
G_DECLARE_FINAL_TYPE (YzMattersPage, yz_matters_page, YZ, MATTERS_PAGE, YzPage)

G_END_DECLS
