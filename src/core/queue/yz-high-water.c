/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-high-water.h"

#include "yz-durable.h"
#include "yz-error.h"
#include "yz-ticket.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The high-water marks of the queue: a number that was once handed out is not handed out again on
 * the same day, not even when the database is lost or an old copy of it is put back.
 *
 * The file is text, lines of 32 bytes: a title, and then one line for each series:
 *
 *     2026-11-21 AK  000040 000023 5e
 *
 * the day, the series, how far numbers are reserved, the last one issued, and the sum of the bytes
 * before it. Numbers are reserved in blocks, and only a new block waits for the disk. Within a
 * block the last number is written as well: that outlives every crash but a power cut, after which
 * the block still holds.
 *
 * Lines are changed in place. None crosses a sector of the disk, so a power cut leaves each of
 * them old or new, and both are right. A file in which something else stands was damaged: then
 * numbers go on far enough above what is known, and a line with the series `*` says so for the
 * rest of the day. */

#define LINE_BYTES 32
#define MAX_BYTES (4096 * LINE_BYTES)
#define TITLE "yizhan queue high-water marks 1\n"
#define BLOCK 20
#define MAX_OPEN_TRIES 100

/* After damage: to the next hundred above what the database knows; and where it knows nothing
 * either, above what a hall hands out for one service in a day. */
#define DAMAGED_STEP 100
#define DAMAGED_FLOOR 1000
#define DAMAGED_SERIES "*"

typedef struct {
  char day[11];
  char series[4];
  guint reserved;
  guint last;
} Mark;

struct _YzHighWater {
  int fd;
  char *path;
  GArray *marks; /* Mark, as they stand in the file after the title */
  gboolean damaged;
};

G_STATIC_ASSERT (sizeof TITLE - 1 == LINE_BYTES);

static gboolean
fail (const char *path, GError **error)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE,
               "%s cannot be used: see that the disk has space and the file can be written: %s",
               path, g_strerror (errno));
  return FALSE;
}

static guint8
sum (const char *text, gsize length)
{
  guint8 total = 0;

  for (gsize i = 0; i < length; i++)
    total = (guint8)(total + (guint8)text[i]);
  return total;
}

static void
format_mark (const Mark *mark, char line[LINE_BYTES + 1])
{
  int length = g_snprintf (line, LINE_BYTES + 1, "%s %-3s %06u %06u ", mark->day, mark->series,
                           mark->reserved, mark->last);

  g_snprintf (line + length, (gulong)(LINE_BYTES + 1 - length), "%02x\n",
              sum (line, (gsize)length));
}

/* Reads what format_mark() writes, and nothing else: what comes out is written again to see. */
static gboolean
parse_mark (const char *line, Mark *mark)
{
  char text[LINE_BYTES + 1] = { 0 };
  char again[LINE_BYTES + 1];

  memcpy (text, line, LINE_BYTES);
  memset (mark, 0, sizeof *mark);
  if (sscanf (text, "%10[0-9-] %3[A-Z*] %6u %6u", mark->day, mark->series, &mark->reserved,
              &mark->last)
      != 4)
    return FALSE;
  format_mark (mark, again);
  return memcmp (text, again, LINE_BYTES) == 0 && mark->last <= mark->reserved;
}

static void
parse (YzHighWater *self, const char *data, gsize length)
{
  self->damaged
      = length < LINE_BYTES || length % LINE_BYTES != 0 || memcmp (data, TITLE, LINE_BYTES) != 0;

  for (gsize i = LINE_BYTES; i + LINE_BYTES <= length; i += LINE_BYTES) {
    Mark mark;

    if (parse_mark (data + i, &mark))
      g_array_append_val (self->marks, mark);
    else
      self->damaged = TRUE;
  }
}

static gboolean
read_marks (YzHighWater *self, GError **error)
{
  g_autofree char *data = NULL;
  struct statx info;
  gssize length;

  if (statx (self->fd, "", AT_EMPTY_PATH, STATX_SIZE, &info) != 0)
    return fail (self->path, error);

  length = (gssize)MIN (info.stx_size, MAX_BYTES);
  data = g_malloc ((gsize)length + 1);
  length = pread (self->fd, data, (gsize)length, 0);
  if (length < 0)
    return fail (self->path, error);
  parse (self, data, (gsize)length);
  if (info.stx_size > MAX_BYTES)
    self->damaged = TRUE;
  return TRUE;
}

