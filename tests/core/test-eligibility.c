/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-rules.h"
#include "yz-time-limit.h"

#include <string.h>

/* The engine: with the shipped rules the example cases, which were written from the law beforehand,
 * and what has to be true whatever is answered. */

#define DATE "2026-11-21"

static YzRules *rules;

static char *
to_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return yz_json_to_text (node, FALSE);
}

static JsonObject *
check (JsonObject *answers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = yz_rules_check (rules, answers, DATE, FALSE, &error);

  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (node));
}

static void
test_shipped (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "rules", NULL);
  g_autoptr (GPtrArray) problems = yz_rules_find_problems (dir);

  for (guint i = 0; i < problems->len; i++) {
    const YzProblem *problem = g_ptr_array_index (problems, i);

    g_test_message ("%s: %s: %s", problem->file, problem->place, problem->message);
  }
  g_assert_cmpuint (problems->len, ==, 0);
}

/* Any answer that the question can have. */
static JsonNode *
any_value (const YzQuestion *question)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  guint n = question->options->len;
  g_autoptr (JsonArray) array = NULL;
  static const char *const regions[]
      = { "310115", "442000", "330106", "110105", "650102", "451302", "440300" };
  static const char *const dates[] = { "none", "2026-11-20", "2026-11-25", "2027-05-01" };

  switch (question->type) {
  case YZ_QUESTION_BOOLEAN:
    json_node_set_boolean (node, g_test_rand_bit ());
    break;
  case YZ_QUESTION_CHOICE:
    json_node_set_string (node, ((YzQuestionOption *)
                                     g_ptr_array_index (question->options,
                                                        (guint)g_test_rand_int_range (0, (int)n)))
                                    ->value);
    break;
  case YZ_QUESTION_MANY:
    array = json_array_new ();
    for (guint i = 0; i < n; i++)
      if (g_test_rand_int_range (0, 4) == 0)
        json_array_add_string_element (array,
                                       ((YzQuestionOption *)g_ptr_array_index (question->options,
                                                                               i))
                                           ->value);
    json_node_init_array (node, array);
    break;
  case YZ_QUESTION_NUMBER:
    json_node_set_int (node, g_test_rand_int_range ((int)question->min, (int)question->max + 1));
    break;
  case YZ_QUESTION_MONEY:
    json_node_set_int (node, g_test_rand_int_range (0, 12000));
    break;
  case YZ_QUESTION_DATE:
    json_node_set_string (node, dates[g_test_rand_int_range (0, G_N_ELEMENTS (dates))]);
    break;
  case YZ_QUESTION_REGION:
    json_node_set_string (node, regions[g_test_rand_int_range (0, G_N_ELEMENTS (regions))]);
    break;
  }
  return node;
}

static void
put (JsonObject *answers, const char *key, JsonNode *value)
{
  g_auto (GStrv) parts = g_strsplit (key, ".", 2);
  JsonObject *inner;

  if (parts[1] == NULL) {
    json_object_set_member (answers, key, value);
    return;
  }
  if (!json_object_has_member (answers, parts[0]))
    json_object_set_object_member (answers, parts[0], json_object_new ());
  inner = json_object_get_object_member (answers, parts[0]);
  json_object_set_member (inner, parts[1], value);
}

static void
put_unsure (JsonObject *answers, const char *key)
{
  if (!json_object_has_member (answers, "unsure"))
    json_object_set_array_member (answers, "unsure", json_array_new ());
  json_array_add_string_element (json_object_get_array_member (answers, "unsure"), key);
}

/* All questions in a random order, each answered, unsure or left open. */
static GPtrArray *
shuffle (void)
{
  GPtrArray *questions = g_ptr_array_copy (yz_rules_get_questions (rules), NULL, NULL);

  g_ptr_array_set_free_func (questions, NULL);
  for (guint i = questions->len; i > 1; i--) {
    guint k = (guint)g_test_rand_int_range (0, (int)i);
    gpointer kept = questions->pdata[i - 1];

    questions->pdata[i - 1] = questions->pdata[k];
    questions->pdata[k] = kept;
  }
  return questions;
}

