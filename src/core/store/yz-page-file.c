/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-page-file.h"

#include "yz-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file format is SQLite's published one (https://www.sqlite.org/fileformat2.html): §1.3 is the
 * header, §4 the write-ahead log. Nothing read here is believed: every number is bounded by the
 * size of the file. The files are read and not mapped, because a bad sector under a map kills the
 * process. */

#define DEFAULT_PAGE_SIZE 4096
#define FILE_HEADER_SIZE 100
#define WAL_HEADER_SIZE 32
#define FRAME_HEADER_SIZE 24
#define WAL_MAGIC 0x377f0682u /* the lowest bit says in which byte order sums are taken */

struct _YzPageFile {
  int fd;
  int wal_fd;
  guint page_size;
  guint usable;
  guint n_pages;
  GHashTable *frames; /* page number → number of its newest committed frame, from 1 */
};

typedef struct {
  guint32 a;
  guint32 b;
} Sum;

/* One pass over the log. */
typedef struct {
  gboolean big_endian;
  guint32 salt[2];
  Sum sum; /* as the frame before has it */
} Log;

static guint32
get32 (const guint8 *p)
{
  return (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3];
}

static gboolean
is_page_size (guint size)
{
  return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

/* What lies beyond the end, or cannot be read, is zeros. */
static gboolean
read_at (int fd, guint8 *buffer, gsize size, guint64 offset)
{
  gsize done = 0;

  while (done < size) {
    gssize n = pread (fd, buffer + done, size - done, (off_t)(offset + done));

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    done += (gsize)n;
  }
  memset (buffer + done, 0, size - done);
  return done > 0;
}

static guint64
file_size (int fd)
{
  struct stat info;

  return fd >= 0 && fstat (fd, &info) == 0 ? (guint64)info.st_size : 0;
}

static void
read_file_header (YzPageFile *self)
{
  guint8 header[FILE_HEADER_SIZE];
  guint size;

  self->page_size = DEFAULT_PAGE_SIZE;
  self->usable = DEFAULT_PAGE_SIZE;
  if (!read_at (self->fd, header, sizeof header, 0) || memcmp (header, "SQLite format 3", 16) != 0)
    return;

  size = (guint)header[16] << 8 | header[17];
  if (size == 1)
    size = 65536;
  if (!is_page_size (size) || header[20] > size - 480)
    return;

  self->page_size = size;
  self->usable = size - header[20];
}

static Sum
add_up (Sum sum, gboolean big_endian, const guint8 *data, gsize size)
{
  for (gsize i = 0; i < size; i += 8) {
    guint32 x = get32 (data + i);
    guint32 y = get32 (data + i + 4);

    sum.a += (big_endian ? x : GUINT32_SWAP_LE_BE (x)) + sum.b;
    sum.b += (big_endian ? y : GUINT32_SWAP_LE_BE (y)) + sum.a;
  }
  return sum;
}

/* Where the log's own header is damaged, the first frame has the same salts. */
static void
read_log_header (YzPageFile *self, Log *log)
{
  guint8 header[WAL_HEADER_SIZE];
  guint8 frame[FRAME_HEADER_SIZE];
  Sum sum = { 0 };

  read_at (self->wal_fd, header, sizeof header, 0);
  log->big_endian = (get32 (header) & 1) != 0;
  sum = add_up (sum, log->big_endian, header, 24);
  if ((get32 (header) & ~1u) == WAL_MAGIC && sum.a == get32 (header + 24)
      && sum.b == get32 (header + 28)) {
    log->salt[0] = get32 (header + 16);
    log->salt[1] = get32 (header + 20);
    log->sum = sum;
    return;
  }

  read_at (self->wal_fd, frame, sizeof frame, WAL_HEADER_SIZE);
  log->big_endian = G_BYTE_ORDER == G_BIG_ENDIAN;
  log->salt[0] = get32 (frame + 8);
  log->salt[1] = get32 (frame + 12);
}

/* A frame is good if its sum follows from the one that the frame before it says it has. SQLite
 * ends at the first bad frame; this way a bad one costs itself and its successor at most. */
static gboolean
check_frame (Log *log, const guint8 *frame, guint page_size)
{
  Sum sum = add_up (log->sum, log->big_endian, frame, 8);
  gboolean good;

  sum = add_up (sum, log->big_endian, frame + FRAME_HEADER_SIZE, page_size);
  good = get32 (frame + 8) == log->salt[0] && get32 (frame + 12) == log->salt[1]
         && sum.a == get32 (frame + 16) && sum.b == get32 (frame + 20);
  log->sum.a = get32 (frame + 16);
  log->sum.b = get32 (frame + 20);
  return good;
}

/* A frame counts once a commit follows it: what a crash cut off was promised to nobody. */
static void
take_committed (YzPageFile *self, GArray *open_frames)
{
  for (guint i = 0; i + 1 < open_frames->len; i += 2) {
    guint page = g_array_index (open_frames, guint, i);

    g_hash_table_insert (self->frames, GUINT_TO_POINTER (page),
                         GUINT_TO_POINTER (g_array_index (open_frames, guint, i + 1)));
    self->n_pages = MAX (self->n_pages, page);
  }
  g_array_set_size (open_frames, 0);
}

static void
read_log (YzPageFile *self)
{
  g_autoptr (GArray) open_frames = g_array_new (FALSE, FALSE, sizeof (guint));
  gsize frame_size = FRAME_HEADER_SIZE + self->page_size;
  g_autofree guint8 *frame = g_malloc (frame_size);
  guint64 size = file_size (self->wal_fd);
  Log log = { 0 };

  if (size < WAL_HEADER_SIZE + frame_size)
    return;

  read_log_header (self, &log);
  for (guint n = 1; WAL_HEADER_SIZE + n * (guint64)frame_size <= size; n++) {
    guint page;

    read_at (self->wal_fd, frame, frame_size, WAL_HEADER_SIZE + (n - 1) * (guint64)frame_size);
    page = get32 (frame);
    if (!check_frame (&log, frame, self->page_size) || page == 0)
      continue;
    g_array_append_val (open_frames, page);
    g_array_append_val (open_frames, n);
    if (get32 (frame + 4) != 0)
      take_committed (self, open_frames);
  }
}

/**
 * yz_page_file_open:
 * @path: a database, of which the main file or the log may be missing
 * @error: %YZ_ERROR_STORAGE where neither can be read
 *
 * Returns: (transfer full): its pages
 */
YzPageFile *
yz_page_file_open (const char *path, GError **error)
{
  g_autoptr (YzPageFile) self = g_new0 (YzPageFile, 1);
  g_autofree char *wal_path = g_strconcat (path, "-wal", NULL);
  guint64 size;

  self->frames = g_hash_table_new (NULL, NULL);
  self->wal_fd = open (wal_path, O_RDONLY | O_CLOEXEC);
  self->fd = open (path, O_RDONLY | O_CLOEXEC);
  if (self->fd < 0 && self->wal_fd < 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the damaged database %s cannot be read: %s",
                 path, g_strerror (errno));
    return NULL;
  }

  read_file_header (self);
  size = file_size (self->fd);
  self->n_pages = (guint)MIN ((size + self->page_size - 1) / self->page_size, G_MAXINT);
  read_log (self);
  return g_steal_pointer (&self);
}

