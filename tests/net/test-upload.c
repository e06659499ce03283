/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sync.h"

#include "yz-blobs.h"
#include "yz-error.h"
#include "yz-fake-transport.h"
#include "yz-json.h"
#include "yz-outbox.h"
#include "yz-sim-clock.h"
#include "yz-test-folder.h"
#include "yz-upload.h"

#include <string.h>

/* Papers: a submission counts as delivered only when the hub has it and all that goes with it; what
 * has arrived is not sent again after a cut. */

#define ID "01HF0000000000000000000001"
#define NOW "2026-11-21T10:00:00+08:00"
#define N_BLOBS 2

/* Three pieces and one, the last of each short. */
static const gsize sizes[N_BLOBS] = { 2 * YZ_UPLOAD_PIECE_BYTES + 100, 77 };

typedef struct {
  char *dir;
  char *blobs;
  YzStore *store;
  YzFakeTransport *fake;
  YzSync *sync;
  GBytes *streams[N_BLOBS];
  char *names[N_BLOBS];
  GBytes *envelope;
  char *sha256;
  GHashTable *there;      /* path → GBytes: what the hub has */
  guint n_cut_after;      /* the line is cut after so many requests, 0 for never */
  const char *odd_answer; /* (nullable): to pieces */
} Fixture;

/* The hub */

static char *
piece_path (Fixture *f, guint blob, guint n)
{
  return g_strdup_printf ("/v1/blobs/%s/%u", f->names[blob], n);
}

static guint
count_pieces (guint blob)
{
  return (guint)((sizes[blob] + YZ_UPLOAD_PIECE_BYTES - 1) / YZ_UPLOAD_PIECE_BYTES);
}

static char *
list_missing (Fixture *f)
{
  GString *text = g_string_new ("");

  for (guint b = 0; b < N_BLOBS; b++) {
    g_autoptr (GString) numbers = g_string_new ("");

    for (guint n = 0; n < count_pieces (b); n++) {
      g_autofree char *path = piece_path (f, b, n);

      if (!g_hash_table_contains (f->there, path))
        g_string_append_printf (numbers, "%s%u", numbers->len > 0 ? "," : "", n);
    }
    if (numbers->len > 0)
      g_string_append_printf (text, "%s{\"sha256\":\"%s\",\"chunks\":[%s]}",
                              text->len > 0 ? "," : "", f->names[b], numbers->str);
  }
  return g_string_free (text, FALSE);
}

static YzResponse *
answer_submission (Fixture *f, GBytes *body)
{
  g_autofree char *missing = list_missing (f);
  g_autofree char *answer
      = g_strdup_printf ("{\"id\":\"%s\",\"sha256\":\"%s\",\"receipt\":\"1\",\"missing\":[%s]}", ID,
                         f->sha256, missing);

  g_assert_true (g_bytes_equal (body, f->envelope));
  return yz_fake_response (200, "application/json", answer);
}

static YzResponse *
answer_piece (Fixture *f, const char *path, GBytes *body)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autofree char *chunk = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
  g_autofree char *answer = g_strdup_printf ("{\"sha256\":\"%s\",\"n\":%s,\"chunk_sha256\":\"%s\"}",
                                             parts[3], parts[4], chunk);

  if (f->odd_answer != NULL)
    return yz_fake_response (200, "application/json", f->odd_answer);
  g_hash_table_insert (f->there, g_strdup (path), g_bytes_ref (body));
  return yz_fake_response (201, "application/json", answer);
}

static YzResponse *
answer (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  Fixture *f = user_data;

  if (f->n_cut_after > 0 && yz_fake_transport_get_paths (f->fake)->len > f->n_cut_after)
    return NULL;
  if (strcmp (path, "/v1/health") == 0)
    return yz_fake_response (200, "application/json", "{\"ok\":true}");
  if (g_str_has_prefix (path, "/v1/submissions/"))
    return answer_submission (f, body);
  return answer_piece (f, path, body);
}

/* The outbox */

static gboolean
add_item (YzDatabase *db, gpointer item, GError **error)
{
  return yz_outbox_add (db, item, error);
}

