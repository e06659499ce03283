/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-supervisor.h"

#include "yz-content.h"
#include "yz-error.h"
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
test_bad_address (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "yizhan.conf", NULL);
  g_autoptr (YzClock) clock = yz_clock_new_system ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "[central]\nurl=http://example.com/\n", -1, NULL));
  g_object_unref (fixture->supervisor);
  g_object_unref (fixture->node);
  fixture->node = yz_node_open (fixture->folder, clock, &error);
  g_assert_no_error (error);
  fixture->supervisor = yz_supervisor_new (fixture->node, g_getenv ("YZ_CONTENT_DIR"),
                                           (const char *[]){ "/bin/true", NULL });
  g_assert_false (yz_supervisor_start (fixture->supervisor, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
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
#undef ADD

  return g_test_run ();
}
