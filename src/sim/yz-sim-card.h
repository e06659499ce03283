/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-card.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * YzSimCard:
 * @text: the text block
 * @address: the address that was added later
 * @has_address: whether there is one
 *
 * What the chip of a made-up card holds.
 */
typedef struct {
  guint8 text[YZ_CARD_TEXT_SIZE];
  guint8 address[YZ_CARD_ADDRESS_SIZE];
  gboolean has_address;
} YzSimCard;

gboolean yz_sim_card_build (JsonObject *json,
                            YzSimCard  *ret_card,
                            GError    **error);

G_END_DECLS
