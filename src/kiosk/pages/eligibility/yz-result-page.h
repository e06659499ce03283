/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_RESULT_PAGE (yz_result_page_get_type ())
G_DECLARE_FINAL_TYPE (YzResultPage, yz_result_page, YZ, RESULT_PAGE, YzPage)

G_END_DECLS