static gboolean
write_at (YzHighWater *self, const char *data, gsize length, goffset offset, GError **error)
{
  gssize written;

  do
    written = pwrite (self->fd, data, length, offset);
  while (written < 0 && errno == EINTR);
  if (written >= 0 && (gsize)written < length)
    errno = ENOSPC;
  return written == (gssize)length || fail (self->path, error);
}

/* The name appears only with the title in it: an empty file is always a damaged one. */
static gboolean
create (const char *path, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  gboolean ok;

  if (fd < 0)
    return fail (path, error);

  ok = write (fd, TITLE, LINE_BYTES) == LINE_BYTES && fsync (fd) == 0
       && (link (temporary, path) == 0 || errno == EEXIST);
  if (!ok)
    fail (path, error);
  close (fd);
  g_unlink (temporary);
  return ok && yz_durable_sync_folder_of (path, error);
}

static gboolean
lock (int fd)
{
  while (flock (fd, LOCK_EX) != 0)
    if (errno != EINTR)
      return FALSE;
  return TRUE;
}

/* Whether the name still means this file: it may have been deleted while we waited for the lock.
 * Nobody asks for its times: a kernel that was asked for them notes the next change to the
 * nanosecond, and that would be written to the disk with the next commit of the database. */
static gboolean
is_current (int fd, const char *path)
{
  struct statx ours;
  struct statx named;

  return statx (fd, "", AT_EMPTY_PATH, STATX_INO, &ours) == 0
         && statx (AT_FDCWD, path, 0, STATX_INO, &named) == 0 && ours.stx_ino == named.stx_ino
         && ours.stx_dev_major == named.stx_dev_major && ours.stx_dev_minor == named.stx_dev_minor;
}

static int
open_locked (const char *path, GError **error)
{
  for (guint i = 0; i < MAX_OPEN_TRIES; i++) {
    int fd = open (path, O_RDWR | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT) {
      if (!create (path, error))
        return -1;
      continue;
    }
    if (fd < 0)
      break;
    if (lock (fd) && is_current (fd, path))
      return fd;
    close (fd);
  }
  fail (path, error);
  return -1;
}

/**
 * yz_high_water_open:
 * @path: the file; made where it does not exist
 * @error: %YZ_ERROR_STORAGE where it cannot be used
 *
 * Opens and locks the file, waiting for whoever has it. A damaged file is no error: see
 * yz_high_water_next().
 *
 * Returns: (transfer full): the marks
 */
