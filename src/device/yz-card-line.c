/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-card-line.h"

#include "yz-error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

/* The most that an answer may be hidden in. At 115,200 baud it takes six seconds, so only what does
 * not keep to a baud rate gets there before the time limit. */
#define MAX_RECEIVED (64 * 1024)

struct _YzCardLine {
  int fd;
  GCancellable *cancellable;
  YzCardDecoder decoder;
};

static speed_t
to_speed (guint baud)
{
  switch (baud) {
  case 9600:
    return B9600;
  case 19200:
    return B19200;
  case 38400:
    return B38400;
  case 57600:
    return B57600;
  case 230400:
    return B230400;
  default:
    return B115200;
  }
}

static gboolean
fail_gone (GError **error)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND,
               "the card reader is gone: check its cable and [devices] reader=");
  return FALSE;
}

/* 8-N-1, no flow control, every byte as it comes. */
static gboolean
set_up (int fd, guint baud)
{
  struct termios settings;

  if (tcgetattr (fd, &settings) != 0)
    return FALSE;
  cfmakeraw (&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  settings.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS);
  settings.c_cc[VMIN] = 1; /* so that nothing at all means the end */
  settings.c_cc[VTIME] = 0;
  cfsetspeed (&settings, to_speed (baud));
  return tcsetattr (fd, TCSANOW, &settings) == 0;
}

/**
 * yz_card_line_open:
 * @path: the device
 * @baud: one of those of `[devices] reader-baud=`
 * @cancellable: ends all waiting; kept
 * @error: %YZ_ERROR_NOT_FOUND where it is not there, %YZ_ERROR_DEVICE where it cannot be used
 *
 * Returns: (transfer full): the line
 */
YzCardLine *
yz_card_line_open (const char *path, guint baud, GCancellable *cancellable, GError **error)
{
  YzCardLine *self;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (G_IS_CANCELLABLE (cancellable), NULL);

  fd = open (path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 && (errno == ENOENT || errno == ENXIO || errno == ENODEV || errno == EIO)) {
    fail_gone (error);
    return NULL;
  }
  if (fd < 0 || !set_up (fd, baud)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE,
                 "the card reader at %s cannot be opened (%s): [devices] reader= is the serial "
                 "device of a reader, and the kiosk's user must belong to its group",
                 path, g_strerror (errno));
    if (fd >= 0)
      close (fd);
    return NULL;
  }
  tcflush (fd, TCIOFLUSH);
  self = g_new0 (YzCardLine, 1);
  self->fd = fd;
  self->cancellable = g_object_ref (cancellable);
  return self;
}

/**
 * yz_card_line_close:
 * @self: (transfer full) (nullable): a line
 *
 * Nothing that a card said stays behind, in memory or in the kernel's buffers.
 */
void
yz_card_line_close (YzCardLine *self)
{
  if (self == NULL)
    return;

  tcflush (self->fd, TCIOFLUSH);
  close (self->fd);
  yz_card_decoder_wipe (&self->decoder);
  g_object_unref (self->cancellable);
  g_free (self);
}

/* Until the line can do it or the time has come. */
static gboolean
wait_for (YzCardLine *self, short events, gint64 until_us, gboolean *ret_ready, GError **error)
{
  gint64 left_us = MAX (until_us - g_get_monotonic_time (), 0);
  struct pollfd fds[2] = {
    { .fd = self->fd, .events = events },
    { .fd = g_cancellable_get_fd (self->cancellable), .events = POLLIN },
  };
  int n = poll (fds, 2, (int)((left_us + 999) / 1000));
  int reason = errno;

  g_cancellable_release_fd (self->cancellable);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if ((fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0 || (n < 0 && reason != EINTR))
    return fail_gone (error);
  *ret_ready = n > 0 && (fds[0].revents & events) != 0;
  return TRUE;
}

static gboolean
send_command (YzCardLine *self, YzCardCommand command, gint64 until_us, GError **error)
{
  guint8 frame[YZ_CARD_COMMAND_SIZE];
  gsize sent = 0;

  yz_card_command_encode (command, frame);
  while (sent < sizeof frame) {
    gssize n = write (self->fd, frame + sent, sizeof frame - sent);
    gboolean ready = FALSE;

    if (n > 0) {
      sent += (gsize)n;
      continue;
    }
    if (n < 0 && errno != EAGAIN && errno != EINTR)
      return fail_gone (error);
    if (!wait_for (self, POLLOUT, until_us, &ready, error))
      return FALSE;
    if (!ready && g_get_monotonic_time () >= until_us) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE,
                   "the card reader takes no commands: unplug it and plug it in again");
      return FALSE;
    }
  }
  return TRUE;
}

