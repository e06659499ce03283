/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-card-frame.h"
#include "yz-card-status.h"

#include "yz-error.h"

#include <string.h>

/* The bytes between kiosk and reader. The frames here are those that are published of real ones. */

#define PREAMBLE "\xaa\xaa\xaa\x96\x69"

static void
test_commands (void)
{
  static const struct {
    YzCardCommand command;
    const char *frame;
  } rows[] = {
    { YZ_CARD_COMMAND_STATUS, PREAMBLE "\x00\x03\x11\xff\xed" },
    { YZ_CARD_COMMAND_FIND, PREAMBLE "\x00\x03\x20\x01\x22" },
    { YZ_CARD_COMMAND_SELECT, PREAMBLE "\x00\x03\x20\x02\x21" },
    { YZ_CARD_COMMAND_READ, PREAMBLE "\x00\x03\x30\x01\x32" },
    { YZ_CARD_COMMAND_ADDRESS, PREAMBLE "\x00\x03\x30\x03\x30" },
    { YZ_CARD_COMMAND_CHIP, PREAMBLE "\x00\x03\x30\x05\x36" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    guint8 frame[YZ_CARD_COMMAND_SIZE];

    yz_card_command_encode (rows[i].command, frame);
    g_assert_cmpmem (frame, sizeof frame, rows[i].frame, YZ_CARD_COMMAND_SIZE);
  }
}

static void
feed (YzCardDecoder *decoder, const void *bytes, gsize size)
{
  for (gsize done = 0; done < size;) {
    gsize room;
    guint8 *to = yz_card_decoder_get_room (decoder, &room);
    gsize n = MIN (room, size - done);

    g_assert_cmpuint (room, >, 0);
    memcpy (to, (const guint8 *)bytes + done, n);
    yz_card_decoder_add (decoder, n);
    done += n;
  }
}

#define BYTES(literal) literal, sizeof literal - 1

typedef struct {
  const char *name;
  const char *bytes;
  gsize n_bytes;
  gboolean at_end;
  guint n_replies;
  guint8 status;
  gsize size;
} DecodeCase;

#define NO_CARD PREAMBLE "\x00\x04\x00\x00\x80\x84"
#define FOUND PREAMBLE "\x00\x08\x00\x00\x9f\x00\x00\x00\x00\x97"

static const DecodeCase decode_cases[] = {
  { "well", BYTES (PREAMBLE "\x00\x04\x00\x00\x90\x94"), FALSE, 1, 0x90, 0 },
  { "self-test-failed", BYTES (PREAMBLE "\x00\x04\x00\x00\x60\x64"), FALSE, 1, 0x60, 0 },
  { "found", BYTES (FOUND), FALSE, 1, 0x9f, 4 },
  { "no-card", BYTES (NO_CARD), FALSE, 1, 0x80, 0 },
  { "selected", BYTES (PREAMBLE "\x00\x0c\x00\x00\x90\0\0\0\0\0\0\0\0\x9c"), FALSE, 1, 0x90, 8 },
  { "not-selected", BYTES (PREAMBLE "\x00\x04\x00\x00\x81\x85"), FALSE, 1, 0x81, 0 },
  { "not-read", BYTES (PREAMBLE "\x00\x04\x00\x00\x41\x45"), FALSE, 1, 0x41, 0 },
  { "two", BYTES (NO_CARD FOUND), FALSE, 2, 0x9f, 4 },
  { "stray-byte", BYTES ("\xaa\x00\xaa\xaa\x96\x69\x00\x04\x00\x00\x80\x84"), FALSE, 1, 0x80, 0 },
  { "half-a-preamble-before", BYTES ("\xaa\xaa\xaa\x96" NO_CARD), FALSE, 1, 0x80, 0 },
  { "five-aa", BYTES ("\xaa\xaa" NO_CARD), FALSE, 1, 0x80, 0 },
  { "wrong-xor-before", BYTES (PREAMBLE "\x00\x04\x00\x00\x80\x85" NO_CARD), FALSE, 1, 0x80, 0 },
  { "too-short-before", BYTES (PREAMBLE "\x00\x03\x80\x80\x03" NO_CARD), FALSE, 1, 0x80, 0 },
  { "too-long-before", BYTES (PREAMBLE "\x09\x0b" NO_CARD), FALSE, 1, 0x80, 0 },
  { "huge-before", BYTES (PREAMBLE "\xff\xff" NO_CARD), FALSE, 1, 0x80, 0 },
  { "long-before/not-yet", BYTES (PREAMBLE "\x05\x08" NO_CARD), FALSE, 0, 0, 0 },
  { "long-before/at-end", BYTES (PREAMBLE "\x05\x08" NO_CARD), TRUE, 1, 0x80, 0 },
  { "half/not-yet", BYTES (PREAMBLE "\x00\x04\x00\x00"), FALSE, 0, 0, 0 },
  { "half/at-end", BYTES (PREAMBLE "\x00\x04\x00\x00"), TRUE, 0, 0, 0 },
  { "mark-at-end", BYTES (NO_CARD "\xaa\xaa"), TRUE, 1, 0x80, 0 },
  { "wrong-xor", BYTES (PREAMBLE "\x00\x04\x00\x00\x80\x85"), TRUE, 0, 0, 0 },
  { "one-more", BYTES (PREAMBLE "\x00\x05\x00\x00\x80\x84"), TRUE, 0, 0, 0 },
  { "other-first-bytes", BYTES (PREAMBLE "\x00\x04\x01\x00\x80\x85"), TRUE, 0, 0, 0 },
  { "own-command", BYTES (PREAMBLE "\x00\x03\x20\x01\x22"), TRUE, 0, 0, 0 },
  { "nothing", BYTES (""), TRUE, 0, 0, 0 },
};

/* The same in one piece and byte by byte. */
static void
test_decode (gconstpointer data)
{
  const DecodeCase *c = data;

  for (gsize piece = 1; piece <= MAX (c->n_bytes, 1); piece += MAX (c->n_bytes, 2) - 1) {
    YzCardDecoder decoder = { 0 };
    YzCardReply reply = { 0 };
    guint n = 0;

    for (gsize i = 0; i < c->n_bytes; i += piece) {
      feed (&decoder, c->bytes + i, MIN (piece, c->n_bytes - i));
      while (yz_card_decoder_next (&decoder, FALSE, &reply))
        n++;
    }
    while (c->at_end && yz_card_decoder_next (&decoder, TRUE, &reply))
      n++;
    g_assert_cmpuint (n, ==, c->n_replies);
    g_assert_cmphex (reply.status, ==, c->status);
    g_assert_cmpuint (reply.size, ==, c->size);
  }
}

/* However much comes before it, and however often it looks like a beginning. */
static void
test_after_much (void)
{
  static const char *const noises[]
      = { "x", "\xaa", "\xaa\x96\x69", PREAMBLE "\x01", PREAMBLE "\x09\x0a\x01" };

  for (gsize i = 0; i < G_N_ELEMENTS (noises); i++) {
    YzCardDecoder decoder = { 0 };
    YzCardReply reply = { 0 };
    gboolean found = FALSE;

    for (guint n = 0; n < 20000; n++) {
      feed (&decoder, noises[i], strlen (noises[i]));
      g_assert_false (yz_card_decoder_next (&decoder, FALSE, &reply));
    }
    feed (&decoder, NO_CARD, sizeof NO_CARD - 1);
    found = yz_card_decoder_next (&decoder, FALSE, &reply)
            || yz_card_decoder_next (&decoder, TRUE, &reply);
    g_assert_true (found);
    g_assert_cmphex (reply.status, ==, 0x80);
  }
}

/* The largest one there is, with every byte in its place. */
static void
test_largest (void)
{
  guint8 frame[YZ_CARD_REPLY_MAX_SIZE] = { 0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x09, 0x0a, 0, 0, 0x90 };
  YzCardDecoder decoder = { 0 };
  YzCardReply reply = { 0 };

  for (gsize i = 10; i < sizeof frame - 1; i++)
    frame[i] = (guint8)(i * 31);
  for (gsize i = 5; i < sizeof frame - 1; i++)
    frame[sizeof frame - 1] ^= frame[i];
  for (guint n = 0; n < 5; n++) {
    feed (&decoder, "noise", 5);
    feed (&decoder, frame, 1000);
    g_assert_false (yz_card_decoder_next (&decoder, FALSE, &reply));
    feed (&decoder, frame + 1000, sizeof frame - 1000);
    g_assert_true (yz_card_decoder_next (&decoder, FALSE, &reply));
    g_assert_cmpmem (reply.data, reply.size, frame + 10, sizeof frame - 11);
  }
}

static void
test_wipe (void)
{
  YzCardDecoder decoder = { 0 };
  YzCardDecoder empty = { 0 };

  feed (&decoder, FOUND FOUND, 2 * sizeof FOUND - 2);
  yz_card_decoder_wipe (&decoder);
  g_assert_cmpmem (&decoder, sizeof decoder, &empty, sizeof empty);
}

/* Status: every one that is documented has words of its own, in both languages. */
static void
test_statuses (void)
{
  static const struct {
    guint8 status;
    YzCardTrouble trouble;
  } rows[] = {
    { 0x91, YZ_CARD_TROUBLE_AGAIN },
    { 0x10, YZ_CARD_TROUBLE_AGAIN },
    { 0x11, YZ_CARD_TROUBLE_AGAIN },
    { 0x21, YZ_CARD_TROUBLE_READER },
    { 0x23, YZ_CARD_TROUBLE_READER },
    { 0x24, YZ_CARD_TROUBLE_READER },
    { 0x31, YZ_CARD_TROUBLE_REFUSED },
    { 0x32, YZ_CARD_TROUBLE_REFUSED },
    { 0x33, YZ_CARD_TROUBLE_REFUSED },
    { 0x37, YZ_CARD_TROUBLE_REFUSED },
    { 0x3f, YZ_CARD_TROUBLE_AGAIN },
    { 0x40, YZ_CARD_TROUBLE_OTHER_CARD },
    { 0x41, YZ_CARD_TROUBLE_AGAIN },
    { 0x47, YZ_CARD_TROUBLE_AGAIN },
    { 0x60, YZ_CARD_TROUBLE_READER },
    { 0x66, YZ_CARD_TROUBLE_READER },
    { 0x80, YZ_CARD_TROUBLE_AGAIN },
    { 0x81, YZ_CARD_TROUBLE_AGAIN },
    { 0x90, YZ_CARD_TROUBLE_READER },
    { 0x9f, YZ_CARD_TROUBLE_READER },
    { 0x77, YZ_CARD_TROUBLE_READER /* in no list */ },
  };
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = yz_card_status_to_error (rows[i].status);
    g_autofree char *number = g_strdup_printf ("%02X", rows[i].status);

    g_assert_cmpint (yz_card_status_get_trouble (rows[i].status), ==, rows[i].trouble);
    g_assert_true (
        g_hash_table_add (texts, (char *)yz_card_status_get_text (rows[i].status, TRUE)));
    g_assert_true (
        g_hash_table_add (texts, (char *)yz_card_status_get_text (rows[i].status, FALSE)));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_DEVICE);
    g_assert_nonnull (strstr (error->message, number));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/card-frame/commands", test_commands);
  for (gsize i = 0; i < G_N_ELEMENTS (decode_cases); i++) {
    g_autofree char *path = g_strconcat ("/card-frame/decode/", decode_cases[i].name, NULL);

    g_test_add_data_func (path, &decode_cases[i], test_decode);
  }
  g_test_add_func ("/card-frame/after-much", test_after_much);
  g_test_add_func ("/card-frame/largest", test_largest);
  g_test_add_func ("/card-frame/wipe", test_wipe);
  g_test_add_func ("/card-frame/statuses", test_statuses);

  return g_test_run ();
}
