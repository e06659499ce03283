/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sim-reader.h"

#include "yz-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PHOTO_SIZE 1024
#define COMMAND_SIZE 10 /* of all but the one that sets the largest radio frame */
#define MAX_COMMAND_SIZE 64

enum { FOUND = 0x9f, DONE = 0x90, NO_ITEM = 0x91 };
enum { WRONG_XOR = 0x10, WRONG_LENGTH = 0x11, WRONG_COMMAND = 0x21 };
enum { NOT_READ = 0x41, NOT_FOUND = 0x80, NOT_SELECTED = 0x81 };

static const guint8 preamble[] = { 0xaa, 0xaa, 0xaa, 0x96, 0x69 };

/* A reader of identity cards at the other end of a pseudo-terminal. */
struct _YzSimReader {
  GObject parent_instance;

  char *link; /* to the terminal: it stays while that comes and goes */
  int master;
  int slave; /* held open, or the terminal would be gone whenever nobody else has it open */
  GSource *in;
  GSource *out;
  GByteArray *received;
  GByteArray *to_send;

  YzSimCard card;
  gboolean lying;
  gboolean found;
  gboolean selected;
  gboolean used; /* read, or failed: not found again until it is lifted */

  YzSimFault fault;
  guint fault_command;
  guint status_command;
  guint8 status;
};

enum { SIGNAL_ASKED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzSimReader, yz_sim_reader, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static guint8
fold (const guint8 *bytes, gsize size)
{
  guint8 sum = 0;

  for (gsize i = 0; i < size; i++)
    sum ^= bytes[i];
  return sum;
}

/* Sending ---------------------------------------------------------------------------------------
 */

static gboolean
on_writable (int fd, GIOCondition condition, gpointer user_data)
{
  YzSimReader *self = user_data;
  gsize size = self->fault == YZ_SIM_FAULT_SLOW ? 1 : self->to_send->len;
  gssize written = write (fd, self->to_send->data, MIN (size, self->to_send->len));

  /* A flood sends the same again. */
  if (written > 0 && self->fault != YZ_SIM_FAULT_FLOOD)
    g_byte_array_remove_range (self->to_send, 0, (guint)written);
  if (self->to_send->len > 0)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->out, g_source_unref);
  return G_SOURCE_REMOVE;
}

static void
start_sending (YzSimReader *self)
{
  if (self->out != NULL || self->to_send->len == 0)
    return;

  self->out = g_unix_fd_source_new (self->master, G_IO_OUT);
  g_source_set_callback (self->out, G_SOURCE_FUNC (on_writable), self, NULL);
  g_source_attach (self->out, g_main_context_get_thread_default ());
}

static void
append_rubbish (YzSimReader *self)
{
  for (guint i = 0; i < 400; i++) {
    guint8 byte = (guint8)(i * 7 + i / 3);

    g_byte_array_append (self->to_send, &byte, 1);
  }
}

/* What goes before the frame is sent at once; returns how many of its bytes are left out. */
static gsize
spoil (YzSimReader *self, YzSimFault fault, guint8 *frame, gsize size)
{
  switch (fault) {
  case YZ_SIM_FAULT_XOR:
    frame[size - 1] ^= 0x01;
    break;
  case YZ_SIM_FAULT_LONG:
    frame[5] = (guint8)(frame[5] + 1);
    break;
  case YZ_SIM_FAULT_SHORT:
    frame[6] = (guint8)(frame[6] - 1);
    break;
  case YZ_SIM_FAULT_HUGE:
    frame[5] = frame[6] = 0xff;
    break;
  case YZ_SIM_FAULT_STRAY:
    g_byte_array_append (self->to_send, (const guint8 *)"\xaa\x00", 2);
    return 1;
  case YZ_SIM_FAULT_NOISE:
    g_byte_array_append (self->to_send, (const guint8 *)"\xaa\xaa\xaa\x96\x69\x05\x08\x00", 8);
    break;
  case YZ_SIM_FAULT_NONE:
  case YZ_SIM_FAULT_SILENT:
  case YZ_SIM_FAULT_RUBBISH:
  case YZ_SIM_FAULT_FLOOD:
  case YZ_SIM_FAULT_STALL:
  case YZ_SIM_FAULT_SLOW:
  case YZ_SIM_FAULT_FINDS_AGAIN:
  default:
    break;
  }
  return 0;
}

