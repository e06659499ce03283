/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_PAPERS_PAGE (yz_papers_page_get_type ())
G_DECLARE_FINAL_TYPE (YzPapersPage, yz_papers_page, YZ, PAPERS_PAGE, YzPage)

G_END_DECLS
