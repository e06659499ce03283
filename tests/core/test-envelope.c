/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-envelope.h"

#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"

#include <sodium.h>
#include <string.h>

#define CREATED_US (G_GINT64_CONSTANT (1795231800) * G_USEC_PER_SEC) /* 2026-11-21T03:30:00Z */
#define CODE "7XK2-9MQP-4R3T"

typedef struct {
  YzKey *duty;
  YzKey *escrow;
  YzKey *station;
  GPtrArray *recipients;
  char *id;
  JsonObject *contents;
  GBytes *envelope;
} Fixture;

static JsonObject *
parse_object (const char *text)
{
  g_autoptr (JsonNode) node = yz_json_parse (text, -1, 100000, NULL);

  g_assert_nonnull (node);
  return json_node_dup_object (node);
}

static YzEnvelopeHeader
make_header (Fixture *f)
{
  return (YzEnvelopeHeader){
    .id = f->id,
    .receipt = "4071",
    .kind = "application",
    .form = "legal-aid-application",
    .form_version = "2023-1",
    .hall = "滨江厅",
    .station = "kiosk-1",
    .created_us = CREATED_US,
    .urgent = TRUE,
  };
}

static void
set_up (Fixture *f, gconstpointer data)
{
  YzEnvelopeHeader header;
  g_autoptr (GError) error = NULL;

  f->duty = yz_key_generate (YZ_KEY_SEAL);
  f->escrow = yz_key_generate (YZ_KEY_SEAL);
  f->station = yz_key_generate (YZ_KEY_SIGN);
  f->recipients = g_ptr_array_new ();
  g_ptr_array_add (f->recipients, f->duty);
  g_ptr_array_add (f->recipients, f->escrow);
  f->id = yz_ulid_new (CREATED_US);
  f->contents = parse_object (
      "{\"answers\":{\"name\":\"张三\",\"sex\":\"male\",\"declaration\":true,"
      "\"facts\":\"老板不给钱，\\\"三个月\\\"\\n\\u0001😀\",\"employer\":\"\",\"children\":-2,"
      "\"list\":[1,null,{\"a\":[]}]},\"sources\":{\"name\":\"card\"}}");
  header = make_header (f);
  f->envelope = yz_envelope_seal (&header, CODE, f->contents, f->recipients, f->station, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->duty);
  g_object_unref (f->escrow);
  g_object_unref (f->station);
  g_ptr_array_unref (f->recipients);
  g_free (f->id);
  json_object_unref (f->contents);
  g_bytes_unref (f->envelope);
}

/* The envelope as text, as an object that may be changed, and back. */

static char *
to_text (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return g_strndup (data, size);
}

static JsonObject *
to_object (GBytes *bytes)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_true (json_parser_load_from_data (parser, data, (gssize)size, NULL));
  return json_node_dup_object (json_parser_get_root (parser));
}

static GBytes *
to_bytes (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return yz_json_canonical (node);
}

/* Signs a changed envelope anew; as somebody else, whose key is then named in it. */
static GBytes *
sign_again (JsonObject *object, YzKey *key, gboolean name_key)
{
  g_autoptr (GBytes) unsigned_bytes = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *text = NULL;

  if (name_key) {
    g_autoptr (GBytes) public = yz_key_get_public (key);
    g_autofree char *name = g_base64_encode (g_bytes_get_data (public, NULL), 32);

    json_object_set_string_member (object, "station_key", name);
  }
  json_object_remove_member (object, "signature");
  unsigned_bytes = to_bytes (object);
  signature = yz_key_sign (key, unsigned_bytes);
  text = g_base64_encode (g_bytes_get_data (signature, NULL), YZ_KEY_SIGNATURE_BYTES);
  json_object_set_string_member (object, "signature", text);
  return to_bytes (object);
}

static void
assert_refused (Fixture *f, GBytes *bytes, YzError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_envelope_verify (bytes, NULL, &error));
  g_assert_error (error, YZ_ERROR, (int)code);
  g_assert_null (yz_envelope_open (bytes, f->duty, NULL));
}

