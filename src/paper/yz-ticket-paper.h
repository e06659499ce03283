/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-form.h"
#include "yz-slip.h"
#include "yz-ticket.h"

G_BEGIN_DECLS

YzSlip *yz_ticket_paper_new (const YzTicket *ticket,
                             const YzText   *service,
                             const char     *hall,
                             GError        **error);

G_END_DECLS
