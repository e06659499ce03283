/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_RECEIPT_PAGE (yz_receipt_page_get_type ())
G_DECLARE_FINAL_TYPE (YzReceiptPage, yz_receipt_page, YZ, RECEIPT_PAGE, YzPage)

G_END_DECLS
