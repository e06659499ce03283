/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-result.h"

#include <string.h>

/* What to ask next: first what can still change the result, exemptions before income, and of those
 * that matter at the same stage the one whose answers leave the least to ask; then whether it is
 * urgent, then what only papers or the office depend on. */

typedef struct {
  guint position;
  const YzQuestion *question;
  gboolean needed;
  gboolean pressing;
  double left; /* questions that remain after it, on average over its answers */
} Candidate;

/* The position of the question that asks for a variable, or -1. */
int
yz_variable_question (YzRules *rules, guint variable)
{
  const YzVocabulary *vocabulary = rules->vocabulary;
  const char *key;

  if (variable < vocabulary->variables->len)
    return yz_vocabulary_get_variable (rules->vocabulary, variable)->question;
  key = variable == yz_rules_income_slot (rules, (variable - vocabulary->variables->len) / 2)
            ? "household_income_month"
            : "applicant_income_month";
  return yz_vocabulary_get_variable (rules->vocabulary,
                                     (guint)MAX (yz_vocabulary_find (rules->vocabulary, key), 0))
      ->question;
}

static void
mark_questions (YzRules *rules, guint n_variables, const guint8 *variables, guint8 *questions)
{
  for (guint i = 0; i < n_variables; i++) {
    int position = variables[i] ? yz_variable_question (rules, i) : -1;

    if (position >= 0)
      questions[position] = TRUE;
  }
}

/* What the income is asked for with: region, household, incomes, spending, assets. */
#define MEANS_QUESTIONS 5

/* The tables are left out: it is enough to know whether they will be needed. */
static guint
count_left (YzRules *rules, YzRulesDay *day, YzClaim *claim, guint32 function)
{
  g_autofree guint8 *variables = g_new0 (guint8, day->n_variables);
  g_autofree guint8 *questions = g_new0 (guint8, rules->questions->len);
  guint n;

  yz_diagram_mark (claim->diagram, yz_diagram_restrict (claim->diagram, function, claim->known),
                   variables);
  mark_questions (rules, day->n_variables, variables, questions);
  n = variables[rules->means_slot] ? MEANS_QUESTIONS : 0;
  for (guint i = 0; i < rules->questions->len; i++)
    n += questions[i];
  return n;
}

/* An answer of a question for a list is one member, or none; of another question one of its values.
 */
static double
try_answers (YzRules *rules, YzRulesDay *day, YzClaim *claim, guint32 function, guint position)
{
  YzVocabulary *vocabulary = rules->vocabulary;
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean many;
  double left = 0;
  guint n = 0;

  for (guint i = 0; i < vocabulary->variables->len; i++)
    if (yz_vocabulary_get_variable (vocabulary, i)->question == (int)position)
      g_array_append_val (slots, i);
  many = yz_vocabulary_get_variable (vocabulary, g_array_index (slots, guint, 0))->member != NULL;
  if (many) {
    for (guint chosen = 0; chosen <= slots->len; chosen++, n++) {
      for (guint i = 0; i < slots->len; i++)
        claim->known[g_array_index (slots, guint, i)] = (gint16)(i + 1 == chosen ? 1 : 0);
      left += count_left (rules, day, claim, function);
    }
  } else {
    guint slot = g_array_index (slots, guint, 0);
    const YzVariable *variable = yz_vocabulary_get_variable (vocabulary, slot);

    for (; n < variable->values->len; n++) {
      claim->known[slot] = (gint16)n;
      left += count_left (rules, day, claim, function);
    }
  }
  for (guint i = 0; i < slots->len; i++)
    claim->known[g_array_index (slots, guint, i)] = -1;
  return left / MAX (n, 1);
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a;
  const Candidate *y = b;

  if (x->needed != y->needed)
    return (int)y->needed - (int)x->needed;
  if (!x->needed && x->pressing != y->pressing)
    return (int)y->pressing - (int)x->pressing;
  if (x->question->stage != y->question->stage)
    return (int)x->question->stage - (int)y->question->stage;
  if (x->left < y->left || x->left > y->left)
    return x->left < y->left ? -1 : 1;
  return x->question->rank - y->question->rank;
}

/* Only those of the stage that is due are weighed; what happened, and the income, have an order of
 * their own. */
static void
weigh (YzRules *rules, YzRulesDay *day, GPtrArray *claims, GArray *candidates)
{
  guint first = G_MAXUINT;

  for (guint i = 0; i < candidates->len; i++) {
    const Candidate *candidate = &g_array_index (candidates, Candidate, i);

    if (candidate->needed)
      first = MIN (first, candidate->question->stage);
  }
  if (first < YZ_STAGE_EXEMPTION || first > YZ_STAGE_PERSON)
    return;
  for (guint i = 0; i < candidates->len; i++) {
    Candidate *candidate = &g_array_index (candidates, Candidate, i);

    if (!candidate->needed || candidate->question->stage != first)
      continue;
    for (guint c = 0; c < claims->len; c++) {
      YzClaim *claim = g_ptr_array_index (claims, c);

      if (!claim->certain)
        candidate->left
            += try_answers (rules, day, claim,
                            yz_diagram_restrict (claim->diagram, day->decision, claim->known),
                            candidate->position);
    }
  }
}

/**
 * yz_next_questions:
 * @rules: the rules
 * @day: their day
 * @answers: what is known
 * @claims: (element-type YzClaim): what came of each matter
 *
 * Returns: (transfer full): the keys of the questions that are worth asking, the most useful first
 */
JsonArray *
yz_next_questions (YzRules *rules, YzRulesDay *day, const YzAnswers *answers, GPtrArray *claims)
{
  g_autofree guint8 *needed = g_new0 (guint8, rules->questions->len);
  g_autofree guint8 *useful = g_new0 (guint8, rules->questions->len);
  g_autofree guint8 *pressing = g_new0 (guint8, rules->questions->len);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < claims->len; i++) {
    const YzClaim *claim = g_ptr_array_index (claims, i);

    mark_questions (rules, day->n_variables, claim->needed, needed);
    mark_questions (rules, day->n_variables, claim->useful, useful);
    mark_questions (rules, day->n_variables, claim->pressing, pressing);
  }
  for (guint i = 0; i < rules->questions->len; i++) {
    Candidate candidate = { i, g_ptr_array_index (rules->questions, i), needed[i], pressing[i], 0 };

    if ((needed[i] || useful[i]) && !answers->asked[i])
      g_array_append_val (candidates, candidate);
  }
  weigh (rules, day, claims, candidates);
  g_array_sort (candidates, compare_candidates);
  for (guint i = 0; i < candidates->len; i++)
    json_array_add_string_element (array, g_array_index (candidates, Candidate, i).question->key);
  return array;
}
