/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ids.h"
#include "yz-json.h"
#include "yz-outbox.h"
#include "yz-owner.h"
#include "yz-store.h"
#include "yz-test-folder.h"

#include <gio/gio.h>
#include <string.h>

/* What yizhanctl does with the node's database, as its owner and beside one. Its path is the first
 * argument. */

static const char *program;

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = yz_test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "kiosk.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  yz_test_folder_remove (fixture->folder);
}

/* Asks how the outbox stands. Returns what was said beside it. */
static char *
ask_status (Fixture *fixture, int expected_status, JsonNode **ret_status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                          program, "--data-dir", fixture->folder, "--json", "sync", "status", NULL);
  g_autofree char *output = NULL;
  char *said = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, &said, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, expected_status);
  *ret_status = yz_json_parse (output, -1, 10000, &error);
  g_assert_no_error (error);
  return said;
}

static gint64
ask_pending (Fixture *fixture, char **ret_said)
{
  g_autoptr (JsonNode) status = NULL;

  *ret_said = ask_status (fixture, 0, &status);
  return yz_json_get_int (json_node_get_object (status), "pending", -1);
}

static gboolean
add_one (YzDatabase *db, gpointer user_data, GError **error)
{
  g_autofree char *id = yz_ulid_new (g_get_real_time ());
  g_autoptr (GBytes) envelope = g_bytes_new_static ("{}", 2);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, envelope);
  YzOutboxItem item = {
    .id = id,
    .receipt = (char *)"4711",
    .envelope = envelope,
    .sha256 = sha256,
    .created_us = g_get_real_time (),
  };

  return yz_outbox_add (db, &item, error);
}

static void
make_store (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzStore) store = yz_store_open (fixture->path, &yz_kiosk_schema, TRUE, &error);

  g_assert_no_error (error);
  g_assert_true (yz_store_run (store, add_one, NULL, &error));
  g_assert_no_error (error);
}

static void
damage (Fixture *fixture)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  memset (bytes, 0, 100);
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize)size, NULL));
}

static void
test_made_at_first_use (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;

  g_assert_cmpint (ask_pending (fixture, &said), ==, 0);
  g_assert_cmpstr (said, ==, "");
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* With no supervisor to do it, the program rescues, once, and says where the damaged file is. */
static void
test_damaged_is_rescued (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;
  g_autofree char *later = NULL;

  make_store (fixture);
  damage (fixture);
  g_assert_cmpint (ask_pending (fixture, &said), ==, 1);
  g_assert_nonnull (strstr (said, "kiosk.db.damaged-"));
  g_assert_cmpint (ask_pending (fixture, &later), ==, 1);
  g_assert_cmpstr (later, ==, "");
}

/* What belongs to another is not touched. */
static void
test_damaged_beside_an_owner (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOwner) owner = yz_owner_acquire (fixture->folder, NULL);
  g_autoptr (JsonNode) status = NULL;
  g_autofree char *said = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_size, after_size;
  JsonObject *error;

  make_store (fixture);
  damage (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &before, &before_size, NULL));
  said = ask_status (fixture, 3, &status);
  error = yz_json_get_object (json_node_get_object (status), "error");
  g_assert_cmpstr (yz_json_get_string (error, "code"), ==, "damaged");
  g_assert_true (g_file_get_contents (fixture->path, &after, &after_size, NULL));
  g_assert_cmpmem (before, before_size, after, after_size);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

  ADD ("/ctl-store/made-at-first-use", test_made_at_first_use);
  ADD ("/ctl-store/damaged-is-rescued", test_damaged_is_rescued);
  ADD ("/ctl-store/damaged-beside-an-owner", test_damaged_beside_an_owner);

  return g_test_run ();
}
