/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-error.h"
#include "yz-form.h"
#include "yz-json.h"
#include "yz-test-folder.h"

#include <string.h>

/* What is taken for a form, and what its author is told where it is not. */

#define TEXT(words) "{\"zh\":\"" words "\",\"en\":\"" words "\"}"
#define FIELD(id, rest)                                                                            \
  "{\"id\":\"" id "\",\"type\":\"text\",\"required\":true,\"title\":" TEXT ("x") rest "}"
#define SECTION(id, fields) "{\"id\":\"" id "\",\"title\":" TEXT ("s") ",\"fields\":[" fields "]}"
#define FORM(sections)                                                                             \
  "{\"id\":\"demo\",\"version\":\"2.1\",\"title\":" TEXT ("f") ",\"sections\":[" sections "]}"

typedef struct {
  const char *name;
  const char *json;
  const char *place;
  const char *message;
} BadForm;

static const BadForm bad_forms[] = {
  { "list", "[]", "", "write an object" },
  { "empty", "{}", "", "“id” is missing" },
  { "no-sections", FORM (""), "", "“sections” is an empty list" },
  { "no-fields", FORM (SECTION ("a", "")), "section a", "“fields” is an empty list" },
  { "no-id",
    "{\"version\":\"1\",\"title\":" TEXT ("f") ",\"sections\":[" SECTION ("a",
                                                                          FIELD ("b", "")) "]}",
    "", "“id” is missing" },
  { "path-in-id",
    "{\"id\":\"../x\",\"version\":\"1\",\"title\":" TEXT (
        "f") ",\"sections\":[" SECTION ("a", FIELD ("b", "")) "]}",
    "", "“id” is missing or wrong" },
  { "version-number",
    "{\"id\":\"x\",\"version\":1,\"title\":" TEXT (
        "f") ",\"sections\":[" SECTION ("a", FIELD ("b", "")) "]}",
    "", "“version” is missing or wrong" },
  { "six-fields",
    FORM (SECTION ("a",
                   FIELD ("b", "") "," FIELD ("c", "") "," FIELD ("d", "") "," FIELD (
                       "e",
                       "") "," FIELD ("f", "") "," FIELD ("g", ""))),
    "section a", "6 fields: a step has at most 5" },
  { "field-twice", FORM (SECTION ("a", FIELD ("b", "")) "," SECTION ("c", FIELD ("b", ""))),
    "field b", "used twice" },
  { "sensitive-required",
    FORM ("{\"id\":\"a\",\"sensitive\":true,\"title\":" TEXT (
        "s") ",\"fields\":["
             "{\"id\":\"b\",\"type\":\"text\",\"required\":true,\"title\":" TEXT ("f") "}]}"),
    "field b", "must be false in a sensitive section" },
  { "section-twice", FORM (SECTION ("a", FIELD ("b", "")) "," SECTION ("a", FIELD ("c", ""))),
    "section a", "used twice" },
  { "misspelt", FORM (SECTION ("a", FIELD ("b", ",\"max_lenght\":3"))), "field b",
    "“max_lenght” is no name here" },
  { "misspelt-section",
    FORM ("{\"id\":\"a\",\"titel\":1,\"title\":" TEXT ("s") ",\"fields\":[" FIELD ("b", "") "]}"),
    "section a", "“titel” is no name here" },
  { "relevant", FORM (SECTION ("a", FIELD ("b", ",\"relevant\":true"))), "field b",
    "“relevant”: this is no condition: write an operator" },
  { "constraint", FORM (SECTION ("a", FIELD ("b", ",\"constraint\":{}"))), "field b",
    "“message” is missing" },
  { "constraint-rule",
    FORM (SECTION ("a", FIELD ("b", ",\"constraint\":{\"message\":" TEXT ("m") "}"))), "field b",
    "“rule” is missing" },
  { "constraint-list", FORM (SECTION ("a", FIELD ("b", ",\"constraint\":[]"))), "field b",
    "write an object" },
  { "required-rule",
    FORM (SECTION ("a",
                   "{\"id\":\"b\",\"type\":\"text\",\"required\":{\"var\":\"x\"},\"title\":" TEXT (
                       "x") "}")),
    "field b", "“required”: there is no answer “x”" },
  { "required-text",
    FORM (
        SECTION ("a",
                 "{\"id\":\"b\",\"type\":\"text\",\"required\":\"yes\",\"title\":" TEXT ("x") "}")),
    "field b", "write true or false" },
  { "required-missing",
    FORM (SECTION ("a", "{\"id\":\"b\",\"type\":\"text\",\"title\":" TEXT ("x") "}")), "field b",
    "“required” is missing" },
  { "film",
    FORM (SECTION ("a",
                   "{\"id\":\"b\",\"type\":\"film\",\"required\":true,\"title\":" TEXT ("x") "}")),
    "field b", "“film” is no type this version knows: write one of text, long-text, number" },
  { "no-type", FORM (SECTION ("a", "{\"id\":\"b\",\"required\":true,\"title\":" TEXT ("x") "}")),
    "field b", "“type” is missing" },
  { "no-english",
    FORM (SECTION ("a",
                   "{\"id\":\"b\",\"type\":\"text\",\"required\":true,"
                   "\"title\":{\"zh\":\"x\"}}")),
    "field b", "“title” lacks its “en” words" },
  { "empty-chinese", FORM (SECTION ("a", FIELD ("b", ",\"hint\":{\"zh\":\"\",\"en\":\"x\"}"))),
    "field b", "“hint” lacks its “zh” words" },
  { "third-language",
    FORM (SECTION ("a", FIELD ("b", ",\"hint\":{\"zh\":\"x\",\"en\":\"x\",\"fr\":\"x\"}"))),
    "field b", "“fr” is no name here" },
  { "plain-title",
    FORM (SECTION ("a", "{\"id\":\"b\",\"type\":\"text\",\"required\":true,\"title\":\"x\"}")),
    "field b", "write an object here" },
  { "max-length-zero", FORM (SECTION ("a", FIELD ("b", ",\"max_length\":0"))), "field b",
    "“max_length” is wrong" },
  { "max-length-huge", FORM (SECTION ("a", FIELD ("b", ",\"max_length\":4294967297"))), "field b",
    "“max_length” is wrong" },
  { "max-length-and-digits", FORM (SECTION ("a", FIELD ("b", ",\"max_length\":6,\"digits\":6"))),
    "field b", "take “max_length” out" },
  { "past-text", FORM (SECTION ("a", FIELD ("b", ",\"past\":true"))), "field b",
    "“past” is only for the type date" },
  { "options-text", FORM (SECTION ("a", FIELD ("b", ",\"options\":[]"))), "field b",
    "“options” is only for the types choice and many" },
  { "no-options",
    FORM (
        SECTION ("a",
                 "{\"id\":\"b\",\"type\":\"choice\",\"required\":true,\"title\":" TEXT ("x") "}")),
    "field b", "“options” is missing" },
  { "empty-options",
    FORM (SECTION ("a",
                   "{\"id\":\"b\",\"type\":\"many\",\"required\":true,\"title\":" TEXT (
                       "x") ",\"options\":[]}")),
    "field b", "“options” is an empty list" },
  { "option-twice",
    FORM (
        SECTION ("a",
                 "{\"id\":\"b\",\"type\":\"choice\",\"required\":true,\"title\":" TEXT (
                     "x") ",\"options\":[{\"value\":\"y\",\"title\":" TEXT ("y") "},"
                                                                                 "{\"value\":\"y\","
                                                                                 "\"title\":" TEXT (
                                                                                     "z") "}]}")),
    "field b", "the option “y” is there twice" },
  { "field-no-object", FORM (SECTION ("a", "7")), "field number 1 of section a",
    "write an object here" },
  { "capital-id", FORM (SECTION ("a", FIELD ("Name", ""))), "field number 1 of section a",
    "“id” is missing or wrong" },
  { "empty-notice",
    "{\"id\":\"x\",\"version\":\"1\",\"title\":" TEXT (
        "f") ",\"notice\":[],\"sections\":[" SECTION ("a", FIELD ("b", "")) "]}",
    "", "“notice” is an empty list" },
};

