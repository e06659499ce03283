/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-mrz.h"

#include <string.h>

/* Besides the specimens of the standard every zone here is made up, with check digits that are
 * worked out here. */

#define TODAY "2026-11-21"

static YzMrzProblem
check (const char *text, YzMrz *ret_mrz)
{
  return yz_mrz_check (text, strlen (text), TODAY, ret_mrz);
}

/* Making zones --------------------------------------------------------------------------------- */

typedef struct {
  YzMrzFormat format;
  const char *code;
  const char *issuer;
  const char *names;
  const char *number;
  const char *nationality;
  const char *birth;
  const char *sex;
  const char *expiry;
  const char *optional;
  const char *optional2;
} Made;

static const Made passport = {
  .format = YZ_MRZ_TD3,
  .code = "P",
  .issuer = "FRA",
  .names = "LI<WEI<<XIAO<MEI",
  .number = "12AB34567",
  .nationality = "FRA",
  .birth = "850309",
  .sex = "F",
  .expiry = "310620",
  .optional = "P99",
};

static const Made card = {
  .format = YZ_MRZ_TD1,
  .code = "I",
  .issuer = "KAZ",
  .names = "OMAROVA<<AIGUL",
  .number = "N7654321",
  .nationality = "KAZ",
  .birth = "000229",
  .sex = "F",
  .expiry = "290101",
  .optional = "ZZ12",
  .optional2 = "B4",
};

static const Made large_card = {
  .format = YZ_MRZ_TD2,
  .code = "C",
  .issuer = "D",
  .names = "MUSTER<<MAX",
  .number = "T22000129",
  .nationality = "D",
  .birth = "640812",
  .sex = "M",
  .expiry = "271031",
  .optional = "7",
};

static const Made visa = {
  .format = YZ_MRZ_MRV_A,
  .code = "V",
  .issuer = "CHN",
  .names = "OKAFOR<<ADA",
  .number = "V0000001",
  .nationality = "NGA",
  .birth = "900101",
  .sex = "F",
  .expiry = "270101",
  .optional = "M8",
};

static const Made small_visa = {
  .format = YZ_MRZ_MRV_B,
  .code = "V",
  .issuer = "CHN",
  .names = "OKAFOR<<ADA",
  .number = "V0000001",
  .nationality = "NGA",
  .birth = "900101",
  .sex = "F",
  .expiry = "270101",
  .optional = "M8",
};

static const Made *const made[] = { &passport, &card, &large_card, &visa, &small_visa };

static void
append_padded (GString *line, const char *text, gsize n)
{
  gsize end = line->len + n;

  g_string_append (line, text != NULL ? text : "");
  while (line->len < end)
    g_string_append_c (line, '<');
  g_string_truncate (line, end);
}

