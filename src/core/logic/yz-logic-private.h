/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-logic.h"

G_BEGIN_DECLS

typedef enum {
  YZ_OP_CONSTANT,
  YZ_OP_LIST, /* a list with rules in it */
  YZ_OP_SLOT,
  YZ_OP_VAR,
  YZ_OP_MISSING,
  YZ_OP_MISSING_SOME,
  YZ_OP_IF,
  YZ_OP_AND,
  YZ_OP_OR,
  YZ_OP_NOT,
  YZ_OP_TRUTHY,
  YZ_OP_EQUAL,
  YZ_OP_NOT_EQUAL,
  YZ_OP_SAME,
  YZ_OP_NOT_SAME,
  YZ_OP_LESS,
  YZ_OP_LESS_EQUAL,
  YZ_OP_GREATER,
  YZ_OP_GREATER_EQUAL,
  YZ_OP_ADD,
  YZ_OP_SUBTRACT,
  YZ_OP_MULTIPLY,
  YZ_OP_DIVIDE,
  YZ_OP_MODULO,
  YZ_OP_MIN,
  YZ_OP_MAX,
  YZ_OP_IN,
  YZ_OP_CAT,
  YZ_OP_SUBSTR,
  YZ_OP_MERGE,
  YZ_OP_MAP,
  YZ_OP_FILTER,
  YZ_OP_REDUCE,
  YZ_OP_ALL,
  YZ_OP_SOME,
  YZ_OP_NONE,
  YZ_OP_LOG,
} YzLogicOp;

typedef struct _YzLogicNode YzLogicNode;

/* One operator with its arguments. */
struct _YzLogicNode {
  YzLogicOp op;
  guint n_args;
  YzLogicNode *args;
  YzLogicValue constant; /* of a constant */
  guint slot;            /* of a slot */
};

struct _YzLogic {
  gatomicrefcount ref_count;
  JsonNode *rule; /* what the constants point into */
  GPtrArray *owned;
  YzLogicNode root;
  GArray *slots;
  gboolean three_valued;
};

/* While a rule runs: what it makes on the way, and how much of it. */
typedef struct {
  const YzLogicValue *slots;
  GPtrArray *owned;
  gsize n_bytes;
  guint n_steps;
  guint max_steps;
  const char *exceeded; /* the bound that was, or NULL */
} YzLogicRun;

gboolean
yz_logic_compile (YzLogic *self, YzLogicResolve resolve, gpointer user_data, GError **error);
YzLogicValue yz_logic_run (const YzLogicNode *node, const YzLogicValue *data, YzLogicRun *run);

gboolean yz_logic_run_spend (YzLogicRun *run, gsize steps);
gpointer yz_logic_run_alloc (YzLogicRun *run, gsize size);
const char *yz_logic_run_keep (YzLogicRun *run, const GString *text);
void yz_logic_run_clear (YzLogicRun *run);

YzLogicValue yz_logic_value_from_json (JsonNode *node, YzLogicRun *run);
JsonNode *yz_logic_value_to_json (const YzLogicValue *value, YzLogicRun *run);
YzTruth yz_logic_value_get_truth (const YzLogicValue *value);
double yz_logic_value_to_number (const YzLogicValue *value, YzLogicRun *run);
double yz_logic_value_parse_float (const YzLogicValue *value, YzLogicRun *run);
const char *yz_logic_value_to_string (const YzLogicValue *value, YzLogicRun *run);
gboolean yz_logic_value_same (const YzLogicValue *a, const YzLogicValue *b);
gboolean yz_logic_value_equal (const YzLogicValue *a, const YzLogicValue *b, YzLogicRun *run);
int yz_logic_value_compare (const YzLogicValue *a, const YzLogicValue *b, YzLogicRun *run);

/* Bytes of a text that take as long as a step. */
#define YZ_LOGIC_BYTES_A_STEP 64

/* What yz_logic_value_compare() returns where a number is none. */
#define YZ_LOGIC_UNORDERED 2

G_END_DECLS
