/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-id-number.h"

G_BEGIN_DECLS

typedef enum {
  YZ_MRZ_TD1,   /* cards: three lines of 30 */
  YZ_MRZ_TD2,   /* larger cards: two lines of 36 */
  YZ_MRZ_TD3,   /* passports: two lines of 44 */
  YZ_MRZ_MRV_A, /* visas: two lines of 44 */
  YZ_MRZ_MRV_B, /* visas: two lines of 36 */
} YzMrzFormat;

/**
 * YzMrzWarning:
 * @YZ_MRZ_WARNING_ISSUER: the issuer's code is in no list
 * @YZ_MRZ_WARNING_NATIONALITY: nor is the holder's
 * @YZ_MRZ_WARNING_BIRTH_DATE: the birth date, or a part of it, is not known
 * @YZ_MRZ_WARNING_EXPIRED: the document has run out
 * @YZ_MRZ_WARNING_EXPIRY_FAR: it runs out, or has run out, more than 20 years from now
 * @YZ_MRZ_WARNING_NAME: the name takes all of its room, so its end may be missing
 *
 * What a person should look at in a zone that is right in itself.
 */
typedef enum {
  YZ_MRZ_WARNING_ISSUER = 1 << 0,
  YZ_MRZ_WARNING_NATIONALITY = 1 << 1,
  YZ_MRZ_WARNING_BIRTH_DATE = 1 << 2,
  YZ_MRZ_WARNING_EXPIRED = 1 << 3,
  YZ_MRZ_WARNING_EXPIRY_FAR = 1 << 4,
  YZ_MRZ_WARNING_NAME = 1 << 5,
} YzMrzWarning;

#define YZ_MRZ_N_WARNINGS 6

/**
 * YzMrz:
 * @format: which of the five it is
 * @code: what document, one or two letters
 * @issuer: the state or organization that issued it, one to three letters, or empty
 * @nationality: the holder's, likewise
 * @number: of the document, at most 22 characters
 * @surname: the primary identifier; may be empty
 * @given_names: the secondary identifier, with spaces between; may be empty
 * @birth_date: YYYY-MM-DD, empty where it is not known whole
 * @sex: the holder's
 * @expiry_date: YYYY-MM-DD
 * @optional: the issuer's own use, or the personal number; mostly empty
 * @optional2: the second such field of a TD1
 * @warnings: of #YzMrzWarning
 *
 * A machine-readable zone, without its fillers: inside a field a filler became a space.
 */
typedef struct {
  YzMrzFormat format;
  char code[3];
  char issuer[4];
  char nationality[4];
  char number[24];
  char surname[40];
  char given_names[40];
  char birth_date[YZ_ID_DATE_SIZE];
  YzSex sex;
  char expiry_date[YZ_ID_DATE_SIZE];
  char optional[17];
  char optional2[12];
  guint warnings;
} YzMrz;

/**
 * YzMrzProblem:
 * @YZ_MRZ_PROBLEM_NONE: the zone is valid
 * @YZ_MRZ_PROBLEM_EMPTY: nothing was given
 * @YZ_MRZ_PROBLEM_CHARACTERS: a character that no zone has
 * @YZ_MRZ_PROBLEM_LINES: the lines are too few, too many, too short or too long
 * @YZ_MRZ_PROBLEM_CODE: it does not begin with the letter of a document
 * @YZ_MRZ_PROBLEM_NUMBER: the check digit of the document number is wrong
 * @YZ_MRZ_PROBLEM_BIRTH_CHECK: that of the birth date is
 * @YZ_MRZ_PROBLEM_BIRTH_DATE: there is no such birth date
 * @YZ_MRZ_PROBLEM_SEX: the sex is neither M nor F nor left open
 * @YZ_MRZ_PROBLEM_EXPIRY_CHECK: the check digit of the expiry date is wrong
 * @YZ_MRZ_PROBLEM_EXPIRY_DATE: there is no such expiry date
 * @YZ_MRZ_PROBLEM_OPTIONAL: the check digit of the personal number is wrong
 * @YZ_MRZ_PROBLEM_COMPOSITE: the last check digit, over most of the others, is wrong
 * @YZ_MRZ_PROBLEM_NAME: there is no name, or a digit in it
 */
typedef enum {
  YZ_MRZ_PROBLEM_NONE,
  YZ_MRZ_PROBLEM_EMPTY,
  YZ_MRZ_PROBLEM_CHARACTERS,
  YZ_MRZ_PROBLEM_LINES,
  YZ_MRZ_PROBLEM_CODE,
  YZ_MRZ_PROBLEM_NUMBER,
  YZ_MRZ_PROBLEM_BIRTH_CHECK,
  YZ_MRZ_PROBLEM_BIRTH_DATE,
  YZ_MRZ_PROBLEM_SEX,
  YZ_MRZ_PROBLEM_EXPIRY_CHECK,
  YZ_MRZ_PROBLEM_EXPIRY_DATE,
  YZ_MRZ_PROBLEM_OPTIONAL,
  YZ_MRZ_PROBLEM_COMPOSITE,
  YZ_MRZ_PROBLEM_NAME,
} YzMrzProblem;

YzMrzProblem yz_mrz_check            (const char  *text,
                                      gsize        size,
                                      const char  *today,
                                      YzMrz       *ret_mrz);
char         yz_mrz_check_digit      (const char  *text,
                                      gsize        n);

const char  *yz_mrz_format_to_string (YzMrzFormat  format);
const char  *yz_mrz_problem_get_text (YzMrzProblem problem,
                                      gboolean     chinese);
const char  *yz_mrz_warning_get_text (YzMrzWarning warning,
                                      gboolean     chinese);

G_END_DECLS
