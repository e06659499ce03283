/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-form-state.h"
#include "yz-json.h"

#include <string.h>

/* What a citizen is told about answers, field by field and as a whole. */

#define TODAY "2026-11-21"

/* The smallest picture there is: one grey point. */
#define PNG                                                                                        \
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
#define ULID_1 "01HF0000000000000000000001"
#define ULID_2 "01HF0000000000000000000002"
#define TEN                                                                                        \
  "\"01HF000000000000000000000A\",\"01HF000000000000000000000B\",\"01HF000000000000000000000C\","  \
  "\"01HF000000000000000000000D\",\"01HF000000000000000000000E\",\"01HF000000000000000000000F\","  \
  "\"01HF000000000000000000000G\",\"01HF000000000000000000000H\",\"01HF000000000000000000000J\","  \
  "\"01HF000000000000000000000K\""

/* The same signature and chunk, but a picture of 4294967295 by 1 points. */
#define PNG_HUGE                                                                                   \
  "iVBORw0KGgoAAAANSUhEUv////8AAAABCAAAAAAlN0kWAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="

typedef enum {
  FINE,
  WARNS,
  BLOCKS,
} Verdict;

typedef struct {
  const char *name;
  const char *field;  /* members after the id */
  const char *answer; /* JSON */
  Verdict verdict;
} Case;

#define OPTIONS                                                                                    \
  ",\"options\":[{\"value\":\"a\",\"title\":{\"zh\":\"甲\",\"en\":\"A\"}},"                       \
  "{\"value\":\"b\",\"title\":{\"zh\":\"乙\",\"en\":\"B\"}}]"

