/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-picture-file.h"

#include "yz-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <gst/base/gsttypefindhelper.h>
#include <string.h>
#include <unistd.h>

/* What a picture is, and how large, seen from its first bytes. Decoders take memory for as many
 * pixels as a file of a hundred bytes says it has, and GStreamer's do so before anything behind
 * them can refuse. */

#define MAX_FILE_BYTES (64 << 20)
#define HEAD_BYTES 4096

/* A JPEG file has a dozen segments before its picture; one with a depth map has some hundred. */
#define MAX_JPEG_SEGMENTS 4096
#define JPEG_HEAD_BYTES 10
#define JPEG_SOS 0xda
#define JPEG_EOI 0xd9

typedef struct {
  const char *decoder;
  guint width;
  guint height;
} Picture;

static guint
read_be16 (const guint8 *data)
{
  return (guint)data[0] << 8 | data[1];
}

/* ISO/IEC 10918-1 annex B: segments follow each other until the one, SOS, behind which the picture
 * begins. One of those before it, SOF0 to SOF15, starts a frame and tells the size; C4, C8 and CC
 * are other things in the same range. */
static gboolean
is_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Goes to the next segment that starts a frame, or the picture where @marker is SOS. */
static gboolean
find_jpeg_segment (int fd, gboolean frame, guint8 *ret_segment, off_t *ret_offset)
{
  off_t offset = 2;

  for (guint i = 0; i < MAX_JPEG_SEGMENTS; i++) {
    guint8 marker;

    if (pread (fd, ret_segment, JPEG_HEAD_BYTES, offset) != JPEG_HEAD_BYTES
        || ret_segment[0] != 0xff)
      return FALSE;
    marker = ret_segment[1];
    *ret_offset = offset;
    if (frame ? is_frame (marker) : marker == JPEG_SOS)
      return TRUE;
    offset += marker == 0xff ? 1 : 2 + (off_t)read_be16 (ret_segment + 2); /* filling has no size */
  }
  return FALSE;
}

static gboolean
read_jpeg_size (int fd, Picture *picture)
{
  guint8 segment[JPEG_HEAD_BYTES];
  off_t offset;

  if (!find_jpeg_segment (fd, TRUE, segment, &offset))
    return FALSE;

  picture->height = read_be16 (segment + 5);
  picture->width = read_be16 (segment + 7);
  /* For print: four colours, which GStreamer's decoder does not know. */
  if (segment[9] == 4)
    picture->decoder = "gdkpixbufdec";
  return TRUE;
}

/* PNG (ISO/IEC 15948) §11.2.2: the header is the first chunk. GStreamer's decoder takes 16-bit
 * colours for others. */
static gboolean
read_png_header (const guint8 *head, gsize size, Picture *picture)
{
  if (size < 25 || memcmp (head + 12, "IHDR", 4) != 0)
    return FALSE;

  picture->decoder = head[24] == 16 ? "gdkpixbufdec" : "pngdec";
  picture->width = read_be16 (head + 16) << 16 | read_be16 (head + 18);
  picture->height = read_be16 (head + 20) << 16 | read_be16 (head + 22);
  return TRUE;
}

static gboolean
read_size (const GstStructure *structure, Picture *picture)
{
  int width = 0;
  int height = 0;

  if (!gst_structure_get_int (structure, "width", &width)
      || !gst_structure_get_int (structure, "height", &height))
    return FALSE;

  picture->width = (guint)width;
  picture->height = (guint)height;
  return TRUE;
}

static gboolean
recognise (int fd, const guint8 *head, gsize size, Picture *picture)
{
  g_autoptr (GstCaps) caps
      = size > 0 ? gst_type_find_helper_for_data (NULL, head, size, NULL) : NULL;
  const GstStructure *structure;

  if (caps == NULL)
    return FALSE;

  structure = gst_caps_get_structure (caps, 0);
  if (gst_structure_has_name (structure, "image/png"))
    return read_png_header (head, size, picture);
  if (gst_structure_has_name (structure, "image/jpeg")) {
    picture->decoder = "jpegdec";
    return read_jpeg_size (fd, picture);
  }
  if (gst_structure_has_name (structure, "image/bmp")
      || g_str_has_prefix (gst_structure_get_name (structure), "image/x-portable-")) {
    picture->decoder = "gdkpixbufdec";
    return read_size (structure, picture);
  }
  return FALSE;
}