static gboolean
is_certain (JsonObject *result)
{
  return strcmp (json_object_get_string_member (result, "outcome"), "needs-answers") != 0;
}

static void
assert_same (JsonObject *answers, JsonObject *before, JsonObject *after)
{
  static const char *const members[] = { "outcome", "route", "means", NULL };

  for (guint i = 0; members[i] != NULL; i++)
    if (!json_node_equal (json_object_get_member (before, members[i]),
                          json_object_get_member (after, members[i]))) {
      g_autofree char *given = to_text (answers);

      g_test_message ("%s changed with %s", members[i], given);
      g_test_fail ();
    }
}

/* More answers never turn a certain result into another, and it has a reason with an article. */
static void
test_certain_stays (void)
{
  for (guint run = 0; run < 150; run++) {
    g_autoptr (GPtrArray) order = shuffle ();
    g_autoptr (JsonObject) answers = json_object_new ();
    g_autoptr (JsonObject) certain = NULL;

    for (guint i = 0; i < order->len; i++) {
      const YzQuestion *question = g_ptr_array_index (order, i);
      g_autoptr (JsonObject) result = NULL;

      put (answers, question->key, any_value (question));
      result = check (answers);
      if (certain != NULL)
        assert_same (answers, certain, result);
      else if (is_certain (result))
        certain = json_object_ref (result);
      if (is_certain (result)) {
        JsonArray *reasons = json_object_get_array_member (result, "reasons");
        JsonObject *first;

        g_assert_cmpuint (json_array_get_length (reasons), >, 0);
        first = json_array_get_object_element (reasons, 0);
        g_assert_nonnull (yz_json_get_string (first, "article"));
        g_assert_cmpstr (yz_json_get_string (first, "article"), ==,
                         yz_json_get_string (result, "article"));
      }
    }
    g_assert_nonnull (certain);
  }
}

/* The same answers in another order are the same answers. */
static void
test_order (void)
{
  for (guint run = 0; run < 100; run++) {
    g_autoptr (GPtrArray) order = shuffle ();
    g_autoptr (JsonObject) answers = json_object_new ();
    g_autoptr (JsonObject) other = json_object_new ();
    g_autoptr (JsonObject) result = NULL;
    g_autoptr (JsonObject) again = NULL;
    g_autofree char *text = NULL;
    g_autofree char *same = NULL;

    for (guint i = 0; i < order->len; i++) {
      const YzQuestion *question = g_ptr_array_index (order, i);

      switch (g_test_rand_int_range (0, 3)) {
      case 0:
        put (answers, question->key, any_value (question));
        break;
      case 1:
        put_unsure (answers, question->key);
        break;
      default:
        break;
      }
    }
    {
      g_autoptr (GList) members = json_object_get_members (answers);

      for (GList *l = g_list_last (members); l != NULL; l = l->prev)
        json_object_set_member (other, l->data,
                                json_node_copy (json_object_get_member (answers, l->data)));
    }
    result = check (answers);
    again = check (other);
    text = to_text (result);
    same = to_text (again);
    g_assert_cmpstr (text, ==, same);
  }
}

static const char *
get_next (JsonObject *result)
{
  JsonArray *next = json_object_get_array_member (result, "next_questions");

  return json_array_get_length (next) > 0 ? json_array_get_string_element (next, 0) : NULL;
}

/* What is asked next is answered, or not known, until nothing is asked: never one thing twice. */
static void
interview (guint run, guint out_of_three_unsure)
{
  g_autoptr (JsonObject) answers = json_object_new ();
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonObject) result = check (answers);
  const char *key;

  while ((key = get_next (result)) != NULL) {
    const YzQuestion *question = yz_rules_find_question (rules, key);

    g_assert_nonnull (question);
    g_assert_true (g_hash_table_add (asked, g_strdup (key)));
    if ((guint)g_test_rand_int_range (0, 3) < out_of_three_unsure)
      put_unsure (answers, key);
    else
      put (answers, key, any_value (question));
    json_object_unref (result);
    result = check (answers);
  }
  g_assert_true (is_certain (result));
}

