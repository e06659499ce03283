/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-fuzz.h"

#include "yz-json.h"

#include <string.h>

/* New inputs from old ones. Half of them are JSON still, with some of its values replaced, moved,
 * doubled or taken out, so that they get past the parser; the others are changed byte by byte. */

#define MAX_BYTES (4 * 1024 * 1024)
#define MAX_CHANGES 4

/* Values on which something may turn. */
static const char *const values[] = {
  "null",
  "true",
  "false",
  "0",
  "-1",
  "1e308",
  "-9223372036854775808",
  "9007199254740993",
  "0.1",
  "\"\"",
  "\"0\"",
  "\"a\"",
  "\"\\u0000\"",
  "\"\\ud800\"",
  "\"2021-02-29\"",
  "\"2020-02-29\"",
  "\"9999-12-31\"",
  "[]",
  "[[]]",
  "{}",
  "{\"\":{}}",
  "{\"var\":\"\"}",
  "{\"var\":\"a\"}",
  "{\"var\":[\"a.b\",1]}",
  "{\"!!\":[{\"var\":\"a\"}]}",
  "{\"and\":[]}",
  "{\"if\":[]}",
  "{\"in\":[\"a\",{\"var\":\"b\"}]}",
  "{\"cat\":[{\"var\":\"a\"},1e21]}",
  "{\"%\":[1,0]}",
  "{\"all\":[[1,2],{\"var\":\"\"}]}",
  "{\"zh\":\"一\",\"en\":\"one\"}",
};

typedef enum {
  CHANGE_REPLACE,
  CHANGE_DELETE,
  CHANGE_DOUBLE,
  CHANGE_MOVE,
  CHANGE_WRAP,
  CHANGE_RENAME,
  N_CHANGES,
} ChangeKind;

typedef struct {
  GString *text;
  GRand *rand;
  JsonNode *root;
  ChangeKind kind;
  guint target; /* number of the value that is changed */
  guint n_seen;
} Change;

static guint
count_values (JsonNode *node)
{
  guint n = 1;

  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (array); i++)
      n += count_values (json_array_get_element (array, i));
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    g_autoptr (GList) members = json_object_get_values (json_node_get_object (node));

    for (GList *l = members; l != NULL; l = l->next)
      n += count_values (l->data);
  }
  return n;
}

static JsonNode *
find_value (JsonNode *node, guint *number)
{
  g_autoptr (GList) inner = NULL;

  if ((*number)-- == 0)
    return node;
  if (JSON_NODE_HOLDS_ARRAY (node))
    inner = json_array_get_elements (json_node_get_array (node));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    inner = json_object_get_values (json_node_get_object (node));
  for (GList *l = inner; l != NULL; l = l->next) {
    JsonNode *found = find_value (l->data, number);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static const char *
pick_value (GRand *rand)
{
  return values[g_rand_int_range (rand, 0, G_N_ELEMENTS (values))];
}

static void
write_plain (GString *text, JsonNode *node)
{
  g_autofree char *plain = yz_json_to_text (node, FALSE);

  g_string_append (text, plain);
}

static void
write_changed (Change *self, JsonNode *node)
{
  guint number = (guint)g_rand_int_range (self->rand, 0, (gint32)count_values (self->root));

  switch (self->kind) {
  case CHANGE_MOVE:
    write_plain (self->text, find_value (self->root, &number));
    break;
  case CHANGE_WRAP:
    g_string_append_printf (self->text, "{\"%s\":[", g_rand_boolean (self->rand) ? "==" : "and");
    write_plain (self->text, node);
    g_string_append_printf (self->text, ",%s]}", pick_value (self->rand));
    break;
  case CHANGE_DOUBLE:
    g_string_append_c (self->text, '[');
    write_plain (self->text, node);
    g_string_append_c (self->text, ',');
    write_plain (self->text, node);
    g_string_append_c (self->text, ']');
    break;
  case CHANGE_REPLACE:
  case CHANGE_DELETE:
  case CHANGE_RENAME:
  case N_CHANGES:
  default:
    g_string_append (self->text, pick_value (self->rand));
  }
}

static gboolean
is_next (const Change *self, ChangeKind kind)
{
  return self->kind == kind && self->n_seen == self->target;
}

static void write_value (Change *self, JsonNode *node);

/* Without the one that is to be deleted. */
static void
write_elements (Change *self, JsonArray *array)
{
  gboolean first = TRUE;

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (is_next (self, CHANGE_DELETE)) {
      self->n_seen++;
      continue;
    }
    if (!first)
      g_string_append_c (self->text, ',');
    first = FALSE;
    write_value (self, element);
  }
}

static void
write_members (Change *self, JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);
  gboolean first = TRUE;

  for (GList *l = names; l != NULL; l = l->next) {
    g_autoptr (JsonNode) name = json_node_init_string (json_node_alloc (), l->data);

    if (is_next (self, CHANGE_DELETE)) {
      self->n_seen++;
      continue;
    }
    if (!first)
      g_string_append_c (self->text, ',');
    first = FALSE;
    if (is_next (self, CHANGE_RENAME))
      g_string_append (self->text, g_rand_boolean (self->rand) ? "\"var\"" : "\"x y\"");
    else
      write_plain (self->text, name);
    g_string_append_c (self->text, ':');
    write_value (self, json_object_get_member (object, l->data));
  }
}

