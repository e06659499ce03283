/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-rules-day.h"

#include <math.h>
#include <string.h>

/* The income limits of a region on a day (法律援助法 34): which row applies, and the function of
 * income, household, assets and spending that it is. Amounts are compared unrounded: an income with
 * the limit times the size of the household. */

#define MAX_INCOME 1e9

static const YzAmount *
find_amount (YzRules *rules, const char *id, GPtrArray *chain, const char *date)
{
  for (guint c = 0; c < chain->len; c++)
    for (guint i = 0; i < rules->series->len; i++) {
      const YzSeries *series = g_ptr_array_index (rules->series, i);

      if (strcmp (series->id, id) != 0
          || strcmp (series->region, g_ptr_array_index (chain, c)) != 0)
        continue;
      for (guint k = series->amounts->len; k-- > 0;) {
        const YzAmount *amount = &g_array_index (series->amounts, YzAmount, k);

        if (strcmp (amount->from, date) <= 0)
          return amount;
      }
    }
  return NULL;
}

/* The limits of a row by limb; NULL where a figure is missing, so that the row counts as none. */
static double *
find_limits (YzRules *rules, const YzRow *row, GPtrArray *chain, const char *date)
{
  g_autofree double *limits = g_new0 (double, row->limbs->len);

  for (guint i = 0; i < row->limbs->len; i++) {
    const YzLimb *limb = g_ptr_array_index (row->limbs, i);
    const YzAmount *amount;

    limits[i] = limb->amount;
    if (limb->series == NULL)
      continue;
    amount = find_amount (rules, limb->series, chain, date);
    if (amount == NULL)
      return NULL;
    limits[i] = amount->amount * limb->factor;
  }
  return g_steal_pointer (&limits);
}

static gboolean
is_newer (const YzRow *row, const YzRow *than)
{
  return than == NULL || g_strcmp0 (row->period.from, than->period.from) > 0;
}

/* A number for each range, as yz_ranges_new() cuts them, without the empty ones. */
static GArray *
get_ranges (GArray *constants)
{
  g_autoptr (GArray) ranges = yz_ranges_new (constants, 0, MAX_INCOME, FALSE);
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < ranges->len; i++)
    if (!isnan (g_array_index (ranges, double, i)))
      g_array_append_val (numbers, g_array_index (ranges, double, i));
  return numbers;
}

int
yz_rules_find_range (GArray *constants, double number)
{
  g_autoptr (GArray) ranges = yz_ranges_new (constants, 0, MAX_INCOME, FALSE);

  return yz_ranges_find (ranges, constants, number);
}

static void
note_constants (YzRegionDay *region, YzRules *rules)
{
  const YzVariable *variable = yz_vocabulary_get_variable (rules->vocabulary, rules->size_slot);
  const YzQuestion *question = g_ptr_array_index (rules->questions, (guint)variable->question);

  for (guint i = 0; i < region->row->limbs->len; i++) {
    const YzLimb *limb = g_ptr_array_index (region->row->limbs, i);

    if (limb->operator== NULL)
      continue;
    g_array_append_val (region->applicant, region->limits[i]);
    for (guint size = 1; size <= (guint)question->max; size++) {
      double limit = region->limits[i] * size;

      g_array_append_val (region->incomes, limit);
    }
  }
}

/**
 * yz_region_day_init:
 * @region: to be filled
 * @rules: rules
 * @code: (nullable): of the region; %NULL for one that no table names
 * @date: the day
 *
 * Finds the newest row of the region, or of its city, or of its province, that is not after the day
 * and whose figures are known.
 */