/* Without more where nothing has come. */
static gboolean
receive (YzCardLine *self, gsize *n_received, GError **error)
{
  gsize room;
  guint8 *to = yz_card_decoder_get_room (&self->decoder, &room);
  gssize n = read (self->fd, to, room);

  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
    return fail_gone (error);
  if (n > 0) {
    yz_card_decoder_add (&self->decoder, (gsize)n);
    *n_received += (gsize)n;
  }
  return TRUE;
}

static gboolean
find_answer (YzCardLine *self, YzCardCommand command, gboolean at_end, YzCardReply *ret_reply)
{
  while (yz_card_decoder_next (&self->decoder, at_end, ret_reply))
    if (yz_card_reply_answers (ret_reply, command))
      return TRUE;
  return FALSE;
}

/**
 * yz_card_line_ask:
 * @self: a line
 * @command: what to send
 * @timeout_ms: how long the answer may take
 * @ret_reply: (out caller-allocates): the answer, until the next one or yz_card_line_wipe()
 * @error: %YZ_ERROR_NOT_FOUND where the reader has been unplugged, %YZ_ERROR_DEVICE where it is
 *   silent or sends what is no answer, %G_IO_ERROR_CANCELLED
 *
 * What has come in before is thrown away, and so is what yz_card_reply_answers() takes for the late
 * answer to something else.
 *
 * Returns: whether there is an answer
 */
gboolean
yz_card_line_ask (YzCardLine *self,
                  YzCardCommand command,
                  guint timeout_ms,
                  YzCardReply *ret_reply,
                  GError **error)
{
  gint64 until_us = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  gsize n_received = 0;

  yz_card_decoder_wipe (&self->decoder);
  tcflush (self->fd, TCIFLUSH);
  if (!send_command (self, command, until_us, error))
    return FALSE;
  while (g_get_monotonic_time () < until_us && n_received < MAX_RECEIVED) {
    gboolean ready = FALSE;

    if (!wait_for (self, POLLIN, until_us, &ready, error)
        || (ready && !receive (self, &n_received, error)))
      return FALSE;
    if (find_answer (self, command, FALSE, ret_reply))
      return TRUE;
  }
  if (find_answer (self, command, TRUE, ret_reply))
    return TRUE;
  g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE,
               n_received == 0
                   ? "the card reader does not answer: check its power and reader-baud="
                   : "the card reader sends what is no answer: check reader-baud= and its cable, "
                     "and that it is a reader of identity cards");
  return FALSE;
}

/**
 * yz_card_line_wipe:
 * @self: a line
 *
 * Forgets the last answer.
 */
void
yz_card_line_wipe (YzCardLine *self)
{
  yz_card_decoder_wipe (&self->decoder);
}

/**
 * yz_card_line_pause:
 * @self: a line
 * @pause_ms: how long
 * @error: as yz_card_line_ask()
 *
 * Waits, and notices at once where the reader is unplugged.
 *
 * Returns: whether it is there still
 */
gboolean
yz_card_line_pause (YzCardLine *self, guint pause_ms, GError **error)
{
  gint64 until_us = g_get_monotonic_time () + pause_ms * G_TIME_SPAN_MILLISECOND;
  gboolean ready = FALSE;

  while (g_get_monotonic_time () < until_us)
    if (!wait_for (self, 0, until_us, &ready, error))
      return FALSE;
  return TRUE;
}