YzHighWater *
yz_high_water_open (const char *path, GError **error)
{
  g_autoptr (YzHighWater) self = NULL;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  fd = open_locked (path, error);
  if (fd < 0)
    return NULL;

  self = g_new0 (YzHighWater, 1);
  self->fd = fd;
  self->path = g_strdup (path);
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  if (!read_marks (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * yz_high_water_close:
 * @self: (nullable) (transfer full): the marks
 *
 * Unlocks and closes the file.
 */
void
yz_high_water_close (YzHighWater *self)
{
  if (self == NULL)
    return;

  close (self->fd);
  g_array_unref (self->marks);
  g_free (self->path);
  g_free (self);
}

/**
 * yz_high_water_get_day:
 * @self: the marks
 *
 * Returns: (transfer none) (nullable): the last business day numbers were issued on
 */
const char *
yz_high_water_get_day (YzHighWater *self)
{
  const char *day = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->marks->len; i++) {
    const Mark *mark = &g_array_index (self->marks, Mark, i);

    if (g_strcmp0 (mark->day, day) > 0)
      day = mark->day;
  }
  return day;
}

static Mark *
find (YzHighWater *self, const char *day, const char *series)
{
  for (guint i = 0; i < self->marks->len; i++) {
    Mark *mark = &g_array_index (self->marks, Mark, i);

    if (strcmp (mark->day, day) == 0 && strcmp (mark->series, series) == 0)
      return mark;
  }
  return NULL;
}

/**
 * yz_high_water_next:
 * @self: the marks
 * @day: business day
 * @series: letters of the series
 * @known_last: the last number that the database knows, 0 for none
 *
 * The number to issue next, so that none comes twice on a day:
 *
 * - the one after @known_last, or after the one written here where a commit had failed;
 * - where the database lags behind the file, because it was lost or is an old copy: the one after
 *   all that are reserved;
 * - where the file is damaged: at the next hundred after @known_last, or at 1000 where the
 *   database knows nothing either.
 *
 * Returns: the number
 */
guint
yz_high_water_next (YzHighWater *self, const char *day, const char *series, guint known_last)
{
  const Mark *mark;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (day != NULL && series != NULL, 0);

  mark = find (self, day, series);
  if (mark != NULL)
    return known_last > 0 && known_last + 1 >= mark->last ? MAX (known_last, mark->last) + 1
                                                          : MAX (known_last, mark->reserved) + 1;
  if (!self->damaged && find (self, day, DAMAGED_SERIES) == NULL)
    return known_last + 1;
  return known_last > 0 ? (known_last / DAMAGED_STEP + 1) * DAMAGED_STEP : DAMAGED_FLOOR;
}

static goffset
offset_of (YzHighWater *self, const Mark *mark)
{
  return (goffset)(mark - (const Mark *)(gpointer)self->marks->data + 1) * LINE_BYTES;
}

/* A line for a new series: one of an earlier day, or at the end. */
static Mark *
make_mark (YzHighWater *self, const char *day, const char *series)
{
  Mark *mark = NULL;

  for (guint i = 0; i < self->marks->len && mark == NULL; i++) {
    Mark *old = &g_array_index (self->marks, Mark, i);

    if (strcmp (old->day, day) < 0)
      mark = old;
  }
  if (mark == NULL) {
    g_array_set_size (self->marks, self->marks->len + 1);
    mark = &g_array_index (self->marks, Mark, self->marks->len - 1);
  }
  memset (mark, 0, sizeof *mark);
  g_strlcpy (mark->day, day, sizeof mark->day);
  g_strlcpy (mark->series, series, sizeof mark->series);
  return mark;
}

/* Puts a damaged file right, with what could be read of it and a line that says that the rest of
 * this day's is not known. Cut short, it leaves another damaged file. */
static gboolean
repair (YzHighWater *self, const char *day, GError **error)
{
  g_autoptr (GString) text = g_string_new (TITLE);

  make_mark (self, day, DAMAGED_SERIES);
  for (guint i = 0; i < self->marks->len; i++) {
    char line[LINE_BYTES + 1];

    format_mark (&g_array_index (self->marks, Mark, i), line);
    g_string_append_len (text, line, LINE_BYTES);
  }
  if (ftruncate (self->fd, 0) != 0)
    return fail (self->path, error);
  if (!write_at (self, text->str, text->len, 0, error))
    return FALSE;
  self->damaged = FALSE;
  return TRUE;
}

/**
 * yz_high_water_raise:
 * @self: the marks
 * @day: business day
 * @series: letters of the series
 * @number: of yz_high_water_next(), before it is committed
 * @error: %YZ_ERROR_STORAGE where it cannot be written
 *
 * Notes that @number is in use. When this returns %TRUE it will not come again, even after a power
 * cut and without the database.
 *
 * Returns: whether it is noted
 */
gboolean
yz_high_water_raise (YzHighWater *self,
                     const char *day,
                     const char *series,
                     guint number,
                     GError **error)
{
  Mark *mark;
  char line[LINE_BYTES + 1];
  gboolean must_wait;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (number > 0 && number <= YZ_TICKET_MAX_NUMBER, FALSE);

  must_wait = self->damaged;
  if (self->damaged && !repair (self, day, error))
    return FALSE;

  mark = find (self, day, series);
  if (mark == NULL)
    mark = make_mark (self, day, series);
  if (number > mark->reserved) {
    mark->reserved = MIN (number + BLOCK - 1, YZ_TICKET_MAX_NUMBER);
    must_wait = TRUE;
  }
  mark->last = number;
  format_mark (mark, line);
  if (!write_at (self, line, LINE_BYTES, offset_of (self, mark), error))
    return FALSE;
  return !must_wait || fdatasync (self->fd) == 0 || fail (self->path, error);
}
