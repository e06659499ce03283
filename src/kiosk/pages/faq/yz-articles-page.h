/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_ARTICLES_PAGE (yz_articles_page_get_type ())
G_DECLARE_FINAL_TYPE (YzArticlesPage, yz_articles_page, YZ, ARTICLES_PAGE, YzPage)

G_END_DECLS