static void
assert_text_refused (Fixture *f, const char *text, YzError code)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  assert_refused (f, bytes, code);
}

static void
test_shape (Fixture *f, gconstpointer data)
{
  static const char *const names[] = {
    "v",    "suite",   "id",          "receipt", "code_hash",   "kind",      "form", "form_version",
    "hall", "station", "station_key", "created", "urgent",      "assisted",  "link", "key_ids",
    "keys", "size",    "sha256",      "sealed",  "attachments", "signature",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = yz_envelope_verify (f->envelope, f->station, &error);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autofree char *hash = yz_envelope_code_hash (f->id, CODE);

  g_assert_no_error (error);
  g_assert_cmpuint (json_object_get_size (object), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (json_object_has_member (object, names[i]));

  g_assert_cmpint (json_object_get_int_member (object, "v"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "suite"), ==, "sodium-1");
  g_assert_cmpstr (json_object_get_string_member (object, "id"), ==, f->id);
  g_assert_cmpstr (json_object_get_string_member (object, "receipt"), ==, "4071");
  g_assert_cmpstr (json_object_get_string_member (object, "code_hash"), ==, hash);
  g_assert_cmpstr (json_object_get_string_member (object, "hall"), ==, "滨江厅");
  g_assert_cmpstr (json_object_get_string_member (object, "created"), ==, "2026-11-21T03:30:00Z");
  g_assert_true (json_object_get_boolean_member (object, "urgent"));
  g_assert_false (json_object_get_boolean_member (object, "assisted"));
  g_assert_true (json_object_get_null_member (object, "link"));
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (object, "key_ids"),
                                                  1),
                   ==, yz_key_get_id (f->escrow));
  g_assert_cmpint (json_object_get_int_member (object, "size"), ==, 24 + 16 + 4096);

  /* What was written is canonical: it is written the same again. */
  again = to_bytes (object);
  g_assert_true (g_bytes_equal (again, f->envelope));
}

static void
test_open (Fixture *f, gconstpointer data)
{
  YzKey *const keys[] = { f->duty, f->escrow };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonObject) document = yz_envelope_open (f->envelope, keys[i], &error);

    g_assert_no_error (error);
    g_assert_true (json_node_equal (json_object_get_member (document, "answers"),
                                    json_object_get_member (f->contents, "answers")));
    g_assert_true (json_node_equal (json_object_get_member (document, "sources"),
                                    json_object_get_member (f->contents, "sources")));
    g_assert_cmpstr (json_object_get_string_member (document, "id"), ==, f->id);
    g_assert_cmpstr (json_object_get_string_member (document, "form"), ==, "legal-aid-application");
    g_assert_cmpuint (json_object_get_size (document), ==, 15 + 2);
  }
}

/* Nothing that was typed is readable outside. */
static void
test_secret (Fixture *f, gconstpointer data)
{
  g_autofree char *text = to_text (f->envelope);

  g_assert_null (strstr (text, "张三"));
  g_assert_null (strstr (text, "answers"));
  g_assert_null (strstr (text, "7XK2"));
}

static void
test_wrong_recipient (Fixture *f, gconstpointer data)
{
  g_autoptr (YzKey) other = yz_key_generate (YZ_KEY_SEAL);
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_envelope_open (f->envelope, other, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, yz_key_get_id (f->duty)));
  g_assert_nonnull (strstr (error->message, yz_key_get_id (f->escrow)));
  g_assert_nonnull (strstr (error->message, yz_key_get_id (other)));
}

static void
test_station_key (Fixture *f, gconstpointer data)
{
  g_autoptr (YzKey) other = yz_key_generate (YZ_KEY_SIGN);
  g_autoptr (JsonObject) object = yz_envelope_verify (f->envelope, NULL, NULL);
  g_autoptr (YzKey) named = yz_envelope_get_station_key (object, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_key_equal (named, f->station));
  g_assert_false (yz_key_has_secret (named));
  g_assert_null (yz_envelope_verify (f->envelope, other, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_KEY);
}

static gint64
sealed_size (Fixture *f, const char *facts)
{
  YzEnvelopeHeader header = make_header (f);
  g_autoptr (JsonObject) contents = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) object = NULL;

  json_object_set_string_member (contents, "facts", facts);
  bytes = yz_envelope_seal (&header, CODE, contents, f->recipients, f->station, NULL);
  object = yz_envelope_verify (bytes, f->station, NULL);
  return json_object_get_int_member (object, "size");
}

