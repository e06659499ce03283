/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-result.h"

#include <math.h>
#include <string.h>

/* The result as the JSON of design §11. */

/* Where the advice of each kind goes. */
static const struct {
  const char *kind;
  const char *member;
} members[] = {
  { "reason", "reasons" },
  { "material", "materials" },
  { "refer", "refer" },
  { "office", "office" },
  { "time-limit", "time_limits" },
  { "remedy", "remedy" },
  { "applicant", "applicant" },
  { "next", "next" },
  { "payer", "payers" },
  { "warning", "warnings" },
  { "safety", "safety" },
  { "urgent", "reasons" },
};

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

static JsonObject *
rule_to_json (const YzRule *rule, const char *article)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "rule", rule->id);
  json_object_set_string_member (object, "law", rule->law);
  json_object_set_string_member (object, "article", article);
  json_object_set_string_member (object, "text", rule->text.zh);
  json_object_set_string_member (object, "text_en", rule->text.en);
  if (rule->material != NULL) {
    json_object_set_string_member (object, "id", rule->material);
    json_object_set_boolean_member (object, "core", rule->core);
  }
  if (rule->start.zh == NULL)
    return object;
  json_object_set_string_member (object, "start", rule->start.zh);
  json_object_set_string_member (object, "start_en", rule->start.en);
  if (rule->length > 0) {
    json_object_set_int_member (object, "length", rule->length);
    json_object_set_string_member (object, "unit", rule->unit);
  }
  return object;
}

/* A rule stands once, a paper once. */
static gboolean
is_there (JsonArray *array, const YzRule *rule)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *other = json_array_get_object_element (array, i);

    if (strcmp (json_object_get_string_member (other, "rule"), rule->id) == 0
        || (rule->material != NULL
            && strcmp (json_object_get_string_member (other, "id"), rule->material) == 0))
      return TRUE;
  }
  return FALSE;
}

static void
add_rule (JsonObject *result, const YzRule *rule)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    JsonArray *array;

    if (strcmp (members[i].kind, rule->kind) != 0)
      continue;
    array = json_object_get_array_member (result, members[i].member);
    if (!is_there (array, rule))
      json_array_add_object_element (array, rule_to_json (rule, rule->article));
  }
}

static void
add_advice (JsonObject *result, GPtrArray *claims)
{
  JsonArray *reasons = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (!json_object_has_member (result, members[i].member))
      json_object_set_array_member (result, members[i].member,
                                    i == 0 ? reasons : json_array_new ());
  for (guint i = 0; i < claims->len; i++) {
    const YzClaim *claim = g_ptr_array_index (claims, i);

    if (claim->rule != NULL && !is_there (reasons, claim->rule))
      json_array_add_object_element (reasons, rule_to_json (claim->rule, claim->article));
  }
  for (guint i = 0; i < claims->len; i++) {
    const YzClaim *claim = g_ptr_array_index (claims, i);

    for (guint k = 0; k < claim->shown->len; k++)
      add_rule (result, g_ptr_array_index (claim->shown, k));
  }
}

static JsonArray *
claims_to_json (GPtrArray *claims)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < claims->len; i++) {
    const YzClaim *claim = g_ptr_array_index (claims, i);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "matter", claim->matter);
    json_object_set_string_member (object, "outcome", claim->outcome);
    set_text (object, "route", claim->route);
    set_text (object, "article", claim->article);
    set_text (object, "means", claim->means);
    json_array_add_object_element (array, object);
  }
  return array;
}

static gboolean
has_cause (YzRules *rules, const YzAnswers *answers, const YzLimb *limb)
{
  for (guint i = 0; limb->spending != NULL && limb->spending[i] != NULL; i++) {
    g_autofree char *name = g_strconcat ("spending_over_income.", limb->spending[i], NULL);
    int slot = yz_vocabulary_find (rules->vocabulary, name);

    if (slot >= 0 && answers->known[slot] == 1)
      return TRUE;
  }
  return limb->spending == NULL;
}

/* The limit to show: the one that the income keeps, or else the widest that is open to the person.
 */
static int
find_limb (YzRules *rules,
           const YzAnswers *answers,
           const YzRegionDay *region,
           double income,
           guint size)
{
  int widest = -1;

  for (guint i = 0; i < region->row->limbs->len; i++) {
    const YzLimb *limb = g_ptr_array_index (region->row->limbs, i);

    if (limb->operator== NULL || !has_cause (rules, answers, limb))
      continue;
    if (yz_limb_holds (limb, region->limits[i], income, size))
      return (int)i;
    if (widest < 0 || region->limits[i] > region->limits[widest])
      widest = (int)i;
  }
  return widest;
}

