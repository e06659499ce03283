/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-content-build.h"

#include "yz-character-index.h"
#include "yz-database.h"
#include "yz-durable.h"
#include "yz-error.h"
#include "yz-normalize.h"
#include "yz-tokenizer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* From a source to `content/<version>.db`: checked whole, written beside its place and renamed, so
 * that there is never half a content. */

static const char *const migrations[] = {
  "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE items (path TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE articles ("
  "  n INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL, language TEXT NOT NULL, category TEXT NOT NULL, title TEXT NOT NULL,"
  "  plain TEXT NOT NULL, source TEXT NOT NULL, imported INTEGER NOT NULL,"
  "  UNIQUE (id, language));"
  "CREATE INDEX articles_by_category ON articles (language, category);"
  "CREATE TABLE characters (language TEXT, character TEXT, n_articles INTEGER NOT NULL,"
  "  best TEXT NOT NULL, PRIMARY KEY (language, character)) WITHOUT ROWID;"
  "CREATE TABLE common_pairs (language TEXT, pair TEXT, n_articles INTEGER NOT NULL,"
  "  PRIMARY KEY (language, pair)) WITHOUT ROWID;",
  "ALTER TABLE articles ADD COLUMN effective_from TEXT NOT NULL DEFAULT '';"
  "ALTER TABLE articles ADD COLUMN valid_until TEXT;"
  "CREATE INDEX articles_by_beginning ON articles (effective_from);"
  "CREATE INDEX articles_by_end ON articles (valid_until) WHERE valid_until IS NOT NULL;",
};
static const YzSchema schema = { migrations, G_N_ELEMENTS (migrations) };
G_STATIC_ASSERT (G_N_ELEMENTS (migrations) == YZ_CONTENT_FORMAT);

/* FTS5 keeps no copy of the text: it stands in the table of the articles. */
static const char *const search_tables
    = "CREATE VIRTUAL TABLE search_zh USING fts5 (title, keywords, body, content = '',"
      " tokenize = 'pairs');"
      "CREATE VIRTUAL TABLE search_en USING fts5 (title, keywords, body, content = '',"
      " tokenize = 'pairs');"
      /* Written in few large pieces and merged once. */
      "INSERT INTO search_zh (search_zh, rank) VALUES ('hashsize', 33554432);"
      "INSERT INTO search_en (search_en, rank) VALUES ('hashsize', 33554432);"
      "INSERT INTO search_zh (search_zh, rank) VALUES ('automerge', 0);"
      "INSERT INTO search_en (search_en, rank) VALUES ('automerge', 0);"
      "CREATE VIRTUAL TABLE temp.vocabulary_zh USING fts5vocab ('main', 'search_zh', 'row');"
      "CREATE VIRTUAL TABLE temp.vocabulary_en USING fts5vocab ('main', 'search_en', 'row');";

/* How often a pair stands is known before it is looked for: FTS5 would have to read all its places
 * to tell. Merged, the index is smaller and faster to read. */
static const char *const finish_search_tables
    = "INSERT INTO search_zh (search_zh) VALUES ('optimize');"
      "INSERT INTO search_en (search_en) VALUES ('optimize');"
      "INSERT INTO common_pairs SELECT 'zh', term, doc FROM temp.vocabulary_zh"
      " WHERE doc >= " G_STRINGIFY (YZ_CONTENT_COMMON_PAIR) ";"
                                                            "INSERT INTO common_pairs SELECT 'en', "
                                                            "term, doc FROM temp.vocabulary_en"
                                                            " WHERE doc >= " G_STRINGIFY (
                                                                YZ_CONTENT_COMMON_PAIR) ";";

/* The file that is being built is of no worth to anybody before it is whole: no journal, and
 * nothing is waited for but the end. */
static const char *const build_settings = "PRAGMA journal_mode = DELETE;"
                                          "PRAGMA journal_mode = OFF;"
                                          "PRAGMA synchronous = OFF;"
                                          "PRAGMA cache_size = -65536";

typedef struct {
  YzContentSource *source;
  YzCharacterIndex *chinese;
  YzCharacterIndex *english;
} Build;

static gboolean
insert_texts (YzDatabase *db,
              const char *sql,
              const char *first,
              const char *second,
              GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, first, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 2, second, -1, SQLITE_TRANSIENT);
  return yz_database_step (db, statement, &row, error);
}