static const Case cases[] = {
  { "text", "\"type\":\"text\"", "\"张三\"", FINE },
  { "text-is-number", "\"type\":\"text\"", "5", BLOCKS },
  { "text-is-true", "\"type\":\"text\"", "true", BLOCKS },
  { "text-is-object", "\"type\":\"text\"", "{\"zh\":\"x\"}", BLOCKS },
  { "text-is-list", "\"type\":\"text\"", "[\"x\"]", BLOCKS },
  { "text-fits", "\"type\":\"text\",\"max_length\":3", "\"古丽娜\"", FINE },
  { "text-outside-bmp", "\"type\":\"text\",\"max_length\":2",
    "\"\xf0\xa0\xae\xb7\xf0\xa0\xae\xb7\"", FINE },
  { "text-too-long", "\"type\":\"text\",\"max_length\":3", "\"一二三四\"", BLOCKS },
  { "text-newline", "\"type\":\"text\"", "\"a\\nb\"", BLOCKS },
  { "text-escape", "\"type\":\"text\"", "\"a\\u001b[2Jb\"", BLOCKS },
  { "text-c1", "\"type\":\"text\"", "\"a\\u0085b\"", BLOCKS },
  { "text-bidi-override", "\"type\":\"text\"", "\"a\\u202eb\"", BLOCKS },
  { "text-bidi-isolate", "\"type\":\"text\"", "\"a\\u2066b\"", BLOCKS },
  { "text-zero-width-space", "\"type\":\"text\"", "\"a\\u200bb\"", BLOCKS },
  { "text-byte-order-mark", "\"type\":\"text\"", "\"\\ufeffab\"", BLOCKS },
  { "text-line-separator", "\"type\":\"text\"", "\"a\\u2028b\"", BLOCKS },
  { "text-uyghur-joiner", "\"type\":\"text\"", "\"\\u0626\\u200c\\u0627\"", FINE },
  { "text-mongolian", "\"type\":\"text\"", "\"\\u182a\\u180e\\u1820\"", FINE },
  { "long-text-lines", "\"type\":\"long-text\"", "\"a\\nb\\tc\"", FINE },
  { "long-text-bidi", "\"type\":\"long-text\"", "\"a\\n\\u202eb\"", BLOCKS },
  { "address", "\"type\":\"address\"", "\"某市某区某路1号\"", FINE },
  { "postcode", "\"type\":\"text\",\"digits\":6", "\"100000\"", FINE },
  { "postcode-short", "\"type\":\"text\",\"digits\":6", "\"10000\"", BLOCKS },
  { "postcode-long", "\"type\":\"text\",\"digits\":6", "\"1000000\"", BLOCKS },
  { "postcode-letter", "\"type\":\"text\",\"digits\":6", "\"10000a\"", BLOCKS },
  { "number", "\"type\":\"number\"", "\"-12.5\"", FINE },
  { "number-json", "\"type\":\"number\"", "12", BLOCKS },
  { "number-exponent", "\"type\":\"number\"", "\"1e5\"", BLOCKS },
  { "number-word", "\"type\":\"number\"", "\"nan\"", BLOCKS },
  { "number-point", "\"type\":\"number\"", "\"1.\"", BLOCKS },
  { "money", "\"type\":\"money\"", "\"1234.50\"", FINE },
  { "money-three-decimals", "\"type\":\"money\"", "\"1.234\"", BLOCKS },
  { "money-negative", "\"type\":\"money\"", "\"-1\"", BLOCKS },
  { "money-huge", "\"type\":\"money\"", "\"1234567890123\"", BLOCKS },
  { "date", "\"type\":\"date\"", "\"2024-02-29\"", FINE },
  { "date-future", "\"type\":\"date\"", "\"2030-01-01\"", FINE },
  { "date-no-leap", "\"type\":\"date\"", "\"2023-02-29\"", BLOCKS },
  { "date-april-31", "\"type\":\"date\"", "\"2024-04-31\"", BLOCKS },
  { "date-month-13", "\"type\":\"date\"", "\"2024-13-01\"", BLOCKS },
  { "date-month-0", "\"type\":\"date\"", "\"2024-00-01\"", BLOCKS },
  { "date-slashes", "\"type\":\"date\"", "\"2024/01/01\"", BLOCKS },
  { "date-dashes", "\"type\":\"date\"", "\"1980-1--01\"", BLOCKS },
  { "date-short", "\"type\":\"date\"", "\"2024-1-1\"", BLOCKS },
  { "date-tail", "\"type\":\"date\"", "\"2024-01-011\"", BLOCKS },
  { "past-today", "\"type\":\"date\",\"past\":true", "\"" TODAY "\"", FINE },
  { "past-tomorrow", "\"type\":\"date\",\"past\":true", "\"2026-11-22\"", BLOCKS },
  { "mobile", "\"type\":\"phone\"", "\"13800000000\"", FINE },
  { "mobile-spaces", "\"type\":\"phone\"", "\"138 0000 0000\"", FINE },
  { "mobile-prefix", "\"type\":\"phone\"", "\"+86 138-0000-0000\"", FINE },
  { "mobile-short", "\"type\":\"phone\"", "\"1380000000\"", WARNS },
  { "mobile-long", "\"type\":\"phone\"", "\"138000000000\"", WARNS },
  { "fixed", "\"type\":\"phone\"", "\"010-12345678\"", FINE },
  { "fixed-brackets", "\"type\":\"phone\"", "\"(0571)87654321\"", FINE },
  { "fixed-extension", "\"type\":\"phone\"", "\"0571-87654321转802\"", FINE },
  { "fixed-no-area", "\"type\":\"phone\"", "\"87654321\"", WARNS },
  { "hong-kong", "\"type\":\"phone\"", "\"+852 1234 5678\"", FINE },
  { "phone-400", "\"type\":\"phone\"", "\"400-123-4567\"", FINE },
  { "phone-words", "\"type\":\"phone\"", "\"问我妈\"", BLOCKS },
  { "phone-letters", "\"type\":\"phone\"", "\"1380000000o\"", BLOCKS },
  { "phone-few", "\"type\":\"phone\"", "\"1234\"", BLOCKS },
  { "phone-endless", "\"type\":\"phone\"", "\"11111111111111111111111111111111111111111\"",
    BLOCKS },
  { "id", "\"type\":\"id-number\"", "\"330105197810270025\"", FINE },
  { "id-lower-x", "\"type\":\"id-number\"", "\"11010119900307803x\"", FINE },
  { "id-hong-kong", "\"type\":\"id-number\"", "\"810000199408230021\"", FINE },
  { "id-foreigner", "\"type\":\"id-number\"", "\"911398199012310021\"", FINE },
  { "id-check-digit", "\"type\":\"id-number\"", "\"330105197810270026\"", BLOCKS },
  { "id-no-such-day", "\"type\":\"id-number\"", "\"11010119900230123X\"", BLOCKS },
  { "id-short", "\"type\":\"id-number\"", "\"33010519781027002\"", BLOCKS },
  { "id-abolished-region", "\"type\":\"id-number\"", "\"110103198001010013\"", WARNS },
  { "id-15", "\"type\":\"id-number\"", "\"330105781027002\"", FINE },
  { "id-foreigner-old", "\"type\":\"id-number\"", "\"KAZ110090123105\"", FINE },
  { "id-hong-kong-permit", "\"type\":\"id-number\"", "\"H1234567801\"", FINE },
  { "id-macao-permit", "\"type\":\"id-number\"", "\"m12345678\"", FINE },
  { "id-taiwan-permit", "\"type\":\"id-number\"", "\"1234567801\"", WARNS },
  { "id-company", "\"type\":\"id-number\"", "\"91350100M000100Y43\"", BLOCKS },
  { "id-no-passport", "\"type\":\"id-number\"", "\"E12345678\"", BLOCKS },
  { "passport", "\"type\":\"id-number\",\"passport\":true", "\"E12345678\"", FINE },
  { "passport-digits", "\"type\":\"id-number\",\"passport\":true", "\"340007237\"", FINE },
  { "passport-or-taiwan", "\"type\":\"id-number\",\"passport\":true", "\"1234567801\"", FINE },
  { "passport-short", "\"type\":\"id-number\",\"passport\":true", "\"E1234\"", BLOCKS },
  { "passport-long", "\"type\":\"id-number\",\"passport\":true", "\"E123456789\"", BLOCKS },
  { "passport-word", "\"type\":\"id-number\",\"passport\":true", "\"PASSPORT\"", BLOCKS },
  { "passport-check-digit", "\"type\":\"id-number\",\"passport\":true",
    "\"330105197810270026\"", BLOCKS },
  { "choice", "\"type\":\"choice\"" OPTIONS, "\"b\"", FINE },
  { "choice-title", "\"type\":\"choice\"" OPTIONS, "\"乙\"", BLOCKS },
  { "choice-list", "\"type\":\"choice\"" OPTIONS, "[\"a\"]", BLOCKS },
  { "many", "\"type\":\"many\"" OPTIONS, "[\"b\",\"a\"]", FINE },
  { "many-unknown", "\"type\":\"many\"" OPTIONS, "[\"a\",\"c\"]", BLOCKS },
  { "many-twice", "\"type\":\"many\"" OPTIONS, "[\"a\",\"a\"]", BLOCKS },
  { "many-number", "\"type\":\"many\"" OPTIONS, "[1]", BLOCKS },
  { "many-nested", "\"type\":\"many\"" OPTIONS, "[[\"a\"]]", BLOCKS },
  { "many-string", "\"type\":\"many\"" OPTIONS, "\"a\"", BLOCKS },
  { "region", "\"type\":\"region\"", "\"330100\"", FINE },
  { "region-abolished", "\"type\":\"region\"", "\"110103\"", WARNS },
  { "region-short", "\"type\":\"region\"", "\"3301\"", BLOCKS },
  { "region-zero", "\"type\":\"region\"", "\"030100\"", BLOCKS },
  { "photo", "\"type\":\"photo\"", "[\"" ULID_1 "\",\"" ULID_2 "\"]", FINE },
  { "photo-none", "\"type\":\"photo\"", "[]", BLOCKS },
  { "photo-ten", "\"type\":\"photo\"", "[" TEN "]", FINE },
  { "photo-eleven", "\"type\":\"photo\"", "[" TEN ",\"" ULID_1 "\"]", BLOCKS },
  { "photo-twice", "\"type\":\"photo\"", "[\"" ULID_1 "\",\"" ULID_1 "\"]", BLOCKS },
  { "photo-path", "\"type\":\"photo\"", "[\"../id.jpg\"]", BLOCKS },
  { "photo-text", "\"type\":\"photo\"", "\"" ULID_1 "\"", BLOCKS },
  { "photo-number", "\"type\":\"photo\"", "[1]", BLOCKS },
  { "signature-window", "\"type\":\"signature\"", "\"window\"", FINE },
  { "signature-png", "\"type\":\"signature\"", "\"" PNG "\"", FINE },
  { "signature-huge", "\"type\":\"signature\"", "\"" PNG_HUGE "\"", BLOCKS },
  { "signature-cut", "\"type\":\"signature\"", "\"iVBORw0KGgo=\"", BLOCKS },
  { "signature-gif", "\"type\":\"signature\"",
    "\"R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=\"", BLOCKS },
  { "signature-no-base64", "\"type\":\"signature\"", "\"张三\"", BLOCKS },
  { "signature-space-in-base64", "\"type\":\"signature\"", "\"" PNG " \"", BLOCKS },
  { "signature-url", "\"type\":\"signature\"", "\"data:image/png;base64," PNG "\"", BLOCKS },
  { "declaration", "\"type\":\"declaration\"", "true", FINE },
  { "declaration-false", "\"type\":\"declaration\"", "false", BLOCKS },
  { "declaration-text", "\"type\":\"declaration\"", "\"true\"", BLOCKS },
  { "missing-null", "\"type\":\"text\"", "null", BLOCKS },
  { "missing-empty", "\"type\":\"text\"", "\"\"", BLOCKS },
  { "missing-white", "\"type\":\"text\"", "\" \\u3000\"", BLOCKS },
  { "missing-list", "\"type\":\"many\"" OPTIONS, "[]", BLOCKS },
};

