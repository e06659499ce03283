/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-envelope-check.h"

#include "yz-clock.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-key.h"

#include <sodium.h>
#include <string.h>

/* Every member of an envelope and what it may hold. A member that is not in the table is refused:
 * outside the seal there is no room for anything about the citizen. */

#define MAX_RECIPIENTS 16
#define MAX_ATTACHMENTS 64
#define MAX_TOKEN 64
#define MAX_LABEL 256
#define HEX_DIGITS "0123456789abcdef"
#define TOKEN_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."

/* What the seal adds to the padded document. */
#define OVERHEAD_BYTES (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)

typedef struct {
  const char *name;
  gboolean (*check) (JsonObject *object, const char *name);
} Member;

static gboolean
is_version (JsonObject *object, const char *name)
{
  return yz_json_get_int (object, name, 0) == YZ_ENVELOPE_VERSION;
}

static gboolean
is_suite (JsonObject *object, const char *name)
{
  return g_strcmp0 (yz_json_get_string (object, name), YZ_ENVELOPE_SUITE) == 0;
}

static gboolean
is_ulid (JsonObject *object, const char *name)
{
  return yz_ulid_is_valid (yz_json_get_string (object, name));
}

static gboolean
is_link (JsonObject *object, const char *name)
{
  return JSON_NODE_HOLDS_NULL (json_object_get_member (object, name)) || is_ulid (object, name);
}

static gboolean
is_boolean (JsonObject *object, const char *name)
{
  return yz_json_get_boolean (object, name, TRUE) == yz_json_get_boolean (object, name, FALSE);
}

static gboolean
is_token (JsonObject *object, const char *name)
{
  const char *text = yz_json_get_string (object, name);
  gsize length = text != NULL ? strlen (text) : 0;

  return length > 0 && length <= MAX_TOKEN && strspn (text, TOKEN_CHARACTERS) == length;
}

/* What an administrator called the hall; may be empty. */
static gboolean
is_label (JsonObject *object, const char *name)
{
  const char *text = yz_json_get_string (object, name);

  if (text == NULL || strlen (text) > MAX_LABEL || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static gboolean
is_station (JsonObject *object, const char *name)
{
  return yz_station_id_is_valid (yz_json_get_string (object, name));
}

static gboolean
is_hex (const char *text, gsize length)
{
  return text != NULL && strlen (text) == length && strspn (text, HEX_DIGITS) == length;
}

static gboolean
is_hash (JsonObject *object, const char *name)
{
  return is_hex (yz_json_get_string (object, name), 64);
}

/* RFC 3339 in UTC with whole seconds: the one way yz_time_format() writes it. */
static gboolean
is_time (JsonObject *object, const char *name)
{
  const char *text = yz_json_get_string (object, name);
  g_autofree char *again = NULL;
  gint64 time_us;

  if (text == NULL || !yz_time_parse (text, &time_us, NULL))
    return FALSE;
  again = yz_time_format (time_us);
  return strcmp (again, text) == 0;
}

static gboolean
is_base64_of (const char *text, gsize size)
{
  g_autoptr (GBytes) bytes = text != NULL ? yz_envelope_decode (text) : NULL;

  return bytes != NULL && g_bytes_get_size (bytes) == size;
}

static gboolean
is_public_key (JsonObject *object, const char *name)
{
  return is_base64_of (yz_json_get_string (object, name), YZ_KEY_PUBLIC_BYTES);
}

static gboolean
is_signature (JsonObject *object, const char *name)
{
  return is_base64_of (yz_json_get_string (object, name), YZ_KEY_SIGNATURE_BYTES);
}

static const char *
get_text_element (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
is_key_ids (JsonObject *object, const char *name)
{
  JsonArray *ids = yz_json_get_array (object, name);
  guint n = ids != NULL ? json_array_get_length (ids) : 0;

  for (guint i = 0; i < n; i++) {
    if (!is_hex (get_text_element (ids, i), 16))
      return FALSE;
    for (guint k = 0; k < i; k++)
      if (strcmp (get_text_element (ids, i), get_text_element (ids, k)) == 0)
        return FALSE;
  }
  return n > 0 && n <= MAX_RECIPIENTS;
}

static gboolean
is_keys (JsonObject *object, const char *name)
{
  JsonArray *keys = yz_json_get_array (object, name);
  guint n = keys != NULL ? json_array_get_length (keys) : 0;

  for (guint i = 0; i < n; i++)
    if (!is_base64_of (get_text_element (keys, i),
                       crypto_secretbox_KEYBYTES + crypto_box_SEALBYTES))
      return FALSE;
  return n > 0 && n == json_array_get_length (yz_json_get_array (object, "key_ids"));
}

static gboolean
is_size (JsonObject *object, const char *name)
{
  gint64 size = yz_json_get_int (object, name, -1);

  return size >= OVERHEAD_BYTES + YZ_ENVELOPE_BLOCK_BYTES
         && (size - OVERHEAD_BYTES) % YZ_ENVELOPE_BLOCK_BYTES == 0;
}

static gboolean
is_text (JsonObject *object, const char *name)
{
  return yz_json_get_string (object, name) != NULL;
}

static gboolean
is_attachment (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return object != NULL && json_object_get_size (object) == 3 && is_ulid (object, "id")
         && yz_json_get_int (object, "size", -1) >= 0 && is_hash (object, "sha256");
}

static gboolean
is_attachments (JsonObject *object, const char *name)
{
  JsonArray *attachments = yz_json_get_array (object, name);
  guint n = attachments != NULL ? json_array_get_length (attachments) : 0;

  for (guint i = 0; i < n; i++)
    if (!is_attachment (json_array_get_element (attachments, i)))
      return FALSE;
  return attachments != NULL && n <= MAX_ATTACHMENTS;
}

static const Member repeated[] = {
  { "v", is_version },
  { "suite", is_suite },
  { "id", is_ulid },
  { "receipt", is_token },
  { "code_hash", is_hash },
  { "kind", is_token },
  { "form", is_token },
  { "form_version", is_token },
  { "hall", is_label },
  { "station", is_station },
  { "station_key", is_public_key },
  { "created", is_time },
  { "urgent", is_boolean },
  { "assisted", is_boolean },
  { "link", is_link },
};

static const Member outside[] = {
  { "key_ids", is_key_ids }, /* before keys, which are counted against them */
  { "keys", is_keys },
  { "size", is_size },
  { "sha256", is_hash },
  { "sealed", is_text },
  { "attachments", is_attachments },
  { "signature", is_signature },
};

G_STATIC_ASSERT (G_N_ELEMENTS (repeated) == YZ_ENVELOPE_N_REPEATED);

static gboolean
check_members (JsonObject *object, const Member *members, guint n, GError **error)
{
  for (guint i = 0; i < n; i++) {
    if (!json_object_has_member (object, members[i].name)) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "no envelope: “%s” is missing",
                   members[i].name);
      return FALSE;
    }
    if (!members[i].check (object, members[i].name)) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                   "no envelope that this program can use: “%s” is not what it should be",
                   members[i].name);
      return FALSE;
    }
  }
  return TRUE;
}

