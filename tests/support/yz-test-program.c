/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-program.h"

#include "yz-json.h"

#include <gio/gio.h>

/* The shipped programs, run as a person or a script would. */

/**
 * yz_test_program_run:
 * @folder: where to run it
 * @input: (nullable): its standard input
 * @expected_status: what it must exit with
 * @command: a command line, quoted as for a shell; its messages are not looked at
 *
 * Returns: (transfer full): the JSON document that it printed
 */
JsonNode *
yz_test_program_run (const char *folder,
                     const char *input,
                     int expected_status,
                     const char *command)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                   | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  g_assert_true (g_shell_parse_argv (command, NULL, &argv, NULL));
  g_subprocess_launcher_set_cwd (launcher, folder);
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