static JsonNode *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = yz_json_parse (json, -1, G_MAXSIZE, &error);

  g_assert_no_error (error);
  return node;
}

/* What was parsed cannot be changed. */
static JsonObject *
parse_to_change (const char *json)
{
  g_autoptr (JsonNode) node = parse (json);
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (object, name, json_node_copy (value));
  return object;
}

static YzForm *
make_form (const char *field, gboolean required)
{
  g_autofree char *json = g_strdup_printf (
      "{\"id\":\"demo\",\"version\":\"1\",\"title\":{\"zh\":\"表\",\"en\":\"Form\"},\"sections\":"
      "[{\"id\":\"s\",\"title\":{\"zh\":\"节\",\"en\":\"Part\"},\"fields\":[{\"id\":\"f\","
      "\"required\":%s,\"title\":{\"zh\":\"项目\",\"en\":\"Item\"},%s}]}]}",
      required ? "true" : "false", field);
  g_autoptr (JsonNode) node = parse (json);
  g_autoptr (GError) error = NULL;
  YzForm *form = yz_form_new_from_json (node, &error);

  g_assert_no_error (error);
  return form;
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

static GPtrArray *
check (YzForm *form, const char *answers)
{
  g_autoptr (JsonNode) node = parse (answers);

  return yz_form_check_answers (form, json_node_get_object (node), TODAY);
}

static const YzFieldProblem *
get_only (GPtrArray *problems)
{
  g_assert_cmpuint (problems->len, ==, 1);
  return g_ptr_array_index (problems, 0);
}

static void
test_value (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (YzForm) form = make_form (c->field, TRUE);
  g_autofree char *answers = g_strdup_printf ("{\"f\":%s}", c->answer);
  g_autoptr (JsonNode) node = parse (answers);
  g_autoptr (GPtrArray) problems = check (form, answers);
  g_autoptr (GPtrArray) again = yz_form_check_field (form, yz_form_find_field (form, "f"),
                                                     json_node_get_object (node), TODAY);
  const YzFieldProblem *problem;

  g_assert_cmpuint (again->len, ==, problems->len);
  g_assert_cmpint (yz_field_problems_block (problems), ==, c->verdict == BLOCKS);
  if (c->verdict == FINE) {
    g_assert_cmpuint (problems->len, ==, 0);
    return;
  }
  problem = get_only (problems);
  g_assert_cmpstr (problem->field, ==, "f");
  g_assert_cmpint (problem->warning, ==, c->verdict == WARNS);
  g_assert_true (g_utf8_strlen (problem->message.zh, -1) > 4);
  g_assert_true (g_str_is_ascii (problem->message.en) || strstr (problem->message.en, "“"));
}

static void
test_optional_missing (void)
{
  g_autoptr (YzForm) form = make_form ("\"type\":\"text\"", FALSE);
  static const char *const answers[] = { "{}", "{\"f\":null}", "{\"f\":\"\"}", "{\"f\":\"  \"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (GPtrArray) problems = check (form, answers[i]);

    g_assert_cmpuint (problems->len, ==, 0);
  }
}

/* Nothing of an answer may end up in a message, which may end up anywhere. */
static void
test_messages_repeat_nothing (void)
{
  static const char *const fields[] = { "\"type\":\"date\"",
                                        "\"type\":\"phone\"",
                                        "\"type\":\"id-number\"",
                                        "\"type\":\"choice\"" OPTIONS,
                                        "\"type\":\"signature\"",
                                        "\"type\":\"money\"",
                                        "\"type\":\"text\",\"digits\":6" };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autoptr (YzForm) form = make_form (fields[i], TRUE);
    g_autoptr (GPtrArray) problems = check (form, "{\"f\":\"Zhangsan\"}");
    const YzFieldProblem *problem = get_only (problems);

    g_assert_null (strstr (problem->message.zh, "Zhangsan"));
    g_assert_null (strstr (problem->message.en, "Zhangsan"));
  }
}

