/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-question-private.h"
#include "yz-rules-private.h"

#include "yz-json.h"

#include <string.h>

/* From rules.json to rules. The names that conditions may use come first: the answers that
 * questions ask for, what is derived from them, and the definitions. */

#define LAST_DAY 99999 /* days_left where nothing runs out */

static const char *const advice_kinds[]
    = { "reason",    "material", "refer", "office",  "time-limit", "remedy",
        "applicant", "next",     "payer", "warning", "safety",     NULL };

static const char *const material_ids[]
    = { "application", "id",           "proxy",       "hardship-statement",
        "commitment",  "status-proof", "case-papers", NULL };

/* One may stand on another, and so on: put_in_order() goes down as deep. */
#define MAX_DEFINITIONS 1000

static const char *const units[] = { "day", "month", "year", NULL };

void
yz_period_clear (YzPeriod *period)
{
  g_clear_pointer (&period->from, g_free);
  g_clear_pointer (&period->to, g_free);
}

gboolean
yz_period_holds (const YzPeriod *period, const char *date)
{
  return (period->from == NULL || strcmp (period->from, date) <= 0)
         && (period->to == NULL || strcmp (date, period->to) < 0);
}

void
yz_rule_free (YzRule *rule)
{
  g_free (rule->id);
  g_free (rule->kind);
  g_free (rule->law);
  g_free (rule->article);
  yz_period_clear (&rule->period);
  g_clear_pointer (&rule->when, yz_condition_free);
  yz_text_clear (&rule->text);
  g_free (rule->outcome);
  g_free (rule->route);
  g_free (rule->means);
  g_free (rule->material);
  g_free (rule->unit);
  yz_text_clear (&rule->start);
  g_free (rule);
}

int
yz_rules_find_text (const char *const *texts, const char *text)
{
  for (int i = 0; text != NULL && texts[i] != NULL; i++)
    if (strcmp (texts[i], text) == 0)
      return i;
  return -1;
}

