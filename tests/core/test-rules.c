/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"
#include "yz-logic.h"

#include <string.h>

/* The shipped eligibility rules: every condition is one, about answers that a question asks for. */

#define MAX_BYTES (4 * 1024 * 1024)

/* What is worked out from the answers, beside them; the last row only of a finished result. */
static const char *const derived[]
    = { "scope",   "means", "supplement_31_9", "supplement_32_5", "supplement_42_4",   "days_left",
        "outcome", "route", "means_result",    "article",         "supplements_whole", "urgent",
        NULL };

typedef struct {
  GHashTable *names; /* of variables: the members of lists, but not the lists */
  guint n_conditions;
} Fixture;

static JsonNode *
load (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "rules", name, NULL);
  g_autoptr (GError) error = NULL;
  JsonNode *node = yz_json_load (path, MAX_BYTES, &error);

  g_assert_no_error (error);
  return node;
}

static void
add_question (JsonArray *array, guint i, JsonNode *element, gpointer user_data)
{
  Fixture *f = user_data;
  JsonObject *question = json_node_get_object (element);
  const char *key = yz_json_get_string (question, "key");
  JsonArray *options = yz_json_get_array (question, "options");

  if (strcmp (yz_json_get_string (question, "type"), "many") != 0) {
    g_assert_true (g_hash_table_add (f->names, g_strdup (key)));
    return;
  }
  for (guint o = 0; o < json_array_get_length (options); o++)
    g_assert_true (g_hash_table_add (
        f->names, g_strdup_printf ("%s.%s", key,
                                   yz_json_get_string (json_array_get_object_element (options, o),
                                                       "value"))));
}

static void
add_definition (JsonObject *definitions, const char *name, JsonNode *when, gpointer user_data)
{
  Fixture *f = user_data;

  /* None stands for an answer. */
  g_assert_true (g_hash_table_add (f->names, g_strdup (name)));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) questions = load ("questions.json");
  g_autoptr (JsonNode) rules = load ("rules.json");

  f->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; derived[i] != NULL; i++)
    g_hash_table_add (f->names, g_strdup (derived[i]));
  json_array_foreach_element (yz_json_get_array (json_node_get_object (questions), "questions"),
                              add_question, f);
  json_object_foreach_member (yz_json_get_object (json_node_get_object (rules), "definitions"),
                              add_definition, f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_hash_table_unref (f->names);
}

static int
resolve (const char *name, gpointer user_data)
{
  return g_hash_table_contains (((Fixture *)user_data)->names, name) ? 0 : -1;
}

static void
check_condition (Fixture *f, const char *id, JsonNode *when)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzLogic) logic = yz_logic_new_three_valued (when, resolve, f, &error);

  if (logic == NULL)
    g_test_message ("%s: %s", id, error->message);
  g_assert_no_error (error);
  f->n_conditions++;
}

static void
check_rule (JsonArray *array, guint i, JsonNode *element, gpointer user_data)
{
  JsonObject *rule = json_node_get_object (element);
  JsonNode *when = json_object_get_member (rule, "when");

  if (when != NULL)
    check_condition (user_data, yz_json_get_string (rule, "id"), when);
}

static void
check_definition (JsonObject *definitions, const char *name, JsonNode *when, gpointer user_data)
{
  check_condition (user_data, name, when);
}

static void
test_conditions (Fixture *f, gconstpointer data)
{
  static const char *const parts[] = { "matters", "decisions", "flags", "advice" };
  g_autoptr (JsonNode) rules = load ("rules.json");
  g_autoptr (JsonNode) supplements = load ("supplements.json");
  JsonObject *root = json_node_get_object (rules);

  json_object_foreach_member (yz_json_get_object (root, "definitions"), check_definition, f);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    json_array_foreach_element (yz_json_get_array (root, parts[i]), check_rule, f);
  json_array_foreach_element (yz_json_get_array (json_node_get_object (supplements), "regions"),
                              check_rule, f);
  g_assert_cmpuint (f->n_conditions, >, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/rules/conditions", Fixture, NULL, set_up, test_conditions, tear_down);
  return g_test_run ();
}
