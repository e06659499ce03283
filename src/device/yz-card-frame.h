/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define YZ_CARD_COMMAND_SIZE 10
#define YZ_CARD_REPLY_MAX_SIZE 2321 /* a card with fingerprints, the largest there is */
#define YZ_CARD_READ_HEAD_SIZE 4    /* before the text, in the data of a card */

/**
 * YzCardCommand:
 * @YZ_CARD_COMMAND_STATUS: whether the security module is well
 * @YZ_CARD_COMMAND_FIND: looks for a card
 * @YZ_CARD_COMMAND_SELECT: takes the one that was found
 * @YZ_CARD_COMMAND_READ: text and photo
 * @YZ_CARD_COMMAND_ADDRESS: the address that was added last
 * @YZ_CARD_COMMAND_CHIP: the number of the chip
 *
 * Command and parameter, as they stand in a frame.
 */
typedef enum {
  YZ_CARD_COMMAND_STATUS = 0x11ff,
  YZ_CARD_COMMAND_FIND = 0x2001,
  YZ_CARD_COMMAND_SELECT = 0x2002,
  YZ_CARD_COMMAND_READ = 0x3001,
  YZ_CARD_COMMAND_ADDRESS = 0x3003,
  YZ_CARD_COMMAND_CHIP = 0x3005,
} YzCardCommand;

/**
 * YzCardReply:
 * @status: the third byte of it, where the first two are 0
 * @data: what follows, until the decoder is fed or wiped
 * @size: bytes of @data
 *
 * What a reader has answered.
 */
typedef struct {
  guint8 status;
  const guint8 *data;
  gsize size;
} YzCardReply;

/**
 * YzCardDecoder:
 * @start: of what has not been looked at
 * @end: of what has been received
 * @bytes: what has been received
 *
 * Finds replies in what a reader sends, whatever stands between them. All zero at the beginning.
 */
typedef struct {
  gsize start;
  gsize end;
  guint8 bytes[2 * YZ_CARD_REPLY_MAX_SIZE];
} YzCardDecoder;

void     yz_card_command_encode (YzCardCommand command,
                                 guint8       *ret_frame);

gboolean yz_card_reply_answers  (const YzCardReply *self,
                                 YzCardCommand      command);

guint8  *yz_card_decoder_get_room (YzCardDecoder *self,
                                   gsize         *ret_size);
void     yz_card_decoder_add      (YzCardDecoder *self,
                                   gsize          size);
gboolean yz_card_decoder_next     (YzCardDecoder *self,
                                   gboolean       at_end,
                                   YzCardReply   *ret_reply);
void     yz_card_decoder_wipe     (YzCardDecoder *self);

G_END_DECLS
