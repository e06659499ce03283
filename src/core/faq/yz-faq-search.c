/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-faq.h"

#include "yz-faq-private.h"
#include "yz-normalize.h"

#include <string.h>

/* A query is looked for as it stands, as one phrase; then, for whole spoken questions, by the
 * rarest of its pieces: pairs of Chinese characters, and Latin words. Pieces that stand nearly
 * everywhere (怎么, 什么) cost most and tell least, so the rarest come first, up to a bound on what
 * is read. */

#define MAX_QUERY_CHARS 200
#define MAX_PIECES 64

/* How many entries of the index the related articles may cost. */
#define MAX_POSTINGS 10000

/* How many articles are weighed against each other. Of what stands in more of them than that, those
 * with it in the title or the keywords come first, and of these the first. */
#define MAX_WEIGHED 1000

/* bm25() of FTS5: what one place in the title, the keywords and the body counts. */
#define WEIGHTS "8.0, 6.0, 1.0"

#define SNIPPET_BEFORE 12
#define SNIPPET_CHARS 60
#define MAX_SNIPPET_CHARS 160

typedef struct {
  char *query; /* normalised */
  const char *language;
  const char *day;
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

static gboolean
is_han (const char *p)
{
  return g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN;
}

/* Snippets ------------------------------------------------------------------------------------ */

/* A stretch of the text as it is stored. */
typedef struct {
  const char *start;
  const char *end;
} Stretch;

static gboolean
find_as_it_is (const char *plain, const char *piece, Stretch *ret_match)
{
  const char *found = strstr (plain, piece);

  if (found == NULL)
    return FALSE;
  ret_match->start = found;
  ret_match->end = found + strlen (piece);
  return TRUE;
}

static gboolean
find_normalized (const char *plain, const YzNormalized *text, const char *piece, Stretch *ret_match)
{
  const char *found = strstr (text->text, piece);
  glong first, last;

  if (found == NULL)
    return FALSE;
  first = g_utf8_pointer_to_offset (text->text, found);
  last = first + g_utf8_strlen (piece, -1) - 1;
  ret_match->start = plain + text->origins[first];
  ret_match->end = g_utf8_next_char (plain + text->origins[last]);
  return TRUE;
}

/* Most texts say it just as it was asked for; only for the others they are normalised. */
static Stretch
find_match (const char *plain, const char *query, GPtrArray *pieces)
{
  g_autoptr (YzNormalized) text = NULL;
  Stretch match = { plain, plain };
  gboolean found = find_as_it_is (plain, query, &match);

  for (guint i = 0; !found && pieces != NULL && i < pieces->len; i++)
    found = find_as_it_is (plain, ((Piece *)g_ptr_array_index (pieces, i))->text, &match);
  if (found)
    return match;

  text = yz_normalized_new (plain);
  found = find_normalized (plain, text, query, &match);
  for (guint i = 0; !found && pieces != NULL && i < pieces->len; i++)
    found = find_normalized (plain, text, ((Piece *)g_ptr_array_index (pieces, i))->text, &match);
  return match;
}

/* Marks stay with their letter. */
static gboolean
is_start (const char *p)
{
  return !g_unichar_ismark (g_utf8_get_char (p));
}

static Stretch
widen (const char *plain, Stretch match)
{
  const char *start = match.start;
  const char *end;
  guint n = 0;

  for (guint i = 0; i < SNIPPET_BEFORE && start > plain; i++)
    start = g_utf8_prev_char (start);
  while (start > plain && !is_start (start))
    start = g_utf8_prev_char (start);

  for (end = start; *end != '\0' && n < MAX_SNIPPET_CHARS; end = g_utf8_next_char (end), n++)
    if (n >= SNIPPET_CHARS && end >= match.end && is_start (end))
      break;
  return (Stretch){ start, end };
}

static char *
make_snippet (const char *plain, const char *query, GPtrArray *pieces)
{
  Stretch stretch = widen (plain, find_match (plain, query, pieces));
  GString *snippet = g_string_new (stretch.start > plain ? "…" : NULL);

  for (const char *p = stretch.start; p < stretch.end; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    /* A line break, or the empty line between two paragraphs. */
    if (g_unichar_iscntrl (c))
      c = ' ';
    if (c != ' ' || (snippet->len > 0 && snippet->str[snippet->len - 1] != ' '))
      g_string_append_unichar (snippet, c);
  }
  g_strchomp (snippet->str);
  snippet->len = strlen (snippet->str);
  if (*stretch.end != '\0' && stretch.end[strspn (stretch.end, "\n")] != '\0')
    g_string_append (snippet, "…");
  return g_string_free (snippet, FALSE);
}

/* Hits ---------------------------------------------------------------------------------------- */

static gboolean
is_full (Search *search)
{
  return search->hits->len >= search->limit;
}

static gboolean
has_hit (Search *search, const char *id)
{
  for (guint i = 0; i < search->hits->len; i++)
    if (strcmp (((YzFaqHit *)g_ptr_array_index (search->hits, i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

/* What bm25() says is of no fixed size, and not to be compared between two queries. Every score is
 * below those found before it: 1 and more are exact, the others related. */
static double
make_score (Search *search, double weight, gboolean exact)
{
  double score = MAX (weight, 0) / (1 + MAX (weight, 0)) + (exact ? 1 : 0);
  guint n = search->hits->len;

  if (n > 0)
    score = MIN (score, ((YzFaqHit *)g_ptr_array_index (search->hits, n - 1))->score);
  return score;
}

/* Takes the rows of a statement with the columns id, title, plain, weight, the best first. */
static gboolean
take_hits (YzDatabase *db,
           Search *search,
           sqlite3_stmt *statement,
           GPtrArray *pieces,
           GError **error)
{
  gboolean row = FALSE;

  while (yz_database_step (db, statement, &row, error) && row) {
    const char *id = (const char *)sqlite3_column_text (statement, 0);
    YzFaqHit *hit;

    if (is_full (search) || has_hit (search, id))
      continue;
    hit = g_new0 (YzFaqHit, 1);
    hit->id = g_strdup (id);
    hit->title = g_strdup ((const char *)sqlite3_column_text (statement, 1));
    hit->snippet
        = make_snippet ((const char *)sqlite3_column_text (statement, 2), search->query, pieces);
    hit->exact = pieces == NULL;
    hit->score = make_score (search, sqlite3_column_double (statement, 3), hit->exact);
    g_ptr_array_add (search->hits, hit);
  }
  return !row;
}

/* @pieces: (nullable): of which @expression is made; %NULL where it is the query itself. */
static gboolean
add_hits (YzDatabase *db, Search *search, const char *expression, GPtrArray *pieces, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (
      db,
      search->chinese
          ? "SELECT a.id, a.title, a.plain, s.weight FROM (SELECT n, weight FROM (SELECT rowid AS "
            "n,"
            " -bm25 (search_zh, " WEIGHTS ") AS weight FROM search_zh WHERE search_zh MATCH ?1"
            " AND rowid NOT IN " YZ_FAQ_HIDDEN
            " LIMIT ?3) ORDER BY weight DESC, n LIMIT ?2) s JOIN articles a ON a.n = s.n"
            " ORDER BY s.weight DESC, s.n"
          : "SELECT a.id, a.title, a.plain, s.weight FROM (SELECT n, weight FROM (SELECT rowid AS "
            "n,"
            " -bm25 (search_en, " WEIGHTS ") AS weight FROM search_en WHERE search_en MATCH ?1"
            " AND rowid NOT IN " YZ_FAQ_HIDDEN
            " LIMIT ?3) ORDER BY weight DESC, n LIMIT ?2) s JOIN articles a ON a.n = s.n"
            " ORDER BY s.weight DESC, s.n",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, expression, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int (statement, 2, (int)(search->limit + search->hits->len));
  sqlite3_bind_int (statement, 3, pieces == NULL ? MAX_WEIGHED : -1);
  sqlite3_bind_text (statement, YZ_FAQ_DAY, search->day, -1, SQLITE_TRANSIENT);
  return take_hits (db, search, statement, pieces, error);
}

/* A statement that answers with one number, or none. */
static gboolean
read_number (YzDatabase *db,
             const char *sql,
             const char *language,
             const char *text,
             guint fallback,
             guint *ret_number,
             GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, text, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 2, language, -1, SQLITE_TRANSIENT);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;
  *ret_number = row ? (guint)sqlite3_column_int (statement, 0) : fallback;
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
stands_in (Search *search, const char *source_text, const char *plain)
{
  g_autoptr (YzArticleSource) source
      = yz_article_source_parse (source_text, search->language, NULL);
  g_autofree char *keywords = source != NULL ? g_strjoinv ("\n", source->keywords) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *normalized = NULL;

  if (source == NULL)
    return FALSE;
  text = g_strjoin ("\n", source->title, keywords, plain, NULL);
  normalized = yz_normalize (text);
  return strstr (normalized, search->query) != NULL;
}

/* In how many articles that are not in force the query stands. */
static gboolean
count_hidden (YzDatabase *db, Search *search, guint *ret_number, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (
      db, "SELECT source, plain FROM articles WHERE language = ?1 AND n IN " YZ_FAQ_HIDDEN, error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  *ret_number = 0;
  sqlite3_bind_text (statement, 1, search->language, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, YZ_FAQ_DAY, search->day, -1, SQLITE_TRANSIENT);
  while (yz_database_step (db, statement, &row, error) && row)
    *ret_number += stands_in (search, (const char *)sqlite3_column_text (statement, 0),
                              (const char *)sqlite3_column_text (statement, 1));
  return !row;
}

/* One character: counted beforehand. */
static gboolean
search_character (YzDatabase *db, Search *search, GError **error)
{
  sqlite3_stmt *statement;
  guint n_hidden;

  if (!read_number (db, "SELECT n_articles FROM characters WHERE character = ?1 AND language = ?2",
                    search->language, search->query, 0, &search->total, error)
      || !count_hidden (db, search, &n_hidden, error))
    return FALSE;
  search->total -= MIN (n_hidden, search->total);
  statement = yz_database_prepare (
      db,
      "SELECT a.id, a.title, a.plain, 1.0 / (1 + b.key) FROM characters c, json_each (c.best) b"
      " JOIN articles a ON a.n = b.value WHERE c.character = ?1 AND c.language = ?2"
      " AND a.n NOT IN " YZ_FAQ_HIDDEN " ORDER BY b.key LIMIT ?3",
      error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, search->query, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 2, search->language, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int (statement, 3, (int)search->limit);
  sqlite3_bind_text (statement, YZ_FAQ_DAY, search->day, -1, SQLITE_TRANSIENT);
  return take_hits (db, search, statement, NULL, error);
}

static gboolean
count_phrase (YzDatabase *db, Search *search, const char *phrase, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             search->chinese
                                 ? "SELECT count(*) FROM search_zh WHERE search_zh MATCH ?1"
                                   " AND rowid NOT IN " YZ_FAQ_HIDDEN
                                 : "SELECT count(*) FROM search_en WHERE search_en MATCH ?1"
                                   " AND rowid NOT IN " YZ_FAQ_HIDDEN,
                             error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, phrase, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, YZ_FAQ_DAY, search->day, -1, SQLITE_TRANSIENT);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;
  search->total = (guint)sqlite3_column_int (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/* FTS5's own syntax knows nothing of what is between its quotes, and normalised text has none. */
static gboolean
search_phrase (YzDatabase *db, Search *search, GError **error)
{
  g_autofree char *phrase = g_strdup_printf ("\"%s\"", search->query);
  g_autofree char *in_title = g_strdup_printf ("{title keywords} : %s", phrase);

  if (!count_phrase (db, search, phrase, error))
    return FALSE;
  if (search->total > MAX_WEIGHED && !add_hits (db, search, in_title, NULL, error))
    return FALSE;
  return search->total == 0 || is_full (search) || add_hits (db, search, phrase, NULL, error);
}

/* Pieces -------------------------------------------------------------------------------------- */

/* A word stands in no more articles than the rarest of its pairs. */
static gboolean
count_piece (YzDatabase *db, Search *search, Piece *piece, GError **error)
{
  piece->n_articles = G_MAXUINT;
  for (const char *p = piece->text; *g_utf8_next_char (p) != '\0'; p = g_utf8_next_char (p)) {
    const char *end = g_utf8_next_char (g_utf8_next_char (p));
    g_autofree char *pair = g_strndup (p, (gsize)(end - p));
    guint count;

    if (!read_number (db, "SELECT n_articles FROM common_pairs WHERE pair = ?1 AND language = ?2",
                      search->language, pair, YZ_CONTENT_COMMON_PAIR - 1, &count, error))
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

/* The rarest pieces, up to the bound. */
static gboolean
choose_pieces (YzDatabase *db, Search *search, GPtrArray *pieces, GError **error)
{
  guint postings = 0;
  guint n;

  for (guint i = 0; i < pieces->len; i++)
    if (!count_piece (db, search, g_ptr_array_index (pieces, i), error))
      return FALSE;
  g_ptr_array_sort (pieces, compare_rarity);
  for (n = 0; n < pieces->len; n++) {
    postings += ((Piece *)g_ptr_array_index (pieces, n))->n_articles;
    if (postings > MAX_POSTINGS && n > 0)
      break;
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

  for (guint i = 0; i < pieces->len; i++)
    g_string_append_printf (expression, "%s\"%s\"", i > 0 ? " OR " : "",
                            ((Piece *)g_ptr_array_index (pieces, i))->text);
  return add_hits (db, search, expression->str, pieces, error);
}

static gboolean
run_search (YzDatabase *db, gpointer user_data, GError **error)
{
  Search *search = user_data;

  /* Whoever types fast has given up on this one before its turn comes. */
  if (g_cancellable_set_error_if_cancelled (search->cancellable, error))
    return FALSE;
  if (*g_utf8_next_char (search->query) == '\0')
    return search_character (db, search, error);
  if (!search_phrase (db, search, error)
      || g_cancellable_set_error_if_cancelled (search->cancellable, error))
    return FALSE;
  return is_full (search) || add_related (db, search, error);
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
 * @content: the content, of which the articles that are in force count
 * @query: what a person typed or said, a word or a whole question
 * @language: `zh` or `en`
 * @limit: the most hits to return; of one character there are never more than 50
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
  g_autofree char *day = yz_content_get_day (content);
  Search search = {
    .language = language,
    .day = day,
    .chinese = g_strcmp0 (language, "zh") == 0,
    .limit = limit,
    .cancellable = cancellable,
    .hits = hits,
  };

  g_return_val_if_fail (YZ_IS_CONTENT (content), NULL);
  g_return_val_if_fail (query != NULL, NULL);
  g_return_val_if_fail (language != NULL, NULL);

  search.query = normalized = prepare_query (query);
  if (*normalized != '\0' && !yz_content_run (content, run_search, &search, error))
    return NULL;
  if (ret_total != NULL)
    *ret_total = search.total;
  return g_steal_pointer (&hits);
}
