/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-faq.h"

#include "yz-error.h"
#include "yz-normalize.h"

#include <string.h>

/* A query is looked for as it stands, as one phrase; then, for whole spoken questions, by the
 * rarest of its pieces: pairs of Chinese characters, and Latin words. Pieces that stand nearly
 * everywhere (怎么, 什么) cost most and tell least, so the rarest come first, up to a bound on what
 * is read. */

#define MAX_QUERY_CHARS 200
#define MAX_PIECES 64

/* How many entries of the index the related articles may cost: 20 characters over 50,000 articles
 * stay below 20 ms with it. */
#define MAX_POSTINGS 20000

#define SNIPPET_BEFORE 12
#define SNIPPET_CHARS 60

typedef struct {
  char *query; /* normalised */
  gboolean chinese;
  guint limit;
  GCancellable *cancellable;
  GPtrArray *hits;
  guint total;
} Search;

typedef struct {
  char *text;
  guint n_articles; /* in which it stands, at most */
} Piece;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_free (piece->text);
  g_free (piece);
}

static guint
count_chars (const char *text)
{
  return (guint)g_utf8_strlen (text, -1);
}

static gboolean
is_han (const char *p)
{
  return g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN;
}

/* FTS5's own syntax knows nothing of what is between its quotes. Normalised text has none inside;
 * one character is a prefix of its pairs. */
static char *
match_expression (const char *text)
{
  return g_strdup_printf ("\"%s\"%s", text, count_chars (text) == 1 ? " *" : "");
}

/* Snippets ------------------------------------------------------------------------------------ */

static guint
find_chars (const YzNormalized *text, const char *piece)
{
  const char *found = strstr (text->text, piece);

  return found != NULL ? (guint)g_utf8_pointer_to_offset (text->text, found) : G_MAXUINT;
}

