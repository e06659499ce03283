/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-rules-private.h"

#include "yz-json.h"

#include <math.h>
#include <string.h>

/* The tables that rules stand on: income limits by region (means.json) and what regions add
 * (supplements.json). */

#define REGION_DIGITS 6
#define MAX_LIMBS 4

static gboolean
is_region (const char *code)
{
  return code != NULL && strlen (code) == REGION_DIGITS
         && strspn (code, "0123456789") == REGION_DIGITS;
}

/**
 * yz_region_chain:
 * @code: six digits (GB/T 2260)
 *
 * Returns: (transfer full) (element-type utf8): it, its city and its province, each once
 */
GPtrArray *
yz_region_chain (const char *code)
{
  static const gsize kept[] = { 6, 4, 2 };
  GPtrArray *chain = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++) {
    char *above = g_strdup (code);

    memset (above + kept[i], '0', REGION_DIGITS - kept[i]);
    if (chain->len > 0 && strcmp (g_ptr_array_index (chain, chain->len - 1), above) == 0)
      g_free (above);
    else
      g_ptr_array_add (chain, above);
  }
  return chain;
}

static char *
read_region (YzRules *self, YzReader *reader, JsonObject *object)
{
  const char *code = yz_json_get_string (object, "region");

  if (!is_region (code)) {
    yz_reader_report (reader, "“region” is missing or wrong: write six digits in quotes");
    return NULL;
  }
  for (guint i = 0; i < self->regions->len; i++)
    if (strcmp (g_ptr_array_index (self->regions, i), code) == 0)
      return g_strdup (code);
  if (self->regions->len < YZ_DIAGRAM_MAX_VALUES - 1)
    g_ptr_array_add (self->regions, g_strdup (code));
  else
    yz_reader_report (reader, "more than %d regions", YZ_DIAGRAM_MAX_VALUES - 1);
  return g_strdup (code);
}

static double
read_amount (YzReader *reader, JsonObject *object, const char *member, double fallback)
{
  JsonNode *node = json_object_get_member (object, member);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                            : G_TYPE_INVALID;
  double number;

  if (node == NULL && !isnan (fallback))
    return fallback;
  number = type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double (node) : NAN;
  if (number >= 0 && number <= 1e9)
    return number;
  yz_reader_report (reader, "“%s” is missing or wrong: write a number, not below 0", member);
  return 0;
}

static int
compare_amounts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (((const YzAmount *)a)->from, ((const YzAmount *)b)->from);
}

static void
amount_clear (gpointer data)
{
  g_free (((YzAmount *)data)->from);
}

static void
read_values (YzReader *reader, JsonObject *object, GArray *amounts)
{
  static const char *const known[] = { "from", "amount", "source", "mark", NULL };
  JsonArray *array = yz_json_get_array (object, "values");

  if (array == NULL)
    yz_reader_report (reader, "“values” is missing: write a list, which may be empty");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonObject *value = yz_reader_to_object (reader, json_array_get_element (array, i), known);
    YzAmount amount;

    if (value == NULL)
      continue;
    amount.from = yz_rules_get_day (reader, value, "from", TRUE);
    amount.amount = read_amount (reader, value, "amount", NAN);
    g_array_append_val (amounts, amount);
  }
  g_array_sort (amounts, compare_amounts);
  for (guint i = 1; i < amounts->len; i++)
    if (compare_amounts (&g_array_index (amounts, YzAmount, i - 1),
                         &g_array_index (amounts, YzAmount, i))
        == 0)
      yz_reader_report (reader, "“values” has two for one day");
}

