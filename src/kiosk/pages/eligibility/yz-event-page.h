/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_EVENT_PAGE (yz_event_page_get_type ())
G_DECLARE_FINAL_TYPE (YzEventPage, yz_event_page, YZ, EVENT_PAGE, YzPage)

G_END_DECLS
