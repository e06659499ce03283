/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-logic-rule.h"

/* How a rule stands in JSON. */

/**
 * yz_logic_rule_get_operator:
 * @rule: JSON
 * @ret_arguments: (out) (transfer none): what stands behind the operator
 *
 * An object with one member is an operator; any other JSON stands for itself.
 *
 * Returns: (transfer none) (nullable): the operator's name
 */
const char *
yz_logic_rule_get_operator (JsonNode *rule, JsonNode **ret_arguments)
{
  JsonObjectIter iter;
  const char *name = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (rule) || json_object_get_size (json_node_get_object (rule)) != 1)
    return NULL;
  json_object_iter_init (&iter, json_node_get_object (rule));
  json_object_iter_next (&iter, &name, ret_arguments);
  return name;
}

/**
 * yz_logic_rule_n_arguments:
 * @arguments: of an operator; one that is no list stands for a list of it
 *
 * Returns: how many they are
 */
guint
yz_logic_rule_n_arguments (JsonNode *arguments)
{
  return JSON_NODE_HOLDS_ARRAY (arguments) ? json_array_get_length (json_node_get_array (arguments))
                                           : 1;
}

/**
 * yz_logic_rule_get_argument:
 * @arguments: of an operator
 * @i: which one
 *
 * Returns: (transfer none): the argument
 */
JsonNode *
yz_logic_rule_get_argument (JsonNode *arguments, guint i)
{
  return JSON_NODE_HOLDS_ARRAY (arguments)
             ? json_array_get_element (json_node_get_array (arguments), i)
             : arguments;
}
