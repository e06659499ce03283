/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"
#include "yz-test-ctl.h"

#include <string.h>

/* The commands `faq search`, `faq import` and `faq export`. */

static JsonObject *
run (YzTestCtl *ctl, int expected_status, const char *command)
{
  g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, NULL, expected_status, command);

  return json_node_dup_object (node);
}

static void
assert_first (YzTestCtl *ctl, const char *command, const char *id)
{
  g_autoptr (JsonObject) answer = run (ctl, 0, command);
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
get_total (YzTestCtl *ctl, const char *command, guint expected_hits)
{
  g_autoptr (JsonObject) answer = run (ctl, 0, command);

  g_assert_cmpuint (json_array_get_length (yz_json_get_array (answer, "hits")), ==, expected_hits);
  return yz_json_get_int (answer, "total", -1);
}

static void
test_search (YzTestCtl *ctl, gconstpointer data)
{
  assert_first (ctl, "faq search 老板不给钱", "unpaid-wages");
  assert_first (ctl, "faq search 'unpaid wages' --limit 1", "unpaid-wages");
  g_assert_cmpint (get_total (ctl, "faq search 法律援助 --limit 2", 2), >, 2);
  g_assert_cmpint (get_total (ctl, "faq search 法律援助 --limit 0", 0), >, 2);
  /* Nothing found is no failure. */
  g_assert_cmpint (get_total (ctl, "faq search 犇猋骉", 0), ==, 0);
  g_assert_cmpint (get_total (ctl, "faq search ''", 0), ==, 0);
  g_assert_cmpint (get_total (ctl, "faq search '\"*-'", 0), ==, 0);

  yz_test_ctl_assert_error (ctl, NULL, 2, "faq search", "usage", "argument");
  yz_test_ctl_assert_error (ctl, NULL, 2, "faq search a b", "usage", "argument");
  yz_test_ctl_assert_error (ctl, NULL, 2, "faq search a --limit -1", "usage", "--limit");
  yz_test_ctl_assert_error (ctl, NULL, 2, "faq search a --limit x", "usage", "x");
  yz_test_ctl_assert_error (ctl, NULL, 3, "--content absent faq search a", "not-found", "absent");
}

static void
test_import (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;

  yz_test_ctl_write (ctl, "a.csv", "id,category,title,body\r\nX1,work,甲乙丙,丁戊己。\r\n");
  first = run (ctl, 0, "faq import a.csv");
  g_assert_cmpint (yz_json_get_int (first, "imported", 0), ==, 1);
  g_assert_cmpstr (yz_json_get_string (first, "version"), ==, "2026.11.21-4.1");
  assert_first (ctl, "faq search 乙丙", "X1");

  /* All or nothing; then the same id replaces, and stays. */
  yz_test_ctl_write (ctl, "b.jsonl",
                     "{\"id\":\"X2\",\"category\":\"work\",\"title\":\"庚辛\",\"body\":\"壬癸\"}\n{"
                     "}\n");
  yz_test_ctl_assert_error (ctl, NULL, 3, "faq import b.jsonl", "invalid", "line 2");
  g_assert_cmpint (get_total (ctl, "faq search 庚辛", 0), ==, 0);
  yz_test_ctl_write (ctl, "b.jsonl",
                     "{\"id\":\"X1\",\"category\":\"work\",\"title\":\"庚辛\",\"body\":\"壬癸\"}"
                     "\n");
  second = run (ctl, 0, "faq import b.jsonl");
  g_assert_cmpstr (yz_json_get_string (second, "version"), ==, "2026.11.21-4.2");
  g_assert_cmpint (get_total (ctl, "faq search 乙丙", 0), ==, 0);
  assert_first (ctl, "faq search 庚辛", "X1");

  yz_test_ctl_assert_error (ctl, NULL, 3, "faq import absent.csv", "failed", "absent.csv");
  yz_test_ctl_assert_error (ctl, NULL, 2, "faq import", "usage", "argument");
}

static void
test_export (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonObject) exported = NULL;
  g_autoptr (JsonObject) imported = NULL;
  g_autofree char *article = g_build_filename (ctl->dir, "out", "X1.zh.md", NULL);

  yz_test_ctl_write (ctl, "a.csv", "X1,工作和工资,甲乙丙,丁戊己。\n");
  json_object_unref (run (ctl, 0, "faq import a.csv"));
  exported = run (ctl, 0, "faq export out");
  g_assert_cmpint (yz_json_get_int (exported, "exported", 0), ==, 25);
  g_assert_true (g_file_test (article, G_FILE_TEST_IS_REGULAR));
  imported = run (ctl, 0, "faq import out");
  g_assert_cmpint (yz_json_get_int (imported, "imported", 0), ==, 25);
  assert_first (ctl, "faq search 甲乙丙", "X1");
  yz_test_ctl_assert_error (ctl, NULL, 3, "faq export out", "invalid", "not empty");
}

/* After -- all is a query, whatever it looks like. */
static void
test_search_after_dashes (YzTestCtl *ctl, gconstpointer data)
{
  g_assert_cmpint (get_total (ctl, "faq search --limit 2 -- 法律援助", 2), >, 2);
  g_assert_cmpint (get_total (ctl, "faq search --limit 2 -- -法律援助", 2), >, 2);
  json_object_unref (run (ctl, 0, "faq search -- --json"));
  json_object_unref (run (ctl, 0, "faq search -- --limit"));
  json_object_unref (run (ctl, 0, "faq search -- --"));
  yz_test_ctl_assert_error (ctl, NULL, 2, "faq search --", "usage", "argument");
  yz_test_ctl_assert_error (ctl, NULL, 2, "faq search -- a -b", "usage", "too many");
  yz_test_ctl_assert_error (ctl, NULL, 2, "faq search -法律援助", "usage", "option");
}

int
main (int argc, char **argv)
{
  yz_test_ctl_init (&argc, &argv);

  yz_test_ctl_add ("/ctl-faq/search", test_search);
  yz_test_ctl_add ("/ctl-faq/search-after-dashes", test_search_after_dashes);
  yz_test_ctl_add ("/ctl-faq/import", test_import);
  yz_test_ctl_add ("/ctl-faq/export", test_export);
  return g_test_run ();
}
