/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-normalize.h"

#include "yz-error.h"

#include <md4c.h>
#include <opencc/opencc.h>
#include <string.h>

/* How texts and queries are made comparable: compatibility forms, case, traditional characters,
 * punctuation and blanks no longer tell them apart (Unicode NFKC; OpenCC's t2s). */

/* More marks on one letter than any script has. Putting them in order takes time in the square. */
#define MAX_CLUSTER 32

/* Han, but for its rare extensions, of which all are taken to OpenCC. */
#define FIRST_HAN 0x3400
#define LAST_HAN 0x9fff

/* Nothing changes in these alone, but in some words: 反覆, 瞭解, 藉口. */
#define CHANGED_IN_WORDS "覆瞭藉沈衹牴"

/* Bytes. To find out what may change takes 10 ms, once; a query is converted at once. */
#define MIN_LOOKED_UP 1024

static GMutex opencc_mutex;
static opencc_t opencc; /* under the mutex */
static gboolean changed_is_known;
static guint8 changed[(LAST_HAN - FIRST_HAN) / 8 + 1];

static void
set_changed (gunichar c)
{
  changed[(c - FIRST_HAN) / 8] |= (guint8)(1 << (c - FIRST_HAN) % 8);
}

/* Asks OpenCC once about each character. It takes half as long again as all else to build an index,
 * and nearly all texts have nothing for it to do. */
static void
find_changed (void)
{
  g_autoptr (GString) all = g_string_new (NULL);
  char *converted;
  const char *q;

  for (gunichar c = FIRST_HAN; c <= LAST_HAN; c++) {
    g_string_append_unichar (all, c);
    g_string_append_c (all, '\n');
  }
  converted = opencc_convert_utf8 (opencc, all->str, all->len);
  q = converted;
  for (const char *p = all->str; q != NULL && *p != '\0' && *q != '\0';
       p = g_utf8_next_char (p), q = g_utf8_next_char (q))
    if (g_utf8_get_char (p) != g_utf8_get_char (q))
      set_changed (g_utf8_get_char (p));
  for (const char *p = CHANGED_IN_WORDS; *p != '\0'; p = g_utf8_next_char (p))
    set_changed (g_utf8_get_char (p));
  opencc_convert_utf8_free (converted);
  changed_is_known = TRUE;
}

static gboolean
open_opencc (void)
{
  if (opencc != NULL)
    return TRUE;

  opencc = opencc_open ("t2s.json");
  if (opencc == (opencc_t)-1)
    opencc = NULL;
  return opencc != NULL;
}

static gboolean
may_change (const char *text)
{
  if (strlen (text) < MIN_LOOKED_UP)
    return TRUE;
  if (!changed_is_known)
    find_changed ();

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c > 0x1ffff
        || (c >= FIRST_HAN && c <= LAST_HAN
            && (changed[(c - FIRST_HAN) / 8] >> (c - FIRST_HAN) % 8 & 1) != 0))
      return TRUE;
  }
  return FALSE;
}

/* Characters and words, never their number: each character keeps its place. */
static char *
to_simplified (const char *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&opencc_mutex);
  char *converted;
  char *result;

  if (!open_opencc () || !may_change (text))
    return g_strdup (text);
  converted = opencc_convert_utf8 (opencc, text, (size_t)-1);
  if (converted == NULL)
    return g_strdup (text);

  result = g_strdup (g_utf8_strlen (converted, -1) == g_utf8_strlen (text, -1) ? converted : text);
  opencc_convert_utf8_free (converted);
  return result;
}

/**
 * yz_normalize_check:
 * @error: %YZ_ERROR_CONFIG where OpenCC's dictionaries are missing
 *
 * What is built without them would be compared wrongly for ever.
 *
 * Returns: whether texts can be normalised whole
 */
gboolean
yz_normalize_check (GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&opencc_mutex);

  if (open_opencc ())
    return TRUE;
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_CONFIG,
                       "OpenCC's dictionaries are missing: install libopencc-data");
  return FALSE;
}

/* The block that nearly all Chinese is written in needs no look into Unicode's tables. */
static gboolean
is_common_han (gunichar c)
{
  return c >= 0x4e00 && c <= 0x9fff;
}

static gboolean
is_han (gunichar c)
{
  return is_common_han (c) || g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN;
}

static gboolean
is_kept (gunichar c)
{
  return is_common_han (c) || g_unichar_isalnum (c) || g_unichar_ismark (c);
}

