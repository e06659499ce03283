/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-database.h"

#include "yz-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One SQLite connection with the project's settings. All SQL of the project runs through here, so
 * that what a failure means to the citizen is decided in one place. */

#define BUSY_TIMEOUT_MS 10000
#define WAL_RETRY_MS 5

struct _YzDatabase {
  sqlite3 *handle;
  GHashTable *statements; /* SQL → sqlite3_stmt, prepared once */
  sqlite3_stmt *begin;
  sqlite3_stmt *commit;
  sqlite3_stmt *rollback;
  sqlite3_stmt *savepoint;
  sqlite3_stmt *release;
  sqlite3_stmt *back_to_savepoint;
};

/* SQLite's own messages name tables, columns and files, but never what stands in them. */
static void
set_error (sqlite3 *handle, int code, GError **error)
{
  const char *detail = handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (code);

  switch (code & 0xff) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED,
                 "the database is damaged: restart the kiosk, which rescues what can be read (%s)",
                 detail);
    break;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    g_set_error (error, YZ_ERROR, YZ_ERROR_BUSY,
                 "another program holds the database: wait and try again (%s)", detail);
    break;
  case SQLITE_CONSTRAINT:
  case SQLITE_MISMATCH:
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "the database does not take this value (%s)",
                 detail);
    break;
  default:
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE,
                 "nothing was saved: see that the disk has space and can be written (%s)", detail);
    break;
  }
}

static void
finalize_statement (gpointer data)
{
  sqlite3_finalize (data);
}

static gboolean
exec_sql (sqlite3 *handle, const char *sql, GError **error)
{
  int code = sqlite3_exec (handle, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;

  set_error (handle, code, error);
  return FALSE;
}

static sqlite3_stmt *
compile (sqlite3 *handle, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v3 (handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);

  if (code != SQLITE_OK)
    set_error (handle, code, error);
  return statement;
}

/* A new database is readable by its owner only; SQLite gives the -wal and -shm the same mode. It is
 * made without being opened: closing it would drop the locks of another connection that this
 * process has on it (POSIX locks belong to the process). */
static gboolean
create_file (const char *path, GError **error)
{
  if (mknod (path, S_IFREG | 0600, 0) == 0 || errno == EEXIST)
    return TRUE;

  g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the database %s cannot be made: %s", path,
               g_strerror (errno));
  return FALSE;
}

/* SQLite takes an empty file for a new database and then deletes the log beside it, with all that
 * was committed there. An empty file with a log is what a crashed file system leaves behind. */
static gboolean
check_not_emptied (const char *path, GError **error)
{
  g_autofree char *wal_path = g_strconcat (path, "-wal", NULL);
  struct stat database = { 0 };
  struct stat wal = { 0 };

  if ((stat (path, &database) == 0 && database.st_size > 0) || stat (wal_path, &wal) != 0
      || wal.st_size == 0)
    return TRUE;

  g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED,
               "the database %s is empty but has a log: restart the kiosk, which rescues what can "
               "be read",
               path);
  return FALSE;
}

static gboolean
prepare_file (const char *path, gboolean may_create, GError **error)
{
  if (strcmp (path, ":memory:") == 0)
    return TRUE;
  if (!check_not_emptied (path, error))
    return FALSE;
  if (may_create)
    return create_file (path, error);
  if (access (path, F_OK) != 0 && errno == ENOENT) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND,
                 "there is no database %s yet: start the kiosk once", path);
    return FALSE;
  }
  return TRUE;
}

/* Changing to the log needs the file for itself, and SQLite does not wait for that: when two
 * programs open a new database at once, one of them has to come again. */
