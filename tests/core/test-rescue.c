/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-blobs.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-meta.h"
#include "yz-outbox.h"
#include "yz-store.h"
#include "yz-test-folder.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* Real pages of real files are damaged, and what comes out is compared with what was put in: every
 * submission that is not itself hit survives byte for byte, nothing is made up, and the damaged
 * file is still there. */

#define PAGE_SIZE 4096
#define N_ITEMS 240
#define N_HITS 12
#define N_FUZZ_ROUNDS 20
#define N_FUZZ_BYTES 200
#define N_NOTES 5000
#define CONTACT_US 1700000000000000

typedef struct {
  char *folder;
  char *path;
  char *log_path;
  GHashTable *items; /* id → YzOutboxItem as it was put in */
  GRand *rand;
} Fixture;

static const char *const notes_migrations[] = {
  "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);"
  "CREATE TABLE names (name TEXT PRIMARY KEY) WITHOUT ROWID;",
};

static const YzSchema notes_schema = { notes_migrations, 1 };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = yz_test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "kiosk.db", NULL);
  fixture->log_path = g_strconcat (fixture->path, "-wal", NULL);
  fixture->items
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)yz_outbox_item_free);
  fixture->rand = g_rand_new_with_seed (20261121);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  g_free (fixture->log_path);
  g_hash_table_unref (fixture->items);
  g_rand_free (fixture->rand);
  yz_test_folder_remove (fixture->folder);
}

static YzDatabase *
open_kiosk (const char *path)
{
  g_autoptr (GError) error = NULL;
  YzDatabase *db = yz_database_open (path, &yz_kiosk_schema, TRUE, &error);

  g_assert_no_error (error);
  return db;
}

/* As an envelope is, for what the rescue reads of it. */
static GBytes *
make_envelope (GRand *rand, const YzOutboxItem *item, gsize size)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "{\"id\":\"%s\",\"receipt\":\"%s\",\"sealed\":\"", item->id,
                          item->receipt);
  while (text->len < size - 2)
    g_string_append_c (text, (char)g_rand_int_range (rand, 'A', 'Z' + 1));
  g_string_append (text, "\"}");
  return g_string_free_to_bytes (text);
}

/* Sizes on both sides of all the format's limits: on the leaf alone, with one page more, with
 * many. */
static YzOutboxItem *
make_item (GRand *rand, guint n)
{
  static const gsize sizes[] = { 6500, 900, 3800, 4061, 9000, 30000, 100, 8200 };
  YzOutboxItem *item = g_new0 (YzOutboxItem, 1);

  item->id = yz_ulid_new (CONTACT_US + n * G_USEC_PER_SEC);
  item->receipt = g_strdup_printf ("%06u", n);
  item->created_us = CONTACT_US + n * G_USEC_PER_SEC;
  item->urgent = n % 7 == 0;
  item->envelope = make_envelope (rand, item, sizes[n % G_N_ELEMENTS (sizes)]);
  item->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, item->envelope);
  return item;
}

/* Brings an item into a state as the sender would. */
static void
advance (YzDatabase *db, YzOutboxItem *item, guint n)
{
  gint64 now_us = item->created_us + 5;

  item->state = (YzOutboxState)(n % 4);
  if (item->state != YZ_OUTBOX_PENDING) {
    g_assert_true (yz_outbox_note_attempt (db, item->id, now_us, NULL));
    item->attempts = 1;
    item->next_us = now_us;
  }
  if (item->state == YZ_OUTBOX_CONFIRMED)
    g_assert_true (yz_outbox_confirm (db, item->id, now_us, NULL));
  if (item->state == YZ_OUTBOX_SET_ASIDE) {
    g_assert_true (yz_outbox_set_aside (db, item->id, "refused", NULL));
    item->last_problem = g_strdup ("refused");
  }
}

typedef struct {
  Fixture *fixture;
  guint first;
  guint last;
} Range;

