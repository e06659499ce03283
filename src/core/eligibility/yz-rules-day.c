/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-rules-day.h"

#include "yz-error.h"

#include <string.h>

/* The rules of one day, made ready once: what every check of that day has in common. */

static void
region_clear (YzRegionDay *region)
{
  g_free (region->limits);
  g_array_unref (region->incomes);
  g_array_unref (region->applicant);
}

/**
 * yz_rules_day_unref:
 * @day: (transfer full): a day
 */
void
yz_rules_day_unref (YzRulesDay *day)
{
  g_return_if_fail (day != NULL);

  if (!g_atomic_ref_count_dec (&day->ref_count))
    return;
  for (guint i = 0; i < day->n_regions; i++)
    region_clear (&day->regions[i]);
  g_free (day->regions);
  g_free (day->functions);
  g_free (day->decision_triples);
  g_array_unref (day->triples);
  g_array_unref (day->topics);
  yz_diagram_free (day->diagram);
  g_free (day->date);
  g_free (day);
}

/**
 * yz_rules_find_region:
 * @self: rules
 * @code: six digits
 *
 * Returns: the position of the region that tables name: it, its city, its province, or any other
 */
guint
yz_rules_find_region (YzRules *self, const char *code)
{
  g_autoptr (GPtrArray) chain = yz_region_chain (code);

  for (guint c = 0; c < chain->len; c++)
    for (guint i = 0; i < self->regions->len; i++)
      if (strcmp (g_ptr_array_index (chain, c), g_ptr_array_index (self->regions, i)) == 0)
        return i;
  return self->regions->len;
}

static guint32
choose (YzRulesDay *day, guint slot, guint n, const guint32 *branches)
{
  guint32 results[YZ_DIAGRAM_MAX_VALUES];

  for (guint i = 0; i < n; i++)
    results[i] = yz_diagram_result (day->diagram, i);
  return yz_diagram_case (day->diagram, yz_diagram_node (day->diagram, slot, n, results), n,
                          branches);
}

static guint32
make_condition (YzRulesDay *day, YzRules *rules, const YzCondition *condition)
{
  return yz_condition_to_diagram (condition, rules->vocabulary, day->functions, day->diagram);
}

/* What a matter falls under, on the day and with the facts that narrow it. */
static guint32
make_scope (YzRulesDay *day, YzRules *rules)
{
  const YzVariable *variable = yz_vocabulary_get_variable (rules->vocabulary, rules->matter_slot);
  guint32 outside = yz_diagram_result (day->diagram, YZ_SCOPE_OUTSIDE);
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];

  for (guint i = 0; i < variable->texts->len; i++) {
    const YzMatter *matter = yz_rules_find_matter (rules, g_ptr_array_index (variable->texts, i));

    branches[i] = outside;
    if (yz_period_holds (&matter->period, day->date))
      branches[i] = yz_diagram_if (day->diagram, make_condition (day, rules, matter->when),
                                   yz_diagram_result (day->diagram, matter->scope), outside);
  }
  return choose (day, rules->matter_slot, variable->texts->len, branches);
}

static gboolean
is_supplement (YzRulesDay *day, const YzSupplement *supplement, guint kind, const char *code)
{
  return supplement->kind == kind && strcmp (supplement->region, code) == 0
         && yz_period_holds (&supplement->period, day->date);
}

/* Where a region has supplements of a kind: itself, its city or its province; NULL for none. */
static char *
find_level (YzRulesDay *day, YzRules *rules, guint kind, guint region)
{
  g_autoptr (GPtrArray) chain = NULL;

  if (region == rules->regions->len)
    return NULL;
  chain = yz_region_chain (g_ptr_array_index (rules->regions, region));
  for (guint c = 0; c < chain->len; c++)
    for (guint i = 0; i < rules->supplements->len; i++)
      if (is_supplement (day, g_ptr_array_index (rules->supplements, i), kind,
                         g_ptr_array_index (chain, c)))
        return g_strdup (g_ptr_array_index (chain, c));
  return NULL;
}

