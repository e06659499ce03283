/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-mrz.h"

#include "yz-country.h"
#include "yz-id-private.h"

#include <string.h>

/* Machine-readable zones. Source: ICAO Doc 9303: part 3 for the characters (4.3), names (4.6),
 * dates (4.8) and check digits (4.9); section 4.2 of part 4 for TD3, of part 5 for TD1 and of part
 * 6 for TD2; part 7 for visas. */

#define MAX_LINES 3
#define MAX_WIDTH 44
#define MAX_OPTIONAL 16
#define FILLER '<'
#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* More than this from now a year of two digits is as likely misread as true. */
#define FAR_YEARS 20

typedef struct {
  char lines[MAX_LINES][MAX_WIDTH + 1];
  guint n_lines;
} Zone;

/* Counted from 0. */
typedef struct {
  guint line;
  guint at;
  guint n;
} Place;

/* The check digit of the number and of each date follows at once. */
typedef struct {
  guint n_lines;
  guint width;
  Place names;
  Place number;
  Place nationality;
  Place birth;
  Place sex;
  Place expiry;
  Place optional;
  Place optional2;           /* n 0: there is none */
  Place composite[4];        /* what the last check digit is over, end to end; n 0: there is none */
  gboolean may_be_long;      /* the number may go on in the optional field */
  gboolean optional_checked; /* a check digit follows the optional field */
} Layout;

static const Layout layouts[] = {
  [YZ_MRZ_TD1] = { .n_lines = 3,
                   .width = 30,
                   .names = { 2, 0, 30 },
                   .number = { 0, 5, 9 },
                   .nationality = { 1, 15, 3 },
                   .birth = { 1, 0, 6 },
                   .sex = { 1, 7, 1 },
                   .expiry = { 1, 8, 6 },
                   .optional = { 0, 15, 15 },
                   .optional2 = { 1, 18, 11 },
                   .composite = { { 0, 5, 25 }, { 1, 0, 7 }, { 1, 8, 7 }, { 1, 18, 11 } },
                   .may_be_long = TRUE },
  [YZ_MRZ_TD2] = { .n_lines = 2,
                   .width = 36,
                   .names = { 0, 5, 31 },
                   .number = { 1, 0, 9 },
                   .nationality = { 1, 10, 3 },
                   .birth = { 1, 13, 6 },
                   .sex = { 1, 20, 1 },
                   .expiry = { 1, 21, 6 },
                   .optional = { 1, 28, 7 },
                   .composite = { { 1, 0, 10 }, { 1, 13, 7 }, { 1, 21, 14 } },
                   .may_be_long = TRUE },
  [YZ_MRZ_TD3] = { .n_lines = 2,
                   .width = 44,
                   .names = { 0, 5, 39 },
                   .number = { 1, 0, 9 },
                   .nationality = { 1, 10, 3 },
                   .birth = { 1, 13, 6 },
                   .sex = { 1, 20, 1 },
                   .expiry = { 1, 21, 6 },
                   .optional = { 1, 28, 14 },
                   .composite = { { 1, 0, 10 }, { 1, 13, 7 }, { 1, 21, 22 } },
                   .optional_checked = TRUE },
  [YZ_MRZ_MRV_A] = { .n_lines = 2,
                     .width = 44,
                     .names = { 0, 5, 39 },
                     .number = { 1, 0, 9 },
                     .nationality = { 1, 10, 3 },
                     .birth = { 1, 13, 6 },
                     .sex = { 1, 20, 1 },
                     .expiry = { 1, 21, 6 },
                     .optional = { 1, 28, 16 } },
  [YZ_MRZ_MRV_B] = { .n_lines = 2,
                     .width = 36,
                     .names = { 0, 5, 31 },
                     .number = { 1, 0, 9 },
                     .nationality = { 1, 10, 3 },
                     .birth = { 1, 13, 6 },
                     .sex = { 1, 20, 1 },
                     .expiry = { 1, 21, 6 },
                     .optional = { 1, 28, 8 } },
};

/* Reading -------------------------------------------------------------------------------------- */