static gboolean
add_items (YzDatabase *db, gpointer user_data, GError **error)
{
  Range *range = user_data;

  for (guint n = range->first; n < range->last; n++) {
    YzOutboxItem *item = make_item (range->fixture->rand, n);

    g_assert_true (yz_outbox_add (db, item, error));
    advance (db, item, n);
    g_hash_table_insert (range->fixture->items, item->id, item);
  }
  return yz_outbox_set_contact (db, CONTACT_US, error);
}

static void
fill (Fixture *fixture, YzDatabase *db, guint first, guint last)
{
  Range range = { fixture, first, last };
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_database_transaction (db, add_items, &range, &error));
  g_assert_no_error (error);
}

static void
make_database (Fixture *fixture)
{
  g_autoptr (YzDatabase) db = open_kiosk (fixture->path);

  fill (fixture, db, 0, N_ITEMS);
}

static GByteArray *
read_file (const char *path)
{
  char *bytes = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  return g_byte_array_new_take ((guint8 *)bytes, size);
}

static void
write_file (const char *path, GByteArray *bytes)
{
  g_assert_true (g_file_set_contents (path, (char *)bytes->data, bytes->len, NULL));
}

/* Half of the items in the file, half only in the log, as after a power cut. */
static void
make_database_with_log (Fixture *fixture)
{
  g_autoptr (YzDatabase) db = open_kiosk (fixture->path);
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GByteArray) log = NULL;

  g_assert_true (yz_database_exec (db, "PRAGMA wal_autocheckpoint = 0", NULL));
  fill (fixture, db, 0, N_ITEMS / 2);
  g_assert_true (yz_database_exec (db, "PRAGMA wal_checkpoint (TRUNCATE)", NULL));
  for (guint n = N_ITEMS / 2; n < N_ITEMS; n++)
    fill (fixture, db, n, n + 1);

  bytes = read_file (fixture->path);
  log = read_file (fixture->log_path);
  yz_database_close (g_steal_pointer (&db));
  write_file (fixture->path, bytes);
  write_file (fixture->log_path, log);
}

static char *
rescue (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *set_aside = NULL;

  g_assert_true (yz_store_rescue (fixture->path, &yz_kiosk_schema, &set_aside, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (set_aside, G_FILE_TEST_EXISTS)
                 || !g_file_test (fixture->log_path, G_FILE_TEST_EXISTS));
  return set_aside;
}

static void
assert_same_envelope (const YzOutboxItem *a, const YzOutboxItem *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->receipt, ==, b->receipt);
  g_assert_cmpstr (a->sha256, ==, b->sha256);
  g_assert_true (g_bytes_equal (a->envelope, b->envelope));
}

static void
assert_same_item (const YzOutboxItem *a, const YzOutboxItem *b)
{
  assert_same_envelope (a, b);
  g_assert_cmpint (a->created_us, ==, b->created_us);
  g_assert_cmpint (a->urgent, ==, b->urgent);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpuint (a->attempts, ==, b->attempts);
  g_assert_cmpint (a->next_us, ==, b->next_us);
  g_assert_cmpstr (a->last_problem, ==, b->last_problem);
}

typedef void (*CompareFunc) (const YzOutboxItem *a, const YzOutboxItem *b);

/* Compares what is there with what was put in. Returns how many are whole. */
static guint
count_whole (Fixture *fixture, YzDatabase *db, CompareFunc assert_same)
{
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = yz_database_prepare (db, "SELECT id FROM outbox", &error);
  gboolean row = FALSE;
  guint n_whole = 0;

  g_assert_no_error (error);
  while (yz_database_step (db, statement, &row, &error) && row) {
    g_autofree char *id = g_strdup ((const char *)sqlite3_column_text (statement, 0));
    g_autoptr (YzOutboxItem) item = yz_outbox_get (db, id, &error);
    const YzOutboxItem *original = g_hash_table_lookup (fixture->items, id);

    g_assert_no_error (error);
    if (g_strcmp0 (item->last_problem, "damaged") == 0) {
      g_assert_cmpint (item->state, ==, YZ_OUTBOX_SET_ASIDE);
      continue;
    }
    g_assert_nonnull (original);
    assert_same (item, original);
    n_whole++;
  }
  g_assert_no_error (error);
  return n_whole;
}

