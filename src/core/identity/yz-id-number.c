/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-id-private.h"

#include "yz-country.h"
#include "yz-division.h"
#include "yz-error.h"
#include "yz-mrz.h"

#include <string.h>

/* The numbers that people are known by. Sources: GB 11643-1999 for citizens; art. 3 of 国办发
 * 〔2018〕81号 for residents of Hong Kong, Macao and Taiwan, whose numbers follow the same
 * standard; the machine-reading rules of the National Immigration Administration for the permanent
 * residence card of 2023-12-01; ICAO 9303 for the check digit of the card before it. */

#define LENGTH_18 18
#define LENGTH_15 15
#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Nobody is older: a date before is a typing error. */
#define MAX_AGE_YEARS 150

gunichar
yz_id_fold (gunichar c)
{
  if (c >= 0xff01 && c <= 0xff5e)
    c -= 0xff01 - '!';
  return c < 0x80 ? (gunichar)g_ascii_toupper ((char)c) : c;
}

YzIdProblem
yz_id_normalize (const char *text, char *ret_number)
{
  gsize n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char_validated (p, -1);

    if (c == (gunichar)-1 || c == (gunichar)-2)
      return YZ_ID_PROBLEM_CHARACTERS;
    if (g_unichar_isspace (c))
      continue;
    c = yz_id_fold (c);
    if (c >= 0x80 || !g_ascii_isalnum ((char)c))
      return YZ_ID_PROBLEM_CHARACTERS;
    if (n == LENGTH_18)
      return YZ_ID_PROBLEM_LENGTH;
    ret_number[n++] = (char)c;
  }
  ret_number[n] = '\0';
  return n == 0 ? YZ_ID_PROBLEM_EMPTY : YZ_ID_PROBLEM_NONE;
}

guint
yz_id_digits (const char *text, guint n)
{
  guint value = 0;

  for (guint i = 0; i < n; i++)
    value = value * 10 + (guint)(text[i] - '0');
  return value;
}

gboolean
yz_id_make_date (guint year, const char *month_and_day, char *ret_date)
{
  guint month = yz_id_digits (month_and_day, 2);
  guint day = yz_id_digits (month_and_day + 2, 2);

  /* GDateDay and GDateMonth are compared as they are: 13 and 32 are none. */
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31
      || !g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return FALSE;
  g_snprintf (ret_date, YZ_ID_DATE_SIZE, "%04u-%02u-%02u", year % 10000, month, day);
  return TRUE;
}

/* ISO 7064 MOD 11-2 over the first 17 digits. */
static char
check_character_18 (const char *number)
{
  guint sum = 0;

  for (guint i = 0; i < LENGTH_18 - 1; i++)
    sum = (sum + (guint)(number[i] - '0')) * 2 % 11;
  return "0123456789X"[(12 - sum) % 11];
}

static YzIdProblem
set_birth_date (YzIdNumber *number, guint year, const char *month_and_day, const char *today)
{
  if (!yz_id_make_date (year, month_and_day, number->birth_date)
      || year + MAX_AGE_YEARS < yz_id_digits (today, 4))
    return YZ_ID_PROBLEM_DATE;
  return strcmp (number->birth_date, today) > 0 ? YZ_ID_PROBLEM_FUTURE : YZ_ID_PROBLEM_NONE;
}

static void
set_sex (YzIdNumber *number, char digit)
{
  number->sex = (digit - '0') % 2 == 1 ? YZ_SEX_MALE : YZ_SEX_FEMALE;
}

void
yz_id_set_region (YzIdNumber *number, const char *digits, guint n)
{
  memset (number->region, '0', 6);
  memcpy (number->region, digits, n);
  number->region[6] = '\0';
  number->region_known = yz_division_find (number->region) != NULL;
}

/* In no list of divisions: residence permits alone use it. */
#define TAIWAN_OF_PERMITS "830000"
#define TAIWAN "710000"

static gboolean
is_hmt_region (const char *number)
{
  return g_str_has_prefix (number, "810000") || g_str_has_prefix (number, "820000")
         || g_str_has_prefix (number, TAIWAN_OF_PERMITS);
}

