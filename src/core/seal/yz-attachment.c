/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-attachment.h"

#include "yz-durable.h"
#include "yz-envelope-check.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

/* Papers that go with a submission, each sealed as a stream under a key of its own. The keys travel
 * in the sealed document, so that whoever opens the one can open the others. */

#define MEMBER "attachments"
#define MAX_FIELD_BYTES 80
#define DIGITS "0123456789"
#define FIELD_CHARACTERS "abcdefghijklmnopqrstuvwxyz_" DIGITS
#define JPEG_START "\xff\xd8\xff"

/**
 * yz_attachment_free:
 * @self: (nullable): an attachment
 */
void
yz_attachment_free (YzAttachment *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->field);
  g_free (self->name);
  g_free (self->type);
  g_free (self->sha256);
  sodium_memzero (self->key, sizeof self->key);
  g_free (self);
}

/**
 * yz_attachment_seal:
 * @self: an attachment with its id
 * @plain: what it is
 * @error: %YZ_ERROR_INVALID where it is larger than %YZ_ATTACHMENT_MAX_BYTES
 *
 * Makes a key and seals @plain under it; @self then has the key, and the size and the hash of what
 * comes out.
 *
 * Returns: (transfer full): the sealed stream
 */
GBytes *
yz_attachment_seal (YzAttachment *self, GBytes *plain, GError **error)
{
  g_autoptr (GInputStream) in = NULL;
  g_autoptr (GOutputStream) out = NULL;
  GBytes *sealed;

  g_return_val_if_fail (self != NULL && self->id != NULL && plain != NULL, NULL);

  if (g_bytes_get_size (plain) > YZ_ATTACHMENT_MAX_BYTES) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "a paper has at most %d bytes",
                 YZ_ATTACHMENT_MAX_BYTES);
    return NULL;
  }
  yz_stream_new_key (self->key);
  in = g_memory_input_stream_new_from_bytes (plain);
  out = g_memory_output_stream_new_resizable ();
  if (!yz_stream_seal (in, out, self->key, self->id, error)
      || !g_output_stream_close (out, NULL, error))
    return NULL;

  sealed = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
  self->size = g_bytes_get_size (sealed);
  g_free (self->sha256);
  self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sealed);
  return sealed;
}

static gboolean
open_streams (const YzAttachment *self, GFile *sealed, GFile *plain, GError **error)
{
  g_autoptr (GFileInputStream) in = g_file_read (sealed, NULL, error);
  g_autoptr (GFileOutputStream) out = NULL;

  if (in == NULL)
    return FALSE;
  out = g_file_create (plain, G_FILE_CREATE_PRIVATE, NULL, error);
  return out != NULL
         && yz_stream_open (G_INPUT_STREAM (in), G_OUTPUT_STREAM (out), self->key, self->id, error)
         && g_output_stream_close (G_OUTPUT_STREAM (out), NULL, error);
}

/* Whoever has the centre's public key can seal anything and call it a photograph. */
static gboolean
check_photo (GFile *plain, GError **error)
{
  g_autoptr (GFileInputStream) in = g_file_read (plain, NULL, error);
  char start[sizeof JPEG_START - 1];
  gsize size = 0;

  if (in == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (in), start, sizeof start, &size, NULL, error))
    return FALSE;
  if (size == sizeof start && memcmp (start, JPEG_START, sizeof start) == 0)
    return TRUE;
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_DAMAGED, "what was sealed in it is no photograph");
  return FALSE;
}

/**
 * yz_attachment_open_file:
 * @self: an attachment out of a document
 * @sealed_path: the file of its sealed stream
 * @path: the file to write, readable for its owner only; what is there is replaced
 * @error: %YZ_ERROR_NOT_FOUND where there is no sealed stream, %YZ_ERROR_DAMAGED where it is not
 * the one that was sealed or holds no JPEG: nothing is written then; %YZ_ERROR_STORAGE where @path
 * cannot be written
 *
 * Returns: whether @path now holds, byte for byte, what was sealed
 */
