/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-form-private.h"

#include "yz-logic-rule.h"

#include <string.h>

/* The conditions of a form. JsonLogic compares anything with anything: a name after a number, a
 * choice with an option that it does not have. Such a condition never holds, and nobody would be
 * told: so what it compares is looked at here. */

/* What an expression gives; ANY where it cannot be told, which fits everything. */
typedef enum {
  KIND_ANY,
  KIND_TEXT,
  KIND_NUMBER,
  KIND_DATE,
  KIND_CHOICE,
  KIND_BOOLEAN,
} Kind;

typedef enum {
  OPERATOR_OTHER,
  OPERATOR_EQUAL,
  OPERATOR_ORDER,
  OPERATOR_SUM,
  OPERATOR_IN,
  OPERATOR_JOIN, /* of truths */
  OPERATOR_TEXT,
  OPERATOR_LIST, /* its second argument is about elements, not about answers */
} Operator;

typedef struct {
  GHashTable *slots; /* name → YzFormSlot position + 1 */
  GHashTable *fields;
  YzForm *form;
  YzReader *reader;
  const char *member; /* of the field: relevant, … */
  gboolean refused;   /* has been reported in better words than the compiler's */
  guint64 cost;       /* of all conditions, in steps */
} Compiler;

static void
add_slot (Compiler *self, YzField *field, const YzOption *option)
{
  YzFormSlot slot = { .field = field, .option = option };
  char *name
      = option != NULL ? g_strconcat (field->id, ".", option->value, NULL) : g_strdup (field->id);

  g_array_append_val (self->form->slots, slot);
  g_hash_table_insert (self->slots, name, GUINT_TO_POINTER (self->form->slots->len));
  field->n_slots++;
}

static void
add_slots (Compiler *self, YzField *field)
{
  field->first_slot = self->form->slots->len;
  g_hash_table_insert (self->fields, field->id, field);
  if (field->type == YZ_FIELD_SIGNATURE || field->type == YZ_FIELD_PHOTO)
    return;
  if (field->type != YZ_FIELD_MANY) {
    add_slot (self, field, NULL);
    return;
  }
  for (guint i = 0; i < field->options->len; i++) {
    const YzOption *option = g_ptr_array_index (field->options, i);

    if (option->value != NULL)
      add_slot (self, field, option);
  }
}

static void
number_fields (Compiler *self)
{
  for (guint s = 0; s < self->form->sections->len; s++) {
    const YzSection *section = g_ptr_array_index (self->form->sections, s);

    for (guint f = 0; f < section->fields->len; f++) {
      YzField *field = g_ptr_array_index (section->fields, f);

      field->number = self->form->fields->len;
      g_ptr_array_add (self->form->fields, field);
      if (field->id != NULL && !g_hash_table_contains (self->fields, field->id))
        add_slots (self, field);
    }
  }
}

