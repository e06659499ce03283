/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-content.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-tokenizer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

struct _YzContent {
  GObject parent_instance;

  GMutex mutex;
  YzDatabase *db; /* under the mutex */
  char *version;
};

G_DEFINE_FINAL_TYPE (YzContent, yz_content, G_TYPE_OBJECT)

/* A link in the node's folder that names the version in force: `current → 2026.11.21-1.db`. */
#define CURRENT "current"

static void
yz_content_finalize (GObject *object)
{
  YzContent *self = YZ_CONTENT (object);

  g_clear_pointer (&self->db, yz_database_close);
  g_mutex_clear (&self->mutex);
  g_free (self->version);

  G_OBJECT_CLASS (yz_content_parent_class)->finalize (object);
}

static void
yz_content_class_init (YzContentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_content_finalize;
}

static void
yz_content_init (YzContent *self)
{
  g_mutex_init (&self->mutex);
}

/* One text of one row, or %NULL with %YZ_ERROR_NOT_FOUND. */
static char *
query_text (YzDatabase *db, const char *sql, const char *argument, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db, sql, error);
  char *text;
  gboolean row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_text (statement, 1, argument, -1, SQLITE_TRANSIENT);
  if (!yz_database_step (db, statement, &row, error))
    return NULL;
  if (!row) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND, "the content has no “%s”", argument);
    return NULL;
  }
  text = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_reset (statement);
  return text;
}

/**
 * yz_content_open:
 * @path: a content database
 * @error: %YZ_ERROR_DAMAGED or %YZ_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the content
 */