static gboolean
is_there (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

char *
yz_rules_get_string (YzReader *reader, JsonObject *object, const char *member)
{
  const char *text = yz_json_get_string (object, member);

  if (text == NULL || *text == '\0')
    yz_reader_report (reader, "“%s” is missing: write a text in quotes", member);
  return g_strdup (text);
}

/* One of @texts; NULL where it is missing and need not be there. */
static char *
read_one_of (YzReader *reader,
             JsonObject *object,
             const char *member,
             const char *const *texts,
             gboolean needed)
{
  const char *text = yz_json_get_string (object, member);
  g_autofree char *list = NULL;

  if (yz_rules_find_text (texts, text) >= 0)
    return g_strdup (text);
  if (!needed && !is_there (object, member))
    return NULL;
  list = g_strjoinv (", ", (char **)texts);
  yz_reader_report (reader, "“%s” is missing or wrong: write one of %s", member, list);
  return NULL;
}

char *
yz_rules_get_day (YzReader *reader, JsonObject *object, const char *member, gboolean needed)
{
  const char *text = yz_json_get_string (object, member);
  GDate day;

  if (!needed && !is_there (object, member))
    return NULL;
  if (yz_day_parse (text, &day))
    return g_strdup (text);
  yz_reader_report (reader, "“%s” is missing or wrong: write a day as \"2026-01-31\"", member);
  return NULL;
}

gboolean
yz_rules_get_period (YzReader *reader, JsonObject *object, YzPeriod *ret_period)
{
  ret_period->from = yz_rules_get_day (reader, object, "from", FALSE);
  ret_period->to = yz_rules_get_day (reader, object, "to", FALSE);
  if (ret_period->from == NULL || ret_period->to == NULL
      || strcmp (ret_period->from, ret_period->to) < 0)
    return TRUE;
  yz_reader_report (reader, "“to” has to be after “from”: it is the day after the last");
  return FALSE;
}

YzCondition *
yz_rules_get_condition (YzRules *self, YzReader *reader, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  g_autoptr (GError) error = NULL;
  YzCondition *condition;

  if (node == NULL) {
    yz_reader_report (reader, "“%s” is missing: write a condition, or true", member);
    return NULL;
  }
  condition = yz_condition_new (node, self->vocabulary, &error);
  if (condition == NULL)
    yz_reader_report (reader, "“%s”: %s", member, error->message);
  return condition;
}

static void
read_basis (YzReader *reader, JsonObject *object, YzRule *rule)
{
  rule->id = yz_reader_get_id (reader, object, "id", "-");
  rule->law = yz_rules_get_string (reader, object, "law");
  rule->article = yz_rules_get_string (reader, object, "article");
  yz_reader_get_text (reader, object, "text", TRUE, &rule->text);
}

/* What is known of a finished result, for advice; then the answers; last what the tables say. */
static void
add_given (YzVocabulary *vocabulary, const char *name, const char *const *texts, gboolean nullable)
{
  YzVariable *variable = yz_vocabulary_add_variable (vocabulary, name, YZ_VARIABLE_CHOICE, -1);

  for (guint i = 0; texts[i] != NULL; i++)
    g_ptr_array_add (variable->texts, g_strdup (texts[i]));
  if (nullable)
    g_ptr_array_add (variable->texts, NULL);
}

static void
add_number (YzVocabulary *vocabulary, const char *name, int position, double min, double max)
{
  YzVariable *variable
      = yz_vocabulary_add_variable (vocabulary, name, YZ_VARIABLE_NUMBER, position);

  variable->min = min;
  variable->max = max;
}

static void
add_choice (YzVocabulary *vocabulary, const YzQuestion *question, int position)
{
  YzVariable *variable
      = yz_vocabulary_add_variable (vocabulary, question->key, YZ_VARIABLE_CHOICE, position);

  for (guint i = 0; i < question->options->len; i++) {
    const YzQuestionOption *option = g_ptr_array_index (question->options, i);

    g_ptr_array_add (variable->texts, g_strdup (option->value));
  }
}

/* A question may not take the place of another name, nor two of one. */
static gboolean
is_free (YzVocabulary *vocabulary, YzReader *reader, const char *name)
{
  gboolean taken = yz_vocabulary_find (vocabulary, name) >= 0 || strcmp (name, "means") == 0;

  for (guint i = 0; i < YZ_N_DERIVED; i++)
    taken |= strcmp (name, yz_rules_derived_names[i]) == 0;
  if (taken)
    yz_reader_report (reader, "“%s” is a name that is there already", name);
  return !taken;
}

static void
add_members (YzVocabulary *vocabulary, YzReader *reader, const YzQuestion *question, int position)
{
  for (guint i = 0; i < question->options->len; i++) {
    const YzQuestionOption *option = g_ptr_array_index (question->options, i);
    g_autofree char *name = g_strconcat (question->key, ".", option->value, NULL);

    if (is_free (vocabulary, reader, name))
      yz_vocabulary_add_variable (vocabulary, name, YZ_VARIABLE_BOOLEAN, position)->member
          = g_strdup (option->value);
  }
}

static void
add_question (YzVocabulary *vocabulary, YzReader *reader, const YzQuestion *question, int position)
{
  yz_reader_set_place (reader, g_strdup_printf ("question %s", question->key));
  if (!is_free (vocabulary, reader, question->key))
    return;
  switch (question->type) {
  case YZ_QUESTION_BOOLEAN:
    yz_vocabulary_add_variable (vocabulary, question->key, YZ_VARIABLE_BOOLEAN, position);
    break;
  case YZ_QUESTION_CHOICE:
    add_choice (vocabulary, question, position);
    break;
  case YZ_QUESTION_MANY:
    add_members (vocabulary, reader, question, position);
    break;
  case YZ_QUESTION_NUMBER:
    if (strcmp (question->key, "household_size") == 0)
      yz_vocabulary_add_variable (vocabulary, question->key, YZ_VARIABLE_TABLE, position);
    else
      add_number (vocabulary, question->key, position, question->min, question->max);
    break;
  case YZ_QUESTION_DATE:
    if (is_free (vocabulary, reader, "days_left"))
      add_number (vocabulary, "days_left", position, -LAST_DAY, LAST_DAY);
    break;
  case YZ_QUESTION_MONEY:
  case YZ_QUESTION_REGION:
    yz_vocabulary_add_variable (vocabulary, question->key, YZ_VARIABLE_TABLE, position);
    break;
  }
}

static int
compare_questions (gconstpointer a, gconstpointer b)
{
  const YzQuestion *x = *(YzQuestion *const *)a;
  const YzQuestion *y = *(YzQuestion *const *)b;

  return x->stage != y->stage ? (int)x->stage - (int)y->stage : x->rank - y->rank;
}

/* The matters' articles, for conditions about the article of a result. */
static void
add_articles (YzVariable *variable, JsonArray *array)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    const char *article = JSON_NODE_HOLDS_OBJECT (node)
                              ? yz_json_get_string (json_node_get_object (node), "article")
                              : NULL;

    if (article != NULL && yz_variable_find_text (variable, article) < 0
        && variable->texts->len < YZ_DIAGRAM_MAX_VALUES - 1)
      g_ptr_array_add (variable->texts, g_strdup (article));
  }
}

