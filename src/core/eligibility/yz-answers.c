/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-answers.h"

#include "yz-error.h"
#include "yz-json.h"

#include <math.h>
#include <string.h>

/* From the JSON of answers (design §11) to what the rules see. What is wrong is named by its key
 * and, for a choice, by its value; numbers and days are never repeated. */

#define NO_DEADLINE 99999

typedef struct {
  YzAnswers *answers;
  YzRules *rules;
  YzRulesDay *day;
} Reading;

/**
 * yz_answers_free:
 * @self: answers
 */
void
yz_answers_free (YzAnswers *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->slots);
  g_free (self->known);
  g_free (self->unsure);
  g_free (self->asked);
  g_ptr_array_unref (self->matters);
  g_free (self);
}

static gboolean
fail (GError **error, const char *key, const char *advice)
{
  g_autofree char *shown = g_utf8_make_valid (key, (gssize)MIN (strlen (key), 60));

  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "“%s”: %s", shown, advice);
  return FALSE;
}

static const char *
get_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
refuse_value (GError **error, const YzQuestion *question, const char *value)
{
  g_autofree char *shown = g_utf8_make_valid (value, (gssize)MIN (strlen (value), 60));
  g_autofree char *advice = g_strdup_printf ("there is no answer “%s”", shown);

  return fail (error, question->key, advice);
}

static guint
find_slot (Reading *reading, const YzQuestion *question, const char *member)
{
  g_autofree char *name
      = member != NULL ? g_strconcat (question->key, ".", member, NULL) : g_strdup (question->key);

  return (guint)MAX (yz_vocabulary_find (reading->rules->vocabulary, name), 0);
}

static void
set_flag (YzAnswers *answers, guint slot, gboolean flag)
{
  answers->slots[slot] = (YzLogicValue){ .type = YZ_LOGIC_BOOLEAN, .boolean = flag };
  answers->known[slot] = (gint16)(flag ? 1 : 0);
}

static void
set_text (YzAnswers *answers, YzRules *rules, guint slot, const char *text)
{
  const YzVariable *variable = yz_vocabulary_get_variable (rules->vocabulary, slot);
  int position = yz_variable_find_text (variable, text);

  answers->known[slot] = (gint16)position;
  answers->slots[slot] = position >= 0
                             ? g_array_index (variable->values, YzLogicValue, (guint)position)
                             : (YzLogicValue){ .type = YZ_LOGIC_UNKNOWN };
}

/**
 * yz_answers_set_text:
 * @self: answers
 * @rules: the rules
 * @name: of a variable
 * @text: (nullable): its value
 */
void
yz_answers_set_text (YzAnswers *self, YzRules *rules, const char *name, const char *text)
{
  set_text (self, rules, (guint)yz_vocabulary_find (rules->vocabulary, name), text);
}

/**
 * yz_answers_set_flag:
 * @self: answers
 * @rules: the rules
 * @name: of a variable
 * @flag: its value
 */
void
yz_answers_set_flag (YzAnswers *self, YzRules *rules, const char *name, gboolean flag)
{
  set_flag (self, (guint)yz_vocabulary_find (rules->vocabulary, name), flag);
}

static void
set_number (Reading *reading, guint slot, double number)
{
  const YzVariable *variable = yz_vocabulary_get_variable (reading->rules->vocabulary, slot);

  reading->answers->slots[slot] = (YzLogicValue){ .type = YZ_LOGIC_NUMBER, .number = number };
  reading->answers->known[slot] = (gint16)yz_variable_find_number (variable, number);
}

static gboolean
read_boolean (Reading *reading, const YzQuestion *question, JsonNode *node, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fail (error, question->key, "write true or false");
  set_flag (reading->answers, find_slot (reading, question, NULL), json_node_get_boolean (node));
  return TRUE;
}

static gboolean
read_choice (Reading *reading, const YzQuestion *question, JsonNode *node, GError **error)
{
  const char *value = get_text (node);

  if (value == NULL)
    return fail (error, question->key, "write one of its answers in quotes");
  if (yz_question_find_option (question, value) == NULL)
    return refuse_value (error, question, value);
  set_text (reading->answers, reading->rules, find_slot (reading, question, NULL), value);
  return TRUE;
}

static gboolean
read_many (Reading *reading, const YzQuestion *question, JsonNode *node, GError **error)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, question->key, "write a list, [] for none");
  for (guint i = 0; i < question->options->len; i++) {
    const YzQuestionOption *option = g_ptr_array_index (question->options, i);

    set_flag (reading->answers, find_slot (reading, question, option->value), FALSE);
  }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    const char *value = get_text (json_array_get_element (array, i));

    if (value == NULL)
      return fail (error, question->key, "write its answers in quotes");
    if (yz_question_find_option (question, value) == NULL)
      return refuse_value (error, question, value);
    set_flag (reading->answers, find_slot (reading, question, value), TRUE);
  }
  return TRUE;
}