YzContent *
yz_content_open (const char *path, GError **error)
{
  g_autoptr (YzContent) self = g_object_new (YZ_TYPE_CONTENT, NULL);

  g_return_val_if_fail (path != NULL, NULL);

  self->db = yz_database_open_immutable (path, error);
  if (self->db == NULL || !yz_tokenizer_register (self->db, error))
    return NULL;
  self->version = query_text (self->db, "SELECT value FROM meta WHERE name = ?1", "version", error);
  if (self->version == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * yz_content_open_folder:
 * @source_dir: a content folder
 * @error: as yz_content_source_load() and yz_content_source_build()
 *
 * Opens a folder as it is, without a node: built into a temporary file that is gone at the end.
 *
 * Returns: (transfer full): the content
 */
YzContent *
yz_content_open_folder (const char *source_dir, GError **error)
{
  g_autoptr (YzContentSource) source = yz_content_source_load (source_dir, error);
  g_autofree char *dir = NULL;
  g_autofree char *path = NULL;
  YzContent *self = NULL;

  if (source == NULL)
    return NULL;
  dir = g_dir_make_tmp ("yizhan-content-XXXXXX", error);
  if (dir == NULL)
    return NULL;

  path = g_build_filename (dir, "content.db", NULL);
  if (yz_content_source_build (source, path, error))
    self = yz_content_open (path, error);
  /* The open file stays readable. */
  g_unlink (path);
  g_rmdir (dir);
  return self;
}

static char *
content_path (const char *node_dir, const char *name)
{
  return g_build_filename (node_dir, "content", name, NULL);
}

static gboolean
point_current_at (const char *node_dir, const char *name, GError **error)
{
  g_autofree char *current = content_path (node_dir, CURRENT);
  g_autofree char *next = g_strdup_printf ("%s.%d.new", current, (int)getpid ());

  g_unlink (next);
  if (symlink (name, next) == 0 && g_rename (next, current) == 0)
    return TRUE;

  g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "%s: %s", current, g_strerror (errno));
  return FALSE;
}

/**
 * yz_content_activate:
 * @node_dir: the node's folder
 * @source: what to build
 * @error: as yz_content_source_build()
 *
 * Builds `content/<version>.db` and makes it current by one rename. Sessions that run keep theirs.
 *
 * Returns: (transfer full): the content
 */
YzContent *
yz_content_activate (const char *node_dir, YzContentSource *source, GError **error)
{
  g_autofree char *dir = g_build_filename (node_dir, "content", NULL);
  g_autofree char *name = g_strdup_printf ("%s.db", source->version);
  g_autofree char *path = content_path (node_dir, name);
  g_autoptr (YzContent) self = NULL;

  if (g_mkdir_with_parents (dir, 0700) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "%s: %s", dir, g_strerror (errno));
    return NULL;
  }
  if (!yz_content_source_build (source, path, error))
    return NULL;
  self = yz_content_open (path, error);
  if (self == NULL || !point_current_at (node_dir, name, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
is_newer (const char *shipped_dir, const char *version)
{
  g_autofree char *path = g_build_filename (shipped_dir, "content.json", NULL);
  g_autoptr (JsonNode) node = yz_json_load (path, 65536, NULL);
  const char *shipped = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    shipped = yz_json_get_string (json_node_get_object (node), "version");
  return shipped != NULL && strcmp (shipped, version) > 0;
}

/**
 * yz_content_open_active:
 * @node_dir: the node's folder
 * @shipped_dir: the content folder that the program ships with
 * @error: where neither can be had
 *
 * Opens the node's current content. Where there is none, or it is damaged or older than what the
 * program ships with, that is built first.
 *
 * Returns: (transfer full): the content
 */
YzContent *
yz_content_open_active (const char *node_dir, const char *shipped_dir, GError **error)
{
  g_autofree char *current = content_path (node_dir, CURRENT);
  g_autoptr (YzContent) self = yz_content_open (current, NULL);
  g_autoptr (YzContentSource) source = NULL;

  if (self != NULL && !is_newer (shipped_dir, self->version))
    return g_steal_pointer (&self);

  source = yz_content_source_load (shipped_dir, error);
  return source != NULL ? yz_content_activate (node_dir, source, error) : NULL;
}

/**
 * yz_content_get_version:
 * @self: a content
 *
 * Returns: (transfer none): its version
 */
const char *
yz_content_get_version (YzContent *self)
{
  g_return_val_if_fail (YZ_IS_CONTENT (self), NULL);

  return self->version;
}

/**
 * yz_content_run:
 * @self: a content
 * @func: (scope call): reads from the database
 * @user_data: passed to @func
 * @error: what @func says
 *
 * Blocks until the database is free: not for the main loop.
 *
 * Returns: what @func returns
 */
gboolean
yz_content_run (YzContent *self, YzDatabaseFunc func, gpointer user_data, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (YZ_IS_CONTENT (self), FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  return func (self->db, user_data, error);
}

/**
 * yz_content_get_item:
 * @self: a content
 * @path: of a file in the content folder, such as `services.json`
 * @error: %YZ_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): its text
 */
char *
yz_content_get_item (YzContent *self, const char *path, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (YZ_IS_CONTENT (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  return query_text (self->db, "SELECT body FROM items WHERE path = ?1", path, error);
}

/**
 * yz_content_get_services:
 * @self: a content
 * @error: %YZ_ERROR_INVALID where the list is none
 *
 * Returns: (transfer full): objects with `id`, `letter` and `title`
 */
JsonArray *
yz_content_get_services (YzContent *self, GError **error)
{
  g_autofree char *text = yz_content_get_item (self, "services.json", error);
  g_autoptr (JsonNode) node = text != NULL ? yz_json_parse (text, -1, G_MAXSIZE, error) : NULL;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "services.json: is no list");
    return NULL;
  }
  return json_array_ref (json_node_get_array (node));
}

typedef struct {
  GPtrArray *forms;
  const char *id; /* (nullable): only this one */
} FormQuery;

static gboolean
read_forms (YzDatabase *db, gpointer user_data, GError **error)
{
  FormQuery *query = user_data;
  sqlite3_stmt *statement
      = yz_database_prepare (db, "SELECT body FROM items WHERE path GLOB 'forms/*' ORDER BY path",
                             error);
  gboolean row = FALSE;

  while (statement != NULL && yz_database_step (db, statement, &row, error) && row) {
    g_autoptr (JsonNode) node
        = yz_json_parse ((const char *)sqlite3_column_text (statement, 0), -1, G_MAXSIZE, error);
    g_autoptr (YzForm) form = node != NULL ? yz_form_new_from_json (node, error) : NULL;

    if (form == NULL) {
      sqlite3_reset (statement);
      return FALSE;
    }
    if (query->id == NULL || strcmp (query->id, yz_form_get_id (form)) == 0)
      g_ptr_array_add (query->forms, g_steal_pointer (&form));
  }
  return statement != NULL && !row;
}

/**
 * yz_content_list_forms:
 * @self: a content
 * @error: %YZ_ERROR_INVALID where a form is none
 *
 * Returns: (transfer full) (element-type YzForm): all forms, by file name
 */
GPtrArray *
yz_content_list_forms (YzContent *self, GError **error)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func (g_object_unref);
  FormQuery query = { .forms = forms };

  return yz_content_run (self, read_forms, &query, error) ? g_steal_pointer (&forms) : NULL;
}

/**
 * yz_content_get_form:
 * @self: a content
 * @id: of a form
 * @error: %YZ_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the form
 */
YzForm *
yz_content_get_form (YzContent *self, const char *id, GError **error)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func (g_object_unref);
  FormQuery query = { .forms = forms, .id = id };

  if (!yz_content_run (self, read_forms, &query, error))
    return NULL;
  if (forms->len == 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND, "there is no form “%s”", id);
    return NULL;
  }
  return g_object_ref (g_ptr_array_index (forms, 0));
}

static gboolean
read_source (YzDatabase *db, gpointer user_data, GError **error)
{
  YzContentSource *source = user_data;
  sqlite3_stmt *items = yz_database_prepare (db, "SELECT path, body FROM items", error);
  sqlite3_stmt *articles
      = yz_database_prepare (db, "SELECT source, language FROM articles ORDER BY n", error);
  gboolean row = FALSE;

  if (items == NULL || articles == NULL)
    return FALSE;
  while (yz_database_step (db, items, &row, error) && row)
    g_hash_table_insert (source->items, g_strdup ((const char *)sqlite3_column_text (items, 0)),
                         g_strdup ((const char *)sqlite3_column_text (items, 1)));
  if (row)
    return FALSE;
  while (yz_database_step (db, articles, &row, error) && row) {
    YzArticleSource *article
        = yz_article_source_parse ((const char *)sqlite3_column_text (articles, 0),
                                   (const char *)sqlite3_column_text (articles, 1), error);

    if (article == NULL) {
      sqlite3_reset (articles);
      return FALSE;
    }
    g_ptr_array_add (source->articles, article);
  }
  return !row;
}

/**
 * yz_content_to_source:
 * @self: a content
 * @error: %YZ_ERROR_DAMAGED
 *
 * Returns: (transfer full): what it was built from, to change and build again
 */
YzContentSource *
yz_content_to_source (YzContent *self, GError **error)
{
  g_autoptr (YzContentSource) source = g_new0 (YzContentSource, 1);

  g_return_val_if_fail (YZ_IS_CONTENT (self), NULL);

  source->version = g_strdup (self->version);
  source->articles = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_article_source_free);
  source->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return yz_content_run (self, read_source, source, error) ? g_steal_pointer (&source) : NULL;
}
