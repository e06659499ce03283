/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-condition.h"

#include "yz-error.h"
#include "yz-logic-rule.h"

#include <string.h>

/* A condition is JsonLogic. What joins conditions (`and or ! !! if`) is kept as a tree, so that its
 * diagram is put together from those of its parts; a part that compares is tried with every value
 * of the few variables it reads. */

#define MAX_TRIES 10000

/* Of all conditions together: steps for every try. A fraction of a second, at the first check of a
 * day. */
#define MAX_WORK 5000000

typedef enum {
  PART_CONSTANT,
  PART_COMPARISON,
  PART_AND,
  PART_OR,
  PART_NOT,
  PART_IF, /* condition, value, condition, value, …, otherwise */
} PartKind;

typedef struct _Part Part;

struct _Part {
  PartKind kind;
  gboolean constant;
  YzLogic *comparison;
  GPtrArray *parts;
};

struct _YzCondition {
  YzLogic *logic;
  Part *root;
};

static Part *part_new (JsonNode *json, YzVocabulary *vocabulary, GError **error);

static void
part_free (gpointer data)
{
  Part *part = data;

  g_clear_pointer (&part->comparison, yz_logic_unref);
  g_clear_pointer (&part->parts, g_ptr_array_unref);
  g_free (part);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Part, part_free)

/**
 * yz_condition_free:
 * @self: a condition
 */
void
yz_condition_free (YzCondition *self)
{
  g_clear_pointer (&self->logic, yz_logic_unref);
  g_clear_pointer (&self->root, part_free);
  g_free (self);
}

static int
resolve (const char *name, gpointer user_data)
{
  int slot = yz_vocabulary_find (user_data, name);
  const YzVariable *variable
      = slot >= 0 ? yz_vocabulary_get_variable (user_data, (guint)slot) : NULL;

  return variable != NULL && variable->kind == YZ_VARIABLE_TABLE ? -1 : slot;
}

static gboolean
join_kind (const char *name, PartKind *ret_kind)
{
  static const struct {
    const char *name;
    PartKind kind;
  } joins[] = {
    { "and", PART_AND }, { "or", PART_OR }, { "!", PART_NOT },
    { "!!", PART_AND },  { "if", PART_IF }, { "?:", PART_IF },
  };

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (joins); i++)
    if (strcmp (joins[i].name, name) == 0) {
      *ret_kind = joins[i].kind;
      return TRUE;
    }
  return FALSE;
}

static gboolean
is_number (JsonNode *json)
{
  GType type = JSON_NODE_HOLDS_VALUE (json) ? json_node_get_value_type (json) : G_TYPE_INVALID;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

/* A number may only be compared with numbers that are written there: otherwise there would be no
 * end to the values that have to be told apart. */
static gboolean
note_numbers (JsonNode *json, YzVariable *variable, GError **error)
{
  static const char *const comparisons[] = { "<", "<=", ">", ">=", "==", "!=", "===", "!==", NULL };
  JsonNode *arguments = NULL;
  const char *name = yz_logic_rule_get_operator (json, &arguments);
  gboolean fits
      = name != NULL && g_strv_contains (comparisons, name) && JSON_NODE_HOLDS_ARRAY (arguments);

  for (guint i = 0; fits && i < yz_logic_rule_n_arguments (arguments); i++) {
    JsonNode *argument = yz_logic_rule_get_argument (arguments, i);
    JsonNode *inner = NULL;

    if (is_number (argument)) {
      double number = json_node_get_double (argument);

      g_array_append_val (variable->constants, number);
    } else {
      fits = g_strcmp0 (yz_logic_rule_get_operator (argument, &inner), "var") == 0;
    }
  }
  if (!fits || variable->constants->len > YZ_DIAGRAM_MAX_VALUES / 4) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "“%s” is a number: compare it with few numbers written out, by < <= > >= or ==",
                 variable->name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_comparison (Part *part, JsonNode *json, YzVocabulary *vocabulary, GError **error)
{
  guint n;
  const guint *slots = yz_logic_get_slots (part->comparison, &n);
  guint n_tries = 1;

  for (guint i = 0; i < n; i++) {
    YzVariable *variable = slots[i] < vocabulary->variables->len
                               ? g_ptr_array_index (vocabulary->variables, slots[i])
                               : NULL;

    if (variable == NULL || variable->kind == YZ_VARIABLE_BOOLEAN)
      n_tries *= 2;
    else if (variable->kind == YZ_VARIABLE_CHOICE)
      n_tries *= MAX (variable->texts->len, 1);
    else if (n > 1 || !note_numbers (json, variable, error))
      goto refused;
    if (n_tries > MAX_TRIES)
      goto refused;
  }
  vocabulary->work += n_tries * yz_logic_get_cost (part->comparison);
  if (vocabulary->work <= MAX_WORK)
    return TRUE;
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                       "all conditions up to here take too much work: make them simpler");
  return FALSE;

refused:
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "it compares too many answers at once: use “and” and “or”");
  return FALSE;
}