/* The sum that was done: who pays attention to a limit also wants to see it. */
static JsonObject *
means_to_json (YzRules *rules, YzRulesDay *day, const YzAnswers *answers)
{
  const YzRegionDay *region = answers->region >= 0 ? &day->regions[answers->region] : NULL;
  const char *unit = "household";
  double income = answers->income;
  guint size = answers->size;
  JsonObject *object;
  int limb;

  if (region == NULL || region->row == NULL)
    return NULL;
  if (strcmp (region->row->unit, "person") == 0
      || (strcmp (region->row->opponent_in_household, "person") == 0
          && answers->known[MAX (yz_vocabulary_find (rules->vocabulary, "opponent_in_household"),
                                 0)]
                 == 1)) {
    unit = "person";
    income = answers->applicant_income;
    size = 1;
  }
  if (isnan (income) || size == 0)
    return NULL;
  limb = find_limb (rules, answers, region, income, size);
  if (limb < 0)
    return NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "row", region->row->id);
  json_object_set_double_member (object, "limit", region->limits[limb]);
  json_object_set_string_member (object, "operator",
                                 ((YzLimb *)g_ptr_array_index (region->row->limbs, (guint)limb))
                                     ->
                                     operator);
  json_object_set_double_member (object, "per_head", income / size);
  json_object_set_string_member (object, "unit", unit);
  set_text (object, "source", region->row->source);
  set_text (object, "from", region->row->period.from);
  json_object_set_string_member (object, "review_by", region->row->review_by);
  if (region->row->look_back_months > 0)
    json_object_set_int_member (object, "look_back_months", region->row->look_back_months);
  json_object_set_string_member (object, "law", region->row->law);
  json_object_set_string_member (object, "article", region->row->article);
  json_object_set_string_member (object, "text", region->row->text.zh);
  json_object_set_string_member (object, "text_en", region->row->text.en);
  return object;
}

static const YzClaim *
find_best (GPtrArray *claims)
{
  const YzClaim *best = g_ptr_array_index (claims, 0);

  for (guint i = 1; i < claims->len; i++) {
    const YzClaim *claim = g_ptr_array_index (claims, i);

    if (yz_rules_find_text (yz_rules_outcomes, claim->outcome)
        < yz_rules_find_text (yz_rules_outcomes, best->outcome))
      best = claim;
  }
  return best;
}

static int
compare_claims (gconstpointer a, gconstpointer b)
{
  return yz_rules_find_text (yz_rules_outcomes, (*(YzClaim *const *)a)->outcome)
         - yz_rules_find_text (yz_rules_outcomes, (*(YzClaim *const *)b)->outcome);
}

static JsonArray *
join_explanations (GPtrArray *claims)
{
  JsonArray *all = json_array_new ();

  for (guint i = 0; i < claims->len; i++) {
    JsonArray *one = ((YzClaim *)g_ptr_array_index (claims, i))->explanation;

    for (guint k = 0; one != NULL && k < json_array_get_length (one); k++)
      json_array_add_element (all, json_node_copy (json_array_get_element (one, k)));
  }
  return all;
}

/**
 * yz_result_new:
 * @rules: the rules
 * @day: their day
 * @answers: what is known
 * @claims: (element-type YzClaim): what came of each matter, at least one; the reasons of the best
 *   stand first
 *
 * Returns: (transfer full): the result of design §11
 */
JsonNode *
yz_result_new (YzRules *rules, YzRulesDay *day, const YzAnswers *answers, GPtrArray *claims)
{
  JsonNode *node = json_node_alloc ();
  JsonObject *result = json_object_new ();
  const YzClaim *best = find_best (claims);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new (); /* owns none */
  JsonObject *means = NULL;
  gboolean urgent = FALSE;

  g_ptr_array_extend (sorted, claims, NULL, NULL);
  g_ptr_array_sort (sorted, compare_claims);
  for (guint i = 0; i < claims->len; i++) {
    const YzClaim *claim = g_ptr_array_index (claims, i);

    urgent |= claim->urgent;
    if (means == NULL
        && yz_rules_find_text (yz_rules_means, claim->means)
               >= yz_rules_find_text (yz_rules_means, "met"))
      means = means_to_json (rules, day, answers);
  }
  json_object_set_string_member (result, "outcome", best->outcome);
  set_text (result, "route", best->route);
  set_text (result, "article", best->article);
  set_text (result, "means", best->means);
  json_object_set_boolean_member (result, "urgent", urgent);
  if (claims->len > 1)
    json_object_set_array_member (result, "claims", claims_to_json (claims));
  if (means != NULL)
    json_object_set_object_member (result, "means_test", means);
  add_advice (result, sorted);
  json_object_set_array_member (result, "next_questions",
                                yz_next_questions (rules, day, answers, claims));
  if (best->explanation != NULL)
    json_object_set_array_member (result, "explain", join_explanations (claims));
  json_object_set_string_member (result, "rules_version", rules->version);
  json_object_set_string_member (result, "date", day->date);
  json_node_init_object (node, result);
  json_object_unref (result);
  return node;
}