/* Doc 9303-3, 4.9, the long way round. */
static char
work_out_digit (const char *text)
{
  static const char values[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  int total = 0;

  for (int i = 0; text[i] != '\0'; i++) {
    const char *at = strchr (values, text[i]);
    int value = at != NULL ? (int)(at - values) : 0;

    total += i % 3 == 0 ? 7 * value : i % 3 == 1 ? 3 * value : value;
  }
  return (char)('0' + total % 10);
}

/* The digit over what stands in @line from @start on. */
static void
append_digit (GString *line, gsize start)
{
  g_string_append_c (line, work_out_digit (line->str + start));
}

static void
append_checked (GString *line, const char *text, gsize n)
{
  gsize start = line->len;

  append_padded (line, text, n);
  append_digit (line, start);
}

/* A number with a check digit of its own is taken as it is. */
static void
append_number (GString *line, const char *number)
{
  if (strchr (number, '<') != NULL)
    g_string_append (line, number);
  else
    append_checked (line, number, 9);
}

static char *
make_td1 (const Made *m)
{
  g_autoptr (GString) first = g_string_new (NULL);
  g_autoptr (GString) second = g_string_new (NULL);
  g_autoptr (GString) third = g_string_new (NULL);
  g_autofree char *composite = NULL;

  append_padded (first, m->code, 2);
  append_padded (first, m->issuer, 3);
  append_number (first, m->number);
  append_padded (first, m->optional, 30);
  g_string_truncate (first, 30);
  append_checked (second, m->birth, 6);
  g_string_append (second, m->sex);
  append_checked (second, m->expiry, 6);
  append_padded (second, m->nationality, 3);
  append_padded (second, m->optional2, 11);
  composite = g_strdup_printf ("%s%.7s%.7s%s", first->str + 5, second->str, second->str + 8,
                               second->str + 18);
  g_string_append_c (second, work_out_digit (composite));
  append_padded (third, m->names, 30);
  return g_strdup_printf ("%s\n%s\n%s\n", first->str, second->str, third->str);
}

static char *
make_two_lines (const Made *m)
{
  gboolean is_visa = m->format == YZ_MRZ_MRV_A || m->format == YZ_MRZ_MRV_B;
  gsize width = m->format == YZ_MRZ_TD3 || m->format == YZ_MRZ_MRV_A ? 44 : 36;
  g_autoptr (GString) first = g_string_new (NULL);
  g_autoptr (GString) second = g_string_new (NULL);

  append_padded (first, m->code, 2);
  append_padded (first, m->issuer, 3);
  append_padded (first, m->names, width - 5);
  append_number (second, m->number);
  g_string_truncate (second, 10); /* a long one goes on behind the expiry date */
  append_padded (second, m->nationality, 3);
  append_checked (second, m->birth, 6);
  g_string_append (second, m->sex);
  append_checked (second, m->expiry, 6);
  if (m->format == YZ_MRZ_TD3) {
    append_checked (second, m->optional, 14);
  } else {
    if (strlen (m->number) > 10)
      g_string_append (second, m->number + 10);
    append_padded (second, m->optional, width - (is_visa ? 0 : 1) - second->len);
  }
  if (!is_visa) {
    g_autofree char *composite
        = g_strdup_printf ("%.10s%.7s%s", second->str, second->str + 13, second->str + 21);

    g_string_append_c (second, work_out_digit (composite));
  }
  return g_strdup_printf ("%s\n%s\n", first->str, second->str);
}

static char *
make (const Made *m)
{
  return m->format == YZ_MRZ_TD1 ? make_td1 (m) : make_two_lines (m);
}

static YzMrzProblem
check_made (const Made *m, YzMrz *ret_mrz)
{
  g_autofree char *text = make (m);

  return check (text, ret_mrz);
}

/* What is right -------------------------------------------------------------------------------- */

static void
assert_specimen (const YzMrz *mrz, YzMrzFormat format, const char *code, const char *number)
{
  g_assert_cmpint (mrz->format, ==, format);
  g_assert_cmpstr (mrz->code, ==, code);
  g_assert_cmpstr (mrz->number, ==, number);
  g_assert_cmpstr (mrz->issuer, ==, "UTO");
  g_assert_cmpstr (mrz->nationality, ==, "UTO");
  g_assert_cmpstr (mrz->surname, ==, "ERIKSSON");
  g_assert_cmpstr (mrz->given_names, ==, "ANNA MARIA");
  g_assert_cmpstr (mrz->birth_date, ==, "1974-08-12");
  g_assert_cmpint (mrz->sex, ==, YZ_SEX_FEMALE);
  g_assert_cmpstr (mrz->expiry_date, ==, "2012-04-15");
  g_assert_cmpuint (mrz->warnings, ==,
                    YZ_MRZ_WARNING_ISSUER | YZ_MRZ_WARNING_NATIONALITY | YZ_MRZ_WARNING_EXPIRED);
}

static void
test_specimens (void)
{
  YzMrz mrz;

  g_assert_cmpint (check ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
                          "L898902C36UTO7408122F1204159ZE184226B<<<<<10\n",
                          &mrz),
                   ==, YZ_MRZ_PROBLEM_NONE);
  assert_specimen (&mrz, YZ_MRZ_TD3, "P", "L898902C3");
  g_assert_cmpstr (mrz.optional, ==, "ZE184226B");

  g_assert_cmpint (check ("I<UTOD231458907<<<<<<<<<<<<<<<\n"
                          "7408122F1204159UTO<<<<<<<<<<<6\n"
                          "ERIKSSON<<ANNA<MARIA<<<<<<<<<<\n",
                          &mrz),
                   ==, YZ_MRZ_PROBLEM_NONE);
  assert_specimen (&mrz, YZ_MRZ_TD1, "I", "D23145890");
  g_assert_cmpstr (mrz.optional, ==, "");
  g_assert_cmpstr (mrz.optional2, ==, "");

  g_assert_cmpint (check ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\n"
                          "D231458907UTO7408122F1204159<<<<<<<6\n",
                          &mrz),
                   ==, YZ_MRZ_PROBLEM_NONE);
  assert_specimen (&mrz, YZ_MRZ_TD2, "I", "D23145890");
}