/* Conditions of the field `b` in a form with one field of each kind. */
static const struct {
  const char *name;
  const char *condition;
  const char *message; /* NULL where it is right */
} conditions[] = {
  { "answered", "{\"!!\":{\"var\":\"text\"}}", NULL },
  { "equal", "{\"==\":[{\"var\":\"text\"},\"x\"]}", NULL },
  { "option", "{\"==\":[\"y\",{\"var\":\"choice\"}]}", NULL },
  { "one-of", "{\"in\":[{\"var\":\"choice\"},[\"y\",\"z\"]]}", NULL },
  { "member", "{\"in\":[\"y\",{\"var\":\"many\"}]}", NULL },
  { "part-of-text", "{\"in\":[\"y\",{\"var\":\"text\"}]}", NULL },
  { "number", "{\"<\":[0,{\"var\":\"number\"},{\"*\":[2,{\"var\":\"money\"}]}]}", NULL },
  { "date", "{\">=\":[{\"var\":\"date\"},\"2020-02-29\"]}", NULL },
  { "declaration", "{\"==\":[{\"var\":\"declaration\"},true]}", NULL },
  { "two-fields", "{\"!=\":[{\"var\":\"text\"},{\"var\":\"id_number\"}]}", NULL },
  { "year", "{\"==\":[{\"substr\":[{\"var\":\"date\"},0,4]},\"1999\"]}", NULL },
  { "unknown-name", "{\"!!\":{\"var\":\"txet\"}}", "there is no answer “txet”" },
  { "no-operator", "{\"has\":[{\"var\":\"text\"}]}", "“has” is no operator" },
  { "strict-only", "{\"missing\":[\"text\"]}", "is not for rules that meet unknown" },
  { "two-operators", "{\"!\":[true],\"!!\":[true]}", "an object with one member" },
  { "constant", "{\"==\":[1,1]}", "asks about no answer" },
  { "signature", "{\"!!\":{\"var\":\"signature\"}}", "is a signature, which no condition" },
  { "photo", "{\"!!\":{\"var\":\"photo\"}}", "is a photo, which no condition" },
  { "whole-list", "{\"!!\":{\"var\":\"many\"}}", "“many” is a list: ask for one of its options" },
  { "bad-member", "{\"in\":[\"w\",{\"var\":\"many\"}]}", "“many” is a list" },
  { "bad-option", "{\"==\":[{\"var\":\"choice\"},\"w\"]}", "none of its options" },
  { "bad-option-in", "{\"in\":[{\"var\":\"choice\"},[\"y\",\"w\"]]}", "none of its options" },
  { "deep-bad-option", "{\"and\":[true,{\"!\":[{\"==\":[{\"var\":\"choice\"},7]}]}]}",
    "none of its options" },
  { "text-and-number", "{\"==\":[{\"var\":\"text\"},5]}", "compare it with a text in quotes" },
  { "number-and-text", "{\"<\":[{\"var\":\"number\"},\"5\"]}", "a number, without quotes" },
  { "order-of-text", "{\"<\":[{\"var\":\"text\"},\"5\"]}", "neither more nor less" },
  { "order-of-choice", "{\">\":[{\"var\":\"choice\"},\"y\"]}", "neither more nor less" },
  { "no-such-day", "{\"<\":[{\"var\":\"date\"},\"2021-02-29\"]}", "is a date: compare it" },
  { "date-and-number", "{\"<\":[{\"var\":\"date\"},{\"var\":\"number\"}]}", "of two kinds" },
  { "sum-of-text", "{\">\":[{\"+\":[{\"var\":\"text\"},1]},1]}", "reckons with what is no number" },
  { "null", "{\"==\":[{\"var\":\"text\"},null]}", "never null" },
  { "in-number", "{\"in\":[\"1\",{\"var\":\"number\"}]}", "in which nothing can be" },
};