static void
write_value (Change *self, JsonNode *node)
{
  gboolean is_target = self->n_seen++ == self->target;

  if (is_target && self->kind != CHANGE_RENAME) {
    write_changed (self, node);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    g_string_append_c (self->text, '[');
    write_elements (self, json_node_get_array (node));
    g_string_append_c (self->text, ']');
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    g_string_append_c (self->text, '{');
    write_members (self, json_node_get_object (node));
    g_string_append_c (self->text, '}');
  } else {
    write_plain (self->text, node);
  }
}

/* NULL where @text is no JSON. */
static GString *
change_json (const GString *text, GRand *rand)
{
  g_autoptr (JsonNode) root = yz_json_parse (text->str, (gssize)text->len, MAX_BYTES, NULL);
  Change change = { .rand = rand, .root = root };

  if (root == NULL)
    return NULL;
  change.text = g_string_sized_new (text->len);
  change.kind = (ChangeKind)g_rand_int_range (rand, 0, N_CHANGES);
  change.target = (guint)g_rand_int_range (rand, 0, (gint32)count_values (root));
  write_value (&change, root);
  return change.text;
}

static void
change_bytes (GString *text, GRand *rand)
{
  static const char marks[] = "{}[]\",:\\0-.eE\xff\xed\xa0\x80";
  gssize at = text->len > 0 ? g_rand_int_range (rand, 0, (gint32)text->len) : 0;
  gssize length = g_rand_int_range (rand, 1, 64);

  length = MIN (length, (gssize)text->len - at);
  switch (g_rand_int_range (rand, 0, 4)) {
  case 0:
    g_string_insert_c (text, at, marks[g_rand_int_range (rand, 0, sizeof marks - 1)]);
    break;
  case 1:
    g_string_erase (text, at, length);
    break;
  case 2: {
    g_autofree char *part = g_strndup (text->str + at, (gsize)length);

    g_string_insert (text, at, part);
    break;
  }
  default:
    if (text->len > 0)
      text->str[at] ^= (char)(1 << g_rand_int_range (rand, 0, 8));
  }
}

/**
 * yz_fuzz_mutate:
 * @seeds: (element-type GBytes): inputs
 * @rand: what decides
 *
 * Returns: (transfer full): one of them, with a few changes
 */
GBytes *
yz_fuzz_mutate (GPtrArray *seeds, GRand *rand)
{
  GBytes *seed = g_ptr_array_index (seeds, g_rand_int_range (rand, 0, (gint32)seeds->len));
  GString *text = g_string_new_len (g_bytes_get_data (seed, NULL), (gssize)g_bytes_get_size (seed));
  gint n_changes = g_rand_int_range (rand, 1, MAX_CHANGES + 1);
  gboolean as_json = g_rand_boolean (rand);

  for (gint i = 0; i < n_changes; i++) {
    GString *changed = as_json ? change_json (text, rand) : NULL;

    if (changed == NULL) {
      change_bytes (text, rand);
      continue;
    }
    g_string_free (text, TRUE);
    text = changed;
  }
  return g_string_free_to_bytes (text);
}
