/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-attachment.h"

#include "yz-envelope.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-test-folder.h"

#include <sodium.h>
#include <string.h>

#define CREATED_US (G_GINT64_CONSTANT (1795231800) * G_USEC_PER_SEC) /* 2026-11-21T03:30:00Z */
#define ID "01HF0000000000000000000001"
#define HEADER_BYTES 24
#define SEALED_CHUNK_BYTES (YZ_STREAM_CHUNK_BYTES + 17)

/* Streams */

static GBytes *
make_plain (gsize size)
{
  guint8 *data = g_malloc (MAX (size, 1));

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8)(i * 31 + i / 251);
  return g_bytes_new_take (data, size);
}

static GBytes *
seal_stream (GBytes *plain, const guint8 *key)
{
  g_autoptr (GInputStream) in = g_memory_input_stream_new_from_bytes (plain);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_stream_seal (in, out, key, ID, &error));
  g_assert_no_error (error);
  g_output_stream_close (out, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

/* The plain bytes; NULL where it was refused as damaged. */
static GBytes *
open_stream (GBytes *sealed, const guint8 *key, const char *id)
{
  g_autoptr (GInputStream) in = g_memory_input_stream_new_from_bytes (sealed);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  if (!yz_stream_open (in, out, key, id, &error)) {
    g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
    return NULL;
  }
  g_output_stream_close (out, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static const gsize sizes[] = { 0,
                               1,
                               YZ_STREAM_CHUNK_BYTES - 1,
                               YZ_STREAM_CHUNK_BYTES,
                               YZ_STREAM_CHUNK_BYTES + 1,
                               3 * YZ_STREAM_CHUNK_BYTES,
                               300000 };

static void
test_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GBytes) plain = make_plain (sizes[i]);
    g_autoptr (GBytes) sealed = NULL;
    g_autoptr (GBytes) opened = NULL;
    guint8 key[YZ_STREAM_KEY_BYTES];

    yz_stream_new_key (key);
    sealed = seal_stream (plain, key);
    g_assert_cmpuint (g_bytes_get_size (sealed), ==, yz_stream_sealed_size (sizes[i]));
    opened = open_stream (sealed, key, ID);
    g_assert_nonnull (opened);
    g_assert_true (g_bytes_equal (opened, plain));
  }
}

static void
test_other_key_or_name (void)
{
  g_autoptr (GBytes) plain = make_plain (1000);
  guint8 key[YZ_STREAM_KEY_BYTES];
  guint8 other[YZ_STREAM_KEY_BYTES];
  g_autoptr (GBytes) sealed = NULL;

  yz_stream_new_key (key);
  yz_stream_new_key (other);
  sealed = seal_stream (plain, key);
  g_assert_null (open_stream (sealed, other, ID));
  g_assert_null (open_stream (sealed, key, "01HF0000000000000000000002"));
}

static void
test_cut (void)
{
  const gsize cuts[] = { 0,
                         1,
                         HEADER_BYTES - 1,
                         HEADER_BYTES,
                         HEADER_BYTES + 16,
                         HEADER_BYTES + 17,
                         HEADER_BYTES + SEALED_CHUNK_BYTES,
                         HEADER_BYTES + SEALED_CHUNK_BYTES + 17,
                         HEADER_BYTES + 2 * SEALED_CHUNK_BYTES };
  g_autoptr (GBytes) plain = make_plain (2 * YZ_STREAM_CHUNK_BYTES);
  guint8 key[YZ_STREAM_KEY_BYTES];
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) whole = NULL;

  yz_stream_new_key (key);
  sealed = seal_stream (plain, key);
  whole = open_stream (sealed, key, ID);
  g_assert_nonnull (whole);
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (sealed, 0, cuts[i]);

    g_assert_null (open_stream (cut, key, ID));
  }
}

/* What comes of @sealed where the piece at @from goes to @to, both of @size bytes. */
static GBytes *
swap (GBytes *sealed, gsize from, gsize to, gsize size)
{
  gsize total;
  const guint8 *data = g_bytes_get_data (sealed, &total);
  guint8 *copy = g_memdup2 (data, total);

  memcpy (copy + from, data + to, size);
  memcpy (copy + to, data + from, size);
  return g_bytes_new_take (copy, total);
}

