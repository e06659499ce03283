/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_SUMMARY_PAGE (yz_summary_page_get_type ())
G_DECLARE_FINAL_TYPE (YzSummaryPage, yz_summary_page, YZ, SUMMARY_PAGE, YzPage)

G_END_DECLS