/* Two letters in the code, as China writes it; the digits are of a published sample. */
static void
test_chinese_passport (void)
{
  YzMrz mrz;

  g_assert_cmpint (check ("POCHNCESHI<<YANGBEN<<<<<<<<<<<<<<<<<<<<<<<<<\n"
                          "G489476464CHN7304279M210126619203301<<<<<<16\n",
                          &mrz),
                   ==, YZ_MRZ_PROBLEM_NONE);
  g_assert_cmpstr (mrz.code, ==, "PO");
  g_assert_cmpstr (mrz.issuer, ==, "CHN");
  g_assert_cmpstr (mrz.number, ==, "G48947646");
  g_assert_cmpstr (mrz.birth_date, ==, "1973-04-27");
  g_assert_cmpint (mrz.sex, ==, YZ_SEX_MALE);
  g_assert_cmpstr (mrz.expiry_date, ==, "2021-01-26");
  g_assert_cmpstr (mrz.optional, ==, "19203301");
  g_assert_cmpuint (mrz.warnings, ==, YZ_MRZ_WARNING_EXPIRED);
}

static void
test_formats (void)
{
  static const char *const births[]
      = { "1985-03-09", "2000-02-29", "1964-08-12", "1990-01-01", "1990-01-01" };
  static const char *const expiries[]
      = { "2031-06-20", "2029-01-01", "2027-10-31", "2027-01-01", "2027-01-01" };

  for (gsize i = 0; i < G_N_ELEMENTS (made); i++) {
    YzMrz mrz;

    g_assert_cmpint (check_made (made[i], &mrz), ==, YZ_MRZ_PROBLEM_NONE);
    g_assert_cmpint (mrz.format, ==, made[i]->format);
    g_assert_cmpstr (mrz.code, ==, made[i]->code);
    g_assert_cmpstr (mrz.issuer, ==, made[i]->issuer);
    g_assert_cmpstr (mrz.number, ==, made[i]->number);
    g_assert_cmpstr (mrz.nationality, ==, made[i]->nationality);
    g_assert_cmpstr (mrz.birth_date, ==, births[i]);
    g_assert_cmpstr (mrz.expiry_date, ==, expiries[i]);
    g_assert_cmpstr (mrz.optional, ==, made[i]->optional);
    g_assert_cmpstr (mrz.optional2, ==, made[i]->optional2 != NULL ? made[i]->optional2 : "");
    g_assert_cmpuint (mrz.warnings, ==, 0);
  }
}

/* What is wrong -------------------------------------------------------------------------------- */

/* The value of the character after it is another, modulo 10 too. */
static char
get_next (char c)
{
  return c == '<' ? '1' : c == '9' ? '0' : c == 'Z' ? 'A' : (char)(c + 1);
}

/* Changes each character of @n from @at in the line @line, one at a time. */
static void
assert_guarded (const Made *m, guint line, guint at, guint n)
{
  g_autofree char *text = make (m);
  gsize start = line * (strcspn (text, "\n") + 1) + at;

  for (gsize i = start; i < start + n; i++) {
    char before = text[i];
    YzMrz mrz = { .number = "untouched" };

    text[i] = get_next (before);
    g_assert_cmpint (check (text, &mrz), !=, YZ_MRZ_PROBLEM_NONE);
    g_assert_cmpstr (mrz.number, ==, "untouched");
    text[i] = before;
  }
  g_assert_cmpint (check (text, NULL), ==, YZ_MRZ_PROBLEM_NONE);
}

/* All that has a check digit, and the digits themselves. */
static void
test_wrong_characters (void)
{
  assert_guarded (&card, 0, 5, 25);
  assert_guarded (&card, 1, 0, 7);
  assert_guarded (&card, 1, 8, 7);
  assert_guarded (&card, 1, 18, 12);
  for (gsize i = 0; i < G_N_ELEMENTS (made); i++) {
    if (made[i] == &card)
      continue;
    assert_guarded (made[i], 1, 0, 10);
    assert_guarded (made[i], 1, 13, 7);
    assert_guarded (made[i], 1, 21, 7);
  }
  assert_guarded (&passport, 1, 28, 16);
  assert_guarded (&large_card, 1, 28, 8);
}