static gboolean
check_file (int fd, const char *path, goffset *ret_size, GError **error)
{
  GStatBuf info;

  if (fd < 0 || fstat (fd, &info) != 0) {
    g_set_error (error, YZ_ERROR, errno == ENOENT ? YZ_ERROR_NOT_FOUND : YZ_ERROR_INVALID,
                 "%s cannot be read: %s", path, g_strerror (errno));
    return FALSE;
  }
  if (!S_ISREG (info.st_mode)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s is no file: give a picture", path);
    return FALSE;
  }
  *ret_size = info.st_size;
  return TRUE;
}

static gboolean
probe (int fd, const char *path, const char **ret_decoder, GError **error)
{
  guint8 head[HEAD_BYTES];
  Picture picture = { 0 };
  goffset file_size = 0;
  gssize size;

  if (!check_file (fd, path, &file_size, error))
    return FALSE;

  size = pread (fd, head, sizeof head, 0);
  if (size < 0 || !recognise (fd, head, (gsize)size, &picture)) {
    *ret_decoder = NULL;
    return TRUE;
  }
  if (file_size > MAX_FILE_BYTES || picture.width > YZ_PICTURE_MAX_SIDE
      || picture.height > YZ_PICTURE_MAX_SIDE) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "%s is too large with %u × %u pixels: give a picture of at most %d × %d pixels "
                 "and %d MiB",
                 path, picture.width, picture.height, YZ_PICTURE_MAX_SIDE, YZ_PICTURE_MAX_SIDE,
                 MAX_FILE_BYTES >> 20);
    return FALSE;
  }
  *ret_decoder = picture.decoder;
  return TRUE;
}

/**
 * yz_picture_file_probe:
 * @path: a file
 * @ret_decoder: (out) (nullable): the element that decodes it, %NULL where it is no PNG, JPEG, BMP
 *   or PNM picture
 * @error: %YZ_ERROR_NOT_FOUND, or %YZ_ERROR_INVALID where @path is no file or a picture that is too
 *   large
 *
 * Looks at the beginning of a file. GStreamer must have been started.
 *
 * Returns: whether the file may be read
 */
gboolean
yz_picture_file_probe (const char *path, const char **ret_decoder, GError **error)
{
  int fd;
  gboolean ok;

  g_return_val_if_fail (path != NULL && ret_decoder != NULL, FALSE);

  /* A pipe would block without O_NONBLOCK. */
  fd = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
  ok = probe (fd, path, ret_decoder, error);
  if (fd >= 0)
    close (fd);
  return ok;
}

static gboolean
has_jpeg_end (int fd, off_t offset)
{
  guint8 bytes[HEAD_BYTES];
  gboolean after_ff = FALSE;
  gssize size;

  while ((size = pread (fd, bytes, sizeof bytes, offset)) > 0) {
    for (gssize i = 0; i < size; i++) {
      if (after_ff && bytes[i] == JPEG_EOI)
        return TRUE;
      after_ff = bytes[i] == 0xff;
    }
    offset += size;
  }
  return FALSE;
}

/**
 * yz_picture_file_is_cut:
 * @path: a file
 *
 * GStreamer shows what there is of a JPEG file, and grey for the rest. In what is coded the end
 * marker does not occur.
 *
 * Returns: whether it is a JPEG file that was cut off
 */
gboolean
yz_picture_file_is_cut (const char *path)
{
  guint8 segment[JPEG_HEAD_BYTES];
  off_t offset;
  int fd;
  gboolean cut;

  g_return_val_if_fail (path != NULL, FALSE);

  fd = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
  if (fd < 0)
    return FALSE;
  cut = pread (fd, segment, 3, 0) == 3 && memcmp (segment, "\xff\xd8\xff", 3) == 0
        && find_jpeg_segment (fd, FALSE, segment, &offset) && !has_jpeg_end (fd, offset);
  close (fd);
  return cut;
}