static void
test_interview (void)
{
  interview (0, 3);
  for (guint run = 0; run < 100; run++)
    interview (run, run % 3);
}

/* A key that was answered is not asked; a list of matters is checked one by one. */
static void
test_claims (void)
{
  g_autoptr (JsonNode) node
      = yz_json_parse ("{\"matter\":[\"labour-pay\",\"divorce\"],\"region\":\"110105\","
                       "\"foreigner\":false,"
                       "\"circumstances\":[],\"has_lawyer\":false,\"groups\":[\"migrant-worker\"]}",
                       -1, 1000, NULL);
  g_autoptr (JsonObject) result = check (json_node_get_object (node));
  JsonArray *claims = json_object_get_array_member (result, "claims");

  g_assert_cmpuint (json_array_get_length (claims), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (result, "outcome"), ==, "may-apply");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (claims, 1),
                                                  "outcome"),
                   ==, "ask-window");
}

typedef struct {
  const char *name;
  const char *answers;
  const char *message;
} BadAnswers;

static const BadAnswers bad_answers[] = {
  { "key", "{\"shoe_size\":42}", "“shoe_size”: there is no such answer" },
  { "value", "{\"matter\":\"murder\"}", "“matter”: there is no answer “murder”" },
  { "member", "{\"criminal\":{\"tall\":true}}", "“criminal.tall”: there is no such answer" },
  { "dotted", "{\"criminal.minor\":true}", "write it as a member of an object" },
  { "group", "{\"groups\":[\"pilot\"]}", "“groups”: there is no answer “pilot”" },
  { "group-type", "{\"groups\":\"disabled\"}", "“groups”: write a list" },
  { "age", "{\"applicant_age\":-1}", "“applicant_age”: write a whole number from 0 to 120" },
  { "age-half", "{\"applicant_age\":17.5}", "write a whole number" },
  { "age-text", "{\"applicant_age\":\"17\"}", "write a whole number" },
  { "size", "{\"household_size\":0}", "write a whole number from 1" },
  { "income", "{\"household_income_month\":-5}", "write a number from 0" },
  { "flag", "{\"foreigner\":\"no\"}", "“foreigner”: write true or false" },
  { "region", "{\"region\":\"3101\"}", "“region”: write the six digits" },
  { "deadline", "{\"deadline\":\"2026-02-30\"}", "“deadline”: write a day" },
  { "no-matter", "{\"matter\":[]}", "“matter”: write at least one" },
  { "unsure", "{\"unsure\":[\"shoe_size\"]}", "“unsure”: it names an answer that there is not" },
  { "unsure-type", "{\"unsure\":\"groups\"}", "“unsure”: write a list" },
};

static void
test_bad_answers (gconstpointer data)
{
  const BadAnswers *bad = data;
  g_autoptr (JsonNode) node = yz_json_parse (bad->answers, -1, 1000, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_rules_check (rules, json_node_get_object (node), DATE, FALSE, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  if (strstr (error->message, bad->message) == NULL)
    g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, bad->message));
}