static void
test_padding (Fixture *f, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (4096, 'a');
  gint64 previous = 0;

  g_assert_cmpint (sealed_size (f, ""), ==, sealed_size (f, "王小明被拖欠了三个月的工资。"));
  g_assert_cmpint (sealed_size (f, long_text), ==, 40 + 2 * 4096);

  /* Round a whole block, where padding goes wrong if it does. */
  for (guint n = 3000; n < 4000; n++) {
    long_text[n] = '\0';
    if (n % 8 == 0) {
      gint64 size = sealed_size (f, long_text);

      g_assert_cmpint ((size - 40) % 4096, ==, 0);
      g_assert_cmpint (size, >=, previous);
      previous = size;
    }
    long_text[n] = 'a';
  }
  g_assert_cmpint (previous, ==, 40 + 2 * 4096);
}

/* The same submission sealed twice has nothing in common under the seal. */
static void
test_fresh_randomness (Fixture *f, gconstpointer data)
{
  YzEnvelopeHeader header = make_header (f);
  g_autoptr (GBytes) again
      = yz_envelope_seal (&header, CODE, f->contents, f->recipients, f->station, NULL);
  g_autoptr (JsonObject) first = to_object (f->envelope);
  g_autoptr (JsonObject) second = to_object (again);

  g_assert_cmpstr (json_object_get_string_member (first, "sealed"), !=,
                   json_object_get_string_member (second, "sealed"));
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (first, "keys"), 0),
                   !=,
                   json_array_get_string_element (json_object_get_array_member (second, "keys"),
                                                  0));
}

static void
test_truncated (Fixture *f, gconstpointer data)
{
  gsize size = g_bytes_get_size (f->envelope);

  for (gsize n = 0; n < size; n += n < 2000 || size - n < 200 ? 1 : 97) {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (f->envelope, 0, n);

    assert_refused (f, cut, YZ_ERROR_INVALID);
  }
}

static void
test_flipped (Fixture *f, gconstpointer data)
{
  gsize size = g_bytes_get_size (f->envelope);
  g_autofree char *text = to_text (f->envelope);

  for (gsize i = 0; i < size; i += i < 1500 || size - i < 700 ? 1 : 61) {
    for (guint bit = 0; bit < 8; bit++) {
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (JsonObject) object = NULL;

      text[i] ^= (char)(1 << bit);
      changed = g_bytes_new_static (text, size);
      object = yz_envelope_verify (changed, f->station, NULL);
      g_assert_null (object);
      g_assert_null (yz_envelope_open (changed, f->duty, NULL));
      text[i] ^= (char)(1 << bit);
    }
  }
}

/* Each member taken from another good envelope of the same station and recipients. */
static void
test_swapped (Fixture *f, gconstpointer data)
{
  YzEnvelopeHeader header = make_header (f);
  g_autofree char *other_id = yz_ulid_new (CREATED_US + 1);
  g_autoptr (GBytes) other_bytes = NULL;
  g_autoptr (JsonObject) other = NULL;
  g_autoptr (JsonObject) mine = to_object (f->envelope);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  header.id = other_id;
  header.receipt = "4072";
  header.kind = "consultation";
  header.form = "other-form";
  header.form_version = "2";
  header.hall = "other";
  header.station = "kiosk-2";
  header.created_us += G_USEC_PER_SEC;
  header.urgent = FALSE;
  header.assisted = TRUE;
  header.link = f->id;
  other_bytes = yz_envelope_seal (&header, "0000", f->contents, f->recipients, f->station, NULL);
  other = to_object (other_bytes);

  json_object_iter_init (&iter, other);
  while (json_object_iter_next (&iter, &name, &node)) {
    g_autoptr (JsonObject) changed = to_object (f->envelope);
    g_autoptr (GBytes) plain = NULL;
    g_autoptr (GBytes) signed_again = NULL;

    if (json_node_equal (node, json_object_get_member (mine, name)))
      continue;
    json_object_set_member (changed, name, json_node_copy (node));
    plain = to_bytes (changed);
    assert_refused (f, plain, YZ_ERROR_DAMAGED);

    /* Even the station itself cannot change what the document says. */
    if (strcmp (name, "signature") == 0)
      continue;
    signed_again = sign_again (changed, f->station, FALSE);
    g_assert_null (yz_envelope_open (signed_again, f->duty, NULL));
  }
}

