/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-high-water.h"

#include "yz-clock.h"
#include "yz-error.h"
#include "yz-queue.h"
#include "yz-store.h"
#include "yz-test-folder.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* No number comes twice on a day, whatever happens to the database and to the file beside it, and
 * however many programs issue numbers at once. */

#define MORNING "2026-11-21T09:00:00+08:00"
#define DAY "2026-11-21"
#define N_EACH 500

static const char *program;

typedef struct {
  char *dir;
  char *db_path;
  char *marks_path;
  gint64 now_us;
  GHashTable *seen; /* day and number */
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = yz_test_folder_new ();
  fixture->db_path = g_build_filename (fixture->dir, "kiosk.db", NULL);
  fixture->marks_path = g_build_filename (fixture->dir, YZ_QUEUE_HIGH_WATER, NULL);
  fixture->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_assert_true (yz_time_parse (MORNING, &fixture->now_us, NULL));
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  yz_test_folder_remove (fixture->dir);
  g_free (fixture->db_path);
  g_free (fixture->marks_path);
  g_hash_table_unref (fixture->seen);
}

static void
assert_new (Fixture *fixture, const char *day, const char *number)
{
  if (!g_hash_table_add (fixture->seen, g_strconcat (day, " ", number, NULL)))
    g_error ("%s came twice", number);
}

typedef struct {
  YzTicketRequest request;
  gint64 now_us;
  YzTicket *ticket;
} Take;

static gboolean
take_in_transaction (YzDatabase *db, gpointer user_data, GError **error)
{
  Take *take = user_data;

  take->ticket = yz_queue_take (db, &take->request, take->now_us, error);
  return take->ticket != NULL;
}

static YzDatabase *
open_database (const char *path)
{
  g_autoptr (GError) error = NULL;
  YzDatabase *db = yz_database_open (path, &yz_kiosk_schema, TRUE, &error);

  g_assert_no_error (error);
  return db;
}

static YzTicket *
take_from (YzDatabase *db, const char *marks_path, const char *station_letter, gint64 now_us)
{
  Take take = {
    .request = { .service = "legal-aid",
                 .letter = "A",
                 .station_letter = station_letter,
                 .high_water_path = marks_path },
    .now_us = now_us,
  };
  g_autoptr (GError) error = NULL;

  yz_database_transaction (db, take_in_transaction, &take, &error);
  g_assert_no_error (error);
  return take.ticket;
}

/* Takes one after opening everything anew, as after a restart. */
static char *
take (Fixture *fixture)
{
  g_autoptr (YzDatabase) db = open_database (fixture->db_path);
  g_autoptr (YzTicket) ticket = take_from (db, fixture->marks_path, NULL, fixture->now_us);

  assert_new (fixture, ticket->business_day, ticket->number);
  return g_strdup (ticket->number);
}

static void
assert_next (Fixture *fixture, const char *expected)
{
  g_autofree char *number = take (fixture);

  g_assert_cmpstr (number, ==, expected);
}

static void
lose_database (Fixture *fixture)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *path = g_strconcat (fixture->db_path, suffixes[i], NULL);

    g_unlink (path);
  }
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 45; i++) {
    g_autofree char *expected = g_strdup_printf ("A%03u", i);

    assert_next (fixture, expected);
  }
}

static void
test_lost_database (Fixture *fixture, gconstpointer data)
{
  assert_next (fixture, "A001");
  assert_next (fixture, "A002");
  lose_database (fixture);
  /* After all that may have been issued: a power cut could have been why it was lost. */
  assert_next (fixture, "A021");
  assert_next (fixture, "A022");
  lose_database (fixture);
  assert_next (fixture, "A041");
}

