/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-diagram.h"
#include "yz-logic.h"
#include "yz-reader.h"

G_BEGIN_DECLS

/**
 * YzVariableKind:
 * @YZ_VARIABLE_BOOLEAN: yes or no, also whether a list has a member
 * @YZ_VARIABLE_CHOICE: one of its texts, or null
 * @YZ_VARIABLE_NUMBER: a number; a value is one of the ranges between what it is compared with
 * @YZ_VARIABLE_TABLE: only for the tables of limits and supplements: no condition may name it
 */
typedef enum {
  YZ_VARIABLE_BOOLEAN,
  YZ_VARIABLE_CHOICE,
  YZ_VARIABLE_NUMBER,
  YZ_VARIABLE_TABLE,
} YzVariableKind;

/**
 * YzVariable:
 * @name: in conditions
 * @kind: what it is
 * @question: position of the question that asks for it, or -1
 * @member: (nullable): of a question for a list: the member
 * @texts: (element-type utf8): of a choice: its values; %NULL is null
 * @constants: (element-type gdouble): of a number: what it is compared with, sorted
 * @min: of a number
 * @max: of a number
 * @values: (element-type YzLogicValue): one for each value it may have
 */
typedef struct {
  char *name;
  YzVariableKind kind;
  int question;
  char *member;
  GPtrArray *texts;
  GArray *constants;
  double min;
  double max;
  GArray *values;
} YzVariable;

/**
 * YzFunction:
 * @name: in conditions
 * @texts: (nullable): its results where they are texts; otherwise they are true and false
 * @inputs: (element-type guint): slots that it reads
 *
 * What is worked out from answers: a definition, or a derived name.
 */
typedef struct {
  char *name;
  const char *const *texts;
  GArray *inputs;
} YzFunction;

/**
 * YzVocabulary:
 * @variables: (element-type YzVariable): their slots are their positions
 * @functions: (element-type YzFunction): their slots follow
 * @slots: by name
 * @work: what making diagrams of the conditions takes, in steps
 *
 * The names that conditions may use.
 */
typedef struct {
  GPtrArray *variables;
  GPtrArray *functions;
  GHashTable *slots;
  guint64 work;
} YzVocabulary;

/**
 * YzCondition:
 *
 * A condition: to be tested with what is known, and to be made a diagram of all that may be.
 */
typedef struct _YzCondition YzCondition;

YzVocabulary *yz_vocabulary_new           (void);
void          yz_vocabulary_free          (YzVocabulary      *self);
YzVariable   *yz_vocabulary_add_variable  (YzVocabulary      *self,
                                           const char        *name,
                                           YzVariableKind     kind,
                                           int                question);
YzFunction   *yz_vocabulary_add_function  (YzVocabulary      *self,
                                           const char        *name,
                                           const char *const *texts);
void          yz_vocabulary_close         (YzVocabulary      *self);
int           yz_vocabulary_find          (YzVocabulary      *self,
                                           const char        *name);
guint         yz_vocabulary_get_n_slots   (YzVocabulary      *self);
const YzVariable *yz_vocabulary_get_variable (YzVocabulary   *self,
                                           guint              slot);
YzFunction   *yz_vocabulary_get_function  (YzVocabulary      *self,
                                           guint              slot);
int           yz_variable_find_number     (const YzVariable  *self,
                                           double             number);
int           yz_variable_find_text       (const YzVariable  *self,
                                           const char        *text);
GArray       *yz_ranges_new               (GArray            *constants,
                                           double             min,
                                           double             max,
                                           gboolean           whole);
int           yz_ranges_find              (GArray            *ranges,
                                           GArray            *constants,
                                           double             number);

YzCondition  *yz_condition_new            (JsonNode          *json,
                                           YzVocabulary      *vocabulary,
                                           GError           **error);
void          yz_condition_free           (YzCondition       *self);
YzTruth       yz_condition_test           (const YzCondition *self,
                                           const YzLogicValue *slots);
const guint  *yz_condition_get_slots      (const YzCondition *self,
                                           guint             *ret_n_slots);
guint32       yz_condition_to_diagram     (const YzCondition *self,
                                           YzVocabulary      *vocabulary,
                                           const guint32     *functions,
                                           YzDiagram         *diagram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzCondition, yz_condition_free)

G_END_DECLS
