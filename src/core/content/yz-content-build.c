/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-content-build.h"

#include "yz-database.h"
#include "yz-error.h"
#include "yz-form.h"
#include "yz-json.h"
#include "yz-normalize.h"
#include "yz-tokenizer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* From a folder, or from what was imported into one, to `content/<version>.db`: read whole, checked
 * whole, written beside its place and renamed, so that there is never half a content. */

#define MAX_FILE (8 * 1024 * 1024)

static const char *const migrations[] = {
  "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE items (path TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE articles ("
  "  n INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL, language TEXT NOT NULL, category TEXT NOT NULL, title TEXT NOT NULL,"
  "  plain TEXT NOT NULL, body TEXT NOT NULL, laws TEXT NOT NULL, related TEXT NOT NULL,"
  "  updated TEXT NOT NULL, next_step TEXT, sensitive INTEGER NOT NULL, source TEXT NOT NULL,"
  "  UNIQUE (id, language));"
  "CREATE INDEX articles_by_category ON articles (language, category);",
};
static const YzSchema schema = { migrations, G_N_ELEMENTS (migrations) };

/* FTS5 keeps no copy of the text: it stands in the table of the articles. */
static const char *const search_tables
    = "CREATE VIRTUAL TABLE search_zh USING fts5 (title, keywords, body, content = '',"
      " tokenize = 'pairs');"
      "CREATE VIRTUAL TABLE search_en USING fts5 (title, keywords, body, content = '',"
      " tokenize = 'pairs');"
      "CREATE VIRTUAL TABLE vocabulary_zh USING fts5vocab ('search_zh', 'row');"
      "CREATE VIRTUAL TABLE vocabulary_en USING fts5vocab ('search_en', 'row');";

/* Reading ------------------------------------------------------------------------------------- */

static char *
load_text (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (length > MAX_FILE || !g_utf8_validate_len (text, length, NULL)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s: is no UTF-8 text of at most 8 MiB", path);
    return NULL;
  }
  return g_steal_pointer (&text);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder, in an order that is the same everywhere. */
static GPtrArray *
list_names (const char *dir, GError **error)
{
  g_autoptr (GDir) handle = g_dir_open (dir, 0, error);
  GPtrArray *names;
  const char *name;

  if (handle == NULL)
    return NULL;

  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (handle)) != NULL)
    if (*name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_texts);
  return names;
}

static gboolean
load_article (YzContentSource *self, const char *path, const char *language, GError **error)
{
  g_autofree char *text = load_text (path, error);
  YzArticleSource *article;

  if (text == NULL)
    return FALSE;
  article = yz_article_source_parse (text, language, error);
  if (article == NULL) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  g_ptr_array_add (self->articles, article);
  return TRUE;
}

static gboolean
load_articles (YzContentSource *self, const char *dir, GError **error)
{
  g_autofree char *faq = g_build_filename (dir, "faq", NULL);
  g_autoptr (GPtrArray) names = list_names (faq, error);

  for (guint i = 0; names != NULL && i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *path = g_build_filename (faq, name, NULL);

    if (g_str_has_suffix (name, ".zh.md") && !load_article (self, path, "zh", error))
      return FALSE;
    if (g_str_has_suffix (name, ".en.md") && !load_article (self, path, "en", error))
      return FALSE;
  }
  return names != NULL;
}

static gboolean
load_item (YzContentSource *self, const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  char *text = load_text (path, error);

  if (text == NULL)
    return FALSE;
  g_hash_table_insert (self->items, g_strdup (name), text);
  return TRUE;
}

static gboolean
load_forms (YzContentSource *self, const char *dir, GError **error)
{
  g_autofree char *forms = g_build_filename (dir, "forms", NULL);
  g_autoptr (GPtrArray) names = list_names (forms, error);

  for (guint i = 0; names != NULL && i < names->len; i++) {
    g_autofree char *name = g_strdup_printf ("forms/%s", (char *)g_ptr_array_index (names, i));

    if (g_str_has_suffix (name, ".json") && !load_item (self, dir, name, error))
      return FALSE;
  }
  return names != NULL;
}