static void
test_unknown_fields (void)
{
  g_autoptr (YzForm) form = make_form ("\"type\":\"text\"", TRUE);
  g_autoptr (GPtrArray) problems = check (form, "{\"f\":\"x\",\"shoe_size\":\"42\"}");
  const YzFieldProblem *problem = get_only (problems);

  g_assert_cmpstr (problem->field, ==, "shoe_size");
  g_assert_false (problem->warning);
}

/* However many unknown names there are and however long, the list of them stays short. */
static void
test_unknown_fields_bounded (void)
{
  g_autoptr (YzForm) form = make_form ("\"type\":\"text\"", FALSE);
  g_autoptr (JsonObject) answers = json_object_new ();
  g_autoptr (GPtrArray) problems = NULL;

  for (guint i = 0; i < 5000; i++) {
    g_autofree char *stem = g_strnfill (40, 'x');
    g_autofree char *name = g_strdup_printf ("%s%05u%s", stem, i, stem);

    json_object_set_string_member (answers, name, "");
  }
  problems = yz_form_check_answers (form, answers, TODAY);
  g_assert_cmpuint (problems->len, <=, 25);
  for (guint i = 0; i < problems->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (problems, i);

    g_assert_cmpuint (strlen (problem->field), <=, 64);
  }
}

