/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-content-import.h"

#include "yz-csv.h"
#include "yz-error.h"
#include "yz-json.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* Articles from outside: a folder of them as the content folder has one, a table, or JSON Lines;
 * and the way back to a folder. Nothing is put into the source before all of it has been read. */

#define MAX_TABLE (256 * 1024 * 1024)

/* Between keywords in one cell: what people type there. */
#define KEYWORD_SEPARATORS "[\\s,;|，；、]+"

enum {
  COLUMN_ID,
  COLUMN_CATEGORY,
  COLUMN_TITLE,
  COLUMN_BODY,
  COLUMN_KEYWORDS,
  N_COLUMNS,
};

static const char *const column_names[] = { "id", "category", "title", "body", "keywords", NULL };

typedef struct {
  YzContentSource *source;
  GHashTable *before;     /* key → the article that is there now */
  GHashTable *lines;      /* key → the line that it was read from */
  GHashTable *categories; /* what was written → id */
  GPtrArray *articles;
  const char *today;
} Import;

static gboolean
fail (GError **error, guint line, const char *name, const char *what)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "line %u: “%s” %s", line, name, what);
  return FALSE;
}

static GStrv
split_keywords (const char *text)
{
  g_auto (GStrv) parts = g_regex_split_simple (KEYWORD_SEPARATORS, text, 0, 0);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

/* What a table has no column for stays as it was. Above all an article whose title must stay
 * neutral goes on being one. */
static void
keep_rest (YzArticleSource *article, const YzArticleSource *before, gboolean keep_keywords)
{
  char *none[] = { NULL };

  article->laws = g_strdupv (before != NULL ? before->laws : none);
  article->related = g_strdupv (before != NULL ? before->related : none);
  if (keep_keywords)
    article->keywords = g_strdupv (before != NULL ? before->keywords : none);
  if (before == NULL)
    return;
  article->next_step = g_strdup (before->next_step);
  article->sensitive = before->sensitive;
}

static const char *
find_category (Import *import, const char *name, GError **error)
{
  char *id = g_hash_table_lookup (import->categories, name);

  if (id != NULL)
    return id;
  id = yz_content_source_find_category (import->source, name, error);
  if (id != NULL)
    g_hash_table_insert (import->categories, g_strdup (name), id);
  return id;
}

/* @cells: a text for each column, %NULL where there is none. */
static gboolean
add_row (Import *import, const char *const *cells, GStrv keywords, guint line, GError **error)
{
  g_autoptr (YzArticleSource) article = g_new0 (YzArticleSource, 1);
  g_autofree char *key = NULL;
  gpointer other_line;

  for (guint i = 0; i < COLUMN_KEYWORDS; i++)
    if (cells[i] == NULL || *cells[i] == '\0')
      return fail (error, line, column_names[i], "is missing");
  article->language = g_strdup ("zh");
  article->id = g_strstrip (g_strdup (cells[COLUMN_ID]));
  article->title = g_strstrip (g_strdup (cells[COLUMN_TITLE]));
  article->body = g_strdup (cells[COLUMN_BODY]);
  article->updated = g_strdup (import->today);
  article->effective_from = g_strdup (import->today);
  article->imported = TRUE;
  article->keywords = keywords;
  key = yz_article_source_get_key (article);
  keep_rest (article, g_hash_table_lookup (import->before, key), keywords == NULL);

  if (g_hash_table_lookup_extended (import->lines, key, NULL, &other_line)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "line %u: the id “%s” stands in line %u too",
                 line, article->id, GPOINTER_TO_UINT (other_line));
    return FALSE;
  }
  article->category = g_strdup (find_category (import, cells[COLUMN_CATEGORY], error));
  if (article->category == NULL || !yz_article_source_check (article, error)) {
    g_prefix_error (error, "line %u: ", line);
    return FALSE;
  }
  g_hash_table_insert (import->lines, g_steal_pointer (&key), GUINT_TO_POINTER (line));
  g_ptr_array_add (import->articles, g_steal_pointer (&article));
  return TRUE;
}

/* Tables -------------------------------------------------------------------------------------- */

static int
find_column (const char *name)
{
  for (int i = 0; column_names[i] != NULL; i++)
    if (g_ascii_strcasecmp (column_names[i], name) == 0)
      return i;
  return -1;
}

/* Which column stands where: as the first row says, in any order, or as they are listed where the
 * first row is already an article. */
static gboolean
read_heads (GStrv row, GArray *heads, guint line, GError **error)
{
  for (gsize i = 0; row[i] != NULL; i++) {
    int column = find_column (g_strstrip (row[i]));

    if (column < 0)
      return fail (error, line, row[i], "is no column: write id,category,title,body,keywords");
    g_array_append_val (heads, column);
  }
  return TRUE;
}

