/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"
#include "yz-test-ctl.h"

#include <glib/gstdio.h>
#include <string.h>

/* The commands `eligibility` and `rules check`. */

#define ANSWERS                                                                                    \
  "{\"matter\":\"labour-pay\",\"foreigner\":false,\"circumstances\":[],\"has_lawyer\":false,"      \
  "\"groups\":[],\"no_fixed_income\":false,\"opponent_in_household\":false,\"household_size\":2,"  \
  "\"household_income_month\":6380,\"high_value_assets\":false}"

static const char *
get (JsonNode *node, const char *member)
{
  return yz_json_get_string (json_node_get_object (node), member);
}

/* The Shanghai limit of 2024: below 3,190 a month for each person. */
static void
test_means (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonNode) over
      = yz_test_ctl_run (ctl, ANSWERS, 0,
                         "eligibility --answers - --region 310115 --date 2025-01-15");
  g_autoptr (JsonNode) elsewhere
      = yz_test_ctl_run (ctl, ANSWERS, 0, "eligibility --answers - --date 2025-01-15");
  JsonObject *means = json_object_get_object_member (json_node_get_object (over), "means_test");

  g_assert_cmpstr (get (over, "outcome"), ==, "may-not-qualify");
  g_assert_cmpstr (get (over, "means"), ==, "not-met");
  g_assert_cmpstr (get (over, "article"), ==, "34");
  g_assert_cmpstr (get (over, "date"), ==, "2025-01-15");
  g_assert_cmpstr (yz_json_get_string (means, "row"), ==, "shanghai-2024");
  g_assert_cmpfloat (json_object_get_double_member (means, "limit"), ==, 3190);
  g_assert_cmpfloat (json_object_get_double_member (means, "per_head"), ==, 3190);
  g_assert_cmpstr (yz_json_get_string (means, "operator"), ==, "<");

  /* Without a region it is asked for. */
  g_assert_cmpstr (get (elsewhere, "outcome"), ==, "needs-answers");
  g_assert_cmpstr (
      json_array_get_string_element (json_object_get_array_member (json_node_get_object (elsewhere),
                                                                   "next_questions"),
                                     0),
      ==, "region");
}

static void
test_file (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonNode) result = NULL;
  JsonObject *first;

  yz_test_ctl_write (ctl, "answers.json", "{\"matter\":\"consultation\",\"region\":\"110105\"}");
  result = yz_test_ctl_run (ctl, NULL, 0,
                            "eligibility --answers answers.json --region 310115 --explain");
  g_assert_cmpstr (get (result, "outcome"), ==, "other-service");
  g_assert_cmpstr (get (result, "route"), ==, "consult");
  first
      = json_array_get_object_element (json_object_get_array_member (json_node_get_object (result),
                                                                     "reasons"),
                                       0);
  g_assert_cmpstr (yz_json_get_string (first, "rule"), ==, "consultation");
  g_assert_cmpstr (yz_json_get_string (first, "article"), ==, "23");
  g_assert_cmpuint (json_array_get_length (
                        json_object_get_array_member (json_node_get_object (result), "explain")),
                    >, 100);
}

static void
test_errors (YzTestCtl *ctl, gconstpointer data)
{
  yz_test_ctl_assert_error (ctl, NULL, 2, "eligibility", "usage", "--answers");
  yz_test_ctl_assert_error (ctl, "{\"shoe\":1}", 2, "eligibility --answers -", "usage", "shoe");
  yz_test_ctl_assert_error (ctl, "{\"matter\":\"murder\"}", 2, "eligibility --answers -", "usage",
                            "murder");
  yz_test_ctl_assert_error (ctl, "{}", 2, "eligibility --answers - --date 2025-02-30", "usage",
                            "date");
  yz_test_ctl_assert_error (ctl, "[]", 2, "eligibility --answers -", "usage", "object");
}

static void
copy_rules (YzTestCtl *ctl, const char *name, const char *from, const char *to)
{
  static const char *const names[]
      = { "rules.json", "questions.json", "means.json", "supplements.json", "cases.json" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "rules", names[i], NULL);
    g_autofree char *target = g_build_filename ("rules", names[i], NULL);
    g_autofree char *text = NULL;
    g_autoptr (GString) changed = NULL;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    changed = g_string_new (text);
    if (strcmp (names[i], name) == 0)
      g_assert_cmpuint (g_string_replace (changed, from, to, 1), ==, 1);
    yz_test_ctl_write (ctl, target, changed->str);
  }
}