static YzIdProblem
parse_18 (YzIdNumber *number, const char *today)
{
  const char *text = number->number;
  YzIdProblem problem;

  if (strspn (text, DIGITS) < LENGTH_18 - 1 || text[0] == '0'
      || (text[17] != 'X' && !g_ascii_isdigit (text[17])))
    return YZ_ID_PROBLEM_CHARACTERS;

  problem = set_birth_date (number, yz_id_digits (text + 6, 4), text + 10, today);
  if (problem != YZ_ID_PROBLEM_NONE)
    return problem;
  if (text[17] != check_character_18 (text))
    return YZ_ID_PROBLEM_CHECK;

  set_sex (number, text[16]);
  if (text[0] == '9') { /* 9, province of application, country in three digits */
    number->kind = YZ_ID_FOREIGN_PR;
    const char *country = yz_country_from_numeric (yz_id_digits (text + 3, 3));

    g_strlcpy (number->country, country != NULL ? country : "", sizeof number->country);
    yz_id_set_region (number, text + 1, 2);
  } else if (is_hmt_region (text)) {
    number->kind = YZ_ID_HMT_RESIDENCE;
    yz_id_set_region (number, text, 6);
    number->region_known = TRUE;
  } else {
    number->kind = YZ_ID_CITIZEN;
    yz_id_set_region (number, text, 6);
  }
  return YZ_ID_PROBLEM_NONE;
}

/* Division, YYMMDD, sequence; all who have one were born in the 1900s. */
static YzIdProblem
parse_citizen_15 (YzIdNumber *number, const char *today)
{
  const char *text = number->number;

  if (text[0] == '0' || text[0] == '9')
    return YZ_ID_PROBLEM_CHARACTERS;
  number->kind = YZ_ID_CITIZEN_15;
  set_sex (number, text[14]);
  yz_id_set_region (number, text, 6);
  return set_birth_date (number, 1900 + yz_id_digits (text + 6, 2), text + 8, today);
}

/* Country in three letters, four digits of a division, YYMMDD, sex, check digit. The century is the
 * last one in which the holder is already born. */
static YzIdProblem
parse_foreign_15 (YzIdNumber *number, const char *today)
{
  const char *text = number->number;
  guint year = yz_id_digits (text + 7, 2);
  YzIdProblem problem = set_birth_date (number, 2000 + year, text + 9, today);

  if (problem != YZ_ID_PROBLEM_NONE)
    problem = set_birth_date (number, 1900 + year, text + 9, today);
  if (problem != YZ_ID_PROBLEM_NONE)
    return problem;
  if (text[14] != yz_mrz_check_digit (text, 14))
    return YZ_ID_PROBLEM_CHECK;

  number->kind = YZ_ID_FOREIGN_PR_OLD;
  set_sex (number, text[13]);
  g_strlcpy (number->country, text, sizeof number->country);
  yz_id_set_region (number, text + 3, 4);
  return YZ_ID_PROBLEM_NONE;
}

static YzIdProblem
parse_15 (YzIdNumber *number, const char *today)
{
  if (strspn (number->number, DIGITS) == LENGTH_15)
    return parse_citizen_15 (number, today);
  if (strspn (number->number, LETTERS) == 3 && strspn (number->number + 3, DIGITS) == 12)
    return parse_foreign_15 (number, today);
  return YZ_ID_PROBLEM_CHARACTERS;
}

/**
 * yz_id_number_check:
 * @text: what was typed or read: any case, full-width forms and white space are put right
 * @today: YYYY-MM-DD: nobody is born after it
 * @ret_number: (out) (optional): what the number says, set only where it is valid
 *
 * Checks structure, date and check digit of an ID number. An unknown division code is no problem:
 * a number keeps the code of first registration, which may have been abolished since.
 *
 * Returns: what is wrong with it, %YZ_ID_PROBLEM_NONE for nothing
 */
YzIdProblem
yz_id_number_check (const char *text, const char *today, YzIdNumber *ret_number)
{
  YzIdNumber number = { 0 };
  YzIdProblem problem;

  g_return_val_if_fail (text != NULL, YZ_ID_PROBLEM_EMPTY);
  g_return_val_if_fail (today != NULL && strlen (today) == 10, YZ_ID_PROBLEM_DATE);

  problem = yz_id_normalize (text, number.number);
  if (problem == YZ_ID_PROBLEM_NONE && strlen (number.number) == LENGTH_18)
    problem = parse_18 (&number, today);
  else if (problem == YZ_ID_PROBLEM_NONE && strlen (number.number) == LENGTH_15)
    problem = parse_15 (&number, today);
  else if (problem == YZ_ID_PROBLEM_NONE)
    problem = YZ_ID_PROBLEM_LENGTH;
  if (problem == YZ_ID_PROBLEM_NONE && ret_number != NULL)
    *ret_number = number;
  return problem;
}

/**
 * yz_id_number_parse:
 * @text: as yz_id_number_check()
 * @today: YYYY-MM-DD
 * @ret_number: (out): what the number says
 * @error: %YZ_ERROR_INVALID with an English sentence for people; the number is not in it
 *
 * Returns: whether it is valid
 */
gboolean
yz_id_number_parse (const char *text, const char *today, YzIdNumber *ret_number, GError **error)
{
  YzIdProblem problem = yz_id_number_check (text, today, ret_number);

  if (problem == YZ_ID_PROBLEM_NONE)
    return TRUE;
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, yz_id_problem_get_text (problem, FALSE));
  return FALSE;
}

