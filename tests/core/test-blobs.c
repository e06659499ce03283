/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-blobs.h"

#include "yz-error.h"
#include "yz-outbox.h"
#include "yz-store.h"
#include "yz-test-folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* The sealed streams beside the outbox: there before they are promised, and as long as they are. */

typedef struct {
  char *folder;
  char *dir;
  YzStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  f->folder = yz_test_folder_new ();
  f->dir = g_build_filename (f->folder, YZ_BLOBS_FOLDER, NULL);
  path = g_build_filename (f->folder, "kiosk.db", NULL);
  f->store = yz_store_open (path, &yz_kiosk_schema, TRUE, NULL);
  g_assert_nonnull (f->store);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->store);
  g_free (f->dir);
  yz_test_folder_remove (f->folder);
}

/* Writes a stream and returns its name. */
static char *
write_blob (Fixture *f, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  char *name = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_blobs_write (f->dir, name, bytes, &error));
  g_assert_no_error (error);
  return name;
}

static gboolean
has_blob (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
add_item (YzDatabase *db, gpointer item, GError **error)
{
  return yz_outbox_add (db, item, error);
}

static void
add (Fixture *f, const char *id, char **blobs)
{
  g_autoptr (GBytes) envelope = g_bytes_new_static ("{}", 2);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, envelope);
  g_autoptr (GError) error = NULL;
  YzOutboxItem item = {
    .id = (char *)id,
    .receipt = (char *)id,
    .envelope = envelope,
    .sha256 = sha256,
    .created_us = 1,
    .blobs = blobs,
  };

  g_assert_true (yz_store_run (f->store, add_item, &item, &error));
  g_assert_no_error (error);
}

static gboolean
confirm_and_sweep_items (YzDatabase *db, gpointer id, GError **error)
{
  return yz_outbox_confirm (db, id, 1, error) && yz_outbox_sweep (db, 2, error);
}

static gboolean
sweep_blobs (YzDatabase *db, gpointer dir, GError **error)
{
  return yz_blobs_sweep (db, dir, error);
}

static void
sweep (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_store_run (f->store, sweep_blobs, f->dir, &error));
  g_assert_no_error (error);
}

static void
test_kept (Fixture *f, gconstpointer data)
{
  int fd = yz_blobs_begin (f->dir, NULL);
  g_autofree char *name = write_blob (f, "sealed");
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  g_autoptr (GBytes) bytes = NULL;
  struct stat info;

  yz_blobs_end (&fd);
  bytes = yz_blobs_read (f->dir, name, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "sealed", 6);
  g_assert_cmpint (stat (f->dir, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  int fd = yz_blobs_begin (f->dir, NULL);
  g_autofree char *name = write_blob (f, "sealed");
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  yz_blobs_end (&fd);
  g_assert_true (g_file_set_contents (path, "sealef", 6, NULL));
  g_assert_null (yz_blobs_read (f->dir, name, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
  g_clear_error (&error);
  /* What cannot be read just now may be there tomorrow. */
  g_assert_null (yz_blobs_read (path, name, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  g_clear_error (&error);
  yz_blobs_remove (f->dir, name);
  g_assert_null (yz_blobs_read (f->dir, name, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
}

static void
test_no_folder (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (f->dir, "", 0, NULL));
  g_assert_cmpint (yz_blobs_begin (f->dir, &error), ==, -1);
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
}

/* What a crash left goes; what somebody is about to promise, and what is promised, stays. */
static void
test_sweep (Fixture *f, gconstpointer data)
{
  int fd = yz_blobs_begin (f->dir, NULL);
  g_autofree char *promised = write_blob (f, "one");
  g_autofree char *left = write_blob (f, "two");
  g_autofree char *part = g_build_filename (f->dir, "x.UYWQ51", NULL);
  char *blobs[] = { promised, NULL };

  g_assert_true (g_file_set_contents (part, "half", 4, NULL));
  sweep (f);
  g_assert_true (has_blob (f, promised) && has_blob (f, left));

  add (f, "01HF0000000000000000000001", blobs);
  yz_blobs_end (&fd);
  sweep (f);
  g_assert_true (has_blob (f, promised));
  g_assert_false (has_blob (f, left));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
}

/* With the submission that was swept after its time, and not before the last that names it. */
static void
test_gone_with_submission (Fixture *f, gconstpointer data)
{
  int fd = yz_blobs_begin (f->dir, NULL);
  g_autofree char *own = write_blob (f, "own");
  g_autofree char *shared = write_blob (f, "shared");
  char *both[] = { own, shared, NULL };
  char *one[] = { shared, NULL };
  char first[] = "01HF0000000000000000000001";
  char second[] = "01HF0000000000000000000002";

  add (f, first, both);
  add (f, second, one);
  yz_blobs_end (&fd);
  g_assert_true (yz_store_run (f->store, confirm_and_sweep_items, first, NULL));
  sweep (f);
  g_assert_false (has_blob (f, own));
  g_assert_true (has_blob (f, shared));
  g_assert_true (yz_store_run (f->store, confirm_and_sweep_items, second, NULL));
  sweep (f);
  g_assert_false (has_blob (f, shared));
}

static void
test_of_envelope (void)
{
  static const char text[]
      = "{\"attachments\":[{\"id\":\"a\",\"sha256\":"
        "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"},"
        "{\"sha256\":\"../../etc/passwd\"},{\"sha256\":7},8,{}]}";
  static const char *const odd[] = { "", "[]", "{}", "{\"attachments\":{}}", "{" };
  g_autoptr (GBytes) envelope = g_bytes_new_static (text, sizeof text - 1);
  g_auto (GStrv) names = yz_blobs_of_envelope (envelope);

  g_assert_cmpuint (g_strv_length (names), ==, 1);
  g_assert_cmpstr (names[0], ==,
                   "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (odd[i], strlen (odd[i]));
    g_auto (GStrv) none = yz_blobs_of_envelope (bytes);

    g_assert_cmpuint (g_strv_length (none), ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/blobs/kept", test_kept);
  ADD ("/blobs/damaged", test_damaged);
  ADD ("/blobs/no-folder", test_no_folder);
  ADD ("/blobs/sweep", test_sweep);
  ADD ("/blobs/gone-with-submission", test_gone_with_submission);
  g_test_add_func ("/blobs/of-envelope", test_of_envelope);
  return g_test_run ();
}