typedef struct {
  const char *file;
  const char *from;
  const char *to;
  const char *place;
  const char *message;
} Fault;

/* One change each that an administrator may make by mistake. */
static const Fault faults[] = {
  { "rules.json", "\"var\": \"defended\"", "\"var\": \"defende\"", "defended", "defende" },
  { "rules.json", "\"outcome\": \"may-apply\"", "\"outcome\": \"maybe\"", "decision", "outcome" },
  { "means.json", "\"to\": \"2024-07-17\"", "\"to\": null", "shanghai-2024", "in force too" },
  { "means.json", "\"to\": \"2024-07-17\"", "\"to\": \"2024-07-01\"", "shanghai-2006",
    "has no row" },
  { "means.json", "\"amount\": 1595", "\"amount\": 1500", "case", "should be" },
  { "questions.json", "\"matters\": [\"labour-pay\"]", "\"matters\": [\"labour-pey\"]", "tile",
    "labour-pey" },
  { "supplements.json", "\"region\": \"310000\"", "\"region\": \"31\"", "supplement",
    "six digits" },
  { "questions.json", "\"key\": \"has_lawyer\"", "\"key\": \"scope\"", "question scope",
    "there already" },
  { "questions.json", "\"key\": \"has_lawyer\"", "\"key\": \"supplements_whole\"",
    "question supplements_whole", "there already" },
  { "questions.json", "\"key\": \"has_lawyer\",\n      \"type\": \"boolean\"",
    "\"key\": \"high_value_assets\",\n      \"type\": \"date\"", "", "used twice" },
  { "questions.json", "\"key\": \"urgent_measure\",\n      \"type\": \"boolean\"",
    "\"key\": \"other_day\",\n      \"type\": \"date\"", "question", "days_left" },
  { "questions.json", "\"key\": \"high_value_assets\",\n      \"type\": \"boolean\"",
    "\"key\": \"high_value_assets\",\n      \"type\": \"date\"", "question", "there already" },
  { "rules.json", "{", "{ // a comment", "", "line 1" },
};

static void
test_rules_check (YzTestCtl *ctl, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (ctl->dir, "rules", NULL);
  g_autoptr (JsonNode) shipped = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  copy_rules (ctl, "", "", "");
  shipped = yz_test_ctl_run (ctl, NULL, 0, "rules check rules");
  g_assert_true (json_object_get_boolean_member (json_node_get_object (shipped), "ok"));

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autoptr (JsonNode) result = NULL;
    g_autofree char *text = NULL;
    JsonObject *first;

    copy_rules (ctl, faults[i].file, faults[i].from, faults[i].to);
    result = yz_test_ctl_run (ctl, NULL, 1, "rules check rules");
    text = yz_json_to_text (result, FALSE);
    g_test_message ("%zu: %.300s", i, text);
    g_assert_false (json_object_get_boolean_member (json_node_get_object (result), "ok"));
    first = json_array_get_object_element (json_object_get_array_member (json_node_get_object (
                                                                             result),
                                                                         "problems"),
                                           0);
    if (strcmp (faults[i].place, "case") != 0)
      g_assert_cmpstr (yz_json_get_string (first, "file"), ==, faults[i].file);
    g_assert_nonnull (strstr (yz_json_get_string (first, "place"), faults[i].place));
    g_assert_nonnull (strstr (yz_json_get_string (first, "message"), faults[i].message));
  }
  yz_test_ctl_assert_error (ctl, NULL, 2, "rules check nowhere", "usage", "nowhere");
}

int
main (int argc, char **argv)
{
  yz_test_ctl_init (&argc, &argv);

  yz_test_ctl_add ("/ctl/eligibility/means", test_means);
  yz_test_ctl_add ("/ctl/eligibility/file", test_file);
  yz_test_ctl_add ("/ctl/eligibility/errors", test_errors);
  yz_test_ctl_add ("/ctl/rules/check", test_rules_check);

  return g_test_run ();
}