static gboolean
is_line_end (gunichar c)
{
  return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* @c, folded, to the end of the last line. */
static YzMrzProblem
add_character (Zone *zone, guint *n, gunichar c)
{
  if (c >= 0x80 || (!g_ascii_isalnum ((char)c) && c != FILLER))
    return YZ_MRZ_PROBLEM_CHARACTERS;
  if (*n == 0 && zone->n_lines++ == MAX_LINES)
    return YZ_MRZ_PROBLEM_LINES;
  if (*n == MAX_WIDTH)
    return YZ_MRZ_PROBLEM_LINES;
  zone->lines[zone->n_lines - 1][(*n)++] = (char)c;
  return YZ_MRZ_PROBLEM_NONE;
}

/* What an input method, a small letter or a space adds is put right, as in numbers; empty lines do
 * not count. */
static YzMrzProblem
read_zone (const char *text, gsize size, Zone *zone)
{
  const char *end = text + size;
  guint n = 0;

  for (const char *p = text; p < end; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char_validated (p, end - p);
    YzMrzProblem problem;

    if (c == (gunichar)-1 || c == (gunichar)-2)
      return YZ_MRZ_PROBLEM_CHARACTERS;
    if (is_line_end (c)) {
      n = 0;
      continue;
    }
    if (g_unichar_isspace (c))
      continue;
    problem = add_character (zone, &n, yz_id_fold (c));
    if (problem != YZ_MRZ_PROBLEM_NONE)
      return problem;
  }
  return zone->n_lines > 0 ? YZ_MRZ_PROBLEM_NONE : YZ_MRZ_PROBLEM_EMPTY;
}

static gboolean
has_shape (const Zone *zone, const Layout *layout)
{
  if (zone->n_lines != layout->n_lines)
    return FALSE;
  for (guint i = 0; i < zone->n_lines; i++)
    if (strlen (zone->lines[i]) != layout->width)
      return FALSE;
  return TRUE;
}

/* The letter V makes a visa of what is as large as a passport or a card. */
static YzMrzProblem
find_format (const Zone *zone, YzMrzFormat *ret_format)
{
  gboolean is_visa = zone->lines[0][0] == 'V';

  if (has_shape (zone, &layouts[YZ_MRZ_TD1]))
    *ret_format = YZ_MRZ_TD1;
  else if (has_shape (zone, &layouts[YZ_MRZ_TD2]))
    *ret_format = is_visa ? YZ_MRZ_MRV_B : YZ_MRZ_TD2;
  else if (has_shape (zone, &layouts[YZ_MRZ_TD3]))
    *ret_format = is_visa ? YZ_MRZ_MRV_A : YZ_MRZ_TD3;
  else
    return YZ_MRZ_PROBLEM_LINES;
  return YZ_MRZ_PROBLEM_NONE;
}

static const char *
get_place (const Zone *zone, const Place *place)
{
  return zone->lines[place->line] + place->at;
}

/* @n characters with a space for each run of fillers, but none at the ends. */
static void
copy_text (char *target, const char *text, gsize n)
{
  gsize length = 0;

  for (gsize i = 0; i < n; i++) {
    if (text[i] != FILLER)
      target[length++] = text[i];
    else if (length > 0 && target[length - 1] != ' ')
      target[length++] = ' ';
  }
  if (length > 0 && target[length - 1] == ' ')
    length--;
  target[length] = '\0';
}

/* Fields --------------------------------------------------------------------------------------- */

/**
 * yz_mrz_check_digit:
 * @text: capital letters, digits and fillers
 * @n: how many
 *
 * ICAO Doc 9303-3, 4.9: weights 7, 3 and 1, modulo 10; digits count as they are, A is 10, a filler
 * is 0.
 *
 * Returns: their check digit, from `0` to `9`
 */
char
yz_mrz_check_digit (const char *text, gsize n)
{
  static const guint weights[] = { 7, 3, 1 };
  guint sum = 0;

  g_return_val_if_fail (text != NULL, '0');

  for (gsize i = 0; i < n; i++) {
    guint value = g_ascii_isdigit (text[i])   ? (guint)(text[i] - '0')
                  : g_ascii_isupper (text[i]) ? (guint)(text[i] - 'A' + 10)
                                              : 0;

    sum = (sum + value * weights[i % 3]) % 10;
  }
  return (char)('0' + sum);
}

static gboolean
is_checked (const Zone *zone, const Place *place)
{
  const char *text = get_place (zone, place);

  return text[place->n] == yz_mrz_check_digit (text, place->n);
}

/* The number goes on at the start of the optional field, with its check digit and a filler behind
 * it (note j and 4.2.4 of parts 5 and 6); the filler between the two does not count. */
static YzMrzProblem
read_long_number (const Zone *zone, const Layout *layout, YzMrz *mrz)
{
  const char *rest = get_place (zone, &layout->optional);
  guint n = (guint)(strchrnul (rest, FILLER) - rest);
  char number[9 + MAX_OPTIONAL];

  if (n < 2 || n >= layout->optional.n)
    return YZ_MRZ_PROBLEM_NUMBER;
  memcpy (number, get_place (zone, &layout->number), 9);
  memcpy (number + 9, rest, n - 1);
  if (rest[n - 1] != yz_mrz_check_digit (number, 9 + n - 1))
    return YZ_MRZ_PROBLEM_NUMBER;

  copy_text (mrz->number, number, 9 + n - 1);
  copy_text (mrz->optional, rest + n, layout->optional.n - n);
  return YZ_MRZ_PROBLEM_NONE;
}

static YzMrzProblem
read_number (const Zone *zone, const Layout *layout, YzMrz *mrz)
{
  const char *text = get_place (zone, &layout->number);

  if (layout->may_be_long && text[layout->number.n] == FILLER)
    return read_long_number (zone, layout, mrz);
  if (!is_checked (zone, &layout->number))
    return YZ_MRZ_PROBLEM_NUMBER;
  copy_text (mrz->number, text, layout->number.n);
  copy_text (mrz->optional, get_place (zone, &layout->optional), layout->optional.n);
  return *mrz->number != '\0' ? YZ_MRZ_PROBLEM_NONE : YZ_MRZ_PROBLEM_NUMBER;
}

/* Year, month and day are two digits or, where it is not known, two fillers (part 3, 4.8). */
static gboolean
has_unknown_part (const char *date)
{
  gboolean unknown = FALSE;

  for (guint i = 0; i < 6; i += 2) {
    if (date[i] == FILLER && date[i + 1] == FILLER)
      unknown = TRUE;
    else if (strspn (date + i, DIGITS) < 2)
      return FALSE;
  }
  return unknown;
}

/* The century is the last one in which the holder is already born. */
static YzMrzProblem
read_birth_date (const Zone *zone, const Layout *layout, const char *today, YzMrz *mrz)
{
  const char *date = get_place (zone, &layout->birth);
  guint century = yz_id_digits (today, 2) * 100;

  if (!is_checked (zone, &layout->birth))
    return YZ_MRZ_PROBLEM_BIRTH_CHECK;
  if (has_unknown_part (date)) {
    mrz->warnings |= YZ_MRZ_WARNING_BIRTH_DATE;
    return YZ_MRZ_PROBLEM_NONE;
  }
  if (strspn (date, DIGITS) < 6)
    return YZ_MRZ_PROBLEM_BIRTH_DATE;
  if (yz_id_make_date (century + yz_id_digits (date, 2), date + 2, mrz->birth_date)
      && strcmp (mrz->birth_date, today) <= 0)
    return YZ_MRZ_PROBLEM_NONE;
  return yz_id_make_date (century - 100 + yz_id_digits (date, 2), date + 2, mrz->birth_date)
             ? YZ_MRZ_PROBLEM_NONE
             : YZ_MRZ_PROBLEM_BIRTH_DATE;
}

/* The century is the one that is nearest to today. */
static YzMrzProblem
read_expiry_date (const Zone *zone, const Layout *layout, const char *today, YzMrz *mrz)
{
  const char *date = get_place (zone, &layout->expiry);
  int this_year = (int)yz_id_digits (today, 4);
  int years;

  if (!is_checked (zone, &layout->expiry))
    return YZ_MRZ_PROBLEM_EXPIRY_CHECK;
  if (strspn (date, DIGITS) < 6)
    return YZ_MRZ_PROBLEM_EXPIRY_DATE;
  years = (int)yz_id_digits (date, 2) - this_year % 100;
  years += years > 50 ? -100 : years < -49 ? 100 : 0;
  if (!yz_id_make_date ((guint)(this_year + years), date + 2, mrz->expiry_date))
    return YZ_MRZ_PROBLEM_EXPIRY_DATE;

  if (strcmp (mrz->expiry_date, today) < 0)
    mrz->warnings |= YZ_MRZ_WARNING_EXPIRED;
  if (ABS (years) > FAR_YEARS)
    mrz->warnings |= YZ_MRZ_WARNING_EXPIRY_FAR;
  return YZ_MRZ_PROBLEM_NONE;
}

static YzMrzProblem
read_sex (const Zone *zone, const Layout *layout, YzMrz *mrz)
{
  switch (*get_place (zone, &layout->sex)) {
  case 'M':
    mrz->sex = YZ_SEX_MALE;
    return YZ_MRZ_PROBLEM_NONE;
  case 'F':
    mrz->sex = YZ_SEX_FEMALE;
    return YZ_MRZ_PROBLEM_NONE;
  case FILLER:
    mrz->sex = YZ_SEX_UNKNOWN;
    return YZ_MRZ_PROBLEM_NONE;
  default:
    return YZ_MRZ_PROBLEM_SEX;
  }
}

/* Where the field is empty a filler will do (part 4, position 43). */
static YzMrzProblem
check_optional (const Zone *zone, const Layout *layout)
{
  const Place *place = &layout->optional;
  const char *text = get_place (zone, place);

  if (!layout->optional_checked || is_checked (zone, place))
    return YZ_MRZ_PROBLEM_NONE;
  return strspn (text, "<") > place->n ? YZ_MRZ_PROBLEM_NONE : YZ_MRZ_PROBLEM_OPTIONAL;
}

/* The last character of the second line. */
static YzMrzProblem
check_composite (const Zone *zone, const Layout *layout)
{
  char text[MAX_LINES * MAX_WIDTH];
  gsize n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (layout->composite); i++) {
    memcpy (text + n, get_place (zone, &layout->composite[i]), layout->composite[i].n);
    n += layout->composite[i].n;
  }
  return n == 0 || zone->lines[1][layout->width - 1] == yz_mrz_check_digit (text, n)
             ? YZ_MRZ_PROBLEM_NONE
             : YZ_MRZ_PROBLEM_COMPOSITE;
}

