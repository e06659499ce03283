/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-logic-private.h"

/* How many steps a rule of three-valued mode may take, at the most: its lists are written in it, so
 * that their lengths are known. */

/* Steps that looking at an answer costs: a long one has some thousand bytes. */
#define ANSWER_COST 64

/* No rule comes near; sums and products stay within a guint64. */
#define MAX_COST ((guint64)1 << 31)

typedef struct {
  guint64 steps;
  guint64 length; /* of the list that it gives; 1 of anything else */
} Cost;

static Cost
bounded (guint64 steps, guint64 length)
{
  return (Cost){ MIN (steps, MAX_COST), MIN (length, MAX_COST) };
}

/* The longest list in a constant: its elements may be lists too. */
static guint64
find_longest (const YzLogicValue *value)
{
  guint64 longest = 1;

  if (value->type != YZ_LOGIC_LIST)
    return longest;
  longest = MAX (longest, value->list->n_items);
  for (guint i = 0; i < value->list->n_items; i++)
    longest = MAX (longest, find_longest (&value->list->items[i]));
  return longest;
}

static guint64
find_longest_of (const YzLogicNode *node)
{
  guint64 longest = node->op == YZ_OP_CONSTANT ? find_longest (&node->constant) : 1;

  for (guint i = 0; i < node->n_args; i++)
    longest = MAX (longest, find_longest_of (&node->args[i]));
  return longest;
}

static gboolean
goes_through (YzLogicOp op)
{
  return op == YZ_OP_FILTER || op == YZ_OP_ALL || op == YZ_OP_SOME || op == YZ_OP_NONE;
}

/* @longest bounds what a variable of an element may be. */
static Cost
get_cost (const YzLogicNode *node, guint64 longest)
{
  guint64 steps = node->op == YZ_OP_SLOT ? ANSWER_COST : 1;
  guint64 sum = 0;
  guint64 most = 1;

  for (guint i = 0; i < node->n_args; i++) {
    Cost one = get_cost (&node->args[i], longest);
    guint64 times = i == 1 && goes_through (node->op) ? most : 1;

    steps = bounded (steps + times * one.steps + one.length, 1).steps;
    sum += one.length;
    most = MAX (most, one.length);
  }
  if (node->op == YZ_OP_CONSTANT)
    most = find_longest (&node->constant);
  else if (node->op == YZ_OP_VAR)
    most = longest;
  else if (node->op == YZ_OP_LIST)
    most = MAX (node->n_args, 1);
  else if (node->op == YZ_OP_MERGE)
    most = sum;
  return bounded (steps + most, most);
}

/**
 * yz_logic_get_cost:
 * @self: a rule of three-valued mode
 *
 * Returns: the steps that yz_logic_test() may take, at the most; a million are some 50 ms
 */
guint64
yz_logic_get_cost (const YzLogic *self)
{
  g_return_val_if_fail (self != NULL && self->three_valued, 0);

  return get_cost (&self->root, find_longest_of (&self->root)).steps;
}