/**
 * yz_id_number_to_18:
 * @number: a valid number of kind %YZ_ID_CITIZEN_15
 *
 * Returns: (transfer full): the number as it was issued anew after GB 11643-1999: with the century
 *   and the check character
 */
char *
yz_id_number_to_18 (const YzIdNumber *number)
{
  char *text;

  g_return_val_if_fail (number != NULL && number->kind == YZ_ID_CITIZEN_15, NULL);

  text = g_strdup_printf ("%.6s19%sX", number->number, number->number + 6);
  text[17] = check_character_18 (text);
  return text;
}

/**
 * yz_id_number_get_region_name:
 * @number: a valid number
 *
 * Returns: (transfer full) (nullable): the name of its region, in Chinese; that of the city or
 *   province where the division has been abolished since
 */
char *
yz_id_number_get_region_name (const YzIdNumber *number)
{
  const YzDivision *division;

  g_return_val_if_fail (number != NULL, NULL);

  division = yz_division_find_nearest (
      strcmp (number->region, TAIWAN_OF_PERMITS) == 0 ? TAIWAN : number->region);
  return division != NULL ? yz_division_get_full_name (division) : NULL;
}

/**
 * yz_id_problem_get_text:
 * @problem: what is wrong with a number
 * @chinese: whether to say it in Chinese, else in English
 *
 * Returns: (transfer none): a sentence for people that says what is wrong and what to do
 */
const char *
yz_id_problem_get_text (YzIdProblem problem, gboolean chinese)
{
  switch (problem) {
  case YZ_ID_PROBLEM_NONE:
    return chinese ? "号码没有问题。" : "The number is right.";
  case YZ_ID_PROBLEM_EMPTY:
    return chinese ? "请填写证件号码。" : "Enter the ID number.";
  case YZ_ID_PROBLEM_CHARACTERS:
    return chinese
               ? "证件号码里有不该出现的字符。18 位号码只有数字，最后一位可以是 X。请对照证件检查。"
               : "A character does not belong in an ID number. It has 18 digits, of which the "
                 "last may be an X: compare it with the card.";
  case YZ_ID_PROBLEM_LENGTH:
    return chinese ? "证件号码应为 18 位，旧号码为 15 位。请检查有没有漏填或多填。"
                   : "An ID number has 18 characters, an old one 15: see whether one is missing or "
                     "too many.";
  case YZ_ID_PROBLEM_DATE:
    return chinese ? "证件号码里的出生日期不存在。请对照证件检查中间表示年月日的数字。"
                   : "The birth date in the ID number does not exist: check the digits in the "
                     "middle, which are year, month and day.";
  case YZ_ID_PROBLEM_FUTURE:
    return chinese ? "证件号码里的出生日期还没有到。请对照证件检查中间表示年月日的数字。"
                   : "The birth date in the ID number is in the future: check the digits in the "
                     "middle, which are year, month and day.";
  case YZ_ID_PROBLEM_CHECK:
    return chinese
               ? "证件号码的最后一位对不上，可能有一位填错了。请对照证件逐位检查。"
               : "The last character of the ID number does not match the others, so one of them "
                 "is wrong: check each digit.";
  default:
    g_assert_not_reached ();
  }
}

/**
 * yz_id_kind_to_string:
 * @kind: a kind
 *
 * Returns: (transfer none): its name on the command line
 */
const char *
yz_id_kind_to_string (YzIdKind kind)
{
  static const char *const names[] = {
    [YZ_ID_CITIZEN] = "citizen",
    [YZ_ID_CITIZEN_15] = "citizen-15",
    [YZ_ID_HMT_RESIDENCE] = "hmt-residence",
    [YZ_ID_FOREIGN_PR] = "foreign-pr",
    [YZ_ID_FOREIGN_PR_OLD] = "foreign-pr-old",
    [YZ_ID_HM_PERMIT] = "hm-permit",
    [YZ_ID_TAIWAN_PERMIT] = "taiwan-permit",
    [YZ_ID_SOCIAL_CREDIT] = "social-credit",
  };

  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (names), NULL);

  return names[kind];
}

/**
 * yz_sex_to_string:
 * @sex: a sex
 *
 * Returns: (transfer none): `male`, `female` or `unknown`
 */
const char *
yz_sex_to_string (YzSex sex)
{
  static const char *const names[] = {
    [YZ_SEX_UNKNOWN] = "unknown",
    [YZ_SEX_MALE] = "male",
    [YZ_SEX_FEMALE] = "female",
  };

  g_return_val_if_fail ((guint)sex < G_N_ELEMENTS (names), NULL);

  return names[sex];
}
