/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-owner.h"

#include "yz-error.h"
#include "yz-test-folder.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The lock on a node is held by one, ends with its process in whatever way, and its owner can be
 * woken. */

typedef struct {
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = yz_test_folder_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  yz_test_folder_remove (fixture->folder);
}

static YzOwner *
acquire (const char *folder)
{
  g_autoptr (GError) error = NULL;
  YzOwner *owner = yz_owner_acquire (folder, &error);

  g_assert_no_error (error);
  return owner;
}

static void
assert_busy (const char *folder)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_owner_acquire (folder, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_BUSY);
}

static void
test_one_holds_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOwner) owner = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "owner.lock", NULL);
  g_autofree char *text = NULL;
  g_autofree char *pid = g_strdup_printf ("%d\n", (int)getpid ());

  g_assert_false (yz_owner_is_held (fixture->folder));
  owner = acquire (fixture->folder);
  assert_busy (fixture->folder);
  g_assert_true (yz_owner_is_held (fixture->folder));
  /* Looking took nothing away. */
  assert_busy (fixture->folder);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, pid);

  g_clear_object (&owner);
  g_assert_false (yz_owner_is_held (fixture->folder));
  owner = acquire (fixture->folder);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_owner_acquire (missing, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  g_assert_false (yz_owner_is_held (missing));
  yz_owner_wake (missing);
}

static void
test_ends_with_its_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOwner) owner = NULL;
  int ready[2];
  char byte;
  pid_t child;

  g_assert_no_errno (pipe (ready));
  child = fork ();
  if (child == 0) {
    YzOwner *held = yz_owner_acquire (fixture->folder, NULL);

    if (held != NULL && yz_owner_listen (held, NULL) && write (ready[1], "x", 1) == 1)
      pause ();
    _exit (1);
  }
  close (ready[1]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);

  g_assert_true (yz_owner_is_held (fixture->folder));
  assert_busy (fixture->folder);
  g_assert_no_errno (kill (child, SIGKILL));
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);

  /* The file and the socket are still there, the lock is not. */
  owner = acquire (fixture->folder);
  g_assert_true (yz_owner_listen (owner, NULL));
}

static void
test_is_not_inherited (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOwner) owner = acquire (fixture->folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                              | G_SUBPROCESS_FLAGS_INHERIT_FDS,
                          &error, "cat", NULL);
  char byte = 'x';

  g_assert_no_error (error);
  /* Once it answers, it is surely another program. */
  g_assert_cmpint (g_output_stream_write (g_subprocess_get_stdin_pipe (child), &byte, 1, NULL,
                                          &error),
                   ==, 1);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (child), &byte, 1, NULL,
                                        &error),
                   ==, 1);
  g_clear_object (&owner);
  owner = acquire (fixture->folder);

  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (child), NULL, &error));
  g_assert_true (g_subprocess_wait_check (child, NULL, &error));
}

static void
on_wake (YzOwner *owner, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
assert_wakes (const char *folder)
{
  g_autoptr (YzOwner) owner = acquire (folder);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (yz_owner_listen (owner, &error));
  g_assert_no_error (error);
  g_signal_connect (owner, "wake", G_CALLBACK (on_wake), &n);

  drain ();
  g_assert_cmpuint (n, ==, 0);
  yz_owner_wake (folder);
  drain ();
  g_assert_cmpuint (n, ==, 1);

  /* More than the socket has room for: nobody waits, and once is enough. */
  for (guint i = 0; i < 10000; i++)
    yz_owner_wake (folder);
  drain ();
  g_assert_cmpuint (n, ==, 2);
  yz_owner_wake (folder);
  drain ();
  g_assert_cmpuint (n, ==, 3);
}

static void
test_wake (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "wake", NULL);

  yz_owner_wake (fixture->folder);
  assert_wakes (fixture->folder);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  yz_owner_wake (fixture->folder);

  /* What a dead owner has left does not stop the next. */
  g_assert_true (g_file_set_contents (path, "stale", -1, NULL));
  assert_wakes (fixture->folder);
}

static void
test_wake_is_private (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOwner) owner = acquire (fixture->folder);
  g_autofree char *path = g_build_filename (fixture->folder, "wake", NULL);
  struct stat info;
  mode_t mask = umask (0);

  g_assert_true (yz_owner_listen (owner, NULL));
  umask (mask);
  g_assert_no_errno (stat (path, &info));
  g_assert_true (S_ISSOCK (info.st_mode));
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
test_wake_in_a_deep_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (100, 'd');
  g_autofree char *deep = g_build_filename (fixture->folder, name, name, NULL);

  g_assert_no_errno (g_mkdir_with_parents (deep, 0700));
  assert_wakes (deep);
}

static void
test_wake_cannot_listen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOwner) owner = acquire (fixture->folder);
  g_autofree char *path = g_build_filename (fixture->folder, "wake", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir (path, 0700));
  g_assert_false (yz_owner_listen (owner, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
}

static void
on_wake_drop (YzOwner *owner, gpointer user_data)
{
  YzOwner **held = user_data;

  g_clear_object (held);
}

static void
test_may_end_when_woken (Fixture *fixture, gconstpointer data)
{
  YzOwner *owner = acquire (fixture->folder);

  g_object_add_weak_pointer (G_OBJECT (owner), (gpointer *)&owner);
  g_assert_true (yz_owner_listen (owner, NULL));
  g_signal_connect (owner, "wake", G_CALLBACK (on_wake_drop), &owner);
  yz_owner_wake (fixture->folder);
  drain ();
  g_assert_null (owner);
  g_assert_false (yz_owner_is_held (fixture->folder));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

  ADD ("/owner/one-holds-it", test_one_holds_it);
  ADD ("/owner/no-folder", test_no_folder);
  ADD ("/owner/ends-with-its-process", test_ends_with_its_process);
  ADD ("/owner/is-not-inherited", test_is_not_inherited);
  ADD ("/owner/wake", test_wake);
  ADD ("/owner/wake-is-private", test_wake_is_private);
  ADD ("/owner/wake-in-a-deep-folder", test_wake_in_a_deep_folder);
  ADD ("/owner/wake-cannot-listen", test_wake_cannot_listen);
  ADD ("/owner/may-end-when-woken", test_may_end_when_woken);

  return g_test_run ();
}