static void
assert_problem_at (const Made *m, guint line, guint at, YzMrzProblem problem)
{
  g_autofree char *text = make (m);
  gsize i = line * (strcspn (text, "\n") + 1) + at;

  text[i] = get_next (text[i]);
  g_assert_cmpint (check (text, NULL), ==, problem);
}

static void
test_problems (void)
{
  assert_problem_at (&passport, 1, 3, YZ_MRZ_PROBLEM_NUMBER);
  assert_problem_at (&passport, 1, 14, YZ_MRZ_PROBLEM_BIRTH_CHECK);
  assert_problem_at (&passport, 1, 22, YZ_MRZ_PROBLEM_EXPIRY_CHECK);
  assert_problem_at (&passport, 1, 30, YZ_MRZ_PROBLEM_OPTIONAL);
  assert_problem_at (&passport, 1, 43, YZ_MRZ_PROBLEM_COMPOSITE);
  assert_problem_at (&card, 1, 20, YZ_MRZ_PROBLEM_COMPOSITE);
  assert_problem_at (&large_card, 1, 30, YZ_MRZ_PROBLEM_COMPOSITE);
}

/* The field that is the issuer's own has no check digit in a visa. */
static void
test_visa_has_no_composite (void)
{
  Made m = visa;
  YzMrz mrz;

  m.optional = "ANYTHING12345678";
  g_assert_cmpint (check_made (&m, &mrz), ==, YZ_MRZ_PROBLEM_NONE);
  g_assert_cmpstr (mrz.optional, ==, "ANYTHING12345678");
}

static void
test_empty_personal_number (void)
{
  Made m = passport;
  g_autofree char *text = NULL;
  YzMrz mrz;

  m.optional = "";
  text = make (&m);
  g_assert_cmpint (text[45 + 42], ==, '0');
  g_assert_cmpint (check (text, &mrz), ==, YZ_MRZ_PROBLEM_NONE);
  g_assert_cmpstr (mrz.optional, ==, "");
  text[45 + 42] = '<';
  g_assert_cmpint (check (text, &mrz), ==, YZ_MRZ_PROBLEM_NONE);
  text[45 + 42] = '1';
  g_assert_cmpint (check (text, &mrz), ==, YZ_MRZ_PROBLEM_OPTIONAL);
}

static void
test_code_and_sex (void)
{
  static const YzSex sexes[] = { YZ_SEX_MALE, YZ_SEX_FEMALE, YZ_SEX_UNKNOWN };
  static const char *const letters[] = { "M", "F", "<" };
  Made m = passport;
  YzMrz mrz;

  for (gsize i = 0; i < G_N_ELEMENTS (sexes); i++) {
    m.sex = letters[i];
    g_assert_cmpint (check_made (&m, &mrz), ==, YZ_MRZ_PROBLEM_NONE);
    g_assert_cmpint (mrz.sex, ==, sexes[i]);
  }
  m.sex = "X";
  g_assert_cmpint (check_made (&m, NULL), ==, YZ_MRZ_PROBLEM_SEX);

  m = passport;
  m.code = "1P";
  g_assert_cmpint (check_made (&m, NULL), ==, YZ_MRZ_PROBLEM_CODE);
  m.code = "<P";
  g_assert_cmpint (check_made (&m, NULL), ==, YZ_MRZ_PROBLEM_CODE);
  m = passport;
  m.number = "";
  g_assert_cmpint (check_made (&m, NULL), ==, YZ_MRZ_PROBLEM_NUMBER);
}

/* Long numbers --------------------------------------------------------------------------------- */

/* The number as it stands in a zone: nine characters, a filler, the rest, the digit, a filler. */
static char *
lay_out_long (const char *number)
{
  return g_strdup_printf ("%.9s<%s%c<", number, number + 9, work_out_digit (number));
}