/* Every rule in force, with what it depends on. */
static void
test_explain (void)
{
  g_autoptr (JsonNode) answers
      = yz_json_parse ("{\"matter\":\"labour-pay\",\"foreigner\":false}", -1, 1000, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node
      = yz_rules_check (rules, json_node_get_object (answers), DATE, TRUE, &error);
  JsonArray *all;
  guint n_seen = 0;

  g_assert_no_error (error);
  all = json_object_get_array_member (json_node_get_object (node), "explain");
  for (guint i = 0; i < json_array_get_length (all); i++) {
    JsonObject *one = json_array_get_object_element (all, i);
    const char *rule = json_object_get_string_member (one, "rule");
    JsonArray *keys = json_object_get_array_member (one, "depends_on");

    if (strcmp (rule, "foreigner") == 0) {
      g_assert_false (json_object_get_boolean_member (one, "value"));
      g_assert_cmpuint (json_array_get_length (keys), ==, 1);
      g_assert_cmpstr (json_array_get_string_element (keys, 0), ==, "foreigner");
      n_seen++;
    } else if (strcmp (rule, "has-agent") == 0) {
      g_assert_true (json_object_get_null_member (one, "value"));
      n_seen++;
    }
  }
  g_assert_cmpuint (n_seen, ==, 2);
}

/* Small rules, for which every way of answering can be tried. */
#define N_FLAGS 5
#define TEXT "{\"zh\":\"字\",\"en\":\"w\"}"
#define BASIS "\"law\":\"法\",\"article\":\"1\",\"text\":" TEXT

static void
add_question (GString *questions, const char *key, const char *type, const char *more)
{
  g_string_append_printf (questions,
                          "%s{\"key\":\"%s\",\"type\":\"%s\",\"stage\":\"bar\",\"rank\":1,"
                          "\"label\":" TEXT ",\"ask\":" TEXT ",\"why\":" TEXT "%s}",
                          questions->len > 0 ? "," : "", key, type, more);
}

static char *
any_condition (guint depth)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  int kind = g_test_rand_int_range (0, depth == 0 ? 1 : 4);

  if (kind == 0)
    return g_strdup_printf ("{\"var\":\"f%d\"}", g_test_rand_int_range (0, N_FLAGS));
  a = any_condition (depth - 1);
  if (kind == 1)
    return g_strdup_printf ("{\"!\":[%s]}", a);
  b = any_condition (depth - 1);
  return g_strdup_printf ("{\"%s\":[%s,%s]}", kind == 2 ? "and" : "or", a, b);
}

