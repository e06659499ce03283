/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-key-private.h"

#include "yz-durable.h"
#include "yz-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A key file is one line of text:
 *
 *   yizhan-key 1 seal|sign secret|public ID BASE64
 *
 * ID is the key's id, so that a changed character is noticed: what is sealed to a public key that
 * nobody has the secret of is lost. BASE64 holds the 32 bytes of the public key, or of the X25519
 * secret or the Ed25519 seed. */

#define MAGIC "yizhan-key"
#define VERSION "1"
#define MAX_FILE_BYTES 256
#define N_FIELDS 6

typedef enum {
  WRITE_NEW,
  WRITE_REPLACE,
} WriteMode;

static void
format_line (YzKey *self, gboolean secret, char *ret_line)
{
  g_autoptr (GBytes) public_key = yz_key_get_public (self);
  const guint8 *bytes = secret ? yz_key_peek_seed (self) : g_bytes_get_data (public_key, NULL);
  char base64[sodium_base64_ENCODED_LEN (YZ_KEY_SEED_BYTES, sodium_base64_VARIANT_ORIGINAL)];

  sodium_bin2base64 (base64, sizeof base64, bytes, YZ_KEY_SEED_BYTES,
                     sodium_base64_VARIANT_ORIGINAL);
  g_snprintf (ret_line, MAX_FILE_BYTES, MAGIC " " VERSION " %s %s %s %s\n",
              yz_key_kind_to_string (yz_key_get_kind (self)), secret ? "secret" : "public",
              yz_key_get_id (self), base64);
  sodium_memzero (base64, sizeof base64);
}

static gboolean
write_all (int fd, const char *text)
{
  gsize left = strlen (text);

  while (left > 0) {
    gssize n = write (fd, text, left);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    text += n;
    left -= (gsize)n;
  }
  return fsync (fd) == 0;
}

static gboolean
move_into_place (const char *from, const char *to, WriteMode mode)
{
  if (mode == WRITE_REPLACE)
    return g_rename (from, to) == 0;
  return renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0;
}

/* Writes the whole file or none; returns 0 or an errno, EEXIST where WRITE_NEW finds one. */
static int
write_file (const char *path, const char *text, int permissions, WriteMode mode)
{
  g_autofree char *temporary = g_strdup_printf ("%s.XXXXXX", path);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, permissions);
  int saved = 0;

  if (fd < 0)
    return errno;
  if (!write_all (fd, text))
    saved = errno;
  if (close (fd) != 0 && saved == 0)
    saved = errno;
  if (saved == 0 && !move_into_place (temporary, path, mode))
    saved = errno;
  if (saved != 0)
    g_unlink (temporary);
  else if (!yz_durable_sync_folder_of (path, NULL))
    saved = EIO;
  return saved;
}

static int
write_key (YzKey *self, const char *path, gboolean secret, WriteMode mode)
{
  char line[MAX_FILE_BYTES];
  int saved;

  format_line (self, secret, line);
  saved = write_file (path, line, secret ? 0600 : 0644, mode);
  sodium_memzero (line, sizeof line);
  return saved;
}

static gboolean
set_write_error (GError **error, const char *path, int saved)
{
  if (saved == EEXIST)
    g_set_error (error, YZ_ERROR, YZ_ERROR_KEY,
                 "%s exists, and a key is never written over: choose another name", path);
  else
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the key file %s cannot be written: %s", path,
                 g_strerror (saved));
  return FALSE;
}

/**
 * yz_key_save:
 * @self: a key with its secret
 * @path: the file of the secret, made with permissions 0600; the public half goes to `PATH.pub`
 * @error: %YZ_ERROR_KEY where one of the files exists, %YZ_ERROR_STORAGE where they cannot be
 *   written
 *
 * Writes both files whole and durably, or neither.
 *
 * Returns: whether they are written
 */