static gboolean
get_number (const YzQuestion *question, JsonNode *node, double *ret_number, GError **error)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  gboolean whole = question->type == YZ_QUESTION_NUMBER;
  g_autofree char *advice = NULL;

  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE) {
    *ret_number = json_node_get_double (node);
    if (*ret_number >= question->min && *ret_number <= question->max
        && (!whole || trunc (*ret_number) == *ret_number))
      return TRUE;
  }
  advice = g_strdup_printf ("write a %snumber from %.0f to %.0f", whole ? "whole " : "",
                            question->min, question->max);
  return fail (error, question->key, advice);
}

static gboolean
read_number (Reading *reading, const YzQuestion *question, JsonNode *node, GError **error)
{
  guint slot = find_slot (reading, question, NULL);
  double number;

  if (!get_number (question, node, &number, error))
    return FALSE;
  if (slot != reading->rules->size_slot) {
    set_number (reading, slot, number);
    return TRUE;
  }
  reading->answers->size = (guint)number;
  reading->answers->known[slot] = (gint16)(number - question->min);
  return TRUE;
}

static gboolean
read_money (Reading *reading, const YzQuestion *question, JsonNode *node, GError **error)
{
  gboolean alone = strcmp (question->key, "applicant_income_month") == 0;
  double amount;

  if (!get_number (question, node, &amount, error))
    return FALSE;
  if (alone)
    reading->answers->applicant_income = amount;
  else
    reading->answers->income = amount;
  for (guint i = 0; i < reading->day->n_regions; i++) {
    const YzRegionDay *region = &reading->day->regions[i];
    guint slot = alone ? yz_rules_applicant_slot (reading->rules, i)
                       : yz_rules_income_slot (reading->rules, i);

    reading->answers->known[slot]
        = (gint16)yz_rules_find_range (alone ? region->applicant : region->incomes, amount);
  }
  return TRUE;
}

static gboolean
read_date (Reading *reading, const YzQuestion *question, JsonNode *node, GError **error)
{
  const char *text = get_text (node);
  int slot = yz_vocabulary_find (reading->rules->vocabulary, "days_left");
  GDate day;
  int left;

  if (text != NULL && yz_question_find_option (question, text) != NULL) {
    set_number (reading, (guint)slot, NO_DEADLINE);
    return TRUE;
  }
  if (!yz_day_parse (text, &day))
    return fail (error, question->key, "write a day as \"2026-01-31\", or \"none\"");
  left = g_date_days_between (&reading->day->day, &day);
  set_number (reading, (guint)slot, CLAMP (left, 1 - NO_DEADLINE, NO_DEADLINE - 1));
  return TRUE;
}

static gboolean
read_region (Reading *reading, const YzQuestion *question, JsonNode *node, GError **error)
{
  const char *code = get_text (node);
  guint region;

  if (code == NULL || strlen (code) != 6 || strspn (code, "0123456789") != 6)
    return fail (error, question->key, "write the six digits of the place in quotes");
  region = yz_rules_find_region (reading->rules, code);
  reading->answers->region = (int)region;
  reading->answers->known[reading->rules->region_slot] = (gint16)region;
  return TRUE;
}

static gboolean
read_value (Reading *reading, const YzQuestion *question, JsonNode *node, GError **error)
{
  switch (question->type) {
  case YZ_QUESTION_BOOLEAN:
    return read_boolean (reading, question, node, error);
  case YZ_QUESTION_CHOICE:
    return read_choice (reading, question, node, error);
  case YZ_QUESTION_MANY:
    return read_many (reading, question, node, error);
  case YZ_QUESTION_NUMBER:
    return read_number (reading, question, node, error);
  case YZ_QUESTION_MONEY:
    return read_money (reading, question, node, error);
  case YZ_QUESTION_DATE:
    return read_date (reading, question, node, error);
  case YZ_QUESTION_REGION:
    return read_region (reading, question, node, error);
  }
  g_return_val_if_reached (FALSE);
}

static int
find_question (YzRules *rules, const char *key)
{
  for (guint i = 0; i < rules->questions->len; i++)
    if (strcmp (((YzQuestion *)g_ptr_array_index (rules->questions, i))->key, key) == 0)
      return (int)i;
  return -1;
}