void
yz_region_day_init (YzRegionDay *region, YzRules *rules, const char *code, const char *date)
{
  g_autoptr (GPtrArray) chain = code != NULL ? yz_region_chain (code) : g_ptr_array_new ();

  region->incomes = g_array_new (FALSE, FALSE, sizeof (double));
  region->applicant = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint c = 0; c < chain->len && region->row == NULL; c++)
    for (guint i = 0; i < rules->rows->len; i++) {
      const YzRow *row = g_ptr_array_index (rules->rows, i);
      double *limits;

      if (strcmp (row->region, g_ptr_array_index (chain, c)) != 0
          || !yz_period_holds (&row->period, date) || !is_newer (row, region->row))
        continue;
      limits = find_limits (rules, row, chain, date);
      if (limits == NULL)
        continue;
      g_free (region->limits);
      region->row = row;
      region->limits = limits;
    }
  if (region->row != NULL)
    note_constants (region, rules);
}

/**
 * yz_limb_holds:
 * @limb: a limb with an operator
 * @limit: its limit, yuan a month for one person
 * @income: yuan a month
 * @size: persons who live on it
 *
 * Returns: whether the income is within the limit
 */
gboolean
yz_limb_holds (const YzLimb *limb, double limit, double income, guint size)
{
  return limb->operator[1] == '=' ? income <= limit * size : income<limit * size;
}

guint
yz_rules_income_slot (YzRules *self, guint region)
{
  return self->vocabulary->variables->len + 2 * region;
}

guint
yz_rules_applicant_slot (YzRules *self, guint region)
{
  return yz_rules_income_slot (self, region) + 1;
}

typedef struct {
  YzRegionDay *region;
  YzRules *rules;
  guint position;
  YzDiagram *diagram;
  guint32 yes;
  guint32 no;
} Maker;

static guint32
variable_is_true (Maker *maker, const char *name)
{
  int slot = yz_vocabulary_find (maker->rules->vocabulary, name);
  const guint32 branches[] = { maker->no, maker->yes };

  /* A question that is not asked is answered with no. */
  return slot >= 0 ? yz_diagram_node (maker->diagram, (guint)slot, 2, branches) : maker->no;
}

static guint32
compare_household (Maker *maker, const YzLimb *limb, double limit)
{
  g_autoptr (GArray) incomes = get_ranges (maker->region->incomes);
  const YzVariable *variable
      = yz_vocabulary_get_variable (maker->rules->vocabulary, maker->rules->size_slot);
  const YzQuestion *question
      = g_ptr_array_index (maker->rules->questions, (guint)variable->question);
  guint n_sizes = (guint)(question->max - question->min) + 1;
  guint32 sizes[YZ_DIAGRAM_MAX_VALUES];
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];

  for (guint s = 0; s < n_sizes; s++) {
    for (guint i = 0; i < incomes->len; i++)
      branches[i] = yz_limb_holds (limb, limit, g_array_index (incomes, double, i),
                                   (guint)question->min + s)
                        ? maker->yes
                        : maker->no;
    sizes[s]
        = yz_diagram_node (maker->diagram, yz_rules_income_slot (maker->rules, maker->position),
                           incomes->len, branches);
  }
  return yz_diagram_node (maker->diagram, maker->rules->size_slot, n_sizes, sizes);
}

static guint32
compare_applicant (Maker *maker, const YzLimb *limb, double limit)
{
  g_autoptr (GArray) incomes = get_ranges (maker->region->applicant);
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];

  for (guint i = 0; i < incomes->len; i++)
    branches[i] = yz_limb_holds (limb, limit, g_array_index (incomes, double, i), 1) ? maker->yes
                                                                                     : maker->no;
  return yz_diagram_node (maker->diagram, yz_rules_applicant_slot (maker->rules, maker->position),
                          incomes->len, branches);
}

static guint32
any_cause (Maker *maker, const YzLimb *limb)
{
  guint32 any = maker->no;

  if (limb->spending == NULL)
    return maker->yes;
  for (guint i = 0; limb->spending[i] != NULL; i++) {
    g_autofree char *name = g_strconcat ("spending_over_income.", limb->spending[i], NULL);

    any = yz_diagram_if (maker->diagram, variable_is_true (maker, name), maker->yes, any);
  }
  return any;
}