static gboolean
add_cells (Import *import, GArray *heads, GStrv row, guint line, GError **error)
{
  const char *cells[N_COLUMNS] = { NULL };

  for (guint i = 0; row[i] != NULL; i++) {
    if (i >= heads->len)
      return fail (error, line, row[i], "is one cell too many: put texts with commas into quotes");
    cells[g_array_index (heads, int, i)] = row[i];
  }
  return add_row (import, cells,
                  cells[COLUMN_KEYWORDS] != NULL ? split_keywords (cells[COLUMN_KEYWORDS]) : NULL,
                  line, error);
}

static gboolean
read_table (Import *import, const char *text, GError **error)
{
  YzCsv csv = { text, 1 };
  g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (int));

  for (;;) {
    g_auto (GStrv) row = NULL;
    gboolean has_heads = heads->len > 0;
    guint line;

    if (!yz_csv_read (&csv, &row, &line, error))
      return FALSE;
    if (row == NULL)
      return TRUE;
    if (!has_heads && find_column (g_strstrip (row[0])) >= 0) {
      if (!read_heads (row, heads, line, error))
        return FALSE;
      continue;
    }
    for (int i = 0; !has_heads && i < N_COLUMNS; i++)
      g_array_append_val (heads, i);
    if (!add_cells (import, heads, row, line, error))
      return FALSE;
  }
}

/* JSON Lines ---------------------------------------------------------------------------------- */

static gboolean
read_keywords (JsonObject *object, GStrv *ret_keywords)
{
  JsonArray *array = yz_json_get_array (object, "keywords");
  const char *text = yz_json_get_string (object, "keywords");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
      return FALSE;
    g_strv_builder_add (builder, json_node_get_string (node));
  }
  if (array != NULL)
    *ret_keywords = g_strv_builder_end (builder);
  else if (text != NULL)
    *ret_keywords = split_keywords (text);
  return array != NULL || text != NULL || !json_object_has_member (object, "keywords");
}

static gboolean
add_object (Import *import, JsonObject *object, guint line, GError **error)
{
  const char *cells[N_COLUMNS] = { NULL };
  g_auto (GStrv) keywords = NULL;
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL)) {
    if (!g_strv_contains (column_names, name))
      return fail (error, line, name, "is no name: write id, category, title, body, keywords");
    cells[find_column (name)] = yz_json_get_string (object, name);
  }
  if (!read_keywords (object, &keywords))
    return fail (error, line, "keywords", "is neither a text nor a list of texts");
  return add_row (import, cells, g_steal_pointer (&keywords), line, error);
}

static gboolean
read_json_lines (Import *import, const char *text, GError **error)
{
  const char *end;

  for (guint line = 1; *text != '\0'; line++, text = *end != '\0' ? end + 1 : end) {
    g_autoptr (JsonNode) node = NULL;

    end = strchrnul (text, '\n');
    if (strspn (text, " \t\n") >= (gsize)(end - text))
      continue;
    node = yz_json_parse (text, end - text, YZ_CONTENT_MAX_FILE, error);
    if (node == NULL) {
      g_prefix_error (error, "line %u: ", line);
      return FALSE;
    }
    if (!JSON_NODE_HOLDS_OBJECT (node))
      return fail (error, line, "…", "is no object such as {\"id\": …}");
    if (!add_object (import, json_node_get_object (node), line, error))
      return FALSE;
  }
  return TRUE;
}

/* Files --------------------------------------------------------------------------------------- */

/* UTF-8, or what a Chinese spreadsheet saves where nobody chose: GB 18030. */
static char *
decode (const char *data, gsize length, GError **error)
{
  g_autofree char *converted = NULL;
  gsize n = length;

  if (!g_utf8_validate_len (data, length, NULL)) {
    converted = g_convert (data, (gssize)length, "UTF-8", "GB18030", NULL, &n, NULL);
    data = converted;
  }
  if (data == NULL || memchr (data, '\0', n) != NULL) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "is neither UTF-8 nor GB 18030: save it as UTF-8");
    return NULL;
  }
  return yz_text_from_editor (data);
}

static gboolean
read_file (Import *import, const char *path, GError **error)
{
  g_autofree char *data = NULL;
  g_autofree char *text = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (path, &status) == 0 && (!S_ISREG (status.st_mode) || status.st_size > MAX_TABLE)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "is no file of at most 256 MiB");
    return FALSE;
  }
  if (!g_file_get_contents (path, &data, &length, error))
    return FALSE;
  text = decode (data, length, error);
  if (text == NULL)
    return FALSE;
  return text[strspn (text, " \t\n")] == '{' ? read_json_lines (import, text, error)
                                             : read_table (import, text, error);
}

