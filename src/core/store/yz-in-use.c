/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-in-use.h"

#include "yz-error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Who has a database open: a lock on the file `PATH-use` beside it, shared by all who use it, and
 * held alone by who puts another file in its place. A commit into a file that has just been set
 * aside would succeed and be lost. SQLite's own locks do not serve: it cannot open what is damaged,
 * and closing the file once drops all locks that the process has on it. */

static int
take (const char *path, short type, GError **error)
{
  struct flock lock = { .l_type = type, .l_whence = SEEK_SET };
  g_autofree char *name = g_strconcat (path, "-use", NULL);
  int fd = open (name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && fcntl (fd, F_OFD_SETLK, &lock) == 0)
    return fd;

  if (fd >= 0 && (errno == EAGAIN || errno == EACCES))
    g_set_error (error, YZ_ERROR, YZ_ERROR_BUSY,
                 type == F_WRLCK ? "%s is still open: end the other programs first"
                                 : "%s is being rescued: wait and try again",
                 path);
  else
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the file %s cannot be used: %s", name,
                 g_strerror (errno));
  yz_in_use_end (&fd);
  return -1;
}

/**
 * yz_in_use_share:
 * @path: a database
 * @error: %YZ_ERROR_BUSY where somebody is replacing it
 *
 * Returns: what to hand to yz_in_use_end() after the database is closed, or -1
 */
int
yz_in_use_share (const char *path, GError **error)
{
  return take (path, F_RDLCK, error);
}

/**
 * yz_in_use_alone:
 * @path: a database
 * @error: %YZ_ERROR_BUSY where a store of this or another process has it open
 *
 * Returns: what to hand to yz_in_use_end(), or -1
 */
int
yz_in_use_alone (const char *path, GError **error)
{
  return take (path, F_WRLCK, error);
}

/**
 * yz_in_use_end:
 * @fd: (inout): of one of the functions above, -1 for none
 */
void
yz_in_use_end (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}
