/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-logic-private.h"

#include "yz-error.h"
#include "yz-logic-rule.h"

#include <string.h>

/* From JSON to the tree. Everything that can be wrong with a rule is found here, not while somebody
 * stands at the kiosk. */

#define MAX_DEPTH 200
#define MAX_NODES 200000

static const struct {
  const char *name;
  YzLogicOp op;
  gboolean strict_only;
  guint n_needed; /* arguments, without which a condition makes no sense */
} operators[] = {
  { "var", YZ_OP_VAR, FALSE, 1 },
  { "missing", YZ_OP_MISSING, TRUE, 0 },
  { "missing_some", YZ_OP_MISSING_SOME, TRUE, 0 },
  { "if", YZ_OP_IF, FALSE, 2 },
  { "?:", YZ_OP_IF, FALSE, 2 },
  { "and", YZ_OP_AND, FALSE, 1 },
  { "or", YZ_OP_OR, FALSE, 1 },
  { "!", YZ_OP_NOT, FALSE, 1 },
  { "!!", YZ_OP_TRUTHY, FALSE, 1 },
  { "==", YZ_OP_EQUAL, FALSE, 2 },
  { "!=", YZ_OP_NOT_EQUAL, FALSE, 2 },
  { "===", YZ_OP_SAME, FALSE, 2 },
  { "!==", YZ_OP_NOT_SAME, FALSE, 2 },
  { "<", YZ_OP_LESS, FALSE, 2 },
  { "<=", YZ_OP_LESS_EQUAL, FALSE, 2 },
  { ">", YZ_OP_GREATER, FALSE, 2 },
  { ">=", YZ_OP_GREATER_EQUAL, FALSE, 2 },
  { "+", YZ_OP_ADD, FALSE, 1 },
  { "-", YZ_OP_SUBTRACT, FALSE, 1 },
  { "*", YZ_OP_MULTIPLY, FALSE, 1 },
  { "/", YZ_OP_DIVIDE, FALSE, 2 },
  { "%", YZ_OP_MODULO, FALSE, 2 },
  { "min", YZ_OP_MIN, FALSE, 1 },
  { "max", YZ_OP_MAX, FALSE, 1 },
  { "in", YZ_OP_IN, FALSE, 2 },
  { "cat", YZ_OP_CAT, FALSE, 1 },
  { "substr", YZ_OP_SUBSTR, FALSE, 2 },
  { "merge", YZ_OP_MERGE, FALSE, 1 },
  { "map", YZ_OP_MAP, TRUE, 2 },
  { "filter", YZ_OP_FILTER, FALSE, 2 },
  { "reduce", YZ_OP_REDUCE, TRUE, 2 },
  { "all", YZ_OP_ALL, FALSE, 2 },
  { "some", YZ_OP_SOME, FALSE, 2 },
  { "none", YZ_OP_NONE, FALSE, 2 },
  { "log", YZ_OP_LOG, TRUE, 1 },
};

typedef struct {
  YzLogic *logic;
  YzLogicResolve resolve;
  gpointer user_data;
  guint n_nodes;
  guint depth;
  gboolean in_scope; /* variables are those of a list's element */
} Compiler;

static gboolean compile (Compiler *self, JsonNode *json, YzLogicNode *node, GError **error);

static gboolean
fail (GError **error, const char *format, const char *what)
{
  g_autofree char *shown = g_utf8_make_valid (what, (gssize)MIN (strlen (what), 60));
  g_autofree char *quoted = g_strdup_printf ("“%s”", shown);
  g_autoptr (GString) message = g_string_new (format);

  g_string_replace (message, "%s", quoted, 1);
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, message->str);
  return FALSE;
}

static const char *
get_string (JsonNode *json)
{
  return JSON_NODE_HOLDS_VALUE (json) && json_node_get_value_type (json) == G_TYPE_STRING
             ? json_node_get_string (json)
             : NULL;
}

/* The name where this is `{"var": "name"}`, and nothing more. */
static const char *
get_variable (JsonNode *json)
{
  JsonNode *arguments = NULL;
  const char *name = yz_logic_rule_get_operator (json, &arguments);

  if (g_strcmp0 (name, "var") != 0 || yz_logic_rule_n_arguments (arguments) != 1)
    return NULL;
  return get_string (yz_logic_rule_get_argument (arguments, 0));
}

static void
use_slot (Compiler *self, YzLogicNode *node, int slot)
{
  GArray *slots = self->logic->slots;
  guint number = (guint)slot;

  node->op = YZ_OP_SLOT;
  node->slot = number;
  for (guint i = 0; i < slots->len; i++)
    if (g_array_index (slots, guint, i) == number)
      return;
  g_array_append_val (slots, number);
}