static void refuse (Compiler *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* One report for each condition: the first is enough to find it. */
static void
refuse (Compiler *self, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (self->refused)
    return;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  yz_reader_report (self->reader, "“%s”: %s", self->member, message);
  self->refused = TRUE;
}

static int
resolve (const char *name, gpointer user_data)
{
  Compiler *self = user_data;
  guint slot = GPOINTER_TO_UINT (g_hash_table_lookup (self->slots, name));

  return (int)slot - 1;
}

/* From here on the JSON has been compiled, so that its depth is bounded and its operators known. */

static Operator
get_operator_kind (const char *name)
{
  static const struct {
    const char *name;
    Operator operator;
  } operators[] = {
    { "==", OPERATOR_EQUAL },  { "!=", OPERATOR_EQUAL },    { "===", OPERATOR_EQUAL },
    { "!==", OPERATOR_EQUAL }, { "<", OPERATOR_ORDER },     { "<=", OPERATOR_ORDER },
    { ">", OPERATOR_ORDER },   { ">=", OPERATOR_ORDER },    { "+", OPERATOR_SUM },
    { "-", OPERATOR_SUM },     { "*", OPERATOR_SUM },       { "/", OPERATOR_SUM },
    { "%", OPERATOR_SUM },     { "min", OPERATOR_SUM },     { "max", OPERATOR_SUM },
    { "in", OPERATOR_IN },     { "!", OPERATOR_JOIN },      { "!!", OPERATOR_JOIN },
    { "cat", OPERATOR_TEXT },  { "substr", OPERATOR_TEXT }, { "filter", OPERATOR_LIST },
    { "all", OPERATOR_LIST },  { "some", OPERATOR_LIST },   { "none", OPERATOR_LIST },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (strcmp (operators[i].name, name) == 0)
      return operators[i].operator;
  return OPERATOR_OTHER;
}

/* The field where this is `{"var": "field"}`; NULL for anything else. */
static const YzField *
get_field (Compiler *self, JsonNode *json)
{
  JsonNode *arguments = NULL;
  const char *name = yz_logic_rule_get_operator (json, &arguments);
  JsonNode *variable;

  if (g_strcmp0 (name, "var") != 0 || yz_logic_rule_n_arguments (arguments) == 0)
    return NULL;
  variable = yz_logic_rule_get_argument (arguments, 0);
  return JSON_NODE_HOLDS_VALUE (variable) && json_node_get_value_type (variable) == G_TYPE_STRING
             ? g_hash_table_lookup (self->fields, json_node_get_string (variable))
             : NULL;
}

static Kind
get_field_kind (const YzField *field)
{
  switch ((int)field->type) {
  case YZ_FIELD_NUMBER:
  case YZ_FIELD_MONEY:
    return KIND_NUMBER;
  case YZ_FIELD_DATE:
    return KIND_DATE;
  case YZ_FIELD_CHOICE:
    return KIND_CHOICE;
  case YZ_FIELD_DECLARATION:
    return KIND_BOOLEAN;
  default:
    return KIND_TEXT;
  }
}

static Kind
get_kind (Compiler *self, JsonNode *json)
{
  JsonNode *arguments = NULL;
  const char *name = yz_logic_rule_get_operator (json, &arguments);
  const YzField *field = get_field (self, json);

  if (field != NULL)
    return get_field_kind (field);
  if (JSON_NODE_HOLDS_VALUE (json)) {
    GType type = json_node_get_value_type (json);

    if (type == G_TYPE_STRING)
      return KIND_TEXT;
    return type == G_TYPE_BOOLEAN ? KIND_BOOLEAN : KIND_NUMBER;
  }
  switch (name != NULL ? get_operator_kind (name) : OPERATOR_OTHER) {
  case OPERATOR_SUM:
    return KIND_NUMBER;
  case OPERATOR_TEXT:
    return KIND_TEXT;
  case OPERATOR_EQUAL:
  case OPERATOR_ORDER:
  case OPERATOR_IN:
  case OPERATOR_JOIN:
    return KIND_BOOLEAN;
  case OPERATOR_OTHER:
  case OPERATOR_LIST:
  default:
    return KIND_ANY;
  }
}

/* What may be written beside @field. */
static void
check_constant (Compiler *self, const YzField *field, JsonNode *json)
{
  Kind kind = get_field_kind (field);
  gboolean is_text
      = JSON_NODE_HOLDS_VALUE (json) && json_node_get_value_type (json) == G_TYPE_STRING;
  const char *text = is_text ? json_node_get_string (json) : NULL;

  if (JSON_NODE_HOLDS_NULL (json))
    refuse (self, "“%s” is never null: a field without an answer is unknown", field->id);
  else if (kind == KIND_CHOICE && (!is_text || !yz_field_has_option (field, text)))
    refuse (self, "“%s” is compared with what is none of its options", field->id);
  else if (kind == KIND_DATE && (!is_text || !yz_field_is_date (text)))
    refuse (self, "“%s” is a date: compare it with one such as \"2020-01-31\"", field->id);
  else if (kind != KIND_CHOICE && kind != KIND_DATE && get_kind (self, json) != kind)
    refuse (self, "“%s” is of the type %s: compare it with %s", field->id,
            yz_field_type_to_string (field->type),
            kind == KIND_NUMBER    ? "a number, without quotes"
            : kind == KIND_BOOLEAN ? "true or false"
                                   : "a text in quotes");
}

static void
check_pair (Compiler *self, JsonNode *a, JsonNode *b)
{
  const YzField *field = get_field (self, a);
  Kind kind = get_kind (self, a);
  Kind other = get_kind (self, b);

  if (field != NULL && !JSON_NODE_HOLDS_OBJECT (b) && !JSON_NODE_HOLDS_ARRAY (b))
    check_constant (self, field, b);
  else if (get_field (self, b) != NULL && !JSON_NODE_HOLDS_OBJECT (a) && !JSON_NODE_HOLDS_ARRAY (a))
    check_constant (self, get_field (self, b), a);
  else if (kind != other && kind != KIND_ANY && other != KIND_ANY)
    refuse (self, "what it compares is of two kinds and can never agree");
}

static void
check_equal (Compiler *self, JsonNode *arguments)
{
  for (guint i = 1; i < yz_logic_rule_n_arguments (arguments); i++)
    check_pair (self, yz_logic_rule_get_argument (arguments, i - 1),
                yz_logic_rule_get_argument (arguments, i));
}

static void
check_order (Compiler *self, JsonNode *arguments)
{
  for (guint i = 0; i < yz_logic_rule_n_arguments (arguments); i++) {
    const YzField *field = get_field (self, yz_logic_rule_get_argument (arguments, i));
    Kind kind = field != NULL ? get_field_kind (field) : KIND_ANY;

    if (kind != KIND_ANY && kind != KIND_NUMBER && kind != KIND_DATE)
      refuse (self,
              "“%s” is of the type %s, which is neither more nor less: compare it by ==", field->id,
              yz_field_type_to_string (field->type));
  }
  check_equal (self, arguments);
}

static void
check_sum (Compiler *self, JsonNode *arguments)
{
  for (guint i = 0; i < yz_logic_rule_n_arguments (arguments); i++) {
    JsonNode *argument = yz_logic_rule_get_argument (arguments, i);
    Kind kind = get_kind (self, argument);

    if (kind != KIND_ANY && kind != KIND_NUMBER)
      refuse (self, "it reckons with what is no number");
  }
}

/* One of a list that is written there, or a part of a text. */
static void
check_in (Compiler *self, JsonNode *arguments)
{
  JsonNode *item = yz_logic_rule_get_argument (arguments, 0);
  JsonNode *list = yz_logic_rule_get_argument (arguments, 1);
  const YzField *field = get_field (self, list);

  if (JSON_NODE_HOLDS_ARRAY (list)) {
    JsonArray *array = json_node_get_array (list);

    for (guint i = 0; i < json_array_get_length (array); i++)
      check_pair (self, item, json_array_get_element (array, i));
  } else if (field != NULL && field->type != YZ_FIELD_MANY && get_field_kind (field) != KIND_TEXT) {
    refuse (self, "“%s” is of the type %s, in which nothing can be", field->id,
            yz_field_type_to_string (field->type));
  }
}

static void
check_expression (Compiler *self, JsonNode *json)
{
  JsonNode *arguments = NULL;
  const char *name = yz_logic_rule_get_operator (json, &arguments);
  Operator operator;
  guint n;

  if (name == NULL && JSON_NODE_HOLDS_ARRAY (json))
    arguments = json;
  else if (name == NULL || strcmp (name, "var") == 0)
    return;
  operator= name != NULL ? get_operator_kind (name) : OPERATOR_OTHER;
  if (operator== OPERATOR_EQUAL)
    check_equal (self, arguments);
  else if (operator== OPERATOR_ORDER)
    check_order (self, arguments);
  else if (operator== OPERATOR_SUM)
    check_sum (self, arguments);
  else if (operator== OPERATOR_IN)
    check_in (self, arguments);

  n = yz_logic_rule_n_arguments (arguments);
  for (guint i = 0; i < (operator== OPERATOR_LIST ? MIN (n, 1) : n); i++)
    check_expression (self, yz_logic_rule_get_argument (arguments, i));
}

/* `{"in": ["option", {"var": "many"}]}`, which is how a list is asked about. */
static gboolean
is_membership (Compiler *self, const char *name, JsonNode *arguments)
{
  const YzField *field;
  JsonNode *item;

  if (g_strcmp0 (name, "in") != 0 || yz_logic_rule_n_arguments (arguments) != 2)
    return FALSE;
  item = yz_logic_rule_get_argument (arguments, 0);
  field = get_field (self, yz_logic_rule_get_argument (arguments, 1));
  return field != NULL && field->type == YZ_FIELD_MANY && JSON_NODE_HOLDS_VALUE (item)
         && json_node_get_value_type (item) == G_TYPE_STRING
         && yz_field_has_option (field, json_node_get_string (item));
}

/* A name that no condition can ask about, in the words of whoever wrote it. */
static void
find_refused (Compiler *self, JsonNode *json, guint depth)
{
  JsonNode *arguments = NULL;
  const char *name = yz_logic_rule_get_operator (json, &arguments);
  const YzField *field = get_field (self, json);

  if (field != NULL && (field->type == YZ_FIELD_SIGNATURE || field->type == YZ_FIELD_PHOTO))
    refuse (self, "“%s” is a %s, which no condition can ask about", field->id,
            yz_field_type_to_string (field->type));
  else if (field != NULL && field->type == YZ_FIELD_MANY)
    refuse (self,
            "“%s” is a list: ask for one of its options, {\"in\": [\"…\", {\"var\": \"%s\"}]}",
            field->id, field->id);
  if (name == NULL && JSON_NODE_HOLDS_ARRAY (json))
    arguments = json;
  else if (name == NULL || field != NULL || is_membership (self, name, arguments))
    return;
  if (depth == 0)
    return;
  for (guint i = 0; i < yz_logic_rule_n_arguments (arguments); i++)
    find_refused (self, yz_logic_rule_get_argument (arguments, i), depth - 1);
}

#define MAX_DEPTH_EXPLAINED 10

/* The form is looked at again at every touch, on the main loop: some 2 ms. */
#define MAX_COST 50000

static YzLogic *
compile (Compiler *self, const char *member, JsonNode *json)
{
  g_autoptr (YzLogic) logic = NULL;
  g_autoptr (GError) error = NULL;
  gboolean had_time;
  guint n_slots;

  if (json == NULL)
    return NULL;
  self->member = member;
  self->refused = FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (json)) {
    refuse (self, "this is no condition: write an operator such as {\"==\": [{\"var\": …}, …]}");
    return NULL;
  }
  logic = yz_logic_new_three_valued (json, resolve, self, &error);
  if (logic == NULL) {
    find_refused (self, json, MAX_DEPTH_EXPLAINED);
    refuse (self, "%s", error->message);
    return NULL;
  }
  had_time = self->cost <= MAX_COST;
  self->cost += yz_logic_get_cost (logic);
  if (had_time && self->cost > MAX_COST)
    refuse (self, "all conditions up to here take too long: make them simpler");
  yz_logic_get_slots (logic, &n_slots);
  if (n_slots == 0)
    refuse (self, "it asks about no answer, so that it is always the same");
  check_expression (self, json);
  return g_steal_pointer (&logic);
}

/**
 * yz_form_read_conditions:
 * @form: a form with all its fields
 * @conditions: (element-type YzFormConditions): their JSON
 * @reader: takes what is wrong
 *
 * Numbers the fields and compiles their conditions.
 */
void
yz_form_read_conditions (YzForm *form, GArray *conditions, YzReader *reader)
{
  Compiler self = {
    .slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .fields = g_hash_table_new (g_str_hash, g_str_equal),
    .form = form,
    .reader = reader,
  };

  number_fields (&self);
  for (guint i = 0; i < conditions->len; i++) {
    YzFormConditions *c = &g_array_index (conditions, YzFormConditions, i);

    yz_reader_set_place (reader, g_strdup (c->place));
    c->field->relevant = compile (&self, "relevant", c->relevant);
    c->field->required_if = compile (&self, "required", c->required);
    c->field->constraint = compile (&self, "constraint", c->constraint);
  }
  g_hash_table_unref (self.slots);
  g_hash_table_unref (self.fields);
}
