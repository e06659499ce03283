/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-form.h"
#include "yz-slip.h"
#include "yz-submission.h"

G_BEGIN_DECLS

/**
 * YzReceiptState:
 * @YZ_RECEIPT_SAVED: on this machine, not yet at the centre
 * @YZ_RECEIPT_DELIVERED: the centre has confirmed it
 */
typedef enum {
  YZ_RECEIPT_SAVED,
  YZ_RECEIPT_DELIVERED,
} YzReceiptState;

YzSlip *yz_receipt_paper_new (const YzReceipt *receipt,
                              YzReceiptState   state,
                              const YzText    *form_title,
                              const char      *hall,
                              gint64           time_us,
                              GError         **error);

G_END_DECLS