static guint
need_slot (YzRules *self, YzReader *reader, const char *name)
{
  int slot = yz_vocabulary_find (self->vocabulary, name);

  if (slot < 0)
    yz_reader_report (reader, "there has to be a question with the key “%s”", name);
  return (guint)MAX (slot, 0);
}

/* What the tables and the arithmetic of days ask for by name. */
static void
check_types (YzRules *self, YzReader *reader)
{
  static const struct {
    const char *key;
    YzQuestionType type;
    const char *name;
  } needed[] = {
    { "high_value_assets", YZ_QUESTION_BOOLEAN, "boolean" },
    { "opponent_in_household", YZ_QUESTION_BOOLEAN, "boolean" },
    { "household_income_month", YZ_QUESTION_MONEY, "money" },
    { "applicant_income_month", YZ_QUESTION_MONEY, "money" },
    { "region", YZ_QUESTION_REGION, "region" },
    { "matter", YZ_QUESTION_CHOICE, "choice" },
    { "deadline", YZ_QUESTION_DATE, "date" },
  };

  for (guint i = 0; i < self->questions->len; i++) {
    const YzQuestion *question = g_ptr_array_index (self->questions, i);

    for (gsize k = 0; k < G_N_ELEMENTS (needed); k++)
      if (g_strcmp0 (question->key, needed[k].key) == 0 && question->type != needed[k].type) {
        yz_reader_set_place (reader, g_strdup_printf ("question %s", question->key));
        yz_reader_report (reader, "its type has to be “%s”", needed[k].name);
      }
  }
}

/* Every size of a household is told apart. */
static void
check_sizes (YzRules *self, YzReader *reader)
{
  for (guint i = 0; i < self->questions->len; i++) {
    const YzQuestion *question = g_ptr_array_index (self->questions, i);

    if (g_strcmp0 (question->key, "household_size") != 0)
      continue;
    yz_reader_set_place (reader, g_strdup ("question household_size"));
    if (question->type != YZ_QUESTION_NUMBER || question->min < 1
        || question->max > YZ_MAX_HOUSEHOLD)
      yz_reader_report (reader, "it has to be a number from 1 to at most %d", YZ_MAX_HOUSEHOLD);
  }
}

