/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-normalize.h"

#include <md4c.h>
#include <opencc/opencc.h>
#include <string.h>

/* How texts and queries are made comparable: compatibility forms, case, traditional characters,
 * punctuation and blanks no longer tell them apart (Unicode NFKC; OpenCC's t2s). */

static GMutex opencc_mutex;
static opencc_t opencc;

/* Opening the dictionaries takes longer than a search: once a process, and only when needed. */
static char *
to_simplified (const char *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&opencc_mutex);
  char *converted;
  char *result;

  if (opencc == NULL)
    opencc = opencc_open ("t2s.json");
  if (opencc == NULL || opencc == (opencc_t)-1) {
    opencc = NULL;
    return g_strdup (text);
  }
  converted = opencc_convert_utf8 (opencc, text, (size_t)-1);
  if (converted == NULL)
    return g_strdup (text);

  result = g_strdup (converted);
  opencc_convert_utf8_free (converted);
  return result;
}

static gboolean
is_han (gunichar c)
{
  return g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN;
}

static gboolean
is_kept (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

typedef struct {
  GString *text;
  GArray *origins;
  gunichar last;
  gboolean gap;        /* something was left out since the last character */
  gboolean only_blank; /* and it was nothing but blanks */
} Builder;

static void
append_char (Builder *builder, gunichar c, gsize origin)
{
  if (!is_kept (c)) {
    builder->only_blank = (builder->gap ? builder->only_blank : TRUE) && g_unichar_isspace (c);
    builder->gap = TRUE;
    return;
  }
  /* A wrapped line of Chinese goes on without a blank. */
  if (builder->gap && builder->last != 0
      && !(builder->only_blank && is_han (builder->last) && is_han (c))) {
    g_string_append_c (builder->text, ' ');
    g_array_append_val (builder->origins, origin);
  }
  g_string_append_unichar (builder->text, c);
  g_array_append_val (builder->origins, origin);
  builder->last = c;
  builder->gap = FALSE;
}

static void
append_folded (Builder *builder, const char *original, gsize length, gsize origin)
{
  g_autofree char *compatible
      = g_utf8_normalize (original, (gssize)length, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = g_utf8_casefold (compatible, -1);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    append_char (builder, g_utf8_get_char (p), origin);
}

/**
 * yz_normalized_new:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text normalised, with the way back to it
 */
YzNormalized *
yz_normalized_new (const char *text)
{
  YzNormalized *self = g_new0 (YzNormalized, 1);
  g_autofree char *simplified = to_simplified (text);
  Builder builder = {
    .text = g_string_sized_new (strlen (text)),
    .origins = g_array_new (FALSE, FALSE, sizeof (gsize)),
  };
  const char *original = text;
  gboolean same_length = g_utf8_strlen (simplified, -1) == g_utf8_strlen (text, -1);

  /* Conversion keeps the number of characters but for a few words; then the offsets are of the
   * start of the text, which costs a snippet its place and nothing else. */
  for (const char *p = simplified; *p != '\0'; p = g_utf8_next_char (p)) {
    append_folded (&builder, p, (gsize)(g_utf8_next_char (p) - p),
                   same_length ? (gsize)(original - text) : 0);
    if (same_length)
      original = g_utf8_next_char (original);
  }
  self->text = g_string_free (builder.text, FALSE);
  self->n_chars = builder.origins->len;
  self->origins = (gsize *)(gpointer)g_array_free (builder.origins, FALSE);
  return self;
}

/**
 * yz_normalized_free:
 * @self: (nullable): a normalised text
 */
void
yz_normalized_free (YzNormalized *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self->origins);
  g_free (self);
}

/**
 * yz_normalize:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text normalised
 */
char *
yz_normalize (const char *text)
{
  g_autoptr (YzNormalized) normalized = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  normalized = yz_normalized_new (text);
  return g_steal_pointer (&normalized->text);
}

static int
on_block (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  return 0;
}

static int
on_block_left (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  GString *plain = user_data;

  if (plain->len > 0 && plain->str[plain->len - 1] != '\n')
    g_string_append_c (plain, '\n');
  return 0;
}

static int
on_span (MD_SPANTYPE type, void *detail, void *user_data)
{
  return 0;
}

static int
on_text (MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user_data)
{
  if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
    g_string_append_c (user_data, '\n');
  else if (type != MD_TEXT_NULLCHAR)
    g_string_append_len (user_data, text, (gssize)size);
  return 0;
}

/**
 * yz_markdown_strip:
 * @markdown: CommonMark, UTF-8
 *
 * Returns: (transfer full): its text alone, a line for each block
 */
char *
yz_markdown_strip (const char *markdown)
{
  const MD_PARSER parser = {
    .flags = MD_FLAG_NOHTML,
    .enter_block = on_block,
    .leave_block = on_block_left,
    .enter_span = on_span,
    .leave_span = on_span,
    .text = on_text,
  };
  GString *plain = g_string_new (NULL);

  g_return_val_if_fail (markdown != NULL, NULL);

  md_parse (markdown, (MD_SIZE)strlen (markdown), &parser, plain);
  return g_string_free (plain, FALSE);
}