static void
test_changed (void)
{
  g_autoptr (GBytes) plain = make_plain (3 * YZ_STREAM_CHUNK_BYTES + 100);
  guint8 key[YZ_STREAM_KEY_BYTES];
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) swapped = NULL;
  g_autofree guint8 *longer = NULL;
  g_autoptr (GBytes) with_more = NULL;
  gsize size;
  const guint8 *data;

  yz_stream_new_key (key);
  sealed = seal_stream (plain, key);
  data = g_bytes_get_data (sealed, &size);
  swapped = swap (sealed, HEADER_BYTES, HEADER_BYTES + SEALED_CHUNK_BYTES, SEALED_CHUNK_BYTES);
  g_assert_null (open_stream (swapped, key, ID));

  longer = g_malloc0 (size + 2 * SEALED_CHUNK_BYTES);
  memcpy (longer, data, size);
  for (gsize more = 1; more < 2 * SEALED_CHUNK_BYTES; more += 8191) {
    g_autoptr (GBytes) bytes = g_bytes_new (longer, size + more);

    g_assert_null (open_stream (bytes, key, ID));
  }
  for (gsize i = 0; i < size; i += 4099) {
    g_autofree guint8 *copy = g_memdup2 (data, size);
    g_autoptr (GBytes) bytes = NULL;

    copy[i] ^= 1;
    bytes = g_bytes_new (copy, size);
    g_assert_null (open_stream (bytes, key, ID));
  }
}

/* Attachments */

static YzAttachment *
make_attachment (guint n)
{
  YzAttachment *attachment = g_new0 (YzAttachment, 1);

  attachment->id = yz_ulid_new (CREATED_US);
  attachment->field = g_strdup ("papers");
  attachment->name = g_strdup_printf ("papers-%u.jpg", n);
  attachment->type = g_strdup ("image/jpeg");
  return attachment;
}

/* As a photograph begins; what follows nobody looks at. */
static GBytes *
make_photo (gsize size)
{
  g_autoptr (GBytes) plain = make_plain (size);
  guint8 *data = g_memdup2 (g_bytes_get_data (plain, NULL), size);

  memcpy (data, "\xff\xd8\xff", 3);
  return g_bytes_new_take (data, size);
}

static void
test_too_large (void)
{
  g_autoptr (YzAttachment) attachment = make_attachment (1);
  g_autoptr (GBytes) largest = make_plain (YZ_ATTACHMENT_MAX_BYTES);
  g_autoptr (GBytes) larger = make_plain (YZ_ATTACHMENT_MAX_BYTES + 1);
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_attachment_seal (attachment, larger, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  sealed = yz_attachment_seal (attachment, largest, NULL);
  g_assert_nonnull (sealed);
  g_assert_cmpuint (attachment->size, ==, g_bytes_get_size (sealed));
}

typedef struct {
  YzKey *centre;
  YzKey *station;
  GPtrArray *attachments;
  GPtrArray *plain; /* of GBytes */
  char *folder;
  GBytes *envelope;
} Fixture;

static GBytes *
seal_envelope (Fixture *f, const char *text)
{
  g_autoptr (JsonNode) node = yz_json_parse (text, -1, 10000, NULL);
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  YzEnvelopeHeader header = {
    .id = ID,
    .receipt = "4071",
    .kind = "application",
    .form = "legal-aid-application",
    .form_version = "2023-1",
    .hall = "滨江厅",
    .station = "kiosk-1",
    .created_us = CREATED_US,
    .attachments = f->attachments,
  };

  g_ptr_array_add (recipients, f->centre);
  return yz_envelope_seal (&header, "7XK2", json_node_get_object (node), recipients, f->station,
                           NULL);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->centre = yz_key_generate (YZ_KEY_SEAL);
  f->station = yz_key_generate (YZ_KEY_SIGN);
  f->folder = yz_test_folder_new ();
  f->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_attachment_free);
  f->plain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  for (guint n = 1; n <= 2; n++) {
    YzAttachment *attachment = make_attachment (n);
    GBytes *plain = make_photo (100000 * n);
    g_autoptr (GBytes) sealed = yz_attachment_seal (attachment, plain, NULL);

    g_ptr_array_add (f->attachments, attachment);
    g_ptr_array_add (f->plain, plain);
    g_assert_true (yz_attachment_write_file (sealed, f->folder, ID, n, NULL));
  }
  f->envelope = seal_envelope (f, "{\"answers\":{}}");
  g_assert_nonnull (f->envelope);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->centre);
  g_object_unref (f->station);
  g_ptr_array_unref (f->attachments);
  g_ptr_array_unref (f->plain);
  g_bytes_unref (f->envelope);
  yz_test_folder_remove (f->folder);
}