static void
send (YzSimReader *self, guint command, guint8 status, const guint8 *data, gsize size)
{
  gsize length = size + 4;
  gsize total = sizeof preamble + 2 + length;
  g_autofree guint8 *frame = g_malloc0 (total);
  YzSimFault fault = self->fault_command == 0 || self->fault_command == command ? self->fault
                                                                                : YZ_SIM_FAULT_NONE;

  memcpy (frame, preamble, sizeof preamble);
  frame[5] = (guint8)(length >> 8);
  frame[6] = (guint8)length;
  frame[9] = status;
  if (size > 0)
    memcpy (frame + 10, data, size);
  frame[total - 1] = fold (frame + 5, total - 6);

  if (fault == YZ_SIM_FAULT_SILENT)
    return;
  if (fault == YZ_SIM_FAULT_RUBBISH || fault == YZ_SIM_FAULT_FLOOD) {
    append_rubbish (self);
  } else {
    gsize skip = spoil (self, fault, frame, total);

    g_byte_array_append (self->to_send, frame + skip,
                         (guint)(fault == YZ_SIM_FAULT_STALL ? total / 2 : total - skip));
  }
  start_sending (self);
}

/* What the reader does --------------------------------------------------------------------------
 */

/* After an error a card must be lifted and put back. */
static void
fail (YzSimReader *self, guint command, guint8 status)
{
  self->found = self->selected = FALSE;
  self->used = TRUE;
  send (self, command, status, NULL, 0);
}

static void
find (YzSimReader *self)
{
  static const guint8 iin[4] = { 0 };

  if (!self->lying || (self->used && self->fault != YZ_SIM_FAULT_FINDS_AGAIN)) {
    send (self, YZ_SIM_READER_FIND, NOT_FOUND, NULL, 0);
    return;
  }
  self->found = TRUE;
  self->selected = FALSE;
  send (self, YZ_SIM_READER_FIND, FOUND, iin, sizeof iin);
}

static void
select_card (YzSimReader *self)
{
  static const guint8 serial[8] = { 0 };

  if (!self->lying || !self->found) {
    send (self, YZ_SIM_READER_SELECT, NOT_SELECTED, NULL, 0);
    return;
  }
  self->selected = TRUE;
  send (self, YZ_SIM_READER_SELECT, DONE, serial, sizeof serial);
}

static void
read_card (YzSimReader *self)
{
  static const guint8 sizes[] = { 0x01, 0x00, 0x04, 0x00 };
  guint8 data[sizeof sizes + YZ_CARD_TEXT_SIZE + PHOTO_SIZE];

  memcpy (data, sizes, sizeof sizes);
  memcpy (data + sizeof sizes, self->card.text, YZ_CARD_TEXT_SIZE);
  memset (data + sizeof sizes + YZ_CARD_TEXT_SIZE, 0x5a, PHOTO_SIZE);
  self->used = TRUE;
  send (self, YZ_SIM_READER_READ, DONE, data, sizeof data);
}

static void
answer_selected (YzSimReader *self, guint command)
{
  static const guint8 chip[16] = { 0 };

  if (!self->lying || !self->selected)
    send (self, command, NOT_READ, NULL,
          0); /* no card has been asked, so none needs to be lifted */
  else if (command == YZ_SIM_READER_READ)
    read_card (self);
  else if (command == YZ_SIM_READER_CHIP)
    send (self, command, DONE, chip, sizeof chip);
  else if (self->card.has_address)
    send (self, command, DONE, self->card.address, YZ_CARD_ADDRESS_SIZE);
  else
    send (self, command, NO_ITEM, NULL, 0);
}

static void
answer (YzSimReader *self, guint command)
{
  static const guint8 number[16] = { 0 };

  if (self->status != 0 && self->status_command == command) {
    fail (self, command, self->status);
    return;
  }
  switch (command) {
  case 0x10ff: /* reset */
  case YZ_SIM_READER_STATUS:
  case 0x61ff: /* largest radio frame */
    send (self, command, DONE, NULL, 0);
    break;
  case 0x12ff: /* number of the security module */
    send (self, command, DONE, number, sizeof number);
    break;
  case YZ_SIM_READER_FIND:
    find (self);
    break;
  case YZ_SIM_READER_SELECT:
    select_card (self);
    break;
  case YZ_SIM_READER_READ:
  case YZ_SIM_READER_ADDRESS:
  case YZ_SIM_READER_CHIP:
    answer_selected (self, command);
    break;
  default:
    send (self, command, WRONG_COMMAND, NULL, 0);
  }
}