static void
add_submission (Fixture *f)
{
  g_autoptr (GString) text = g_string_new ("{\"attachments\":[");
  YzOutboxItem item = { .id = (char *)ID, .receipt = (char *)"1", .created_us = 1 };
  g_autoptr (GError) error = NULL;
  int fd = yz_blobs_begin (f->blobs, NULL);

  for (guint b = 0; b < N_BLOBS; b++) {
    guint8 *data = g_malloc (sizes[b]);

    for (gsize i = 0; i < sizes[b]; i++)
      data[i] = (guint8)(i / 7 + b);
    f->streams[b] = g_bytes_new_take (data, sizes[b]);
    f->names[b] = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, f->streams[b]);
    g_assert_true (yz_blobs_write (f->blobs, f->names[b], f->streams[b], NULL));
    g_string_append_printf (text, "%s{\"sha256\":\"%s\"}", b > 0 ? "," : "", f->names[b]);
  }
  g_string_append (text, "]}");
  f->envelope = g_bytes_new (text->str, text->len);
  f->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, f->envelope);
  item.envelope = f->envelope;
  item.sha256 = f->sha256;
  item.blobs = yz_blobs_of_envelope (f->envelope);
  g_assert_cmpuint (g_strv_length (item.blobs), ==, N_BLOBS);
  g_assert_true (yz_store_run (f->store, add_item, &item, &error));
  g_assert_no_error (error);
  g_strfreev (item.blobs);
  yz_blobs_end (&fd);
}

static gboolean
get_item (YzDatabase *db, gpointer ret_item, GError **error)
{
  *(YzOutboxItem **)ret_item = yz_outbox_get (db, ID, error);
  return *(YzOutboxItem **)ret_item != NULL;
}

