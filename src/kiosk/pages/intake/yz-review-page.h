/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_REVIEW_PAGE (yz_review_page_get_type ())
G_DECLARE_FINAL_TYPE (YzReviewPage, yz_review_page, YZ, REVIEW_PAGE, YzPage)

G_END_DECLS
