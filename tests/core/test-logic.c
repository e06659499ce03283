/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-logic.h"

#include <string.h>

/* JsonLogic: as its reference in strict mode, and true to what is unknown in the other. */

/* Two truth values, a number, a text and one member of a list. */
static const char *const names[] = { "a", "b", "n", "t", "list.x" };

static int
resolve (const char *name, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return (int)i;
  return -1;
}

static YzLogic *
compile (const char *text, GError **error)
{
  g_autoptr (GError) json_error = NULL;
  g_autoptr (JsonNode) node = yz_json_parse (text, -1, G_MAXSIZE, &json_error);

  g_assert_no_error (json_error);
  return yz_logic_new_three_valued (node, resolve, NULL, error);
}

/* a is true, n is 7, t is "word"; b and the member are unknown. */
static void
test_three_valued (void)
{
  static const struct {
    const char *rule;
    YzTruth truth;
  } examples[] = {
    { "true", YZ_TRUTH_TRUE },
    { "null", YZ_TRUTH_FALSE },
    { "0", YZ_TRUTH_FALSE },
    { "\"\"", YZ_TRUTH_FALSE },
    { "{\"var\":\"a\"}", YZ_TRUTH_TRUE },
    { "{\"var\":[\"b\",true]}", YZ_TRUTH_UNKNOWN },
    { "{\"!\":[{\"var\":\"b\"}]}", YZ_TRUTH_UNKNOWN },
    { "{\"!\":{\"var\":\"a\"}}", YZ_TRUTH_FALSE },
    { "{\"!!\":[{\"var\":\"t\"}]}", YZ_TRUTH_TRUE },
    { "{\"and\":[{\"var\":\"b\"},false]}", YZ_TRUTH_FALSE },
    { "{\"and\":[{\"var\":\"b\"},true]}", YZ_TRUTH_UNKNOWN },
    { "{\"or\":[{\"var\":\"b\"},{\"var\":\"a\"}]}", YZ_TRUTH_TRUE },
    { "{\"or\":[{\"var\":\"b\"},false]}", YZ_TRUTH_UNKNOWN },
    { "{\"if\":[{\"var\":\"b\"},true,true]}", YZ_TRUTH_TRUE },
    { "{\"if\":[{\"var\":\"b\"},1,2]}", YZ_TRUTH_TRUE },
    { "{\"===\":[{\"if\":[{\"var\":\"b\"},1,2]},1]}", YZ_TRUTH_UNKNOWN },
    { "{\"!\":{\"and\":[{\"var\":\"b\"},0]}}", YZ_TRUTH_TRUE },
    { "{\"===\":[{\"and\":[{\"var\":\"b\"},0]},0]}", YZ_TRUTH_UNKNOWN },
    { "{\"+\":[{\"var\":\"b\"},1]}", YZ_TRUTH_UNKNOWN },
    { "{\"some\":[[1,7],{\"===\":[{\"var\":\"\"},7]}]}", YZ_TRUTH_TRUE },
    { "{\"all\":[[{\"var\":\"b\"},0],{\"var\":\"\"}]}", YZ_TRUTH_FALSE },
    { "{\"if\":[{\"var\":\"a\"},false,true]}", YZ_TRUTH_FALSE },
    { "{\"if\":[false,true]}", YZ_TRUTH_FALSE },
    { "{\"===\":[{\"var\":\"t\"},\"word\"]}", YZ_TRUTH_TRUE },
    { "{\"!==\":[{\"var\":\"t\"},\"word\"]}", YZ_TRUTH_FALSE },
    { "{\"==\":[{\"var\":\"b\"},true]}", YZ_TRUTH_UNKNOWN },
    { "{\"<\":[6,{\"var\":\"n\"},8]}", YZ_TRUTH_TRUE },
    { "{\"<\":[7,{\"var\":\"n\"}]}", YZ_TRUTH_FALSE },
    { "{\"<=\":[7,{\"var\":\"n\"}]}", YZ_TRUTH_TRUE },
    { "{\">\":[{\"var\":\"n\"},6.5]}", YZ_TRUTH_TRUE },
    { "{\">=\":[{\"var\":\"n\"},7.5]}", YZ_TRUTH_FALSE },
    { "{\"<\":[{\"var\":\"b\"},1,0]}", YZ_TRUTH_FALSE },
    { "{\"in\":[{\"var\":\"t\"},[\"other\",\"word\"]]}", YZ_TRUTH_TRUE },
    { "{\"in\":[{\"var\":\"t\"},[\"other\"]]}", YZ_TRUTH_FALSE },
    { "{\"in\":[\"x\",{\"var\":\"list\"}]}", YZ_TRUTH_UNKNOWN },
    /* A list is a text or a number of its elements, but true and a thing of its own without. */
    { "{\"<\":[[{\"var\":\"b\"}],1000]}", YZ_TRUTH_UNKNOWN },
    { "{\"==\":[[1,[{\"var\":\"b\"}]],\"1,\"]}", YZ_TRUTH_UNKNOWN },
    { "{\"==\":[{\"cat\":[[{\"var\":\"b\"}]]},\"\"]}", YZ_TRUTH_UNKNOWN },
    { "{\"==\":[{\"max\":[[{\"var\":\"b\"}],0]},0]}", YZ_TRUTH_UNKNOWN },
    { "{\"in\":[[{\"var\":\"b\"}],\"ab\"]}", YZ_TRUTH_UNKNOWN },
    { "{\"<\":[[{\"var\":\"n\"}],1000]}", YZ_TRUTH_TRUE },
    { "{\"!!\":[[{\"var\":\"b\"}]]}", YZ_TRUTH_TRUE },
    { "{\"===\":[[{\"var\":\"b\"}],1]}", YZ_TRUTH_FALSE },
  };
  YzLogicValue slots[G_N_ELEMENTS (names)] = { { .type = YZ_LOGIC_UNKNOWN } };

  slots[0] = (YzLogicValue){ .type = YZ_LOGIC_BOOLEAN, .boolean = TRUE };
  slots[2] = (YzLogicValue){ .type = YZ_LOGIC_NUMBER, .number = 7 };
  slots[3] = (YzLogicValue){ .type = YZ_LOGIC_STRING, .string = "word" };
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YzLogic) logic = compile (examples[i].rule, &error);

    g_test_message ("%s", examples[i].rule);
    g_assert_no_error (error);
    g_assert_cmpint (yz_logic_test (logic, slots), ==, examples[i].truth);
  }
}