/* The day is kept as well: a clock that is set back finds no old day to begin anew. */
static void
test_lost_database_and_clock_set_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = NULL;
  g_autoptr (YzTicket) ticket = NULL;

  assert_next (fixture, "A001");
  lose_database (fixture);
  fixture->now_us -= 3 * G_TIME_SPAN_DAY;
  db = open_database (fixture->db_path);
  ticket = take_from (db, fixture->marks_path, NULL, fixture->now_us);
  g_assert_cmpstr (ticket->business_day, ==, DAY);
  g_assert_cmpstr (ticket->number, ==, "A021");
}

static void
test_old_copy_of_database (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = NULL;
  gsize length;

  assert_next (fixture, "A001");
  g_assert_true (g_file_get_contents (fixture->db_path, &copy, &length, NULL));
  assert_next (fixture, "A002");
  assert_next (fixture, "A003");
  lose_database (fixture);
  g_assert_true (g_file_set_contents (fixture->db_path, copy, (gssize)length, NULL));
  assert_next (fixture, "A021");
  assert_next (fixture, "A022");
}

/* The commit of A002 failed after it had been noted: it is left out, no more than it. */
static void
test_commit_failed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzHighWater) marks = NULL;
  g_autoptr (GError) error = NULL;

  assert_next (fixture, "A001");
  marks = yz_high_water_open (fixture->marks_path, &error);
  g_assert_no_error (error);
  g_assert_true (yz_high_water_raise (marks, DAY, "A", 2, &error));
  g_clear_pointer (&marks, yz_high_water_close);
  assert_next (fixture, "A003");
  assert_next (fixture, "A004");
}

static void
test_deleted_file (Fixture *fixture, gconstpointer data)
{
  assert_next (fixture, "A001");
  assert_next (fixture, "A002");
  g_assert_cmpint (g_unlink (fixture->marks_path), ==, 0);
  assert_next (fixture, "A003");
  /* It is there again, and works. */
  lose_database (fixture);
  assert_next (fixture, "A023");
}

static void
test_new_day (Fixture *fixture, gconstpointer data)
{
  GStatBuf info;

  for (guint day = 0; day < 30; day++) {
    assert_next (fixture, "A001");
    assert_next (fixture, "A002");
    fixture->now_us += G_TIME_SPAN_DAY;
  }
  /* The lines of earlier days are used again. */
  g_assert_cmpint (g_stat (fixture->marks_path, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, 64);
}

static void
set_marks (Fixture *fixture, const char *text, gsize length)
{
  g_assert_true (g_file_set_contents (fixture->marks_path, text, (gssize)length, NULL));
}

#define TITLE "yizhan queue high-water marks 1\n"
#define LINE "2026-11-21 A   000020 000003 2f\n"

static const struct {
  const char *name;
  const char *text;
  gsize length; /* 0: up to the NUL */
} damages[] = {
  { "empty", "", 0 },
  { "garbage", "\xff\xfe garbage \x01", 0 },
  { "html", "<!DOCTYPE html><html><body>log in</body></html>", 0 },
  { "zeros",
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    64 },
  { "cut-title", "yizhan queue", 0 },
  { "cut-line", TITLE "2026-11-21 A   0000", 0 },
  { "other-title", "yizhan queue high-water marks 2\n", 0 },
  { "wrong-sum", TITLE "2026-11-21 A   000020 000003 00\n", 0 },
  { "other-digit", TITLE "2026-11-21 A   000020 000001 2f\n", 0 },
  { "no-number", TITLE "2026-11-21 A   00002x 000003 2f\n", 0 },
  { "negative", TITLE "2026-11-21 A   -00020 000003 2f\n", 0 },
  { "zero-inside", TITLE "2026-11-21 A   0000\0000 00003 2f\n", 64 },
  { "no-break", TITLE "2026-11-21 A   000020 000003 2f ", 0 },
  { "shifted", "x" TITLE LINE, 0 },
};

static void
damage (Fixture *fixture, gsize i)
{
  set_marks (fixture, damages[i].text,
             damages[i].length > 0 ? damages[i].length : strlen (damages[i].text));
}

/* The database knows: the numbers go on at the next hundred, and then as ever. */
static void
test_damaged_file (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (YzDatabase) db = NULL;
  g_autoptr (YzTicket) own = NULL;

  assert_next (fixture, "A001");
  assert_next (fixture, "A002");
  damage (fixture, i);
  assert_next (fixture, "A100");
  assert_next (fixture, "A101");
  lose_database (fixture);
  assert_next (fixture, "A120");

  /* Nothing is known of the other series of this day. */
  db = open_database (fixture->db_path);
  own = take_from (db, fixture->marks_path, "K", fixture->now_us);
  g_assert_cmpstr (own->number, ==, "AK1000");
  fixture->now_us += G_TIME_SPAN_DAY;
  assert_next (fixture, "A001");
}

/* Nobody knows: the numbers go on above what a hall hands out in a day. */
static void
test_damaged_file_and_lost_database (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  assert_next (fixture, "A001");
  assert_next (fixture, "A002");
  damage (fixture, i);
  lose_database (fixture);
  assert_next (fixture, "A1000");
  assert_next (fixture, "A1001");
  fixture->now_us += G_TIME_SPAN_DAY;
  assert_next (fixture, "A001");
}

/* What can still be read of it counts. */
static void
test_half_damaged_file (Fixture *fixture, gconstpointer data)
{
  set_marks (fixture, TITLE LINE "2026-11-21 B   0000?? 000003 2f\n", 96);
  assert_next (fixture, "A021");
  set_marks (fixture, TITLE "2026-11-21 B   0000?? 000003 2f\n" LINE, 96);
  lose_database (fixture);
  fixture->now_us -= 3 * G_TIME_SPAN_DAY;
  g_hash_table_remove_all (fixture->seen);
  assert_next (fixture, "A021");
}

static void
test_huge_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (TITLE);

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, LINE);
  set_marks (fixture, text->str, text->len);
  assert_next (fixture, "A021");
}