static void
test_signed_by_another (Fixture *f, gconstpointer data)
{
  g_autoptr (YzKey) other = yz_key_generate (YZ_KEY_SIGN);
  g_autoptr (JsonObject) object = to_object (f->envelope);
  g_autoptr (GBytes) stolen = NULL;
  g_autoptr (GBytes) forged = NULL;
  g_autoptr (JsonObject) verified = NULL;
  g_autoptr (GError) error = NULL;

  /* Another signature under the station's own name. */
  forged = sign_again (object, other, FALSE);
  assert_refused (f, forged, YZ_ERROR_DAMAGED);

  /* Under its own name it is whole, but of another station, and the document tells. */
  stolen = sign_again (object, other, TRUE);
  verified = yz_envelope_verify (stolen, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (verified);
  g_assert_null (yz_envelope_verify (stolen, f->station, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_KEY);
  g_clear_error (&error);
  g_assert_null (yz_envelope_open (stolen, f->duty, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) object = to_object (f->envelope);
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next) {
    g_autoptr (JsonObject) changed = to_object (f->envelope);
    g_autoptr (GBytes) bytes = NULL;

    json_object_remove_member (changed, l->data);
    bytes = to_bytes (changed);
    assert_refused (f, bytes, YZ_ERROR_INVALID);
  }
}

/* Each member in turn holds what it should not; the rest is signed again and good. */
static void
test_wrong_values (Fixture *f, gconstpointer data)
{
  static const char *const values[] = {
    "null", "true",  "0",  "-1",   "2",  "1.0",    "1e400",       "99999999999999999999999999",
    "\"\"", "\"x\"", "[]", "[[]]", "{}", "[null]", "\"\\u0000\"", "\"\\n\"",
  };
  g_autoptr (JsonObject) object = to_object (f->envelope);
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next) {
    for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
      g_autoptr (JsonObject) changed = to_object (f->envelope);
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autoptr (GBytes) bytes = NULL;

      if (!json_parser_load_from_data (parser, values[i], -1, NULL))
        continue;
      if (json_node_equal (json_parser_get_root (parser),
                           json_object_get_member (changed, l->data)))
        continue;
      json_object_set_member (changed, l->data, json_parser_steal_root (parser));
      bytes = strcmp (l->data, "signature") == 0 ? to_bytes (changed)
                                                 : sign_again (changed, f->station, FALSE);
      g_assert_null (yz_envelope_open (bytes, f->duty, NULL));
    }
  }
}

typedef struct {
  const char *from;
  const char *to;
} Edit;