static void
test_total_bounded (void)
{
  g_autoptr (YzForm) form = make_form ("\"type\":\"many\"" OPTIONS, FALSE);
  g_autoptr (JsonObject) answers = json_object_new ();
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *much = g_strnfill (300 * 1024, 'x');
  const YzFieldProblem *last;

  json_object_set_string_member (answers, "g", much);
  problems = yz_form_check_answers (form, answers, TODAY);
  g_assert_cmpuint (problems->len, ==, 2);
  last = g_ptr_array_index (problems, 1);
  g_assert_cmpstr (last->field, ==, "");
  g_assert_false (last->warning);
}

/* The shipped form */

#define PERSON                                                                                       \
  "\"name\":\"张小明\",\"sex\":\"female\",\"birth_date\":\"1978-10-27\","                         \
  "\"id_number\":\"330105197810270025\",\"residence_address\":\"某市某区某路1号\","           \
  "\"phone\":\"13800000000\",\"matter\":\"拖欠工资\",\"facts\":\"三个月没有发工资。\"," \
  "\"filled_by\":\"self\",\"declaration\":true,\"signature\":\"window\""

static void
test_shipped_complete (void)
{
  g_autoptr (YzForm) form = load_shipped ();
  g_autoptr (GPtrArray) least = check (form, "{" PERSON "}");
  g_autoptr (GPtrArray) most
      = check (form, "{" PERSON ",\"ethnic_group\":\"46\",\"household_address\":\"某省某县\","
                     "\"postcode\":\"310000\",\"employer\":\"某某工厂\",\"agent_name\":\"李小红\","
                     "\"agent_kind\":\"appointed\",\"agent_id_number\":\"440308199901101512\","
                     "\"agent_signature\":\"" PNG "\",\"requests\":\"要回工资 8000 元\"}");

  g_assert_cmpuint (least->len, ==, 0);
  g_assert_cmpuint (most->len, ==, 0);
}

static void
test_shipped_empty (void)
{
  g_autoptr (YzForm) form = load_shipped ();
  g_autoptr (GPtrArray) problems = check (form, "{}");

  g_assert_cmpuint (problems->len, ==, 11);
  for (guint i = 0; i < problems->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (problems, i);

    g_assert_true (yz_form_find_field (form, problem->field)->required);
    g_assert_false (problem->warning);
  }
}

