/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"

#include "yz-error.h"
#include "yz-json-scan.h"
#include "yz-number.h"

#include <string.h>

/* How many members all objects in @node have together. */
static guint
count_members (JsonNode *node)
{
  guint n = 0;

  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (array); i++)
      n += count_members (json_array_get_element (array, i));
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObjectIter iter;
    JsonNode *value;

    json_object_iter_init (&iter, json_node_get_object (node));
    while (json_object_iter_next (&iter, NULL, &value))
      n += 1 + count_members (value);
  }
  return n;
}

/**
 * yz_json_parse:
 * @data: UTF-8 text
 * @length: its length in bytes, or -1 where it ends with NUL
 * @max_bytes: the most that is taken
 * @error: %YZ_ERROR_INVALID with the place of the fault
 *
 * Parses JSON from an untrusted source: bounded in size, depth and number of values, valid UTF-8
 * without NUL, exactly the grammar of RFC 8259, and no name twice in one object, which two readers
 * would understand differently.
 *
 * Returns: (transfer full): the value
 */
JsonNode *
yz_json_parse (const char *data, gssize length, gsize max_bytes, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  guint n_members;
  gsize size;
  JsonNode *root;

  g_return_val_if_fail (data != NULL, NULL);

  size = length < 0 ? strlen (data) : (gsize)length;
  if (size > max_bytes) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "JSON of %" G_GSIZE_FORMAT " bytes, more than the %" G_GSIZE_FORMAT " allowed",
                 size, max_bytes);
    return NULL;
  }
  if (!g_utf8_validate_len (data, size, NULL)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "JSON is not valid UTF-8");
    return NULL;
  }
  if (!yz_json_scan (data, size, &n_members, error))
    return NULL;

  /* The message of json-glib may quote the data: it is not handed on. */
  if (!json_parser_load_from_data (parser, data, (gssize)size, NULL)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "not JSON that can be read");
    return NULL;
  }
  root = json_parser_get_root (parser);
  if (count_members (root) != n_members) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "not JSON that can be read: a name stands twice in one object");
    return NULL;
  }
  return json_node_copy (root);
}

/**
 * yz_json_load:
 * @path: a file
 * @max_bytes: the most that is read
 * @error: %YZ_ERROR_INVALID, or a #GFileError, with the path before it
 *
 * Returns: (transfer full): the file's value
 */
JsonNode *
yz_json_load (const char *path, gsize max_bytes, GError **error)
{
  g_autofree char *data = NULL;
  gsize length;
  JsonNode *node;

  if (!g_file_get_contents (path, &data, &length, error))
    return NULL;

  node = yz_json_parse (data, (gssize)length, max_bytes, error);
  if (node == NULL)
    g_prefix_error (error, "%s: ", path);
  return node;
}

static gboolean
needs_escape (guchar c)
{
  return c < 0x20 || c == '"' || c == '\\';
}

static void
append_escaped (GString *out, guchar c)
{
  if (c == '"' || c == '\\')
    g_string_append_printf (out, "\\%c", c);
  else if (c == '\b')
    g_string_append (out, "\\b");
  else if (c == '\f')
    g_string_append (out, "\\f");
  else if (c == '\n')
    g_string_append (out, "\\n");
  else if (c == '\r')
    g_string_append (out, "\\r");
  else if (c == '\t')
    g_string_append (out, "\\t");
  else
    g_string_append_printf (out, "\\u%04x", c);
}

static void
append_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  while (*text != '\0') {
    const char *run = text;

    while (*text != '\0' && !needs_escape ((guchar)*text))
      text++;
    g_string_append_len (out, run, text - run);
    if (*text != '\0')
      append_escaped (out, (guchar)*text++);
  }
  g_string_append_c (out, '"');
}

/* RFC 8785 §3.2.3 sorts by UTF-16 code units. The bytes of UTF-8 sort alike but for one thing: what
 * lies beyond the basic plane (its first byte is F0 or more) is two surrogates in UTF-16, D800 to
 * DFFF, and so comes before E000 to FFFF (whose first byte is EE or EF). */
static int
compare_names (gconstpointer a, gconstpointer b)
{
  const guchar *p = a;
  const guchar *q = b;

  while (*p == *q && *p != '\0') {
    p++;
    q++;
  }
  if (*p >= 0xee && *q >= 0xee && (*p >= 0xf0) != (*q >= 0xf0))
    return *p >= 0xf0 ? -1 : 1;
  return *p - *q;
}

