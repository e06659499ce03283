/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-logic-private.h"

#include "yz-error.h"

/* About 50 ms. */
#define MAX_STEPS 1000000

/* JsonLogic (jsonlogic.com): a rule is JSON, an object with one member being an operator with its
 * arguments. Design §4 gives it two modes. */

static YzLogic *
new_logic (JsonNode *rule,
           gboolean three_valued,
           YzLogicResolve resolve,
           gpointer user_data,
           GError **error)
{
  g_autoptr (YzLogic) self = g_new0 (YzLogic, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->rule = json_node_copy (rule);
  json_node_seal (self->rule);
  self->owned = g_ptr_array_new_with_free_func (g_free);
  self->slots = g_array_new (FALSE, FALSE, sizeof (guint));
  self->three_valued = three_valued;
  return yz_logic_compile (self, resolve, user_data, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * yz_logic_new:
 * @rule: a rule, or any JSON, which then is its own value
 * @error: %YZ_ERROR_INVALID with what is wrong in it
 *
 * Compiles a rule for strict mode: json-logic-js 2.0.5, where a variable that is not there is null.
 *
 * Returns: (transfer full): the rule
 */
YzLogic *
yz_logic_new (JsonNode *rule, GError **error)
{
  g_return_val_if_fail (rule != NULL, NULL);

  return new_logic (rule, FALSE, NULL, NULL, error);
}

/**
 * yz_logic_new_three_valued:
 * @rule: a rule
 * @resolve: (scope call): numbers the variables
 * @user_data: passed to @resolve
 * @error: %YZ_ERROR_INVALID with what is wrong in it
 *
 * Compiles a rule for three-valued mode, where a variable may be unknown and then stays so through
 * every operator, unless what is known decides (Kleene). A default does not hide that. Whether a
 * list that is a variable has a constant member is a variable of its own if @resolve has one of
 * that name. `missing`, `missing_some`, `map`, `reduce` and `log` are refused.
 *
 * Returns: (transfer full): the rule
 */
YzLogic *
yz_logic_new_three_valued (JsonNode *rule,
                           YzLogicResolve resolve,
                           gpointer user_data,
                           GError **error)
{
  g_return_val_if_fail (rule != NULL, NULL);
  g_return_val_if_fail (resolve != NULL, NULL);

  return new_logic (rule, TRUE, resolve, user_data, error);
}

/**
 * yz_logic_ref:
 * @self: a rule
 *
 * Returns: (transfer full): the same
 */
YzLogic *
yz_logic_ref (YzLogic *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * yz_logic_unref:
 * @self: a rule
 */
void
yz_logic_unref (YzLogic *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->owned);
  g_array_unref (self->slots);
  json_node_unref (self->rule);
  g_free (self);
}

/**
 * yz_logic_apply:
 * @self: a rule of strict mode
 * @data: (nullable): where its variables look
 * @error: %YZ_ERROR_INVALID where it would take too much work or memory
 *
 * Returns: (transfer full): its value; what JSON has no number for is null
 */
JsonNode *
yz_logic_apply (const YzLogic *self, JsonNode *data, GError **error)
{
  YzLogicRun run = { .max_steps = MAX_STEPS };
  YzLogicValue given = { .type = YZ_LOGIC_NULL };
  YzLogicValue value;
  JsonNode *node = NULL;

  g_return_val_if_fail (self != NULL && !self->three_valued, NULL);

  if (data != NULL)
    given = yz_logic_value_from_json (data, &run);
  value = yz_logic_run (&self->root, &given, &run);
  if (run.exceeded == NULL)
    node = yz_logic_value_to_json (&value, &run);
  if (run.exceeded != NULL) {
    g_clear_pointer (&node, json_node_unref);
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "the rule %s: make it simpler", run.exceeded);
  }
  yz_logic_run_clear (&run);
  return node;
}

/**
 * yz_logic_test:
 * @self: a rule of three-valued mode
 * @slots: the values of the variables, by slot
 *
 * Returns: whether it holds; unknown too where it would take too much work
 */
YzTruth
yz_logic_test (const YzLogic *self, const YzLogicValue *slots)
{
  static const YzLogicValue nothing = { .type = YZ_LOGIC_NULL };
  YzLogicRun run = { .slots = slots, .max_steps = MAX_STEPS };
  YzLogicValue value;
  YzTruth truth;

  g_return_val_if_fail (self != NULL && self->three_valued, YZ_TRUTH_UNKNOWN);

  value = yz_logic_run (&self->root, &nothing, &run);
  truth = run.exceeded == NULL ? yz_logic_value_get_truth (&value) : YZ_TRUTH_UNKNOWN;
  yz_logic_run_clear (&run);
  return truth;
}

/**
 * yz_logic_get_slots:
 * @self: a rule of three-valued mode
 * @ret_n_slots: (out): how many
 *
 * Returns: (transfer none) (array length=ret_n_slots): the slots that it reads, each once
 */
const guint *
yz_logic_get_slots (const YzLogic *self, guint *ret_n_slots)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (ret_n_slots != NULL, NULL);

  *ret_n_slots = self->slots->len;
  return (const guint *)self->slots->data;
}