static void
test_slots (void)
{
  g_autoptr (YzLogic) logic
      = compile ("{\"or\":[{\"in\":[\"x\",{\"var\":\"list\"}]},{\"var\":\"a\"},{\"var\":\"a\"}]}",
                 NULL);
  guint n;
  const guint *slots = yz_logic_get_slots (logic, &n);

  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (slots[0], ==, 4);
  g_assert_cmpuint (slots[1], ==, 0);
}

static void
test_refused (void)
{
  static const struct {
    const char *rule;
    const char *says;
  } examples[] = {
    { "{\"var\":\"c\"}", "c" },
    { "{\"in\":[\"y\",{\"var\":\"list\"}]}", "list.y" },
    { "{\"missing\":[\"a\"]}", "missing" },
    { "{\"reduce\":[[],1,0]}", "reduce" },
    { "{\"and\":[]}", "and" },
    { "{\"<\":[1]}", "<" },
    { "{\"and\":[true],\"or\":[true]}", "one member" },
    { "[true]", "list" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (compile (examples[i].rule, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, examples[i].says));
  }
}

/* Strict mode ---------------------------------------------------------------------------------- */

/* What json-logic-js 2.0.5 makes of them: rule, data, value. */
static void
test_strict (void)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "core", "data", "logic-cases.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = yz_json_load (path, 1024 * 1024, &error);
  JsonArray *examples;

  g_assert_no_error (error);
  examples = json_node_get_array (root);
  g_assert_cmpuint (json_array_get_length (examples), >, 250);
  for (guint i = 0; i < json_array_get_length (examples); i++) {
    JsonArray *example = json_array_get_array_element (examples, i);
    g_autoptr (YzLogic) logic = yz_logic_new (json_array_get_element (example, 0), &error);
    g_autoptr (JsonNode) value = NULL;
    g_autofree char *text = NULL;
    g_autofree char *expected = yz_json_to_text (json_array_get_element (example, 2), FALSE);

    g_assert_no_error (error);
    value = yz_logic_apply (logic, json_array_get_element (example, 1), &error);
    g_assert_no_error (error);
    text = yz_json_to_text (value, FALSE);
    g_test_message ("example %u", i);
    g_assert_cmpstr (text, ==, expected);
  }
}

/* Hostile rules -------------------------------------------------------------------------------- */