static void append_node (GString *out, JsonNode *node, gboolean sorted);

static void
append_object (GString *out, JsonObject *object, gboolean sorted)
{
  GList *members = json_object_get_members (object);

  if (sorted)
    members = g_list_sort (members, compare_names);
  g_string_append_c (out, '{');
  for (GList *l = members; l != NULL; l = l->next) {
    if (l != members)
      g_string_append_c (out, ',');
    append_string (out, l->data);
    g_string_append_c (out, ':');
    append_node (out, json_object_get_member (object, l->data), sorted);
  }
  g_string_append_c (out, '}');
  g_list_free (members);
}

static void
append_array (GString *out, JsonArray *array, gboolean sorted)
{
  guint n = json_array_get_length (array);

  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_node (out, json_array_get_element (array, i), sorted);
  }
  g_string_append_c (out, ']');
}

static void
append_value (GString *out, JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING) {
    append_string (out, json_node_get_string (node));
  } else if (type == G_TYPE_BOOLEAN) {
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  } else if (type == G_TYPE_DOUBLE) {
    yz_number_append (out, json_node_get_double (node));
  } else {
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
  }
}

static void
append_node (GString *out, JsonNode *node, gboolean sorted)
{
  switch (json_node_get_node_type (node)) {
  case JSON_NODE_OBJECT:
    append_object (out, json_node_get_object (node), sorted);
    break;
  case JSON_NODE_ARRAY:
    append_array (out, json_node_get_array (node), sorted);
    break;
  case JSON_NODE_VALUE:
    append_value (out, node);
    break;
  case JSON_NODE_NULL:
    g_string_append (out, "null");
    break;
  default:
    g_assert_not_reached ();
  }
}

/**
 * yz_json_canonical:
 * @node: a value whose numbers are finite
 *
 * Writes @node as RFC 8785 does: names sorted, no white space, UTF-8. Signatures and hashes are
 * taken over these bytes.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
yz_json_canonical (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (node != NULL, NULL);

  append_node (out, node, TRUE);
  return g_string_free_to_bytes (out);
}

/**
 * yz_json_to_text:
 * @node: a value
 * @pretty: whether a person will read it
 *
 * Returns: (transfer full): the JSON text
 */
char *
yz_json_to_text (JsonNode *node, gboolean pretty)
{
  g_autoptr (JsonGenerator) generator = NULL;
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (node != NULL, NULL);

  if (!pretty) {
    /* json-glib writes 1e+21 as 1e+21.0, which is no JSON. */
    text = g_string_new (NULL);
    append_node (text, node, FALSE);
    return g_string_free (g_steal_pointer (&text), FALSE);
  }
  generator = json_generator_new ();
  json_generator_set_root (generator, node);
  json_generator_set_pretty (generator, TRUE);
  return json_generator_to_data (generator, NULL);
}

static JsonNode *
lookup (JsonObject *object, const char *member, JsonNodeType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

/**
 * yz_json_get_string:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the text, or %NULL where it is absent or no text
 */
const char *
yz_json_get_string (JsonObject *object, const char *member)
{
  JsonNode *node = lookup (object, member, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/**
 * yz_json_get_boolean:
 * @object: (nullable): an object
 * @member: a name
 * @fallback: the answer where it is absent or no boolean
 *
 * Returns: the value
 */
gboolean
yz_json_get_boolean (JsonObject *object, const char *member, gboolean fallback)
{
  JsonNode *node = lookup (object, member, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN
             ? json_node_get_boolean (node)
             : fallback;
}

/**
 * yz_json_get_int:
 * @object: (nullable): an object
 * @member: a name
 * @fallback: the answer where it is absent or no whole number
 *
 * Returns: the value
 */
gint64
yz_json_get_int (JsonObject *object, const char *member, gint64 fallback)
{
  JsonNode *node = lookup (object, member, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                         : fallback;
}

/**
 * yz_json_get_object:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the object, or %NULL where it is absent or another type
 */
JsonObject *
yz_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = lookup (object, member, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

/**
 * yz_json_get_array:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the list, or %NULL where it is absent or another type
 */
JsonArray *
yz_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = lookup (object, member, JSON_NODE_ARRAY);

  return node != NULL ? json_node_get_array (node) : NULL;
}