/* What negates, or only asks for the truth, looks at one argument. */
static gboolean
part_join (Part *part,
           const char *name,
           JsonNode *arguments,
           YzVocabulary *vocabulary,
           GError **error)
{
  guint n = *name == '!' ? 1 : yz_logic_rule_n_arguments (arguments);

  part->parts = g_ptr_array_new_with_free_func (part_free);
  for (guint i = 0; i < n; i++) {
    Part *inner = part_new (yz_logic_rule_get_argument (arguments, i), vocabulary, error);

    if (inner == NULL)
      return FALSE;
    g_ptr_array_add (part->parts, inner);
  }
  return TRUE;
}

static Part *
part_new (JsonNode *json, YzVocabulary *vocabulary, GError **error)
{
  g_autoptr (Part) part = g_new0 (Part, 1);
  JsonNode *arguments = NULL;
  const char *name = yz_logic_rule_get_operator (json, &arguments);

  if (JSON_NODE_HOLDS_VALUE (json) && json_node_get_value_type (json) == G_TYPE_BOOLEAN) {
    part->constant = json_node_get_boolean (json);
    return g_steal_pointer (&part);
  }
  if (join_kind (name, &part->kind))
    return part_join (part, name, arguments, vocabulary, error) ? g_steal_pointer (&part) : NULL;
  part->kind = PART_COMPARISON;
  part->comparison = yz_logic_new_three_valued (json, resolve, vocabulary, error);
  if (part->comparison == NULL || !check_comparison (part, json, vocabulary, error))
    return NULL;
  return g_steal_pointer (&part);
}

/**
 * yz_condition_new:
 * @json: JsonLogic
 * @vocabulary: the names it may use
 * @error: %YZ_ERROR_INVALID with what is wrong
 *
 * Returns: (transfer full): the condition
 */
YzCondition *
yz_condition_new (JsonNode *json, YzVocabulary *vocabulary, GError **error)
{
  g_autoptr (YzCondition) self = g_new0 (YzCondition, 1);

  self->logic = yz_logic_new_three_valued (json, resolve, vocabulary, error);
  if (self->logic == NULL)
    return NULL;
  self->root = part_new (json, vocabulary, error);
  return self->root != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * yz_condition_test:
 * @self: a condition
 * @slots: what is known
 *
 * Returns: whether it holds
 */
YzTruth
yz_condition_test (const YzCondition *self, const YzLogicValue *slots)
{
  return yz_logic_test (self->logic, slots);
}

/**
 * yz_condition_get_slots:
 * @self: a condition
 * @ret_n_slots: (out): how many
 *
 * Returns: (transfer none) (array length=ret_n_slots): what it reads
 */
const guint *
yz_condition_get_slots (const YzCondition *self, guint *ret_n_slots)
{
  return yz_logic_get_slots (self->logic, ret_n_slots);
}

typedef struct {
  YzVocabulary *vocabulary;
  const guint32 *functions;
  YzDiagram *diagram;
  YzLogicValue *slots;
} Maker;

static guint32
try_values (Maker *maker, const YzLogic *logic, guint i)
{
  guint n;
  const guint *slots = yz_logic_get_slots (logic, &n);
  const YzVariable *variable;
  const YzFunction *function;
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];
  guint32 selector;
  guint n_values;

  if (i == n)
    return yz_diagram_result (maker->diagram, yz_logic_test (logic, maker->slots) == YZ_TRUTH_TRUE);
  variable = yz_vocabulary_get_variable (maker->vocabulary, slots[i]);
  function = yz_vocabulary_get_function (maker->vocabulary, slots[i]);
  n_values = variable != NULL          ? variable->values->len
             : function->texts != NULL ? g_strv_length ((GStrv)function->texts)
                                       : 2;
  for (guint v = 0; v < n_values; v++) {
    YzLogicValue *value = &maker->slots[slots[i]];

    if (variable != NULL)
      *value = g_array_index (variable->values, YzLogicValue, v);
    else if (function->texts != NULL)
      *value = (YzLogicValue){ .type = YZ_LOGIC_STRING, .string = function->texts[v] };
    else
      *value = (YzLogicValue){ .type = YZ_LOGIC_BOOLEAN, .boolean = v == 1 };
    branches[v] = try_values (maker, logic, i + 1);
  }
  if (function != NULL) {
    selector = maker->functions[slots[i] - maker->vocabulary->variables->len];
  } else {
    guint32 results[YZ_DIAGRAM_MAX_VALUES];

    for (guint v = 0; v < n_values; v++)
      results[v] = yz_diagram_result (maker->diagram, v);
    selector = yz_diagram_node (maker->diagram, slots[i], n_values, results);
  }
  return yz_diagram_case (maker->diagram, selector, n_values, branches);
}

