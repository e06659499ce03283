/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-content.h"

#include "yz-content-version.h"
#include "yz-durable.h"
#include "yz-error.h"
#include "yz-json.h"
#include "yz-services.h"
#include "yz-tokenizer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct _YzContent {
  GObject parent_instance;

  GMutex mutex;
  YzDatabase *db; /* under the mutex */
  YzRules *rules; /* under the mutex; made when they are first asked for */
  YzClock *clock;
  char *version;
};

G_DEFINE_FINAL_TYPE (YzContent, yz_content, G_TYPE_OBJECT)

/* A link in the node's folder that names the version in force: `current → 2026.11.21-1.db`. */
#define CURRENT "current"

/* About 20 ms. */
#define MAX_CHECKED (32 * 1024 * 1024)

/* Held while a version is built and made current. */
#define LOCK "lock"

static void
yz_content_finalize (GObject *object)
{
  YzContent *self = YZ_CONTENT (object);

  g_clear_pointer (&self->db, yz_database_close);
  g_clear_object (&self->rules);
  g_object_unref (self->clock);
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
  self->clock = yz_clock_new_system ();
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

static gboolean
check_format (YzDatabase *db, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db, "PRAGMA user_version", error);
  gboolean row;
  int format;

  if (statement == NULL || !yz_database_step (db, statement, &row, error))
    return FALSE;
  format = sqlite3_column_int (statement, 0);
  sqlite3_reset (statement);
  if (format == YZ_CONTENT_FORMAT)
    return TRUE;

  g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
               "the content has format %d and this program knows format %d: restart the kiosk, "
               "which builds it again",
               format, YZ_CONTENT_FORMAT);
  return FALSE;
}

/* A file that was cut off is always noticed; all pages are looked at where that takes no longer
 * than a person notices. */
static gboolean
check_file (YzDatabase *db, const char *path, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (
      db, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", error);
  GStatBuf status;
  gboolean row;
  gint64 size;

  if (statement == NULL || !yz_database_step (db, statement, &row, error))
    return FALSE;
  size = row ? sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_reset (statement);
  if (g_stat (path, &status) != 0 || status.st_size != size) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED, "%s: the content is damaged: import it again",
                 path);
    return FALSE;
  }
  return size > MAX_CHECKED || yz_database_check (db, error);
}

