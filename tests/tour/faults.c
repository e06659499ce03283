/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* Preloaded into the programs by the tour's tests: holds one of them at a chosen call, so that it
 * can be killed exactly there, or makes the disk full.
 *
 * The file $YZ_FAULTS/plan says in four words what is to happen: the program, or *; the call: write
 * or sync (of kiosk.db and its log), seal (the document), key (to a recipient), or wake (which
 * tells the supervisor of a submission); before, after or full; and at which call, counted since
 * the plan is there. Who is held leaves its process number in $YZ_FAULTS/held and goes on when
 * $YZ_FAULTS/gate is opened. */

typedef struct {
  char program[32];
  char call[16];
  char what[16];
  unsigned count;
} Plan;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct timespec plan_time;
static ino_t plan_inode;
static unsigned n_calls;

static int
open_fault (const char *name, int flags)
{
  const char *folder = getenv ("YZ_FAULTS");
  char path[512];

  if (folder == NULL || snprintf (path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
    return -1;
  return open (path, flags | O_CLOEXEC, 0600);
}

/* Each plan is a new file: a new one begins to count anew. */
static int
read_plan (Plan *plan)
{
  char text[128] = { 0 };
  struct stat about;
  int fd = open_fault ("plan", O_RDONLY);
  int ok;

  if (fd < 0)
    return 0;
  ok = fstat (fd, &about) == 0 && read (fd, text, sizeof text - 1) > 0;
  close (fd);
  if (!ok
      || sscanf (text, "%31s %15s %15s %u", plan->program, plan->call, plan->what, &plan->count)
             != 4)
    return 0;
  if (about.st_ino != plan_inode || about.st_mtim.tv_sec != plan_time.tv_sec
      || about.st_mtim.tv_nsec != plan_time.tv_nsec) {
    plan_inode = about.st_ino;
    plan_time = about.st_mtim;
    n_calls = 0;
  }
  return strcmp (plan->program, "*") == 0
         || strcmp (plan->program, program_invocation_short_name) == 0;
}

static int
is_store (int fd)
{
  char link[64];
  char path[512] = { 0 };
  const char *name;

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  if (readlink (link, path, sizeof path - 1) < 0)
    return 0;
  name = strrchr (path, '/');
  return name != NULL && strncmp (name, "/kiosk.db", 9) == 0 && strcmp (name, "/kiosk.db-use") != 0;
}

static void
hold (void)
{
  char text[32];
  int length = snprintf (text, sizeof text, "%d\n", (int)getpid ());
  int fd = open_fault ("held", O_WRONLY | O_CREAT | O_EXCL);

  if (fd < 0)
    return;
  if (write (fd, text, (size_t)length) == length)
    close (fd);
  /* A pipe with a name: this waits until somebody opens its other end. */
  fd = open_fault ("gate", O_RDONLY);
  if (fd >= 0)
    close (fd);
}

/* Counts a call; returns what is planned for it, '-' where nothing is. */
static char
begin (const char *call)
{
  Plan plan = { 0 };
  int planned;

  pthread_mutex_lock (&lock);
  planned = read_plan (&plan) && strcmp (plan.call, call) == 0 && ++n_calls >= plan.count;
  pthread_mutex_unlock (&lock);
  if (!planned)
    return '-';
  if (plan.what[0] == 'b')
    hold ();
  return plan.what[0];
}

static void
end (char planned)
{
  if (planned == 'a')
    hold ();
}

static int
sync_file (const char *name, int fd)
{
  __typeof__ (fsync) *real = dlsym (RTLD_NEXT, name);
  char planned = is_store (fd) ? begin ("sync") : '-';
  int result = real (fd);

  end (planned);
  return result;
}

int
fsync (int fd)
{
  return sync_file ("fsync", fd);
}

int
fdatasync (int fd)
{
  return sync_file ("fdatasync", fd);
}

ssize_t
pwrite64 (int fd, const void *data, size_t size, off64_t offset)
{
  __typeof__ (pwrite64) *real = dlsym (RTLD_NEXT, "pwrite64");
  char planned = is_store (fd) ? begin ("write") : '-';
  ssize_t result;

  if (planned == 'f') {
    errno = ENOSPC;
    return -1;
  }
  result = real (fd, data, size, offset);
  end (planned);
  return result;
}

int
crypto_secretbox_easy (unsigned char *sealed,
                       const unsigned char *message,
                       unsigned long long size,
                       const unsigned char *nonce,
                       const unsigned char *key)
{
  __typeof__ (crypto_secretbox_easy) *real = dlsym (RTLD_NEXT, "crypto_secretbox_easy");
  char planned = begin ("seal");
  int result = real (sealed, message, size, nonce, key);

  end (planned);
  return result;
}

int
crypto_box_seal (unsigned char *sealed,
                 const unsigned char *message,
                 unsigned long long size,
                 const unsigned char *key)
{
  __typeof__ (crypto_box_seal) *real = dlsym (RTLD_NEXT, "crypto_box_seal");
  char planned = begin ("key");
  int result = real (sealed, message, size, key);

  end (planned);
  return result;
}

ssize_t
sendto (int fd,
        const void *data,
        size_t size,
        int flags,
        const struct sockaddr *address,
        socklen_t address_size)
{
  __typeof__ (sendto) *real = dlsym (RTLD_NEXT, "sendto");
  int wakes = size == 1 && address != NULL && address->sa_family == AF_UNIX;
  char planned = wakes ? begin ("wake") : '-';
  ssize_t result = real (fd, data, size, flags, address, address_size);

  end (planned);
  return result;
}