static gboolean
insert_article (YzDatabase *db, const YzArticleSource *article, const char *plain, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db,
                                                 "INSERT INTO articles (id, language, category, "
                                                 "title, plain, source, effective_from, "
                                                 "valid_until, imported)"
                                                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                                                 error);
  g_autofree char *source = yz_article_source_write (article);
  const char *values[] = {
    article->id, article->language,       article->category,    article->title, plain,
    source,      article->effective_from, article->valid_until,
  };
  gboolean row;

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    sqlite3_bind_text (statement, (int)i + 1, values[i], -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 9, article->imported);
  return yz_database_step (db, statement, &row, error);
}

static gboolean
index_article (YzDatabase *db,
               Build *build,
               const YzArticleSource *article,
               const char *plain,
               GError **error)
{
  gboolean chinese = strcmp (article->language, "zh") == 0;
  sqlite3_stmt *statement = yz_database_prepare (
      db,
      chinese ? "INSERT INTO search_zh (rowid, title, keywords, body) VALUES (?1, ?2, ?3, ?4)"
              : "INSERT INTO search_en (rowid, title, keywords, body) VALUES (?1, ?2, ?3, ?4)",
      error);
  gint64 n = sqlite3_last_insert_rowid (yz_database_get_handle (db));
  g_autofree char *title = yz_normalize (article->title);
  g_autofree char *joined = g_strjoinv ("\n\n", article->keywords);
  g_autofree char *keywords = yz_normalize (joined);
  g_autofree char *body = yz_normalize (plain);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  yz_character_index_add (chinese ? build->chinese : build->english, n, title, keywords, body);
  sqlite3_bind_int64 (statement, 1, n);
  sqlite3_bind_text (statement, 2, title, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, keywords, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, body, -1, SQLITE_STATIC);
  return yz_database_step (db, statement, &row, error);
}

static gboolean
write_items (YzDatabase *db, YzContentSource *source, GError **error)
{
  GHashTableIter iter;
  const char *path, *text;

  g_hash_table_iter_init (&iter, source->items);
  while (g_hash_table_iter_next (&iter, (gpointer *)&path, (gpointer *)&text))
    if (!insert_texts (db, "INSERT INTO items (path, body) VALUES (?1, ?2)", path, text, error))
      return FALSE;
  return insert_texts (db, "INSERT INTO meta (name, value) VALUES (?1, ?2)", "version",
                       source->version, error);
}

static gboolean
write_all (YzDatabase *db, gpointer user_data, GError **error)
{
  Build *build = user_data;

  if (!write_items (db, build->source, error))
    return FALSE;

  for (guint i = 0; i < build->source->articles->len; i++) {
    const YzArticleSource *article = g_ptr_array_index (build->source->articles, i);
    g_autofree char *plain = yz_markdown_strip (article->body);

    if (!insert_article (db, article, plain, error)
        || !index_article (db, build, article, plain, error)) {
      g_prefix_error (error, "article %s (%s): ", article->id, article->language);
      return FALSE;
    }
  }
  return yz_character_index_write (build->chinese, db, "zh", error)
         && yz_character_index_write (build->english, db, "en", error)
         && yz_database_exec (db, finish_search_tables, error);
}

static gboolean
write_database (YzContentSource *self, const char *path, GError **error)
{
  g_autoptr (YzDatabase) db = yz_database_open (path, &schema, TRUE, error);
  g_autoptr (YzCharacterIndex) chinese = yz_character_index_new ();
  g_autoptr (YzCharacterIndex) english = yz_character_index_new ();
  Build build = { self, chinese, english };

  return db != NULL && yz_database_exec (db, build_settings, error)
         && yz_tokenizer_register (db, error) && yz_database_exec (db, search_tables, error)
         && yz_database_transaction (db, write_all, &build, error);
}

static void
remove_database (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

    g_unlink (file);
  }
}

/**
 * yz_content_source_build:
 * @self: a source
 * @path: the database to make
 * @error: %YZ_ERROR_INVALID for what does not fit together, %YZ_ERROR_STORAGE
 *
 * Returns: whether @path is there, whole and durable
 */
gboolean
yz_content_source_build (YzContentSource *self, const char *path, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path);
  g_autofree char *temporary = g_strdup_printf ("%s.%d.new", path, (int)getpid ());
  gboolean done;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!yz_normalize_check (error) || !yz_content_source_check (self, error))
    return FALSE;

  remove_database (temporary);
  done = write_database (self, temporary, error) && yz_durable_sync (temporary, error);
  if (done && g_rename (temporary, path) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "%s: %s", path, g_strerror (errno));
    done = FALSE;
  }
  if (!done)
    remove_database (temporary);
  return done && yz_durable_sync (dir, error);
}