#define TYPED(id, type, rest)                                                                      \
  "{\"id\":\"" id "\",\"type\":\"" type "\",\"required\":false,\"title\":" TEXT ("x") rest "}"

/* With ' for " and @ for a title; % is the field that is asked about. */
static const char form_of_all[]
    = "{'id':'demo','version':'1','title':@,'sections':[{'id':'s','title':@,'fields':["
      "{'id':'text','type':'text','required':false,'title':@},"
      "{'id':'number','type':'number','required':false,'title':@},"
      "{'id':'money','type':'money','required':false,'title':@},"
      "{'id':'date','type':'date','required':false,'title':@},"
      "%]},{'id':'t','title':@,'fields':["
      "{'id':'choice','type':'choice','required':false,'title':@,"
      "'options':[{'value':'y','title':@},{'value':'z','title':@}]},"
      "{'id':'many','type':'many','required':false,'title':@,"
      "'options':[{'value':'y','title':@},{'value':'z','title':@}]},"
      "{'id':'id_number','type':'id-number','required':false,'title':@},"
      "{'id':'declaration','type':'declaration','required':false,'title':@},"
      "{'id':'signature','type':'signature','required':false,'title':@}]},"
      "{'id':'u','title':@,'fields':["
      "{'id':'photo','type':'photo','required':false,'title':@}]}]}";

