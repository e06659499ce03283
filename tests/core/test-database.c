/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-database.h"

#include "yz-error.h"
#include "yz-store.h"
#include "yz-test-folder.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One connection: its settings, its transactions, its schema's history, and what each failure of
 * SQLite means. */

#define N_OPENERS 6
#define N_ROUNDS 10

static const char *const notes_migrations[] = {
  "CREATE TABLE folders (id INTEGER PRIMARY KEY, title TEXT);"
  "CREATE TABLE notes (id INTEGER PRIMARY KEY, folder INTEGER REFERENCES folders, text TEXT);",
  "ALTER TABLE notes ADD COLUMN mark INTEGER NOT NULL DEFAULT 7;",
};

static const YzSchema old_schema = { notes_migrations, 1 };
static const YzSchema new_schema = { notes_migrations, 2 };

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = yz_test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "notes.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  yz_test_folder_remove (fixture->folder);
}

static YzDatabase *
open_database (const char *path, const YzSchema *schema)
{
  g_autoptr (GError) error = NULL;
  YzDatabase *db = yz_database_open (path, schema, TRUE, &error);

  g_assert_no_error (error);
  return db;
}

static void
exec (YzDatabase *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_database_exec (db, sql, &error));
  g_assert_no_error (error);
}

static char *
query (YzDatabase *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = yz_database_prepare (db, sql, &error);
  gboolean row = FALSE;
  char *text;

  g_assert_no_error (error);
  g_assert_true (yz_database_step (db, statement, &row, &error));
  text = row ? g_strdup ((const char *)sqlite3_column_text (statement, 0)) : NULL;
  sqlite3_reset (statement);
  return text;
}

#define assert_query(db, sql, expected)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *found = query (db, sql);                                                      \
    g_assert_cmpstr (found, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = open_database (fixture->path, &new_schema);
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  struct stat info;

  assert_query (db, "PRAGMA journal_mode", "wal");
  assert_query (db, "PRAGMA synchronous", "2");
  assert_query (db, "PRAGMA foreign_keys", "1");
  assert_query (db, "PRAGMA busy_timeout", "10000");
  assert_query (db, "PRAGMA user_version", "2");
  assert_query (db, "SELECT count (*) FROM notes", "0");

  exec (db, "INSERT INTO notes (text) VALUES ('x')");
  g_assert_no_errno (stat (fixture->path, &info));
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_no_errno (stat (wal, &info));
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
assert_does_not_open (const char *path, const YzSchema *schema, gboolean migrate, YzError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_database_open (path, schema, migrate, &error));
  g_assert_error (error, YZ_ERROR, (int)code);
}

static void
test_who_may_not_migrate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = NULL;
  g_autoptr (GError) error = NULL;

  assert_does_not_open (fixture->path, &old_schema, FALSE, YZ_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  yz_database_close (open_database (fixture->path, &old_schema));
  assert_does_not_open (fixture->path, &new_schema, FALSE, YZ_ERROR_CONFIG);
  db = yz_database_open (fixture->path, &old_schema, FALSE, &error);
  g_assert_no_error (error);
  exec (db, "INSERT INTO notes (text) VALUES ('x')");
}

static void
test_migration_keeps_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = open_database (fixture->path, &old_schema);

  exec (db, "INSERT INTO notes (text) VALUES ('kept')");
  yz_database_close (g_steal_pointer (&db));

  db = open_database (fixture->path, &new_schema);
  assert_query (db, "PRAGMA user_version", "2");
  assert_query (db, "SELECT text || mark FROM notes", "kept7");
  yz_database_close (g_steal_pointer (&db));

  /* An older program keeps its hands off what it does not know, whoever it is. */
  assert_does_not_open (fixture->path, &old_schema, TRUE, YZ_ERROR_CONFIG);
  assert_does_not_open (fixture->path, &old_schema, FALSE, YZ_ERROR_CONFIG);
}

static void
test_migration_fails_whole (Fixture *fixture, gconstpointer data)
{
  const char *const scripts[] = {
    notes_migrations[0],
    "ALTER TABLE notes ADD COLUMN one INTEGER;",
    "ALTER TABLE notes ADD COLUMN two INTEGER; ALTER TABLE missing ADD COLUMN three INTEGER;",
  };
  const YzSchema broken = { scripts, G_N_ELEMENTS (scripts) };
  g_autoptr (YzDatabase) db = open_database (fixture->path, &old_schema);

  assert_does_not_open (fixture->path, &broken, TRUE, YZ_ERROR_STORAGE);
  assert_query (db, "PRAGMA user_version", "1");
  assert_query (db, "SELECT count (*) FROM pragma_table_info ('notes')", "3");
}