static guint32
make_supplement (YzRulesDay *day, YzRules *rules, guint kind)
{
  guint32 yes = yz_diagram_result (day->diagram, TRUE);
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];

  for (guint r = 0; r < day->n_regions; r++) {
    g_autofree char *level = find_level (day, rules, kind, r);

    branches[r] = yz_diagram_result (day->diagram, FALSE);
    for (guint i = 0; level != NULL && i < rules->supplements->len; i++) {
      const YzSupplement *supplement = g_ptr_array_index (rules->supplements, i);

      if (is_supplement (day, supplement, kind, level))
        branches[r] = yz_diagram_if (day->diagram, make_condition (day, rules, supplement->when),
                                     yes, branches[r]);
    }
  }
  return choose (day, rules->region_slot, day->n_regions, branches);
}

static gboolean
is_whole (YzRulesDay *day, YzRules *rules, guint kind, guint region)
{
  g_autofree char *level = find_level (day, rules, kind, region);

  for (guint i = 0; level != NULL && i < rules->supplements->len; i++) {
    const YzSupplement *supplement = g_ptr_array_index (rules->supplements, i);

    if (is_supplement (day, supplement, kind, level) && supplement->whole)
      return TRUE;
  }
  return FALSE;
}

/* Nothing else can bring a matter into the scope, or free it of the income limit. */
static guint32
make_whole (YzRulesDay *day, YzRules *rules)
{
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];

  for (guint r = 0; r < day->n_regions; r++)
    branches[r]
        = yz_diagram_result (day->diagram,
                             is_whole (day, rules, YZ_FUNCTION_SUPPLEMENT_31_9 - 1, r)
                                 && is_whole (day, rules, YZ_FUNCTION_SUPPLEMENT_32_5 - 1, r));
  return choose (day, rules->region_slot, day->n_regions, branches);
}

static guint32
make_function (YzRulesDay *day, YzRules *rules, guint function)
{
  switch (function) {
  case YZ_FUNCTION_SCOPE:
    return make_scope (day, rules);
  case YZ_FUNCTION_SUPPLEMENT_31_9:
  case YZ_FUNCTION_SUPPLEMENT_32_5:
  case YZ_FUNCTION_SUPPLEMENT_42_4:
    return make_supplement (day, rules, function - YZ_FUNCTION_SUPPLEMENT_31_9);
  case YZ_FUNCTION_SUPPLEMENTS_WHOLE:
    return make_whole (day, rules);
  default:
    return make_condition (day, rules,
                           g_ptr_array_index (rules->definitions, function - YZ_N_DERIVED));
  }
}

static void
make_means (YzRulesDay *day, YzRules *rules)
{
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];

  for (guint r = 0; r < day->n_regions; r++) {
    yz_region_day_init (&day->regions[r], rules,
                        r < rules->regions->len ? g_ptr_array_index (rules->regions, r) : NULL,
                        day->date);
    branches[r] = yz_region_day_diagram (&day->regions[r], rules, r, day->date, day->diagram);
  }
  day->means = choose (day, rules->region_slot, day->n_regions, branches);
}

static guint
add_triple (YzRulesDay *day, const char *outcome, const char *route, const char *means)
{
  YzTriple triple
      = { yz_rules_find_text (yz_rules_outcomes, outcome),
          yz_rules_find_text (yz_rules_routes, route), yz_rules_find_text (yz_rules_means, means) };

  for (guint i = 0; i < day->triples->len; i++) {
    const YzTriple *other = &g_array_index (day->triples, YzTriple, i);

    if (other->outcome == triple.outcome && other->route == triple.route
        && other->means == triple.means)
      return i;
  }
  g_array_append_val (day->triples, triple);
  return day->triples->len - 1;
}

