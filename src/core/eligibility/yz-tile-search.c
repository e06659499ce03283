/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-rules.h"

#include <string.h>

/* Which everyday situation somebody means: the words of a tile are few, so each is compared. */

#define WHOLE 1000 /* for a word that is contained: more than any number of pairs */

typedef struct {
  const YzTile *tile;
  guint score;
} Match;

/* Letters and digits in small ones: punctuation and spaces tell nothing. */
static char *
simplify (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *same = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  GString *simple = g_string_new (NULL);

  for (const char *p = same; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (simple, g_unichar_tolower (g_utf8_get_char (p)));
  return g_string_free (simple, FALSE);
}

/* How many pairs of neighbouring characters of @query are in @word. */
static guint
count_pairs (const char *query, const char *word)
{
  guint n = 0;

  for (const char *p = query; *p != '\0' && *g_utf8_next_char (p) != '\0';
       p = g_utf8_next_char (p)) {
    const char *end = g_utf8_next_char (g_utf8_next_char (p));
    g_autofree char *pair = g_strndup (p, (gsize)(end - p));

    n += strstr (word, pair) != NULL;
  }
  return n;
}

/* A word that holds what was typed, or is held by it, counts by how much of it that is. */
static guint
score_word (const char *query, const char *text)
{
  g_autofree char *word = simplify (text);
  glong n_query = g_utf8_strlen (query, -1);
  glong n_word = g_utf8_strlen (word, -1);

  if (n_word > 0 && (strstr (word, query) != NULL || strstr (query, word) != NULL))
    return WHOLE + (guint)MIN (n_query, n_word);
  return count_pairs (query, word);
}

static guint
score_tile (const YzTile *tile, const char *query)
{
  const char *const texts[] = { tile->title.zh, tile->title.en, tile->hint.zh, tile->hint.en };
  guint best = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    best = MAX (best, score_word (query, texts[i]));
  for (guint i = 0; tile->words[i] != NULL; i++)
    best = MAX (best, score_word (query, tile->words[i]));
  return best;
}

static int
compare_matches (gconstpointer a, gconstpointer b)
{
  const Match *x = a;
  const Match *y = b;

  return x->score != y->score ? (x->score < y->score ? 1 : -1) : x->tile->order - y->tile->order;
}

/**
 * yz_rules_search_tiles:
 * @self: rules
 * @text: what somebody typed, in any words
 *
 * Returns: (transfer container) (element-type YzTile): the situations that it may mean, the most
 *   likely first; all of them where nothing was typed
 */
GPtrArray *
yz_rules_search_tiles (YzRules *self, const char *text)
{
  GPtrArray *tiles = yz_rules_get_tiles (self);
  GPtrArray *found = g_ptr_array_new ();
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (Match));
  g_autofree char *query = NULL;

  g_return_val_if_fail (text != NULL, found);

  query = simplify (text);
  for (guint i = 0; i < tiles->len; i++) {
    Match match = { g_ptr_array_index (tiles, i), 0 };

    match.score = *query != '\0' ? score_tile (match.tile, query) : 1;
    if (match.score > 0)
      g_array_append_val (matches, match);
  }
  g_array_sort (matches, compare_matches);
  for (guint i = 0; i < matches->len; i++)
    g_ptr_array_add (found, (gpointer)g_array_index (matches, Match, i).tile);
  return found;
}