/* The folder itself, or the `faq` of a content folder. */
static gboolean
read_folder (Import *import, const char *path, GError **error)
{
  g_autofree char *inner = g_build_filename (path, "faq", NULL);
  const char *faq = g_file_test (inner, G_FILE_TEST_IS_DIR) ? inner : path;
  g_autoptr (YzContentSource) folder = yz_content_source_load_faq (faq, error);
  g_autofree gpointer *stolen = NULL;
  gsize n;

  if (folder == NULL || !yz_content_source_add_categories (import->source, folder, error))
    return FALSE;
  stolen = g_ptr_array_steal (folder->articles, &n);
  for (gsize i = 0; i < n; i++) {
    ((YzArticleSource *)stolen[i])->imported = TRUE;
    g_ptr_array_add (import->articles, stolen[i]);
  }
  return TRUE;
}

static gboolean
read_any (Import *import, const char *path, GError **error)
{
  gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);

  if (!(is_folder ? read_folder : read_file) (import, path, error)) {
    if (!is_folder)
      g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  if (import->articles->len > 0)
    return TRUE;
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s: holds no articles", path);
  return FALSE;
}

/**
 * yz_content_source_import:
 * @self: a source; unusable where this fails
 * @path: a folder with `<id>.zh.md` and `<id>.en.md` and perhaps a `categories.json`; a table (RFC
 *   4180) with the columns id, category, title, body and perhaps keywords; or JSON Lines with the
 *   same names. Tables and lines are Chinese, in UTF-8 or GB 18030; a category is named by its id
 *   or its title.
 * @today: YYYY-MM-DD, the day from which articles of a table are in force
 * @ret_imported: (out): how many articles were read
 * @error: %YZ_ERROR_INVALID with file and line, or a #GFileError
 *
 * Puts articles into @self; each replaces the one with the same id and language.
 *
 * Returns: whether all of them could be read
 */
gboolean
yz_content_source_import (YzContentSource *self,
                          const char *path,
                          const char *today,
                          guint *ret_imported,
                          GError **error)
{
  g_autoptr (GHashTable) before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) articles
      = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_article_source_free);
  g_autoptr (GHashTable) categories
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Import import = { self, before, lines, categories, articles, today };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (today != NULL, FALSE);

  for (guint i = 0; i < self->articles->len; i++) {
    YzArticleSource *article = g_ptr_array_index (self->articles, i);

    g_hash_table_insert (before, yz_article_source_get_key (article), article);
  }
  if (!read_any (&import, path, error))
    return FALSE;
  *ret_imported = articles->len;
  yz_content_source_put_articles (self, g_steal_pointer (&articles));
  return TRUE;
}

/* The way back -------------------------------------------------------------------------------- */

static gboolean
prepare_folder (const char *dir, GError **error)
{
  g_autoptr (GDir) handle = NULL;

  if (g_mkdir_with_parents (dir, 0755) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "%s: %s", dir, g_strerror (errno));
    return FALSE;
  }
  handle = g_dir_open (dir, 0, error);
  if (handle == NULL)
    return FALSE;
  if (g_dir_read_name (handle) == NULL)
    return TRUE;
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s: is not empty: name a new folder", dir);
  return FALSE;
}

static gboolean
write_file (const char *dir, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, error);
}

/**
 * yz_content_source_export:
 * @self: a source
 * @dir: a folder, which is made, or is there and empty
 * @ret_exported: (out): how many articles were written
 * @error: %YZ_ERROR_INVALID, %YZ_ERROR_STORAGE, or a #GFileError
 *
 * Writes the articles and their categories as yz_content_source_import() takes them.
 *
 * Returns: whether all of them were written
 */
gboolean
yz_content_source_export (YzContentSource *self,
                          const char *dir,
                          guint *ret_exported,
                          GError **error)
{
  const char *categories;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (dir != NULL, FALSE);

  categories = g_hash_table_lookup (self->items, YZ_CONTENT_CATEGORIES);
  if (!prepare_folder (dir, error)
      || (categories != NULL && !write_file (dir, "categories.json", categories, error)))
    return FALSE;
  for (guint i = 0; i < self->articles->len; i++) {
    const YzArticleSource *article = g_ptr_array_index (self->articles, i);
    g_autofree char *key = yz_article_source_get_key (article);
    g_autofree char *name = g_strconcat (key, ".md", NULL);
    g_autofree char *text = yz_article_source_write (article);

    if (!write_file (dir, name, text, error))
      return FALSE;
  }
  *ret_exported = self->articles->len;
  return TRUE;
}
