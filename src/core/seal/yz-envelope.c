/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-envelope.h"

#include "yz-clock.h"
#include "yz-envelope-check.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"

#include <sodium.h>
#include <string.h>

#define ATTACHMENTS "attachments"

/* Seals a submission so that only the centre can read it, and opens it there. What is outside the
 * seal is signed by the station and repeated inside. */

static char *
encode_bytes (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return g_base64_encode (data, size);
}

static GBytes *
canonical (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return yz_json_canonical (node);
}

static void
free_wiped (guint8 *data, gsize size)
{
  sodium_memzero (data, size);
  g_free (data);
}

/* Holds what the citizen typed: overwritten before it is given back. */
static void
unref_wiped (GBytes *bytes)
{
  gsize size;
  guint8 *data = g_bytes_unref_to_data (bytes, &size);

  free_wiped (data, size);
}

static JsonObject *
build_header (const YzEnvelopeHeader *header, const char *code_hash, YzKey *station_key)
{
  JsonObject *object = json_object_new ();
  g_autofree char *created = yz_time_format (header->created_us);
  g_autoptr (GBytes) public_key = yz_key_get_public (station_key);
  g_autofree char *station = encode_bytes (public_key);

  json_object_set_int_member (object, "v", YZ_ENVELOPE_VERSION);
  json_object_set_string_member (object, "suite", YZ_ENVELOPE_SUITE);
  json_object_set_string_member (object, "id", header->id);
  json_object_set_string_member (object, "receipt", header->receipt);
  json_object_set_string_member (object, "code_hash", code_hash);
  json_object_set_string_member (object, "kind", header->kind);
  json_object_set_string_member (object, "form", header->form);
  json_object_set_string_member (object, "form_version", header->form_version);
  json_object_set_string_member (object, "hall", header->hall);
  json_object_set_string_member (object, "station", header->station);
  json_object_set_string_member (object, "station_key", station);
  json_object_set_string_member (object, "created", created);
  json_object_set_boolean_member (object, "urgent", header->urgent);
  json_object_set_boolean_member (object, "assisted", header->assisted);
  if (header->link != NULL)
    json_object_set_string_member (object, "link", header->link);
  else
    json_object_set_null_member (object, "link");
  return object;
}

/* Members of both, sharing the values. */
static JsonObject *
merge (JsonObject *first, JsonObject *second)
{
  JsonObject *const parts[] = { first, second };
  JsonObject *merged = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    json_object_iter_init (&iter, parts[i]);
    while (json_object_iter_next (&iter, &name, &node))
      json_object_set_member (merged, name, json_node_copy (node));
  }
  return merged;
}

/* Padded to whole blocks, so that the length tells little of what was typed. */
static GBytes *
pad_and_encrypt (GBytes *document, const guint8 *key)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (document, &size);
  gsize padded_size = (size / YZ_ENVELOPE_BLOCK_BYTES + 1) * YZ_ENVELOPE_BLOCK_BYTES;
  gsize sealed_size = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + padded_size;
  guint8 *padded = g_malloc (padded_size);
  guint8 *sealed = g_malloc (sealed_size);

  memcpy (padded, data, size);
  sodium_pad (&padded_size, padded, size, YZ_ENVELOPE_BLOCK_BYTES, padded_size);
  randombytes_buf (sealed, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy (sealed + crypto_secretbox_NONCEBYTES, padded, padded_size, sealed, key);
  free_wiped (padded, padded_size);
  return g_bytes_new_take (sealed, sealed_size);
}

static gboolean
add_recipients (JsonObject *envelope, GPtrArray *recipients, const guint8 *key, GError **error)
{
  g_autoptr (GBytes) message = g_bytes_new_static (key, crypto_secretbox_KEYBYTES);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *key_ids = json_array_new ();
  JsonArray *keys = json_array_new ();

  json_object_set_array_member (envelope, "key_ids", key_ids);
  json_object_set_array_member (envelope, "keys", keys);
  for (guint i = 0; i < recipients->len; i++) {
    YzKey *recipient = g_ptr_array_index (recipients, i);
    const char *id = yz_key_get_id (recipient);
    g_autoptr (GBytes) sealed = NULL;
    g_autofree char *text = NULL;

    if (!g_hash_table_add (seen, (gpointer)id))
      continue;
    sealed = yz_key_seal (recipient, message, error);
    if (sealed == NULL)
      return FALSE;
    text = encode_bytes (sealed);
    json_array_add_string_element (key_ids, id);
    json_array_add_string_element (keys, text);
  }
  return TRUE;
}

