/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-card-frame.h"

#include "yz-card.h"
#include "yz-card-status.h"

#include <string.h>

/* The frames of a reader of identity cards (GA/T 467). Host to reader: AA AA AA 96 69, two bytes of
 * length, command, parameter, XOR; back: the same with three bytes of status and data. The length
 * counts what follows it, the XOR goes over all between it and the preamble. */

static const guint8 preamble[] = { 0xaa, 0xaa, 0xaa, 0x96, 0x69 };

/* What a reply is recognised by: one was seen with a byte too much among the first three. */
static const guint8 mark[] = { 0xaa, 0x96, 0x69 };

#define PHOTO_SIZE 1024
#define LENGTH_SIZE 2
#define STATUS_SIZE 3
#define MIN_LENGTH (STATUS_SIZE + 1)
#define MAX_LENGTH (YZ_CARD_REPLY_MAX_SIZE - sizeof preamble - LENGTH_SIZE)

static guint8
fold (const guint8 *bytes, gsize size)
{
  guint8 sum = 0;

  for (gsize i = 0; i < size; i++)
    sum ^= bytes[i];
  return sum;
}

/**
 * yz_card_command_encode:
 * @command: a command without data
 * @ret_frame: (out caller-allocates): its %YZ_CARD_COMMAND_SIZE bytes
 */
void
yz_card_command_encode (YzCardCommand command, guint8 *ret_frame)
{
  memcpy (ret_frame, preamble, sizeof preamble);
  ret_frame[5] = 0;
  ret_frame[6] = 3;
  ret_frame[7] = (guint8)(command >> 8);
  ret_frame[8] = (guint8)command;
  ret_frame[9] = fold (ret_frame + 5, 4);
}

/**
 * yz_card_reply_answers:
 * @self: a reply
 * @command: what was asked
 *
 * A reply does not say what it answers, and may come late: that to an earlier command is known by
 * its size.
 *
 * Returns: whether it may answer @command, with what was asked for or with a failure
 */
gboolean
yz_card_reply_answers (const YzCardReply *self, YzCardCommand command)
{
  /* Sizes of text and photo. */
  static const guint8 read_head[YZ_CARD_READ_HEAD_SIZE] = { 0x01, 0x00, 0x04, 0x00 };
  guint8 good = command == YZ_CARD_COMMAND_FIND ? YZ_CARD_STATUS_FOUND : YZ_CARD_STATUS_DONE;

  if (self->status != good)
    return self->size == 0;
  switch (command) {
  case YZ_CARD_COMMAND_STATUS:
    return self->size == 0;
  case YZ_CARD_COMMAND_FIND:
    return self->size == 4;
  case YZ_CARD_COMMAND_SELECT:
    return self->size == 8;
  case YZ_CARD_COMMAND_READ:
    return self->size == sizeof read_head + YZ_CARD_TEXT_SIZE + PHOTO_SIZE
           && memcmp (self->data, read_head, sizeof read_head) == 0;
  case YZ_CARD_COMMAND_ADDRESS:
    return self->size == YZ_CARD_ADDRESS_SIZE;
  case YZ_CARD_COMMAND_CHIP:
    return TRUE; /* readers differ, and nobody looks at it */
  default:
    g_assert_not_reached ();
  }
}

/**
 * yz_card_decoder_get_room:
 * @self: a decoder
 * @ret_size: (out): how much fits there, never 0
 *
 * For reading right into the decoder, so that no other copy of a card needs to be wiped. What has
 * been returned by yz_card_decoder_next() is gone after this.
 *
 * Returns: (transfer none): where to put what has been received
 */
guint8 *
yz_card_decoder_get_room (YzCardDecoder *self, gsize *ret_size)
{
  gsize kept = self->end - self->start;

  /* A whole reply always fits behind what is kept: yz_card_decoder_next() leaves less than one. */
  if (self->start > 0) {
    memmove (self->bytes, self->bytes + self->start, kept);
    explicit_bzero (self->bytes + kept, self->start);
    self->start = 0;
    self->end = kept;
  }
  *ret_size = sizeof self->bytes - self->end;
  return self->bytes + self->end;
}

/**
 * yz_card_decoder_add:
 * @self: a decoder
 * @size: how many bytes have been put into its room
 */
void
yz_card_decoder_add (YzCardDecoder *self, gsize size)
{
  g_return_if_fail (size <= sizeof self->bytes - self->end);

  self->end += size;
}

/* Moves to what may be the beginning of a reply, or to a part of it at the end. */
static gboolean
find_mark (YzCardDecoder *self)
{
  for (; self->end - self->start >= sizeof mark; self->start++)
    if (memcmp (self->bytes + self->start, mark, sizeof mark) == 0)
      return TRUE;
  return FALSE;
}

/**
 * yz_card_decoder_next:
 * @self: a decoder
 * @at_end: whether no more is to come, so that what is not whole was no beginning
 * @ret_reply: (out caller-allocates): the reply
 *
 * Takes the next reply whose length and XOR are right. What only looks like a beginning is passed
 * over, and a reply that stands within it is found.
 *
 * Returns: whether there was one
 */
gboolean
yz_card_decoder_next (YzCardDecoder *self, gboolean at_end, YzCardReply *ret_reply)
{
  for (; find_mark (self); self->start++) {
    const guint8 *frame = self->bytes + self->start + sizeof mark;
    gsize left = self->end - self->start - sizeof mark;
    gsize length;

    if (left < LENGTH_SIZE) {
      if (!at_end)
        return FALSE;
      continue;
    }
    length = (gsize)frame[0] << 8 | frame[1];
    if (length < MIN_LENGTH || length > MAX_LENGTH)
      continue;
    if (left < LENGTH_SIZE + length) {
      if (!at_end)
        return FALSE;
      continue;
    }
    if (fold (frame, LENGTH_SIZE + length) != 0 || frame[2] != 0 || frame[3] != 0)
      continue;
    ret_reply->status = frame[4];
    ret_reply->data = frame + LENGTH_SIZE + STATUS_SIZE;
    ret_reply->size = length - MIN_LENGTH;
    self->start += sizeof mark + LENGTH_SIZE + length;
    return TRUE;
  }
  return FALSE;
}

/**
 * yz_card_decoder_wipe:
 * @self: a decoder
 *
 * Forgets all that it has received, also in memory.
 */
void
yz_card_decoder_wipe (YzCardDecoder *self)
{
  explicit_bzero (self, sizeof *self);
}