gboolean
yz_attachment_open_file (const YzAttachment *self,
                         const char *sealed_path,
                         const char *path,
                         GError **error)
{
  g_autofree char *part = NULL;
  g_autoptr (GFile) sealed = NULL;
  g_autoptr (GFile) plain = NULL;
  g_autoptr (GError) open_error = NULL;

  g_return_val_if_fail (self != NULL && sealed_path != NULL && path != NULL, FALSE);

  if (!g_file_test (sealed_path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND, "%s is not there", sealed_path);
    return FALSE;
  }
  part = g_strconcat (path, ".part", NULL);
  g_unlink (part);
  sealed = g_file_new_for_path (sealed_path);
  plain = g_file_new_for_path (part);
  if (open_streams (self, sealed, plain, &open_error) && check_photo (plain, &open_error)
      && g_rename (part, path) == 0)
    return TRUE;

  if (g_error_matches (open_error, YZ_ERROR, YZ_ERROR_DAMAGED))
    g_propagate_prefixed_error (error, g_steal_pointer (&open_error), "%s: ", sealed_path);
  else
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "%s cannot be written: %s", path,
                 open_error != NULL ? open_error->message : g_strerror (errno));
  g_unlink (part);
  return FALSE;
}

/**
 * yz_attachment_get_file:
 * @dir: a folder
 * @submission: ULID of the submission
 * @n: the place of the attachment in the envelope, from 1
 *
 * Returns: (transfer full): the file of the sealed stream beside the envelope, `<id>-<n>.yza`
 */
char *
yz_attachment_get_file (const char *dir, const char *submission, guint n)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (dir != NULL && submission != NULL, NULL);

  name = g_strdup_printf ("%s-%u.yza", submission, n);
  return g_build_filename (dir, name, NULL);
}

/**
 * yz_attachment_write_file:
 * @sealed: a sealed stream
 * @dir: the folder of the envelope, see yz_envelope_write_file()
 * @submission: ULID of the submission
 * @n: the place of the attachment in the envelope, from 1
 * @error: %YZ_ERROR_STORAGE where it cannot be written
 *
 * Writes the stream beside the envelope, all or nothing, and on the disk when this returns.
 *
 * Returns: whether it was written
 */
gboolean
yz_attachment_write_file (GBytes *sealed,
                          const char *dir,
                          const char *submission,
                          guint n,
                          GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (sealed != NULL && dir != NULL, FALSE);
  g_return_val_if_fail (yz_ulid_is_valid (submission), FALSE);

  path = yz_attachment_get_file (dir, submission, n);
  return yz_durable_write (path, sealed, error);
}

static JsonObject *
describe (const YzAttachment *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", self->id);
  json_object_set_int_member (object, "size", (gint64)self->size);
  json_object_set_string_member (object, "sha256", self->sha256);
  return object;
}

/**
 * yz_attachments_to_envelope:
 * @attachments: (nullable) (element-type YzAttachment): sealed attachments
 *
 * Returns: (transfer full): what stands outside the seal: `[{id, size, sha256}]`
 */
JsonArray *
yz_attachments_to_envelope (GPtrArray *attachments)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    json_array_add_object_element (array, describe (g_ptr_array_index (attachments, i)));
  return array;
}

/**
 * yz_attachments_to_document:
 * @attachments: (element-type YzAttachment): sealed attachments
 *
 * Returns: (transfer full): what stands inside: the same, with `field name type key`
 */
JsonArray *
yz_attachments_to_document (GPtrArray *attachments)
{
  JsonArray *array = json_array_new ();

  g_return_val_if_fail (attachments != NULL, array);

  for (guint i = 0; i < attachments->len; i++) {
    const YzAttachment *attachment = g_ptr_array_index (attachments, i);
    JsonObject *object = describe (attachment);
    g_autofree char *key = g_base64_encode (attachment->key, sizeof attachment->key);

    json_object_set_string_member (object, "field", attachment->field);
    json_object_set_string_member (object, "name", attachment->name);
    json_object_set_string_member (object, "type", attachment->type);
    json_object_set_string_member (object, "key", key);
    sodium_memzero (key, strlen (key));
    json_array_add_object_element (array, object);
  }
  return array;
}

static gboolean
is_field (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length > 0 && length <= MAX_FIELD_BYTES && strspn (text, FIELD_CHARACTERS) == length;
}

