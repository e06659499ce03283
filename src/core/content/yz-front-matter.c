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

/* libyaml takes time in the square of how many lists stand in one another. */
#define MAX_BRACKETS 1000

/* A node that is reached twice is an alias: nobody writes one here, and a few of them unfold to
 * more than any memory holds. */
typedef struct {
  yaml_document_t *document;
  gsize n_left;
} Reader;

static JsonNode *convert (Reader *reader, int index, guint depth, GError **error);

static gboolean
set_line_error (const yaml_node_t *node, const char *message, GError **error)
{
  /* The fence is line 1. */
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "line %zu: %s", node->start_mark.line + 2,
               message);
  return FALSE;
}

static gboolean
take_node (Reader *reader, const yaml_node_t *node, GError **error)
{
  if (reader->n_left == 0)
    return set_line_error (node, "write it out, without “*”", error);
  reader->n_left--;
  return TRUE;
}

static const char *
get_scalar (const yaml_node_t *node, GError **error)
{
  const char *text = (const char *)node->data.scalar.value;

  if (node->type == YAML_SCALAR_NODE && strlen (text) == node->data.scalar.length)
    return text;
  set_line_error (node, "a text is wanted here", error);
  return NULL;
}

static gboolean
convert_mapping (Reader *reader,
                 const yaml_node_t *node,
                 JsonObject *object,
                 guint depth,
                 GError **error)
{
  for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top;
       pair++) {
    yaml_node_t *key = yaml_document_get_node (reader->document, pair->key);
    const char *name = get_scalar (key, error);
    JsonNode *value;

    if (name == NULL || !take_node (reader, key, error))
      return FALSE;
    if (json_object_has_member (object, name))
      return set_line_error (key, "this name stands there twice", error);
    value = convert (reader, pair->value, depth, error);
    if (value == NULL)
      return FALSE;
    json_object_set_member (object, name, value);
  }
  return TRUE;
}

static gboolean
convert_sequence (Reader *reader,
                  const yaml_node_t *node,
                  JsonArray *array,
                  guint depth,
                  GError **error)
{
  for (yaml_node_item_t *item = node->data.sequence.items.start;
       item < node->data.sequence.items.top; item++) {
    JsonNode *value = convert (reader, *item, depth, error);

    if (value == NULL)
      return FALSE;
    json_array_add_element (array, value);
  }
  return TRUE;
}

static JsonNode *
convert (Reader *reader, int index, guint depth, GError **error)
{
  const yaml_node_t *node = yaml_document_get_node (reader->document, index);
  JsonNode *result = json_node_alloc ();
  gboolean done;

  if (depth > MAX_DEPTH) {
    done = set_line_error (node, "nested too deep", error);
  } else if (!take_node (reader, node, error)) {
    done = FALSE;
  } else if (node->type == YAML_MAPPING_NODE) {
    json_node_take_object (json_node_init (result, JSON_NODE_OBJECT), json_object_new ());
    done = convert_mapping (reader, node, json_node_get_object (result), depth + 1, error);
  } else if (node->type == YAML_SEQUENCE_NODE) {
    json_node_take_array (json_node_init (result, JSON_NODE_ARRAY), json_array_new ());
    done = convert_sequence (reader, node, json_node_get_array (result), depth + 1, error);
  } else {
    const char *text = get_scalar (node, error);

    json_node_init_string (result, text);
    done = text != NULL;
  }
  if (!done)
    g_clear_pointer (&result, json_node_unref);
  return result;
}

/* libyaml knows the line of a fault in the grammar, but of a sign it does not take only the place.
 */
static gsize
get_problem_line (const yaml_parser_t *parser, const char *text)
{
  gsize line = parser->problem_mark.line;

  if (parser->error == YAML_READER_ERROR)
    for (gsize i = 0; i < parser->problem_offset; i++)
      line += text[i] == '\n';
  return line + 2;
}

static JsonObject *
convert_document (yaml_document_t *document, GError **error)
{
  Reader reader = {
    .document = document,
    .n_left = (gsize)(document->nodes.top - document->nodes.start),
  };
  const yaml_node_t *root = yaml_document_get_root_node (document);
  g_autoptr (JsonNode) node = NULL;

  if (root == NULL || root->type != YAML_MAPPING_NODE) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "line 2: write `name: value` lines between the two lines of ---");
    return NULL;
  }
  node = convert (&reader, 1, 0, error);
  return node != NULL ? json_node_dup_object (node) : NULL;
}

static JsonObject *
parse_yaml (const char *text, gsize length, GError **error)
{
  yaml_parser_t parser;
  yaml_document_t document;
  JsonObject *object = NULL;

  yaml_parser_initialize (&parser);
  yaml_parser_set_encoding (&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string (&parser, (const unsigned char *)text, length);
  if (yaml_parser_load (&parser, &document)) {
    object = convert_document (&document, error);
    yaml_document_delete (&document);
  } else {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "line %zu: %s",
                 get_problem_line (&parser, text), parser.problem);
  }
  yaml_parser_delete (&parser);
  return object;
}

static guint
count_brackets (const char *text, const char *end)
{
  guint n = 0;

  for (; text < end; text++)
    n += *text == '[' || *text == '{';
  return n;
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
  if (count_brackets (start, end) > MAX_BRACKETS) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "line 2: too many lists");
    return NULL;
  }
  object = parse_yaml (start, (gsize)(end + 1 - start), error);
  if (object != NULL && ret_body != NULL)
    *ret_body = end + 1 + strlen (FENCE);
  return object;
}
