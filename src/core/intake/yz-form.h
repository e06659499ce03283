/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

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
} YzFieldType;

/**
 * YzText:
 * @zh: Chinese
 * @en: English
 *
 * A text in the two complete languages.
 */
typedef struct {
  char *zh;
  char *en;
} YzText;

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
 * @required: whether it must be answered
 * @max_length: characters, 0 for the type's own bound
 * @title: the official field name and its English
 * @hint: what to write, in everyday words
 * @options: (element-type YzOption): of a choice
 */
typedef struct {
  char *id;
  YzFieldType type;
  gboolean required;
  guint max_length;
  YzText title;
  YzText hint;
  GPtrArray *options;
} YzField;

/**
 * YzSection:
 * @id: name
 * @title: what it is about
 * @intro: a sentence before the fields
 * @fields: (element-type YzField): at most five
 */
typedef struct {
  char *id;
  YzText title;
  YzText intro;
  GPtrArray *fields;
} YzSection;

#define YZ_TYPE_FORM (yz_form_get_type ())
G_DECLARE_FINAL_TYPE (YzForm, yz_form, YZ, FORM, GObject)

/**
 * YzFieldProblem:
 * @field: id of a field
 * @message: what is wrong and what to write instead
 * @warning: whether the form may be submitted all the same
 */
typedef struct {
  char *field;
  YzText message;
  gboolean warning;
} YzFieldProblem;

const char  *yz_text_get             (const YzText *text,
                                      const char   *language);

YzForm      *yz_form_new_from_json   (JsonNode     *node,
                                      GError      **error);
YzForm      *yz_form_load            (const char   *path,
                                      GError      **error);
const char  *yz_form_get_id          (YzForm       *self);
const char  *yz_form_get_version     (YzForm       *self);
const YzText *yz_form_get_title      (YzForm       *self);
GPtrArray   *yz_form_get_sections    (YzForm       *self);
const YzField *yz_form_find_field    (YzForm       *self,
                                      const char   *id);
const char  *yz_field_type_to_string (YzFieldType   type);

GPtrArray   *yz_form_check_answers   (YzForm       *self,
                                      JsonObject   *answers,
                                      const char   *today);
GPtrArray   *yz_form_check_field     (YzForm       *self,
                                      const YzField *field,
                                      JsonObject   *answers,
                                      const char   *today);

G_END_DECLS