static gboolean
compile_arguments (Compiler *self,
                   JsonNode *arguments,
                   guint first,
                   YzLogicNode *node,
                   GError **error)
{
  guint n = yz_logic_rule_n_arguments (arguments);

  node->n_args = n > first ? n - first : 0;
  node->args = g_new0 (YzLogicNode, MAX (node->n_args, 1));
  g_ptr_array_add (self->logic->owned, node->args);
  for (guint i = 0; i < node->n_args; i++) {
    gboolean outside = self->in_scope;
    gboolean ok;

    /* The second argument of these is asked about each element of the first. */
    if (i == 1
        && (node->op == YZ_OP_MAP || node->op == YZ_OP_FILTER || node->op == YZ_OP_REDUCE
            || node->op == YZ_OP_ALL || node->op == YZ_OP_SOME || node->op == YZ_OP_NONE))
      self->in_scope = TRUE;
    ok = compile (self, yz_logic_rule_get_argument (arguments, i + first), &node->args[i], error);
    self->in_scope = outside;
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

/* A variable of three-valued mode is a slot; what follows its name is its default. */
static gboolean
compile_slot (Compiler *self, JsonNode *arguments, YzLogicNode *node, GError **error)
{
  const char *name = yz_logic_rule_n_arguments (arguments) > 0
                         ? get_string (yz_logic_rule_get_argument (arguments, 0))
                         : NULL;
  int slot;

  if (name == NULL)
    return fail (error, "%s needs the name of an answer, in quotes", "var");
  slot = self->resolve (name, self->user_data);
  if (slot < 0)
    return fail (error, "there is no answer %s", name);
  if (!compile_arguments (self, arguments, 1, node, error))
    return FALSE;
  use_slot (self, node, slot);
  return TRUE;
}

/* The name of whether a list that is a variable has a member, where that is what is asked. */
static char *
get_member (Compiler *self, JsonNode *arguments)
{
  const char *member = get_string (yz_logic_rule_get_argument (arguments, 0));
  const char *list = get_variable (yz_logic_rule_get_argument (arguments, 1));

  return !self->in_scope && member != NULL && list != NULL ? g_strconcat (list, ".", member, NULL)
                                                           : NULL;
}

/* Membership in a list is a slot of its own, or the whole list is a slot. */
static gboolean
compile_in (Compiler *self, JsonNode *arguments, YzLogicNode *node, GError **error)
{
  g_autofree char *name = get_member (self, arguments);
  int slot = name != NULL ? self->resolve (name, self->user_data) : -1;

  if (slot >= 0) {
    use_slot (self, node, slot);
    return TRUE;
  }
  if (name != NULL
      && self->resolve (get_variable (yz_logic_rule_get_argument (arguments, 1)), self->user_data)
             < 0)
    return fail (error, "there is no answer %s", name);
  return compile_arguments (self, arguments, 0, node, error);
}

static gboolean
compile_operator (Compiler *self,
                  const char *name,
                  JsonNode *arguments,
                  YzLogicNode *node,
                  GError **error)
{
  gboolean three_valued = self->logic->three_valued;

  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++) {
    if (strcmp (operators[i].name, name) != 0)
      continue;
    if (three_valued && operators[i].strict_only)
      return fail (error, "the operator %s is not for rules that meet unknown answers", name);
    if (three_valued && yz_logic_rule_n_arguments (arguments) < operators[i].n_needed)
      return fail (error, "the operator %s has too few arguments", name);
    node->op = operators[i].op;
    if (three_valued && node->op == YZ_OP_VAR && !self->in_scope)
      return compile_slot (self, arguments, node, error);
    if (three_valued && node->op == YZ_OP_IN)
      return compile_in (self, arguments, node, error);
    return compile_arguments (self, arguments, 0, node, error);
  }
  return fail (error, "%s is no operator of JsonLogic", name);
}

static gboolean
is_constant (const YzLogicNode *nodes, guint n)
{
  for (guint i = 0; i < n; i++)
    if (nodes[i].op != YZ_OP_CONSTANT)
      return FALSE;
  return TRUE;
}

/* A list of constants is one itself. */
static gboolean
compile_list (Compiler *self, JsonNode *json, YzLogicNode *node, GError **error)
{
  YzLogicList *list;

  node->op = YZ_OP_LIST;
  if (!compile_arguments (self, json, 0, node, error))
    return FALSE;
  if (!is_constant (node->args, node->n_args))
    return TRUE;

  list = g_new0 (YzLogicList, 1);
  list->n_items = node->n_args;
  list->items = g_new0 (YzLogicValue, MAX (node->n_args, 1));
  g_ptr_array_add (self->logic->owned, list);
  g_ptr_array_add (self->logic->owned, list->items);
  for (guint i = 0; i < node->n_args; i++)
    list->items[i] = node->args[i].constant;
  node->op = YZ_OP_CONSTANT;
  node->n_args = 0;
  node->constant.type = YZ_LOGIC_LIST;
  node->constant.list = list;
  return TRUE;
}

static gboolean
compile_one (Compiler *self, JsonNode *json, YzLogicNode *node, GError **error)
{
  JsonNode *arguments = NULL;
  const char *name = yz_logic_rule_get_operator (json, &arguments);

  if (name != NULL)
    return compile_operator (self, name, arguments, node, error);
  if (JSON_NODE_HOLDS_ARRAY (json))
    return compile_list (self, json, node, error);
  if (self->logic->three_valued && JSON_NODE_HOLDS_OBJECT (json)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "an operator is an object with one member");
    return FALSE;
  }
  node->op = YZ_OP_CONSTANT;
  node->constant = yz_logic_value_from_json (json, NULL);
  return TRUE;
}

static gboolean
compile (Compiler *self, JsonNode *json, YzLogicNode *node, GError **error)
{
  gboolean ok;

  if (++self->n_nodes > MAX_NODES || ++self->depth > MAX_DEPTH) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "the rule is too large: at most %d levels and %d parts", MAX_DEPTH, MAX_NODES);
    return FALSE;
  }
  ok = compile_one (self, json, node, error);
  self->depth--;
  return ok;
}

/**
 * yz_logic_compile:
 * @self: a rule with its JSON
 * @resolve: (nullable): numbers the variables in three-valued mode
 * @user_data: passed to @resolve
 * @error: %YZ_ERROR_INVALID with what is wrong
 *
 * Returns: whether the tree stands
 */
gboolean
yz_logic_compile (YzLogic *self, YzLogicResolve resolve, gpointer user_data, GError **error)
{
  Compiler compiler = { .logic = self, .resolve = resolve, .user_data = user_data };

  if (self->three_valued && JSON_NODE_HOLDS_ARRAY (self->rule)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "a condition is no list: write an operator around it");
    return FALSE;
  }
  return compile (&compiler, self->rule, &self->root, error);
}