static YzRules *
new_small_rules (void)
{
  static const char *const outcomes[] = { "may-apply", "ask-window", "may-not-qualify" };
  g_autoptr (GString) questions = g_string_new (NULL);
  g_autoptr (GString) decisions = g_string_new (NULL);
  JsonNode *nodes[4];
  g_autoptr (GError) error = NULL;
  YzRules *small;

  add_question (questions, "matter", "choice",
                ",\"options\":[{\"value\":\"m\",\"title\":" TEXT "}]");
  add_question (questions, "region", "region", "");
  add_question (questions, "household_size", "number", ",\"min\":1,\"max\":2,\"unit\":" TEXT);
  for (guint i = 0; i < N_FLAGS; i++) {
    g_autofree char *key = g_strdup_printf ("f%u", i);

    add_question (questions, key, "boolean", "");
  }
  for (guint i = 0; i < 4; i++) {
    g_autofree char *when = any_condition (2);

    g_string_append_printf (decisions, "{\"id\":\"d%u\"," BASIS ",\"outcome\":\"%s\",\"when\":%s},",
                            i, outcomes[g_test_rand_int_range (0, 3)], when);
  }
  {
    g_autofree char *rules_text = g_strdup_printf (
        "{\"version\":\"1\",\"matters\":[{\"id\":\"m\",\"article\":\"1\",\"when\":true,"
        "\"scope\":\"hardship\"}],\"decisions\":[%s{\"id\":\"last\"," BASIS
        ",\"outcome\":\"other-service\",\"when\":true}],\"flags\":[{\"id\":\"u\"," BASIS
        ",\"flag\":\"urgent\",\"when\":false}],\"advice\":[{\"id\":\"r\",\"kind\":\"reason\"," BASIS
        ",\"when\":false}],\"unsure\":{\"id\":\"unsure\"," BASIS "}}",
        decisions->str);
    g_autofree char *questions_text
        = g_strdup_printf ("{\"tiles\":[{\"id\":\"t\",\"order\":1,\"icon\":\"i\",\"title\":" TEXT
                           ",\"hint\":" TEXT ",\"matters\":[\"m\"],\"words\":[\"w\"],"
                           "\"sensitive\":false}],\"questions\":[%s]}",
                           questions->str);

    nodes[0] = yz_json_parse (rules_text, -1, 100000, &error);
    g_assert_no_error (error);
    nodes[1] = yz_json_parse (questions_text, -1, 100000, &error);
    g_assert_no_error (error);
  }
  nodes[2] = yz_json_parse ("{\"series\":[],\"rows\":[]}", -1, 1000, NULL);
  nodes[3] = yz_json_parse ("{\"regions\":[]}", -1, 1000, NULL);
  small = yz_rules_new (nodes[0], nodes[1], nodes[2], nodes[3], &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    g_clear_pointer (&nodes[i], json_node_unref);
  return small;
}

/* 0: no, 1: yes, 2: open, 3: not known to the person. */
static JsonObject *
to_answers (const guint *states)
{
  JsonObject *answers = json_object_new ();

  json_object_set_string_member (answers, "matter", "m");
  for (guint i = 0; i < N_FLAGS; i++) {
    g_autofree char *key = g_strdup_printf ("f%u", i);

    if (states[i] < 2)
      json_object_set_boolean_member (answers, key, states[i] == 1);
    else if (states[i] == 3)
      put_unsure (answers, key);
  }
  return answers;
}

static char *
get_outcome (YzRules *small, const guint *states)
{
  g_autoptr (JsonObject) answers = to_answers (states);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = yz_rules_check (small, answers, DATE, FALSE, &error);
  const char *means;

  g_assert_no_error (error);
  means = yz_json_get_string (json_node_get_object (node), "means");
  return g_strdup_printf ("%s, %s",
                          json_object_get_string_member (json_node_get_object (node), "outcome"),
                          means != NULL ? means : "-");
}

/* What the result is when all that is @state is tried with no and yes: the outcome they agree in,
 * or
 * @otherwise. */
static char *
try_all (YzRules *small, const guint *states, guint state, const char *otherwise)
{
  for (guint i = 0; i < N_FLAGS; i++) {
    guint tried[N_FLAGS];
    g_autofree char *no = NULL;
    g_autofree char *yes = NULL;

    if (states[i] != state)
      continue;
    memcpy (tried, states, sizeof tried);
    tried[i] = 0;
    no = try_all (small, tried, state, otherwise);
    tried[i] = 1;
    yes = try_all (small, tried, state, otherwise);
    return g_strdup (strcmp (no, yes) == 0 ? no : otherwise);
  }
  return get_outcome (small, states);
}

/* Whether there are answers to the other open questions with which this one decides. */
static gboolean
matters (YzRules *small, const guint *states, guint flag)
{
  for (guint mask = 0; mask < 1u << N_FLAGS; mask++) {
    guint tried[N_FLAGS];
    g_autofree char *no = NULL;
    g_autofree char *yes = NULL;

    for (guint i = 0; i < N_FLAGS; i++)
      tried[i] = states[i] == 2 ? (mask >> i) & 1 : states[i];
    tried[flag] = 0;
    no = get_outcome (small, tried);
    tried[flag] = 1;
    yes = get_outcome (small, tried);
    if (strcmp (no, yes) != 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
asks (YzRules *small, const guint *states, guint flag)
{
  g_autoptr (JsonObject) answers = to_answers (states);
  g_autoptr (JsonNode) node = yz_rules_check (small, answers, DATE, FALSE, NULL);
  JsonArray *next = json_object_get_array_member (json_node_get_object (node), "next_questions");
  g_autofree char *key = g_strdup_printf ("f%u", flag);

  for (guint i = 0; i < json_array_get_length (next); i++)
    if (strcmp (json_array_get_string_element (next, i), key) == 0)
      return TRUE;
  return FALSE;
}

/* A result is certain exactly when all answers agree, what the person does not know leads to the
 * window exactly where it matters, and what is asked is exactly what can make a difference. */
static void
test_brute_force (void)
{
  for (guint run = 0; run < 40; run++) {
    g_autoptr (YzRules) small = new_small_rules ();

    for (guint point = 0; point < 12; point++) {
      guint states[N_FLAGS];
      guint known[N_FLAGS];
      g_autofree char *got = NULL;
      g_autofree char *certain = NULL;
      gboolean open = FALSE;

      for (guint i = 0; i < N_FLAGS; i++) {
        states[i] = (guint)g_test_rand_int_range (0, 4);
        open |= states[i] == 2;
      }
      got = get_outcome (small, states);
      certain = try_all (small, states, 2, "needs-answers, -");
      g_assert_cmpstr (got, ==, certain);
      for (guint i = 0; i < N_FLAGS; i++)
        if (states[i] == 2)
          g_assert_cmpint (asks (small, states, i), ==, matters (small, states, i));
      /* Without open ones the person's own gaps are left. */
      for (guint i = 0; i < N_FLAGS; i++)
        known[i] = states[i] == 2 ? 0 : states[i];
      {
        g_autofree char *with_gaps = get_outcome (small, known);
        guint as_open[N_FLAGS];
        g_autofree char *agreed = NULL;

        for (guint i = 0; i < N_FLAGS; i++)
          as_open[i] = known[i] == 3 ? 2 : known[i];
        agreed = try_all (small, as_open, 2, "ask-window, unknown");
        g_assert_cmpstr (with_gaps, ==, agreed);
      }
    }
  }
}

/* 民法典 201 and 202: the first day does not count, and a month ends where it ends. */
static const struct {
  const char *start;
  guint length;
  const char *unit;
  const char *last_day;
} time_limits[] = {
  { "2026-11-20", 15, "day", "2026-12-05" },  { "2026-11-20", 1, "year", "2027-11-20" },
  { "2028-02-29", 1, "year", "2029-02-28" },  { "2026-01-31", 1, "month", "2026-02-28" },
  { "2026-08-31", 6, "month", "2027-02-28" }, { "2026-11-30", 3, "month", "2027-02-28" },
  { "2026-12-31", 60, "day", "2027-03-01" },  { "2026-11-20", 200, "year", NULL },
  { "2026-11-20", G_MAXUINT, "day", NULL },   { "9998-01-01", 3, "year", NULL },
  { "2026-11-20", 1, "fortnight", NULL },     { "2026-02-30", 1, "day", NULL },
};

static void
test_time_limits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (time_limits); i++) {
    g_autofree char *day = yz_time_limit_get_last_day (time_limits[i].start, time_limits[i].length,
                                                       time_limits[i].unit);

    g_assert_cmpstr (day, ==, time_limits[i].last_day);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *dir = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  dir = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "rules", NULL);
  rules = yz_rules_load (dir, &error);
  g_assert_no_error (error);

  g_test_add_func ("/eligibility/shipped", test_shipped);
  g_test_add_func ("/eligibility/certain-stays", test_certain_stays);
  g_test_add_func ("/eligibility/order", test_order);
  g_test_add_func ("/eligibility/interview", test_interview);
  g_test_add_func ("/eligibility/claims", test_claims);
  g_test_add_func ("/eligibility/explain", test_explain);
  g_test_add_func ("/eligibility/time-limits", test_time_limits);
  g_test_add_func ("/eligibility/brute-force", test_brute_force);
  for (gsize i = 0; i < G_N_ELEMENTS (bad_answers); i++) {
    g_autofree char *path = g_strconcat ("/eligibility/bad-answers/", bad_answers[i].name, NULL);

    g_test_add_data_func (path, &bad_answers[i], test_bad_answers);
  }

  status = g_test_run ();
  g_object_unref (rules);
  return status;
}