static void
test_unusable_file (Fixture *fixture, gconstpointer data)
{
  Take take = { .request
                = { .service = "legal-aid", .letter = "A", .high_water_path = fixture->marks_path },
                .now_us = fixture->now_us };
  g_autoptr (GError) error = NULL;

  assert_next (fixture, "A001");
  g_assert_cmpint (g_unlink (fixture->marks_path), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->marks_path, 0700), ==, 0);
  {
    g_autoptr (YzDatabase) db = open_database (fixture->db_path);

    g_assert_false (yz_database_transaction (db, take_in_transaction, &take, &error));
    g_assert_null (take.ticket);
    g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  }
  g_assert_cmpint (g_rmdir (fixture->marks_path), ==, 0);
  assert_next (fixture, "A002");
}

/* Any mixture of takes, restarts, lost and old databases, and jumps of the clock. */
static void
test_never_twice (Fixture *fixture, gconstpointer data)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *copy = NULL;
  gsize length = 0;

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 150; i++) {
    switch (g_rand_int_range (rand, 0, 8)) {
    case 0:
      lose_database (fixture);
      break;
    case 1:
      g_free (g_steal_pointer (&copy));
      g_file_get_contents (fixture->db_path, &copy, &length, NULL);
      break;
    case 2:
      if (copy != NULL) {
        lose_database (fixture);
        g_assert_true (g_file_set_contents (fixture->db_path, copy, (gssize)length, NULL));
      }
      break;
    case 3:
      fixture->now_us += g_rand_int_range (rand, -48, 49) * G_TIME_SPAN_HOUR;
      break;
    default:
      for (gint32 n = g_rand_int_range (rand, 1, 10); n > 0; n--)
        g_free (take (fixture));
      break;
    }
  }
}

