/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-result.h"

/* Every rule, whether it holds, and which answers that depends on: for whoever writes rules. */

static void
add_keys (YzRules *rules, const guint *slots, guint n, guint8 *questions, guint8 *seen)
{
  for (guint i = 0; i < n; i++) {
    const YzVariable *variable = yz_vocabulary_get_variable (rules->vocabulary, slots[i]);
    const YzFunction *function = yz_vocabulary_get_function (rules->vocabulary, slots[i]);

    if (seen[slots[i]])
      continue;
    seen[slots[i]] = TRUE;
    if (variable != NULL && variable->question >= 0)
      questions[variable->question] = TRUE;
    if (function != NULL)
      add_keys (rules, (const guint *)(gpointer)function->inputs->data, function->inputs->len,
                questions, seen);
  }
}

static JsonArray *
get_keys (YzRules *rules, const YzCondition *condition)
{
  g_autofree guint8 *questions = g_new0 (guint8, rules->questions->len);
  g_autofree guint8 *seen = g_new0 (guint8, yz_vocabulary_get_n_slots (rules->vocabulary));
  JsonArray *keys = json_array_new ();
  guint n;
  const guint *slots = yz_condition_get_slots (condition, &n);

  add_keys (rules, slots, n, questions, seen);
  for (guint i = 0; i < rules->questions->len; i++)
    if (questions[i])
      json_array_add_string_element (keys,
                                     ((YzQuestion *)g_ptr_array_index (rules->questions, i))->key);
  return keys;
}

static void
explain_one (YzRules *rules,
             const YzAnswers *answers,
             const char *matter,
             const char *kind,
             const char *id,
             const char *article,
             const YzCondition *condition,
             JsonArray *all)
{
  JsonObject *object = json_object_new ();
  YzTruth truth = yz_condition_test (condition, answers->slots);

  if (matter != NULL)
    json_object_set_string_member (object, "matter", matter);
  json_object_set_string_member (object, "rule", id);
  json_object_set_string_member (object, "kind", kind);
  if (article != NULL)
    json_object_set_string_member (object, "article", article);
  if (truth == YZ_TRUTH_UNKNOWN)
    json_object_set_null_member (object, "value");
  else
    json_object_set_boolean_member (object, "value", truth == YZ_TRUTH_TRUE);
  json_object_set_array_member (object, "depends_on", get_keys (rules, condition));
  json_array_add_object_element (all, object);
}

/**
 * yz_explain:
 * @rules: the rules
 * @day: their day
 * @answers: what is known
 * @matter: (nullable): what it is about
 *
 * Returns: (transfer full): every definition, and every rule in force, with `value` true, false or
 *   null (still open) and `depends_on`, the keys it reads
 */
JsonArray *
yz_explain (YzRules *rules, YzRulesDay *day, const YzAnswers *answers, const char *matter)
{
  GPtrArray *const lists[] = { rules->decisions, rules->flags, rules->advice };
  JsonArray *all = json_array_new ();

  for (guint i = 0; i < rules->definitions->len; i++) {
    const YzFunction *function = g_ptr_array_index (rules->vocabulary->functions, YZ_N_DERIVED + i);

    explain_one (rules, answers, matter, "definition", function->name, NULL,
                 g_ptr_array_index (rules->definitions, i), all);
  }
  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++) {
      const YzRule *rule = g_ptr_array_index (lists[l], i);

      if (yz_period_holds (&rule->period, day->date))
        explain_one (rules, answers, matter, rule->kind, rule->id, rule->article, rule->when, all);
    }
  return all;
}