static guint32 part_to_diagram (Maker *maker, const Part *part);

/* `and` holds unless one of its parts does not, `or` the other way round. */
static guint32
join_to_diagram (Maker *maker, const Part *part)
{
  guint32 yes = yz_diagram_result (maker->diagram, TRUE);
  guint32 no = yz_diagram_result (maker->diagram, FALSE);
  guint32 all = part->kind == PART_AND ? yes : no;

  for (guint i = part->parts->len; i-- > 0;) {
    guint32 one = part_to_diagram (maker, g_ptr_array_index (part->parts, i));

    all = part->kind == PART_AND ? yz_diagram_if (maker->diagram, one, all, no)
                                 : yz_diagram_if (maker->diagram, one, yes, all);
  }
  return all;
}

static guint32
if_to_diagram (Maker *maker, const Part *part)
{
  guint n = part->parts->len;
  guint32 all = n % 2 == 1 ? part_to_diagram (maker, g_ptr_array_index (part->parts, n - 1))
                           : yz_diagram_result (maker->diagram, FALSE);

  for (guint i = n / 2; i-- > 0;)
    all = yz_diagram_if (maker->diagram,
                         part_to_diagram (maker, g_ptr_array_index (part->parts, 2 * i)),
                         part_to_diagram (maker, g_ptr_array_index (part->parts, 2 * i + 1)), all);
  return all;
}

static guint32
part_to_diagram (Maker *maker, const Part *part)
{
  switch (part->kind) {
  case PART_CONSTANT:
    return yz_diagram_result (maker->diagram, part->constant);
  case PART_COMPARISON:
    return try_values (maker, part->comparison, 0);
  case PART_AND:
  case PART_OR:
    return join_to_diagram (maker, part);
  case PART_NOT:
    return yz_diagram_if (maker->diagram,
                          part_to_diagram (maker, g_ptr_array_index (part->parts, 0)),
                          yz_diagram_result (maker->diagram, FALSE),
                          yz_diagram_result (maker->diagram, TRUE));
  case PART_IF:
    return if_to_diagram (maker, part);
  }
  g_return_val_if_reached (0);
}

/**
 * yz_condition_to_diagram:
 * @self: a condition
 * @vocabulary: its names
 * @functions: the diagrams of the functions of @vocabulary
 * @diagram: where to make it
 *
 * Returns: the function that is 1 where the condition holds and 0 where it does not
 */
guint32
yz_condition_to_diagram (const YzCondition *self,
                         YzVocabulary *vocabulary,
                         const guint32 *functions,
                         YzDiagram *diagram)
{
  g_autofree YzLogicValue *slots = g_new0 (YzLogicValue, yz_vocabulary_get_n_slots (vocabulary));
  Maker maker = { vocabulary, functions, diagram, slots };

  return part_to_diagram (&maker, self->root);
}
