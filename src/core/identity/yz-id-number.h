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
  YZ_ID_HM_PERMIT,      /* travel permit to the mainland, Hong Kong and Macao */
  YZ_ID_TAIWAN_PERMIT,  /* the same, Taiwan */
  YZ_ID_SOCIAL_CREDIT,  /* GB 32100, of an employer or another organization */
} YzIdKind;

typedef enum {
  YZ_SEX_UNKNOWN,
  YZ_SEX_MALE,
  YZ_SEX_FEMALE,
} YzSex;

#define YZ_ID_DATE_SIZE 11

/**
 * YzIdNumber:
 * @kind: what document it is of
 * @number: upper case, without white space
 * @birth_date: YYYY-MM-DD, empty where the number does not say it
 * @sex: by the sequence digit
 * @region: six-digit division code, or the province's two digits and "0000"; empty as @birth_date
 * @region_known: whether the code is in today's list; an old card may carry an abolished one
 * @country: of a foreigner, in three letters; empty where it is in no list, and for everybody else
 */
typedef struct {
  YzIdKind kind;
  char number[19];
  char birth_date[YZ_ID_DATE_SIZE];
  YzSex sex;
  char region[7];
  gboolean region_known;
  char country[4];
} YzIdNumber;

/**
 * YzIdProblem:
 * @YZ_ID_PROBLEM_NONE: the number is valid
 * @YZ_ID_PROBLEM_EMPTY: nothing was typed
 * @YZ_ID_PROBLEM_CHARACTERS: a character that no such number has, or not in this place
 * @YZ_ID_PROBLEM_LENGTH: neither 15 nor 18 characters
 * @YZ_ID_PROBLEM_DATE: the birth date in it does not exist
 * @YZ_ID_PROBLEM_FUTURE: the birth date in it is still to come
 * @YZ_ID_PROBLEM_CHECK: the last character does not match the others
 */
typedef enum {
  YZ_ID_PROBLEM_NONE,
  YZ_ID_PROBLEM_EMPTY,
  YZ_ID_PROBLEM_CHARACTERS,
  YZ_ID_PROBLEM_LENGTH,
  YZ_ID_PROBLEM_DATE,
  YZ_ID_PROBLEM_FUTURE,
  YZ_ID_PROBLEM_CHECK,
} YzIdProblem;

gboolean    yz_id_number_parse    (const char *text,
                                   const char *today,
                                   YzIdNumber *ret_number,
                                   GError    **error);
YzIdProblem yz_id_number_check    (const char *text,
                                   const char *today,
                                   YzIdNumber *ret_number);
char       *yz_id_number_to_18    (const YzIdNumber *number);
char       *yz_id_number_get_region_name (const YzIdNumber *number);

const char *yz_id_problem_get_text (YzIdProblem problem,
                                   gboolean     chinese);
const char *yz_id_kind_to_string  (YzIdKind    kind);
const char *yz_sex_to_string      (YzSex       sex);

G_END_DECLS
