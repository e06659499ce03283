/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-form.h"

G_BEGIN_DECLS

struct _YzForm {
  GObject parent_instance;

  char *id;
  char *version;
  YzText title;
  GPtrArray *notice;
  GPtrArray *sections;
};

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

gboolean    yz_field_has_shape        (const YzField *field,
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