/* A program whose database was deleted under it hands out nothing more. */
static void
test_deleted_while_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) deleted = open_database (fixture->db_path);
  g_autoptr (YzTicket) ticket = take_from (deleted, fixture->marks_path, NULL, fixture->now_us);
  Take take = { .request
                = { .service = "legal-aid", .letter = "A", .high_water_path = fixture->marks_path },
                .now_us = fixture->now_us };
  g_autoptr (GError) error = NULL;

  assert_new (fixture, ticket->business_day, ticket->number);
  lose_database (fixture);
  assert_next (fixture, "A021");
  g_assert_false (yz_database_transaction (deleted, take_in_transaction, &take, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  yz_ticket_free (take.ticket);
  /* What it would have had is left out. */
  assert_next (fixture, "A061");
}

/* A damaged database is rescued: what the events say holds, and the numbers go on. */
static void
test_rescued (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzDatabase) db = NULL;
  g_autoptr (GPtrArray) tickets = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  sqlite3_stmt *statement;
  gboolean row = FALSE;
  gsize length;
  gsize offset;

  for (guint i = 0; i < 60; i++)
    g_free (take (fixture));
  db = open_database (fixture->db_path);
  statement = yz_database_prepare (db, "SELECT rootpage FROM sqlite_schema WHERE name = 'tickets'",
                                   &error);
  g_assert_true (yz_database_step (db, statement, &row, &error) && row);
  offset = (gsize)(sqlite3_column_int (statement, 0) - 1) * 4096;
  g_clear_pointer (&db, yz_database_close);

  g_assert_true (g_file_get_contents (fixture->db_path, &contents, &length, NULL));
  g_assert_cmpuint (offset + 4096, <=, length);
  memset (contents + offset, 0xa5, 4096);
  g_assert_true (g_file_set_contents (fixture->db_path, contents, (gssize)length, NULL));
  g_assert_true (yz_store_rescue (fixture->db_path, &yz_kiosk_schema, NULL, &error));
  g_assert_no_error (error);

  assert_next (fixture, "A061");
  db = open_database (fixture->db_path);
  tickets = yz_queue_list (db, DAY, NULL);
  lines = yz_queue_list_waiting (db, DAY, NULL);
  g_assert_cmpuint (tickets->len, ==, 61);
  g_assert_cmpuint (((YzQueueLine *)g_ptr_array_index (lines, 0))->others, ==, 61);
}

/* Takes numbers of both series in turn, without end for 0, and prints each once it is safe. */
static int
take_and_print (const char *dir, guint n)
{
  g_autofree char *db_path = g_build_filename (dir, "kiosk.db", NULL);
  g_autofree char *marks_path = g_build_filename (dir, YZ_QUEUE_HIGH_WATER, NULL);
  g_autoptr (YzDatabase) db = open_database (db_path);
  gint64 now_us = 0;

  g_assert_true (yz_time_parse (MORNING, &now_us, NULL));
  for (guint i = 0; n == 0 || i < n; i++) {
    g_autoptr (YzTicket) ticket = take_from (db, marks_path, i % 2 == 0 ? NULL : "K", now_us);

    printf ("%s\n", ticket->number);
    fflush (stdout);
  }
  return 0;
}

static GSubprocess *
start_taking (Fixture *fixture, const char *n)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program,
                                           "--take", fixture->dir, n, NULL);

  g_assert_no_error (error);
  return process;
}

/* Reads what a program prints: @n lines, or to the end for 0. */
static guint
read_numbers (Fixture *fixture, GDataInputStream *lines, guint n)
{
  char *line;
  guint n_read = 0;

  while ((n == 0 || n_read < n)
         && (line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL) {
    assert_new (fixture, DAY, line);
    g_free (line);
    n_read++;
  }
  return n_read;
}

static gpointer
take_in_thread (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (YzDatabase) db = open_database (fixture->db_path);
  GPtrArray *numbers = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_EACH; i++) {
    g_autoptr (YzTicket) ticket
        = take_from (db, fixture->marks_path, i % 2 == 0 ? NULL : "K", fixture->now_us);

    g_ptr_array_add (numbers, g_steal_pointer (&ticket->number));
  }
  return numbers;
}