/* Receiving -------------------------------------------------------------------------------------
 */

/* Takes one command off what has been received, or nothing while it is not whole. */
static gboolean
take_command (YzSimReader *self)
{
  const guint8 *bytes = self->received->data;
  guint size = self->received->len;
  guint length, command;
  gboolean whole;

  if (size < COMMAND_SIZE)
    return FALSE;
  if (memcmp (bytes, preamble, sizeof preamble) != 0) {
    g_byte_array_remove_index (self->received, 0);
    return TRUE;
  }
  length = (guint)bytes[5] << 8 | bytes[6];
  command = (guint)bytes[7] << 8 | bytes[8];
  if (length < 3 || length > MAX_COMMAND_SIZE) {
    g_byte_array_set_size (self->received, 0);
    send (self, command, WRONG_LENGTH, NULL, 0);
    return FALSE;
  }
  if (size < 7 + length)
    return FALSE;
  whole = fold (bytes + 5, length + 2) == 0;
  g_byte_array_remove_range (self->received, 0, 7 + length);
  g_signal_emit (self, signals[SIGNAL_ASKED], 0, command);
  if (self->master < 0) /* pulled out just now */
    return FALSE;
  if (whole)
    answer (self, command);
  else
    send (self, command, WRONG_XOR, NULL, 0);
  return TRUE;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (YzSimReader) self = g_object_ref (YZ_SIM_READER (user_data));
  guint8 bytes[256];
  gssize n = read (fd, bytes, sizeof bytes);

  if (n <= 0)
    return errno == EAGAIN || errno == EINTR ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  g_byte_array_append (self->received, bytes, (guint)n);
  while (self->master >= 0 && take_command (self))
    ;
  return G_SOURCE_CONTINUE;
}

static void
yz_sim_reader_dispose (GObject *object)
{
  yz_sim_reader_unplug (YZ_SIM_READER (object));

  G_OBJECT_CLASS (yz_sim_reader_parent_class)->dispose (object);
}

static void
yz_sim_reader_finalize (GObject *object)
{
  YzSimReader *self = YZ_SIM_READER (object);

  g_byte_array_unref (self->received);
  g_byte_array_unref (self->to_send);
  g_free (self->link);

  G_OBJECT_CLASS (yz_sim_reader_parent_class)->finalize (object);
}