static gboolean
read_version (YzContentSource *self, GError **error)
{
  g_autoptr (JsonNode) node
      = yz_json_parse (g_hash_table_lookup (self->items, "content.json"), -1, MAX_FILE, error);
  const char *version = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    version = yz_json_get_string (json_node_get_object (node), "version");
  if (version == NULL || *version == '\0' || strlen (version) > 32
      || strspn (version, "0123456789.-") != strlen (version)) {
    g_clear_error (error);
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "content.json: write {\"version\": \"2026.11.21-1\"}");
    return FALSE;
  }
  self->version = g_strdup (version);
  return TRUE;
}

/**
 * yz_content_source_load:
 * @dir: a content folder
 * @error: %YZ_ERROR_INVALID with the file, or a #GFileError
 *
 * Returns: (transfer full): what stands in it
 */
YzContentSource *
yz_content_source_load (const char *dir, GError **error)
{
  g_autoptr (YzContentSource) self = g_new0 (YzContentSource, 1);

  g_return_val_if_fail (dir != NULL, NULL);

  self->articles = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_article_source_free);
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!load_item (self, dir, "content.json", error)
      || !load_item (self, dir, "services.json", error)
      || !load_item (self, dir, "laws.json", error)
      || !load_item (self, dir, "faq/categories.json", error) || !load_forms (self, dir, error)
      || !load_articles (self, dir, error) || !read_version (self, error)) {
    g_prefix_error (error, "%s: ", dir);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * yz_content_source_free:
 * @self: (nullable): a source
 */
void
yz_content_source_free (YzContentSource *self)
{
  if (self == NULL)
    return;

  g_free (self->version);
  g_clear_pointer (&self->articles, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_free (self);
}

/**
 * yz_content_source_put_article:
 * @self: a source
 * @article: (transfer full): takes the place of the one with the same id and
 *   language, if there is one
 */
void
yz_content_source_put_article (YzContentSource *self, YzArticleSource *article)
{
  for (guint i = 0; i < self->articles->len; i++) {
    const YzArticleSource *other = g_ptr_array_index (self->articles, i);

    if (strcmp (other->id, article->id) == 0 && strcmp (other->language, article->language) == 0) {
      g_ptr_array_remove_index (self->articles, i);
      break;
    }
  }
  g_ptr_array_add (self->articles, article);
}

/* Checking ------------------------------------------------------------------------------------ */

static GHashTable *
category_ids (YzContentSource *self, GError **error)
{
  g_autoptr (JsonNode) node
      = yz_json_parse (g_hash_table_lookup (self->items, "faq/categories.json"), -1, MAX_FILE,
                       error);
  GHashTable *ids;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)) {
    g_prefix_error (error, "faq/categories.json: ");
    return NULL;
  }
  ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++) {
    JsonNode *element = json_array_get_element (json_node_get_array (node), i);
    JsonObject *category = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
    const char *id = yz_json_get_string (category, "id");

    if (id != NULL)
      g_hash_table_add (ids, g_strdup (id));
  }
  return ids;
}

static gboolean
check_articles (YzContentSource *self, GError **error)
{
  g_autoptr (GHashTable) categories = category_ids (self, error);

  for (guint i = 0; categories != NULL && i < self->articles->len; i++) {
    const YzArticleSource *article = g_ptr_array_index (self->articles, i);

    if (!g_hash_table_contains (categories, article->category)) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "article %s (%s): there is no category “%s”",
                   article->id, article->language, article->category);
      return FALSE;
    }
  }
  return categories != NULL;
}

static gboolean
check_forms (YzContentSource *self, GError **error)
{
  GHashTableIter iter;
  const char *path, *text;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, (gpointer *)&path, (gpointer *)&text)) {
    g_autoptr (JsonNode) node = NULL;
    g_autoptr (YzForm) form = NULL;

    if (!g_str_has_prefix (path, "forms/"))
      continue;
    node = yz_json_parse (text, -1, MAX_FILE, error);
    form = node != NULL ? yz_form_new_from_json (node, error) : NULL;
    if (form == NULL) {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  }
  return TRUE;
}

/* Writing ------------------------------------------------------------------------------------- */

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
  sqlite3_stmt *statement = yz_database_prepare (
      db,
      "INSERT INTO articles (id, language, category, title, plain, body, laws, related, updated,"
      " next_step, sensitive, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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

  if (!check_forms (self, error) || !check_articles (self, error))
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