/* Said before all else: the other members of another format may well look different. */
static gboolean
check_format (JsonObject *envelope, GError **error)
{
  const char *suite = yz_json_get_string (envelope, "suite");

  if (yz_json_get_int (envelope, "v", 0) <= YZ_ENVELOPE_VERSION
      && (suite == NULL || strcmp (suite, YZ_ENVELOPE_SUITE) == 0))
    return TRUE;
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                       "the envelope is of a format that this program does not know: update the "
                       "program");
  return FALSE;
}

/*< private >
 * yz_envelope_repeated_names:
 *
 * Returns: (transfer none): the %YZ_ENVELOPE_N_REPEATED members that the document repeats
 */
const char *const *
yz_envelope_repeated_names (void)
{
  static const char *names[YZ_ENVELOPE_N_REPEATED];
  static gsize once = 0;

  if (g_once_init_enter (&once)) {
    for (guint i = 0; i < G_N_ELEMENTS (repeated); i++)
      names[i] = repeated[i].name;
    g_once_init_leave (&once, 1);
  }
  return names;
}

/*< private >
 * yz_envelope_check_repeated:
 * @envelope: an envelope, or the beginnings of one
 * @error: %YZ_ERROR_INVALID with the member's name
 *
 * Returns: whether the header is as it should be
 */
gboolean
yz_envelope_check_repeated (JsonObject *envelope, GError **error)
{
  return check_members (envelope, repeated, G_N_ELEMENTS (repeated), error);
}

/*< private >
 * yz_envelope_check_shape:
 * @envelope: what was received, parsed
 * @error: %YZ_ERROR_INVALID with the member's name
 *
 * Returns: whether it has all the members of an envelope, each as it should be, and no others
 */
gboolean
yz_envelope_check_shape (JsonObject *envelope, GError **error)
{
  if (!check_format (envelope, error) || !yz_envelope_check_repeated (envelope, error)
      || !check_members (envelope, outside, G_N_ELEMENTS (outside), error))
    return FALSE;

  if (json_object_get_size (envelope) != G_N_ELEMENTS (repeated) + G_N_ELEMENTS (outside)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "no envelope: it has members that no envelope has");
    return FALSE;
  }
  return TRUE;
}

/*< private >
 * yz_envelope_decode:
 * @base64: a text
 *
 * Unlike g_base64_decode() this takes only what an encoder writes: whole, padded, no white space.
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL where it is not base64
 */
GBytes *
yz_envelope_decode (const char *base64)
{
  gsize length = strlen (base64);
  guint8 *bytes = g_malloc (length / 4 * 3 + 1);
  gsize size;

  if (sodium_base642bin (bytes, length / 4 * 3 + 1, base64, length, NULL, &size, NULL,
                         sodium_base64_VARIANT_ORIGINAL)
      != 0) {
    g_free (bytes);
    return NULL;
  }
  return g_bytes_new_take (bytes, size);
}