static void
yz_sim_reader_class_init (YzSimReaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yz_sim_reader_dispose;
  object_class->finalize = yz_sim_reader_finalize;

  /**
   * YzSimReader::asked:
   * @self: the reader
   * @command: command and parameter, such as %YZ_SIM_READER_FIND
   *
   * A command has come. It is answered after this.
   */
  signals[SIGNAL_ASKED] = g_signal_new ("asked", YZ_TYPE_SIM_READER, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
yz_sim_reader_init (YzSimReader *self)
{
  self->master = self->slave = -1;
  self->received = g_byte_array_new ();
  self->to_send = g_byte_array_new ();
}

/* Nothing is echoed, also before anyone else has set the terminal up. */
static gboolean
open_terminal (YzSimReader *self, const char **ret_path)
{
  struct termios settings;

  self->master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (self->master < 0 || grantpt (self->master) != 0 || unlockpt (self->master) != 0)
    return FALSE;
  *ret_path = ptsname (self->master);
  self->slave = open (*ret_path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (self->slave < 0 || tcgetattr (self->slave, &settings) != 0)
    return FALSE;
  cfmakeraw (&settings);
  return tcsetattr (self->slave, TCSANOW, &settings) == 0
         && g_unix_set_fd_nonblocking (self->master, TRUE, NULL);
}

/**
 * yz_sim_reader_new:
 * @link: where the device is to stand: a symbolic link, which is replaced where there is one
 * @error: %YZ_ERROR_DEVICE where there is no pseudo-terminal, or no place for the link
 *
 * It is plugged in, and no card lies on it.
 *
 * Returns: (transfer full): the reader
 */
YzSimReader *
yz_sim_reader_new (const char *link, GError **error)
{
  g_autoptr (YzSimReader) self = g_object_new (YZ_TYPE_SIM_READER, NULL);

  g_return_val_if_fail (link != NULL, NULL);

  self->link = g_strdup (link);
  return yz_sim_reader_plug (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * yz_sim_reader_plug:
 * @self: a reader
 * @error: as yz_sim_reader_new()
 *
 * Plugs it in, with a new terminal behind the same link. Does nothing where it is.
 *
 * Returns: whether it is plugged in
 */
gboolean
yz_sim_reader_plug (YzSimReader *self, GError **error)
{
  const char *path = NULL;

  g_return_val_if_fail (YZ_IS_SIM_READER (self), FALSE);

  if (self->master >= 0)
    return TRUE;
  if (g_file_test (self->link, G_FILE_TEST_IS_SYMLINK))
    g_unlink (self->link);
  if (!open_terminal (self, &path) || symlink (path, self->link) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "%s: no terminal to stand for a reader: %s",
                 self->link, g_strerror (errno));
    return FALSE;
  }
  self->in = g_unix_fd_source_new (self->master, G_IO_IN);
  g_source_set_callback (self->in, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->in, g_main_context_get_thread_default ());
  return TRUE;
}

/**
 * yz_sim_reader_unplug:
 * @self: a reader
 *
 * Pulls it out: the terminal is gone, and so is the link. A card that lies on it stays there.
 */
void
yz_sim_reader_unplug (YzSimReader *self)
{
  g_return_if_fail (YZ_IS_SIM_READER (self));

  if (self->master < 0)
    return;
  clear_source (&self->in);
  clear_source (&self->out);
  g_unlink (self->link);
  close (self->slave);
  close (self->master);
  self->master = self->slave = -1;
  self->found = self->selected = self->used = FALSE;
  g_byte_array_set_size (self->received, 0);
  g_byte_array_set_size (self->to_send, 0);
}

/**
 * yz_sim_reader_put:
 * @self: a reader
 * @card: what is put down
 *
 * Puts a card down, in the place of one that lies there.
 */
void
yz_sim_reader_put (YzSimReader *self, const YzSimCard *card)
{
  g_return_if_fail (YZ_IS_SIM_READER (self));

  yz_sim_reader_lift (self);
  self->card = *card;
  self->lying = TRUE;
}

/**
 * yz_sim_reader_lift:
 * @self: a reader
 *
 * Takes the card away.
 */
void
yz_sim_reader_lift (YzSimReader *self)
{
  g_return_if_fail (YZ_IS_SIM_READER (self));

  self->lying = self->found = self->selected = self->used = FALSE;
}

/**
 * yz_sim_reader_set_fault:
 * @self: a reader
 * @fault: how it misbehaves from now on
 * @command: the only command that it does so for, 0 for all
 */
void
yz_sim_reader_set_fault (YzSimReader *self, YzSimFault fault, guint command)
{
  g_return_if_fail (YZ_IS_SIM_READER (self));

  if (self->fault == YZ_SIM_FAULT_FLOOD)
    g_byte_array_set_size (self->to_send, 0);
  self->fault = fault;
  self->fault_command = command;
}

/**
 * yz_sim_reader_set_status:
 * @self: a reader
 * @command: a command
 * @status: what it answers to it from now on, such as 0x41; 0 for what it should
 */
void
yz_sim_reader_set_status (YzSimReader *self, guint command, guint8 status)
{
  g_return_if_fail (YZ_IS_SIM_READER (self));

  self->status_command = command;
  self->status = status;
}

/**
 * yz_sim_fault_parse:
 * @name: such as `silent`
 * @ret_fault: (out): the fault
 *
 * Returns: whether there is a fault of that name
 */
gboolean
yz_sim_fault_parse (const char *name, YzSimFault *ret_fault)
{
  static const char *const names[] = {
    [YZ_SIM_FAULT_NONE] = "none",
    [YZ_SIM_FAULT_SILENT] = "silent",
    [YZ_SIM_FAULT_RUBBISH] = "rubbish",
    [YZ_SIM_FAULT_FLOOD] = "flood",
    [YZ_SIM_FAULT_STALL] = "stall",
    [YZ_SIM_FAULT_XOR] = "xor",
    [YZ_SIM_FAULT_LONG] = "long",
    [YZ_SIM_FAULT_SHORT] = "short",
    [YZ_SIM_FAULT_HUGE] = "huge",
    [YZ_SIM_FAULT_STRAY] = "stray",
    [YZ_SIM_FAULT_NOISE] = "noise",
    [YZ_SIM_FAULT_SLOW] = "slow",
    [YZ_SIM_FAULT_FINDS_AGAIN] = "finds-again",
  };

  g_return_val_if_fail (name != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strcmp (names[i], name) == 0) {
      *ret_fault = (YzSimFault)i;
      return TRUE;
    }
  }
  return FALSE;
}