static char *
form_with (const char *field)
{
  GString *json = g_string_new (form_of_all);

  g_string_replace (json, "@", TEXT ("x"), 0);
  g_string_replace (json, "'", "\"", 0);
  g_string_replace (json, "%", field, 1);
  return g_string_free (json, FALSE);
}

static JsonNode *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = yz_json_parse (json, -1, G_MAXSIZE, &error);

  g_assert_no_error (error);
  return node;
}

static void
test_bad_form (gconstpointer data)
{
  const BadForm *bad = data;
  g_autoptr (JsonNode) node = parse (bad->json);
  g_autoptr (GPtrArray) problems = yz_form_find_problems (node);
  g_autoptr (GError) error = NULL;
  const YzProblem *first;

  g_assert_cmpuint (problems->len, >=, 1);
  first = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (first->place, ==, bad->place);
  g_assert_nonnull (strstr (first->message, bad->message));

  g_assert_null (yz_form_new_from_json (node, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, bad->place));
  g_assert_nonnull (strstr (error->message, bad->message));
}

/* The same condition in each of the three places. */
static void
test_condition (gconstpointer data)
{
  gsize index = GPOINTER_TO_SIZE (data);
  const char *condition = conditions[index].condition;
  char *fields[] = {
    g_strdup_printf (TYPED ("b", "text", ",\"relevant\":%s"), condition),
    g_strdup_printf ("{\"id\":\"b\",\"type\":\"text\",\"title\":" TEXT ("x") ",\"required\":%s}",
                     condition),
    g_strdup_printf (TYPED ("b", "text",
                            ",\"constraint\":{\"message\":" TEXT ("m") ",\"rule\":%s}"),
                     condition),
  };
  static const char *const members[] = { "“relevant”: ", "“required”: ", "“constraint”: " };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autofree char *json = form_with (fields[i]);
    g_autoptr (JsonNode) node = parse (json);
    g_autoptr (GPtrArray) problems = yz_form_find_problems (node);
    const YzProblem *problem;

    g_free (fields[i]);
    if (conditions[index].message == NULL) {
      g_assert_cmpuint (problems->len, ==, 0);
      continue;
    }
    g_assert_cmpuint (problems->len, ==, 1);
    problem = g_ptr_array_index (problems, 0);
    g_assert_cmpstr (problem->place, ==, "field b");
    g_assert_true (g_str_has_prefix (problem->message, members[i]));
    g_assert_nonnull (strstr (problem->message, conditions[index].message));
  }
}

#define WAITS(id, other) FIELD (id, ",\"relevant\":{\"!!\":{\"var\":\"" other "\"}}")

static void
test_rings (void)
{
  g_autoptr (JsonNode) node = parse (FORM (
      SECTION ("s",
               WAITS ("a", "b") "," WAITS ("b",
                                           "c") "," WAITS ("c",
                                                           "b") "," WAITS ("d",
                                                                           "d") "," FIELD ("e",
                                                                                           ""))));
  g_autoptr (GPtrArray) problems = yz_form_find_problems (node);
  const YzProblem *two, *one;

  /* `a` only waits for a ring, and is in none. */
  g_assert_cmpuint (problems->len, ==, 2);
  two = g_ptr_array_index (problems, 0);
  one = g_ptr_array_index (problems, 1);
  g_assert_cmpstr (two->place, ==, "field b");
  g_assert_nonnull (strstr (two->message, "ring: b → c → b"));
  g_assert_cmpstr (one->place, ==, "field d");
  g_assert_nonnull (strstr (one->message, "ring: d → d"));
}

/* 8,000 fields that wait for each other in a long line, without and with a ring. */
static void
test_long_line (gconstpointer data)
{
  gboolean ring = GPOINTER_TO_INT (data);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  const guint n = 8000;

  for (guint i = 0; i < n; i++) {
    if (i % 5 == 0)
      g_string_append_printf (json, "%s{\"id\":\"s%u\",\"title\":" TEXT ("s") ",\"fields\":[",
                              i > 0 ? "]}," : "", i);
    g_string_append_printf (json,
                            "%s{\"id\":\"f%u\",\"type\":\"text\",\"required\":true,"
                            "\"title\":" TEXT ("x"),
                            i % 5 > 0 ? "," : "", i);
    if (i + 1 < n || ring)
      g_string_append_printf (json, ",\"relevant\":{\"!!\":{\"var\":\"f%u\"}}", (i + 1) % n);
    g_string_append_c (json, '}');
  }
  g_string_append (json, "]}]}");
  g_string_prepend (json,
                    "{\"id\":\"demo\",\"version\":\"1\",\"title\":" TEXT ("f") ",\"sections\":[");
  node = parse (json->str);
  problems = yz_form_find_problems (node);
  g_assert_cmpuint (problems->len, ==, ring ? 2 : 1);
  g_assert_nonnull (strstr (((YzProblem *)g_ptr_array_index (problems, 0))->message, "too long"));
  if (ring)
    g_assert_cmpuint (strlen (((YzProblem *)g_ptr_array_index (problems, 1))->message), <, 500);
}

