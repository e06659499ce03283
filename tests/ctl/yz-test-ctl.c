/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-ctl.h"

#include "yz-json.h"
#include "yz-test-folder.h"

#include <gio/gio.h>
#include <string.h>

/* The program itself, run as a person or a script would. Its path is the test's first argument. */

static const char *program;

/**
 * yz_test_ctl_init:
 * @argc: (inout): of main()
 * @argv: (inout): of main(); after it a test may read what follows the program's path
 */
void
yz_test_ctl_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  g_assert_cmpint (*argc, >=, 2);
  program = (*argv)[1];
}

/**
 * yz_test_ctl_get_program:
 *
 * Returns: (transfer none): the path of yizhanctl
 */
const char *
yz_test_ctl_get_program (void)
{
  return program;
}

static void
set_up (YzTestCtl *ctl, gconstpointer data)
{
  ctl->dir = yz_test_folder_new ();
}

static void
tear_down (YzTestCtl *ctl, gconstpointer data)
{
  yz_test_folder_remove (ctl->dir);
}

/**
 * yz_test_ctl_add:
 * @path: its name
 * @func: the test
 */
void
yz_test_ctl_add (const char *path, YzTestCtlFunc func)
{
  g_test_add (path, YzTestCtl, NULL, set_up, func, tear_down);
}

/**
 * yz_test_ctl_run:
 * @ctl: where
 * @input: (nullable): its standard input
 * @expected_status: what it must exit with
 * @command: the words after `yizhanctl --json --data-dir .`, quoted as for a shell; what it says
 *   on standard error is not looked at
 *
 * Returns: (transfer full): the JSON document that it printed
 */
JsonNode *
yz_test_ctl_run (YzTestCtl *ctl, const char *input, int expected_status, const char *command)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                   | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *line = g_strdup_printf ("'%s' --json --data-dir . %s", program, command);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, NULL));
  g_subprocess_launcher_set_cwd (launcher, ctl->dir);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, input != NULL ? input : "", NULL, &output,
                                                NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, expected_status);

  node = yz_json_parse (output, -1, G_MAXINT, &error);
  g_assert_no_error (error);
  return node;
}

/**
 * yz_test_ctl_assert_error:
 * @ctl: where
 * @input: (nullable): its standard input
 * @expected_status: what it must exit with
 * @command: as of yz_test_ctl_run()
 * @code: the code of the error
 * @says: what must stand in its message
 */
void
yz_test_ctl_assert_error (YzTestCtl *ctl,
                          const char *input,
                          int expected_status,
                          const char *command,
                          const char *code,
                          const char *says)
{
  g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, input, expected_status, command);
  JsonObject *error = yz_json_get_object (json_node_get_object (node), "error");

  g_assert_cmpstr (yz_json_get_string (error, "code"), ==, code);
  g_assert_nonnull (strstr (yz_json_get_string (error, "message"), says));
}

/**
 * yz_test_ctl_write:
 * @ctl: where
 * @name: of a file
 * @text: all that stands in it
 */
void
yz_test_ctl_write (YzTestCtl *ctl, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (ctl->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}
