/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-readings.h"

#include <string.h>

/* The file that data/speech/compile.py writes: lines of a character or a word, a tab and its
 * syllables, in the order of their bytes. It stays on the disk. */

/* Of Chinese characters; the longest words of the file. */
#define MAX_CHARACTERS 6

struct _YzReadings {
  GMappedFile *file;
};

/**
 * yz_readings_new:
 * @path: the file of readings
 * @error: where it cannot be read
 *
 * Returns: (transfer full): the readings
 */
YzReadings *
yz_readings_new (const char *path, GError **error)
{
  GMappedFile *file;
  YzReadings *self;

  g_return_val_if_fail (path != NULL, NULL);

  file = g_mapped_file_new (path, FALSE, error);
  if (file == NULL)
    return NULL;
  self = g_new0 (YzReadings, 1);
  self->file = file;
  return self;
}

/**
 * yz_readings_free:
 * @self: (transfer full): the readings
 */
void
yz_readings_free (YzReadings *self)
{
  g_mapped_file_unref (self->file);
  g_free (self);
}

static const char *
find_line_start (const char *start, const char *p)
{
  while (p > start && p[-1] != '\n')
    p--;
  return p;
}

/* Where the line of a word would be: a tab is less than any byte of a character. */
static int
compare (const char *line, const char *end, const char *word, gsize length)
{
  gsize room = (gsize)(end - line);
  int order = memcmp (line, word, MIN (room, length));

  if (order != 0)
    return order;
  return room <= length ? -1 : line[length] == '\t' ? 0 : 1;
}

/* Returns the syllables, up to the end of the line. */
static const char *
look_up (const YzReadings *self, const char *word, gsize length)
{
  const char *start = g_mapped_file_get_contents (self->file);
  const char *end = start + g_mapped_file_get_length (self->file);
  const char *low = start;
  const char *high = end;

  while (low < high) {
    const char *line = find_line_start (start, low + (high - low) / 2);
    const char *newline = memchr (line, '\n', (gsize)(end - line));
    int order = compare (line, end, word, length);

    if (newline == NULL)
      return NULL;
    if (order == 0)
      return line + length + 1;
    if (order < 0)
      low = newline + 1;
    else
      high = line;
  }
  return NULL;
}

static gboolean
is_han (const char *p)
{
  gunichar c = g_utf8_get_char (p);

  return c == 0x3007 || (c >= 0x4e00 && c <= 0x9fff);
}

/**
 * yz_readings_find:
 * @self: the readings
 * @text: what is to be read, valid UTF-8
 * @ret_rest: (out): what comes after what was found; @text where nothing was
 *
 * Finds the longest word with which @text begins.
 *
 * Returns: (transfer full) (nullable): its syllables, such as `yin2 hang2`
 */
char *
yz_readings_find (const YzReadings *self, const char *text, const char **ret_rest)
{
  const char *ends[MAX_CHARACTERS];
  guint n = 0;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (ret_rest != NULL, NULL);

  *ret_rest = text;
  for (const char *p = text; n < MAX_CHARACTERS && is_han (p); n++)
    ends[n] = p = g_utf8_next_char (p);
  for (; n > 0; n--) {
    const char *syllables = look_up (self, text, (gsize)(ends[n - 1] - text));

    if (syllables != NULL) {
      *ret_rest = ends[n - 1];
      return g_strndup (syllables, strcspn (syllables, "\n"));
    }
  }
  return NULL;
}
