/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-front-matter.h"

#include "yz-error.h"

#include <string.h>
#include <yaml.h>

/* YAML between two lines of `---` at the head of a Markdown file, read with libyaml into JSON in
 * which every scalar is a text. */

#define FENCE "---\n"
#define MAX_DEPTH 4
#define MAX_BYTES 65536

static JsonNode *
convert (yaml_document_t *document, yaml_node_t *node, guint depth, GError **error);

static gboolean
set_line_error (yaml_node_t *node, const char *message, GError **error)
{
  /* The fence is line 1. */
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "line %zu: %s", node->start_mark.line + 2,
               message);
  return FALSE;
}

static gboolean
convert_mapping (yaml_document_t *document,
                 yaml_node_t *node,
                 JsonObject *object,
                 guint depth,
                 GError **error)
{
  for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top;
       pair++) {
    yaml_node_t *key = yaml_document_get_node (document, pair->key);
    JsonNode *value
        = convert (document, yaml_document_get_node (document, pair->value), depth, error);
    const char *name = (const char *)key->data.scalar.value;

    if (value == NULL)
      return FALSE;
    if (key->type != YAML_SCALAR_NODE || json_object_has_member (object, name)) {
      json_node_unref (value);
      return set_line_error (key, "a name that stands there twice or is none", error);
    }
    json_object_set_member (object, name, value);
  }
  return TRUE;
}

static gboolean
convert_sequence (yaml_document_t *document,
                  yaml_node_t *node,
                  JsonArray *array,
                  guint depth,
                  GError **error)
{
  for (yaml_node_item_t *item = node->data.sequence.items.start;
       item < node->data.sequence.items.top; item++) {
    JsonNode *value = convert (document, yaml_document_get_node (document, *item), depth, error);

    if (value == NULL)
      return FALSE;
    json_array_add_element (array, value);
  }
  return TRUE;
}

static JsonNode *
convert (yaml_document_t *document, yaml_node_t *node, guint depth, GError **error)
{
  g_autoptr (JsonNode) result = NULL;

  if (depth > MAX_DEPTH) {
    set_line_error (node, "nested too deep", error);
    return NULL;
  }
  if (node->type == YAML_MAPPING_NODE) {
    g_autoptr (JsonObject) object = json_object_new ();

    if (!convert_mapping (document, node, object, depth + 1, error))
      return NULL;
    result = json_node_init_object (json_node_alloc (), object);
  } else if (node->type == YAML_SEQUENCE_NODE) {
    g_autoptr (JsonArray) array = json_array_new ();

    if (!convert_sequence (document, node, array, depth + 1, error))
      return NULL;
    result = json_node_init_array (json_node_alloc (), array);
  } else {
    result = json_node_init_string (json_node_alloc (), (const char *)node->data.scalar.value);
  }
  return g_steal_pointer (&result);
}

static JsonObject *
parse_yaml (const char *text, gsize length, GError **error)
{
  yaml_parser_t parser;
  yaml_document_t document;
  yaml_node_t *root;
  JsonObject *object = NULL;

  yaml_parser_initialize (&parser);
  yaml_parser_set_input_string (&parser, (const unsigned char *)text, length);
  if (!yaml_parser_load (&parser, &document)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "line %zu: %s", parser.problem_mark.line + 2,
                 parser.problem);
    yaml_parser_delete (&parser);
    return NULL;
  }
  root = yaml_document_get_root_node (&document);
  if (root == NULL || root->type != YAML_MAPPING_NODE) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "line 2: write `name: value` lines between the two lines of ---");
  } else {
    object = json_object_new ();
    if (!convert_mapping (&document, root, object, 1, error))
      g_clear_pointer (&object, json_object_unref);
  }
  yaml_document_delete (&document);
  yaml_parser_delete (&parser);
  return object;
}

/**
 * yz_front_matter_parse:
 * @text: a file, UTF-8
 * @ret_body: (out) (transfer none): what follows the front matter, inside @text
 * @error: %YZ_ERROR_INVALID with the line
 *
 * Returns: (transfer full): the front matter: texts, lists and objects of texts
 */
JsonObject *
yz_front_matter_parse (const char *text, const char **ret_body, GError **error)
{
  const char *start, *end;
  JsonObject *object;

  g_return_val_if_fail (text != NULL, NULL);

  start = text + strlen (FENCE);
  end = g_str_has_prefix (text, FENCE) ? strstr (start, "\n" FENCE) : NULL;
  if (end == NULL || end - start > MAX_BYTES) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "line 1: begin the file with its front matter between two lines of ---");
    return NULL;
  }
  object = parse_yaml (start, (gsize)(end + 1 - start), error);
  if (object != NULL && ret_body != NULL)
    *ret_body = end + 1 + strlen (FENCE);
  return object;
}