static gboolean
add_sealed (JsonObject *envelope, JsonObject *document, GPtrArray *recipients, GError **error)
{
  guint8 key[crypto_secretbox_KEYBYTES];
  GBytes *bytes = canonical (document);
  g_autoptr (GBytes) sealed = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *text = NULL;
  gboolean ok;

  crypto_secretbox_keygen (key);
  sealed = pad_and_encrypt (bytes, key);
  unref_wiped (bytes);
  ok = add_recipients (envelope, recipients, key, error);
  sodium_memzero (key, sizeof key);

  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sealed);
  text = encode_bytes (sealed);
  json_object_set_int_member (envelope, "size", (gint64)g_bytes_get_size (sealed));
  json_object_set_string_member (envelope, "sha256", sha256);
  json_object_set_string_member (envelope, "sealed", text);
  return ok;
}

static GBytes *
sign (JsonObject *envelope, YzKey *station_key)
{
  g_autoptr (GBytes) unsigned_bytes = canonical (envelope);
  g_autoptr (GBytes) signature = yz_key_sign (station_key, unsigned_bytes);
  g_autofree char *text = encode_bytes (signature);

  json_object_set_string_member (envelope, "signature", text);
  return canonical (envelope);
}

static gboolean
check_contents (JsonObject *contents, GPtrArray *recipients, GError **error)
{
  const char *const *names = yz_envelope_repeated_names ();

  for (guint i = 0; i < YZ_ENVELOPE_N_REPEATED; i++) {
    if (json_object_has_member (contents, names[i])) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                   "the contents of an envelope cannot have a member “%s”", names[i]);
      return FALSE;
    }
  }
  if (json_object_has_member (contents, ATTACHMENTS)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the attachments of an envelope stand in its header");
    return FALSE;
  }
  if (recipients->len == 0) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_CONFIG,
                         "there is no key to seal to: name the centre's public keys in "
                         "[central] seal-keys");
    return FALSE;
  }
  return TRUE;
}

/**
 * yz_envelope_seal:
 * @header: what stands outside the seal
 * @code: the citizen's code, of which only the hash is kept
 * @contents: what goes in beside the repeated header: `answers`, `sources`
 * @recipients: (element-type YzKey): sealing keys; each of them can open the envelope alone
 * @station_key: the station's signing key with its secret
 * @error: %YZ_ERROR_INVALID where the header is wrong or the contents are too large,
 *   %YZ_ERROR_CONFIG where there is no recipient, %YZ_ERROR_KEY where one cannot be sealed to
 *
 * Returns: (transfer full): the envelope: canonical JSON (RFC 8785), at most
 *   %YZ_ENVELOPE_MAX_BYTES
 */
GBytes *
yz_envelope_seal (const YzEnvelopeHeader *header,
                  const char *code,
                  JsonObject *contents,
                  GPtrArray *recipients,
                  YzKey *station_key,
                  GError **error)
{
  g_autofree char *code_hash = NULL;
  g_autoptr (JsonObject) repeated = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (JsonObject) envelope = json_object_new ();
  g_autoptr (JsonObject) complete = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (header != NULL && code != NULL && contents != NULL, NULL);
  g_return_val_if_fail (recipients != NULL, NULL);
  g_return_val_if_fail (YZ_IS_KEY (station_key), NULL);

  code_hash = yz_envelope_code_hash (header->id, code);
  if (code_hash == NULL) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "the receipt has no usable code");
    return NULL;
  }
  repeated = build_header (header, code_hash, station_key);
  if (!yz_envelope_check_repeated (repeated, error)
      || !check_contents (contents, recipients, error))
    return NULL;

  document = merge (repeated, contents);
  if (header->attachments != NULL && header->attachments->len > 0)
    json_object_set_array_member (document, ATTACHMENTS,
                                  yz_attachments_to_document (header->attachments));
  json_object_set_array_member (envelope, ATTACHMENTS,
                                yz_attachments_to_envelope (header->attachments));
  if (!add_sealed (envelope, document, recipients, error))
    return NULL;
  complete = merge (repeated, envelope);
  bytes = sign (complete, station_key);
  if (g_bytes_get_size (bytes) > YZ_ENVELOPE_MAX_BYTES) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "the answers are too large: an envelope has at most %d bytes",
                 YZ_ENVELOPE_MAX_BYTES);
    return NULL;
  }
  return g_steal_pointer (&bytes);
}

static gboolean
set_damaged (GError **error, const char *what)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED, "the envelope is damaged: %s", what);
  return FALSE;
}

static JsonObject *
parse (GBytes *envelope, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (envelope, &size);
  g_autoptr (JsonNode) node
      = yz_json_parse (size > 0 ? data : "", (gssize)size, YZ_ENVELOPE_MAX_BYTES, error);

  if (node == NULL) {
    g_prefix_error (error, "no envelope: ");
    return NULL;
  }
  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "no envelope: no JSON object");
    return NULL;
  }
  return json_node_dup_object (node);
}