/* Two fillers end the primary identifier (part 3, 4.6); who has but one name has no other. */
static YzMrzProblem
read_names (const Zone *zone, const Layout *layout, YzMrz *mrz)
{
  const char *text = get_place (zone, &layout->names);
  gsize n = layout->names.n;
  const char *given = strstr (text, "<<");

  if (strspn (text, LETTERS "<") < n || strspn (text, "<") == n)
    return YZ_MRZ_PROBLEM_NAME;
  if (given == NULL)
    given = text + n;
  copy_text (mrz->surname, text, (gsize)(given - text));
  copy_text (mrz->given_names, given, n - (gsize)(given - text));
  if (text[n - 1] != FILLER)
    mrz->warnings |= YZ_MRZ_WARNING_NAME;
  return YZ_MRZ_PROBLEM_NONE;
}

/* Codes have no check digit, and countries come and go: one that is in no list is only pointed at.
 */
static void
read_codes (const Zone *zone, const Layout *layout, YzMrz *mrz)
{
  copy_text (mrz->code, zone->lines[0], 2);
  copy_text (mrz->issuer, zone->lines[0] + 2, 3);
  copy_text (mrz->nationality, get_place (zone, &layout->nationality), 3);
  if (!yz_country_is_known (mrz->issuer))
    mrz->warnings |= YZ_MRZ_WARNING_ISSUER;
  if (!yz_country_is_known (mrz->nationality))
    mrz->warnings |= YZ_MRZ_WARNING_NATIONALITY;
}