static gboolean
use_write_ahead_log (sqlite3 *handle, GError **error)
{
  int code = SQLITE_BUSY;

  for (guint waited_ms = 0; waited_ms < BUSY_TIMEOUT_MS; waited_ms += WAL_RETRY_MS) {
    code = sqlite3_exec (handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    if ((code & 0xff) != SQLITE_BUSY)
      break;
    g_usleep (WAL_RETRY_MS * 1000);
  }
  if (code == SQLITE_OK)
    return TRUE;

  set_error (handle, code, error);
  return FALSE;
}

static gboolean
read_version (sqlite3 *handle, guint *ret_version, GError **error)
{
  sqlite3_stmt *statement = compile (handle, "PRAGMA user_version", error);
  int code;

  if (statement == NULL)
    return FALSE;

  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *ret_version = (guint)sqlite3_column_int (statement, 0);
  else
    set_error (handle, code, error);
  sqlite3_finalize (statement);
  return code == SQLITE_ROW;
}

/* Runs inside a transaction: another process may have migrated since the version was read. */
static gboolean
migrate_in_transaction (YzDatabase *self, gpointer user_data, GError **error)
{
  const YzSchema *schema = user_data;
  g_autofree char *set_version = NULL;
  guint version = 0;

  if (!read_version (self->handle, &version, error))
    return FALSE;
  if (version >= schema->n_migrations)
    return TRUE;

  for (guint i = version; i < schema->n_migrations; i++) {
    if (!exec_sql (self->handle, schema->migrations[i], error)) {
      g_prefix_error (error, "migration to version %u: ", i + 1);
      return FALSE;
    }
  }
  set_version = g_strdup_printf ("PRAGMA user_version = %u", schema->n_migrations);
  return exec_sql (self->handle, set_version, error);
}

static gboolean
check_version (YzDatabase *self, const YzSchema *schema, gboolean migrate, GError **error)
{
  guint version = 0;

  if (!read_version (self->handle, &version, error))
    return FALSE;
  if (version < schema->n_migrations && migrate) {
    if (!yz_database_transaction (self, migrate_in_transaction, (gpointer)schema, error))
      return FALSE;
    if (!read_version (self->handle, &version, error))
      return FALSE;
  }
  if (version == schema->n_migrations)
    return TRUE;

  g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
               version > schema->n_migrations
                   ? "the database has version %u and this program knows only %u: update the "
                     "program"
                   : "the database has version %u and this program needs %u: restart the kiosk, "
                     "which brings it up to date",
               version, schema->n_migrations);
  return FALSE;
}

