/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_READ_PAGE (yz_read_page_get_type ())
G_DECLARE_FINAL_TYPE (YzReadPage, yz_read_page, YZ, READ_PAGE, YzPage)

G_END_DECLS
