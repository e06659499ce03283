/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"
#include "yz-test-folder.h"
#include "yz-test-program.h"

#include <string.h>

/* The commands `faq search`, `faq import` and `faq export`, through the program itself. Its path is
 * the first argument. */

static const char *program;

typedef struct {
  char *dir;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = yz_test_folder_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  yz_test_folder_remove (f->dir);
}

static JsonObject *
run (Fixture *f, int expected_status, const char *command)
{
  g_autofree char *line = g_strdup_printf ("'%s' --json --data-dir node %s", program, command);
  g_autoptr (JsonNode) node = yz_test_program_run (f->dir, NULL, expected_status, line);

  return json_node_dup_object (node);
}

static void
assert_error (Fixture *f, int status, const char *command, const char *code, const char *says)
{
  g_autoptr (JsonObject) object = run (f, status, command);
  JsonObject *error = yz_json_get_object (object, "error");

  g_assert_cmpstr (yz_json_get_string (error, "code"), ==, code);
  g_assert_nonnull (strstr (yz_json_get_string (error, "message"), says));
}

static void
write_file (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_first (Fixture *f, const char *command, const char *id)
{
  g_autoptr (JsonObject) answer = run (f, 0, command);
  JsonArray *hits = yz_json_get_array (answer, "hits");
  JsonObject *hit;

  g_assert_cmpuint (json_array_get_length (hits), >, 0);
  hit = json_array_get_object_element (hits, 0);
  g_assert_cmpstr (yz_json_get_string (hit, "id"), ==, id);
  g_assert_nonnull (yz_json_get_string (hit, "title"));
  g_assert_nonnull (yz_json_get_string (hit, "snippet"));
  g_assert_cmpfloat (json_object_get_double_member (hit, "score"), >, 0);
}

static gint64
get_total (Fixture *f, const char *command, guint expected_hits)
{
  g_autoptr (JsonObject) answer = run (f, 0, command);

  g_assert_cmpuint (json_array_get_length (yz_json_get_array (answer, "hits")), ==, expected_hits);
  return yz_json_get_int (answer, "total", -1);
}

static void
test_search (Fixture *f, gconstpointer data)
{
  assert_first (f, "faq search 老板不给钱", "unpaid-wages");
  assert_first (f, "faq search 'unpaid wages' --limit 1", "unpaid-wages");
  g_assert_cmpint (get_total (f, "faq search 法律援助 --limit 2", 2), >, 2);
  g_assert_cmpint (get_total (f, "faq search 法律援助 --limit 0", 0), >, 2);
  /* Nothing found is no failure. */
  g_assert_cmpint (get_total (f, "faq search 犇猋骉", 0), ==, 0);
  g_assert_cmpint (get_total (f, "faq search ''", 0), ==, 0);
  g_assert_cmpint (get_total (f, "faq search '\"*-'", 0), ==, 0);

  assert_error (f, 2, "faq search", "usage", "argument");
  assert_error (f, 2, "faq search a b", "usage", "argument");
  assert_error (f, 2, "faq search a --limit -1", "usage", "--limit");
  assert_error (f, 2, "faq search a --limit x", "usage", "x");
  assert_error (f, 3, "--content absent faq search a", "not-found", "absent");
}

static void
test_import (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;

  write_file (f, "a.csv", "id,category,title,body\r\nX1,work,甲乙丙,丁戊己。\r\n");
  first = run (f, 0, "faq import a.csv");
  g_assert_cmpint (yz_json_get_int (first, "imported", 0), ==, 1);
  g_assert_cmpstr (yz_json_get_string (first, "version"), ==, "2026.11.21-1.1");
  assert_first (f, "faq search 乙丙", "X1");

  /* All or nothing; then the same id replaces, and stays. */
  write_file (f, "b.jsonl",
              "{\"id\":\"X2\",\"category\":\"work\",\"title\":\"庚辛\",\"body\":\"壬癸\"}\n{}\n");
  assert_error (f, 3, "faq import b.jsonl", "invalid", "line 2");
  g_assert_cmpint (get_total (f, "faq search 庚辛", 0), ==, 0);
  write_file (f, "b.jsonl",
              "{\"id\":\"X1\",\"category\":\"work\",\"title\":\"庚辛\",\"body\":\"壬癸\"}\n");
  second = run (f, 0, "faq import b.jsonl");
  g_assert_cmpstr (yz_json_get_string (second, "version"), ==, "2026.11.21-1.2");
  g_assert_cmpint (get_total (f, "faq search 乙丙", 0), ==, 0);
  assert_first (f, "faq search 庚辛", "X1");

  assert_error (f, 3, "faq import absent.csv", "failed", "absent.csv");
  assert_error (f, 2, "faq import", "usage", "argument");
}

static void
test_export (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) exported = NULL;
  g_autoptr (JsonObject) imported = NULL;
  g_autofree char *article = g_build_filename (f->dir, "out", "X1.zh.md", NULL);

  write_file (f, "a.csv", "X1,工作和工资,甲乙丙,丁戊己。\n");
  json_object_unref (run (f, 0, "faq import a.csv"));
  exported = run (f, 0, "faq export out");
  g_assert_cmpint (yz_json_get_int (exported, "exported", 0), ==, 25);
  g_assert_true (g_file_test (article, G_FILE_TEST_IS_REGULAR));
  imported = run (f, 0, "faq import out");
  g_assert_cmpint (yz_json_get_int (imported, "imported", 0), ==, 25);
  assert_first (f, "faq search 甲乙丙", "X1");
  assert_error (f, 3, "faq export out", "invalid", "not empty");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

  g_test_add ("/ctl-faq/search", Fixture, NULL, set_up, test_search, tear_down);
  g_test_add ("/ctl-faq/import", Fixture, NULL, set_up, test_import, tear_down);
  g_test_add ("/ctl-faq/export", Fixture, NULL, set_up, test_export, tear_down);
  return g_test_run ();
}