static void
name_answers (YzRules *self, YzReader *reader, JsonObject *rules)
{
  static const char *const none[] = { NULL };
  YzVocabulary *vocabulary = self->vocabulary;
  YzVariable *article;

  add_given (vocabulary, "outcome", yz_rules_outcomes, FALSE);
  add_given (vocabulary, "route", yz_rules_routes, TRUE);
  add_given (vocabulary, "means_result", yz_rules_means, TRUE);
  add_given (vocabulary, "article", none, TRUE);
  article = g_ptr_array_index (vocabulary->variables, vocabulary->variables->len - 1);
  add_articles (article, yz_json_get_array (rules, "decisions"));
  add_articles (article, yz_json_get_array (rules, "matters"));
  yz_vocabulary_add_variable (vocabulary, "urgent", YZ_VARIABLE_BOOLEAN, -1);

  /* Where a diagram begins, a question that decides much stands best. */
  g_ptr_array_sort (self->questions, compare_questions);
  for (guint i = 0; i < self->questions->len; i++) {
    const YzQuestion *question = g_ptr_array_index (self->questions, i);

    if (question->key != NULL)
      add_question (vocabulary, reader, question, (int)i);
  }
  add_given (vocabulary, "means", yz_rules_means_results, FALSE);
  self->matter_slot = need_slot (self, reader, "matter");
  self->region_slot = need_slot (self, reader, "region");
  self->size_slot = need_slot (self, reader, "household_size");
  self->means_slot = vocabulary->variables->len - 1;
  check_types (self, reader);
  check_sizes (self, reader);
}

/* The names that are worked out. A definition may not hide another name. */
static void
name_functions (YzRules *self, YzReader *reader, JsonObject *definitions)
{
  JsonObjectIter iter;
  const char *name;

  yz_reader_set_place (reader, g_strdup ("definitions"));
  if (json_object_get_size (definitions) > MAX_DEFINITIONS)
    yz_reader_report (reader, "these are more than %d", MAX_DEFINITIONS);
  for (guint i = 0; i < YZ_N_DERIVED; i++)
    yz_vocabulary_add_function (self->vocabulary, yz_rules_derived_names[i],
                                i == YZ_FUNCTION_SCOPE ? yz_rules_scopes : NULL);
  json_object_iter_init_ordered (&iter, definitions);
  while (json_object_iter_next_ordered (&iter, &name, NULL)
         && self->vocabulary->functions->len < YZ_N_DERIVED + MAX_DEFINITIONS) {
    yz_reader_set_place (reader, g_strdup ("definitions"));
    if (yz_vocabulary_find (self->vocabulary, name) >= 0)
      yz_reader_report (reader, "“%s” is a name that is there already", name);
    else if (!yz_reader_is_id (name, "_"))
      yz_reader_report (reader, "a definition has a name that is none: write small letters");
    else
      yz_vocabulary_add_function (self->vocabulary, name, NULL);
  }
}

static void
read_definitions (YzRules *self, YzReader *reader, JsonObject *definitions)
{
  for (guint i = YZ_N_DERIVED; i < self->vocabulary->functions->len; i++) {
    const YzFunction *function = g_ptr_array_index (self->vocabulary->functions, i);
    YzCondition *condition;

    yz_reader_set_place (reader, g_strdup_printf ("definition %s", function->name));
    condition = yz_rules_get_condition (self, reader, definitions, function->name);
    g_ptr_array_add (self->definitions, condition);
  }
}