static void
read_series (YzRules *self, YzReader *reader, JsonNode *node)
{
  static const char *const known[] = { "id", "region", "title", "values", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  YzSeries *series;
  YzText title = { 0 };

  if (object == NULL)
    return;
  series = g_new0 (YzSeries, 1);
  g_ptr_array_add (self->series, series);
  series->id = yz_reader_get_id (reader, object, "id", "-");
  series->region = read_region (self, reader, object);
  series->amounts = g_array_new (FALSE, FALSE, sizeof (YzAmount));
  g_array_set_clear_func (series->amounts, amount_clear);
  yz_reader_get_text (reader, object, "title", TRUE, &title);
  yz_text_clear (&title);
  read_values (reader, object, series->amounts);
}

/* Causes have to be options of the question for them. */
static GStrv
read_causes (YzRules *self, YzReader *reader, JsonObject *object)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (!json_object_has_member (object, "spending"))
    return NULL;
  array = yz_reader_get_list (reader, object, "spending");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    const char *cause
        = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
              ? json_node_get_string (node)
              : "";
    g_autofree char *name = g_strconcat ("spending_over_income.", cause, NULL);

    if (yz_vocabulary_find (self->vocabulary, name) < 0)
      yz_reader_report (reader, "“spending” has a cause that no question asks for");
    else
      g_strv_builder_add (builder, cause);
  }
  return g_strv_builder_end (builder);
}

static void
read_limb (YzRules *self, YzReader *reader, YzRow *row, JsonNode *node)
{
  static const char *const known[]
      = { "operator", "amount", "series", "factor", "divide", "spending", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  const char *operator;
  YzLimb *limb;

  if (object == NULL)
    return;
  limb = g_new0 (YzLimb, 1);
  g_ptr_array_add (row->limbs, limb);
  limb->spending = read_causes (self, reader, object);
  operator= yz_json_get_string (object, "operator");
  if (operator== NULL && !json_object_has_member (object, "operator") && limb->spending != NULL)
    return;
  limb->operator= g_strdup (operator);
  if (g_strcmp0 (operator, "<") != 0 && g_strcmp0 (operator, "<=") != 0)
    yz_reader_report (reader, "“operator” is missing or wrong: write \"<\" or \"<=\"");
  limb->series = g_strdup (yz_json_get_string (object, "series"));
  if (limb->series == NULL) {
    limb->amount = read_amount (reader, object, "amount", NAN);
    return;
  }
  limb->factor = read_amount (reader, object, "factor", NAN);
  limb->factor /= MAX (read_amount (reader, object, "divide", 1), 1);
}

static char *
read_word (YzReader *reader, JsonObject *object, const char *member, const char *const *words)
{
  const char *word = yz_json_get_string (object, member);
  g_autofree char *list = NULL;

  if (yz_rules_find_text (words, word) >= 0)
    return g_strdup (word);
  list = g_strjoinv (", ", (char **)words);
  yz_reader_report (reader, "“%s” is missing or wrong: write one of %s", member, list);
  return g_strdup (words[0]);
}

/* What is known only from elsewhere than an official text is no limit (domain §0). */
static void
check_mark (YzReader *reader, JsonObject *object)
{
  static const char *const marks[] = { "A", "B", NULL };
  g_autofree char *mark = read_word (reader, object, "mark", marks);
  g_autofree char *source = yz_rules_get_string (reader, object, "source");
}

static void
read_row (YzRules *self, YzReader *reader, JsonNode *node)
{
  static const char *const known[] = {
    "id",   "region",  "from", "to",     "review_by",        "basis", "limbs",
    "unit", "assets",  "law",  "source", "look_back_months", "mark",  "opponent_in_household",
    "text", "article", NULL,
  };
  static const char *const units[] = { "household", "person", NULL };
  static const char *const opponents[] = { "silent", "person", "household", NULL };
  static const char *const assets[] = { "none", "named", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  g_autofree char *assets_word = NULL;
  g_autofree char *basis = NULL;
  JsonArray *limbs;
  YzRow *row;

  if (object == NULL)
    return;
  row = g_new0 (YzRow, 1);
  g_ptr_array_add (self->rows, row);
  row->limbs = g_ptr_array_new ();
  row->id = yz_reader_get_id (reader, object, "id", "-");
  row->region = read_region (self, reader, object);
  yz_rules_get_period (reader, object, &row->period);
  row->review_by = yz_rules_get_day (reader, object, "review_by", TRUE);
  basis = yz_rules_get_string (reader, object, "basis");
  row->unit = read_word (reader, object, "unit", units);
  row->opponent_in_household = read_word (reader, object, "opponent_in_household", opponents);
  assets_word = read_word (reader, object, "assets", assets);
  row->assets_named = strcmp (assets_word, "named") == 0;
  row->look_back_months = (int)CLAMP (yz_json_get_int (object, "look_back_months", 0), 0, 120);
  row->law = yz_rules_get_string (reader, object, "law");
  row->article = yz_rules_get_string (reader, object, "article");
  row->source = g_strdup (yz_json_get_string (object, "source"));
  check_mark (reader, object);
  yz_reader_get_text (reader, object, "text", TRUE, &row->text);
  limbs = yz_reader_get_list (reader, object, "limbs");
  if (limbs != NULL && json_array_get_length (limbs) > MAX_LIMBS) {
    yz_reader_report (reader, "“limbs” has more than %d", MAX_LIMBS);
    return;
  }
  for (guint i = 0; limbs != NULL && i < json_array_get_length (limbs); i++)
    read_limb (self, reader, row, json_array_get_element (limbs, i));
}

/**
 * yz_means_parse:
 * @self: rules with their questions
 * @reader: takes what is wrong
 * @means: the JSON of means.json
 */
void
yz_means_parse (YzRules *self, YzReader *reader, JsonNode *means)
{
  static const char *const known[] = { "series", "rows", NULL };
  JsonObject *object;
  JsonArray *array;

  yz_reader_set_place (reader, g_strdup (""));
  object = yz_reader_to_object (reader, means, known);
  array = object != NULL ? yz_json_get_array (object, "series") : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    yz_reader_set_element (reader, "series", json_array_get_element (array, i), i, "");
    read_series (self, reader, json_array_get_element (array, i));
  }
  array = object != NULL ? yz_json_get_array (object, "rows") : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    yz_reader_set_element (reader, "row", json_array_get_element (array, i), i, "");
    read_row (self, reader, json_array_get_element (array, i));
  }
}

