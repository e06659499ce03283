/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-words.h"

#include <stdlib.h>
#include <string.h>

/* The file `words` that data/ime/compile.sh writes: a line is a character and a word of two
 * characters with it, three bytes each, in the order of the characters. It stays on the disk. */

#define CHARACTER 3
#define WORD (2 * CHARACTER)
#define LINE (CHARACTER + WORD + 1)

/* Who listens to a long word knows which one it is. */
#define MAX_CHARACTERS 4

struct _YzWords {
  GMappedFile *file;
};

/**
 * yz_words_new:
 * @path: the file of words
 * @error: where it cannot be read
 *
 * Returns: (transfer full): the words
 */
YzWords *
yz_words_new (const char *path, GError **error)
{
  GMappedFile *file;
  YzWords *self;

  g_return_val_if_fail (path != NULL, NULL);

  file = g_mapped_file_new (path, FALSE, error);
  if (file == NULL)
    return NULL;
  self = g_new0 (YzWords, 1);
  self->file = file;
  return self;
}

/**
 * yz_words_free:
 * @self: (transfer full): the words
 */
void
yz_words_free (YzWords *self)
{
  g_mapped_file_unref (self->file);
  g_free (self);
}

static int
compare (gconstpointer character, gconstpointer line)
{
  return memcmp (character, line, CHARACTER);
}

static const char *
find (const YzWords *self, const char *character)
{
  if (g_utf8_next_char (character) - character != CHARACTER)
    return NULL;
  return bsearch (character, g_mapped_file_get_contents (self->file),
                  g_mapped_file_get_length (self->file) / LINE, LINE, compare);
}

/**
 * yz_words_tell_apart:
 * @self: the words
 * @text: a character or a word, valid UTF-8
 *
 * Returns: (transfer full): what to say instead of @text alone, such as 明，明天的明; @text itself
 *   where it is long, or nothing is known of it
 */
char *
yz_words_tell_apart (const YzWords *self, const char *text)
{
  GString *told;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  told = g_string_new (text);
  if (g_utf8_strlen (text, -1) > MAX_CHARACTERS)
    return g_string_free (told, FALSE);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    const char *line = find (self, p);

    if (line != NULL)
      g_string_append_printf (told, "，%.*s的%.*s", WORD, line + CHARACTER, CHARACTER, line);
  }
  return g_string_free (told, FALSE);
}