static void
read_matter (YzRules *self, YzReader *reader, JsonNode *node)
{
  static const char *const known[] = { "id", "article", "from", "to", "when", "scope", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  g_autofree char *scope = NULL;
  YzMatter *matter;

  if (object == NULL)
    return;
  matter = g_new0 (YzMatter, 1);
  g_ptr_array_add (self->matters, matter);
  matter->id = yz_reader_get_id (reader, object, "id", "-");
  matter->article = yz_rules_get_string (reader, object, "article");
  yz_rules_get_period (reader, object, &matter->period);
  matter->when = yz_rules_get_condition (self, reader, object, "when");
  scope = read_one_of (reader, object, "scope", yz_rules_scopes, TRUE);
  matter->scope = (YzScope)MAX (yz_rules_find_text (yz_rules_scopes, scope), 0);
}

static void
read_decision (YzRules *self, YzReader *reader, JsonNode *node)
{
  static const char *const known[]
      = { "id", "law", "article", "from", "to", "when", "text", "outcome", "route", "means", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  YzRule *rule;

  if (object == NULL)
    return;
  rule = g_new0 (YzRule, 1);
  g_ptr_array_add (self->decisions, rule);
  rule->kind = g_strdup ("decision");
  read_basis (reader, object, rule);
  yz_rules_get_period (reader, object, &rule->period);
  rule->when = yz_rules_get_condition (self, reader, object, "when");
  rule->outcome = read_one_of (reader, object, "outcome", yz_rules_outcomes, TRUE);
  if (g_strcmp0 (rule->outcome, "needs-answers") == 0)
    yz_reader_report (reader, "“outcome”: no rule decides that answers are needed");
  rule->route = read_one_of (reader, object, "route", yz_rules_routes, FALSE);
  rule->means = read_one_of (reader, object, "means", yz_rules_means, FALSE);
}

static void
read_flag (YzRules *self, YzReader *reader, JsonNode *node)
{
  static const char *const known[]
      = { "id", "law", "article", "from", "to", "when", "text", "flag", NULL };
  static const char *const flags[] = { "urgent", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  YzRule *rule;

  if (object == NULL)
    return;
  rule = g_new0 (YzRule, 1);
  g_ptr_array_add (self->flags, rule);
  rule->kind = read_one_of (reader, object, "flag", flags, TRUE);
  read_basis (reader, object, rule);
  yz_rules_get_period (reader, object, &rule->period);
  rule->when = yz_rules_get_condition (self, reader, object, "when");
}

static void
read_time_limit (YzReader *reader, JsonObject *object, YzRule *rule)
{
  gint64 length = yz_json_get_int (object, "length", 0);

  gboolean runs = is_there (object, "length");

  yz_reader_get_text (reader, object, "start", runs, &rule->start);
  rule->unit = read_one_of (reader, object, "unit", units, runs);
  if (length >= 0 && length <= LAST_DAY)
    rule->length = (guint)length;
  else
    yz_reader_report (reader, "“length” is wrong: write a whole number");
}

static void
read_advice (YzRules *self, YzReader *reader, JsonNode *node)
{
  static const char *const known[]
      = { "id",   "kind",     "law",  "article", "from", "to",    "when",
          "text", "material", "core", "length",  "unit", "start", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  YzRule *rule;

  if (object == NULL)
    return;
  rule = g_new0 (YzRule, 1);
  g_ptr_array_add (self->advice, rule);
  rule->kind = read_one_of (reader, object, "kind", advice_kinds, TRUE);
  read_basis (reader, object, rule);
  yz_rules_get_period (reader, object, &rule->period);
  rule->when = yz_rules_get_condition (self, reader, object, "when");
  if (g_strcmp0 (rule->kind, "material") == 0) {
    rule->material = read_one_of (reader, object, "material", material_ids, TRUE);
    rule->core = yz_reader_get_flag (reader, object, "core");
  } else if (g_strcmp0 (rule->kind, "time-limit") == 0) {
    read_time_limit (reader, object, rule);
  }
}

static void
read_unsure (YzRules *self, YzReader *reader, JsonObject *rules)
{
  static const char *const known[] = { "id", "law", "article", "text", NULL };
  JsonNode *node = json_object_get_member (rules, "unsure");
  JsonObject *object;

  yz_reader_set_place (reader, g_strdup ("unsure"));
  if (node == NULL)
    yz_reader_report (reader, "it is missing: the reason where an answer stays open");
  object = node != NULL ? yz_reader_to_object (reader, node, known) : NULL;
  if (object == NULL)
    return;
  self->unsure = g_new0 (YzRule, 1);
  self->unsure->kind = g_strdup ("decision");
  read_basis (reader, object, self->unsure);
}

typedef void (*ReadElement) (YzRules *self, YzReader *reader, JsonNode *node);

static void
read_elements (YzRules *self,
               YzReader *reader,
               JsonObject *rules,
               const char *member,
               const char *what,
               ReadElement read)
{
  JsonArray *array;

  yz_reader_set_place (reader, g_strdup (""));
  array = yz_reader_get_list (reader, rules, member);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    yz_reader_set_element (reader, what, json_array_get_element (array, i), i, "");
    read (self, reader, json_array_get_element (array, i));
  }
}

static void
note_inputs (GArray *inputs, const YzCondition *condition)
{
  guint n = 0;
  const guint *slots = condition != NULL ? yz_condition_get_slots (condition, &n) : NULL;

  if (n > 0)
    g_array_append_vals (inputs, slots, n);
}

static GArray *
get_inputs (YzRules *self, guint function)
{
  return ((YzFunction *)g_ptr_array_index (self->vocabulary->functions, function))->inputs;
}

static void
find_inputs (YzRules *self)
{
  for (guint i = 0; i < self->matters->len; i++)
    note_inputs (get_inputs (self, YZ_FUNCTION_SCOPE),
                 ((YzMatter *)g_ptr_array_index (self->matters, i))->when);
  for (guint i = 0; i < self->supplements->len; i++) {
    const YzSupplement *supplement = g_ptr_array_index (self->supplements, i);

    note_inputs (get_inputs (self, YZ_FUNCTION_SUPPLEMENT_31_9 + supplement->kind),
                 supplement->when);
  }
  for (guint i = 0; i < self->definitions->len; i++)
    note_inputs (get_inputs (self, YZ_N_DERIVED + i), g_ptr_array_index (self->definitions, i));
}

/* Puts a function behind what it reads; FALSE where it reads itself in the end. */
static gboolean
put_in_order (YzRules *self, guint function, guint8 *states)
{
  GArray *inputs = get_inputs (self, function);

  if (states[function] != 0)
    return states[function] == 2;
  states[function] = 1;
  for (guint i = 0; i < inputs->len; i++) {
    guint slot = g_array_index (inputs, guint, i);

    if (slot >= self->vocabulary->variables->len
        && !put_in_order (self, slot - self->vocabulary->variables->len, states))
      return FALSE;
  }
  states[function] = 2;
  g_array_append_val (self->function_order, function);
  return TRUE;
}

static void
order_functions (YzRules *self, YzReader *reader)
{
  guint n = self->vocabulary->functions->len;
  g_autofree guint8 *states = g_new0 (guint8, n);

  yz_reader_set_place (reader, g_strdup ("definitions"));
  for (guint i = 0; i < n; i++)
    if (!put_in_order (self, i, states)) {
      const YzFunction *function = g_ptr_array_index (self->vocabulary->functions, i);

      yz_reader_report (reader, "“%s” is defined by itself, in a ring", function->name);
      return;
    }
}

static gboolean
reads_result (YzRules *self, const guint *slots, guint n, const guint8 *functions)
{
  guint n_variables = self->vocabulary->variables->len;

  for (guint i = 0; i < n; i++) {
    const YzVariable *variable = yz_vocabulary_get_variable (self->vocabulary, slots[i]);

    if (variable == NULL ? functions[slots[i] - n_variables]
                         : variable->question < 0 && slots[i] != self->means_slot)
      return TRUE;
  }
  return FALSE;
}

static void
refuse_result (YzRules *self,
               YzReader *reader,
               const YzCondition *condition,
               const guint8 *functions,
               char *place)
{
  guint n = 0;
  const guint *slots = condition != NULL ? yz_condition_get_slots (condition, &n) : NULL;

  yz_reader_set_place (reader, place);
  if (reads_result (self, slots, n, functions))
    yz_reader_report (reader, "only advice may look at the result");
}

/* The result follows from decisions: they cannot ask for it. */
static void
check_order (YzRules *self, YzReader *reader)
{
  g_autofree guint8 *functions = g_new0 (guint8, self->vocabulary->functions->len);

  for (guint i = 0; i < self->function_order->len; i++) {
    guint function = g_array_index (self->function_order, guint, i);
    GArray *inputs = get_inputs (self, function);

    functions[function]
        = reads_result (self, (const guint *)(gpointer)inputs->data, inputs->len, functions);
    if (function < YZ_N_DERIVED && functions[function]) {
      yz_reader_set_place (reader, g_strdup ("matters and supplements"));
      yz_reader_report (reader, "only advice may look at the result");
    }
  }
  for (guint i = 0; i < self->decisions->len; i++) {
    const YzRule *rule = g_ptr_array_index (self->decisions, i);

    refuse_result (self, reader, rule->when, functions, g_strdup_printf ("decision %s", rule->id));
  }
  for (guint i = 0; i < self->flags->len; i++) {
    const YzRule *rule = g_ptr_array_index (self->flags, i);

    refuse_result (self, reader, rule->when, functions, g_strdup_printf ("flag %s", rule->id));
  }
}

/* The matters that can be answered and those that have a rule are the same. */
static void
match_matters (YzRules *self, YzReader *reader)
{
  const YzVariable *variable = yz_vocabulary_get_variable (self->vocabulary, self->matter_slot);

  yz_reader_set_place (reader, g_strdup ("matters"));
  for (guint i = 0; i < variable->texts->len; i++)
    if (yz_rules_find_matter (self, g_ptr_array_index (variable->texts, i)) == NULL)
      yz_reader_report (reader, "there is no matter “%s”, which the questions offer",
                        (const char *)g_ptr_array_index (variable->texts, i));
  for (guint i = 0; i < self->matters->len; i++) {
    const YzMatter *matter = g_ptr_array_index (self->matters, i);

    if (matter->id != NULL && yz_variable_find_text (variable, matter->id) < 0)
      yz_reader_report (reader, "no question offers the matter “%s”", matter->id);
  }
}

/* The last decision takes what no other took, so that there always is a result. */
static void
check_last (YzRules *self, YzReader *reader, JsonObject *rules)
{
  JsonArray *array = yz_json_get_array (rules, "decisions");
  guint n = array != NULL ? json_array_get_length (array) : 0;
  JsonNode *last = n > 0 ? json_array_get_element (array, n - 1) : NULL;
  JsonObject *object
      = last != NULL && JSON_NODE_HOLDS_OBJECT (last) ? json_node_get_object (last) : NULL;

  yz_reader_set_place (reader, g_strdup ("decisions"));
  if (object != NULL && !yz_json_get_boolean (object, "when", FALSE))
    yz_reader_report (reader, "the last decision has to have \"when\": true");
}

static void
read_rules (YzRules *self, YzReader *reader, JsonObject *rules)
{
  JsonObject *definitions = yz_json_get_object (rules, "definitions");
  g_autoptr (JsonObject) empty = json_object_new ();

  reader->file = "questions.json";
  name_answers (self, reader, rules);
  reader->file = "rules.json";
  name_functions (self, reader, definitions != NULL ? definitions : empty);
  read_definitions (self, reader, definitions != NULL ? definitions : empty);
  read_elements (self, reader, rules, "matters", "matter", read_matter);
  read_elements (self, reader, rules, "decisions", "decision", read_decision);
  read_elements (self, reader, rules, "flags", "flag", read_flag);
  read_elements (self, reader, rules, "advice", "advice", read_advice);
  read_unsure (self, reader, rules);
  check_last (self, reader, rules);
}

/**
 * yz_rules_parse:
 * @self: rules that are empty
 * @reader: takes what is wrong
 * @rules: the JSON of rules.json
 * @questions: of questions.json
 * @means: of means.json
 * @supplements: of supplements.json
 *
 * Fills @self, as far as nothing is wrong.
 */
void
yz_rules_parse (YzRules *self,
                YzReader *reader,
                JsonNode *rules,
                JsonNode *questions,
                JsonNode *means,
                JsonNode *supplements)
{
  static const char *const known[]
      = { "version", "definitions", "matters", "decisions", "flags", "advice", "unsure", NULL };
  JsonObject *object;

  reader->file = "questions.json";
  yz_questions_parse (reader, questions, self->questions, self->tiles);
  reader->file = "rules.json";
  yz_reader_set_place (reader, g_strdup (""));
  object = yz_reader_to_object (reader, rules, known);
  if (object == NULL)
    return;
  self->version = yz_rules_get_string (reader, object, "version");
  read_rules (self, reader, object);
  reader->file = "means.json";
  yz_means_parse (self, reader, means);
  reader->file = "supplements.json";
  yz_supplements_parse (self, reader, supplements);
  reader->file = "rules.json";
  find_inputs (self);
  order_functions (self, reader);
  check_order (self, reader);
  match_matters (self, reader);
  yz_vocabulary_close (self->vocabulary);
}