static gboolean
check_sealed (JsonObject *envelope, GError **error)
{
  g_autoptr (GBytes) sealed = yz_envelope_decode (yz_json_get_string (envelope, "sealed"));
  g_autofree char *sha256 = NULL;

  if (sealed == NULL)
    return set_damaged (error, "“sealed” is not base64");
  if ((gint64)g_bytes_get_size (sealed) != yz_json_get_int (envelope, "size", -1))
    return set_damaged (error, "the sealed bytes are not as many as “size” says");
  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sealed);
  if (strcmp (sha256, yz_json_get_string (envelope, "sha256")) != 0)
    return set_damaged (error, "the sealed bytes are not those of “sha256”");
  return TRUE;
}

static gboolean
check_signature (JsonObject *envelope, YzKey *station_key, GError **error)
{
  g_autoptr (YzKey) signer = yz_envelope_get_station_key (envelope, error);
  g_autoptr (JsonObject) empty = json_object_new ();
  g_autoptr (JsonObject) unsigned_envelope = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) signature = NULL;

  if (signer == NULL)
    return FALSE;
  if (station_key != NULL && !yz_key_equal (signer, station_key)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_KEY,
                 "the envelope is signed with the key %s, and the station's key is %s",
                 yz_key_get_id (signer), yz_key_get_id (station_key));
    return FALSE;
  }

  unsigned_envelope = merge (envelope, empty);
  json_object_remove_member (unsigned_envelope, "signature");
  bytes = canonical (unsigned_envelope);
  signature = yz_envelope_decode (yz_json_get_string (envelope, "signature"));
  return yz_key_verify (signer, bytes, signature)
         || set_damaged (error, "the signature is not of these bytes");
}

/**
 * yz_envelope_verify:
 * @envelope: what was received
 * @station_key: (nullable): the signing key that the station is known by; %NULL to take the one
 *   that the envelope names, see yz_envelope_get_station_key()
 * @error: %YZ_ERROR_INVALID where it is no envelope, or of a version or suite that this program
 *   does not know; %YZ_ERROR_DAMAGED where hash or signature do not fit; %YZ_ERROR_KEY where
 *   another key signed it
 *
 * Checks all that can be checked without opening the seal.
 *
 * Returns: (transfer full): the envelope's members
 */
JsonObject *
yz_envelope_verify (GBytes *envelope, YzKey *station_key, GError **error)
{
  g_autoptr (JsonObject) object = NULL;

  g_return_val_if_fail (envelope != NULL, NULL);
  g_return_val_if_fail (station_key == NULL || YZ_IS_KEY (station_key), NULL);

  object = parse (envelope, error);
  if (object == NULL || !yz_envelope_check_shape (object, error) || !check_sealed (object, error)
      || !check_signature (object, station_key, error))
    return NULL;
  return g_steal_pointer (&object);
}

/**
 * yz_envelope_get_station_key:
 * @envelope: an envelope's members
 * @error: %YZ_ERROR_KEY where there is no such key in it
 *
 * Returns: (transfer full): the public signing key of the station that the envelope says it is of
 */
YzKey *
yz_envelope_get_station_key (JsonObject *envelope, GError **error)
{
  const char *text = yz_json_get_string (envelope, "station_key");
  g_autoptr (GBytes) bytes = text != NULL ? yz_envelope_decode (text) : NULL;

  if (bytes == NULL) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_KEY, "the envelope names no station key");
    return NULL;
  }
  return yz_key_new_public (YZ_KEY_SIGN, bytes, error);
}

static char *
join_texts (JsonArray *array)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            json_array_get_string_element (array, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GBytes *
unseal_document_key (JsonObject *envelope, YzKey *key, GError **error)
{
  JsonArray *key_ids = json_object_get_array_member (envelope, "key_ids");
  JsonArray *keys = json_object_get_array_member (envelope, "keys");
  g_autofree char *ids = NULL;

  for (guint i = 0; i < json_array_get_length (key_ids); i++) {
    g_autoptr (GBytes) sealed = NULL;

    if (strcmp (json_array_get_string_element (key_ids, i), yz_key_get_id (key)) != 0)
      continue;
    sealed = yz_envelope_decode (json_array_get_string_element (keys, i));
    return yz_key_unseal (key, sealed, error);
  }
  ids = join_texts (key_ids);
  g_set_error (error, YZ_ERROR, YZ_ERROR_KEY,
               "the envelope is sealed for %s, and this key is %s: take another key file", ids,
               yz_key_get_id (key));
  return NULL;
}

static JsonObject *
parse_document (const guint8 *data, gsize size, GError **error)
{
  /* The parser's own message could quote what the citizen typed. */
  g_autoptr (JsonNode) node
      = yz_json_parse ((const char *)data, (gssize)size, YZ_ENVELOPE_MAX_BYTES, NULL);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
    set_damaged (error, "what is in it is no document");
    return NULL;
  }
  return json_node_dup_object (node);
}

