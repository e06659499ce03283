/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-card.h"

G_BEGIN_DECLS

/**
 * YzCardTrouble:
 * @YZ_CARD_TROUBLE_READER: the reader is missing, silent or broken: go on without it, tell staff
 * @YZ_CARD_TROUBLE_AGAIN: this reading failed: lift the card and put it down again
 * @YZ_CARD_TROUBLE_OTHER_CARD: no card that can be read here
 * @YZ_CARD_TROUBLE_REFUSED: the card did not prove itself, or contradicts itself: nothing of it is
 *   used
 */
typedef enum {
  YZ_CARD_TROUBLE_READER,
  YZ_CARD_TROUBLE_AGAIN,
  YZ_CARD_TROUBLE_OTHER_CARD,
  YZ_CARD_TROUBLE_REFUSED,
} YzCardTrouble;

/**
 * YzCardReader:
 *
 * Something that reads the identity card that lies on it. It looks only between start and stop, and
 * tells a card once for each time it is put down.
 */
#define YZ_TYPE_CARD_READER (yz_card_reader_get_type ())
G_DECLARE_INTERFACE (YzCardReader, yz_card_reader, YZ, CARD_READER, GObject)

struct _YzCardReaderInterface {
  GTypeInterface parent_iface;

  void (*start) (YzCardReader *self);
  void (*stop) (YzCardReader *self);
};

gboolean    yz_card_reader_get_available (YzCardReader *self);
void        yz_card_reader_start         (YzCardReader *self);
void        yz_card_reader_stop          (YzCardReader *self);

void        yz_card_reader_tell_card     (YzCardReader *self,
                                          YzCard       *card);
void        yz_card_reader_tell_removed  (YzCardReader *self);
void        yz_card_reader_tell_trouble  (YzCardReader *self,
                                          YzCardTrouble trouble,
                                          const GError *error);

const char *yz_card_trouble_get_text     (YzCardTrouble trouble,
                                          gboolean      chinese);

G_END_DECLS
