/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-owner.h"

#include "yz-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Who owns a node: the one process that holds the lock on `DIR/owner.lock`. It alone migrates,
 * rescues, sweeps and sends; the others wake it through the socket `DIR/wake`. */

#define LOCK_NAME "owner.lock"
#define WAKE_NAME "wake"

struct _YzOwner {
  GObject parent_instance;

  int dir_fd;
  int lock_fd;
  int wake_fd;
  GSource *wake_source;
};

enum {
  SIGNAL_WAKE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzOwner, yz_owner, G_TYPE_OBJECT)

/* The path of a socket has room for 107 bytes only. Through the descriptor of its folder it is
 * always short, however deep the folder lies. */
static void
fill_address (struct sockaddr_un *address, int dir_fd)
{
  memset (address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  g_snprintf (address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/" WAKE_NAME, dir_fd);
}

static int
open_dir (const char *dir)
{
  return open (dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static gboolean
on_wake_readable (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (YzOwner) self = g_object_ref (user_data);
  char buffer[16];

  /* However often it was asked, once is enough. */
  while (recv (fd, buffer, sizeof buffer, MSG_DONTWAIT) >= 0)
    ;
  g_signal_emit (self, signals[SIGNAL_WAKE], 0);
  return G_SOURCE_CONTINUE;
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

static void
yz_owner_finalize (GObject *object)
{
  YzOwner *self = YZ_OWNER (object);

  if (self->wake_source != NULL) {
    g_source_destroy (self->wake_source);
    g_source_unref (self->wake_source);
    unlinkat (self->dir_fd, WAKE_NAME, 0);
  }
  close_fd (&self->wake_fd);
  close_fd (&self->dir_fd);
  /* The lock goes last, and with its descriptor: the file stays, or two could lock two files. */
  close_fd (&self->lock_fd);

  G_OBJECT_CLASS (yz_owner_parent_class)->finalize (object);
}

static void
yz_owner_class_init (YzOwnerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_owner_finalize;

  /**
   * YzOwner::wake:
   * @self: an owner
   *
   * Emitted after yz_owner_listen() when another process has something for this one to do, such
   * as a new item in the outbox; once for however many calls have come together.
   */
  signals[SIGNAL_WAKE] = g_signal_new ("wake", YZ_TYPE_OWNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
}

static void
yz_owner_init (YzOwner *self)
{
  self->dir_fd = -1;
  self->lock_fd = -1;
  self->wake_fd = -1;
}

static void
set_storage_error (const char *dir, GError **error)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the folder %s cannot be used: %s", dir,
               g_strerror (errno));
}

/* The number is for people who look who it is; the lock alone counts. A full disk does not matter
 * here. */
static void
write_pid (int fd)
{
  char text[32];
  int length = g_snprintf (text, sizeof text, "%d\n", (int)getpid ());

  if (ftruncate (fd, 0) == 0 && pwrite (fd, text, (size_t)length, 0) < 0)
    return;
}

/* A lock of the open file description ends with its last descriptor, at the death of the process
 * at the latest, and unlike flock() it can be asked for without being taken. */
static gboolean
take_lock (YzOwner *self, const char *dir, GError **error)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  self->lock_fd = openat (self->dir_fd, LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock_fd < 0) {
    set_storage_error (dir, error);
    return FALSE;
  }
  if (fcntl (self->lock_fd, F_OFD_SETLK, &lock) == 0)
    return TRUE;

  if (errno == EAGAIN || errno == EACCES)
    g_set_error (error, YZ_ERROR, YZ_ERROR_BUSY,
                 "another program runs the folder %s: end it first, or use another folder", dir);
  else
    set_storage_error (dir, error);
  return FALSE;
}

/**
 * yz_owner_acquire:
 * @dir: the node's folder
 * @error: %YZ_ERROR_BUSY where another process, or another object in this one, holds the lock;
 *   %YZ_ERROR_STORAGE where the folder cannot be used
 *
 * Takes the lock on `owner.lock` without waiting. It is held until the object ends or the process
 * dies in whatever way; programs that this one starts do not inherit it.
 *
 * Returns: (transfer full): the owner
 */
YzOwner *
yz_owner_acquire (const char *dir, GError **error)
{
  g_autoptr (YzOwner) self = NULL;

  g_return_val_if_fail (dir != NULL, NULL);

  self = g_object_new (YZ_TYPE_OWNER, NULL);
  self->dir_fd = open_dir (dir);
  if (self->dir_fd < 0) {
    set_storage_error (dir, error);
    return NULL;
  }
  if (!take_lock (self, dir, error))
    return NULL;

  write_pid (self->lock_fd);
  return g_steal_pointer (&self);
}

/**
 * yz_owner_is_held:
 * @dir: the node's folder
 *
 * Looks without touching the lock, so that nobody who wants it is disturbed.
 *
 * Returns: whether a process owns the node
 */
gboolean
yz_owner_is_held (const char *dir)
{
  g_autofree char *path = NULL;
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  gboolean held;
  int fd;

  g_return_val_if_fail (dir != NULL, FALSE);

  path = g_build_filename (dir, LOCK_NAME, NULL);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return FALSE;

  held = fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close (fd);
  return held;
}

/* The mode is set before the socket has a name, so that it is never open to others. */
static gboolean
bind_socket (YzOwner *self, GError **error)
{
  struct sockaddr_un address;

  self->wake_fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->wake_fd >= 0) {
    fill_address (&address, self->dir_fd);
    unlinkat (self->dir_fd, WAKE_NAME, 0);
    if (fchmod (self->wake_fd, 0600) == 0
        && bind (self->wake_fd, (struct sockaddr *)&address, sizeof address) == 0)
      return TRUE;
  }
  g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE,
               "the socket “" WAKE_NAME "” cannot be made in the node's folder: %s",
               g_strerror (errno));
  close_fd (&self->wake_fd);
  return FALSE;
}

/**
 * yz_owner_listen:
 * @self: an owner
 * @error: %YZ_ERROR_STORAGE where the socket cannot be made
 *
 * Makes the socket `wake` in the node's folder, for this user only, in place of one that a dead
 * owner has left, and emits #YzOwner::wake on the thread-default main context of the caller.
 *
 * Returns: whether it listens
 */
gboolean
yz_owner_listen (YzOwner *self, GError **error)
{
  g_return_val_if_fail (YZ_IS_OWNER (self), FALSE);
  g_return_val_if_fail (self->wake_source == NULL, FALSE);

  if (!bind_socket (self, error))
    return FALSE;

  self->wake_source = g_unix_fd_source_new (self->wake_fd, G_IO_IN);
  g_source_set_callback (self->wake_source, G_SOURCE_FUNC (on_wake_readable), self, NULL);
  g_source_attach (self->wake_source, g_main_context_get_thread_default ());
  return TRUE;
}

/**
 * yz_owner_wake:
 * @dir: the node's folder
 *
 * Wakes its owner; nothing happens where there is none, or where it has already been asked. Never
 * blocks.
 */
void
yz_owner_wake (const char *dir)
{
  struct sockaddr_un address;
  int dir_fd;
  int fd;

  g_return_if_fail (dir != NULL);

  dir_fd = open_dir (dir);
  if (dir_fd < 0)
    return;

  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd >= 0) {
    fill_address (&address, dir_fd);
    /* Whether it arrives does not matter: the owner also looks by itself. */
    (void)sendto (fd, "w", 1, MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address);
    close (fd);
  }
  close (dir_fd);
}