/* The first decision that holds decides: put together from the last on. */
static void
make_decision (YzRulesDay *day, YzRules *rules)
{
  day->window = add_triple (day, "ask-window", NULL, "unknown");
  day->decision = yz_diagram_result (day->diagram, day->window);
  day->decision_triples = g_new (guint16, rules->decisions->len);
  for (guint i = rules->decisions->len; i-- > 0;) {
    const YzRule *rule = g_ptr_array_index (rules->decisions, i);

    day->decision_triples[i] = YZ_NO_TRIPLE;
    if (!yz_period_holds (&rule->period, day->date))
      continue;
    day->decision_triples[i] = (guint16)add_triple (day, rule->outcome, rule->route, rule->means);
    day->decision
        = yz_diagram_if (day->diagram, make_condition (day, rules, rule->when),
                         yz_diagram_result (day->diagram, day->decision_triples[i]), day->decision);
  }
}

static void
add_topic (YzRulesDay *day, YzRules *rules, const YzRule *rule)
{
  YzTopic topic = { .rule = rule };

  if (!yz_period_holds (&rule->period, day->date))
    return;
  topic.shown = make_condition (day, rules, rule->when);
  /* Of several rules about one paper the first is shown. */
  for (guint i = 0; rule->material != NULL && i < day->topics->len; i++) {
    const YzTopic *other = &g_array_index (day->topics, YzTopic, i);

    if (g_strcmp0 (other->rule->material, rule->material) == 0)
      topic.shown = yz_diagram_if (day->diagram, make_condition (day, rules, other->rule->when),
                                   yz_diagram_result (day->diagram, FALSE), topic.shown);
  }
  g_array_append_val (day->topics, topic);
}

static void
make_topics (YzRulesDay *day, YzRules *rules)
{
  static const char *const kinds[] = { "office", "applicant", "material", NULL };

  for (guint i = 0; i < rules->flags->len; i++)
    add_topic (day, rules, g_ptr_array_index (rules->flags, i));
  for (guint i = 0; i < rules->advice->len; i++) {
    const YzRule *rule = g_ptr_array_index (rules->advice, i);

    if (g_strv_contains (kinds, rule->kind))
      add_topic (day, rules, rule);
  }
}

static YzRulesDay *
day_new (YzRules *rules, const char *date)
{
  YzRulesDay *day = g_new0 (YzRulesDay, 1);

  g_atomic_ref_count_init (&day->ref_count);
  day->date = g_strdup (date);
  yz_day_parse (date, &day->day);
  day->diagram = yz_diagram_new (NULL);
  day->triples = g_array_new (FALSE, FALSE, sizeof (YzTriple));
  day->topics = g_array_new (FALSE, FALSE, sizeof (YzTopic));
  day->n_regions = rules->regions->len + 1;
  day->regions = g_new0 (YzRegionDay, day->n_regions);
  day->n_variables = rules->vocabulary->variables->len + 2 * day->n_regions;
  day->functions = g_new0 (guint32, rules->vocabulary->functions->len);
  make_means (day, rules);
  for (guint i = 0; i < rules->function_order->len; i++) {
    guint function = g_array_index (rules->function_order, guint, i);

    day->functions[function] = make_function (day, rules, function);
  }
  make_decision (day, rules);
  make_topics (day, rules);
  yz_diagram_freeze (day->diagram);
  return day;
}

/**
 * yz_rules_ref_day:
 * @self: rules
 * @date: a day
 * @error: %YZ_ERROR_INVALID where the rules are too entangled to be decided
 *
 * Returns: (transfer full): the rules of that day
 */
YzRulesDay *
yz_rules_ref_day (YzRules *self, const char *date, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->day == NULL || strcmp (self->day->date, date) != 0) {
    g_clear_pointer (&self->day, yz_rules_day_unref);
    self->day = day_new (self, date);
  }
  if (yz_diagram_is_exceeded (self->day->diagram)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the rules depend on too many answers at once: make them simpler");
    return NULL;
  }
  g_atomic_ref_count_inc (&self->day->ref_count);
  return self->day;
}