static guint
count_sound (Fixture *fixture, CompareFunc assert_same)
{
  g_autoptr (YzDatabase) db = open_kiosk (fixture->path);
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_database_check (db, &error));
  g_assert_no_error (error);
  return count_whole (fixture, db, assert_same);
}

static guint
count_rescued (Fixture *fixture)
{
  return count_sound (fixture, assert_same_item);
}

static guint
count (YzDatabase *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = yz_database_prepare (db, sql, &error);
  gboolean row = FALSE;
  guint n;

  g_assert_no_error (error);
  g_assert_true (yz_database_step (db, statement, &row, &error));
  n = (guint)sqlite3_column_int (statement, 0);
  sqlite3_reset (statement);
  return n;
}

static gint64
read_contact (Fixture *fixture)
{
  g_autoptr (YzDatabase) db = open_kiosk (fixture->path);
  gint64 contact_us = 0;

  g_assert_true (yz_meta_get (db, "last-contact", 0, &contact_us, NULL));
  return contact_us;
}

static void
assert_file (const char *path, GByteArray *expected)
{
  g_autoptr (GByteArray) found = read_file (path);

  g_assert_cmpmem (found->data, found->len, expected->data, expected->len);
}

static void
overwrite (GRand *rand, GByteArray *bytes, gsize offset, gsize size)
{
  for (gsize i = offset; i < MIN (offset + size, bytes->len); i++)
    bytes->data[i] = (guint8)g_rand_int (rand);
}

static void
test_sound (Fixture *fixture, gconstpointer data)
{
  g_autofree char *set_aside = NULL;

  make_database (fixture);
  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), ==, N_ITEMS);
  g_assert_cmpint (read_contact (fixture), ==, CONTACT_US);
}

static void
test_sound_with_log (Fixture *fixture, gconstpointer data)
{
  g_autofree char *set_aside = NULL;

  make_database_with_log (fixture);
  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), ==, N_ITEMS);
  g_assert_cmpint (read_contact (fixture), ==, CONTACT_US);
}

/* The whole way: it does not open, it is rescued, it opens, and the old is kept as it was. */
static void
test_no_header (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;

  make_database (fixture);
  bytes = read_file (fixture->path);
  memset (bytes->data, 0, 100);
  write_file (fixture->path, bytes);

  g_assert_null (yz_store_open (fixture->path, &yz_kiosk_schema, TRUE, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), ==, N_ITEMS);
  g_assert_cmpint (read_contact (fixture), ==, CONTACT_US);
  assert_file (set_aside, bytes);
}

/* The table that tells whose the sealed streams are is gone with the first page; the envelopes say
 * it too, and what belongs to them must not be swept. */
static void
test_blobs_stay_owned (Fixture *fixture, gconstpointer data)
{
  static const char text[]
      = "{\"id\":\"01HF0000000000000000000001\",\"receipt\":\"1\",\"attachments\":[{\"sha256\":"
        "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"}]}";
  YzOutboxItem *item = g_new0 (YzOutboxItem, 1);
  g_autoptr (YzDatabase) db = open_kiosk (fixture->path);
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *set_aside = NULL;

  item->id = g_strdup ("01HF0000000000000000000001");
  item->receipt = g_strdup ("1");
  item->envelope = g_bytes_new_static (text, sizeof text - 1);
  item->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, item->envelope);
  item->blobs = yz_blobs_of_envelope (item->envelope);
  g_hash_table_insert (fixture->items, item->id, item);
  g_assert_true (yz_outbox_add (db, item, NULL));
  g_assert_cmpuint (count (db, "SELECT count (*) FROM blobs"), ==, 1);
  yz_database_close (g_steal_pointer (&db));

  bytes = read_file (fixture->path);
  memset (bytes->data, 0xff, PAGE_SIZE);
  write_file (fixture->path, bytes);
  set_aside = rescue (fixture);
  db = open_kiosk (fixture->path);
  g_assert_cmpuint (count (db, "SELECT count (*) FROM blobs WHERE submission ="
                               " '01HF0000000000000000000001'"),
                    ==, 1);
}