static JsonObject *
decrypt (JsonObject *envelope, GBytes *key, GError **error)
{
  g_autoptr (GBytes) sealed = yz_envelope_decode (yz_json_get_string (envelope, "sealed"));
  gsize sealed_size;
  const guint8 *nonce = g_bytes_get_data (sealed, &sealed_size);
  gsize padded_size = sealed_size - crypto_secretbox_NONCEBYTES - crypto_secretbox_MACBYTES;
  guint8 *padded = g_malloc (padded_size);
  JsonObject *document = NULL;
  gsize size;

  if (crypto_secretbox_open_easy (padded, nonce + crypto_secretbox_NONCEBYTES,
                                  sealed_size - crypto_secretbox_NONCEBYTES, nonce,
                                  g_bytes_get_data (key, NULL))
          != 0
      || sodium_unpad (&size, padded, padded_size, YZ_ENVELOPE_BLOCK_BYTES) != 0)
    set_damaged (error, "its key does not open it");
  else
    document = parse_document (padded, size, error);
  free_wiped (padded, padded_size);
  return document;
}

static gboolean
check_repeated_header (JsonObject *envelope, JsonObject *document, GError **error)
{
  const char *const *names = yz_envelope_repeated_names ();

  for (guint i = 0; i < YZ_ENVELOPE_N_REPEATED; i++) {
    JsonNode *inside = json_object_get_member (document, names[i]);

    if (inside == NULL || !json_node_equal (inside, json_object_get_member (envelope, names[i]))) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED,
                   "the envelope was changed: “%s” is not what the sealed document says", names[i]);
      return FALSE;
    }
  }
  return TRUE;
}

/**
 * yz_envelope_open:
 * @envelope: what yz_envelope_seal() made
 * @key: a sealing key with its secret
 * @error: as yz_envelope_verify(); %YZ_ERROR_KEY, with the ids it is sealed for, where @key is
 *   none of them; %YZ_ERROR_DAMAGED where the header is not what the document repeats
 *
 * Returns: (transfer full): the document: the repeated header and the contents
 */
JsonObject *
yz_envelope_open (GBytes *envelope, YzKey *key, GError **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GBytes) document_key = NULL;
  g_autoptr (JsonObject) document = NULL;

  g_return_val_if_fail (envelope != NULL, NULL);
  g_return_val_if_fail (YZ_IS_KEY (key), NULL);
  g_return_val_if_fail (yz_key_get_kind (key) == YZ_KEY_SEAL && yz_key_has_secret (key), NULL);

  object = yz_envelope_verify (envelope, NULL, error);
  if (object == NULL)
    return NULL;
  document_key = unseal_document_key (object, key, error);
  if (document_key == NULL)
    return NULL;
  document = decrypt (object, document_key, error);
  if (document == NULL || !check_repeated_header (object, document, error)
      || !yz_attachments_check (object, document, error))
    return NULL;
  return g_steal_pointer (&document);
}

/**
 * yz_envelope_sha256:
 * @envelope: a whole envelope
 *
 * Returns: (transfer full): the lower-case hexadecimal SHA-256 of its bytes, by which hub and
 *   kiosk agree on what was received
 */
char *
yz_envelope_sha256 (GBytes *envelope)
{
  g_return_val_if_fail (envelope != NULL, NULL);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, envelope);
}

/**
 * yz_envelope_code_hash:
 * @id: ULID of a submission
 * @code: the citizen's code as it was printed or typed, see yz_crockford_normalize()
 *
 * Returns: (transfer full) (nullable): the lower-case hexadecimal BLAKE2b-256 of @id and the plain
 *   code; %NULL where @code is none
 */
char *
yz_envelope_code_hash (const char *id, const char *code)
{
  g_autofree char *plain = NULL;
  g_autofree char *joined = NULL;
  guint8 hash[crypto_generichash_BYTES];
  char *hex;

  g_return_val_if_fail (id != NULL && code != NULL, NULL);

  plain = yz_crockford_normalize (code);
  if (plain == NULL || *plain == '\0')
    return NULL;
  joined = g_strconcat (id, plain, NULL);
  crypto_generichash (hash, sizeof hash, (const guint8 *)joined, strlen (joined), NULL, 0);
  hex = g_malloc (2 * sizeof hash + 1);
  sodium_bin2hex (hex, 2 * sizeof hash + 1, hash, sizeof hash);
  return hex;
}