/* One matter, or several, which are then checked one by one. */
static gboolean
read_matter (Reading *reading, const YzQuestion *question, JsonNode *node, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();

  if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      json_array_add_element (array, json_node_copy (
                                         json_array_get_element (json_node_get_array (node), i)));
  else
    json_array_add_element (array, json_node_copy (node));
  if (json_array_get_length (array) == 0)
    return fail (error, question->key, "write at least one");
  for (guint i = 0; i < json_array_get_length (array); i++) {
    const char *value = get_text (json_array_get_element (array, i));
    const YzQuestionOption *option = NULL;

    if (value == NULL)
      return fail (error, question->key, "write one of its answers in quotes, or a list of them");
    option = yz_question_find_option (question, value);
    if (option == NULL)
      return refuse_value (error, question, value);
    if (!g_ptr_array_find (reading->answers->matters, option->value, NULL))
      g_ptr_array_add (reading->answers->matters, option->value);
  }
  return TRUE;
}

static gboolean
read_answer (Reading *reading, const char *key, JsonNode *node, GError **error)
{
  int position = find_question (reading->rules, key);
  const YzQuestion *question;

  if (position < 0)
    return fail (error, key, "there is no such answer");
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  question = g_ptr_array_index (reading->rules->questions, (guint)position);
  reading->answers->asked[position] = TRUE;
  return strcmp (key, "matter") == 0 ? read_matter (reading, question, node, error)
                                     : read_value (reading, question, node, error);
}

/* `criminal` and the like: an object whose members have questions of their own. */
static gboolean
read_members (Reading *reading, const char *key, JsonObject *object, GError **error)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, &node)) {
    g_autofree char *name = g_strconcat (key, ".", member, NULL);

    if (!read_answer (reading, name, node, error))
      return FALSE;
  }
  return TRUE;
}

static void
note_unsure (Reading *reading, guint position)
{
  const YzQuestion *question = g_ptr_array_index (reading->rules->questions, position);
  YzVocabulary *vocabulary = reading->rules->vocabulary;
  gboolean money = question->type == YZ_QUESTION_MONEY;
  gboolean alone = money && strcmp (question->key, "applicant_income_month") == 0;

  /* What was answered all the same is known. */
  if (reading->answers->asked[position])
    return;
  reading->answers->asked[position] = TRUE;
  for (guint i = 0; i < vocabulary->variables->len; i++)
    if (yz_vocabulary_get_variable (vocabulary, i)->question == (int)position)
      reading->answers->unsure[i] = TRUE;
  for (guint i = 0; money && i < reading->day->n_regions; i++)
    reading->answers->unsure[alone ? yz_rules_applicant_slot (reading->rules, i)
                                   : yz_rules_income_slot (reading->rules, i)]
        = TRUE;
}

static gboolean
read_unsure (Reading *reading, JsonNode *node, GError **error)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, "unsure", "write a list of keys");
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    const char *key = get_text (json_array_get_element (array, i));
    int position = key != NULL ? find_question (reading->rules, key) : -1;

    if (position < 0)
      return fail (error, "unsure", "it names an answer that there is not");
    note_unsure (reading, (guint)position);
  }
  return TRUE;
}

static gboolean
read_all (Reading *reading, JsonObject *json, GError **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  json_object_iter_init (&iter, json);
  while (json_object_iter_next (&iter, &key, &node)) {
    gboolean read = strcmp (key, "unsure") == 0;

    if (!read && JSON_NODE_HOLDS_OBJECT (node) && find_question (reading->rules, key) < 0) {
      if (!read_members (reading, key, json_node_get_object (node), error))
        return FALSE;
      read = TRUE;
    }
    if (!read && strchr (key, '.') != NULL)
      return fail (error, key, "write it as a member of an object");
    if (!read && !read_answer (reading, key, node, error))
      return FALSE;
  }
  return !json_object_has_member (json, "unsure")
         || read_unsure (reading, json_object_get_member (json, "unsure"), error);
}

/**
 * yz_answers_read:
 * @rules: rules
 * @day: their day
 * @json: answers, as design §11 has them
 * @error: %YZ_ERROR_INVALID with the key that is unknown or has no such value
 *
 * Returns: (transfer full): the answers
 */
YzAnswers *
yz_answers_read (YzRules *rules, YzRulesDay *day, JsonObject *json, GError **error)
{
  g_autoptr (YzAnswers) self = g_new0 (YzAnswers, 1);
  Reading reading = { self, rules, day };

  self->slots = g_new0 (YzLogicValue, yz_vocabulary_get_n_slots (rules->vocabulary));
  self->known = g_new (gint16, day->n_variables);
  self->unsure = g_new0 (guint8, day->n_variables);
  self->asked = g_new0 (guint8, rules->questions->len);
  self->matters = g_ptr_array_new ();
  self->region = -1;
  self->income = NAN;
  self->applicant_income = NAN;
  for (guint i = 0; i < day->n_variables; i++)
    self->known[i] = -1;
  return read_all (&reading, json, error) ? g_steal_pointer (&self) : NULL;
}