static void
assert_names_both (const YzFieldProblem *problem, const char *zh, const char *en)
{
  g_assert_true (problem->warning);
  g_assert_nonnull (strstr (problem->message.zh, zh));
  g_assert_nonnull (strstr (problem->message.zh, "身份证号"));
  g_assert_nonnull (strstr (problem->message.en, en));
  g_assert_nonnull (strstr (problem->message.en, "ID number"));
}

static void
test_number_disagrees (void)
{
  g_autoptr (YzForm) form = load_shipped ();
  g_autoptr (JsonObject) answers = parse_to_change ("{" PERSON "}");
  g_autoptr (GPtrArray) about_date = NULL;
  g_autoptr (GPtrArray) about_sex = NULL;
  g_autoptr (GPtrArray) about_phone = NULL;
  g_autoptr (GPtrArray) all = NULL;

  json_object_set_string_member (answers, "birth_date", "1978-10-28");
  json_object_set_string_member (answers, "sex", "male");

  all = yz_form_check_answers (form, answers, TODAY);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_false (yz_field_problems_block (all));
  assert_names_both (g_ptr_array_index (all, 0), "出生年月日", "Date of birth");
  assert_names_both (g_ptr_array_index (all, 1), "性别", "Sex");

  /* Whichever of the fields is left last shows it. */
  about_date = yz_form_check_field (form, yz_form_find_field (form, "birth_date"), answers, TODAY);
  g_assert_cmpstr (get_only (about_date)->field, ==, "birth_date");
  assert_names_both (get_only (about_date), "出生年月日", "Date of birth");
  about_sex = yz_form_check_field (form, yz_form_find_field (form, "sex"), answers, TODAY);
  g_assert_cmpstr (get_only (about_sex)->field, ==, "sex");
  about_phone = yz_form_check_field (form, yz_form_find_field (form, "phone"), answers, TODAY);
  g_assert_cmpuint (about_phone->len, ==, 0);
}

/* The agent's number says nothing about the applicant. */
static void
test_number_of_another_person (void)
{
  g_autoptr (YzForm) form = load_shipped ();
  g_autoptr (GPtrArray) problems
      = check (form, "{" PERSON ",\"agent_name\":\"李小红\",\"agent_kind\":\"legal\","
                     "\"agent_id_number\":\"440308199901101512\"}");

  g_assert_cmpuint (problems->len, ==, 0);
}

/* With nothing to compare, or nothing that can be compared, there is no disagreement. */
static void
test_number_alone (void)
{
  g_autoptr (YzForm) form = load_shipped ();
  g_autoptr (JsonObject) answers = parse_to_change ("{" PERSON "}");
  g_autoptr (GPtrArray) problems = NULL;

  json_object_set_string_member (answers, "birth_date", "");
  json_object_set_int_member (answers, "sex", 1);
  problems = yz_form_check_answers (form, answers, TODAY);
  g_assert_cmpuint (problems->len, ==, 2);
  for (guint i = 0; i < problems->len; i++)
    g_assert_false (((const YzFieldProblem *)g_ptr_array_index (problems, i))->warning);
}

/* Conditions */

/* `pay` is asked where `work` is yes, `since` where pay is more than 1000 and `help` has `wage`,
 * `boss` where it has anything; `firm` is needed where it has `home`, and `end` warns where it
 * comes before `start`. With ' for " and @ for a title. */
static const char conditions[]
    = "{'id':'demo','version':'1','title':@,'sections':["
      "{'id':'s','title':@,'fields':["
      "{'id':'since','type':'date','title':@,'past':true,'required':true,"
      "'relevant':{'and':[{'>':[{'var':'pay'},1000]},{'in':['wage',{'var':'help'}]}]}},"
      "{'id':'pay','type':'money','title':@,'required':false,"
      "'relevant':{'==':[{'var':'work'},'a']}},"
      "{'id':'work','type':'choice','title':@,'required':false,"
      "'options':[{'value':'a','title':@},{'value':'b','title':@}]},"
      "{'id':'help','type':'many','title':@,'required':false,"
      "'options':[{'value':'wage','title':@},{'value':'home','title':@}]}]},"
      "{'id':'t','title':@,'fields':["
      "{'id':'boss','type':'text','title':@,'required':false,"
      "'relevant':{'or':[{'in':['wage',{'var':'help'}]},{'in':['home',{'var':'help'}]}]}}]},"
      "{'id':'u','title':@,'fields':["
      "{'id':'firm','type':'text','title':@,'required':{'in':['home',{'var':'help'}]}},"
      "{'id':'start','type':'date','title':@,'required':false},"
      "{'id':'end','type':'date','title':@,'required':false,"
      "'constraint':{'message':@,'rule':{'<=':[{'var':'start'},{'var':'end'}]}}}]}]}";

