/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-rules-private.h"

#include "yz-json.h"

#include <string.h>

/* The example cases beside the rules (cases.json): what the law says, written without the engine. A
 * case compares only what it names: members of the result, `claims` by their members, `asks` and
 * `asks_not` with the questions that are still worth asking, `first` with the first of them. */

static gboolean
has_text (JsonArray *array, const char *text)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_strcmp0 (json_array_get_string_element (array, i), text) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static char *
describe (JsonNode *node)
{
  return node != NULL ? yz_json_to_text (node, FALSE) : g_strdup ("nothing");
}

static void
compare_keys (YzReader *reader, JsonArray *next, const char *member, JsonNode *wanted)
{
  gboolean there = strcmp (member, "asks") == 0;
  JsonArray *keys = JSON_NODE_HOLDS_ARRAY (wanted) ? json_node_get_array (wanted) : NULL;

  if (keys == NULL)
    yz_reader_report (reader, "“%s”: write a list of keys", member);
  for (guint i = 0; keys != NULL && i < json_array_get_length (keys); i++) {
    JsonNode *key = json_array_get_element (keys, i);

    if (!is_text (key))
      yz_reader_report (reader, "“%s”: write keys in quotes", member);
    else if (has_text (next, json_node_get_string (key)) != there)
      yz_reader_report (reader, there ? "“%s” should be asked" : "“%s” should not be asked",
                        json_node_get_string (key));
  }
}

static void
compare_first (YzReader *reader, JsonArray *next, JsonNode *wanted)
{
  JsonNode *first = json_array_get_length (next) > 0 ? json_array_get_element (next, 0) : NULL;
  g_autofree char *got = describe (first);
  g_autofree char *should = describe (wanted);

  if (first == NULL || !json_node_equal (first, wanted))
    yz_reader_report (reader, "%s is asked first, where it should be %s", got, should);
}

static void
compare_member (YzReader *reader, JsonObject *result, const char *member, JsonNode *wanted)
{
  JsonNode *node = json_object_get_member (result, member);
  g_autofree char *got = describe (node);
  g_autofree char *should = describe (wanted);

  if (node == NULL || !json_node_equal (node, wanted))
    yz_reader_report (reader, "“%s” is %s, where it should be %s", member, got, should);
}

static JsonObject *
find_claim (JsonObject *result, const char *matter)
{
  JsonArray *claims = yz_json_get_array (result, "claims");

  for (guint i = 0; claims != NULL && i < json_array_get_length (claims); i++) {
    JsonObject *claim = json_array_get_object_element (claims, i);

    if (g_strcmp0 (yz_json_get_string (claim, "matter"), matter) == 0)
      return claim;
  }
  return NULL;
}

static void
compare_claims (YzReader *reader, JsonObject *result, JsonNode *wanted)
{
  JsonArray *claims = JSON_NODE_HOLDS_ARRAY (wanted) ? json_node_get_array (wanted) : NULL;

  if (claims == NULL)
    yz_reader_report (reader, "“claims”: write a list");
  for (guint i = 0; claims != NULL && i < json_array_get_length (claims); i++) {
    JsonNode *node = json_array_get_element (claims, i);
    JsonObject *claim = NULL;
    JsonObjectIter iter;
    const char *member;
    JsonNode *value;

    if (JSON_NODE_HOLDS_OBJECT (node))
      claim = find_claim (result, yz_json_get_string (json_node_get_object (node), "matter"));
    if (claim == NULL) {
      yz_reader_report (reader, "“claims”: there is none of that matter");
      continue;
    }
    json_object_iter_init (&iter, json_node_get_object (node));
    while (json_object_iter_next (&iter, &member, &value))
      compare_member (reader, claim, member, value);
  }
}

static void
compare_all (YzReader *reader, JsonObject *result, JsonObject *expect)
{
  JsonArray *next = json_object_get_array_member (result, "next_questions");
  JsonObjectIter iter;
  const char *member;
  JsonNode *wanted;

  json_object_iter_init (&iter, expect);
  while (json_object_iter_next (&iter, &member, &wanted)) {
    if (strcmp (member, "claims") == 0)
      compare_claims (reader, result, wanted);
    else if (strcmp (member, "asks") == 0 || strcmp (member, "asks_not") == 0)
      compare_keys (reader, next, member, wanted);
    else if (strcmp (member, "first") == 0)
      compare_first (reader, next, wanted);
    else
      compare_member (reader, result, member, wanted);
  }
}

static void
check_case (YzRules *self, YzReader *reader, JsonNode *node)
{
  static const char *const known[] = { "id", "note", "date", "answers", "expect", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  JsonObject *answers = object != NULL ? yz_json_get_object (object, "answers") : NULL;
  JsonObject *expect = object != NULL ? yz_json_get_object (object, "expect") : NULL;
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *date = NULL;

  if (object == NULL)
    return;
  date = yz_rules_get_day (reader, object, "date", TRUE);
  if (answers == NULL || expect == NULL)
    yz_reader_report (reader, "it needs “answers” and “expect”, two objects");
  if (date == NULL || answers == NULL || expect == NULL)
    return;
  result = yz_rules_check (self, answers, date, FALSE, &error);
  if (result == NULL)
    yz_reader_report (reader, "%s", error->message);
  else
    compare_all (reader, json_node_get_object (result), expect);
}

/**
 * yz_cases_check:
 * @self: rules
 * @reader: takes the cases that do not agree
 * @node: the JSON of cases.json
 */
void
yz_cases_check (YzRules *self, YzReader *reader, JsonNode *node)
{
  static const char *const known[] = { "cases", NULL };
  JsonObject *object;
  JsonArray *array;

  yz_reader_set_place (reader, g_strdup (""));
  object = yz_reader_to_object (reader, node, known);
  array = object != NULL ? yz_reader_get_list (reader, object, "cases") : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    yz_reader_set_element (reader, "case", json_array_get_element (array, i), i, "");
    check_case (self, reader, json_array_get_element (array, i));
  }
}
