/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-article-source.h"
#include "yz-content-import.h"
#include "yz-content-version.h"
#include "yz-content.h"
#include "yz-error.h"
#include "yz-faq.h"
#include "yz-sim-clock.h"
#include "yz-test-folder.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* What a node shows: where it comes from, which version is in force, and what is never taken. */

#define HEAD                                                                                       \
  "---\nid: a\ntitle: 问\ncategory: work\nupdated: 2026-11-21\neffective-from: 2026-11-21\n"
#define ARTICLE HEAD "---\n答。\n"

typedef struct {
  char *folder;
  char *node;
  char *shipped; /* a copy of the content folder, to change */
} Fixture;

static void
copy_files (const char *from, const char *to, const char *suffix)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_no_errno (g_mkdir_with_parents (to, 0700));
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);
    g_autofree char *text = NULL;

    if (!g_str_has_suffix (name, suffix))
      continue;
    g_assert_true (g_file_get_contents (source, &text, NULL, NULL));
    g_assert_true (g_file_set_contents (target, text, -1, NULL));
  }
}

static void
set_up (Fixture *f, gconstpointer data)
{
  const char *content = g_getenv ("YZ_CONTENT_DIR");
  g_autofree char *faq = g_build_filename (content, "faq", NULL);
  g_autofree char *forms = g_build_filename (content, "forms", NULL);
  g_autofree char *faq_copy = NULL;
  g_autofree char *forms_copy = NULL;

  f->folder = yz_test_folder_new ();
  f->node = g_build_filename (f->folder, "node", NULL);
  f->shipped = g_build_filename (f->folder, "shipped", NULL);
  faq_copy = g_build_filename (f->shipped, "faq", NULL);
  forms_copy = g_build_filename (f->shipped, "forms", NULL);
  copy_files (content, f->shipped, ".json");
  copy_files (faq, faq_copy, "");
  copy_files (forms, forms_copy, "");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->node);
  g_free (f->shipped);
  yz_test_folder_remove (f->folder);
}

static void
write_to (const char *folder, const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
}

static void
write_shipped (Fixture *f, const char *name, const char *text)
{
  write_to (f->shipped, name, text, -1);
}

/* After every article here has come into force. */
static void
set_clock (YzContent *content)
{
  g_autoptr (YzClock) clock = yz_sim_clock_new ("2026-12-31T09:00:00+08:00");

  yz_content_set_clock (content, clock);
}

static YzContent *
open_active (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  YzContent *content = yz_content_open_active (f->node, f->shipped, &error);

  g_assert_no_error (error);
  set_clock (content);
  return content;
}

static void
assert_version (YzContent *content, const char *version)
{
  g_assert_cmpstr (yz_content_get_version (content), ==, version);
}

static char *
current_path (Fixture *f)
{
  return g_build_filename (f->node, "content", "current", NULL);
}