/* A condition deeper than any need is refused, however deep it is. */
static void
test_deep_condition (void)
{
  const guint depth = 10000;
  g_autoptr (JsonNode) node = parse (FORM (SECTION ("a", FIELD ("b", ""))));
  JsonArray *sections = yz_json_get_array (json_node_get_object (node), "sections");
  JsonObject *field
      = json_array_get_object_element (yz_json_get_array (json_array_get_object_element (sections,
                                                                                         0),
                                                          "fields"),
                                       0);
  JsonObject *condition = json_object_new ();
  g_autoptr (GPtrArray) problems = NULL;

  json_object_set_string_member (condition, "var", "b");
  for (guint i = 0; i < depth; i++) {
    JsonObject *outer = json_object_new ();

    json_object_set_object_member (outer, "!", condition);
    condition = outer;
  }
  json_object_set_object_member (field, "relevant", condition);
  problems = yz_form_find_problems (node);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (strstr (((YzProblem *)g_ptr_array_index (problems, 0))->message, "too large"));
}

static void
test_all_problems (void)
{
  g_autoptr (JsonNode) node
      = parse (FORM (SECTION ("a", FIELD ("b", ",\"relevant\":1") "," FIELD ("b", ",\"typo\":1"))));
  g_autoptr (GPtrArray) problems = yz_form_find_problems (node);

  g_assert_cmpuint (problems->len, ==, 3);
}

static void
test_good_form (void)
{
  g_autoptr (JsonNode) node
      = parse (FORM (SECTION ("a", FIELD ("b", ",\"max_length\":7,\"hint\":{\"zh\":\"写\",\"en\":"
                                               "\"Write\"}") "," FIELD ("c", ""))));
  g_autoptr (GError) error = NULL;
  g_autoptr (YzForm) form = yz_form_new_from_json (node, &error);
  const YzField *field;

  g_assert_no_error (error);
  g_assert_cmpstr (yz_form_get_id (form), ==, "demo");
  g_assert_cmpstr (yz_form_get_version (form), ==, "2.1");
  g_assert_cmpuint (yz_form_get_sections (form)->len, ==, 1);
  g_assert_cmpuint (yz_form_get_notice (form)->len, ==, 0);
  field = yz_form_find_field (form, "b");
  g_assert_cmpuint (field->max_length, ==, 7);
  g_assert_true (field->required);
  g_assert_cmpstr (yz_text_get (&field->hint, "zh_CN"), ==, "写");
  g_assert_cmpstr (yz_text_get (&field->hint, "en_US"), ==, "Write");
  g_assert_cmpstr (yz_text_get (&field->hint, NULL), ==, "写");
  g_assert_null (yz_text_get (&yz_form_find_field (form, "c")->hint, "en"));
  g_assert_null (yz_form_find_field (form, "d"));
}

static void
test_load_names_file (void)
{
  g_autoptr (GError) error = NULL;
  char *dir = yz_test_folder_new ();
  g_autofree char *path = g_build_filename (dir, "broken.json", NULL);

  g_assert_null (yz_form_load (path, &error));
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "{\"id\":", -1, NULL));
  g_assert_null (yz_form_load (path, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "{}", -1, NULL));
  g_assert_null (yz_form_load (path, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, path));

  yz_test_folder_remove (dir);
}

/* Every cut of a good form ends in an error, never in a crash or half a form. */
static void
test_truncated (void)
{
  static const char json[] = FORM (SECTION ("a", FIELD ("b", ",\"max_length\":7")));

  for (gsize n = 0; n < sizeof json - 1; n++) {
    g_autoptr (JsonNode) node = yz_json_parse (json, (gssize)n, G_MAXSIZE, NULL);

    if (node != NULL)
      g_assert_null (yz_form_new_from_json (node, NULL));
  }
}

static YzForm *
load_shipped (void)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "forms", "legal-aid-application.json", NULL);
  g_autoptr (GError) error = NULL;
  YzForm *form = yz_form_load (path, &error);

  g_assert_no_error (error);
  return form;
}