static YzForm *
make_conditions (void)
{
  g_autoptr (GString) json = g_string_new (conditions);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  YzForm *form;

  g_string_replace (json, "@", "{'zh':'甲','en':'A'}", 0);
  g_string_replace (json, "'", "\"", 0);
  node = parse (json->str);
  form = yz_form_new_from_json (node, &error);
  g_assert_no_error (error);
  return form;
}

static const struct {
  const char *name;
  const char *answers;
  const char *asked;    /* of `since pay boss`, which are not always */
  const char *problems; /* the fields in their order, with ? behind a warning */
  const char *kept;     /* what is handed in */
} states[] = {
  { "nothing", "{}", "", "", "" },
  { "shown", "{\"work\":\"a\"}", "pay", "", "work" },
  { "other-choice", "{\"work\":\"b\",\"pay\":\"5\"}", "", "", "work" },
  { "no-option", "{\"work\":\"c\",\"pay\":\"5\"}", "", "work", "work" },
  { "both", "{\"work\":\"a\",\"pay\":\"1000.5\",\"help\":[\"wage\"]}", "since pay boss", "since",
    "help pay work" },
  { "not-enough", "{\"work\":\"a\",\"pay\":\"1000\",\"help\":[\"wage\"]}", "pay boss", "",
    "help pay work" },
  { "no-number", "{\"work\":\"a\",\"pay\":\"9e9\",\"help\":[\"wage\"]}", "pay boss", "pay",
    "help pay work" },
  { "other-member", "{\"work\":\"a\",\"pay\":\"2000\",\"help\":[\"home\"],\"firm\":\"x\"}",
    "pay boss", "", "firm help pay work" },
  /* What hangs on a hidden answer is hidden with it, and a wrong answer there blocks nobody. */
  { "chain", "{\"work\":\"b\",\"pay\":\"2000\",\"help\":[\"wage\"],\"since\":\"2099-99-99\"}",
    "boss", "", "help work" },
  { "still-to-come",
    "{\"work\":\"a\",\"pay\":\"2000\",\"help\":[\"wage\"],\"since\":\"2099-01-01\"}",
    "since pay boss", "since", "help pay since work" },
  { "required-if", "{\"help\":[\"home\"]}", "boss", "firm", "help" },
  { "required-not", "{\"help\":[\"wage\"]}", "boss", "", "help" },
  { "constraint-holds", "{\"start\":\"2020-01-01\",\"end\":\"2020-01-02\"}", "", "", "end start" },
  { "constraint-fails", "{\"start\":\"2020-01-02\",\"end\":\"2020-01-01\"}", "", "end?",
    "end start" },
  { "constraint-unknown", "{\"end\":\"2020-01-01\"}", "", "", "end" },
  { "constraint-of-blank", "{\"start\":\"2020-01-01\",\"end\":\"\"}", "", "", "end start" },
  { "constraint-of-wrong", "{\"start\":\"2020-01-02\",\"end\":\"2020-1-1\"}", "", "end",
    "end start" },
  { "wrong-shapes", "{\"work\":[\"a\"],\"pay\":{},\"help\":\"wage\",\"start\":7,\"end\":true}", "",
    "work help start end", "end help start work" },
};

static char *
list_members (JsonObject *object)
{
  g_autoptr (GList) names = g_list_sort (json_object_get_members (object), (GCompareFunc)strcmp);
  GString *list = g_string_new (NULL);

  for (GList *l = names; l != NULL; l = l->next)
    g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", (char *)l->data);
  return g_string_free (list, FALSE);
}

static char *
list_problems (GPtrArray *problems)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (problems, i);

    g_string_append_printf (list, "%s%s%s", list->len > 0 ? " " : "", problem->field,
                            problem->warning ? "?" : "");
  }
  return g_string_free (list, FALSE);
}

