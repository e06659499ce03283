/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-supervisor.h"

#include "yz-content.h"
#include "yz-error.h"
#include "yz-key.h"
#include "yz-owner.h"
#include "yz-store.h"
#include "yz-test-folder.h"

#include <string.h>

/* What a kiosk finds in its folder when it starts. No session is needed for that: the program that
 * stands for it ends at once. */

typedef struct {
  char *folder;
  YzNode *node;
  YzSupervisor *supervisor;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const argv[] = { "/bin/true", NULL };
  g_autoptr (YzClock) clock = yz_clock_new_system ();
  g_autoptr (GError) error = NULL;

  fixture->folder = yz_test_folder_new ();
  fixture->node = yz_node_open (fixture->folder, clock, &error);
  g_assert_no_error (error);
  fixture->supervisor = yz_supervisor_new (fixture->node, g_getenv ("YZ_CONTENT_DIR"), argv);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  yz_supervisor_stop (fixture->supervisor);
  g_object_unref (fixture->supervisor);
  /* What was asked for may still be on its way back. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->node);
  yz_test_folder_remove (fixture->folder);
}

static void
start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_supervisor_start (fixture->supervisor, &error));
  g_assert_no_error (error);
}

static void
test_holds_the_node (Fixture *fixture, gconstpointer data)
{
  g_assert_false (yz_owner_is_held (fixture->folder));
  start (fixture);
  g_assert_true (yz_owner_is_held (fixture->folder));
  yz_supervisor_stop (fixture->supervisor);
  g_assert_false (yz_owner_is_held (fixture->folder));
}

/* As a command would: it builds the content, and lets go of the node. */
static gpointer
work_and_let_go (gpointer owner)
{
  g_autofree char *folder = yz_test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (YzContent) content
      = yz_content_open_active (folder, g_getenv ("YZ_CONTENT_DIR"), &error);

  g_assert_no_error (error);
  g_object_unref (owner);
  yz_test_folder_remove (g_steal_pointer (&folder));
  return NULL;
}

/* A command that is at work must not keep a kiosk from starting. */
static void
test_waits_for_the_node (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  YzOwner *owner = yz_owner_acquire (fixture->folder, &error);
  GThread *thread;

  g_assert_no_error (error);
  thread = g_thread_new ("owner", work_and_let_go, owner);
  start (fixture);
  g_thread_join (thread);
}

static void
test_rescues (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "kiosk.db", NULL);
  g_autofree char *rubbish = g_strnfill (20000, 'x');
  g_autoptr (YzStore) store = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, rubbish, 20000, NULL));
  start (fixture);
  store = yz_store_open (path, &yz_kiosk_schema, FALSE, &error);
  g_assert_no_error (error);
}

static void
configure (Fixture *fixture, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, "yizhan.conf", NULL);
  g_autoptr (YzClock) clock = yz_clock_new_system ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_object_unref (fixture->supervisor);
  g_object_unref (fixture->node);
  fixture->node = yz_node_open (fixture->folder, clock, &error);
  g_assert_no_error (error);
  fixture->supervisor = yz_supervisor_new (fixture->node, g_getenv ("YZ_CONTENT_DIR"),
                                           (const char *[]){ "/bin/true", NULL });
}

static void
test_bad_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  configure (fixture, "[central]\nurl=http://example.com/\n");
  g_assert_false (yz_supervisor_start (fixture->supervisor, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
}

static void
save_key (Fixture *fixture, YzKeyKind kind, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (YzKey) key = yz_key_generate (kind);
  g_autoptr (GError) error = NULL;

  yz_key_save (key, path, &error);
  g_assert_no_error (error);
}

static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  char **said = user_data;

  if (*said == NULL)
    *said = g_strdup (message);
}

/* Citizens see that the line is down; why, stands in the log. */
static void
test_says_why_cut_off (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;
  guint id;

  save_key (fixture, YZ_KEY_SEAL, "centre");
  configure (fixture, "[central]\nurl=unix:/nonexistent/hub.sock\nseal-keys=centre.pub\n");
  id = g_log_set_handler ("yz-supervisor", G_LOG_LEVEL_MESSAGE, on_log, &said);
  start (fixture);
  while (said == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_log_remove_handler ("yz-supervisor", id);
  g_assert_true (g_str_has_prefix (said, "the centre is out of reach: the hub was not reached: "));
}

/* The staff hear of it before a citizen has filled in a form; all else works. */
static void
test_warns_of_keys (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *text;
    const char *says;
  } rows[] = {
    { "", "*seal-keys*" },
    { "[central]\nseal-keys=lost.pub\n", "*lost.pub*does not exist*" },
    { "[central]\nseal-keys=centre.pub;sign.pub\n", "*sign.pub*is a signing key*" },
    { "[station]\nstation=kiosk 1\n[central]\nseal-keys=centre.pub\n", "*station.station*" },
  };

  save_key (fixture, YZ_KEY_SEAL, "centre");
  save_key (fixture, YZ_KEY_SIGN, "sign");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    configure (fixture, rows[i].text);
    g_test_expect_message ("yz-supervisor", G_LOG_LEVEL_WARNING, rows[i].says);
    start (fixture);
    g_test_assert_expected_messages ();
    g_assert_true (yz_owner_is_held (fixture->folder));
    yz_supervisor_stop (fixture->supervisor);
  }
}

static void
test_has_keys (Fixture *fixture, gconstpointer data)
{
  g_autofree char *public_key = g_build_filename (fixture->folder, "station.key.pub", NULL);
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);

  save_key (fixture, YZ_KEY_SEAL, "centre");
  configure (fixture, "[central]\nseal-keys=centre.pub\n");
  start (fixture);
  g_log_set_always_fatal (fatal);
  /* To be brought to the hub before the first citizen comes. */
  g_assert_true (g_file_test (public_key, G_FILE_TEST_IS_REGULAR));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* That a store was rescued, and that a session ended, is logged. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);

#define ADD(path, func)                                                                            \
  g_test_add ("/supervisor/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("holds-the-node", test_holds_the_node);
  ADD ("waits-for-the-node", test_waits_for_the_node);
  ADD ("rescues", test_rescues);
  ADD ("bad-address", test_bad_address);
  ADD ("says-why-cut-off", test_says_why_cut_off);
  ADD ("warns-of-keys", test_warns_of_keys);
  ADD ("has-keys", test_has_keys);
#undef ADD

  return g_test_run ();
}
