/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-answers.h"
#include "yz-json.h"

#include <string.h>

/* bench-eligibility eval|check|questions DIR: over the example cases of a folder of rules. `eval`
 * prints how many conditions a second are tested, `check` the p99 of a whole result in ms,
 * `questions` how many questions lead to a certain result on average, and how many a questionnaire
 * would ask that asks everybody everything. */

#define DATE "2026-11-21"
#define MAX_BYTES (4 * 1024 * 1024)
#define SECONDS 2

typedef struct {
  YzRules *rules;
  JsonNode *node;
  JsonArray *cases;
} Bench;

static JsonObject *
get_answers (Bench *self, guint i)
{
  return json_object_get_object_member (json_array_get_object_element (self->cases, i), "answers");
}

/* Conditions ---------------------------------------------------------------------------------- */

static guint
test_all (GPtrArray *list, const YzAnswers *answers)
{
  for (guint i = 0; i < list->len; i++)
    yz_condition_test (((YzRule *)g_ptr_array_index (list, i))->when, answers->slots);
  return list->len;
}

static gboolean
eval (Bench *self, GError **error)
{
  g_autoptr (YzRulesDay) day = yz_rules_ref_day (self->rules, DATE, error);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_answers_free);
  gint64 begin;
  guint64 n = 0;

  for (guint i = 0; day != NULL && i < json_array_get_length (self->cases); i++) {
    YzAnswers *answers = yz_answers_read (self->rules, day, get_answers (self, i), error);

    if (answers == NULL)
      return FALSE;
    g_ptr_array_add (all, answers);
  }
  begin = g_get_monotonic_time ();
  while (g_get_monotonic_time () - begin < SECONDS * G_USEC_PER_SEC)
    for (guint i = 0; i < all->len; i++) {
      n += test_all (self->rules->decisions, all->pdata[i]);
      n += test_all (self->rules->flags, all->pdata[i]);
      n += test_all (self->rules->advice, all->pdata[i]);
    }
  g_print ("%.0f\n", (double)n / ((g_get_monotonic_time () - begin) / 1e6));
  return day != NULL;
}

/* Results ------------------------------------------------------------------------------------- */

static int
compare_times (gconstpointer a, gconstpointer b)
{
  return *(const gint64 *)a < *(const gint64 *)b ? -1 : *(const gint64 *)a > *(const gint64 *)b;
}

static gboolean
check (Bench *self, GError **error)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint round = 0; round < 10; round++)
    for (guint i = 0; i < json_array_get_length (self->cases); i++) {
      gint64 begin = g_get_monotonic_time ();
      g_autoptr (JsonNode) result
          = yz_rules_check (self->rules, get_answers (self, i), DATE, FALSE, error);
      gint64 time = g_get_monotonic_time () - begin;

      if (result == NULL)
        return FALSE;
      if (round > 0) /* the first makes the day ready */
        g_array_append_val (times, time);
    }
  g_array_sort (times, compare_times);
  g_print ("%.3f\n", (double)g_array_index (times, gint64, times->len * 99 / 100) / 1000);
  return TRUE;
}

/* Questions ----------------------------------------------------------------------------------- */

static JsonNode *
find_answer (JsonObject *answers, const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, ".", 2);
  JsonObject *inner = parts[1] != NULL ? yz_json_get_object (answers, parts[0]) : answers;

  return inner != NULL ? json_object_get_member (inner, parts[1] != NULL ? parts[1] : parts[0])
                       : NULL;
}

/* What most people answer. */
static JsonNode *
usual_answer (const YzQuestion *question)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  g_autoptr (JsonArray) none = json_array_new ();

  switch (question->type) {
  case YZ_QUESTION_BOOLEAN:
    json_node_set_boolean (node, FALSE);
    break;
  case YZ_QUESTION_CHOICE:
  case YZ_QUESTION_DATE:
    json_node_set_string (node,
                          ((YzQuestionOption *)g_ptr_array_index (question->options, 0))->value);
    break;
  case YZ_QUESTION_MANY:
    json_node_init_array (node, none);
    break;
  case YZ_QUESTION_NUMBER:
    json_node_set_int (node, (gint64)CLAMP (40, question->min, question->max));
    break;
  case YZ_QUESTION_MONEY:
    json_node_set_int (node, 5000);
    break;
  case YZ_QUESTION_REGION:
    json_node_set_string (node, "310115");
    break;
  }
  return node;
}

static void
put (JsonObject *answers, const char *key, JsonNode *value)
{
  g_auto (GStrv) parts = g_strsplit (key, ".", 2);

  if (parts[1] == NULL) {
    json_object_set_member (answers, key, value);
    return;
  }
  if (!json_object_has_member (answers, parts[0]))
    json_object_set_object_member (answers, parts[0], json_object_new ());
  json_object_set_member (json_object_get_object_member (answers, parts[0]), parts[1], value);
}

/* Asks one citizen until the result is certain; returns how many questions that took. */
static guint
interview (Bench *self, JsonObject *known)
{
  g_autoptr (JsonObject) answers = json_object_new ();
  guint n = 0;

  for (;;) {
    g_autoptr (JsonNode) result = yz_rules_check (self->rules, answers, DATE, FALSE, NULL);
    JsonArray *next;
    const char *key;
    JsonNode *answer;

    next = json_object_get_array_member (json_node_get_object (result), "next_questions");
    if (strcmp (json_object_get_string_member (json_node_get_object (result), "outcome"),
                "needs-answers")
            != 0
        || json_array_get_length (next) == 0)
      return n;
    key = json_array_get_string_element (next, 0);
    answer = find_answer (known, key);
    put (answers, key,
         answer != NULL ? json_node_copy (answer)
                        : usual_answer (yz_rules_find_question (self->rules, key)));
    n++;
  }
}

static gboolean
questions (Bench *self, GError **error)
{
  GPtrArray *all = yz_rules_get_questions (self->rules);
  guint n = json_array_get_length (self->cases);
  guint64 asked = 0;
  guint fixed = 0;

  for (guint i = 0; i < n; i++)
    asked += interview (self, get_answers (self, i));
  for (guint i = 0; i < all->len; i++)
    fixed += ((YzQuestion *)g_ptr_array_index (all, i))->stage != YZ_STAGE_ADVICE;
  g_print ("%.2f %u\n", (double)asked / n, fixed);
  return TRUE;
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  gboolean done = FALSE;

  if (argc != 3) {
    g_printerr ("usage: bench-eligibility eval|check|questions DIR\n");
    return 2;
  }
  path = g_build_filename (argv[2], "cases.json", NULL);
  bench.rules = yz_rules_load (argv[2], &error);
  bench.node = bench.rules != NULL ? yz_json_load (path, MAX_BYTES, &error) : NULL;
  if (bench.node != NULL) {
    bench.cases = json_object_get_array_member (json_node_get_object (bench.node), "cases");
    if (strcmp (argv[1], "eval") == 0)
      done = eval (&bench, &error);
    else if (strcmp (argv[1], "check") == 0)
      done = check (&bench, &error);
    else
      done = questions (&bench, &error);
  }
  if (!done)
    g_printerr ("bench-eligibility: %s\n", error != NULL ? error->message : "failed");
  g_clear_pointer (&bench.node, json_node_unref);
  g_clear_object (&bench.rules);
  return done ? 0 : 3;
}
