/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_ARTICLE_PAGE (yz_article_page_get_type ())
G_DECLARE_FINAL_TYPE (YzArticlePage, yz_article_page, YZ, ARTICLE_PAGE, YzPage)

G_END_DECLS