static void
test_many_at_once (Fixture *fixture, gconstpointer data)
{
  GThread *threads[2];
  g_autofree char *n_each = g_strdup_printf ("%d", N_EACH);
  GSubprocess *processes[2];
  static const char *const series[] = { "A", "AK" };

  for (guint i = 0; i < 2; i++)
    processes[i] = start_taking (fixture, n_each);
  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("take", take_in_thread, fixture);

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GDataInputStream) lines
        = g_data_input_stream_new (g_subprocess_get_stdout_pipe (processes[i]));

    g_assert_cmpuint (read_numbers (fixture, lines, 0), ==, N_EACH);
    g_assert_true (g_subprocess_wait_check (processes[i], NULL, NULL));
    g_object_unref (processes[i]);
  }
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GPtrArray) numbers = g_thread_join (threads[i]);

    g_assert_cmpuint (numbers->len, ==, N_EACH);
    for (guint n = 0; n < numbers->len; n++)
      assert_new (fixture, DAY, g_ptr_array_index (numbers, n));
  }

  /* None is left out either. */
  for (guint i = 0; i < 2; i++) {
    for (guint n = 1; n <= 2 * N_EACH; n++) {
      g_autofree char *key = g_strdup_printf (DAY " %s%03u", series[i], n);

      g_assert_true (g_hash_table_contains (fixture->seen, key));
    }
  }
}

/* Killed in the middle of whatever it was doing; now and then the database is lost as well. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 9; round++) {
    g_autoptr (GSubprocess) process = start_taking (fixture, "0");
    g_autoptr (GDataInputStream) lines
        = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
    guint n = (guint)g_test_rand_int_range (1, 60);

    g_assert_cmpuint (read_numbers (fixture, lines, n), ==, n);
    g_subprocess_send_signal (process, SIGKILL);
    read_numbers (fixture, lines, 0);
    g_subprocess_wait (process, NULL, NULL);
    if (round % 3 == 2)
      lose_database (fixture);
  }
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && strcmp (argv[1], "--take") == 0)
    return take_and_print (argv[2], (guint)g_ascii_strtoull (argv[3], NULL, 10));

  g_test_init (&argc, &argv, NULL);

#define ADD_DATA(path, data, func)                                                                 \
  g_test_add (path, Fixture, data, fixture_set_up, func, fixture_tear_down)
#define ADD(path, func) ADD_DATA (path, NULL, func)

  ADD ("/high-water/restart", test_restart);
  ADD ("/high-water/lost-database", test_lost_database);
  ADD ("/high-water/lost-database-and-clock-set-back", test_lost_database_and_clock_set_back);
  ADD ("/high-water/old-copy-of-database", test_old_copy_of_database);
  ADD ("/high-water/commit-failed", test_commit_failed);
  ADD ("/high-water/deleted-file", test_deleted_file);
  ADD ("/high-water/new-day", test_new_day);
  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autofree char *damaged = g_strdup_printf ("/high-water/damaged/%s", damages[i].name);
    g_autofree char *lost = g_strdup_printf ("/high-water/damaged-and-lost/%s", damages[i].name);

    ADD_DATA (damaged, GSIZE_TO_POINTER (i), test_damaged_file);
    ADD_DATA (lost, GSIZE_TO_POINTER (i), test_damaged_file_and_lost_database);
  }
  ADD ("/high-water/half-damaged", test_half_damaged_file);
  ADD ("/high-water/huge", test_huge_file);
  ADD ("/high-water/unusable", test_unusable_file);
  ADD ("/high-water/never-twice", test_never_twice);
  ADD ("/high-water/deleted-while-open", test_deleted_while_open);
  ADD ("/high-water/rescued", test_rescued);
  ADD ("/high-water/many-at-once", test_many_at_once);
  ADD ("/high-water/killed", test_killed);

  return g_test_run ();
}