static char *
nest (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, "{\"!\":[");
  g_string_append (text, "true");
  for (guint i = 0; i < depth; i++)
    g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static JsonNode *
nest_nodes (guint depth)
{
  JsonNode *node = json_node_init_boolean (json_node_alloc (), TRUE);

  for (guint i = 0; i < depth; i++) {
    JsonObject *object = json_object_new ();

    json_object_set_member (object, "!", node);
    node = json_node_init_object (json_node_alloc (), object);
    json_object_unref (object);
  }
  return node;
}

static void
test_deep (void)
{
  g_autofree char *allowed = nest (30);
  g_autoptr (JsonNode) deep = nest_nodes (10000);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzLogic) logic = compile (allowed, &error);

  g_assert_no_error (error);
  g_assert_cmpint (yz_logic_test (logic, NULL), ==, YZ_TRUTH_TRUE);
  g_assert_null (yz_logic_new (deep, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "levels"));
}

static void
assert_too_much (const char *rule, const char *data, const char *says)
{
  g_autoptr (JsonNode) rule_node = yz_json_parse (rule, -1, G_MAXSIZE, NULL);
  g_autoptr (JsonNode) data_node = yz_json_parse (data, -1, G_MAXSIZE, NULL);
  g_autoptr (YzLogic) logic = yz_logic_new (rule_node, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (logic);
  g_assert_null (yz_logic_apply (logic, data_node, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_bounds (void)
{
  g_autoptr (GString) list = g_string_new ("[0");
  g_autofree char *square = NULL;

  for (guint i = 0; i < 1999; i++)
    g_string_append (list, ",0");
  g_string_append_c (list, ']');
  square = g_strdup_printf ("{\"all\":[%s,{\"none\":[%s,{\"var\":\"\"}]}]}", list->str, list->str);
  assert_too_much (square, "null", "steps");
  assert_too_much ("{\"reduce\":[{\"var\":\"\"},{\"cat\":[{\"var\":\"accumulator\"},"
                   "{\"var\":\"accumulator\"}]},\"ab\"]}",
                   list->str, "much");
  assert_too_much ("{\"reduce\":[{\"var\":\"\"},{\"merge\":[{\"var\":\"accumulator\"},"
                   "{\"var\":\"accumulator\"}]},[1]]}",
                   list->str, "much");
}

/* A list in a list in a list, each twice: small as a tree, without end where it is written out. */
#define DOUBLED                                                                                    \
  "{\"reduce\":[{\"var\":\"\"},[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}],1]}"

static void
test_shared_lists (void)
{
  g_autoptr (GString) list = g_string_new ("[0");

  for (guint i = 0; i < 40; i++)
    g_string_append (list, ",0");
  g_string_append_c (list, ']');
  assert_too_much (DOUBLED, list->str, "steps");
  assert_too_much ("{\"cat\":[" DOUBLED "]}", list->str, "steps");
}

/* Looking at a long text takes long. */
static void
test_long_text (void)
{
  g_autofree char *text = g_strnfill (1000000, 'x');
  g_autoptr (GString) list = g_string_new ("[0");
  g_autofree char *length = NULL;
  g_autofree char *part = NULL;

  for (guint i = 0; i < 999; i++)
    g_string_append (list, ",0");
  g_string_append_c (list, ']');
  length = g_strdup_printf ("{\"map\":[%s,{\"substr\":[\"%s\",-1]}]}", list->str, text);
  part = g_strdup_printf ("{\"map\":[%s,{\"in\":[\"%s\",[\"a\",\"b\"]]}]}", list->str, text);
  assert_too_much (length, "null", "steps");
  assert_too_much (part, "null", "steps");
}

/* The laws of three values --------------------------------------------------------------------- */

#define N_SLOTS 4

static const char *const letters[N_SLOTS] = { "p", "q", "r", "s" };

static int
resolve_letter (const char *name, gpointer user_data)
{
  for (int i = 0; i < N_SLOTS; i++)
    if (strcmp (letters[i], name) == 0)
      return i;
  return -1;
}

/* The cost is never less than what a rule takes. */
static void
test_cost (void)
{
  static const char *const rules[] = {
    "{\"and\":[{\"var\":\"p\"},{\"var\":\"q\"}]}",
    "{\"some\":[[1,2,3,4,5,6,7,8,9,10],{\"in\":[{\"var\":\"\"},[1,2,3]]}]}",
    "{\"all\":[[[1,2],[3]],{\"some\":[{\"var\":\"\"},{\"<\":[{\"var\":\"\"},9]}]}]}",
    "{\"none\":[{\"merge\":[[1,2],[3,4]]},{\"==\":[{\"var\":\"\"},5]}]}",
  };
  static const guint64 least[] = { 3, 60, 20, 20 };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
    g_autoptr (JsonNode) node = yz_json_parse (rules[i], -1, G_MAXSIZE, NULL);
    g_autoptr (YzLogic) logic = yz_logic_new_three_valued (node, resolve_letter, NULL, NULL);

    g_assert_nonnull (logic);
    g_assert_cmpuint (yz_logic_get_cost (logic), >=, least[i]);
    g_assert_cmpuint (yz_logic_get_cost (logic), <, 100 * least[i]);
  }
}

static void
append_random (GString *text, GRand *rand, guint depth)
{
  static const char *const operators[]
      = { "and", "or", "!", "!!", "if", "==", "===", "!==", "<", "+", "in", "max" };
  static const guint n_arguments[] = { 3, 3, 1, 1, 3, 2, 2, 2, 2, 2, 2, 2 };
  static const char *const constants[] = { "true", "false", "0", "1", "null", "\"\"", "\"1\"" };
  guint choice = (guint)g_rand_int_range (rand, 0, G_N_ELEMENTS (operators));

  if (depth == 0 || g_rand_int_range (rand, 0, 4) == 0) {
    if (g_rand_boolean (rand))
      g_string_append_printf (text, "{\"var\":\"%s\"}",
                              letters[g_rand_int_range (rand, 0, N_SLOTS)]);
    else
      g_string_append (text, constants[g_rand_int_range (rand, 0, G_N_ELEMENTS (constants))]);
    return;
  }
  g_string_append_printf (text, "{\"%s\":[", operators[choice]);
  for (guint i = 0; i < n_arguments[choice]; i++) {
    if (i > 0)
      g_string_append_c (text, ',');
    append_random (text, rand, depth - 1);
  }
  g_string_append (text, "]}");
}

/* What is certain with answers open is the same whatever they come to be. */
static void
assert_certain_stays (const YzLogic *logic, guint n_known, guint known_values)
{
  YzLogicValue slots[N_SLOTS] = { { .type = YZ_LOGIC_UNKNOWN } };
  YzTruth before;

  for (guint i = 0; i < n_known; i++)
    slots[i] = (YzLogicValue){ .type = YZ_LOGIC_BOOLEAN, .boolean = known_values >> i & 1 };
  before = yz_logic_test (logic, slots);
  if (n_known == N_SLOTS)
    g_assert_cmpint (before, !=, YZ_TRUTH_UNKNOWN);
  if (before == YZ_TRUTH_UNKNOWN)
    return;
  for (guint values = 0; values < 1u << (N_SLOTS - n_known); values++) {
    for (guint i = n_known; i < N_SLOTS; i++)
      slots[i] = (YzLogicValue){ .type = YZ_LOGIC_BOOLEAN, .boolean = values >> (i - n_known) & 1 };
    g_assert_cmpint (yz_logic_test (logic, slots), ==, before);
  }
}

static void
test_more_answers (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);

  for (guint n = 0; n < 5000; n++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (JsonNode) node = NULL;
    g_autoptr (YzLogic) logic = NULL;
    g_autoptr (GError) error = NULL;

    append_random (text, rand, 4);
    node = yz_json_parse (text->str, -1, G_MAXSIZE, NULL);
    logic = yz_logic_new_three_valued (node, resolve_letter, NULL, &error);
    g_assert_no_error (error);
    g_test_message ("%s", text->str);
    for (guint n_known = 0; n_known <= N_SLOTS; n_known++)
      for (guint values = 0; values < 1u << n_known; values++)
        assert_certain_stays (logic, n_known, values);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/logic/strict", test_strict);
  g_test_add_func ("/logic/three-valued", test_three_valued);
  g_test_add_func ("/logic/more-answers", test_more_answers);
  g_test_add_func ("/logic/slots", test_slots);
  g_test_add_func ("/logic/refused", test_refused);
  g_test_add_func ("/logic/deep", test_deep);
  g_test_add_func ("/logic/bounds", test_bounds);
  g_test_add_func ("/logic/shared-lists", test_shared_lists);
  g_test_add_func ("/logic/long-text", test_long_text);
  g_test_add_func ("/logic/cost", test_cost);
  return g_test_run ();
}