/* They are there before they are needed: a rollback must not fail for want of memory. */
static gboolean
compile_all (YzDatabase *self, GError **error)
{
  const struct {
    sqlite3_stmt **statement;
    const char *sql;
  } all[] = {
    { &self->begin, "BEGIN IMMEDIATE" }, { &self->commit, "COMMIT" },
    { &self->rollback, "ROLLBACK" },     { &self->savepoint, "SAVEPOINT call" },
    { &self->release, "RELEASE call" },  { &self->back_to_savepoint, "ROLLBACK TO call" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++) {
    *all[i].statement = compile (self->handle, all[i].sql, error);
    if (*all[i].statement == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
set_up (YzDatabase *self, const YzSchema *schema, gboolean migrate, GError **error)
{
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  if (!exec_sql (self->handle, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL", error))
    return FALSE;
  if (migrate && !use_write_ahead_log (self->handle, error))
    return FALSE;

  return compile_all (self, error) && check_version (self, schema, migrate, error);
}

/**
 * yz_database_open:
 * @path: the file, or `:memory:`
 * @schema: what must stand in it; kept, not copied
 * @migrate: whether to make the file and to bring an older schema up to date. Of `kiosk.db` only
 *   the process that holds `owner.lock` may do so.
 * @error: %YZ_ERROR_NOT_FOUND where there is no file and @migrate is %FALSE; %YZ_ERROR_CONFIG
 *   where its schema is newer, or older and @migrate is %FALSE; %YZ_ERROR_DAMAGED,
 *   %YZ_ERROR_STORAGE or %YZ_ERROR_BUSY
 *
 * Opens a database with the settings of all of the project's: write-ahead log, `synchronous=FULL`
 * (a commit that has returned survives a power cut), foreign keys, a busy time-out of 10 s. Two
 * processes may open a new one at once.
 *
 * Returns: (transfer full): the connection, for use by one thread at a time
 */
YzDatabase *
yz_database_open (const char *path, const YzSchema *schema, gboolean migrate, GError **error)
{
  g_autoptr (YzDatabase) self = NULL;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int code;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (schema != NULL, NULL);

  if (!prepare_file (path, migrate, error))
    return NULL;

  self = g_new0 (YzDatabase, 1);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
  code = sqlite3_open_v2 (path, &self->handle, flags, NULL);
  if (code != SQLITE_OK) {
    set_error (self->handle, code, error);
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  if (!set_up (self, schema, migrate, error)) {
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * yz_database_open_immutable:
 * @path: a finished file that nobody writes to any more
 * @error: %YZ_ERROR_NOT_FOUND, %YZ_ERROR_DAMAGED or %YZ_ERROR_STORAGE, with the path before it
 *
 * Opens a database to read only: without locks, log or shared memory beside it.
 *
 * Returns: (transfer full): the database
 */
YzDatabase *
yz_database_open_immutable (const char *path, GError **error)
{
  g_autoptr (YzDatabase) self = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *uri = NULL;
  int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int code;

  g_return_val_if_fail (path != NULL, NULL);

  if (!prepare_file (path, FALSE, error))
    return NULL;
  escaped = g_uri_escape_string (path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
  uri = g_strdup_printf ("file:%s?immutable=1", escaped);
  self = g_new0 (YzDatabase, 1);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
  code = sqlite3_open_v2 (uri, &self->handle, flags, NULL);
  if (code != SQLITE_OK) {
    set_error (self->handle, code, error);
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * yz_database_close:
 * @self: (nullable): a database
 *
 * Closes the connection and frees its statements.
 */
void
yz_database_close (YzDatabase *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->statements);
  sqlite3_finalize (self->begin);
  sqlite3_finalize (self->commit);
  sqlite3_finalize (self->rollback);
  sqlite3_finalize (self->savepoint);
  sqlite3_finalize (self->release);
  sqlite3_finalize (self->back_to_savepoint);
  sqlite3_close (self->handle);
  g_free (self);
}

/**
 * yz_database_get_handle:
 * @self: a database
 *
 * Returns: (transfer none): SQLite's own handle, for what has no function here
 */
sqlite3 *
yz_database_get_handle (YzDatabase *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->handle;
}

/**
 * yz_database_prepare:
 * @self: a database
 * @sql: one statement with `?1` for its values; a fixed text, because each is kept until the
 *   connection closes
 * @error: where it cannot be compiled
 *
 * The same text gives the same statement, fresh and with no values bound: do not ask for it again
 * before having read all its rows.
 *
 * Returns: (transfer none): the statement, ready to bind and step
 */
sqlite3_stmt *
yz_database_prepare (YzDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  statement = g_hash_table_lookup (self->statements, sql);
  if (statement != NULL) {
    sqlite3_reset (statement);
    sqlite3_clear_bindings (statement);
    return statement;
  }
  statement = compile (self->handle, sql, error);
  if (statement != NULL)
    g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

/**
 * yz_database_step:
 * @self: a database
 * @statement: of yz_database_prepare(), with its values bound
 * @ret_row: (out) (optional): whether there is a row to read; %NULL where none is wanted
 * @error: %YZ_ERROR_STORAGE, %YZ_ERROR_DAMAGED, %YZ_ERROR_BUSY; %YZ_ERROR_INVALID where a
 *   constraint of the schema forbids it
 *
 * Goes to the next row, or does what the statement says.
 *
 * Returns: whether it could be done
 */
gboolean
yz_database_step (YzDatabase *self, sqlite3_stmt *statement, gboolean *ret_row, GError **error)
{
  int code;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (statement != NULL, FALSE);

  code = sqlite3_step (statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) {
    set_error (self->handle, code, error);
    sqlite3_reset (statement);
    return FALSE;
  }
  /* A statement left standing would hold its snapshot, and the log could not be emptied. */
  if (code == SQLITE_DONE || ret_row == NULL)
    sqlite3_reset (statement);
  if (ret_row != NULL)
    *ret_row = code == SQLITE_ROW;
  return TRUE;
}

/**
 * yz_database_exec:
 * @self: a database
 * @sql: statements without values and without rows
 * @error: as yz_database_step()
 *
 * Returns: whether all of them ran
 */
gboolean
yz_database_exec (YzDatabase *self, const char *sql, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sql != NULL, FALSE);

  return exec_sql (self->handle, sql, error);
}

static void
reset_statements (YzDatabase *self)
{
  sqlite3_stmt *statement = NULL;

  while ((statement = sqlite3_next_stmt (self->handle, statement)) != NULL)
    if (sqlite3_stmt_busy (statement))
      sqlite3_reset (statement);
}

/* SQLite has already rolled back by itself after some errors, such as a full disk. */
static void
roll_back (YzDatabase *self)
{
  if (!sqlite3_get_autocommit (self->handle)) {
    sqlite3_step (self->rollback);
    sqlite3_reset (self->rollback);
  }
}

/* A file that was moved away or deleted takes every commit and keeps none of them for us. */
static gboolean
check_in_place (YzDatabase *self, GError **error)
{
  int moved = 0;

  if (sqlite3_file_control (self->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK
      || !moved)
    return TRUE;

  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_STORAGE,
                       "nothing was saved: the database was moved while it was open: restart the "
                       "kiosk");
  return FALSE;
}

/**
 * yz_database_transaction:
 * @self: a database, not inside a transaction
 * @func: (scope call): what to do; %FALSE with an error undoes all of it
 * @user_data: passed to @func
 * @error: of @func, or of the transaction
 *
 * Runs @func inside one `BEGIN IMMEDIATE` transaction: all of it is on the disk when this returns
 * %TRUE, and nothing of it otherwise. No transaction may take longer than 50 ms, because the
 * citizen at the screen waits for it.
 *
 * Returns: whether it was committed
 */
gboolean
yz_database_transaction (YzDatabase *self, YzDatabaseFunc func, gpointer user_data, GError **error)
{
  gboolean ok;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (sqlite3_get_autocommit (self->handle), FALSE);

  if (!yz_database_step (self, self->begin, NULL, error))
    return FALSE;

  ok = func (self, user_data, error);
  reset_statements (self);
  ok = ok && yz_database_step (self, self->commit, NULL, error);
  if (!ok)
    roll_back (self);
  return ok && check_in_place (self, error);
}

static gboolean
is_in_transaction (YzDatabase *self)
{
  return !sqlite3_get_autocommit (self->handle);
}

/* Runs one call so that the others do not notice where it fails. Where the whole transaction is
 * gone after that, they must. */
static void
run_in_savepoint (YzDatabase *self, YzDatabaseCall *call)
{
  call->ok = yz_database_step (self, self->savepoint, NULL, &call->error)
             && call->func (self, call->user_data, &call->error);
  reset_statements (self);
  if (!is_in_transaction (self)) {
    call->ok = FALSE;
    if (call->error == NULL)
      set_error (self->handle, SQLITE_FULL, &call->error);
    return;
  }
  call->ok = call->ok && yz_database_step (self, self->release, NULL, &call->error);
  if (!call->ok
      && (!yz_database_step (self, self->back_to_savepoint, NULL, NULL)
          || !yz_database_step (self, self->release, NULL, NULL)))
    roll_back (self);
}

static void
fail_all (YzDatabaseCall **calls, guint n_calls, const GError *error)
{
  for (guint i = 0; i < n_calls; i++) {
    if (calls[i]->error == NULL)
      calls[i]->error = g_error_copy (error);
    calls[i]->ok = FALSE;
  }
}

/* Returns how many have been run: all, or up to the one that brought the transaction down. */
static guint
run_until_broken (YzDatabase *self, YzDatabaseCall **calls, guint n_calls)
{
  g_autoptr (GError) error = NULL;
  guint n_run = 0;

  if (!yz_database_step (self, self->begin, NULL, &error)) {
    fail_all (calls, n_calls, error);
    return n_calls;
  }
  while (n_run < n_calls && is_in_transaction (self))
    run_in_savepoint (self, calls[n_run++]);

  if (!is_in_transaction (self)) {
    fail_all (calls, n_run, calls[n_run - 1]->error);
  } else if (!yz_database_step (self, self->commit, NULL, &error)) {
    roll_back (self);
    fail_all (calls, n_run, error);
  } else if (!check_in_place (self, &error)) {
    fail_all (calls, n_run, error);
  }
  return n_run;
}

/**
 * yz_database_run_together:
 * @self: a database, not inside a transaction
 * @calls: (array length=n_calls): what to do, in this order
 * @n_calls: how many
 *
 * Runs several functions as if each had a transaction of its own, but waits for the disk only once:
 * one that fails is undone alone. When this returns, each @ok says whether all that its function
 * did is on the disk, or nothing of it. A full disk may fail some that would have fitted.
 */
void
yz_database_run_together (YzDatabase *self, YzDatabaseCall **calls, guint n_calls)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (calls != NULL);
  g_return_if_fail (!is_in_transaction (self));

  if (n_calls == 1) {
    calls[0]->ok
        = yz_database_transaction (self, calls[0]->func, calls[0]->user_data, &calls[0]->error);
    return;
  }
  for (guint i = 0; i < n_calls;)
    i += run_until_broken (self, calls + i, n_calls - i);
}

/**
 * yz_database_check:
 * @self: a database
 * @error: %YZ_ERROR_DAMAGED with the first thing found
 *
 * Reads the whole database and looks whether it is sound (`quick_check`). This takes about a
 * second for every 500 MB.
 *
 * Returns: whether it is
 */
gboolean
yz_database_check (YzDatabase *self, GError **error)
{
  sqlite3_stmt *statement;
  const char *finding;
  gboolean row = FALSE;
  gboolean sound;

  g_return_val_if_fail (self != NULL, FALSE);

  statement = yz_database_prepare (self, "PRAGMA quick_check (1)", error);
  if (statement == NULL || !yz_database_step (self, statement, &row, error))
    return FALSE;

  finding = row ? (const char *)sqlite3_column_text (statement, 0) : NULL;
  sound = g_strcmp0 (finding, "ok") == 0;
  if (!sound)
    g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED,
                 "the database is damaged: restart the kiosk, which rescues what can be read (%s)",
                 finding != NULL ? finding : "no answer");
  sqlite3_reset (statement);
  /* What was read for this alone would stay in the cache for good. */
  sqlite3_db_release_memory (self->handle);
  return sound;
}
