/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-answers.h"
#include "yz-result.h"

#include "yz-error.h"

#include <string.h>

/* From answers to a result (design §4). A result is certain when outcome, route and means are the
 * same whatever is still unknown; a question is worth asking when the diagram of what is unknown
 * stands on it. */

static YzTruth
test (const YzRule *rule, const YzAnswers *answers)
{
  return yz_condition_test (rule->when, answers->slots);
}

/* What is worked out from the answers, where it can no longer change. */
static void
fill_functions (YzRules *rules, YzRulesDay *day, YzAnswers *answers, YzDiagram *diagram)
{
  YzVocabulary *vocabulary = rules->vocabulary;
  guint32 means = yz_diagram_restrict (diagram, day->means, answers->known);

  answers->slots[rules->means_slot] = (YzLogicValue){ .type = YZ_LOGIC_UNKNOWN };
  if (yz_diagram_get_variable (diagram, means) == YZ_DIAGRAM_RESULT)
    answers->slots[rules->means_slot]
        = (YzLogicValue){ .type = YZ_LOGIC_STRING,
                          .string
                          = yz_rules_means_results[yz_diagram_get_result (diagram, means)] };
  for (guint i = 0; i < vocabulary->functions->len; i++) {
    const YzFunction *function = g_ptr_array_index (vocabulary->functions, i);
    YzLogicValue *slot = &answers->slots[vocabulary->variables->len + i];
    guint32 rest = yz_diagram_substitute (diagram, day->functions[i], rules->means_slot, day->means,
                                          answers->known);

    *slot = (YzLogicValue){ .type = YZ_LOGIC_UNKNOWN };
    if (yz_diagram_get_variable (diagram, rest) != YZ_DIAGRAM_RESULT)
      continue;
    if (function->texts != NULL)
      *slot = (YzLogicValue){ .type = YZ_LOGIC_STRING,
                              .string = function->texts[yz_diagram_get_result (diagram, rest)] };
    else
      *slot = (YzLogicValue){ .type = YZ_LOGIC_BOOLEAN,
                              .boolean = yz_diagram_get_result (diagram, rest) != 0 };
  }
}

/* The rule that gives a certain result: the first that already holds; where several still may, the
 * first of them. */
static const YzRule *
find_rule (YzRules *rules, YzRulesDay *day, const YzAnswers *answers, guint triple)
{
  const YzRule *possible = NULL;

  for (guint i = 0; i < rules->decisions->len; i++) {
    const YzRule *rule = g_ptr_array_index (rules->decisions, i);
    YzTruth truth;

    if (day->decision_triples[i] != triple)
      continue;
    truth = test (rule, answers);
    if (truth == YZ_TRUTH_TRUE)
      return rule;
    if (truth == YZ_TRUTH_UNKNOWN && possible == NULL)
      possible = rule;
  }
  return possible;
}

static const char *
find_article (YzRules *rules, const YzAnswers *answers, const YzRule *rule, const char *matter)
{
  const YzLogicValue *scope = &answers->slots[rules->vocabulary->variables->len];

  if (strcmp (rule->article, "matter") != 0)
    return rule->article;
  if (matter == NULL
      || (scope->type == YZ_LOGIC_STRING
          && strcmp (scope->string, yz_rules_scopes[YZ_SCOPE_OUTSIDE]) == 0))
    return "31";
  return yz_rules_find_matter (rules, matter)->article;
}

static const char *
name_at (const char *const *names, int position)
{
  return position >= 0 ? names[position] : NULL;
}

static void
decide (YzClaim *claim, YzRules *rules, YzRulesDay *day, const YzAnswers *answers)
{
  guint32 all = yz_diagram_substitute (claim->diagram, day->decision, rules->means_slot, day->means,
                                       answers->known);
  const YzTriple *triple;
  guint position;

  claim->function = yz_diagram_agree (claim->diagram, all, answers->unsure,
                                      yz_diagram_result (claim->diagram, day->window));
  claim->outcome = "needs-answers";
  if (yz_diagram_get_variable (claim->diagram, claim->function) != YZ_DIAGRAM_RESULT)
    return;
  position = yz_diagram_get_result (claim->diagram, claim->function);
  triple = &g_array_index (day->triples, YzTriple, position);
  claim->certain = TRUE;
  claim->outcome = name_at (yz_rules_outcomes, triple->outcome);
  claim->route = name_at (yz_rules_routes, triple->route);
  claim->means = name_at (yz_rules_means, triple->means);
  claim->rule = yz_diagram_get_variable (claim->diagram, all) == YZ_DIAGRAM_RESULT
                    ? find_rule (rules, day, answers, position)
                    : rules->unsure;
  if (claim->rule == NULL)
    claim->rule = rules->unsure;
  claim->article = find_article (rules, answers, claim->rule, claim->matter);
}

static void
raise_flags (YzClaim *claim, YzRules *rules, YzRulesDay *day, const YzAnswers *answers)
{
  for (guint i = 0; i < rules->flags->len; i++) {
    const YzRule *rule = g_ptr_array_index (rules->flags, i);

    if (yz_period_holds (&rule->period, day->date) && test (rule, answers) == YZ_TRUTH_TRUE) {
      claim->urgent = TRUE;
      g_ptr_array_add (claim->shown, (gpointer)rule);
    }
  }
}