typedef guint32 (*Compare) (Maker *maker, const YzLimb *limb, double limit);

/* A row is met where any of its limbs holds. */
static guint32
any_limb (Maker *maker, Compare compare)
{
  guint32 any = maker->no;

  for (guint i = 0; i < maker->region->row->limbs->len; i++) {
    const YzLimb *limb = g_ptr_array_index (maker->region->row->limbs, i);
    guint32 holds
        = limb->operator== NULL ? maker->yes : compare (maker, limb, maker->region->limits[i]);

    holds = yz_diagram_if (maker->diagram, any_cause (maker, limb), holds, maker->no);
    any = yz_diagram_if (maker->diagram, holds, maker->yes, any);
  }
  return any;
}

/* Who counts: the household, the applicant alone, or, where the row is silent and the opponent
 * lives in the household, both, and the window where that makes a difference. */
static guint32
count_people (Maker *maker)
{
  const YzRow *row = maker->region->row;
  YzDiagram *diagram = maker->diagram;
  guint32 met = yz_diagram_result (diagram, YZ_MEANS_MET);
  guint32 not_met = yz_diagram_result (diagram, YZ_MEANS_NOT_MET);
  guint32 window = yz_diagram_result (diagram, YZ_MEANS_WINDOW);
  guint32 alone = yz_diagram_if (diagram, any_limb (maker, compare_applicant), met, not_met);
  guint32 household;
  guint32 with_opponent;

  if (strcmp (row->unit, "person") == 0)
    return alone;
  household = yz_diagram_if (diagram, any_limb (maker, compare_household), met, not_met);
  if (strcmp (row->opponent_in_household, "household") == 0)
    return household;
  with_opponent = alone;
  if (strcmp (row->opponent_in_household, "silent") == 0) {
    const guint32 when_met[] = { met, window };
    const guint32 when_not[] = { window, not_met };
    const guint32 both[] = { yz_diagram_case (diagram, alone, 2, when_met),
                             yz_diagram_case (diagram, alone, 2, when_not) };

    with_opponent = yz_diagram_case (diagram, household, 2, both);
  }
  return yz_diagram_if (diagram, variable_is_true (maker, "opponent_in_household"), with_opponent,
                        household);
}

/**
 * yz_region_day_diagram:
 * @region: a region on a day
 * @rules: the rules
 * @position: of the region
 * @date: the day
 * @diagram: where to make it
 *
 * Returns: the function of the answers that is a #YzMeans
 */
guint32
yz_region_day_diagram (YzRegionDay *region,
                       YzRules *rules,
                       guint position,
                       const char *date,
                       YzDiagram *diagram)
{
  Maker maker = { .region = region, .rules = rules, .position = position, .diagram = diagram };
  guint32 window = yz_diagram_result (diagram, YZ_MEANS_WINDOW);
  guint32 results[3];
  guint32 counted;

  if (region->row == NULL)
    return yz_diagram_result (diagram, YZ_MEANS_NO_ROW);
  maker.yes = yz_diagram_result (diagram, TRUE);
  maker.no = yz_diagram_result (diagram, FALSE);
  counted = count_people (&maker);
  results[YZ_MEANS_MET] = yz_diagram_result (diagram, YZ_MEANS_MET);
  results[YZ_MEANS_NOT_MET] = yz_diagram_result (diagram, YZ_MEANS_NOT_MET);
  results[YZ_MEANS_WINDOW] = window;
  if (region->row->assets_named)
    results[YZ_MEANS_MET] = yz_diagram_if (diagram, variable_is_true (&maker, "high_value_assets"),
                                           window, results[YZ_MEANS_MET]);
  /* A limit that nobody has looked at for long may have been raised. */
  if (strcmp (date, region->row->review_by) > 0)
    results[YZ_MEANS_NOT_MET] = window;
  return yz_diagram_case (diagram, counted, G_N_ELEMENTS (results), results);
}