static void
check_long (const Made *base, gsize max)
{
  for (gsize n = 10; n <= max; n++) {
    g_autofree char *number = g_strndup ("B12345678Q9876R54321XY", n);
    g_autofree char *laid_out = lay_out_long (number);
    Made m = *base;
    YzMrz mrz;

    m.number = laid_out;
    m.optional = n < max ? "7" : "";
    g_assert_cmpint (check_made (&m, &mrz), ==, YZ_MRZ_PROBLEM_NONE);
    g_assert_cmpstr (mrz.number, ==, number);
    g_assert_cmpstr (mrz.optional, ==, m.optional);

    laid_out[n + 1] = get_next (laid_out[n + 1]);
    g_assert_cmpint (check_made (&m, NULL), ==, YZ_MRZ_PROBLEM_NUMBER);
  }
}

/* To position 28 of the upper line of a TD1, to position 33 of the lower line of a TD2. */
static void
test_long_number (void)
{
  static const char *const numbers[] = { "B12345678", "B12345678Q9876R54321XYZ" };
  Made m = card;

  check_long (&card, 22);
  check_long (&large_card, 14);

  /* Nothing goes on, or no filler ends it, though the digit is right. */
  m.optional = "";
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *laid_out = lay_out_long (numbers[i]);

    m.number = laid_out;
    g_assert_cmpint (check_made (&m, NULL), ==, YZ_MRZ_PROBLEM_NUMBER);
  }
  m.number = "B12345678<";
  g_assert_cmpint (check_made (&m, NULL), ==, YZ_MRZ_PROBLEM_NUMBER);
}

/* A passport's number has nine characters at most. */
static void
test_long_number_of_passport (void)
{
  g_autofree char *text = make (&passport);

  text[45 + 9] = '<';
  g_assert_cmpint (check (text, NULL), ==, YZ_MRZ_PROBLEM_NUMBER);
}

/* Dates ---------------------------------------------------------------------------------------- */

typedef struct {
  const char *today;
  const char *text;
  const char *expected; /* NULL: there is no such date */
  guint warnings;
} DateCase;

static const DateCase births[] = {
  { TODAY, "261121", "2026-11-21", 0 },
  { TODAY, "261122", "1926-11-22", 0 },
  { TODAY, "270101", "1927-01-01", 0 },
  { TODAY, "000229", "2000-02-29", 0 },
  { TODAY, "280229", "1928-02-29", 0 },
  { "2000-01-01", "991231", "1999-12-31", 0 },
  { "2000-01-01", "000101", "2000-01-01", 0 },
  { "1999-12-31", "000228", "1900-02-28", 0 },
  { "1999-12-31", "000229", NULL, 0 },
  { TODAY, "290229", NULL, 0 },
  { TODAY, "851301", NULL, 0 },
  { TODAY, "850431", NULL, 0 },
  { TODAY, "850000", NULL, 0 },
  { TODAY, "8503A9", NULL, 0 },
  { TODAY, "85<<<<", "", YZ_MRZ_WARNING_BIRTH_DATE },
  { TODAY, "8503<<", "", YZ_MRZ_WARNING_BIRTH_DATE },
  { TODAY, "<<<<<<", "", YZ_MRZ_WARNING_BIRTH_DATE },
  { TODAY, "8<0309", NULL, 0 },
  { TODAY, "85<<<9", NULL, 0 },
};

static const DateCase expiries[] = {
  { TODAY, "261121", "2026-11-21", 0 },
  { TODAY, "261120", "2026-11-20", YZ_MRZ_WARNING_EXPIRED },
  { TODAY, "461231", "2046-12-31", 0 },
  { TODAY, "470101", "2047-01-01", YZ_MRZ_WARNING_EXPIRY_FAR },
  { TODAY, "060101", "2006-01-01", YZ_MRZ_WARNING_EXPIRED },
  { TODAY, "051231", "2005-12-31", YZ_MRZ_WARNING_EXPIRED | YZ_MRZ_WARNING_EXPIRY_FAR },
  { TODAY, "760101", "2076-01-01", YZ_MRZ_WARNING_EXPIRY_FAR },
  { TODAY, "770101", "1977-01-01", YZ_MRZ_WARNING_EXPIRED | YZ_MRZ_WARNING_EXPIRY_FAR },
  { "2075-01-01", "260101", "2026-01-01", YZ_MRZ_WARNING_EXPIRED | YZ_MRZ_WARNING_EXPIRY_FAR },
  { "2075-01-01", "250101", "2125-01-01", YZ_MRZ_WARNING_EXPIRY_FAR },
  { TODAY, "990101", "1999-01-01", YZ_MRZ_WARNING_EXPIRED | YZ_MRZ_WARNING_EXPIRY_FAR },
  { "1998-01-01", "080101", "2008-01-01", 0 },
  { "2095-01-01", "050101", "2105-01-01", 0 },
  { TODAY, "270229", NULL, 0 },
  { TODAY, "<<<<<<", NULL, 0 },
};