/* `<field>-<n>.jpg`: whoever wrote the document, what is opened takes neither the name of a sealed
 * file nor one that runs where somebody clicks on it. */
static gboolean
is_name_of_page (const char *text, const char *field)
{
  g_autofree char *start = g_strconcat (field, "-", NULL);
  gsize n_digits;

  if (text == NULL || !g_str_has_prefix (text, start))
    return FALSE;
  text += strlen (start);
  n_digits = strspn (text, DIGITS);
  return n_digits >= 1 && n_digits <= 2 && strcmp (text + n_digits, ".jpg") == 0;
}

static YzAttachment *
read_attachment (JsonObject *object)
{
  g_autoptr (YzAttachment) self = g_new0 (YzAttachment, 1);
  const char *base64 = yz_json_get_string (object, "key");
  g_autoptr (GBytes) key = base64 != NULL ? yz_envelope_decode (base64) : NULL;

  self->id = g_strdup (yz_json_get_string (object, "id"));
  self->field = g_strdup (yz_json_get_string (object, "field"));
  self->name = g_strdup (yz_json_get_string (object, "name"));
  self->type = g_strdup (yz_json_get_string (object, "type"));
  self->sha256 = g_strdup (yz_json_get_string (object, "sha256"));
  self->size = (gsize)MAX (yz_json_get_int (object, "size", 0), 0);
  if (!yz_ulid_is_valid (self->id) || !is_field (self->field)
      || !is_name_of_page (self->name, self->field)
      || g_strcmp0 (self->type, YZ_ATTACHMENT_TYPE) != 0 || self->sha256 == NULL || key == NULL
      || g_bytes_get_size (key) != sizeof self->key)
    return NULL;
  memcpy (self->key, g_bytes_get_data (key, NULL), sizeof self->key);
  return g_steal_pointer (&self);
}

/**
 * yz_attachments_read:
 * @document: what yz_envelope_open() gave
 * @error: %YZ_ERROR_DAMAGED where one of them cannot be used
 *
 * Returns: (transfer full) (element-type YzAttachment): its attachments, each with its own name
 */
GPtrArray *
yz_attachments_read (JsonObject *document, GError **error)
{
  g_autoptr (GPtrArray) attachments
      = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_attachment_free);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *array = yz_json_get_array (document, MEMBER);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    YzAttachment *attachment
        = JSON_NODE_HOLDS_OBJECT (node) ? read_attachment (json_node_get_object (node)) : NULL;

    if (attachment != NULL)
      g_ptr_array_add (attachments, attachment);
    if (attachment == NULL || !g_hash_table_add (names, attachment->name)) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED,
                   "what the document says of its attachment %u cannot be used", i + 1);
      return NULL;
    }
  }
  return g_steal_pointer (&attachments);
}

static gboolean
is_same (JsonNode *outside, JsonNode *inside)
{
  static const char *const names[] = { "id", "size", "sha256" };

  if (!JSON_NODE_HOLDS_OBJECT (outside) || !JSON_NODE_HOLDS_OBJECT (inside))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    JsonNode *one = json_object_get_member (json_node_get_object (outside), names[i]);
    JsonNode *other = json_object_get_member (json_node_get_object (inside), names[i]);

    if (one == NULL || other == NULL || !json_node_equal (one, other))
      return FALSE;
  }
  return TRUE;
}

/*< private >
 * yz_attachments_check:
 * @envelope: an envelope's members
 * @document: the document that was sealed in it
 * @error: %YZ_ERROR_DAMAGED where they disagree
 *
 * Returns: whether both name the same attachments in the same order
 */
gboolean
yz_attachments_check (JsonObject *envelope, JsonObject *document, GError **error)
{
  JsonArray *outside = yz_json_get_array (envelope, MEMBER);
  JsonArray *inside = yz_json_get_array (document, MEMBER);
  guint n = outside != NULL ? json_array_get_length (outside) : 0;
  gboolean same = n == (inside != NULL ? json_array_get_length (inside) : 0);

  for (guint i = 0; same && i < n; i++)
    same = is_same (json_array_get_element (outside, i), json_array_get_element (inside, i));
  if (!same)
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_DAMAGED,
                         "the envelope was changed: its attachments are not what the sealed "
                         "document says");
  return same;
}