static char *
describe_schema (YzDatabase *db)
{
  return query (db, "SELECT group_concat (sql, char (10)) FROM"
                    " (SELECT sql FROM sqlite_schema ORDER BY type, name)");
}

/* Every version that was ever released comes up to date, and is then as if it had been made new. */
static void
test_kiosk_schema_from_each_version (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) fresh = open_database (":memory:", &yz_kiosk_schema);
  g_autofree char *expected = describe_schema (fresh);

  for (guint version = 1; version < yz_kiosk_schema.n_migrations; version++) {
    const YzSchema before = { yz_kiosk_schema.migrations, version };
    g_autofree char *path = g_strdup_printf ("%s/%u.db", fixture->folder, version);
    g_autoptr (YzDatabase) db = open_database (path, &before);
    g_autofree char *schema = NULL;

    exec (db, "INSERT INTO outbox (id, receipt, sha256, created, urgent, state, envelope) VALUES"
              " ('a', '1', printf ('%064d', 0), 1, 0, 'pending', x'00')");
    yz_database_close (g_steal_pointer (&db));
    db = open_database (path, &yz_kiosk_schema);
    schema = describe_schema (db);
    g_assert_cmpstr (schema, ==, expected);
    assert_query (db, "SELECT id || receipt || state FROM outbox", "a1pending");
  }
}

static gboolean
insert_two (YzDatabase *db, gpointer user_data, GError **error)
{
  const char *second = user_data;

  return yz_database_exec (db, "INSERT INTO notes (text) VALUES ('first')", error)
         && yz_database_exec (db, second, error);
}

static void
test_transaction_is_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = open_database (fixture->path, &new_schema);
  g_autoptr (GError) error = NULL;

  g_assert_false (yz_database_transaction (db, insert_two,
                                           (gpointer) "INSERT INTO notes (folder) VALUES (99)",
                                           &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  assert_query (db, "SELECT count (*) FROM notes", "0");
  g_clear_error (&error);

  g_assert_true (yz_database_transaction (db, insert_two,
                                          (gpointer) "INSERT INTO notes (text) VALUES ('second')",
                                          &error));
  g_assert_no_error (error);
  assert_query (db, "SELECT count (*) FROM notes", "2");
}

static gboolean
leave_standing (YzDatabase *db, gpointer user_data, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db, "SELECT text FROM notes", error);
  gboolean row = FALSE;

  exec (db, "INSERT INTO notes (text) VALUES ('a'), ('b')");
  g_assert_true (yz_database_step (db, statement, &row, error));
  g_assert_true (row);
  return TRUE;
}

/* A forgotten cursor would hold its snapshot, and the log would grow for ever. */
static void
test_transaction_leaves_nothing_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = open_database (fixture->path, &new_schema);
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_database_transaction (db, leave_standing, NULL, &error));
  g_assert_no_error (error);
  assert_query (db, "PRAGMA wal_checkpoint (TRUNCATE)", "0");
}