static guint
count_files (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->node, "content", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static YzContentSource *
read_source (YzContent *content)
{
  g_autoptr (GError) error = NULL;
  YzContentSource *source = yz_content_to_source (content, &error);

  g_assert_no_error (error);
  return source;
}

static gboolean
import (YzContentSource *source, const char *path, guint *ret_imported, GError **error)
{
  return yz_content_source_import (source, path, "2026-12-01", ret_imported, error);
}

/* What `faq import` does with a file of one text. */
static YzContent *
import_text (Fixture *f, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (f->folder, "import", NULL);
  g_autoptr (YzContent) content = open_active (f);
  g_autoptr (YzContentSource) source = read_source (content);
  g_autofree char *version = yz_content_version_next (source->version);
  guint n;

  write_to (f->folder, "import", text, -1);
  if (!import (source, path, &n, error))
    return NULL;
  yz_content_source_set_version (source, version);
  return yz_content_activate (f->node, source, error);
}

static YzContent *
import_well (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;
  YzContent *content = import_text (f, text, &error);

  g_assert_no_error (error);
  set_clock (content);
  return content;
}

static char *
get_title (YzContent *content, const char *id)
{
  g_autoptr (YzFaqArticle) article = yz_faq_get_article (content, id, "zh", NULL);

  return article != NULL ? g_steal_pointer (&article->title) : NULL;
}

static void
assert_title (YzContent *content, const char *id, const char *title)
{
  g_autofree char *found = get_title (content, id);

  g_assert_cmpstr (found, ==, title);
}

/* Versions ------------------------------------------------------------------------------------ */

static void
test_versions (void)
{
  static const char *const ascending[] = {
    "0",
    "1",
    "2",
    "10",
    "2026.9.30-2",
    "2026.11.21-1",
    "2026.11.21-1.1",
    "2026.11.21-1.2",
    "2026.11.21-1.10",
    "2026.11.21-2",
    "2026.11.21-10",
    "2026.12.01-1",
    "99999999999999999999999999",
  };
  static const char *const invalid[] = { "", ".", "-1", "1-", "1..2", "a", "1/2", "../1", "1 " };

  for (gsize i = 0; i < G_N_ELEMENTS (ascending); i++) {
    g_assert_true (yz_content_version_is_valid (ascending[i]));
    for (gsize j = 0; j < G_N_ELEMENTS (ascending); j++)
      g_assert_cmpint (CLAMP (yz_content_version_compare (ascending[i], ascending[j]), -1, 1), ==,
                       (i > j) - (i < j));
  }
  g_assert_cmpint (yz_content_version_compare ("2026.01.02-1", "2026.1.2-01"), ==, 0);
  g_assert_false (yz_content_version_is_valid (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++)
    g_assert_false (yz_content_version_is_valid (invalid[i]));
}

/* Above what it was made from, below what is published next. */
static void
test_next_version (void)
{
  g_autofree char *first = yz_content_version_next ("2026.11.21-1");
  g_autofree char *second = yz_content_version_next (first);
  g_autofree char *bare = yz_content_version_next ("7");
  g_autofree char *tenth = yz_content_version_next ("2026.11.21-1.9");

  g_assert_cmpstr (first, ==, "2026.11.21-1.1");
  g_assert_cmpstr (second, ==, "2026.11.21-1.2");
  g_assert_cmpstr (tenth, ==, "2026.11.21-1.10");
  g_assert_cmpint (yz_content_version_compare (bare, "7"), >, 0);
  g_assert_cmpint (yz_content_version_compare (bare, "8"), <, 0);
  g_assert_cmpint (yz_content_version_compare (bare, "7-1"), <, 0);
}

/* Which content is in force ------------------------------------------------------------------- */

static void
test_open (Fixture *f, gconstpointer data)
{
  g_autoptr (YzContent) content = open_active (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) forms = yz_content_list_forms (content, &error);
  g_autoptr (JsonArray) services = yz_content_get_services (content, &error);
  g_autoptr (YzForm) form = yz_content_get_form (content, "legal-aid-application", &error);
  g_autofree char *item = yz_content_get_item (content, "services.json", &error);

  g_assert_no_error (error);
  assert_version (content, "2026.11.21-4");
  g_assert_cmpuint (forms->len, >=, 1);
  g_assert_cmpuint (json_array_get_length (services), ==, 6);
  g_assert_nonnull (form);
  g_assert_nonnull (item);
  g_assert_null (yz_content_get_form (content, "absent", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (yz_content_get_item (content, "../secret", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
}

/* A part of a folder is content too, such as one with a form to try out. */
static void
test_open_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *absent = g_build_filename (f->folder, "absent", NULL);
  g_autofree char *empty = g_build_filename (f->folder, "empty", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzContent) whole = yz_content_open_folder (f->shipped, &error);
  g_autoptr (YzContent) part = NULL;
  g_autoptr (GPtrArray) forms = NULL;

  g_assert_no_error (error);
  assert_title (whole, "unpaid-wages", "老板拖欠工资怎么办？");
  g_assert_no_errno (g_mkdir (empty, 0700));
  part = yz_content_open_folder (empty, &error);
  g_assert_no_error (error);
  forms = yz_content_list_forms (part, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (forms->len, ==, 0);

  g_assert_null (yz_content_open_folder (absent, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
}

static void
test_built_once (Fixture *f, gconstpointer data)
{
  g_autofree char *path = current_path (f);
  g_autoptr (YzContent) first = open_active (f);
  GStatBuf before, after;
  g_autoptr (YzContent) second = NULL;

  g_assert_no_errno (g_stat (path, &before));
  second = open_active (f);
  g_assert_no_errno (g_stat (path, &after));
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
}

static void
test_newer_shipped (Fixture *f, gconstpointer data)
{
  g_autoptr (YzContent) old = open_active (f);
  g_autoptr (YzContent) older = NULL;
  g_autoptr (YzContent) newer = NULL;

  write_shipped (f, "content.json", "{\"version\": \"2026.9.30-9\"}");
  older = open_active (f);
  assert_version (older, "2026.11.21-4");
  write_shipped (f, "content.json", "{\"version\": \"2026.11.21-10\"}");
  newer = open_active (f);
  assert_version (newer, "2026.11.21-10");

  /* Who opened the old one goes on with it. */
  assert_version (old, "2026.11.21-4");
  assert_title (old, "unpaid-wages", "老板拖欠工资怎么办？");
}

/* A kiosk with old content is better than one without. */
static void
test_newer_shipped_is_bad (Fixture *f, gconstpointer data)
{
  g_autoptr (YzContent) old = open_active (f);
  g_autoptr (YzContent) still = NULL;

  write_shipped (f, "content.json", "{\"version\": \"2027.01.01-1\"}");
  write_shipped (f, "faq/dismissal.zh.md", "no article");
  still = open_active (f);
  assert_version (still, "2026.11.21-4");
}

static void
test_older_is_not_taken (Fixture *f, gconstpointer data)
{
  g_autoptr (YzContent) content = open_active (f);
  g_autoptr (YzContentSource) source = read_source (content);
  g_autoptr (YzContent) after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_content_activate (f->node, source, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_BUSY);
  g_clear_error (&error);
  yz_content_source_set_version (source, "2026.11.20-1");
  g_assert_null (yz_content_activate (f->node, source, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_BUSY);
  after = open_active (f);
  assert_version (after, "2026.11.21-4");
}

/* Cut off at any place, one page overwritten, emptied, or no database at all. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autofree char *path = current_path (f);
  g_autofree char *whole = NULL;
  gsize length;

  g_object_unref (open_active (f));
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));

  for (guint i = 0; i < 8; i++) {
    g_autofree char *damaged = g_memdup2 (whole, length);
    g_autofree char *real = g_file_read_link (path, NULL);
    g_autofree char *target = g_build_filename (f->node, "content", real, NULL);
    g_autoptr (YzContent) content = NULL;
    g_autoptr (YzContent) direct = NULL;
    const gsize lengths[] = { 0, 100, 4096, 8192, length / 2, length - 4096, length, length };

    if (i == 6)
      memset (damaged + length / 8192 * 4096, 0xa5, 4096);
    if (i == 7)
      memset (damaged, 'x', 200);
    g_assert_true (g_file_set_contents (target, damaged, (gssize)lengths[i], NULL));
    direct = yz_content_open (path, NULL);
    g_assert_null (direct);
    content = open_active (f);
    assert_version (content, "2026.11.21-4");
    assert_title (content, "unpaid-wages", "老板拖欠工资怎么办？");
  }
}

/* What was imported is kept. */
static void
test_other_format (Fixture *f, gconstpointer data)
{
  g_autofree char *path = current_path (f);
  g_autofree char *real = NULL;
  g_autofree char *target = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (YzContent) content = NULL;
  sqlite3 *handle = NULL;

  g_object_unref (import_well (f, "id,category,title,body\nx1,work,甲,一。\n"));
  real = g_file_read_link (path, NULL);
  target = g_build_filename (f->node, "content", real, NULL);
  g_assert_cmpint (sqlite3_open (target, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "PRAGMA user_version = 999", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (handle);

  g_assert_null (yz_content_open (path, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
  content = open_active (f);
  assert_version (content, "2026.11.21-4.1");
  assert_title (content, "x1", "甲");
}

/* The disk is full at each place of the way: what is current stays current and whole, and nothing
 * is left behind. */
static void
test_full_disk (Fixture *f, gconstpointer data)
{
  g_autoptr (YzContent) content = open_active (f);
  guint n_before = count_files (f);
  struct rlimit before, limit;

  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &before));
  for (rlim_t size = 0; size < 300000; size += 30000) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YzContentSource) source = read_source (content);
    g_autoptr (YzContent) after = NULL;
    YzContent *made;

    yz_content_source_set_version (source, "2027.01.01-1");
    limit = (struct rlimit){ size, before.rlim_max };
    g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
    made = yz_content_activate (f->node, source, &error);
    g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &before));

    g_assert_null (made);
    g_assert_nonnull (error);
    g_assert_cmpuint (count_files (f), ==, n_before);
    after = open_active (f);
    assert_version (after, "2026.11.21-4");
  }
}

/* What a power cut left behind is swept, older versions too, but not the one before. */
static void
test_sweep (Fixture *f, gconstpointer data)
{
  g_autofree char *dir = g_build_filename (f->node, "content", NULL);

  g_object_unref (open_active (f));
  write_to (dir, "2026.11.21-4.1.db.4711.new", "half", -1);
  write_to (dir, "current.4711.new", "half", -1);
  g_object_unref (import_well (f, "id,category,title,body\nx,work,甲,一。\n"));
  g_assert_cmpuint (count_files (f), ==, 4); /* current, lock, this one and the one before */
  g_object_unref (import_well (f, "id,category,title,body\nx,work,乙,二。\n"));
  g_assert_cmpuint (count_files (f), ==, 4);
}

typedef struct {
  Fixture *f;
  YzContentSource *source;
} Race;

static gpointer
race (gpointer data)
{
  Race *self = data;

  return yz_content_activate (self->f->node, self->source, NULL);
}

/* Two administrators at once: one of them is told to come again. */
static void
test_two_imports (Fixture *f, gconstpointer data)
{
  g_autoptr (YzContent) content = open_active (f);
  g_autoptr (YzContentSource) first = read_source (content);
  g_autoptr (YzContentSource) second = read_source (content);
  Race races[] = { { f, first }, { f, second } };
  g_autoptr (YzContent) won = NULL;
  g_autoptr (YzContent) also_won = NULL;
  GThread *thread;

  yz_content_source_set_version (first, "2026.11.21-4.1");
  yz_content_source_set_version (second, "2026.11.21-4.1");
  thread = g_thread_new ("race", race, &races[0]);
  won = race (&races[1]);
  also_won = g_thread_join (thread);
  g_assert_true ((won == NULL) != (also_won == NULL));
}

/* Many sessions start on a new node. */
static gpointer
start (gpointer data)
{
  return open_active (data);
}

static void
test_start_together (Fixture *f, gconstpointer data)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("start", start, f);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    g_autoptr (YzContent) content = g_thread_join (threads[i]);

    assert_version (content, "2026.11.21-4");
  }
}

/* Import and export --------------------------------------------------------------------------- */

static void
test_import_table (Fixture *f, gconstpointer data)
{
  g_autoptr (YzContent) content
      = import_well (f, "\xef\xbb\xbfid,category,title,body,keywords\r\n"
                        "x1,work,\"甲，\"\"乙\"\",丙\",\"第一段。\r\n\r\n第二段，有“引号”。\",词一;"
                        "词二 词三\r\n"
                        "\r\n"
                        "family-safety,family,新标题,新内容。,\r\n");
  g_autoptr (YzFaqArticle) article = yz_faq_get_article (content, "x1", "zh", NULL);
  g_autoptr (YzFaqArticle) replaced = yz_faq_get_article (content, "family-safety", "zh", NULL);
  g_autoptr (YzFaqArticle) english = yz_faq_get_article (content, "family-safety", "en", NULL);
  g_autoptr (GPtrArray) hits = yz_faq_search (content, "词二", "zh", 5, NULL, NULL, NULL);

  assert_version (content, "2026.11.21-4.1");
  g_assert_cmpstr (article->title, ==, "甲，\"乙\",丙");
  g_assert_cmpstr (article->body, ==, "第一段。\n\n第二段，有“引号”。");
  g_assert_cmpstr (article->updated, ==, "2026-12-01");
  g_assert_cmpstr (((YzFaqHit *)g_ptr_array_index (hits, 0))->id, ==, "x1");
  g_assert_cmpstr (replaced->title, ==, "新标题");
  /* A table cannot say it, so a table does not take it away. */
  g_assert_true (replaced->sensitive);
  g_assert_cmpstr (english->title, ==, "Help and protection in family relations");
}

static void
test_import_lines (Fixture *f, gconstpointer data)
{
  g_autoptr (YzContent) content = import_well (
      f, "{\"id\":\"x1\",\"category\":\"工作和工资\",\"title\":\"甲\",\"body\":\"一\\n\\n二\"}\n"
         "\n"
         "{\"keywords\":[\"词一\",\"词二\"],\"id\":\"x2\",\"category\":\"Work and wages\","
         "\"title\":\"乙\",\"body\":\"二\"}");
  g_autoptr (YzFaqArticle) article = yz_faq_get_article (content, "x1", "zh", NULL);

  g_assert_cmpstr (article->body, ==, "一\n\n二");
  g_assert_cmpstr (article->category, ==, "work");
  assert_title (content, "x2", "乙");
}

static void
test_import_gb18030 (Fixture *f, gconstpointer data)
{
  static const char text[] = "id,category,title,body\nx1,工作和工资,㐀工资,讨薪。\n";
  gsize length;
  g_autofree char *bytes = g_convert (text, -1, "GB18030", "UTF-8", NULL, &length, NULL);
  g_autoptr (YzContent) content = import_well (f, bytes);

  assert_title (content, "x1", "㐀工资");
}

static void
assert_refused (Fixture *f, const char *text, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzContent) content = NULL;

  g_assert_null (import_text (f, text, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
  content = open_active (f);
  assert_version (content, "2026.11.21-4");
}

/* All or nothing, and the line is named. */
static void
test_import_bad (Fixture *f, gconstpointer data)
{
#define GOOD "id,category,title,body\nx1,work,甲,一。\n"
  assert_refused (f, "", "no articles");
  assert_refused (f, "id,category,title,body\n", "no articles");
  assert_refused (f, GOOD "x2,work,乙\n", "line 3: “body” is missing");
  assert_refused (f, GOOD "x2,work,乙,二,三\n", "line 3: “三” is one cell too many");
  assert_refused (f, GOOD "x2,nowhere,乙,二\n",
                  "line 3: there is no category “nowhere”: write one of legal-aid (法律援助), "
                  "work");
  assert_refused (f, GOOD "x1,work,乙,二\n", "line 3: the id “x1” stands in line 2 too");
  assert_refused (f, GOOD "../x,work,乙,二\n", "line 3: “id”");
  assert_refused (f, GOOD "x2,work,\"乙\n丙\",二\n", "line 3: “title”");
  assert_refused (f, GOOD "x2,work,乙,\"二\n", "line 3: the quote");
  assert_refused (f, GOOD "x2,work,乙,\"二\"三\n", "line 3: after the closing quote");
  assert_refused (f, GOOD "x2,work,乙,二\"三\n", "line 3: a text with quotes");
  assert_refused (f, GOOD "x2,work,乙,\"\n \n\"\n", "line 3: “body”");
  assert_refused (f, "id,category,titel,body\nx,work,甲,一\n", "line 1: “titel” is no column");
  assert_refused (f, "\n\n{\"id\":\"x\"}", "line 3: “category” is missing");
  assert_refused (f, "{\"id\":\"x\",\"nmae\":1}", "line 1: “nmae”");
  assert_refused (f, "{\"id\":\"x\",\"category\":\"work\",\"title\":\"甲\",\"body\":7}",
                  "line 1: “body” is missing");
  assert_refused (f, "{}\n{]", "line 1");
  assert_refused (f, "{\"id\":\"x\",\"category\":\"work\",\"title\":\"甲\",\"body\":\"一\"}\n[]",
                  "line 2");
  assert_refused (f, "\xff\xfe\x00i", "GB 18030");
#undef GOOD
}

/* An import outlives newer content that the program brings, also with its own categories. */
static void
test_import_survives (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (f->folder, "in", NULL);
  g_autoptr (YzContent) before = import_well (f, "id,category,title,body\nx1,work,甲,一。\n");
  g_autoptr (YzContentSource) source = read_source (before);
  g_autoptr (YzContent) with_category = NULL;
  g_autoptr (YzContent) after = NULL;
  g_autoptr (YzContent) again = NULL;
  g_autoptr (GPtrArray) articles = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  g_assert_no_errno (g_mkdir (folder, 0700));
  write_to (folder, "categories.json",
            "[{\"id\":\"own\",\"title\":{\"zh\":\"本地\",\"en\":\"Local\"},\"icon\":\"x\"}]", -1);
  write_to (folder, "own.zh.md",
            "---\nid: own\ntitle: 本地的事\ncategory: own\nupdated: 2026-11-21\n"
            "effective-from: 2026-11-21\n---\n答。\n",
            -1);
  g_assert_true (import (source, folder, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  yz_content_source_set_version (source, "2026.11.21-4.2");
  with_category = yz_content_activate (f->node, source, &error);
  g_assert_no_error (error);

  write_shipped (f, "content.json", "{\"version\": \"2026.12.05-1\"}");
  write_shipped (f, "faq/dismissal.zh.md",
                 "---\nid: dismissal\ntitle: 更新了\ncategory: work\nupdated: 2026-12-05\n"
                 "effective-from: 2026-12-05\n---\n答。\n");
  after = open_active (f);
  assert_version (after, "2026.12.05-1.1");
  assert_title (after, "x1", "甲");
  assert_title (after, "own", "本地的事");
  assert_title (after, "dismissal", "更新了");
  again = open_active (f);
  assert_version (again, "2026.12.05-1.1");
  articles = yz_faq_list_articles (again, "own", "zh", &error);
  g_assert_cmpuint (articles->len, ==, 1);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  g_autofree char *first = yz_article_source_get_key (*(YzArticleSource *const *)a);
  g_autofree char *second = yz_article_source_get_key (*(YzArticleSource *const *)b);

  return strcmp (first, second);
}

static char *
write_all (YzContentSource *source)
{
  GString *all = g_string_new (g_hash_table_lookup (source->items, YZ_CONTENT_CATEGORIES));

  g_ptr_array_sort (source->articles, compare_keys);
  for (guint i = 0; i < source->articles->len; i++) {
    g_autofree char *text = yz_article_source_write (g_ptr_array_index (source->articles, i));

    g_string_append (all, text);
  }
  return g_string_free (all, FALSE);
}

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autofree char *out = g_build_filename (f->folder, "out", NULL);
  g_autoptr (YzContent) content = import_well (f, "id,category,title,body,keywords\n"
                                                  "X_1.b,work,\"引号“”\"\" \\ # : [x] {y} ' "
                                                  "%\",\"---\nid: z\n---\n正文\n\",true;null;-;~\n"
                                                  "2026,work,1.0,**粗** <b>,\n");
  g_autoptr (YzContentSource) source = read_source (content);
  g_autoptr (YzContentSource) back = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = write_all (source);
  g_autofree char *after = NULL;
  guint n_exported, n_imported;

  g_assert_true (yz_content_source_export (source, out, &n_exported, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_exported, ==, 26);

  back = yz_content_source_new ();
  g_assert_true (import (back, out, &n_imported, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_imported, ==, 26);
  after = write_all (back);
  g_assert_cmpint (strcmp (after, before), ==, 0);

  /* Importing what is there changes nothing: the program's own articles stay its own. */
  g_assert_true (import (source, out, &n_imported, &error));
  for (guint i = 0; i < source->articles->len; i++) {
    const YzArticleSource *article = g_ptr_array_index (source->articles, i);

    g_assert_cmpint (article->imported, ==,
                     strcmp (article->id, "X_1.b") == 0 || strcmp (article->id, "2026") == 0);
  }

  /* Never into a folder with something in it. */
  g_assert_false (yz_content_source_export (source, out, &n_exported, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
}

/* Bad files ----------------------------------------------------------------------------------- */

static void
assert_bad (Fixture *f, const char *name, const char *text, gssize length, const char *says)
{
  g_autofree char *path = g_build_filename (f->shipped, name, NULL);
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;
  gboolean was_there = g_file_get_contents (path, &before, NULL, NULL);

  write_to (f->shipped, name, text, length);
  g_assert_null (yz_content_open_folder (f->shipped, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  if (strstr (error->message, says) == NULL || strstr (error->message, name) == NULL)
    g_error ("“%s” does not say “%s” and “%s”", error->message, name, says);
  if (was_there)
    write_to (f->shipped, name, before, -1);
  else
    g_assert_no_errno (g_unlink (path));
}

static void
test_bad_files (Fixture *f, gconstpointer data)
{
  assert_bad (f, "content.json", "{\"version\": \"../1\"}", -1, "write {\"version\"");
  assert_bad (f, "services.json", "[{}]", -1, "number 1");
  assert_bad (f, "laws.json", "[]", -1, "laws");
  assert_bad (f, "laws.json", "{\"laws\": [{\"law\": \"x\"}]}", -1, "law_en");
  assert_bad (f, "faq/categories.json", "{}", -1, "no list");
  assert_bad (f, "faq/categories.json", "[1]", -1, "number 1");
  assert_bad (f, "faq/categories.json", "[{\"id\":\"work\"}]", -1, "number 1");
  assert_bad (f, "forms/legal-aid-application.json", "{\"id\":", -1, "");
  assert_bad (f, "faq/a.zh.md", "", -1, "line 1");
  assert_bad (f, "faq/a.zh.md", "no front matter", -1, "line 1");
  assert_bad (f, "faq/a.zh.md", "---\nid: a\n", -1, "line 1");
  assert_bad (f, "faq/a.zh.md", HEAD "---\n\xff", -1, "UTF-8");
  assert_bad (f, "faq/a.zh.md", HEAD "---\n\0", sizeof HEAD + 4, "UTF-8");
  assert_bad (f, "faq/a.zh.md", HEAD "---\n \n", -1, "“body” is missing");
  assert_bad (f, "faq/a.zh.md", HEAD "title: 又\n---\n答\n", -1, "line 7: this name");
  assert_bad (f, "faq/a.zh.md", HEAD "autor: 我\n---\n答\n", -1, "“autor”");
  assert_bad (f, "faq/a.zh.md", HEAD "law: x\n---\n答\n", -1, "“law”");
  assert_bad (f, "faq/a.zh.md", HEAD "law: [{law: a|b, article: \"1\"}]\n---\n答\n", -1, "“law”");
  assert_bad (f, "faq/a.zh.md", HEAD "keywords: {a: b}\n---\n答\n", -1, "“keywords”");
  assert_bad (f, "faq/a.zh.md", HEAD "keywords: [\"a\\nb\"]\n---\n答\n", -1, "“keywords”");
  assert_bad (f, "faq/a.zh.md", HEAD "keywords: [\"a\\0b\"]\n---\n答\n", -1, "line 7: a text");
  assert_bad (f, "faq/a.zh.md", HEAD "next: [x]\n---\n答\n", -1, "“next”");
  assert_bad (f, "faq/a.zh.md", HEAD "sensitive: maybe\n---\n答\n", -1, "“sensitive”");
  assert_bad (f, "faq/a.zh.md", HEAD "valid-until: 2026-02-30\n---\n答\n", -1, "“valid-until”");
  assert_bad (f, "faq/a.zh.md", HEAD "valid-until: 2026-W47-6\n---\n答\n", -1, "“valid-until”");
  assert_bad (f, "faq/a.zh.md", HEAD "x: \"never closed\n---\n答\n", -1, "line 8");
  assert_bad (f, "faq/a.zh.md", HEAD "? [x]\n: y\n---\n答\n", -1, "line 7: a text");
  assert_bad (f, "faq/a.zh.md", HEAD "keywords: [a\x01]\n---\n答\n", -1, "line 7");
  assert_bad (f, "faq/a.zh.md", "---\n- x\n---\n答\n", -1, "line 2");
}

static void
test_clashes (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  /* The same id from two files. */
  write_shipped (f, "faq/a.zh.md", ARTICLE);
  write_shipped (f, "faq/b.zh.md", ARTICLE);
  g_assert_null (yz_content_open_folder (f->shipped, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "a.zh: two articles"));
  g_clear_error (&error);

  write_shipped (f, "faq/b.zh.md",
                 "---\nid: b\ntitle: 问\ncategory: nowhere\nupdated: 2026-11-21\n"
                 "effective-from: 2026-11-21\n---\n答。\n");
  g_assert_null (yz_content_open_folder (f->shipped, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "b.zh: there is no category “nowhere”"));
}

/* As editors on other systems leave it. */
static void
test_editors (Fixture *f, gconstpointer data)
{
  g_autoptr (YzArticleSource) unix_article = yz_article_source_parse (ARTICLE, "zh", NULL);
  g_autofree char *unix_text = yz_article_source_write (unix_article);
  g_autoptr (GString) windows = g_string_new ("\xef\xbb\xbf" ARTICLE);
  g_autoptr (YzArticleSource) windows_article = NULL;
  g_autofree char *windows_text = NULL;

  g_string_replace (windows, "\n", "\r\n", 0);
  windows_article = yz_article_source_parse (windows->str, "zh", NULL);
  g_assert_nonnull (windows_article);
  windows_text = yz_article_source_write (windows_article);
  g_assert_cmpstr (windows_text, ==, unix_text);
}

static void
assert_refuses (const char *matter, const char *says)
{
  g_autofree char *text = g_strconcat (HEAD, matter, "\n---\n答。\n", NULL);
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();

  g_assert_null (yz_article_source_parse (text, "zh", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 10 * G_USEC_PER_SEC);
}

/* YAML that unfolds to more than there is memory, or is as deep as it is long. */
static void
test_hostile_yaml (void)
{
  g_autoptr (GString) bomb = g_string_new ("keywords: [");
  g_autofree char *deep = g_strnfill (60000, '[');
  g_autofree char *deep_keywords = g_strconcat ("keywords: ", deep, NULL);
  g_autoptr (GString) deep_lines = g_string_new ("keywords:\n ");
  g_autofree char *large = g_strnfill (1024 * 1024, 'a');
  g_autofree char *large_keywords = g_strconcat ("keywords: [", large, "]", NULL);
  g_autoptr (GString) many = g_string_new ("keywords: [");

  g_string_append (bomb, "&a [x");
  for (guint i = 0; i < 5000; i++)
    g_string_append (bomb, ",x");
  g_string_append (bomb, "], &b [*a");
  for (guint i = 0; i < 5000; i++)
    g_string_append (bomb, ",*a");
  g_string_append (bomb, "], [*b");
  for (guint i = 0; i < 5000; i++)
    g_string_append (bomb, ",*b");
  g_string_append (bomb, "]]");

  assert_refuses (bomb->str, "without “*”");
  assert_refuses ("keywords: [&a x, *a]", "without “*”");
  assert_refuses ("keywords: &a [*a]", "");
  assert_refuses ("keywords: *a", "");
  assert_refuses ("<<: {id: b}", "“<<”");
  assert_refuses (deep_keywords, "too many lists");
  for (guint i = 0; i < 30000; i++)
    g_string_append (deep_lines, "- ");
  g_string_append (deep_lines, "x");
  assert_refuses (deep_lines->str, "");
  assert_refuses ("law: [[[[[[x]]]]]]", "nested too deep");
  assert_refuses (large_keywords, "line 1");
  assert_refuses ("!!binary x: y", "");
  for (guint i = 0; i < 20000; i++)
    g_string_append (many, "{},");
  g_string_append (many, "x]");
  assert_refuses (many->str, "");
}

/* Bytes changed at random in a real article: refused, or taken and then the same for ever. */
static void
test_fuzz (void)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "faq", "unpaid-wages.zh.md", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  g_autofree char *text = NULL;
  guint n_taken = 0;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (guint round = 0; round < 3000; round++) {
    g_autofree char *changed = g_strndup (text, length);
    g_autofree char *valid = NULL;
    g_autoptr (YzArticleSource) article = NULL;

    for (guint i = 0; i < 1 + round % 4; i++)
      changed[g_rand_int_range (rand, 0, round % 2 == 0 ? 600 : (gint32)length)]
          = "[]{}:,\"'\\&*!|>%@`#-? \n\ta1\x80\xe5"[g_rand_int_range (rand, 0, 27)];
    valid = g_utf8_make_valid (changed, -1);
    article = yz_article_source_parse (valid, "zh", NULL);
    if (article != NULL) {
      g_autofree char *written = yz_article_source_write (article);
      g_autoptr (YzArticleSource) again = yz_article_source_parse (written, "zh", NULL);
      g_autofree char *written_again = NULL;

      g_assert_nonnull (again);
      written_again = yz_article_source_write (again);
      g_assert_cmpstr (written_again, ==, written);
      n_taken++;
    }
  }
  g_assert_cmpuint (n_taken, >, 100);
  g_assert_cmpuint (n_taken, <, 2900);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/content/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* A file that grows too large is an error to be told, not a signal. */
  signal (SIGXFSZ, SIG_IGN);

  g_test_add_func ("/content/versions", test_versions);
  g_test_add_func ("/content/next-version", test_next_version);
  ADD ("open", test_open);
  ADD ("open-folder", test_open_folder);
  ADD ("built-once", test_built_once);
  ADD ("newer-shipped", test_newer_shipped);
  ADD ("newer-shipped-is-bad", test_newer_shipped_is_bad);
  ADD ("older-is-not-taken", test_older_is_not_taken);
  ADD ("damaged", test_damaged);
  ADD ("other-format", test_other_format);
  ADD ("full-disk", test_full_disk);
  ADD ("sweep", test_sweep);
  ADD ("two-imports", test_two_imports);
  ADD ("start-together", test_start_together);
  ADD ("import-table", test_import_table);
  ADD ("import-lines", test_import_lines);
  ADD ("import-gb18030", test_import_gb18030);
  ADD ("import-bad", test_import_bad);
  ADD ("import-survives", test_import_survives);
  ADD ("round-trip", test_round_trip);
  ADD ("bad-files", test_bad_files);
  ADD ("clashes", test_clashes);
  ADD ("editors", test_editors);
  g_test_add_func ("/content/hostile-yaml", test_hostile_yaml);
  g_test_add_func ("/content/fuzz", test_fuzz);
  return g_test_run ();
}