static void
test_shipped_fields (void)
{
  static const char *const ids[] = {
    "name",       "sex",          "birth_date",        "ethnic_group",    "id_number",
    "phone",      "employer",     "household_address", "postcode",        "residence_address",
    "agent_name", "agent_kind",   "agent_id_number",   "agent_signature", "filled_by",
    "matter",     "facts",        "requests",          "declaration",     "signature",
    "safe_time",  "safe_address", "id_papers",         "case_papers",     "id_kind",
  };
  static const char *const required[]
      = { "name",   "sex",   "birth_date", "id_number",   "residence_address", "phone",
          "matter", "facts", "filled_by",  "declaration", "signature",         NULL };
  g_autoptr (YzForm) form = load_shipped ();
  GPtrArray *sections = yz_form_get_sections (form);
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++) {
    const YzField *field = yz_form_find_field (form, ids[i]);

    g_assert_nonnull (field);
    g_assert_cmpint (field->required && field->relevant == NULL, ==,
                     g_strv_contains (required, ids[i]));
  }
  for (guint s = 0; s < sections->len; s++)
    n += ((const YzSection *)g_ptr_array_index (sections, s))->fields->len;
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (ids));
  g_assert_cmpuint (yz_form_get_notice (form)->len, >=, 4);
}

/* The official names stand in the titles: the paper is laid out after them. */
static void
test_shipped_official_names (void)
{
  static const char *const names[][2] = {
    { "name", "姓名" },
    { "sex", "性别" },
    { "birth_date", "出生年月" },
    { "ethnic_group", "民族" },
    { "id_number", "身份证号" },
    { "household_address", "户籍所在地" },
    { "residence_address", "住所地（经常居住地）" },
    { "postcode", "邮政编码" },
    { "phone", "联系电话" },
    { "employer", "工作单位" },
    { "agent_name", "代理人姓名" },
    { "agent_id_number", "代理人身份证号" },
    { "agent_signature", "代理人（签字）" },
    { "facts", "案情及申请理由概述" },
    { "signature", "申请人（签字）" },
  };
  g_autoptr (YzForm) form = load_shipped ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const YzField *field = yz_form_find_field (form, names[i][0]);

    g_assert_nonnull (strstr (field->title.zh, names[i][1]));
  }
  g_assert_cmpstr (yz_form_find_field (form, "declaration")->title.zh, ==,
                   "本人承诺以上所填内容和提交的证件、证明均真实。");
}

/* GB 3304-1991: 56 groups, and what a card may show besides. */
static void
test_shipped_ethnic_groups (void)
{
  g_autoptr (YzForm) form = load_shipped ();
  GPtrArray *options = yz_form_find_field (form, "ethnic_group")->options;
  const YzOption *deang;

  g_assert_cmpuint (options->len, ==, 58);
  for (guint i = 0; i < 56; i++) {
    const YzOption *option = g_ptr_array_index (options, i);
    g_autofree char *code = g_strdup_printf ("%02u", i + 1);

    g_assert_cmpstr (option->value, ==, code);
  }
  deang = g_ptr_array_index (options, 45);
  g_assert_cmpstr (deang->title.zh, ==, "德昂族");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (bad_forms); i++) {
    g_autofree char *path = g_strdup_printf ("/form/bad/%s", bad_forms[i].name);

    g_test_add_data_func (path, &bad_forms[i], test_bad_form);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++) {
    g_autofree char *path = g_strdup_printf ("/form/condition/%s", conditions[i].name);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_condition);
  }
  g_test_add_func ("/form/rings", test_rings);
  g_test_add_data_func ("/form/long-line", GINT_TO_POINTER (FALSE), test_long_line);
  g_test_add_data_func ("/form/long-ring", GINT_TO_POINTER (TRUE), test_long_line);
  g_test_add_func ("/form/deep-condition", test_deep_condition);
  g_test_add_func ("/form/all-problems", test_all_problems);
  g_test_add_func ("/form/good", test_good_form);
  g_test_add_func ("/form/load-names-file", test_load_names_file);
  g_test_add_func ("/form/truncated", test_truncated);
  g_test_add_func ("/form/shipped/fields", test_shipped_fields);
  g_test_add_func ("/form/shipped/official-names", test_shipped_official_names);
  g_test_add_func ("/form/shipped/ethnic-groups", test_shipped_ethnic_groups);

  return g_test_run ();
}