/* Advice sees the result; while answers are needed there is none but that. */
static void
give_advice (YzClaim *claim, YzRules *rules, YzRulesDay *day, YzAnswers *answers)
{
  yz_answers_set_text (answers, rules, "outcome", claim->outcome);
  yz_answers_set_text (answers, rules, "route", claim->route);
  yz_answers_set_text (answers, rules, "means_result", claim->means);
  yz_answers_set_text (answers, rules, "article", claim->article);
  yz_answers_set_flag (answers, rules, "urgent", claim->urgent);
  for (guint i = 0; i < rules->advice->len; i++) {
    const YzRule *rule = g_ptr_array_index (rules->advice, i);

    if (yz_period_holds (&rule->period, day->date) && test (rule, answers) == YZ_TRUTH_TRUE)
      g_ptr_array_add (claim->shown, (gpointer)rule);
  }
}

/* What may still be shown or not, by what is unknown. */
static void
find_topics (YzClaim *claim, YzRulesDay *day, const YzAnswers *answers)
{
  guint32 no = yz_diagram_result (claim->diagram, FALSE);

  claim->useful = g_new0 (guint8, day->n_variables);
  claim->pressing = g_new0 (guint8, day->n_variables);
  for (guint i = 0; i < day->topics->len; i++) {
    const YzTopic *topic = &g_array_index (day->topics, YzTopic, i);
    guint32 rest = yz_diagram_restrict (claim->diagram, topic->shown, answers->known);

    rest = yz_diagram_agree (claim->diagram, rest, answers->unsure, no);
    yz_diagram_mark (claim->diagram, rest, claim->useful);
    if (strcmp (topic->rule->kind, "urgent") == 0)
      yz_diagram_mark (claim->diagram, rest, claim->pressing);
  }
}

static void
claim_free (gpointer data)
{
  YzClaim *claim = data;

  yz_diagram_free (claim->diagram);
  g_ptr_array_unref (claim->shown);
  g_free (claim->needed);
  g_free (claim->useful);
  g_free (claim->pressing);
  g_free (claim->known);
  g_clear_pointer (&claim->explanation, json_array_unref);
  g_free (claim);
}

static YzClaim *
check_claim (YzRules *rules,
             YzRulesDay *day,
             YzAnswers *answers,
             const char *matter,
             gboolean explain)
{
  YzClaim *claim = g_new0 (YzClaim, 1);

  claim->matter = matter;
  claim->diagram = yz_diagram_new (day->diagram);
  claim->shown = g_ptr_array_new ();
  if (matter != NULL)
    yz_answers_set_text (answers, rules, "matter", matter);
  fill_functions (rules, day, answers, claim->diagram);
  decide (claim, rules, day, answers);
  raise_flags (claim, rules, day, answers);
  give_advice (claim, rules, day, answers);
  claim->needed = g_new0 (guint8, day->n_variables);
  if (!claim->certain)
    yz_diagram_mark (claim->diagram, claim->function, claim->needed);
  find_topics (claim, day, answers);
  claim->known = g_memdup2 (answers->known, day->n_variables * sizeof *answers->known);
  if (explain)
    claim->explanation = yz_explain (rules, day, answers, matter);
  return claim;
}

static gboolean
is_day (const char *date, GError **error)
{
  GDate day;

  if (yz_day_parse (date, &day))
    return TRUE;
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "the date is none: write 2026-01-31");
  return FALSE;
}

/**
 * yz_rules_check:
 * @self: rules
 * @answers: what the person has answered, as design §11 has it
 * @date: the day of the check, `2026-11-21`
 * @explain: whether the result also lists every rule, its value and what it depends on
 * @error: %YZ_ERROR_INVALID naming an answer that there is not, or that has no such value
 *
 * Says whether legal aid is open, why, and what is still worth asking. It depends on nothing but
 * its arguments. The first check of a day takes longer than the others.
 *
 * Returns: (transfer full): the result of design §11, an object
 */
JsonNode *
yz_rules_check (YzRules *self,
                JsonObject *answers,
                const char *date,
                gboolean explain,
                GError **error)
{
  g_autoptr (YzRulesDay) day = NULL;
  g_autoptr (YzAnswers) read = NULL;
  g_autoptr (GPtrArray) claims = g_ptr_array_new_with_free_func (claim_free);
  gboolean exceeded = FALSE;

  g_return_val_if_fail (YZ_IS_RULES (self), NULL);
  g_return_val_if_fail (answers != NULL && date != NULL, NULL);

  if (!is_day (date, error))
    return NULL;
  day = yz_rules_ref_day (self, date, error);
  if (day == NULL)
    return NULL;
  read = yz_answers_read (self, day, answers, error);
  if (read == NULL)
    return NULL;
  if (read->matters->len == 0)
    g_ptr_array_add (claims, check_claim (self, day, read, NULL, explain));
  for (guint i = 0; i < read->matters->len; i++)
    g_ptr_array_add (claims, check_claim (self, day, read, read->matters->pdata[i], explain));
  for (guint i = 0; i < claims->len; i++)
    exceeded |= yz_diagram_is_exceeded (((YzClaim *)claims->pdata[i])->diagram);
  if (exceeded) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the rules depend on too many answers at once: make them simpler");
    return NULL;
  }
  return yz_result_new (self, day, read, claims);
}
