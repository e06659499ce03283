/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-logic.h"
#include "yz-reader.h"

G_BEGIN_DECLS

/* The most photographs that one field takes. */
#define YZ_PHOTO_MAX_COUNT 10

/* The most that the JSON of a form may have. */
#define YZ_FORM_MAX_BYTES (1024 * 1024)

typedef enum {
  YZ_FIELD_TEXT,
  YZ_FIELD_LONG_TEXT,
  YZ_FIELD_NUMBER,
  YZ_FIELD_MONEY,
  YZ_FIELD_DATE,
  YZ_FIELD_PHONE,
  YZ_FIELD_ID_NUMBER,
  YZ_FIELD_CHOICE,
  YZ_FIELD_MANY,
  YZ_FIELD_REGION,
  YZ_FIELD_ADDRESS,
  YZ_FIELD_SIGNATURE,
  YZ_FIELD_DECLARATION,
  YZ_FIELD_PHOTO,
} YzFieldType;

/**
 * YzOption:
 * @value: what is stored
 * @title: what is shown
 */
typedef struct {
  char *value;
  YzText title;
} YzOption;

/**
 * YzField:
 * @id: name in the answers
 * @type: what kind of answer
 * @number: its position among all fields of the form
 * @first_slot: where conditions find its answer
 * @n_slots: how many they are; 0 where no condition may ask about it
 * @relevant: (nullable): the condition under which it is asked; %NULL for always
 * @required: whether it must be answered wherever it is asked
 * @required_if: (nullable): the condition under which it must be
 * @constraint: (nullable): what should hold once it is answered
 * @constraint_message: what is said where @constraint does not hold
 * @max_length: characters, 0 for the type's own bound
 * @digits: of a text: exactly so many digits, 0 for any text
 * @past: of a date: not after today
 * @passport: of an ID number: that of a passport will do too
 * @title: the official field name and its English
 * @hint: what to write, in everyday words; empty where the title says it all
 * @options: (element-type YzOption): of a choice or of many, otherwise empty
 */
typedef struct {
  char *id;
  YzFieldType type;
  guint number;
  guint first_slot;
  guint n_slots;
  YzLogic *relevant;
  gboolean required;
  YzLogic *required_if;
  YzLogic *constraint;
  YzText constraint_message;
  guint max_length;
  guint digits;
  gboolean past;
  gboolean passport;
  YzText title;
  YzText hint;
  GPtrArray *options;
} YzField;

/**
 * YzSection:
 * @id: name
 * @title: what it is about
 * @intro: a sentence before the fields, or empty
 * @sensitive: whether only people whose matter somebody near them must not know of are asked; the
 *   others may leave it out as if it were not there
 * @fields: (element-type YzField): at most five
 */
typedef struct {
  char *id;
  YzText title;
  YzText intro;
  gboolean sensitive;
  GPtrArray *fields;
} YzSection;

/**
 * YzForm:
 *
 * One form as an administrator wrote it: immutable, so that any thread may read it.
 */
#define YZ_TYPE_FORM (yz_form_get_type ())
G_DECLARE_FINAL_TYPE (YzForm, yz_form, YZ, FORM, GObject)

/**
 * YzFieldProblem:
 * @field: id of a field; empty where it is about the answers as a whole
 * @message: what is wrong and what to write instead
 * @warning: whether the form may be submitted all the same
 *
 * A thing in the answers that is not as it should be. The message never repeats an answer.
 */
typedef struct {
  char *field;
  YzText message;
  gboolean warning;
} YzFieldProblem;

const char    *yz_field_type_to_string (YzFieldType   type);

YzForm        *yz_form_new_from_json  (JsonNode      *node,
                                       GError       **error);
YzForm        *yz_form_load           (const char    *path,
                                       GError       **error);
GPtrArray     *yz_form_find_problems  (JsonNode      *node);
const char    *yz_form_get_id         (YzForm        *self);
const char    *yz_form_get_version    (YzForm        *self);
const YzText  *yz_form_get_title      (YzForm        *self);
GPtrArray     *yz_form_get_notice     (YzForm        *self);
GPtrArray     *yz_form_get_sections   (YzForm        *self);
const YzField *yz_form_find_field     (YzForm        *self,
                                       const char    *id);

GPtrArray     *yz_form_check_answers  (YzForm        *self,
                                       JsonObject    *answers,
                                       const char    *today);
GPtrArray     *yz_form_check_field    (YzForm        *self,
                                       const YzField *field,
                                       JsonObject    *answers,
                                       const char    *today);
gboolean       yz_field_problems_block (GPtrArray    *problems);

G_END_DECLS