static void
test_no_first_page (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *set_aside = NULL;

  make_database (fixture);
  bytes = read_file (fixture->path);
  overwrite (fixture->rand, bytes, 0, PAGE_SIZE);
  write_file (fixture->path, bytes);
  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), ==, N_ITEMS);
}

/* With the top of its tree gone, SQLite finds not one row of the table. */
static void
test_no_root (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *set_aside = NULL;
  sqlite3_stmt *statement;
  gboolean row = FALSE;
  guint root;

  make_database (fixture);
  db = open_kiosk (fixture->path);
  statement
      = yz_database_prepare (db, "SELECT rootpage FROM sqlite_schema WHERE name = 'outbox'", NULL);
  g_assert_true (yz_database_step (db, statement, &row, NULL));
  root = (guint)sqlite3_column_int (statement, 0);
  sqlite3_reset (statement);
  yz_database_close (g_steal_pointer (&db));

  bytes = read_file (fixture->path);
  overwrite (fixture->rand, bytes, (root - 1) * PAGE_SIZE, PAGE_SIZE);
  write_file (fixture->path, bytes);
  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), ==, N_ITEMS);
  g_assert_cmpint (read_contact (fixture), ==, CONTACT_US);
}

/* A page holds at most a few of the small items, or a part of one of the large. */
static void
test_pages_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *set_aside = NULL;
  guint n_whole;

  make_database (fixture);
  bytes = read_file (fixture->path);
  for (guint i = 1; i <= N_HITS; i++)
    overwrite (fixture->rand, bytes, i * (bytes->len / PAGE_SIZE / (N_HITS + 1)) * PAGE_SIZE,
               PAGE_SIZE);
  write_file (fixture->path, bytes);

  set_aside = rescue (fixture);
  n_whole = count_rescued (fixture);
  g_assert_cmpuint (n_whole, <, N_ITEMS);
  g_assert_cmpuint (n_whole, >=, N_ITEMS - 4 * N_HITS);
  assert_file (set_aside, bytes);
}

/* A part of a large submission is gone: staff see its number, and it is not sent. */
static void
test_broken_item_is_set_aside (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *set_aside = NULL;
  g_autoptr (YzOutboxItem) item = NULL;
  YzOutboxItem *original = make_item (fixture->rand, 5); /* the largest */
  g_autoptr (YzDatabase) db = open_kiosk (fixture->path);
  const guint8 *envelope = g_bytes_get_data (original->envelope, NULL);
  guint8 *place;

  g_assert_true (yz_outbox_add (db, original, NULL));
  g_hash_table_insert (fixture->items, original->id, original);
  yz_database_close (g_steal_pointer (&db));

  bytes = read_file (fixture->path);
  place = memmem (bytes->data, bytes->len, envelope + 20000, 100);
  g_assert_nonnull (place);
  memset (place, 0, 10);
  write_file (fixture->path, bytes);

  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), ==, 0);
  db = open_kiosk (fixture->path);
  item = yz_outbox_get (db, original->id, NULL);
  g_assert_cmpstr (item->receipt, ==, original->receipt);
  g_assert_cmpstr (item->last_problem, ==, "damaged");
  g_assert_cmpuint (g_bytes_get_size (item->envelope), ==, g_bytes_get_size (original->envelope));
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *set_aside = NULL;
  guint n_whole;

  make_database (fixture);
  bytes = read_file (fixture->path);
  g_byte_array_set_size (bytes, bytes->len / 2 + 123);
  write_file (fixture->path, bytes);

  set_aside = rescue (fixture);
  n_whole = count_rescued (fixture);
  g_assert_cmpuint (n_whole, <, N_ITEMS);
  g_assert_cmpuint (n_whole, >=, N_ITEMS * 2 / 5);
  assert_file (set_aside, bytes);
}

