/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_TICKET_PAGE (yz_ticket_page_get_type ())
G_DECLARE_FINAL_TYPE (YzTicketPage, yz_ticket_page, YZ, TICKET_PAGE, YzPage)

G_END_DECLS
