/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-reading.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define YZ_TYPE_OFFER_SHEET (yz_offer_sheet_get_type ())
G_DECLARE_FINAL_TYPE (YzOfferSheet, yz_offer_sheet, YZ, OFFER_SHEET, AdwBin)

GtkWidget *yz_offer_sheet_new (YzSession *session);

G_END_DECLS