/* What a file system may leave after a power cut: nothing but the log. */
static void
test_emptied_with_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) log = NULL;
  g_autofree char *set_aside = NULL;
  g_autofree char *log_aside = NULL;

  make_database_with_log (fixture);
  log = read_file (fixture->log_path);
  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));

  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), >=, N_ITEMS / 2);
  log_aside = g_strconcat (set_aside, "-wal", NULL);
  assert_file (log_aside, log);
}

/* SQLite reads a log up to its first bad frame, though all that follows was promised too. */
static void
test_bad_frame_in_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) log = NULL;
  g_autofree char *set_aside = NULL;

  make_database_with_log (fixture);
  log = read_file (fixture->log_path);
  overwrite (fixture->rand, log, 32 + 20 * (24 + PAGE_SIZE) + 1000, 16);
  write_file (fixture->log_path, log);
  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), >=, N_ITEMS - 4);
}

static void
test_no_log_header (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) log = NULL;
  g_autofree char *set_aside = NULL;

  make_database_with_log (fixture);
  log = read_file (fixture->log_path);
  overwrite (fixture->rand, log, 0, 32);
  write_file (fixture->log_path, log);
  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), >=, N_ITEMS - 4);
}

/* Rows that were written to the log and never committed were promised to nobody. */
static void
test_uncommitted_stays_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = open_kiosk (fixture->path);
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GByteArray) log = NULL;
  g_autofree char *set_aside = NULL;
  Range range = { fixture, 10, 200 };

  fill (fixture, db, 0, 10);
  g_assert_true (yz_database_exec (db, "PRAGMA cache_size = 5; BEGIN IMMEDIATE", NULL));
  g_assert_true (add_items (db, &range, NULL));
  bytes = read_file (fixture->path);
  log = read_file (fixture->log_path);
  g_assert_cmpuint (log->len, >, 100 * PAGE_SIZE);
  g_assert_true (yz_database_exec (db, "ROLLBACK", NULL));
  yz_database_close (g_steal_pointer (&db));

  write_file (fixture->path, bytes);
  write_file (fixture->log_path, log);
  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), ==, 10);
}

/* Other tables: all but the rows of the bad pages, with and without rowid, with the header or
 * without. */
static void
test_other_tables (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzDatabase) db = yz_database_open (fixture->path, &notes_schema, TRUE, &error);
  g_autoptr (GByteArray) bytes = NULL;
  guint n_notes, n_names;

  g_assert_no_error (error);
  g_assert_true (yz_database_exec (
      db,
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
      " INSERT INTO notes SELECT i, printf ('note %d %s', i, hex (zeroblob (40))) FROM n;"
      "INSERT INTO names SELECT text FROM notes",
      &error));
  yz_database_close (g_steal_pointer (&db));

  bytes = read_file (fixture->path);
  for (gsize page = 20; page < 120; page += 20)
    overwrite (fixture->rand, bytes, page * PAGE_SIZE, PAGE_SIZE);
  overwrite (fixture->rand, bytes, bytes->len * 3 / 4 / PAGE_SIZE * PAGE_SIZE, PAGE_SIZE);
  memset (bytes->data, 0, 100);
  write_file (fixture->path, bytes);

  g_assert_true (yz_store_rescue (fixture->path, &notes_schema, NULL, &error));
  g_assert_no_error (error);
  db = yz_database_open (fixture->path, &notes_schema, FALSE, &error);
  g_assert_no_error (error);
  n_notes = count (db, "SELECT count (*) FROM notes"
                       " WHERE text = printf ('note %d %s', id, hex (zeroblob (40)))");
  n_names = count (db, "SELECT count (*) FROM names WHERE name GLOB 'note *'");
  g_assert_cmpuint (n_notes, ==, count (db, "SELECT count (*) FROM notes"));
  g_assert_cmpuint (n_notes, <, N_NOTES);
  g_assert_cmpuint (n_notes, >, N_NOTES - 5 * 50);
  g_assert_cmpuint (n_names, <, N_NOTES);
  g_assert_cmpuint (n_names, >, N_NOTES - 50);
}

