/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  YZ_ID_CITIZEN,        /* GB 11643, 18 characters */
  YZ_ID_CITIZEN_15,     /* its predecessor without a check digit */
  YZ_ID_HMT_RESIDENCE,  /* residents of Hong Kong, Macao and Taiwan */
  YZ_ID_FOREIGN_PR,     /* foreign permanent residents from 2023-12-01 */
  YZ_ID_FOREIGN_PR_OLD, /* and before, 15 characters */
} YzIdKind;

typedef enum {
  YZ_SEX_UNKNOWN,
  YZ_SEX_MALE,
  YZ_SEX_FEMALE,
} YzSex;

/**
 * YzIdNumber:
 * @kind: what document it is of
 * @number: upper case, without white space
 * @birth_date: YYYY-MM-DD
 * @sex: by the sequence digit
 * @region: six-digit division code, or the province's two digits and "0000"
 * @region_known: whether the code is in today's list; an old card may carry an abolished one
 */
typedef struct {
  YzIdKind kind;
  char number[19];
  char birth_date[11];
  YzSex sex;
  char region[7];
  gboolean region_known;
} YzIdNumber;

gboolean    yz_id_number_parse    (const char *text,
                                   const char *today,
                                   YzIdNumber *ret_number,
                                   GError    **error);
const char *yz_id_kind_to_string  (YzIdKind    kind);
const char *yz_sex_to_string      (YzSex       sex);

G_END_DECLS