gboolean
yz_key_save (YzKey *self, const char *path, GError **error)
{
  g_autofree char *public_path = NULL;
  int saved;

  g_return_val_if_fail (YZ_IS_KEY (self), FALSE);
  g_return_val_if_fail (yz_key_has_secret (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  /* The secret first: a public key whose secret is nowhere would swallow what is sealed to it. */
  saved = write_key (self, path, TRUE, WRITE_NEW);
  if (saved != 0)
    return set_write_error (error, path, saved);

  public_path = g_strconcat (path, ".pub", NULL);
  saved = write_key (self, public_path, FALSE, WRITE_NEW);
  if (saved != 0) {
    g_unlink (path);
    return set_write_error (error, public_path, saved);
  }
  return TRUE;
}

static gboolean
set_key_error (GError **error, const char *path, const char *what)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_KEY, "%s %s", path, what);
  return FALSE;
}

static int
open_file (const char *path, GError **error)
{
  /* A pipe must not hold the program. */
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  struct stat info;

  if (fd < 0) {
    set_key_error (error, path,
                   errno == ENOENT ? "does not exist: name a key file"
                                   : "cannot be read: look at its permissions");
    return -1;
  }
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    return fd;

  set_key_error (error, path,
                 S_ISDIR (info.st_mode) ? "is a folder: name the key file in it"
                                        : "is no file: name a key file");
  close (fd);
  return -1;
}

static gboolean
read_file (const char *path, char *ret_text, GError **error)
{
  int fd = open_file (path, error);
  gssize n;

  if (fd < 0)
    return FALSE;
  do
    n = read (fd, ret_text, MAX_FILE_BYTES);
  while (n < 0 && errno == EINTR);
  close (fd);

  if (n < 0)
    return set_key_error (error, path, "cannot be read");
  if (n == 0)
    return set_key_error (error, path, "is empty: use a copy of the key, or make a new one");
  if (n == MAX_FILE_BYTES || memchr (ret_text, '\0', (gsize)n) != NULL)
    return set_key_error (error, path, "is no key file");
  ret_text[n] = '\0';
  return TRUE;
}

/* Takes the line apart in place, so that no copy of the secret is left behind. */
static gboolean
split_line (const char *path, char *text, char **ret_fields, GError **error)
{
  char *rest = NULL;
  guint n = 0;

  for (char *p = strtok_r (text, " \t\r\n", &rest); p != NULL;
       p = strtok_r (NULL, " \t\r\n", &rest)) {
    if (n == N_FIELDS)
      return set_key_error (error, path, "is no key file");
    ret_fields[n++] = p;
  }
  if (n < 2 || strcmp (ret_fields[0], MAGIC) != 0)
    return set_key_error (error, path, "is no key file");
  if (strcmp (ret_fields[1], VERSION) != 0)
    return set_key_error (error, path, "is of a newer format: update this program");
  if (n != N_FIELDS)
    return set_key_error (error, path, "is not whole: use a copy of the key");
  return TRUE;
}

static gboolean
check_kind (const char *path, const char *found, YzKeyKind kind, GError **error)
{
  if (strcmp (found, yz_key_kind_to_string (kind)) == 0)
    return TRUE;
  if (strcmp (found, "seal") == 0)
    return set_key_error (error, path, "is a sealing key: a signing key is needed here");
  if (strcmp (found, "sign") == 0)
    return set_key_error (error, path, "is a signing key: a sealing key is needed here");
  return set_key_error (error, path, "is no key file");
}

static gboolean
check_part (const char *path, const char *found, gboolean secret, GError **error)
{
  if (strcmp (found, secret ? "secret" : "public") == 0)
    return TRUE;
  if (strcmp (found, "public") == 0)
    return set_key_error (error, path,
                          "holds the public key only: name the file of the secret key");
  if (strcmp (found, "secret") == 0)
    return set_key_error (error, path,
                          "holds a secret key: name its .pub file, and keep the secret elsewhere");
  return set_key_error (error, path, "is no key file");
}

