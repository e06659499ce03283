/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-id-number.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* What a reader hands over of a card, in bytes of UTF-16LE. */
#define YZ_CARD_TEXT_SIZE 256
#define YZ_CARD_ADDRESS_SIZE 70

/**
 * YzCard:
 * @kind: whose card it is; never %YZ_ID_CITIZEN_15
 * @number: upper case
 * @name: (nullable): in Chinese; %NULL where a foreigner has none
 * @english_name: (nullable): only of foreigners
 * @sex: %YZ_SEX_UNKNOWN where the card does not say it
 * @birth_date: YYYY-MM-DD
 * @ethnic_group: (nullable): two digits of GB 3304, only of citizens, where the card says it
 * @address: (nullable): the newest one; foreigners have none on their card
 * @issuer: (nullable): who issued it; not on cards of foreigners
 * @nationality: (nullable): three letters of ISO 3166, only of foreigners
 * @pass_number: (nullable): number of the travel permit, only of residents of Hong Kong, Macao and
 *   Taiwan
 * @valid_from: YYYY-MM-DD
 * @valid_until: (nullable): YYYY-MM-DD, %NULL for 长期
 *
 * What an identity card says. It never changes, so any thread may read it; what it held is wiped
 * with the last reference.
 */
typedef struct {
  YzIdKind kind;
  char *number;
  char *name;
  char *english_name;
  YzSex sex;
  char *birth_date;
  char *ethnic_group;
  char *address;
  char *issuer;
  char *nationality;
  char *pass_number;
  char *valid_from;
  char *valid_until;
} YzCard;

#define YZ_TYPE_CARD (yz_card_get_type ())
GType yz_card_get_type (void);

YzCard  *yz_card_parse      (const guint8 *text,
                             const guint8 *address,
                             const char   *today,
                             GError      **error);
YzCard  *yz_card_ref        (YzCard       *self);
void     yz_card_unref      (YzCard       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzCard, yz_card_unref)

gboolean yz_card_is_current (const YzCard *self,
                             const char   *today);

G_END_DECLS
