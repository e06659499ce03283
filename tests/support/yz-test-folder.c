/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-folder.h"

#include <glib/gstdio.h>

/* A folder of its own for each test. */

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_assert_no_errno (g_remove (path));
}

/**
 * yz_test_folder_new:
 *
 * Returns: (transfer full): path of a new, empty folder for yz_test_folder_remove()
 */
char *
yz_test_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("yz-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

/**
 * yz_test_folder_remove:
 * @folder: (transfer full): a folder
 *
 * Removes the folder with all that is in it.
 */
void
yz_test_folder_remove (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}
