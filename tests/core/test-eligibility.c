/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"
#include "yz-rules.h"

#include <string.h>

/* The engine with the shipped rules: the example cases, written from the law beforehand. */

#define MAX_BYTES (4 * 1024 * 1024)

static YzRules *rules;

static JsonNode *
load_cases (void)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "rules", "cases.json", NULL);
  g_autoptr (GError) error = NULL;
  JsonNode *node = yz_json_load (path, MAX_BYTES, &error);

  g_assert_no_error (error);
  return node;
}

static gboolean
has_text (JsonArray *array, const char *text)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_strcmp0 (json_array_get_string_element (array, i), text) == 0)
      return TRUE;
  return FALSE;
}

static char *
to_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return yz_json_to_text (node, FALSE);
}

static void
complain (JsonObject *example, JsonObject *result, const char *member, guint *n_wrong)
{
  g_autofree char *wanted = to_text (json_object_get_object_member (example, "expect"));
  g_autofree char *got = to_text (result);

  g_test_message ("%s: %s: wanted %s, got %.600s", json_object_get_string_member (example, "id"),
                  member, wanted, got);
  g_test_message ("… next %s", strstr (got, "\"next_questions\""));
  (*n_wrong)++;
}

static gboolean
is_expected (JsonObject *result, const char *member, JsonNode *wanted)
{
  JsonArray *next = json_object_get_array_member (result, "next_questions");

  if (strcmp (member, "first") == 0)
    return json_array_get_length (next) > 0
           && g_strcmp0 (json_array_get_string_element (next, 0), json_node_get_string (wanted))
                  == 0;
  if (strcmp (member, "asks") == 0 || strcmp (member, "asks_not") == 0) {
    JsonArray *keys = json_node_get_array (wanted);

    for (guint i = 0; i < json_array_get_length (keys); i++)
      if (has_text (next, json_array_get_string_element (keys, i)) != (member[4] == '\0'))
        return FALSE;
    return TRUE;
  }
  return json_object_has_member (result, member)
         && json_node_equal (json_object_get_member (result, member), wanted);
}

static gboolean
has_claims (JsonObject *result, JsonArray *wanted)
{
  JsonArray *claims = yz_json_get_array (result, "claims");

  for (guint i = 0; i < json_array_get_length (wanted); i++) {
    JsonObject *want = json_array_get_object_element (wanted, i);
    gboolean found = FALSE;

    for (guint k = 0; claims != NULL && k < json_array_get_length (claims); k++) {
      JsonObject *claim = json_array_get_object_element (claims, k);
      g_autoptr (GList) members = json_object_get_members (want);
      gboolean all = TRUE;

      for (GList *l = members; l != NULL; l = l->next)
        all = all
              && json_node_equal (json_object_get_member (claim, l->data),
                                  json_object_get_member (want, l->data));
      found |= all;
    }
    if (!found)
      return FALSE;
  }
  return TRUE;
}

static void
check_case (JsonObject *example, guint *n_wrong)
{
  JsonObject *expect = json_object_get_object_member (example, "expect");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node
      = yz_rules_check (rules, json_object_get_object_member (example, "answers"),
                        json_object_get_string_member (example, "date"), FALSE, &error);
  g_autoptr (GList) members = json_object_get_members (expect);
  JsonObject *result;

  g_assert_no_error (error);
  result = json_node_get_object (node);
  for (GList *l = members; l != NULL; l = l->next) {
    JsonNode *wanted = json_object_get_member (expect, l->data);
    gboolean right = strcmp (l->data, "claims") == 0
                         ? has_claims (result, json_node_get_array (wanted))
                         : is_expected (result, l->data, wanted);

    if (!right)
      complain (example, result, l->data, n_wrong);
  }
}

static void
test_cases (void)
{
  g_autoptr (JsonNode) node = load_cases ();
  JsonArray *cases = json_object_get_array_member (json_node_get_object (node), "cases");
  guint n_wrong = 0;

  g_assert_cmpuint (json_array_get_length (cases), >=, 150);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_case (json_array_get_object_element (cases, i), &n_wrong);
  g_assert_cmpuint (n_wrong, ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "rules", NULL);
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  rules = yz_rules_load (dir, &error);
  g_assert_no_error (error);

  g_test_add_func ("/eligibility/cases", test_cases);

  status = g_test_run ();
  g_object_unref (rules);
  return status;
}