/* Changes to the text itself that a parser could overlook. */
static void
test_edited_text (Fixture *f, gconstpointer data)
{
  static const Edit edits[] = {
    { "\"v\":1", "\"v\":2" },
    { "\"v\":1", "\"v\":1.0" },
    { "\"v\":1", "\"v\":1e0" },
    { "\"v\":1", "\"v\":99999999999999999999" },
    { "\"v\":1", "\"v\":18446744073709551617" },
    { "\"v\":1", "\"v\":0,\"v\":1" },
    { "\"v\":1", "\"v\":1,\"v\":1" },
    { "\"v\":1", "\"name\":\"张三\",\"v\":1" },
    { "\"v\":1", "'v':1" },
    { "\"v\":1", "\"\\u0076\":1,\"v\":1" },
    { "\"suite\":\"sodium-1\"", "\"suite\":\"sm-1\"" },
    { "\"suite\":\"sodium-1\"", "\"suite\":\"sodium-1\\u0000\"" },
    { "\"attachments\":[]", "\"attachments\":[{}]" },
    { "\"attachments\":[]", "\"attachments\":[{\"id\":1,\"size\":2,\"sha256\":3}]" },
    { "\"size\":4136", "\"size\":4.136e3" },
    { "\"size\":4136", "\"size\":8232" },
    { "\"sealed\":\"", "\"sealed\":\"\\n" },
    { "\"sealed\":\"", "\"sealed\":\"AAAA" },
    { "\"link\":null", "\"link\":\"\"" },
    { "\"created\":\"2026-11-21T03:30:00Z\"", "\"created\":\"2026-11-21T11:30:00+08:00\"" },
    { "\"created\":\"2026-11-21T03:30:00Z\"", "\"created\":\"2026-11-21\"" },
    { "\"urgent\":true", "\"urgent\":1" },
  };
  g_autofree char *text = to_text (f->envelope);

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++) {
    g_auto (GStrv) parts = g_strsplit (text, edits[i].from, 2);
    g_autofree char *changed = NULL;
    g_autoptr (GBytes) bytes = NULL;

    g_assert_cmpuint (g_strv_length (parts), ==, 2);
    changed = g_strjoinv (edits[i].to, parts);
    bytes = g_bytes_new_static (changed, strlen (changed));
    g_assert_null (yz_envelope_verify (bytes, f->station, NULL));
    g_assert_null (yz_envelope_open (bytes, f->duty, NULL));
  }
}

static void
test_newer_format (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) object = to_object (f->envelope);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_int_member (object, "v", 2);
  json_object_set_string_member (object, "novelty", "");
  bytes = sign_again (object, f->station, FALSE);
  g_assert_null (yz_envelope_open (bytes, f->duty, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "update the program"));
}

static void
test_no_envelope (Fixture *f, gconstpointer data)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *large = g_strnfill (YZ_ENVELOPE_MAX_BYTES + 1, ' ');
  g_autoptr (GBytes) none = g_bytes_new_static (NULL, 0);
  g_autoptr (GBytes) nul = g_bytes_new_static ("{\0}", 3);

  assert_refused (f, none, YZ_ERROR_INVALID);
  assert_refused (f, nul, YZ_ERROR_INVALID);
  assert_text_refused (f, "{}", YZ_ERROR_INVALID);
  assert_text_refused (f, "[]", YZ_ERROR_INVALID);
  assert_text_refused (f, "null", YZ_ERROR_INVALID);
  assert_text_refused (f, "\"v\"", YZ_ERROR_INVALID);
  assert_text_refused (f, "\xff\xfe", YZ_ERROR_INVALID);
  assert_text_refused (f, "<html>Please log in</html>", YZ_ERROR_INVALID);
  assert_text_refused (f, "yizhan-key 1 seal secret", YZ_ERROR_INVALID);
  assert_text_refused (f, deep, YZ_ERROR_INVALID);
  assert_text_refused (f, large, YZ_ERROR_INVALID);
}

/* White space and the order of the members are no part of what is signed. */
static void
test_written_otherwise (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) object = to_object (f->envelope);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *pretty = yz_json_to_text (node, TRUE);
  g_autoptr (GBytes) bytes = g_bytes_new_static (pretty, strlen (pretty));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = yz_envelope_open (bytes, f->duty, &error);

  g_assert_no_error (error);
  g_assert_nonnull (document);
}