/* What is no text any more would only break who reads it. */
static void
test_broken_text_stays_behind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzDatabase) db = yz_database_open (fixture->path, &notes_schema, TRUE, &error);

  g_assert_true (yz_database_exec (
      db, "INSERT INTO notes (text) VALUES ('good'), (CAST (x'62fffe' AS TEXT)), (NULL)", &error));
  yz_database_close (g_steal_pointer (&db));
  g_assert_true (yz_store_rescue (fixture->path, &notes_schema, NULL, &error));
  db = yz_database_open (fixture->path, &notes_schema, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (db, "SELECT group_concat (id, '') FROM notes"), ==, 13);
}

/* A commit into a file that has just been set aside would be lost. */
static void
test_still_open (Fixture *fixture, gconstpointer data)
{
  g_autofree char *set_aside = NULL;
  g_autoptr (YzStore) store = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GError) error = NULL;

  make_database (fixture);
  store = yz_store_open (fixture->path, &yz_kiosk_schema, FALSE, &error);
  g_assert_no_error (error);
  bytes = read_file (fixture->path);
  g_assert_false (yz_store_rescue (fixture->path, &yz_kiosk_schema, NULL, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_BUSY);
  assert_file (fixture->path, bytes);

  g_clear_object (&store);
  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), ==, N_ITEMS);
}

/* As the owner of a node starts. */
static void
test_open_or_rescue (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *set_aside = NULL;
  g_autoptr (YzStore) store = NULL;
  g_autoptr (GError) error = NULL;

  store = yz_store_open_or_rescue (fixture->path, &yz_kiosk_schema, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_null (set_aside);
  g_clear_object (&store);

  /* One page in the middle, which opening alone does not see. */
  make_database (fixture);
  bytes = read_file (fixture->path);
  overwrite (fixture->rand, bytes, bytes->len / 2 / PAGE_SIZE * PAGE_SIZE, PAGE_SIZE);
  memset (bytes->data + PAGE_SIZE, 0xff, PAGE_SIZE);
  write_file (fixture->path, bytes);

  store = yz_store_open_or_rescue (fixture->path, &yz_kiosk_schema, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_nonnull (store);
  assert_file (set_aside, bytes);
  g_clear_object (&store);
  g_assert_cmpuint (count_rescued (fixture), >=, N_ITEMS - 8);
}

static void
test_twice_in_a_second (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  make_database (fixture);
  first = rescue (fixture);
  second = rescue (fixture);
  g_assert_cmpstr (first, !=, second);
  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (second, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_rescued (fixture), ==, N_ITEMS);
}

/* The power is cut after the promise to finish: whatever was already moved, the next start ends
 * with the new database and the whole of the old one. */
static void
test_cut_short (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GByteArray) log = NULL;
  g_autofree char *good = g_build_filename (fixture->folder, "good.db", NULL);
  g_autofree char *rescued = g_strconcat (fixture->path, ".rescued-20261121T013000Z", NULL);
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged-20261121T013000Z", NULL);
  g_autofree char *log_aside = g_strconcat (aside, "-wal", NULL);

  make_database_with_log (fixture);
  bytes = read_file (fixture->path);
  log = read_file (fixture->log_path);

  for (guint n_moved = 0; n_moved <= 2; n_moved++) {
    g_autoptr (YzDatabase) db = open_kiosk (good);
    g_autoptr (YzStore) store = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (yz_meta_set (db, "last-contact", 42, NULL));
    yz_database_close (g_steal_pointer (&db));
    g_assert_no_errno (g_rename (good, rescued));
    write_file (n_moved < 1 ? fixture->path : aside, bytes);
    write_file (n_moved < 2 ? fixture->log_path : log_aside, log);

    store = yz_store_open (fixture->path, &yz_kiosk_schema, TRUE, &error);
    g_assert_no_error (error);
    g_clear_object (&store);
    g_assert_cmpint (read_contact (fixture), ==, 42);
    assert_file (aside, bytes);
    assert_file (log_aside, log);
    g_assert_false (g_file_test (rescued, G_FILE_TEST_EXISTS));

    g_assert_no_errno (g_remove (fixture->path));
    g_assert_no_errno (g_remove (aside));
    g_assert_no_errno (g_remove (log_aside));
  }
}

static void
limit_file_size (rlim_t size)
{
  struct rlimit limit;

  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &limit));
  limit.rlim_cur = size;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
}

