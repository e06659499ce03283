/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_FAQ_PAGE (yz_faq_page_get_type ())
G_DECLARE_FINAL_TYPE (YzFaqPage, yz_faq_page, YZ, FAQ_PAGE, YzPage)

G_END_DECLS