static void
assert_state (Fixture *f, YzOutboxState state, const char *problem)
{
  g_autoptr (YzOutboxItem) item = NULL;

  g_assert_true (yz_store_run (f->store, get_item, &item, NULL));
  g_assert_cmpint (item->state, ==, state);
  g_assert_cmpstr (item->last_problem, ==, problem);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (YzClock) clock = yz_sim_clock_new (NOW);

  f->dir = yz_test_folder_new ();
  f->blobs = g_build_filename (f->dir, YZ_BLOBS_FOLDER, NULL);
  path = g_build_filename (f->dir, "kiosk.db", NULL);
  f->store = yz_store_open (path, &yz_kiosk_schema, TRUE, NULL);
  f->there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  f->fake = yz_fake_transport_new (answer, f);
  f->sync = yz_sync_new (f->store, f->blobs, YZ_TRANSPORT (f->fake), clock, 5000);
  add_submission (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->sync);
  g_object_unref (f->fake);
  g_object_unref (f->store);
  for (guint b = 0; b < N_BLOBS; b++) {
    g_bytes_unref (f->streams[b]);
    g_free (f->names[b]);
  }
  g_bytes_unref (f->envelope);
  g_free (f->sha256);
  g_free (f->blobs);
  g_hash_table_unref (f->there);
  yz_test_folder_remove (f->dir);
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

/* Tries it once. */
static void
run (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  yz_sync_run_async (f->sync, FALSE, on_run, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  yz_sync_run_finish (f->sync, result, NULL);
}

static void
assert_all_there (Fixture *f)
{
  for (guint b = 0; b < N_BLOBS; b++) {
    g_autoptr (GByteArray) whole = g_byte_array_new ();

    for (guint n = 0; n < count_pieces (b); n++) {
      g_autofree char *path = piece_path (f, b, n);
      GBytes *piece = g_hash_table_lookup (f->there, path);

      g_assert_nonnull (piece);
      g_byte_array_append (whole, g_bytes_get_data (piece, NULL), (guint)g_bytes_get_size (piece));
    }
    g_assert_cmpmem (whole->data, whole->len, g_bytes_get_data (f->streams[b], NULL), sizes[b]);
  }
}

/* What the hub asks for is brought, and then it is asked again: only its word counts. */
static void
test_delivered (Fixture *f, gconstpointer data)
{
  GPtrArray *paths = yz_fake_transport_get_paths (f->fake);

  run (f);
  assert_state (f, YZ_OUTBOX_CONFIRMED, NULL);
  assert_all_there (f);
  g_assert_cmpuint (paths->len, ==, 6);
  g_assert_cmpstr (g_ptr_array_index (paths, 0), ==, "/v1/submissions/" ID);
  g_assert_cmpstr (g_ptr_array_index (paths, 5), ==, "/v1/submissions/" ID);
}

/* At every place: what has arrived is not sent twice, and in the end all of it is there once. */
static void
test_cut_anywhere (Fixture *f, gconstpointer data)
{
  GPtrArray *paths = yz_fake_transport_get_paths (f->fake);
  guint n_pieces = 0;

  for (guint round = 0; round < 4; round++) {
    guint n_before = g_hash_table_size (f->there);

    f->n_cut_after = paths->len + 2;
    run (f);
    assert_state (f, YZ_OUTBOX_PENDING, "offline");
    g_assert_cmpuint (g_hash_table_size (f->there), ==, n_before + 1);
  }
  f->n_cut_after = 0;
  run (f);
  assert_state (f, YZ_OUTBOX_CONFIRMED, NULL);
  assert_all_there (f);
  for (guint i = 0; i < paths->len; i++)
    n_pieces += g_str_has_prefix (g_ptr_array_index (paths, i), "/v1/blobs/");
  /* Four that arrived, and three under way when the line was cut. */
  g_assert_cmpuint (n_pieces, ==, 4 + 3);
}

/* A log-in page, or a hub that has stored something else. */
static void
test_odd_answers (Fixture *f, gconstpointer data)
{
  g_autofree char *other
      = g_strdup_printf ("{\"sha256\":\"%s\",\"n\":0,\"chunk_sha256\":\"%064d\"}", f->names[0], 0);
  const char *const answers[] = { "{}", "[]", "<html>", "{\"ok\":true}", other };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    f->odd_answer = answers[i];
    run (f);
    assert_state (f, YZ_OUTBOX_PENDING, "unexpected-answer");
    g_assert_cmpuint (g_hash_table_size (f->there), ==, 0);
  }
}

/* One that acknowledges everything and keeps nothing is not asked for ever. */
static YzResponse *
answer_forgetful (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  Fixture *f = user_data;
  YzResponse *response = answer (method, path, body, user_data);

  g_hash_table_remove_all (f->there);
  return response;
}

static void
test_forgetful_hub (Fixture *f, gconstpointer data)
{
  yz_fake_transport_set_answer (f->fake, answer_forgetful);
  run (f);
  assert_state (f, YZ_OUTBOX_PENDING, "unexpected-answer");
  g_assert_cmpuint (yz_fake_transport_get_paths (f->fake)->len, ==, 6);
}

static const char *hostile;

static YzResponse *
answer_hostile (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  Fixture *f = user_data;
  g_autofree char *text
      = g_strdup_printf ("{\"id\":\"%s\",\"sha256\":\"%s\",\"receipt\":\"1\",\"missing\":%s}", ID,
                         f->sha256, hostile);

  g_assert_false (g_str_has_prefix (path, "/v1/blobs/"));
  return yz_fake_response (200, "application/json", text);
}

#define NULLS "0000000000000000000000000000000000000000000000000000000000000000"

/* Nothing but the submission's own streams is read, and nothing twice, whatever answers in the
 * hub's place. */
static void
test_hostile_lists (Fixture *f, gconstpointer data)
{
  static const char *const lists[] = {
    "[{\"sha256\":\"../kiosk.db\",\"chunks\":[0]}]",
    "[{\"sha256\":\"/etc/passwd\",\"chunks\":[0]}]",
    "{}",
    "7",
    "[7]",
    "[{}]",
    "[{\"sha256\":\"" NULLS "\",\"chunks\":[0]}]",
    "[{\"sha256\":\"%s\",\"chunks\":[]}]",
    "[{\"sha256\":\"%s\",\"chunks\":[-1]}]",
    "[{\"sha256\":\"%s\",\"chunks\":[1000000]}]",
    "[{\"sha256\":\"%s\",\"chunks\":[\"0\"]}]",
    "[{\"sha256\":\"%s\",\"chunks\":[0,0]}]",
    "[{\"sha256\":\"%s\",\"chunks\":[1,0]}]",
    "[{\"sha256\":\"%s\",\"chunks\":[0]},{\"sha256\":\"%s\",\"chunks\":[0]}]",
  };

  yz_fake_transport_set_answer (f->fake, answer_hostile);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_auto (GStrv) parts = g_strsplit (lists[i], "%s", -1);
    g_autofree char *list = g_strjoinv (f->names[0], parts);

    hostile = list;
    run (f);
    assert_state (f, YZ_OUTBOX_PENDING, "unexpected-answer");
  }
}

static void
damage (Fixture *f, gboolean remove)
{
  g_autofree char *path = g_build_filename (f->blobs, f->names[0], NULL);

  if (remove)
    yz_blobs_remove (f->blobs, f->names[0]);
  else
    g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

/* What is not there any more as it was written never gets there: a person must look. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  damage (f, data != NULL);
  run (f);
  assert_state (f, YZ_OUTBOX_SET_ASIDE, "damaged");
  g_assert_cmpuint (yz_fake_transport_get_paths (f->fake)->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/upload/delivered", test_delivered);
  ADD ("/upload/cut-anywhere", test_cut_anywhere);
  ADD ("/upload/odd-answers", test_odd_answers);
  ADD ("/upload/forgetful-hub", test_forgetful_hub);
  ADD ("/upload/hostile-lists", test_hostile_lists);
  ADD ("/upload/damaged", test_damaged);
  g_test_add ("/upload/lost", Fixture, "lost", set_up, test_damaged, tear_down);
  return g_test_run ();
}