/* Nothing that a reader sees: joiners, marks of direction, the choice among a letter's shapes. */
static gboolean
is_invisible (gunichar c)
{
  return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef)
         || g_unichar_type (c) == G_UNICODE_FORMAT;
}

/* Whether @c belongs to the letter before it: marks, vowels and finals of Hangul, the voicing of
 * half-width Kana. */
static gboolean
continues_cluster (gunichar c)
{
  return !is_common_han (c)
         && (g_unichar_ismark (c) || (c >= 0x1160 && c <= 0x11ff) || c == 0xff9e || c == 0xff9f);
}

typedef enum {
  GAP_NONE,
  GAP_BLANK, /* blanks, or one line break */
  GAP_BREAK, /* punctuation, or an empty line */
} Gap;

typedef struct {
  GString *text;
  GArray *origins;
  gunichar last;
  Gap gap;      /* what was left out since the last character */
  guint breaks; /* line breaks in it */
} Builder;

static void
append_gap (Builder *builder, gunichar c)
{
  builder->breaks += c == '\n';
  builder->gap
      = MAX (builder->gap, g_unichar_isspace (c) && builder->breaks < 2 ? GAP_BLANK : GAP_BREAK);
}

static void
append_char (Builder *builder, gunichar c, gsize origin)
{
  if (is_invisible (c))
    return;
  if (!is_kept (c)) {
    append_gap (builder, c);
    return;
  }
  /* A wrapped line of Chinese goes on without a blank, and “60 日” is written “60日” too. */
  if (builder->last != 0
      && (builder->gap == GAP_BREAK
          || (builder->gap == GAP_BLANK && !is_han (builder->last) && !is_han (c)))) {
    g_string_append_c (builder->text, ' ');
    g_array_append_val (builder->origins, origin);
  }
  g_string_append_unichar (builder->text, c);
  g_array_append_val (builder->origins, origin);
  builder->last = c;
  builder->gap = GAP_NONE;
  builder->breaks = 0;
}

static void
append_folded (Builder *builder, const char *original, gsize length, gsize origin)
{
  g_autofree char *compatible
      = g_utf8_normalize (original, (gssize)length, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = g_utf8_casefold (compatible, -1);
  g_autofree char *composed = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);

  for (const char *p = composed; *p != '\0'; p = g_utf8_next_char (p))
    append_char (builder, g_utf8_get_char (p), origin);
}

/* One letter with all that belongs to it; returns what follows. */
static const char *
append_cluster (Builder *builder, const char *p, gsize origin)
{
  gunichar c = g_utf8_get_char (p);
  const char *next = g_utf8_next_char (p);
  guint n = 1;

  while (n < MAX_CLUSTER && *next != '\0' && continues_cluster (g_utf8_get_char (next))) {
    next = g_utf8_next_char (next);
    n++;
  }
  if (n > 1)
    append_folded (builder, p, (gsize)(next - p), origin);
  else if (c < 0x80)
    append_char (builder, (guchar)g_ascii_tolower ((char)c), origin);
  else if (is_common_han (c))
    append_char (builder, c, origin);
  else
    append_folded (builder, p, (gsize)(next - p), origin);
  return next;
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
  YzNormalized *self;
  Builder builder = { .gap = GAP_NONE };

  g_return_val_if_fail (text != NULL, NULL);

  builder.text = g_string_sized_new (strlen (text));
  builder.origins = g_array_new (FALSE, FALSE, sizeof (gsize));
  for (const char *p = text; *p != '\0';)
    p = append_cluster (&builder, p, (gsize)(p - text));

  self = g_new0 (YzNormalized, 1);
  self->text = to_simplified (builder.text->str);
  g_string_free (builder.text, TRUE);
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

/* What one block says does not go on in the next. */
static int
on_block (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  GString *plain = user_data;

  if (plain->len > 0 && strcmp (plain->str + plain->len - MIN (plain->len, 2), "\n\n") != 0)
    g_string_append (plain, "\n\n");
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
 * Returns: (transfer full): its text alone, with an empty line between blocks
 */
char *
yz_markdown_strip (const char *markdown)
{
  const MD_PARSER parser = {
    .flags = MD_FLAG_NOHTML,
    .enter_block = on_block,
    .leave_block = on_block,
    .enter_span = on_span,
    .leave_span = on_span,
    .text = on_text,
  };
  GString *plain = g_string_new (NULL);

  g_return_val_if_fail (markdown != NULL, NULL);

  md_parse (markdown, (MD_SIZE)strlen (markdown), &parser, plain);
  return g_string_free (plain, FALSE);
}