static void
test_birth_dates (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (births); i++) {
    Made m = passport;
    g_autofree char *text = NULL;
    YzMrz mrz;
    YzMrzProblem problem;

    m.birth = births[i].text;
    m.expiry = "990101";
    text = make (&m);
    problem = yz_mrz_check (text, strlen (text), births[i].today, &mrz);
    if (births[i].expected == NULL) {
      g_assert_cmpint (problem, ==, YZ_MRZ_PROBLEM_BIRTH_DATE);
      continue;
    }
    g_assert_cmpint (problem, ==, YZ_MRZ_PROBLEM_NONE);
    g_assert_cmpstr (mrz.birth_date, ==, births[i].expected);
    g_assert_cmpuint (mrz.warnings & YZ_MRZ_WARNING_BIRTH_DATE, ==, births[i].warnings);
  }
}

static void
test_expiry_dates (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (expiries); i++) {
    Made m = passport;
    g_autofree char *text = NULL;
    YzMrz mrz;
    YzMrzProblem problem;

    m.expiry = expiries[i].text;
    text = make (&m);
    problem = yz_mrz_check (text, strlen (text), expiries[i].today, &mrz);
    if (expiries[i].expected == NULL) {
      g_assert_cmpint (problem, ==, YZ_MRZ_PROBLEM_EXPIRY_DATE);
      continue;
    }
    g_assert_cmpint (problem, ==, YZ_MRZ_PROBLEM_NONE);
    g_assert_cmpstr (mrz.expiry_date, ==, expiries[i].expected);
    g_assert_cmpuint (mrz.warnings, ==, expiries[i].warnings);
  }
}

/* Names, countries ----------------------------------------------------------------------------- */

typedef struct {
  const char *names;
  const char *surname; /* NULL: refused */
  const char *given_names;
  guint warnings;
} NameCase;

static const NameCase names[] = {
  { "VAN<DER<BERG<<MARTIN", "VAN DER BERG", "MARTIN", 0 },
  { "ARKFREITH", "ARKFREITH", "", 0 },
  { "SATRIYA<SUDARPA", "SATRIYA SUDARPA", "", 0 },
  { "LI<<<MEI<<LAN", "LI", "MEI LAN", 0 },
  { "<<MEI", "", "MEI", 0 },
  { "A", "A", "", 0 },
  { "PAPANDROPOULOUSPAPANDROP<<JONATHON<ALEC", "PAPANDROPOULOUSPAPANDROP", "JONATHON ALEC",
    YZ_MRZ_WARNING_NAME },
  { "PAPANDROPOULOUSPAPANDROPOULOUSPAPANDROP", "PAPANDROPOULOUSPAPANDROPOULOUSPAPANDROP", "",
    YZ_MRZ_WARNING_NAME },
  { "", NULL, NULL, 0 },
  { "L1<<MEI", NULL, NULL, 0 },
  { "LI<<ME1", NULL, NULL, 0 },
};

static void
test_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    Made m = passport;
    YzMrz mrz;
    YzMrzProblem problem;

    m.names = names[i].names;
    problem = check_made (&m, &mrz);
    if (names[i].surname == NULL) {
      g_assert_cmpint (problem, ==, YZ_MRZ_PROBLEM_NAME);
      continue;
    }
    g_assert_cmpint (problem, ==, YZ_MRZ_PROBLEM_NONE);
    g_assert_cmpstr (mrz.surname, ==, names[i].surname);
    g_assert_cmpstr (mrz.given_names, ==, names[i].given_names);
    g_assert_cmpuint (mrz.warnings, ==, names[i].warnings);
  }
}

