/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-form.h"
#include "yz-form-state.h"

G_BEGIN_DECLS

/* What a condition may ask about: a field's answer, or whether an option of a `many` is chosen. */
typedef struct {
  const YzField *field;
  const YzOption *option; /* of a `many` */
} YzFormSlot;

struct _YzForm {
  GObject parent_instance;

  char *id;
  char *version;
  YzText title;
  GPtrArray *notice;
  GPtrArray *sections;
  GPtrArray *fields; /* of all sections, those that others wait for before these */
  GArray *slots;     /* of YzFormSlot */
};

/* A field with the JSON of its conditions, until all fields are known. */
typedef struct {
  YzField *field;
  char *place;
  JsonNode *relevant;
  JsonNode *required;
  JsonNode *constraint;
} YzFormConditions;

/* The bounds of what one person may hand in. */
#define YZ_TEXT_MAX_CHARS 100
#define YZ_LONG_TEXT_MAX_CHARS 3000
#define YZ_ADDRESS_MAX_CHARS 200
#define YZ_SIGNATURE_MAX_BYTES (64 * 1024)
#define YZ_ANSWERS_MAX_BYTES (256 * 1024)

YzOption   *yz_option_new             (void);
YzField    *yz_field_new              (void);
YzSection  *yz_section_new            (void);
gboolean    yz_field_type_from_string (const char    *name,
                                       YzFieldType   *ret_type);
char       *yz_field_type_list        (void);

void        yz_form_read_conditions   (YzForm        *form,
                                       GArray        *conditions,
                                       YzReader      *reader);
void        yz_form_set_order         (YzForm        *form,
                                       YzReader      *reader);

gboolean    yz_field_has_option       (const YzField *field,
                                       const char    *value);
gboolean    yz_field_is_date          (const char    *text);
gboolean    yz_field_has_shape        (const YzField *field,
                                       JsonNode      *answer);
gboolean    yz_field_has_value        (const YzField *field,
                                       JsonNode      *answer);
gboolean    yz_field_is_blank         (JsonNode      *answer);
gboolean    yz_field_is_clean         (const YzField *field,
                                       JsonNode      *answer);
void        yz_field_check_value      (const YzField *field,
                                       JsonNode      *answer,
                                       const char    *today,
                                       GPtrArray     *problems);
GPtrArray  *yz_field_problems_new     (void);
void        yz_field_problems_add     (GPtrArray     *problems,
                                       const char    *field,
                                       gboolean       warning,
                                       char          *zh,
                                       char          *en);

G_END_DECLS
