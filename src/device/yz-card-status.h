/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-card-reader.h"

G_BEGIN_DECLS

#define YZ_CARD_STATUS_DONE 0x90
#define YZ_CARD_STATUS_NO_ITEM 0x91
#define YZ_CARD_STATUS_FOUND 0x9f
#define YZ_CARD_STATUS_UNKNOWN_COMMAND 0x21
#define YZ_CARD_STATUS_NO_PRIVILEGE 0x23
#define YZ_CARD_STATUS_UNKNOWN_ERROR 0x24
#define YZ_CARD_STATUS_NO_CARD 0x80

YzCardTrouble yz_card_status_get_trouble (guint8   status);
const char   *yz_card_status_get_text    (guint8   status,
                                          gboolean chinese);
GError       *yz_card_status_to_error    (guint8   status);

G_END_DECLS