static YzMrzProblem
read_fields (const Zone *zone, const char *today, YzMrz *mrz)
{
  const Layout *layout = &layouts[mrz->format];
  YzMrzProblem problem = YZ_MRZ_PROBLEM_NONE;

  if (!g_ascii_isupper (zone->lines[0][0]))
    return YZ_MRZ_PROBLEM_CODE;
  read_codes (zone, layout, mrz);
  copy_text (mrz->optional2, get_place (zone, &layout->optional2), layout->optional2.n);
  problem = read_number (zone, layout, mrz);
  if (problem == YZ_MRZ_PROBLEM_NONE)
    problem = read_birth_date (zone, layout, today, mrz);
  if (problem == YZ_MRZ_PROBLEM_NONE)
    problem = read_sex (zone, layout, mrz);
  if (problem == YZ_MRZ_PROBLEM_NONE)
    problem = read_expiry_date (zone, layout, today, mrz);
  if (problem == YZ_MRZ_PROBLEM_NONE)
    problem = check_optional (zone, layout);
  if (problem == YZ_MRZ_PROBLEM_NONE)
    problem = check_composite (zone, layout);
  if (problem == YZ_MRZ_PROBLEM_NONE)
    problem = read_names (zone, layout, mrz);
  return problem;
}

/**
 * yz_mrz_check:
 * @text: the lines of a zone as they were typed or read: any line ends, any case, full-width forms
 *   and white space are put right
 * @size: of @text in bytes; it may hold anything, and need not end with NUL
 * @today: YYYY-MM-DD: decides the centuries
 * @ret_mrz: (out) (optional): what the zone says, set only where it is valid
 *
 * Checks lines, characters, dates and every check digit of a machine-readable zone: ICAO Doc
 * 9303-3, section 4, and for the fields section 4.2 of 9303-5 (TD1, with the long document number
 * of its note j), 9303-6 (TD2, likewise) and 9303-4 (TD3), and 9303-7 for visas, which have no
 * check digit over the whole. A country that is in no list, and a document that has run out, are
 * warnings: the zone may still be right. The standard is silent on the century of a year.
 *
 * Returns: the first thing that is wrong with it, %YZ_MRZ_PROBLEM_NONE for nothing
 */
