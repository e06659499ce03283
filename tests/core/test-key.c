/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-key.h"

#include "yz-error.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  char *dir;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("yz-key-XXXXXX", NULL);
  g_assert_nonnull (f->dir);
}

static void
remove_files (const char *dir)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (entries)) != NULL) {
    g_autofree char *path = g_build_filename (dir, name, NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_chmod (f->dir, 0700);
  remove_files (f->dir);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->dir);
}

static char *
in_dir (Fixture *f, const char *name)
{
  return g_build_filename (f->dir, name, NULL);
}

static guint
count_files (Fixture *f)
{
  g_autoptr (GDir) entries = g_dir_open (f->dir, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (entries) != NULL)
    n++;
  return n;
}

static void
write_text (const char *path, const char *text)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_refused (const char *path, YzKeyKind kind, gboolean secret, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzKey) key
      = secret ? yz_key_load_secret (path, kind, &error) : yz_key_load (path, kind, &error);

  g_assert_null (key);
  g_assert_error (error, YZ_ERROR, YZ_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, path));
  if (strstr (error->message, message) == NULL)
    g_error ("“%s” does not say “%s”", error->message, message);
}

static void
test_save_load (Fixture *f, gconstpointer data)
{
  const YzKeyKind kind = (YzKeyKind)GPOINTER_TO_INT (data);
  g_autoptr (YzKey) key = yz_key_generate (kind);
  g_autofree char *path = in_dir (f, "centre.key");
  g_autofree char *public_path = in_dir (f, "centre.key.pub");
  g_autoptr (YzKey) secret = NULL;
  g_autoptr (YzKey) public = NULL;
  g_autoptr (GError) error = NULL;
  struct stat info;

  yz_key_save (key, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (count_files (f), ==, 2);

  secret = yz_key_load_secret (path, kind, &error);
  g_assert_no_error (error);
  g_assert_true (yz_key_equal (secret, key));
  g_assert_true (yz_key_has_secret (secret));
  g_assert_cmpstr (yz_key_get_id (secret), ==, yz_key_get_id (key));
  g_assert_cmpuint (strlen (yz_key_get_id (key)), ==, 16);

  public = yz_key_load (public_path, kind, &error);
  g_assert_no_error (error);
  g_assert_true (yz_key_equal (public, key));
  g_assert_false (yz_key_has_secret (public));
}

static void
test_never_overwrites (Fixture *f, gconstpointer data)
{
  g_autoptr (YzKey) first = yz_key_generate (YZ_KEY_SEAL);
  g_autoptr (YzKey) second = yz_key_generate (YZ_KEY_SEAL);
  g_autofree char *path = in_dir (f, "k");
  g_autofree char *public_path = in_dir (f, "k.pub");
  g_autoptr (GError) error = NULL;
  g_autoptr (YzKey) loaded = NULL;

  g_assert_true (yz_key_save (first, path, NULL));
  g_assert_false (yz_key_save (second, path, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_KEY);
  loaded = yz_key_load_secret (path, YZ_KEY_SEAL, NULL);
  g_assert_true (yz_key_equal (loaded, first));

  /* A public key that is left over keeps its place, and no lone secret is left beside it. */
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_false (yz_key_save (second, path, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, "k.pub"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (public_path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (f), ==, 1);
}

static void
test_wrong_file (Fixture *f, gconstpointer data)
{
  g_autoptr (YzKey) seal = yz_key_generate (YZ_KEY_SEAL);
  g_autoptr (YzKey) sign = yz_key_generate (YZ_KEY_SIGN);
  g_autofree char *seal_path = in_dir (f, "seal");
  g_autofree char *seal_public = in_dir (f, "seal.pub");
  g_autofree char *sign_path = in_dir (f, "sign");
  g_autofree char *sign_public = in_dir (f, "sign.pub");
  g_autofree char *absent = in_dir (f, "absent");

  g_assert_true (yz_key_save (seal, seal_path, NULL));
  g_assert_true (yz_key_save (sign, sign_path, NULL));

  assert_refused (seal_public, YZ_KEY_SEAL, TRUE, "public key only");
  assert_refused (seal_path, YZ_KEY_SEAL, FALSE, "holds a secret key");
  assert_refused (sign_path, YZ_KEY_SEAL, TRUE, "is a signing key: a sealing key is needed");
  assert_refused (seal_public, YZ_KEY_SIGN, FALSE, "is a sealing key: a signing key is needed");
  assert_refused (absent, YZ_KEY_SEAL, TRUE, "does not exist");
  assert_refused (f->dir, YZ_KEY_SEAL, TRUE, "is a folder");
}

static void
test_rubbish (Fixture *f, gconstpointer data)
{
  g_autofree char *path = in_dir (f, "k");
  g_autofree char *long_line = g_strnfill (100000, 'k');
  static const char nul[] = "yizhan-key 1 seal\0secret";

  write_text (path, "");
  assert_refused (path, YZ_KEY_SEAL, TRUE, "is empty");
  write_text (path, "\n");
  assert_refused (path, YZ_KEY_SEAL, TRUE, "is no key file");
  write_text (path, "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n");
  assert_refused (path, YZ_KEY_SEAL, TRUE, "is no key file");
  write_text (path, long_line);
  assert_refused (path, YZ_KEY_SEAL, TRUE, "is no key file");
  g_assert_true (g_file_set_contents (path, nul, sizeof nul, NULL));
  assert_refused (path, YZ_KEY_SEAL, TRUE, "is no key file");
  write_text (path, "yizhan-key 2 seal secret");
  assert_refused (path, YZ_KEY_SEAL, TRUE, "newer format");
  write_text (path, "yizhan-key 1 seal secret");
  assert_refused (path, YZ_KEY_SEAL, TRUE, "is not whole");
  write_text (path, "yizhan-key 1 love secret 0 0");
  assert_refused (path, YZ_KEY_SEAL, TRUE, "is no key file");
}

static void
test_pipe (Fixture *f, gconstpointer data)
{
  g_autofree char *path = in_dir (f, "pipe");

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_refused (path, YZ_KEY_SEAL, TRUE, "is no file");
}

/* Every changed or lost character is noticed: what is sealed to a wrong key is lost. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autoptr (YzKey) key = yz_key_generate (YZ_KEY_SEAL);
  g_autofree char *path = in_dir (f, "k");
  g_autofree char *public_path = in_dir (f, "k.pub");
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (yz_key_save (key, path, NULL));
  g_assert_true (g_file_get_contents (public_path, &text, &length, NULL));
  g_strchomp (text);
  for (gsize i = 0; text[i] != '\0'; i++) {
    g_autofree char *changed = g_strdup (text);

    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    write_text (public_path, changed);
    assert_refused (public_path, YZ_KEY_SEAL, FALSE, "");
    changed[i] = '\0';
    write_text (public_path, changed);
    assert_refused (public_path, YZ_KEY_SEAL, FALSE, "");
  }

  /* What an editor does to the end of the line does no harm. */
  {
    g_autofree char *dos = g_strconcat (text, "\r\n", NULL);
    g_autoptr (YzKey) loaded = NULL;

    write_text (public_path, dos);
    loaded = yz_key_load (public_path, YZ_KEY_SEAL, NULL);
    g_assert_true (yz_key_equal (loaded, key));
  }
}

/* A disk that takes no more: nothing is left behind, not even half a file. */
static void
test_disk_full (Fixture *f, gconstpointer data)
{
  if (g_test_subprocess ()) {
    const struct rlimit limit = { 20, 20 };
    g_autoptr (YzKey) key = yz_key_generate (YZ_KEY_SEAL);
    g_autofree char *path = in_dir (f, "k");
    g_autoptr (GError) error = NULL;

    signal (SIGXFSZ, SIG_IGN);
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
    g_assert_false (yz_key_save (key, path, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
    g_assert_cmpuint (count_files (f), ==, 0);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_no_folder (Fixture *f, gconstpointer data)
{
  g_autoptr (YzKey) key = yz_key_generate (YZ_KEY_SEAL);
  g_autofree char *path = in_dir (f, "missing/k");
  g_autofree char *missing = in_dir (f, "missing");
  g_autoptr (GError) error = NULL;

  g_assert_false (yz_key_save (key, path, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_null (yz_station_key_ensure (missing, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
}

static void
test_sign (void)
{
  g_autoptr (YzKey) key = yz_key_generate (YZ_KEY_SIGN);
  g_autoptr (YzKey) other = yz_key_generate (YZ_KEY_SIGN);
  g_autoptr (GBytes) public_key = yz_key_get_public (key);
  g_autoptr (YzKey) public = yz_key_new_public (YZ_KEY_SIGN, public_key, NULL);
  g_autoptr (GBytes) message = g_bytes_new_static ("message", 7);
  g_autoptr (GBytes) changed = g_bytes_new_static ("massage", 7);
  g_autoptr (GBytes) empty = g_bytes_new_static (NULL, 0);
  g_autoptr (GBytes) signature = yz_key_sign (key, message);

  g_assert_cmpuint (g_bytes_get_size (signature), ==, YZ_KEY_SIGNATURE_BYTES);
  g_assert_true (yz_key_verify (public, message, signature));
  g_assert_false (yz_key_verify (public, changed, signature));
  g_assert_false (yz_key_verify (public, empty, signature));
  g_assert_false (yz_key_verify (public, message, empty));
  g_assert_false (yz_key_verify (other, message, signature));
}

static void
test_seal (void)
{
  g_autoptr (YzKey) key = yz_key_generate (YZ_KEY_SEAL);
  g_autoptr (YzKey) other = yz_key_generate (YZ_KEY_SEAL);
  g_autoptr (GBytes) message = g_bytes_new_static ("message", 7);
  g_autoptr (GBytes) sealed = yz_key_seal (key, message, NULL);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (sealed, 0, g_bytes_get_size (sealed) - 1);
  g_autoptr (GBytes) tiny = g_bytes_new_from_bytes (sealed, 0, 3);
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (GError) error = NULL;

  opened = yz_key_unseal (key, sealed, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, message));

  g_assert_null (yz_key_unseal (other, sealed, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
  g_assert_null (yz_key_unseal (key, cut, NULL));
  g_assert_null (yz_key_unseal (key, tiny, NULL));
}

static void
test_public_bytes (void)
{
  static const guint8 zero[YZ_KEY_PUBLIC_BYTES];
  g_autoptr (GBytes) short_bytes = g_bytes_new_static (zero, 31);
  g_autoptr (GBytes) zero_bytes = g_bytes_new_static (zero, sizeof zero);
  g_autoptr (GBytes) message = g_bytes_new_static ("message", 7);
  g_autoptr (YzKey) key = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_key_new_public (YZ_KEY_SEAL, short_bytes, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_KEY);
  g_clear_error (&error);

  /* A point of small order: everybody could open what is sealed to it. */
  key = yz_key_new_public (YZ_KEY_SEAL, zero_bytes, NULL);
  g_assert_null (yz_key_seal (key, message, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_KEY);
}

/* The id is the beginning of BLAKE2b-256 (public key): computed with b2sum -l 256. */
static void
test_id (void)
{
  static const guint8 zero[YZ_KEY_PUBLIC_BYTES];
  g_autoptr (GBytes) bytes = g_bytes_new_static (zero, sizeof zero);
  g_autoptr (YzKey) key = yz_key_new_public (YZ_KEY_SEAL, bytes, NULL);

  g_assert_cmpstr (yz_key_get_id (key), ==, "89eb0d6a8a691dae");
}

static void
test_station (Fixture *f, gconstpointer data)
{
  g_autofree char *path = in_dir (f, "station.key");
  g_autofree char *public_path = in_dir (f, "station.key.pub");
  g_autoptr (YzKey) first = NULL;
  g_autoptr (YzKey) again = NULL;
  g_autoptr (YzKey) public = NULL;
  g_autoptr (GError) error = NULL;

  first = yz_station_key_ensure (f->dir, &error);
  g_assert_no_error (error);
  g_assert_cmpint (yz_key_get_kind (first), ==, YZ_KEY_SIGN);
  g_assert_true (yz_key_has_secret (first));

  /* A public file that was lost, or never written because the power went, comes back. */
  g_assert_cmpint (g_unlink (public_path), ==, 0);
  again = yz_station_key_ensure (f->dir, &error);
  g_assert_no_error (error);
  g_assert_true (yz_key_equal (first, again));
  public = yz_key_load (public_path, YZ_KEY_SIGN, &error);
  g_assert_no_error (error);
  g_assert_true (yz_key_equal (first, public));

  /* A damaged key is never replaced: the hub knows the station by it. */
  write_text (path, "");
  g_assert_null (yz_station_key_ensure (f->dir, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_KEY);
}

#define N_PROCESSES 16

/* Child processes that all begin at once: each exits 0 only with the key that is on disk. */
static void
test_station_race (Fixture *f, gconstpointer data)
{
  for (guint round = 0; round < 10; round++) {
    pid_t children[N_PROCESSES];
    int start[2];

    g_assert_cmpint (pipe (start), ==, 0);
    for (guint i = 0; i < N_PROCESSES; i++) {
      children[i] = fork ();
      g_assert_cmpint (children[i], >=, 0);
      if (children[i] == 0) {
        char go;
        YzKey *mine;
        YzKey *again;

        close (start[1]);
        (void)!read (start[0], &go, 1); /* ends when the parent closes its end */
        mine = yz_station_key_ensure (f->dir, NULL);
        again = yz_station_key_ensure (f->dir, NULL);
        _exit (mine != NULL && again != NULL && yz_key_equal (mine, again) ? 0 : 1);
      }
    }
    close (start[0]);
    close (start[1]);
    for (guint i = 0; i < N_PROCESSES; i++) {
      int status;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_true (WIFEXITED (status));
      g_assert_cmpint (WEXITSTATUS (status), ==, 0);
    }
    g_assert_cmpuint (count_files (f), ==, 2);
    remove_files (f->dir);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
  ADD ("/key/save-load/seal", GINT_TO_POINTER (YZ_KEY_SEAL), test_save_load);
  ADD ("/key/save-load/sign", GINT_TO_POINTER (YZ_KEY_SIGN), test_save_load);
  ADD ("/key/never-overwrites", NULL, test_never_overwrites);
  ADD ("/key/wrong-file", NULL, test_wrong_file);
  ADD ("/key/rubbish", NULL, test_rubbish);
  ADD ("/key/pipe", NULL, test_pipe);
  ADD ("/key/damaged", NULL, test_damaged);
  ADD ("/key/disk-full", NULL, test_disk_full);
  ADD ("/key/no-folder", NULL, test_no_folder);
  g_test_add_func ("/key/sign", test_sign);
  g_test_add_func ("/key/seal", test_seal);
  g_test_add_func ("/key/public-bytes", test_public_bytes);
  g_test_add_func ("/key/id", test_id);
  ADD ("/key/station", NULL, test_station);
  ADD ("/key/station-race", NULL, test_station_race);

  return g_test_run ();
}