static YzContent *
open_file (const char *path, gboolean any_format, GError **error)
{
  g_autoptr (YzContent) self = g_object_new (YZ_TYPE_CONTENT, NULL);

  self->db = yz_database_open_immutable (path, error);
  if (self->db == NULL || !(any_format || check_format (self->db, error))
      || !check_file (self->db, path, error) || !yz_tokenizer_register (self->db, error))
    return NULL;
  self->version = query_text (self->db, "SELECT value FROM meta WHERE name = ?1", "version", error);
  if (self->version == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * yz_content_open:
 * @path: a content database
 * @error: %YZ_ERROR_DAMAGED, %YZ_ERROR_NOT_FOUND, or %YZ_ERROR_CONFIG where another version of the
 *   program made it
 *
 * Looks first whether the file is whole.
 *
 * Returns: (transfer full): the content
 */
YzContent *
yz_content_open (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  return open_file (path, FALSE, error);
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

static gboolean
set_errno_error (GError **error, const char *path)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
point_current_at (const char *dir, const char *name, GError **error)
{
  g_autofree char *current = g_build_filename (dir, CURRENT, NULL);
  g_autofree char *next = g_strdup_printf ("%s.%d.new", current, (int)getpid ());

  g_unlink (next);
  if (symlink (name, next) == 0 && g_rename (next, current) == 0)
    return yz_durable_sync (dir, error);

  set_errno_error (error, current);
  g_unlink (next);
  return FALSE;
}

/* Waits for whoever builds just now. The lock ends with the descriptor, so with the process too. */
static int
lock_folder (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, LOCK, NULL);
  int fd;
  int code;

  if (g_mkdir_with_parents (dir, 0700) != 0) {
    set_errno_error (error, dir);
    return -1;
  }
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    set_errno_error (error, path);
    return -1;
  }
  do
    code = flock (fd, LOCK_EX);
  while (code != 0 && errno == EINTR);
  if (code == 0)
    return fd;

  set_errno_error (error, path);
  close (fd);
  return -1;
}

/* All but the new version, the one before it and the lock: older versions, and what a build left
 * behind that was cut off. A session that still reads an older one has it open. */
static void
sweep (const char *dir, const char *name, const char *before)
{
  g_autoptr (GDir) handle = g_dir_open (dir, 0, NULL);
  const char *other;

  while (handle != NULL && (other = g_dir_read_name (handle)) != NULL) {
    g_autofree char *path = NULL;

    if (g_str_equal (other, name) || g_strcmp0 (other, before) == 0 || g_str_equal (other, CURRENT)
        || g_str_equal (other, LOCK))
      continue;
    path = g_build_filename (dir, other, NULL);
    g_unlink (path);
  }
}

/* With the lock held. */
static YzContent *
activate (const char *dir, YzContentSource *source, GError **error)
{
  g_autofree char *current = g_build_filename (dir, CURRENT, NULL);
  g_autofree char *before = g_file_read_link (current, NULL);
  g_autofree char *name = g_strdup_printf ("%s.db", source->version);
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (YzContent) self = NULL;

  if (!yz_content_source_build (source, path, error))
    return NULL;
  self = yz_content_open (path, error);
  if (self == NULL || !point_current_at (dir, name, error))
    return NULL;
  sweep (dir, name, before);
  return g_steal_pointer (&self);
}

static YzContent *
activate_newer (const char *dir, YzContentSource *source, GError **error)
{
  g_autofree char *path = g_build_filename (dir, CURRENT, NULL);
  g_autoptr (YzContent) current = yz_content_open (path, NULL);

  if (current == NULL || yz_content_version_compare (source->version, current->version) > 0)
    return activate (dir, source, error);

  g_set_error (error, YZ_ERROR, YZ_ERROR_BUSY,
               "version %s is not newer than %s, which was made current meanwhile: try again",
               source->version, current->version);
  return NULL;
}

/**
 * yz_content_activate:
 * @node_dir: the node's folder
 * @source: what to build
 * @error: as yz_content_source_build(); %YZ_ERROR_BUSY where its version is not newer than the
 *   current one, for example because somebody else was faster
 *
 * Builds `content/<version>.db` and makes it current by one rename. Sessions that run keep theirs.
 *
 * Returns: (transfer full): the content
 */
YzContent *
yz_content_activate (const char *node_dir, YzContentSource *source, GError **error)
{
  g_autofree char *dir = g_build_filename (node_dir, "content", NULL);
  YzContent *self;
  int lock_fd;

  g_return_val_if_fail (node_dir != NULL, NULL);
  g_return_val_if_fail (source != NULL, NULL);

  lock_fd = lock_folder (dir, error);
  if (lock_fd < 0)
    return NULL;
  self = activate_newer (dir, source, error);
  close (lock_fd);
  return self;
}

/* Whether the program ships with something newer than @self. */
static gboolean
is_outdated (YzContent *self, const char *shipped_dir)
{
  g_autofree char *path = g_build_filename (shipped_dir, "content.json", NULL);
  g_autoptr (JsonNode) node = yz_json_load (path, 65536, NULL);
  const char *shipped = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    shipped = yz_json_get_string (json_node_get_object (node), "version");
  return yz_content_version_is_valid (shipped)
         && yz_content_version_compare (shipped, self->version) > 0;
}

/* What the program ships with, and over it what was imported here before. */
static YzContentSource *
load_shipped (const char *shipped_dir, YzContent *before, GError **error)
{
  g_autoptr (YzContentSource) source = yz_content_source_load (shipped_dir, error);
  YzContentSource *kept;

  if (source == NULL || before == NULL)
    return g_steal_pointer (&source);
  kept = yz_content_to_source (before, error);
  if (kept == NULL || !yz_content_source_take_imported (source, kept, error))
    return NULL;
  return g_steal_pointer (&source);
}

/* Another process may have built while this one waited for the lock. */
static YzContent *
renew (const char *dir, const char *shipped_dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, CURRENT, NULL);
  g_autoptr (YzContent) before = yz_content_open (path, NULL);
  g_autoptr (YzContentSource) source = NULL;

  if (before != NULL && !is_outdated (before, shipped_dir))
    return g_steal_pointer (&before);
  /* What was imported stands in the same place in every format. */
  if (before == NULL)
    before = open_file (path, TRUE, NULL);
  source = load_shipped (shipped_dir, before, error);
  return source != NULL ? activate (dir, source, error) : NULL;
}

/**
 * yz_content_open_active:
 * @node_dir: the node's folder
 * @shipped_dir: the content folder that the program ships with
 * @error: where neither can be had
 *
 * Opens the node's current content. Where there is none, or it is damaged or older than what the
 * program ships with, that is built first; articles that were imported are laid over it. Where that
 * fails, content that is only older goes on.
 *
 * Returns: (transfer full): the content
 */