static void
read_supplement (YzRules *self, YzReader *reader, JsonNode *node)
{
  static const char *const known[] = { "id",  "region",  "kind",   "whole", "from", "to", "when",
                                       "law", "article", "source", "mark",  "text", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  g_autofree char *kind = NULL;
  g_autofree char *law = NULL;
  g_autofree char *article = NULL;
  YzText text = { 0 };
  YzSupplement *supplement;

  if (object == NULL)
    return;
  supplement = g_new0 (YzSupplement, 1);
  g_ptr_array_add (self->supplements, supplement);
  supplement->id = yz_reader_get_id (reader, object, "id", "-");
  supplement->region = read_region (self, reader, object);
  kind = read_word (reader, object, "kind", yz_rules_supplement_kinds);
  supplement->kind = (guint)yz_rules_find_text (yz_rules_supplement_kinds, kind);
  supplement->whole = yz_reader_get_flag (reader, object, "whole");
  yz_rules_get_period (reader, object, &supplement->period);
  supplement->when = yz_rules_get_condition (self, reader, object, "when");
  law = yz_rules_get_string (reader, object, "law");
  article = yz_rules_get_string (reader, object, "article");
  check_mark (reader, object);
  yz_reader_get_text (reader, object, "text", TRUE, &text);
  yz_text_clear (&text);
}

/**
 * yz_supplements_parse:
 * @self: rules with their definitions
 * @reader: takes what is wrong
 * @supplements: the JSON of supplements.json
 */
void
yz_supplements_parse (YzRules *self, YzReader *reader, JsonNode *supplements)
{
  static const char *const known[] = { "regions", NULL };
  JsonObject *object;
  JsonArray *array;

  yz_reader_set_place (reader, g_strdup (""));
  object = yz_reader_to_object (reader, supplements, known);
  array = object != NULL ? yz_json_get_array (object, "regions") : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    yz_reader_set_element (reader, "supplement", json_array_get_element (array, i), i, "");
    read_supplement (self, reader, json_array_get_element (array, i));
  }
}