/* A country that nobody knows is no reason to refuse a document. */
static void
test_countries (void)
{
  /* A nationality that is left open. */
  g_autofree char *open = g_strnfill (3, 'X');
  const char *const known[]
      = { "CHN", "HKG", "MAC", "TWN", "D", "GBN", "UNO", "XXA", "XXB", open, "EUE", "ROU" };
  static const char *const unknown[] = { "UTO", "QQQ", "DE", "", "A1B", "D<D" };
  Made m = passport;
  YzMrz mrz;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++) {
    m.issuer = m.nationality = known[i];
    g_assert_cmpint (check_made (&m, &mrz), ==, YZ_MRZ_PROBLEM_NONE);
    g_assert_cmpstr (mrz.issuer, ==, known[i]);
    g_assert_cmpuint (mrz.warnings, ==, 0);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++) {
    m = passport;
    m.issuer = unknown[i];
    g_assert_cmpint (check_made (&m, &mrz), ==, YZ_MRZ_PROBLEM_NONE);
    g_assert_cmpuint (mrz.warnings, ==, YZ_MRZ_WARNING_ISSUER);
    m = passport;
    m.nationality = unknown[i];
    g_assert_cmpint (check_made (&m, &mrz), ==, YZ_MRZ_PROBLEM_NONE);
    g_assert_cmpuint (mrz.warnings, ==, YZ_MRZ_WARNING_NATIONALITY);
  }
}

/* Spelling, hostile input ---------------------------------------------------------------------- */

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, -1);

  return g_strjoinv (to, parts);
}

static void
assert_same (char *spelling)
{
  g_autofree char *text = spelling;
  YzMrz mrz;

  g_assert_cmpint (check (text, &mrz), ==, YZ_MRZ_PROBLEM_NONE);
  g_assert_cmpstr (mrz.number, ==, passport.number);
  g_assert_cmpstr (mrz.given_names, ==, "XIAO MEI");
}

/* What an input method, another system or a hand adds is put right. */
static void
test_spelling (void)
{
  static const char *const ends[]
      = { "\r\n", "\r", "\n\n\n", " \t\n", "\v", "\f", "\xc2\x85", "\u2028", "\u2029" };
  g_autofree char *text = make (&passport);

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    assert_same (replace (text, "\n", ends[i]));
  assert_same (g_strndup (text, strlen (text) - 1));
  assert_same (g_strconcat ("\n \n", text, "\n\u3000\n", NULL));
  assert_same (g_ascii_strdown (text, -1));
  assert_same (replace (text, "<", "< "));
  assert_same (replace (text, "<", "＜"));
  assert_same (replace (text, "A", "ａ"));
  assert_same (replace (text, "3", "３"));
}

typedef struct {
  const char *text;
  gsize size;
  YzMrzProblem problem;
} BadCase;

#define BAD(text, problem)                                                                         \
  {                                                                                                \
    text, sizeof text - 1, problem                                                                 \
  }
#define LINE_44 "ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCD"
#define LINE_30 "ABCDEFGHIJABCDEFGHIJABCDEFGHIJ"

static const BadCase bad[] = {
  BAD ("", YZ_MRZ_PROBLEM_EMPTY),
  BAD (" \t\r\n\u3000\u2028", YZ_MRZ_PROBLEM_EMPTY),
  BAD ("P", YZ_MRZ_PROBLEM_LINES),
  BAD (LINE_44, YZ_MRZ_PROBLEM_LINES),
  BAD (LINE_44 "A\n" LINE_44, YZ_MRZ_PROBLEM_LINES),
  BAD (LINE_44 "\n" LINE_44 "A", YZ_MRZ_PROBLEM_LINES),
  BAD (LINE_44 "\n" LINE_44 "\nA", YZ_MRZ_PROBLEM_LINES),
  BAD (LINE_44 "\n" LINE_30, YZ_MRZ_PROBLEM_LINES),
  BAD (LINE_44 "\n" LINE_44 "\n" LINE_44, YZ_MRZ_PROBLEM_LINES),
  BAD (LINE_30 "\n" LINE_30, YZ_MRZ_PROBLEM_LINES),
  BAD (LINE_30 "\n" LINE_30 "\n" LINE_30 "\n" LINE_30, YZ_MRZ_PROBLEM_LINES),
  BAD ("P\0<", YZ_MRZ_PROBLEM_CHARACTERS),
  BAD ("\0", YZ_MRZ_PROBLEM_CHARACTERS),
  BAD ("P-UTO", YZ_MRZ_PROBLEM_CHARACTERS),
  BAD ("P«UTO", YZ_MRZ_PROBLEM_CHARACTERS),
  BAD ("护照", YZ_MRZ_PROBLEM_CHARACTERS),
  BAD ("P<\xff", YZ_MRZ_PROBLEM_CHARACTERS),
  BAD ("P<\xe4\xb8", YZ_MRZ_PROBLEM_CHARACTERS),
  BAD ("P<\xc0\xbc", YZ_MRZ_PROBLEM_CHARACTERS),
  BAD ("P<\xed\xa0\x80", YZ_MRZ_PROBLEM_CHARACTERS),
};