static YzKey *
decode (YzKeyKind kind, gboolean secret, const char *base64)
{
  guint8 bytes[YZ_KEY_SEED_BYTES];
  gsize length;
  YzKey *self;

  if (sodium_base642bin (bytes, sizeof bytes, base64, strlen (base64), NULL, &length, NULL,
                         sodium_base64_VARIANT_ORIGINAL)
          != 0
      || length != sizeof bytes)
    return NULL;

  if (secret) {
    self = yz_key_new_secret (kind, bytes);
  } else {
    g_autoptr (GBytes) public_key = g_bytes_new (bytes, sizeof bytes);

    self = yz_key_new_public (kind, public_key, NULL);
  }
  sodium_memzero (bytes, sizeof bytes);
  return self;
}

static YzKey *
parse (const char *path, char *text, YzKeyKind kind, gboolean secret, GError **error)
{
  g_autoptr (YzKey) self = NULL;
  char *fields[N_FIELDS];

  if (!split_line (path, text, fields, error) || !check_kind (path, fields[2], kind, error)
      || !check_part (path, fields[3], secret, error))
    return NULL;

  self = decode (kind, secret, fields[5]);
  if (self == NULL || strcmp (yz_key_get_id (self), fields[4]) != 0) {
    set_key_error (error, path, "is damaged: use a copy of the key");
    return NULL;
  }
  return g_steal_pointer (&self);
}

static YzKey *
load (const char *path, YzKeyKind kind, gboolean secret, GError **error)
{
  char text[MAX_FILE_BYTES + 1];
  YzKey *self = NULL;

  if (read_file (path, text, error))
    self = parse (path, text, kind, secret, error);
  sodium_memzero (text, sizeof text);
  return self;
}

/**
 * yz_key_load:
 * @path: a public key file, `….pub`
 * @kind: what the key is needed for
 * @error: %YZ_ERROR_KEY with the path and what is wrong with it
 *
 * A file with a secret is refused: a kiosk that holds what opens its own envelopes protects nobody.
 *
 * Returns: (transfer full): the key, without its secret
 */
YzKey *
yz_key_load (const char *path, YzKeyKind kind, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  return load (path, kind, FALSE, error);
}

/**
 * yz_key_load_secret:
 * @path: a secret key file
 * @kind: what the key is needed for
 * @error: %YZ_ERROR_KEY with the path and what is wrong with it
 *
 * Returns: (transfer full): the key with its secret
 */
YzKey *
yz_key_load_secret (const char *path, YzKeyKind kind, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  return load (path, kind, TRUE, error);
}

/* The public file is only a copy: it is written again where it is missing or wrong. */
static gboolean
ensure_public_file (YzKey *self, const char *secret_path, GError **error)
{
  g_autofree char *path = g_strconcat (secret_path, ".pub", NULL);
  g_autoptr (YzKey) found = yz_key_load (path, yz_key_get_kind (self), NULL);
  int saved;

  if (found != NULL && yz_key_equal (found, self))
    return TRUE;

  saved = write_key (self, path, FALSE, WRITE_REPLACE);
  return saved == 0 || set_write_error (error, path, saved);
}

/**
 * yz_station_key_ensure:
 * @dir: the node's folder
 * @error: %YZ_ERROR_STORAGE where the key cannot be written, %YZ_ERROR_KEY where the one that is
 *   there cannot be used: it is never replaced, because the hub knows the station by it
 *
 * The signing key of this station, `DIR/station.key` with `DIR/station.key.pub`, made at first
 * use. Several processes may do so at the same time: the first one's key is everybody's.
 *
 * Returns: (transfer full): the key with its secret
 */
YzKey *
yz_station_key_ensure (const char *dir, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (YzKey) self = NULL;

  g_return_val_if_fail (dir != NULL, NULL);

  path = g_build_filename (dir, "station.key", NULL);
  if (g_access (path, F_OK) != 0) {
    g_autoptr (YzKey) fresh = yz_key_generate (YZ_KEY_SIGN);
    int saved = write_key (fresh, path, TRUE, WRITE_NEW);

    if (saved != 0 && saved != EEXIST) {
      set_write_error (error, path, saved);
      return NULL;
    }
  }
  self = yz_key_load_secret (path, YZ_KEY_SIGN, error);
  if (self == NULL || !ensure_public_file (self, path, error))
    return NULL;
  return g_steal_pointer (&self);
}