static void
test_bad_header (Fixture *f, gconstpointer data)
{
  const YzEnvelopeHeader good = make_header (f);
  YzEnvelopeHeader bad[10];
  g_autofree char *long_text = g_strnfill (300, 'h');

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    bad[i] = good;
  bad[0].id = "not-a-ulid";
  bad[1].receipt = "";
  bad[2].kind = "two words";
  bad[3].form = NULL;
  bad[4].hall = "a\nb";
  bad[5].station = long_text;
  bad[6].link = "";
  bad[7].form_version = "张三";
  bad[8].station = "";
  bad[9].station = "kiosk\xe2\x80\xae-1";
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (
        yz_envelope_seal (&bad[i], CODE, f->contents, f->recipients, f->station, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  }
}

static void
test_bad_arguments (Fixture *f, gconstpointer data)
{
  YzEnvelopeHeader header = make_header (f);
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (JsonObject) contents = json_object_new ();
  g_autofree char *large = g_strnfill (7 * 1024 * 1024, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_envelope_seal (&header, CODE, f->contents, nobody, f->station, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
  g_clear_error (&error);

  g_assert_null (yz_envelope_seal (&header, "?", f->contents, f->recipients, f->station, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_clear_error (&error);

  json_object_set_string_member (contents, "facts", large);
  g_assert_null (yz_envelope_seal (&header, CODE, contents, f->recipients, f->station, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_clear_error (&error);

  json_object_set_string_member (contents, "facts", "");
  json_object_set_string_member (contents, "hall", "");
  g_assert_null (yz_envelope_seal (&header, CODE, contents, f->recipients, f->station, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
}

/* A key that the configuration names twice is one recipient. */
static void
test_same_recipient_twice (Fixture *f, gconstpointer data)
{
  YzEnvelopeHeader header = make_header (f);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) object = NULL;

  g_ptr_array_add (f->recipients, f->duty);
  bytes = yz_envelope_seal (&header, CODE, f->contents, f->recipients, f->station, NULL);
  object = yz_envelope_verify (bytes, f->station, NULL);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "keys")), ==, 2);
}

static void
test_code_hash (void)
{
  static const char id[] = "01JD6Q8Z5V0000000000000000";
  static const guint8 joined[] = "01JD6Q8Z5V0000000000000000"
                                 "7XK29MQP4R3T";
  guint8 hash[32];
  char expected[65];
  g_autofree char *printed = yz_envelope_code_hash (id, "7XK2-9MQP-4R3T");
  g_autofree char *typed = yz_envelope_code_hash (id, " 7xk2 9mqp4r3t");
  g_autofree char *other = yz_envelope_code_hash (id, "7XK2-9MQP-4R3V");

  crypto_generichash (hash, sizeof hash, joined, sizeof joined - 1, NULL, 0);
  sodium_bin2hex (expected, sizeof expected, hash, sizeof hash);
  g_assert_cmpstr (printed, ==, expected);
  g_assert_cmpstr (typed, ==, expected);
  g_assert_cmpstr (other, !=, expected);
  g_assert_null (yz_envelope_code_hash (id, "7XK2!"));
  g_assert_null (yz_envelope_code_hash (id, " - "));
}

static void
test_sha256 (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("abc", 3);
  g_autofree char *hash = yz_envelope_sha256 (bytes);

  g_assert_cmpstr (hash, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/envelope/shape", test_shape);
  ADD ("/envelope/open", test_open);
  ADD ("/envelope/secret", test_secret);
  ADD ("/envelope/wrong-recipient", test_wrong_recipient);
  ADD ("/envelope/station-key", test_station_key);
  ADD ("/envelope/padding", test_padding);
  ADD ("/envelope/fresh-randomness", test_fresh_randomness);
  ADD ("/envelope/truncated", test_truncated);
  ADD ("/envelope/flipped", test_flipped);
  ADD ("/envelope/swapped", test_swapped);
  ADD ("/envelope/signed-by-another", test_signed_by_another);
  ADD ("/envelope/missing", test_missing);
  ADD ("/envelope/wrong-values", test_wrong_values);
  ADD ("/envelope/edited-text", test_edited_text);
  ADD ("/envelope/newer-format", test_newer_format);
  ADD ("/envelope/no-envelope", test_no_envelope);
  ADD ("/envelope/written-otherwise", test_written_otherwise);
  ADD ("/envelope/bad-header", test_bad_header);
  ADD ("/envelope/bad-arguments", test_bad_arguments);
  ADD ("/envelope/same-recipient-twice", test_same_recipient_twice);
  g_test_add_func ("/envelope/code-hash", test_code_hash);
  g_test_add_func ("/envelope/sha256", test_sha256);

  return g_test_run ();
}