/* In memory of just that size, where a sanitizer sees what is read behind it. */
static YzMrzProblem
check_bytes (const char *text, gsize size, YzMrz *ret_mrz)
{
  g_autofree char *copy = g_memdup2 (text, size);

  return yz_mrz_check (copy != NULL ? copy : "", size, TODAY, ret_mrz);
}

static void
test_hostile (void)
{
  g_autofree char *letters = g_strnfill (1024 * 1024, 'A');
  g_autofree char *spaces = g_strnfill (1024 * 1024, ' ');
  g_autofree char *lines = g_strnfill (1024 * 1024, '\n');
  g_autofree char *zone = make (&card);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    YzMrz mrz = { .number = "untouched" };

    g_assert_cmpint (check_bytes (bad[i].text, bad[i].size, &mrz), ==, bad[i].problem);
    g_assert_cmpstr (mrz.number, ==, "untouched");
  }
  g_assert_cmpint (check (letters, NULL), ==, YZ_MRZ_PROBLEM_LINES);
  g_assert_cmpint (check (spaces, NULL), ==, YZ_MRZ_PROBLEM_EMPTY);
  g_assert_cmpint (check (lines, NULL), ==, YZ_MRZ_PROBLEM_EMPTY);
  for (gsize size = 0; size < strlen (zone) - 1; size++)
    g_assert_cmpint (check_bytes (zone, size, NULL), !=, YZ_MRZ_PROBLEM_NONE);
}

static void
test_texts (void)
{
  for (int problem = YZ_MRZ_PROBLEM_NONE; problem <= YZ_MRZ_PROBLEM_NAME; problem++) {
    const char *zh = yz_mrz_problem_get_text ((YzMrzProblem)problem, TRUE);
    const char *en = yz_mrz_problem_get_text ((YzMrzProblem)problem, FALSE);

    g_assert_true (g_str_has_suffix (zh, "。"));
    g_assert_true (g_str_is_ascii (en));
    g_assert_true (g_str_has_suffix (en, "."));
  }
  for (guint i = 0; i < YZ_MRZ_N_WARNINGS; i++) {
    g_assert_true (
        g_str_has_suffix (yz_mrz_warning_get_text ((YzMrzWarning)(1u << i), TRUE), "。"));
    g_assert_true (
        g_str_has_suffix (yz_mrz_warning_get_text ((YzMrzWarning)(1u << i), FALSE), "."));
  }
  g_assert_cmpstr (yz_mrz_warning_get_text (YZ_MRZ_WARNING_EXPIRED, FALSE), ==,
                   "The document has expired.");
  g_assert_cmpstr (yz_mrz_format_to_string (YZ_MRZ_MRV_A), ==, "mrv-a");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mrz/specimens", test_specimens);
  g_test_add_func ("/mrz/chinese-passport", test_chinese_passport);
  g_test_add_func ("/mrz/formats", test_formats);
  g_test_add_func ("/mrz/wrong-characters", test_wrong_characters);
  g_test_add_func ("/mrz/problems", test_problems);
  g_test_add_func ("/mrz/visa-has-no-composite", test_visa_has_no_composite);
  g_test_add_func ("/mrz/empty-personal-number", test_empty_personal_number);
  g_test_add_func ("/mrz/code-and-sex", test_code_and_sex);
  g_test_add_func ("/mrz/long-number", test_long_number);
  g_test_add_func ("/mrz/long-number-of-passport", test_long_number_of_passport);
  g_test_add_func ("/mrz/birth-dates", test_birth_dates);
  g_test_add_func ("/mrz/expiry-dates", test_expiry_dates);
  g_test_add_func ("/mrz/names", test_names);
  g_test_add_func ("/mrz/countries", test_countries);
  g_test_add_func ("/mrz/spelling", test_spelling);
  g_test_add_func ("/mrz/hostile", test_hostile);
  g_test_add_func ("/mrz/texts", test_texts);

  return g_test_run ();
}