YzMrzProblem
yz_mrz_check (const char *text, gsize size, const char *today, YzMrz *ret_mrz)
{
  Zone zone = { 0 };
  YzMrz mrz = { 0 };
  YzMrzProblem problem;

  g_return_val_if_fail (text != NULL, YZ_MRZ_PROBLEM_EMPTY);
  g_return_val_if_fail (today != NULL && strlen (today) == 10, YZ_MRZ_PROBLEM_BIRTH_DATE);

  problem = read_zone (text, size, &zone);
  if (problem == YZ_MRZ_PROBLEM_NONE)
    problem = find_format (&zone, &mrz.format);
  if (problem == YZ_MRZ_PROBLEM_NONE)
    problem = read_fields (&zone, today, &mrz);
  if (problem == YZ_MRZ_PROBLEM_NONE && ret_mrz != NULL)
    *ret_mrz = mrz;
  return problem;
}

/* Words ---------------------------------------------------------------------------------------- */

/**
 * yz_mrz_format_to_string:
 * @format: a format
 *
 * Returns: (transfer none): its name on the command line
 */
const char *
yz_mrz_format_to_string (YzMrzFormat format)
{
  static const char *const names[] = {
    [YZ_MRZ_TD1] = "td1",     [YZ_MRZ_TD2] = "td2",     [YZ_MRZ_TD3] = "td3",
    [YZ_MRZ_MRV_A] = "mrv-a", [YZ_MRZ_MRV_B] = "mrv-b",
  };

  g_return_val_if_fail ((guint)format < G_N_ELEMENTS (names), NULL);

  return names[format];
}

typedef struct {
  const char *zh;
  const char *en;
} Words;

