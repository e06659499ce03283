/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_SERVICES_PAGE (yz_services_page_get_type ())
G_DECLARE_FINAL_TYPE (YzServicesPage, yz_services_page, YZ, SERVICES_PAGE, YzPage)

G_END_DECLS