static char *
to_text (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return g_strndup (data, size);
}

static void
test_outside (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) members = yz_envelope_verify (f->envelope, NULL, NULL);
  JsonArray *array = yz_json_get_array (members, "attachments");
  g_autofree char *text = to_text (f->envelope);

  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  for (guint i = 0; i < 2; i++) {
    JsonObject *object = json_array_get_object_element (array, i);
    const YzAttachment *attachment = g_ptr_array_index (f->attachments, i);

    g_assert_cmpuint (json_object_get_size (object), ==, 3);
    g_assert_cmpstr (yz_json_get_string (object, "id"), ==, attachment->id);
    g_assert_cmpstr (yz_json_get_string (object, "sha256"), ==, attachment->sha256);
    g_assert_cmpint (yz_json_get_int (object, "size", 0), ==, attachment->size);
  }
  g_assert_null (strstr (text, "papers"));
  g_assert_null (strstr (text, "image/jpeg"));
}

static void
test_opened (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = yz_envelope_open (f->envelope, f->centre, &error);
  g_autoptr (GPtrArray) read = NULL;

  g_assert_no_error (error);
  read = yz_attachments_read (document, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    const YzAttachment *attachment = g_ptr_array_index (read, i);
    g_autofree char *sealed = yz_attachment_get_file (f->folder, ID, i + 1);
    g_autofree char *path = g_build_filename (f->folder, attachment->name, NULL);
    g_autofree char *contents = NULL;
    gsize size;

    g_assert_cmpstr (attachment->field, ==, "papers");
    g_assert_cmpstr (attachment->type, ==, "image/jpeg");
    g_assert_true (yz_attachment_open_file (attachment, sealed, path, &error));
    g_assert_no_error (error);
    g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
    g_assert_cmpmem (contents, size, g_bytes_get_data (g_ptr_array_index (f->plain, i), NULL),
                     g_bytes_get_size (g_ptr_array_index (f->plain, i)));
  }
}

