/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum {
  YZ_TRUTH_FALSE,
  YZ_TRUTH_TRUE,
  YZ_TRUTH_UNKNOWN,
} YzTruth;

typedef enum {
  YZ_LOGIC_UNKNOWN,
  YZ_LOGIC_UNDEFINED, /* an argument that is not there; not for slots */
  YZ_LOGIC_NULL,
  YZ_LOGIC_BOOLEAN,
  YZ_LOGIC_NUMBER,
  YZ_LOGIC_STRING,
  YZ_LOGIC_LIST,
  YZ_LOGIC_OBJECT,
  YZ_LOGIC_RECORD, /* an object that is made while a rule runs; not for slots */
} YzLogicType;

typedef struct _YzLogicList YzLogicList;

/**
 * YzLogicValue:
 * @type: which of the others holds
 * @truth_hint: of %YZ_LOGIC_UNKNOWN: 0, or 1 or -1 where it is known to be true or false all the
 *   same; leave it 0 in slots
 * @boolean: of %YZ_LOGIC_BOOLEAN
 * @number: of %YZ_LOGIC_NUMBER
 * @string: of %YZ_LOGIC_STRING: UTF-8
 * @list: of %YZ_LOGIC_LIST, and of %YZ_LOGIC_RECORD
 * @object: of %YZ_LOGIC_OBJECT
 *
 * A value; what it points to belongs to somebody else.
 */
typedef struct {
  YzLogicType type;
  union {
    int truth_hint;
    gboolean boolean;
    double number;
    const char *string;
    const YzLogicList *list;
    JsonObject *object;
  };
} YzLogicValue;

/**
 * YzLogicList:
 * @n_items: how many
 * @items: (array length=n_items): its elements
 * @identity: (nullable): the JSON it was made from
 * @names: (nullable): of a record: the names of its elements
 */
struct _YzLogicList {
  guint n_items;
  YzLogicValue *items;
  const void *identity;
  const char *const *names;
};

/**
 * YzLogic:
 *
 * One rule, compiled. Immutable: any number of threads may run it.
 */
typedef struct _YzLogic YzLogic;

/**
 * YzLogicResolve:
 * @name: of a variable; `groups.disabled` for whether the list `groups` has `disabled`
 * @user_data: of whoever compiles
 *
 * Returns: its slot, or -1 where there is no such variable
 */
typedef int (*YzLogicResolve) (const char *name, gpointer user_data);

YzLogic *yz_logic_new (JsonNode *rule, GError **error);
YzLogic *yz_logic_new_three_valued (JsonNode *rule,
                                    YzLogicResolve resolve,
                                    gpointer user_data,
                                    GError **error);
YzLogic *yz_logic_ref (YzLogic *self);
void yz_logic_unref (YzLogic *self);

JsonNode *yz_logic_apply (const YzLogic *self, JsonNode *data, GError **error);
YzTruth yz_logic_test (const YzLogic *self, const YzLogicValue *slots);
guint64 yz_logic_get_cost (const YzLogic *self);
const guint *yz_logic_get_slots (const YzLogic *self, guint *ret_n_slots);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzLogic, yz_logic_unref)

G_END_DECLS