static char *
list_asked (YzForm *form, const YzFormState *state)
{
  static const char *const ids[] = { "since", "pay", "boss" };
  GString *list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    if (yz_form_state_is_relevant (state, yz_form_find_field (form, ids[i])))
      g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", ids[i]);
  return g_string_free (list, FALSE);
}

static void
test_state (gconstpointer data)
{
  gsize index = GPOINTER_TO_SIZE (data);
  g_autoptr (YzForm) form = make_conditions ();
  g_autoptr (JsonNode) node = parse (states[index].answers);
  JsonObject *answers = json_node_get_object (node);
  g_autoptr (YzFormState) state = yz_form_state_new (form, answers);
  g_autoptr (JsonObject) kept = yz_form_state_filter (state, answers);
  g_autoptr (GPtrArray) problems = yz_form_check_answers (form, answers, TODAY);
  g_autofree char *asked_list = list_asked (form, state);
  g_autofree char *problem_list = list_problems (problems);
  g_autofree char *kept_list = list_members (kept);
  guint n = 0;

  g_assert_cmpstr (asked_list, ==, states[index].asked);
  g_assert_cmpstr (problem_list, ==, states[index].problems);
  g_assert_cmpstr (kept_list, ==, states[index].kept);
  g_assert_cmpint (yz_form_state_has_section (state,
                                              g_ptr_array_index (yz_form_get_sections (form), 1)),
                   ==, strstr (states[index].asked, "boss") != NULL);

  /* Field by field the same comes out. */
  for (guint i = 0; i < 8; i++) {
    static const char *const ids[]
        = { "since", "pay", "work", "help", "boss", "firm", "start", "end" };
    g_autoptr (GPtrArray) found
        = yz_form_check_field (form, yz_form_find_field (form, ids[i]), answers, TODAY);

    n += found->len;
  }
  g_assert_cmpuint (n, ==, problems->len);
}

static void
test_shipped_agent (void)
{
  static const struct {
    const char *answers;
    const char *problems;
  } agents[] = {
    { ",\"agent_name\":\"李小红\"", "agent_kind" },
    { ",\"agent_name\":\"李小红\",\"agent_kind\":\"legal\"", "" },
    { ",\"agent_kind\":\"none\",\"agent_id_number\":\"1\",\"agent_signature\":\"x\"", "" },
    { ",\"agent_name\":\" \",\"agent_kind\":\"none\"", "" },
    { ",\"agent_name\":\"李小红\",\"agent_kind\":\"legal\","
      "\"agent_id_number\":\"330105197810270025\"",
      "agent_id_number?" },
  };
  g_autoptr (YzForm) form = load_shipped ();

  for (gsize i = 0; i < G_N_ELEMENTS (agents); i++) {
    g_autofree char *answers = g_strdup_printf ("{" PERSON "%s}", agents[i].answers);
    g_autoptr (GPtrArray) problems = check (form, answers);
    g_autofree char *list = list_problems (problems);

    g_assert_cmpstr (list, ==, agents[i].problems);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/form-check/value/%s", cases[i].name);

    g_test_add_data_func (path, &cases[i], test_value);
  }
  g_test_add_func ("/form-check/optional-missing", test_optional_missing);
  g_test_add_func ("/form-check/messages-repeat-nothing", test_messages_repeat_nothing);
  g_test_add_func ("/form-check/unknown-fields", test_unknown_fields);
  g_test_add_func ("/form-check/unknown-fields-bounded", test_unknown_fields_bounded);
  g_test_add_func ("/form-check/total-bounded", test_total_bounded);
  g_test_add_func ("/form-check/shipped/complete", test_shipped_complete);
  g_test_add_func ("/form-check/shipped/empty", test_shipped_empty);
  g_test_add_func ("/form-check/shipped/agent", test_shipped_agent);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autofree char *path = g_strdup_printf ("/form-check/state/%s", states[i].name);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_state);
  }
  g_test_add_func ("/form-check/number/disagrees", test_number_disagrees);
  g_test_add_func ("/form-check/number/of-another-person", test_number_of_another_person);
  g_test_add_func ("/form-check/number/alone", test_number_alone);

  return g_test_run ();
}