static const Words problem_words[] = {
  [YZ_MRZ_PROBLEM_NONE] = { "机读区没有问题。", "The zone is right." },
  [YZ_MRZ_PROBLEM_EMPTY]
  = { "请输入证件最下面的机读区，各行都要。", "Enter the lines at the bottom of the document." },
  [YZ_MRZ_PROBLEM_CHARACTERS] = { "机读区里只有字母、数字和 < 。请对照证件检查。",
                                  "The zone has only letters, digits and <: compare it with the "
                                  "document." },
  [YZ_MRZ_PROBLEM_LINES]
  = { "机读区应为三行，每行 30 个字符；或者两行，每行 36 或 44 个字符。请检查有没有漏填或多填。",
      "The zone has three lines of 30 characters, or two of 36 or 44: see whether one is missing "
      "or too many." },
  [YZ_MRZ_PROBLEM_CODE] = { "机读区的第一个字符应为字母。请对照证件检查。",
                            "The first character of the zone is a letter: compare it with the "
                            "document." },
  [YZ_MRZ_PROBLEM_NUMBER]
  = { "证件号码和它的校验数字对不上，可能有一位填错了。请对照证件逐位检查。",
      "The document number does not match its check digit, so one of its characters is wrong: "
      "check each." },
  [YZ_MRZ_PROBLEM_BIRTH_CHECK]
  = { "出生日期和它的校验数字对不上，可能有一位填错了。请对照证件逐位检查。",
      "The birth date does not match its check digit, so one of its digits is wrong: check each." },
  [YZ_MRZ_PROBLEM_BIRTH_DATE] = { "机读区里的出生日期不存在。请对照证件检查。",
                                  "The birth date in the zone does not exist: compare it with the "
                                  "document." },
  [YZ_MRZ_PROBLEM_SEX] = { "性别的位置应为 M、F 或 < 。请对照证件检查。",
                           "The place of the sex holds M, F or <: compare it with the document." },
  [YZ_MRZ_PROBLEM_EXPIRY_CHECK]
  = { "有效期和它的校验数字对不上，可能有一位填错了。请对照证件逐位检查。",
      "The expiry date does not match its check digit, so one of its digits is wrong: check "
      "each." },
  [YZ_MRZ_PROBLEM_EXPIRY_DATE] = { "机读区里的有效期不存在。请对照证件检查。",
                                   "The expiry date in the zone does not exist: compare it with "
                                   "the document." },
  [YZ_MRZ_PROBLEM_OPTIONAL]
  = { "个人号码和它的校验数字对不上，可能有一位填错了。请对照证件逐位检查。",
      "The personal number does not match its check digit, so one of its characters is wrong: "
      "check each." },
  [YZ_MRZ_PROBLEM_COMPOSITE]
  = { "最后的校验数字对不上，可能有一位填错了。请对照证件逐位检查。",
      "The last check digit does not match the other characters, so one of them is wrong: check "
      "each." },
  [YZ_MRZ_PROBLEM_NAME] = { "姓名的位置应有姓名，只用字母。请对照证件检查。",
                            "The place of the name holds a name, in letters only: compare it with "
                            "the document." },
};

/**
 * yz_mrz_problem_get_text:
 * @problem: what is wrong with a zone
 * @chinese: whether to say it in Chinese, else in English
 *
 * Returns: (transfer none): a sentence for people that says what is wrong and what to do
 */
const char *
yz_mrz_problem_get_text (YzMrzProblem problem, gboolean chinese)
{
  g_return_val_if_fail ((guint)problem < G_N_ELEMENTS (problem_words), NULL);

  return chinese ? problem_words[problem].zh : problem_words[problem].en;
}

/* In the order of the flags. */
static const Words warning_words[YZ_MRZ_N_WARNINGS] = {
  { "签发国的代码不在本机的目录里。请核对。",
    "The code of the issuing country is not in this machine's list: please check it." },
  { "国籍的代码不在本机的目录里。请核对。",
    "The code of the nationality is not in this machine's list: please check it." },
  { "证件上没有完整的出生日期。", "The document does not give the whole birth date." },
  { "证件已过有效期。", "The document has expired." },
  { "证件的有效期离今天超过 20 年。请核对。",
    "The expiry date is more than 20 years from today: please check it." },
  { "姓名占满了位置，后面可能有省略。请看证件上的姓名。",
    "The name takes all of its room, so its end may be missing: see the name on the document." },
};

/**
 * yz_mrz_warning_get_text:
 * @warning: one warning
 * @chinese: whether to say it in Chinese, else in English
 *
 * Returns: (transfer none): a sentence for people
 */
const char *
yz_mrz_warning_get_text (YzMrzWarning warning, gboolean chinese)
{
  gint i = g_bit_nth_lsf (warning, -1);

  g_return_val_if_fail (i >= 0 && i < YZ_MRZ_N_WARNINGS, NULL);

  return chinese ? warning_words[i].zh : warning_words[i].en;
}