/* With no room for the new database the old one stays where it is; with room it goes. */
static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GByteArray) log = NULL;
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;

  make_database_with_log (fixture);
  bytes = read_file (fixture->path);
  log = read_file (fixture->log_path);

  signal (SIGXFSZ, SIG_IGN);
  limit_file_size (500000);
  g_assert_false (yz_store_rescue (fixture->path, &yz_kiosk_schema, NULL, &error));
  limit_file_size (RLIM_INFINITY);
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  assert_file (fixture->path, bytes);
  assert_file (fixture->log_path, log);

  set_aside = rescue (fixture);
  g_assert_cmpuint (count_rescued (fixture), ==, N_ITEMS);
}

/* Bytes flipped anywhere: it never falls over, and what would be sent is what was put in. */
static void
test_fuzz (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GByteArray) log = NULL;
  guint n_whole = 0;

  make_database_with_log (fixture);
  bytes = read_file (fixture->path);
  log = read_file (fixture->log_path);

  for (guint round = 0; round < N_FUZZ_ROUNDS; round++) {
    g_autoptr (GByteArray) bad = g_byte_array_sized_new (bytes->len);
    g_autoptr (GByteArray) bad_log = g_byte_array_sized_new (log->len);
    g_autofree char *set_aside = NULL;

    g_byte_array_append (bad, bytes->data, bytes->len);
    g_byte_array_append (bad_log, log->data, log->len);
    for (guint i = 0; i < N_FUZZ_BYTES; i++) {
      GByteArray *victim = g_rand_boolean (fixture->rand) ? bad : bad_log;

      victim->data[g_rand_int_range (fixture->rand, 0, (gint32)victim->len)]
          = (guint8)g_rand_int (fixture->rand);
    }
    write_file (fixture->path, bad);
    write_file (fixture->log_path, bad_log);
    set_aside = rescue (fixture);
    n_whole += count_sound (fixture, assert_same_envelope);
  }
  g_assert_cmpuint (n_whole, >, N_FUZZ_ROUNDS * N_ITEMS / 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

  ADD ("/rescue/sound", test_sound);
  ADD ("/rescue/sound-with-log", test_sound_with_log);
  ADD ("/rescue/no-header", test_no_header);
  ADD ("/rescue/no-first-page", test_no_first_page);
  ADD ("/rescue/blobs-stay-owned", test_blobs_stay_owned);
  ADD ("/rescue/no-root", test_no_root);
  ADD ("/rescue/pages-overwritten", test_pages_overwritten);
  ADD ("/rescue/broken-item-is-set-aside", test_broken_item_is_set_aside);
  ADD ("/rescue/truncated", test_truncated);
  ADD ("/rescue/emptied-with-log", test_emptied_with_log);
  ADD ("/rescue/log/bad-frame", test_bad_frame_in_log);
  ADD ("/rescue/log/no-header", test_no_log_header);
  ADD ("/rescue/log/uncommitted-stays-out", test_uncommitted_stays_out);
  ADD ("/rescue/other-tables", test_other_tables);
  ADD ("/rescue/broken-text-stays-behind", test_broken_text_stays_behind);
  ADD ("/rescue/still-open", test_still_open);
  ADD ("/rescue/open-or-rescue", test_open_or_rescue);
  ADD ("/rescue/twice-in-a-second", test_twice_in_a_second);
  ADD ("/rescue/cut-short", test_cut_short);
  ADD ("/rescue/no-room", test_no_room);
  ADD ("/rescue/fuzz", test_fuzz);

  return g_test_run ();
}