YzContent *
yz_content_open_active (const char *node_dir, const char *shipped_dir, GError **error)
{
  g_autofree char *dir = g_build_filename (node_dir, "content", NULL);
  g_autofree char *current = g_build_filename (dir, CURRENT, NULL);
  g_autoptr (YzContent) self = NULL;
  YzContent *renewed = NULL;
  int lock_fd;

  g_return_val_if_fail (node_dir != NULL, NULL);
  g_return_val_if_fail (shipped_dir != NULL, NULL);

  self = yz_content_open (current, NULL);
  if (self != NULL && !is_outdated (self, shipped_dir))
    return g_steal_pointer (&self);

  lock_fd = lock_folder (dir, self == NULL ? error : NULL);
  if (lock_fd >= 0) {
    renewed = renew (dir, shipped_dir, self == NULL ? error : NULL);
    close (lock_fd);
  }
  return renewed != NULL ? renewed : g_steal_pointer (&self);
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
 * yz_content_set_clock:
 * @self: a content that no other thread uses yet
 * @clock: the clock to go by, instead of the system's
 */
void
yz_content_set_clock (YzContent *self, YzClock *clock)
{
  g_return_if_fail (YZ_IS_CONTENT (self));
  g_return_if_fail (YZ_IS_CLOCK (clock));

  g_set_object (&self->clock, clock);
}

/**
 * yz_content_get_day:
 * @self: a content
 *
 * The day that decides which articles are in force. A version such as `2026.11.21-1` was published
 * on that day: a clock that says an earlier one is wrong, and must not empty the kiosk.
 *
 * Returns: (transfer full): YYYY-MM-DD in Beijing time
 */
char *
yz_content_get_day (YzContent *self)
{
  g_autofree char *today = NULL;
  g_autofree char *published = NULL;
  guint year, month, day;

  g_return_val_if_fail (YZ_IS_CONTENT (self), NULL);

  today = yz_time_local_date (yz_clock_now (self->clock));
  if (sscanf (self->version, "%4u.%2u.%2u", &year, &month, &day) != 3
      || !g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return g_steal_pointer (&today);
  published = g_strdup_printf ("%04u-%02u-%02u", year, month, day);
  return strcmp (today, published) < 0 ? g_steal_pointer (&published) : g_steal_pointer (&today);
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
 * @error: as yz_services_from_json()
 *
 * Returns: (transfer full): what people come for, as yz_services_from_json() says
 */
JsonArray *
yz_content_get_services (YzContent *self, GError **error)
{
  g_autofree char *text = yz_content_get_item (self, "services.json", error);
  g_autoptr (JsonNode) node = text != NULL ? yz_json_parse (text, -1, G_MAXSIZE, error) : NULL;

  return node != NULL ? yz_services_from_json (node, error) : NULL;
}

static JsonNode *
get_json (YzContent *self, const char *path, GError **error)
{
  g_autofree char *text
      = query_text (self->db, "SELECT body FROM items WHERE path = ?1", path, error);

  return text != NULL ? yz_json_parse (text, -1, G_MAXSIZE, error) : NULL;
}

/**
 * yz_content_get_rules:
 * @self: a content
 * @error: %YZ_ERROR_NOT_FOUND where it has none
 *
 * Reading them takes some milliseconds the first time: not for the main loop.
 *
 * Returns: (transfer full): the eligibility rules
 */
YzRules *
yz_content_get_rules (YzContent *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (JsonNode) rules = NULL;
  g_autoptr (JsonNode) questions = NULL;
  g_autoptr (JsonNode) means = NULL;
  g_autoptr (JsonNode) supplements = NULL;

  g_return_val_if_fail (YZ_IS_CONTENT (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  if (self->rules != NULL)
    return g_object_ref (self->rules);
  if ((rules = get_json (self, "rules/rules.json", error)) == NULL
      || (questions = get_json (self, "rules/questions.json", error)) == NULL
      || (means = get_json (self, "rules/means.json", error)) == NULL
      || (supplements = get_json (self, "rules/supplements.json", error)) == NULL)
    return NULL;
  self->rules = yz_rules_new (rules, questions, means, supplements, error);
  return self->rules != NULL ? g_object_ref (self->rules) : NULL;
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
      = yz_database_prepare (db, "SELECT source, language, imported FROM articles ORDER BY n",
                             error);
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
    article->imported = sqlite3_column_int (articles, 2) != 0;
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
  g_autoptr (YzContentSource) source = yz_content_source_new ();

  g_return_val_if_fail (YZ_IS_CONTENT (self), NULL);

  source->version = g_strdup (self->version);
  return yz_content_run (self, read_source, source, error) ? g_steal_pointer (&source) : NULL;
}