static char *
make_snippet (const char *plain, const char *query, GPtrArray *pieces)
{
  g_autoptr (YzNormalized) text = yz_normalized_new (plain);
  guint at = find_chars (text, query);
  const char *start, *end;
  GString *snippet = g_string_new (NULL);

  for (guint i = 0; at == G_MAXUINT && pieces != NULL && i < pieces->len; i++)
    at = find_chars (text, ((Piece *)g_ptr_array_index (pieces, i))->text);
  if (at == G_MAXUINT || at < SNIPPET_BEFORE)
    at = 0;
  else
    at -= SNIPPET_BEFORE;

  start = plain + (text->n_chars > 0 ? text->origins[at] : 0);
  end = start;
  for (guint i = 0; i < SNIPPET_CHARS && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  if (start > plain)
    g_string_append (snippet, "…");
  g_string_append_len (snippet, start, end - start);
  if (*end != '\0')
    g_string_append (snippet, "…");
  g_strdelimit (snippet->str, "\n", ' ');
  return g_string_free (snippet, FALSE);
}

/* Queries ------------------------------------------------------------------------------------- */

static gboolean
has_hit (Search *search, const char *id)
{
  for (guint i = 0; i < search->hits->len; i++)
    if (strcmp (((YzFaqHit *)g_ptr_array_index (search->hits, i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
add_hits (YzDatabase *db, Search *search, const char *expression, GPtrArray *pieces, GError **error)
{
  gboolean exact = pieces == NULL;
  sqlite3_stmt *statement = yz_database_prepare (
      db,
      search->chinese
          ? "SELECT a.id, a.title, a.plain, s.score FROM (SELECT rowid,"
            " -bm25 (search_zh, 8.0, 6.0, 1.0) AS score FROM search_zh WHERE search_zh MATCH ?1"
            " ORDER BY score DESC LIMIT ?2) s JOIN articles a ON a.n = s.rowid"
            " ORDER BY s.score DESC"
          : "SELECT a.id, a.title, a.plain, s.score FROM (SELECT rowid,"
            " -bm25 (search_en, 8.0, 6.0, 1.0) AS score FROM search_en WHERE search_en MATCH ?1"
            " ORDER BY score DESC LIMIT ?2) s JOIN articles a ON a.n = s.rowid"
            " ORDER BY s.score DESC",
      error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, expression, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int (statement, 2, (int)(search->limit + search->hits->len));
  while (yz_database_step (db, statement, &row, error) && row) {
    const char *id = (const char *)sqlite3_column_text (statement, 0);
    YzFaqHit *hit;

    if (search->hits->len >= search->limit || has_hit (search, id))
      continue;
    hit = g_new0 (YzFaqHit, 1);
    hit->id = g_strdup (id);
    hit->title = g_strdup ((const char *)sqlite3_column_text (statement, 1));
    hit->snippet
        = make_snippet ((const char *)sqlite3_column_text (statement, 2), search->query, pieces);
    hit->score = sqlite3_column_double (statement, 3);
    hit->exact = exact;
    g_ptr_array_add (search->hits, hit);
  }
  return !row;
}

static gboolean
count_exact (YzDatabase *db, Search *search, const char *expression, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             search->chinese
                                 ? "SELECT count (*) FROM search_zh WHERE search_zh MATCH ?1"
                                 : "SELECT count (*) FROM search_en WHERE search_en MATCH ?1",
                             error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, expression, -1, SQLITE_TRANSIENT);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;
  search->total = (guint)sqlite3_column_int (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/* Pieces -------------------------------------------------------------------------------------- */

static gboolean
count_pair (YzDatabase *db, Search *search, const char *pair, guint *ret_count, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             search->chinese ? "SELECT doc FROM vocabulary_zh WHERE term = ?1"
                                             : "SELECT doc FROM vocabulary_en WHERE term = ?1",
                             error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, pair, -1, SQLITE_TRANSIENT);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;
  *ret_count = row ? (guint)sqlite3_column_int (statement, 0) : 0;
  sqlite3_reset (statement);
  return TRUE;
}

/* A word stands in no more articles than the rarest of its pairs. */
static gboolean
count_piece (YzDatabase *db, Search *search, Piece *piece, GError **error)
{
  piece->n_articles = G_MAXUINT;
  for (const char *p = piece->text; *g_utf8_next_char (p) != '\0'; p = g_utf8_next_char (p)) {
    const char *end = g_utf8_next_char (g_utf8_next_char (p));
    g_autofree char *pair = g_strndup (p, (gsize)(end - p));
    guint count;

    if (!count_pair (db, search, pair, &count, error))
      return FALSE;
    piece->n_articles = MIN (piece->n_articles, count);
  }
  return TRUE;
}

static void
add_piece (GPtrArray *pieces, const char *start, const char *end)
{
  Piece *piece;

  if (pieces->len >= MAX_PIECES || g_utf8_pointer_to_offset (start, end) < 2)
    return;
  piece = g_new0 (Piece, 1);
  piece->text = g_strndup (start, (gsize)(end - start));
  g_ptr_array_add (pieces, piece);
}

/* Every pair of Chinese characters, every word of other scripts. */
static GPtrArray *
split_query (const char *query)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (piece_free);
  const char *p = query;

  while (*p != '\0') {
    const char *next = g_utf8_next_char (p);

    if (*p == ' ') {
      p = next;
    } else if (is_han (p)) {
      if (*next != '\0' && is_han (next))
        add_piece (pieces, p, g_utf8_next_char (next));
      p = next;
    } else {
      while (*next != '\0' && *next != ' ' && !is_han (next))
        next = g_utf8_next_char (next);
      add_piece (pieces, p, next);
      p = next;
    }
  }
  return pieces;
}

static int
compare_rarity (gconstpointer a, gconstpointer b)
{
  const Piece *first = *(Piece *const *)a;
  const Piece *second = *(Piece *const *)b;

  return (first->n_articles > second->n_articles) - (first->n_articles < second->n_articles);
}

/* The pieces that stand anywhere, the rarest first, up to the bound. */
static gboolean
choose_pieces (YzDatabase *db, Search *search, GPtrArray *pieces, GError **error)
{
  guint postings = 0;
  guint n = 0;

  for (guint i = 0; i < pieces->len;) {
    Piece *piece = g_ptr_array_index (pieces, i);

    if (!count_piece (db, search, piece, error))
      return FALSE;
    if (piece->n_articles == 0)
      g_ptr_array_remove_index (pieces, i);
    else
      i++;
  }
  g_ptr_array_sort (pieces, compare_rarity);
  while (n < pieces->len) {
    postings += ((Piece *)g_ptr_array_index (pieces, n))->n_articles;
    if (postings > MAX_POSTINGS && n > 0)
      break;
    n++;
  }
  g_ptr_array_set_size (pieces, (int)n);
  return TRUE;
}

static gboolean
add_related (YzDatabase *db, Search *search, GError **error)
{
  g_autoptr (GPtrArray) pieces = split_query (search->query);
  g_autoptr (GString) expression = g_string_new (NULL);

  if (!choose_pieces (db, search, pieces, error))
    return FALSE;
  if (pieces->len == 0)
    return TRUE;

  for (guint i = 0; i < pieces->len; i++) {
    g_autofree char *one = match_expression (((Piece *)g_ptr_array_index (pieces, i))->text);

    if (i > 0)
      g_string_append (expression, " OR ");
    g_string_append (expression, one);
  }
  return add_hits (db, search, expression->str, pieces, error);
}

static gboolean
run_search (YzDatabase *db, gpointer user_data, GError **error)
{
  Search *search = user_data;
  g_autofree char *expression = match_expression (search->query);

  /* Whoever types fast has given up on this one before its turn comes. */
  if (g_cancellable_set_error_if_cancelled (search->cancellable, error)
      || !count_exact (db, search, expression, error)
      || !add_hits (db, search, expression, NULL, error)
      || g_cancellable_set_error_if_cancelled (search->cancellable, error))
    return FALSE;
  return search->hits->len >= search->limit || add_related (db, search, error);
}

/* What a person typed, bounded. */
static char *
prepare_query (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *bounded
      = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_QUERY_CHARS));

  return yz_normalize (bounded);
}

/**
 * yz_faq_search:
 * @content: the content
 * @query: what a person typed or said, a word or a whole question
 * @language: `zh` or `en`
 * @limit: the most hits to return
 * @ret_total: (out) (optional): how many articles hold the query as it stands
 * @cancellable: (nullable): to give up: looked at between two questions to the database
 * @error: %YZ_ERROR_DAMAGED, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type YzFaqHit): exact hits, best first, then related ones
 */
GPtrArray *
yz_faq_search (YzContent *content,
               const char *query,
               const char *language,
               guint limit,
               guint *ret_total,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_faq_hit_free);
  g_autofree char *normalized = NULL;
  Search search = {
    .chinese = strcmp (language, "zh") == 0,
    .limit = limit,
    .cancellable = cancellable,
    .hits = hits,
  };

  g_return_val_if_fail (YZ_IS_CONTENT (content), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  search.query = normalized = prepare_query (query);
  if (*normalized != '\0' && !yz_content_run (content, run_search, &search, error))
    return NULL;
  if (ret_total != NULL)
    *ret_total = search.total;
  return g_steal_pointer (&hits);
}