/**
 * yz_page_file_close:
 * @self: (nullable): a file
 */
void
yz_page_file_close (YzPageFile *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  if (self->wal_fd >= 0)
    close (self->wal_fd);
  g_hash_table_unref (self->frames);
  g_free (self);
}

/**
 * yz_page_file_get_n_pages:
 * @self: a file
 *
 * Returns: the number of its last page; they are counted from 1
 */
guint
yz_page_file_get_n_pages (YzPageFile *self)
{
  return self->n_pages;
}

/**
 * yz_page_file_get_size:
 * @self: a file
 *
 * Returns: bytes of a page
 */
guint
yz_page_file_get_size (YzPageFile *self)
{
  return self->page_size;
}

/**
 * yz_page_file_get_usable:
 * @self: a file
 *
 * Returns: bytes of a page that hold content
 */
guint
yz_page_file_get_usable (YzPageFile *self)
{
  return self->usable;
}

/**
 * yz_page_file_read:
 * @self: a file
 * @page: number of a page, from 1
 * @buffer: (out caller-allocates): room for a page
 *
 * Returns: whether the page is there and at least its beginning can be read
 */
gboolean
yz_page_file_read (YzPageFile *self, guint page, guint8 *buffer)
{
  guint frame = GPOINTER_TO_UINT (g_hash_table_lookup (self->frames, GUINT_TO_POINTER (page)));

  if (page == 0 || page > self->n_pages)
    return FALSE;
  if (frame != 0)
    return read_at (self->wal_fd, buffer, self->page_size,
                    WAL_HEADER_SIZE + FRAME_HEADER_SIZE
                        + (frame - 1) * (guint64)(FRAME_HEADER_SIZE + self->page_size));
  return self->fd >= 0
         && read_at (self->fd, buffer, self->page_size, (page - 1) * (guint64)self->page_size);
}

static void
put32 (guint8 *p, guint32 value)
{
  p[0] = (guint8)(value >> 24);
  p[1] = (guint8)(value >> 16);
  p[2] = (guint8)(value >> 8);
  p[3] = (guint8)value;
}

/* The header of a file without a log, in UTF-8, with no free pages (§1.3). Only the size of a page
 * and what is reserved in it are the old one's. */
static void
make_header (YzPageFile *self, guint8 *header)
{
  guint size = self->page_size == 65536 ? 1 : self->page_size;

  memset (header, 0, FILE_HEADER_SIZE);
  memcpy (header, "SQLite format 3", 16);
  header[16] = (guint8)(size >> 8);
  header[17] = (guint8)size;
  header[18] = header[19] = 1;
  header[20] = (guint8)(self->page_size - self->usable);
  header[21] = 64;
  header[22] = header[23] = 32;
  put32 (header + 24, 1); /* change counter, and below the one the size is valid for */
  put32 (header + 28, self->n_pages);
  put32 (header + 40, 1); /* cookie of the schema */
  put32 (header + 44, 4); /* format of the schema */
  put32 (header + 56, 1); /* UTF-8 */
  put32 (header + 92, 1);
}

/**
 * yz_page_file_save:
 * @self: a file
 * @path: where to put a plain database
 *
 * Writes all pages as they were last committed into one file without a log, with a sound header,
 * so that SQLite opens it as long as the rest of the first page is there.
 *
 * Returns: whether it could be written
 */
gboolean
yz_page_file_save (YzPageFile *self, const char *path)
{
  g_autofree guint8 *buffer = g_malloc (self->page_size);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean ok = fd >= 0;

  for (guint page = 1; ok && page <= self->n_pages; page++) {
    if (!yz_page_file_read (self, page, buffer))
      memset (buffer, 0, self->page_size);
    if (page == 1)
      make_header (self, buffer);
    ok = write (fd, buffer, self->page_size) == (gssize)self->page_size;
  }
  if (fd >= 0 && close (fd) != 0)
    ok = FALSE;
  return ok;
}
