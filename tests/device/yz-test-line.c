/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-line.h"

#include "yz-json.h"
#include "yz-sim-reader.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static gboolean
on_command (int fd, GIOCondition condition, gpointer user_data)
{
  static const guint commands[]
      = { YZ_SIM_READER_STATUS, YZ_SIM_READER_FIND, YZ_SIM_READER_SELECT, YZ_SIM_READER_READ };
  YzTestLine *self = user_data;
  guint8 command[10];
  guint number;

  g_assert_cmpint (read (fd, command, sizeof command), ==, sizeof command);
  number = (guint)command[7] << 8 | command[8];
  self->n_looked += number == YZ_SIM_READER_FIND;
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    gsize size = 0;
    const guint8 *bytes;

    if (commands[i] != number || self->answers[i] == NULL)
      continue;
    bytes = g_bytes_get_data (self->answers[i], &size);
    g_assert_cmpint (write (fd, bytes, size), ==, (gssize)size);
  }
  return G_SOURCE_CONTINUE;
}

/* Answers from then on. */
void
yz_test_line_open (YzTestLine *self, const char *link)
{
  struct termios settings;

  self->master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (self->master, >=, 0);
  g_assert_cmpint (grantpt (self->master) | unlockpt (self->master), ==, 0);
  self->slave = open (ptsname (self->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (tcgetattr (self->slave, &settings), ==, 0);
  cfmakeraw (&settings);
  g_assert_cmpint (tcsetattr (self->slave, TCSANOW, &settings), ==, 0);
  g_assert_cmpint (symlink (ptsname (self->master), link), ==, 0);
  self->source = g_unix_fd_source_new (self->master, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_command), self, NULL);
  g_source_attach (self->source, NULL);
}

void
yz_test_line_close (YzTestLine *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->slave);
  close (self->master);
  for (guint i = 0; i < G_N_ELEMENTS (self->answers); i++)
    g_clear_pointer (&self->answers[i], g_bytes_unref);
}

/* A card as it comes from a reader, with these sizes of text and photo in front. */
GBytes *
yz_test_line_make_card (const char *json, const char *sizes, gsize n_photo)
{
  g_autoptr (JsonNode) node = yz_json_parse (json, -1, 10000, NULL);
  gsize total = 14 + YZ_CARD_TEXT_SIZE + n_photo + 1;
  guint8 *frame = g_malloc0 (total);
  YzSimCard card;

  g_assert_true (yz_sim_card_build (json_node_get_object (node), &card, NULL));
  memcpy (frame, "\xaa\xaa\xaa\x96\x69", 5);
  frame[5] = (guint8)((total - 7) >> 8);
  frame[6] = (guint8)(total - 7);
  frame[9] = 0x90;
  memcpy (frame + 10, sizes, 4);
  memcpy (frame + 14, card.text, YZ_CARD_TEXT_SIZE);
  for (gsize i = 5; i < total - 1; i++)
    frame[total - 1] ^= frame[i];
  return g_bytes_new_take (frame, total);
}