static void
test_statements_are_fresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = open_database (fixture->path, &new_schema);
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *first = yz_database_prepare (db, "SELECT ?1", &error);
  gboolean row = FALSE;

  sqlite3_bind_text (first, 1, "bound", -1, SQLITE_STATIC);
  g_assert_true (yz_database_step (db, first, &row, &error));
  g_assert_true (yz_database_prepare (db, "SELECT ?1", &error) == first);
  g_assert_true (yz_database_step (db, first, &row, &error));
  g_assert_true (row);
  g_assert_cmpint (sqlite3_column_type (first, 0), ==, SQLITE_NULL);

  g_assert_null (yz_database_prepare (db, "SELECT missing FROM notes", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
}

static gboolean
fill_up (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_database_exec (db, "INSERT INTO notes (text) VALUES ('small')", error)
         && yz_database_exec (db, "INSERT INTO notes (text) VALUES (randomblob (1000000))", error);
}

static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = open_database (fixture->path, &new_schema);
  g_autoptr (GError) error = NULL;

  assert_query (db, "PRAGMA max_page_count = 20", "20");
  g_assert_false (yz_database_transaction (db, fill_up, NULL, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  assert_query (db, "SELECT count (*) FROM notes", "0");

  /* There is room again, and all goes on. */
  g_clear_error (&error);
  assert_query (db, "PRAGMA max_page_count = 2000", "2000");
  g_assert_true (yz_database_transaction (db, fill_up, NULL, &error));
  assert_query (db, "SELECT count (*) FROM notes", "2");
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = open_database (fixture->path, &new_schema);
  g_autoptr (GError) error = NULL;

  exec (db, "PRAGMA query_only = ON");
  g_assert_false (yz_database_exec (db, "INSERT INTO notes (text) VALUES ('x')", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
}

static void
test_held_by_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = open_database (fixture->path, &new_schema);
  g_autoptr (YzDatabase) other = open_database (fixture->path, &new_schema);
  g_autoptr (GError) error = NULL;

  sqlite3_busy_timeout (yz_database_get_handle (db), 1);
  exec (other, "BEGIN IMMEDIATE");
  g_assert_false (yz_database_transaction (db, insert_two,
                                           (gpointer) "INSERT INTO notes (text) VALUES ('second')",
                                           &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_BUSY);
  exec (other, "ROLLBACK");
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "missing", "notes.db", NULL);

  assert_does_not_open (path, &new_schema, TRUE, YZ_ERROR_STORAGE);
  assert_does_not_open (fixture->folder, &new_schema, FALSE, YZ_ERROR_STORAGE);
}

static void
test_no_database (Fixture *fixture, gconstpointer data)
{
  g_autofree char *garbage = g_strnfill (10000, 'x');
  g_autofree char *after = NULL;

  g_assert_true (g_file_set_contents (fixture->path, garbage, -1, NULL));
  assert_does_not_open (fixture->path, &new_schema, TRUE, YZ_ERROR_DAMAGED);
  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, garbage);
}

/* SQLite would take the empty file for a new database and delete the log. */
static void
test_emptied_file_keeps_its_log (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *after = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  g_assert_true (g_file_set_contents (wal, "what was committed", -1, NULL));
  assert_does_not_open (fixture->path, &new_schema, TRUE, YZ_ERROR_DAMAGED);
  assert_does_not_open (fixture->path, &new_schema, FALSE, YZ_ERROR_DAMAGED);
  g_assert_no_errno (g_remove (fixture->path));
  assert_does_not_open (fixture->path, &new_schema, TRUE, YZ_ERROR_DAMAGED);
  g_assert_true (g_file_get_contents (wal, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, "what was committed");
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = open_database (fixture->path, &new_schema);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  exec (db, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
            " INSERT INTO notes (text) SELECT hex (zeroblob (500)) FROM n");
  g_assert_true (yz_database_check (db, &error));
  g_assert_no_error (error);
  yz_database_close (g_steal_pointer (&db));

  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  g_assert_cmpuint (size, >, 10 * 4096);
  memset (bytes + 8 * 4096, 0xa5, 4096);
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize)size, NULL));

  db = open_database (fixture->path, &new_schema);
  g_assert_false (yz_database_check (db, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_false (
      yz_database_exec (db, "CREATE TABLE copy AS SELECT hex (text) FROM notes", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
}

static int
fail_nth (void *user_data,
          int action,
          const char *a,
          const char *b,
          const char *database,
          const char *trigger)
{
  int *left = user_data;

  return --(*left) == 0 ? SQLITE_DENY : SQLITE_OK;
}

static gboolean
insert_numbered (YzDatabase *db, gpointer user_data, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db, "INSERT INTO notes (id, text) VALUES (?1, 'x'), (?1 + 100, 'y')",
                             error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, GPOINTER_TO_INT (user_data));
  return yz_database_step (db, statement, NULL, error);
}

/* Whatever step fails of several that share a commit, each is told what is true of it. */
static void
test_together_fails_at_each_step (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = open_database (fixture->path, &new_schema);
  guint n_ok = 0;

  for (int n = 1; n_ok < 3; n++) {
    YzDatabaseCall all[3] = { 0 };
    YzDatabaseCall *calls[] = { &all[0], &all[1], &all[2] };
    g_autoptr (GString) expected = g_string_new (NULL);
    g_autofree char *found = NULL;
    int left = n;

    g_assert_cmpint (n, <, 1000);
    for (int i = 0; i < 3; i++)
      all[i] = (YzDatabaseCall){ insert_numbered, GINT_TO_POINTER (i + 1) };
    sqlite3_set_authorizer (yz_database_get_handle (db), fail_nth, &left);
    yz_database_run_together (db, calls, 3);
    sqlite3_set_authorizer (yz_database_get_handle (db), NULL, NULL);

    n_ok = 0;
    for (int i = 0; i < 3; i++) {
      g_assert_true (all[i].ok == (all[i].error == NULL));
      n_ok += all[i].ok ? 1 : 0;
      if (all[i].ok)
        g_string_append_printf (expected, "%dx%dy", i + 1, i + 101);
      g_clear_error (&all[i].error);
    }
    found = query (db, "SELECT coalesce (group_concat (id || text, ''), '') FROM"
                       " (SELECT id, text FROM notes ORDER BY id % 100, id)");
    g_assert_cmpstr (found, ==, expected->str);
    exec (db, "DELETE FROM notes");
  }
}

/* As content is: made once, then only read, by whoever may read it. */
static void
test_immutable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "100% a?b#c.db", NULL);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autoptr (YzDatabase) made = open_database (path, &new_schema);
  g_autoptr (YzDatabase) db = NULL;
  g_autoptr (GError) error = NULL;

  exec (made, "INSERT INTO notes (text) VALUES ('kept'); PRAGMA journal_mode = DELETE");
  yz_database_close (g_steal_pointer (&made));
  g_assert_no_errno (g_chmod (path, 0400));

  db = yz_database_open_immutable (path, &error);
  g_assert_no_error (error);
  assert_query (db, "SELECT text FROM notes", "kept");
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  g_assert_false (yz_database_exec (db, "DELETE FROM notes", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  g_clear_error (&error);

  g_assert_null (yz_database_open_immutable (fixture->path, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
}

/* The program that the next test starts several times at once. */
static int
open_in_another_process (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzDatabase) db = yz_database_open (path, &yz_kiosk_schema, TRUE, &error);

  if (db == NULL)
    g_printerr ("%s\n", error->message);
  return db != NULL ? 0 : 1;
}

/* A second connection of the same process leaves the locks of the first alone. Looking at them from
 * here would drop them too, so that is done once, at the end. */
static void
test_second_keeps_locks_of_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) first = open_database (fixture->path, &new_schema);
  g_autoptr (YzDatabase) second = open_database (fixture->path, &new_schema);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = g_open (fixture->path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (fcntl (fd, F_OFD_GETLK, &lock), ==, 0);
  g_assert_cmpint (lock.l_type, ==, F_RDLCK);
  close (fd);
}

static void
test_opened_at_once (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < N_ROUNDS; round++) {
    g_autofree char *path = g_strdup_printf ("%s/round-%u.db", fixture->folder, round);
    g_autoptr (GPtrArray) openers = g_ptr_array_new_with_free_func (g_object_unref);
    g_autoptr (YzDatabase) db = NULL;

    for (guint i = 0; i < N_OPENERS; i++) {
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (openers, g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe",
                                                  "--open", path, NULL));
      g_assert_no_error (error);
    }
    for (guint i = 0; i < N_OPENERS; i++) {
      g_autoptr (GError) error = NULL;

      g_subprocess_wait_check (g_ptr_array_index (openers, i), NULL, &error);
      g_assert_no_error (error);
    }
    db = open_database (path, &yz_kiosk_schema);
    g_assert_true (yz_database_check (db, NULL));
  }
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--open") == 0)
    return open_in_another_process (argv[2]);

  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

  ADD ("/database/settings", test_settings);
  ADD ("/database/who-may-not-migrate", test_who_may_not_migrate);
  ADD ("/database/migration/keeps-rows", test_migration_keeps_rows);
  ADD ("/database/migration/fails-whole", test_migration_fails_whole);
  ADD ("/database/migration/kiosk", test_kiosk_schema_from_each_version);
  ADD ("/database/transaction/all-or-nothing", test_transaction_is_all_or_nothing);
  ADD ("/database/transaction/leaves-nothing-open", test_transaction_leaves_nothing_open);
  ADD ("/database/statements-are-fresh", test_statements_are_fresh);
  ADD ("/database/failure/full-disk", test_full_disk);
  ADD ("/database/failure/read-only", test_read_only);
  ADD ("/database/failure/held-by-another", test_held_by_another);
  ADD ("/database/failure/no-folder", test_no_folder);
  ADD ("/database/failure/no-database", test_no_database);
  ADD ("/database/failure/emptied-file", test_emptied_file_keeps_its_log);
  ADD ("/database/check", test_check);
  ADD ("/database/together-fails-at-each-step", test_together_fails_at_each_step);
  ADD ("/database/immutable", test_immutable);
  ADD ("/database/second-keeps-locks-of-first", test_second_keeps_locks_of_first);
  ADD ("/database/opened-at-once", test_opened_at_once);

  return g_test_run ();
}