/* The streams of one submission under each other's names. */
static void
test_files_swapped (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) document = yz_envelope_open (f->envelope, f->centre, NULL);
  g_autoptr (GPtrArray) read = yz_attachments_read (document, NULL);
  g_autofree char *second = yz_attachment_get_file (f->folder, ID, 2);
  g_autofree char *third = yz_attachment_get_file (f->folder, ID, 3);
  g_autofree char *path = g_build_filename (f->folder, "out.jpg", NULL);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (yz_attachment_open_file (g_ptr_array_index (read, 0), second, path, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_assert_false (yz_attachment_open_file (g_ptr_array_index (read, 0), third, path, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
}

/* A page that a browser would run, sealed under the name of a picture: nothing is written, and what
 * was there stays. */
static void
test_no_photo (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = { "<script>", "\xff\xd8", "" };
  g_autofree char *path = g_build_filename (f->folder, "papers-01.jpg", NULL);
  g_autofree char *part = g_strconcat (path, ".part", NULL);

  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (YzAttachment) attachment = make_attachment (3);
    g_autoptr (GBytes) plain = g_bytes_new_static (texts[i], strlen (texts[i]));
    g_autoptr (GBytes) sealed = yz_attachment_seal (attachment, plain, NULL);
    g_autofree char *sealed_path = yz_attachment_get_file (f->folder, ID, 3);
    g_autofree char *contents = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (yz_attachment_write_file (sealed, f->folder, ID, 3, NULL));
    g_assert_false (yz_attachment_open_file (attachment, sealed_path, path, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
    g_assert_nonnull (strstr (error->message, "photograph"));
    g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
    g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
    g_assert_cmpstr (contents, ==, "before");
  }
}

/* Somebody with the station's key leaves one out, or puts the contents in himself. */
static void
test_list_changed (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) document = yz_envelope_open (f->envelope, f->centre, NULL);
  g_autoptr (JsonObject) members = yz_envelope_verify (f->envelope, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_attachments_check (members, document, NULL));
  json_array_remove_element (yz_json_get_array (members, "attachments"), 1);
  g_assert_false (yz_attachments_check (members, document, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
  g_assert_null (seal_envelope (f, "{\"answers\":{},\"attachments\":[]}"));
}

/* The page of a field, with one digit (as it was before) or two. */
static void
test_names (Fixture *f, gconstpointer data)
{
  static const char *const good[] = { "papers-1.jpg", "papers-01.jpg", "papers-10.jpg" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (JsonObject) document = yz_envelope_open (f->envelope, f->centre, NULL);
    JsonArray *array = yz_json_get_array (document, "attachments");
    g_autoptr (GPtrArray) read = NULL;
    g_autoptr (GError) error = NULL;

    json_object_set_string_member (json_array_get_object_element (array, 0), "name", good[i]);
    read = yz_attachments_read (document, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (((const YzAttachment *)g_ptr_array_index (read, 0))->name, ==, good[i]);
  }
}

/* What stands in a document names files: nothing that leaves the folder, takes the name of a sealed
 * file or runs where somebody clicks on it, and no name twice. */
static void
test_hostile_names (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *member;
    const char *value;
  } bad[] = {
    { "name", "../papers.jpg" },
    { "name", "/etc/passwd" },
    { "name", ".profile" },
    { "name", "papers-2.jpg" },
    { "name", "" },
    { "name", "2.yza" },
    { "name", "papers-1.yza" },
    { "name", "papers-1.yzs" },
    { "name", "papers.desktop" },
    { "name", "papers-1.jpg.desktop" },
    { "name", "papers-1.jpg\n" },
    { "name", "papers-1.JPG" },
    { "name", "papers-1" },
    { "name", "papers-.jpg" },
    { "name", "papers-001.jpg" },
    { "name", "papers--1.jpg" },
    { "name", "papers/-1.jpg" },
    { "name", "other-1.jpg" },
    { "name", "-1.jpg" },
    { "type", "text/html" },
    { "type", "image/jpeg; charset=utf-8" },
    { "type", "" },
    { "field", "a/b" },
    { "field", "other" },
    { "field", "" },
    { "id", "1" },
    { "key", "AAAA" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (JsonObject) document = yz_envelope_open (f->envelope, f->centre, NULL);
    JsonArray *array = yz_json_get_array (document, "attachments");
    g_autoptr (GError) error = NULL;

    json_object_set_string_member (json_array_get_object_element (array, 0), bad[i].member,
                                   bad[i].value);
    g_assert_null (yz_attachments_read (document, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

  g_test_add_func ("/stream/round-trip", test_round_trip);
  g_test_add_func ("/stream/other-key-or-name", test_other_key_or_name);
  g_test_add_func ("/stream/cut", test_cut);
  g_test_add_func ("/stream/changed", test_changed);
  g_test_add_func ("/attachment/too-large", test_too_large);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/attachment/outside", test_outside);
  ADD ("/attachment/opened", test_opened);
  ADD ("/attachment/files-swapped", test_files_swapped);
  ADD ("/attachment/no-photo", test_no_photo);
  ADD ("/attachment/list-changed", test_list_changed);
  ADD ("/attachment/names", test_names);
  ADD ("/attachment/hostile-names", test_hostile_names);
  return g_test_run ();
}
