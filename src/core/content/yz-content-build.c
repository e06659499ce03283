/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-content-build.h"

#include "yz-database.h"
#include "yz-error.h"
#include "yz-normalize.h"
#include "yz-tokenizer.h"

#include <errno.h>
#include <fcntl.h>
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
  "  plain TEXT NOT NULL, body TEXT NOT NULL, laws TEXT NOT NULL, related TEXT NOT NULL,"
  "  updated TEXT NOT NULL, next_step TEXT, sensitive INTEGER NOT NULL,"
  "  imported INTEGER NOT NULL, source TEXT NOT NULL,"
  "  UNIQUE (id, language));"
  "CREATE INDEX articles_by_category ON articles (language, category);",
};
static const YzSchema schema = { migrations, G_N_ELEMENTS (migrations) };
G_STATIC_ASSERT (G_N_ELEMENTS (migrations) == YZ_CONTENT_FORMAT);

/* FTS5 keeps no copy of the text: it stands in the table of the articles. */
static const char *const search_tables
    = "CREATE VIRTUAL TABLE search_zh USING fts5 (title, keywords, body, content = '',"
      " tokenize = 'pairs');"
      "CREATE VIRTUAL TABLE search_en USING fts5 (title, keywords, body, content = '',"
      " tokenize = 'pairs');"
      "CREATE VIRTUAL TABLE vocabulary_zh USING fts5vocab ('search_zh', 'row');"
      "CREATE VIRTUAL TABLE vocabulary_en USING fts5vocab ('search_en', 'row');";

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
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "INSERT INTO articles (id, language, category, title, plain, body, "
                             "laws, related, updated,"
                             " next_step, sensitive, source, imported)"
                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                             error);
  g_autofree char *laws = g_strjoinv ("\n", article->laws);
  g_autofree char *related = g_strjoinv ("\n", article->related);
  g_autofree char *source = yz_article_source_write (article);
  const char *values[] = {
    article->id, article->language, article->category, article->title,     plain, article->body,
    laws,        related,           article->updated,  article->next_step,
  };
  gboolean row;

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    sqlite3_bind_text (statement, (int)i + 1, values[i], -1, SQLITE_TRANSIENT);
  sqlite3_bind_int (statement, 11, article->sensitive);
  sqlite3_bind_text (statement, 12, source, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int (statement, 13, article->imported);
  return yz_database_step (db, statement, &row, error);
}

static gboolean
index_article (YzDatabase *db, const YzArticleSource *article, const char *plain, GError **error)
{
  gboolean chinese = strcmp (article->language, "zh") == 0;
  sqlite3_stmt *statement = yz_database_prepare (
      db,
      chinese ? "INSERT INTO search_zh (rowid, title, keywords, body) VALUES (?1, ?2, ?3, ?4)"
              : "INSERT INTO search_en (rowid, title, keywords, body) VALUES (?1, ?2, ?3, ?4)",
      error);
  g_autofree char *title = yz_normalize (article->title);
  g_autofree char *joined = g_strjoinv ("\n|\n", article->keywords);
  g_autofree char *keywords = yz_normalize (joined);
  g_autofree char *body = yz_normalize (plain);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, sqlite3_last_insert_rowid (yz_database_get_handle (db)));
  sqlite3_bind_text (statement, 2, title, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 3, keywords, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 4, body, -1, SQLITE_TRANSIENT);
  return yz_database_step (db, statement, &row, error);
}

static gboolean
write_all (YzDatabase *db, gpointer user_data, GError **error)
{
  YzContentSource *self = user_data;
  GHashTableIter iter;
  const char *path, *text;

  if (!insert_texts (db, "INSERT INTO meta (name, value) VALUES (?1, ?2)", "version", self->version,
                     error))
    return FALSE;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, (gpointer *)&path, (gpointer *)&text))
    if (!insert_texts (db, "INSERT INTO items (path, body) VALUES (?1, ?2)", path, text, error))
      return FALSE;

  for (guint i = 0; i < self->articles->len; i++) {
    const YzArticleSource *article = g_ptr_array_index (self->articles, i);
    g_autofree char *plain = yz_markdown_strip (article->body);

    if (!insert_article (db, article, plain, error) || !index_article (db, article, plain, error)) {
      g_prefix_error (error, "article %s (%s): ", article->id, article->language);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
write_database (YzContentSource *self, const char *path, GError **error)
{
  g_autoptr (YzDatabase) db = yz_database_open (path, &schema, TRUE, error);

  return db != NULL && yz_tokenizer_register (db, error)
         && yz_database_exec (db, search_tables, error)
         && yz_database_transaction (db, write_all, self, error) &&
         /* Without a log beside it the file can be opened as immutable. */
         yz_database_exec (db, "PRAGMA journal_mode = DELETE", error);
}

static gboolean
sync_path (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "%s: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return done;
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

  if (!yz_content_source_check (self, error))
    return FALSE;

  g_unlink (temporary);
  done = write_database (self, temporary, error) && sync_path (temporary, error);
  if (done && g_rename (temporary, path) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "%s: %s", path, g_strerror (errno));
    done = FALSE;
  }
  if (!done)
    g_unlink (temporary);
  return done && sync_path (dir, error);
}
