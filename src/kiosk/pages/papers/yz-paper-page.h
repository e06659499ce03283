/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_PAPER_PAGE (yz_paper_page_get_type ())
G_DECLARE_FINAL_TYPE (YzPaperPage, yz_paper_page, YZ, PAPER_PAGE, YzPage)

G_END_DECLS
