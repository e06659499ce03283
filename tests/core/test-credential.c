/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-credential.h"

#include "yz-country.h"

#include <string.h>

/* The numbers here belong to nobody: they are examples of standards and of validators, or made up.
 */

#define TODAY "2026-11-21"

static YzIdProblem
check (const char *text, YzIdNumber *ret_number)
{
  return yz_credential_check (text, TODAY, ret_number);
}

typedef struct {
  const char *text;
  YzIdKind kind;
  const char *number;
} KindCase;

static const KindCase kinds[] = {
  { "H12345678", YZ_ID_HM_PERMIT, "H12345678" },
  { "m1234567801", YZ_ID_HM_PERMIT, "M1234567801" },
  { " Ｈ1234 5678 ", YZ_ID_HM_PERMIT, "H12345678" },
  { "12345678", YZ_ID_TAIWAN_PERMIT, "12345678" },
  { "1234567801", YZ_ID_TAIWAN_PERMIT, "1234567801" },
  { "330105197810270025", YZ_ID_CITIZEN, "330105197810270025" },
  { "11010119900307803x", YZ_ID_CITIZEN, "11010119900307803X" },
  { "110101900307803", YZ_ID_CITIZEN_15, "110101900307803" },
  { "830000199201300022", YZ_ID_HMT_RESIDENCE, "830000199201300022" },
  { "911398199012310021", YZ_ID_FOREIGN_PR, "911398199012310021" },
  { "KAZ110090123105", YZ_ID_FOREIGN_PR_OLD, "KAZ110090123105" },
};

static void
test_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    YzIdNumber number;

    g_assert_cmpint (check (kinds[i].text, &number), ==, YZ_ID_PROBLEM_NONE);
    g_assert_cmpint (number.kind, ==, kinds[i].kind);
    g_assert_cmpstr (number.number, ==, kinds[i].number);
  }
}

/* A permit says nothing about who holds it. */
static void
test_permit (void)
{
  YzIdNumber number;

  g_assert_cmpint (check ("M1234567801", &number), ==, YZ_ID_PROBLEM_NONE);
  g_assert_cmpstr (number.birth_date, ==, "");
  g_assert_cmpint (number.sex, ==, YZ_SEX_UNKNOWN);
  g_assert_cmpstr (number.region, ==, "");
  g_assert_cmpstr (yz_id_kind_to_string (YZ_ID_HM_PERMIT), ==, "hm-permit");
  g_assert_cmpstr (yz_id_kind_to_string (YZ_ID_TAIWAN_PERMIT), ==, "taiwan-permit");
  g_assert_cmpstr (yz_id_kind_to_string (YZ_ID_SOCIAL_CREDIT), ==, "social-credit");
}

/* Forms ask for the number of an ID card: eight digits, such as a birth date, are none. */
static void
test_id_numbers_stay_apart (void)
{
  static const char *const others[] = { "H12345678", "12345678", "1234567801" };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpint (yz_id_number_check (others[i], TODAY, NULL), ==, YZ_ID_PROBLEM_LENGTH);
}

/* GB 32100: the weights are the powers of 3 modulo 31, here from the last character to the first.
 */
static char
work_out_character (const char *code)
{
  static const char values[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  int sum = 0;

  for (int i = 16; i >= 0; i--)
    sum = (sum * 3 + (int)(strchr (values, code[i]) - values)) % 31;
  return values[(31 - sum) % 31];
}

static const char *const organizations[] = {
  "91110105MA00XYT5W", "92441900MA4WKJQ3H", "12310000425012345",
  "53330000500012345", "N2659012MF1234567",
};

static void
test_social_credit (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (organizations); i++) {
    g_autofree char *code
        = g_strdup_printf ("%s%c", organizations[i], work_out_character (organizations[i]));
    YzIdNumber number;

    g_assert_cmpint (check (code, &number), ==, YZ_ID_PROBLEM_NONE);
    g_assert_cmpint (number.kind, ==, YZ_ID_SOCIAL_CREDIT);
    g_assert_cmpstr (number.number, ==, code);
    g_assert_cmpmem (number.region, strlen (number.region), code + 2, 6);
    g_assert_true (number.region_known);
    g_assert_cmpstr (number.birth_date, ==, "");
  }
}

/* 31 is a prime: each wrong character is noticed. */
static void
test_social_credit_typing_errors (void)
{
  static const char values[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  g_autofree char *code
      = g_strdup_printf ("%s%c", organizations[0], work_out_character (organizations[0]));

  for (gsize at = 0; at < 18; at++) {
    char right = code[at];

    for (const char *c = values; *c != '\0'; c++) {
      code[at] = *c;
      g_assert_cmpint (check (code, NULL), ==,
                       *c == right                     ? YZ_ID_PROBLEM_NONE
                       : at >= 2 && at < 8 && *c > '9' ? YZ_ID_PROBLEM_CHARACTERS
                                                       : YZ_ID_PROBLEM_CHECK);
    }
    code[at] = right;
  }
}

typedef struct {
  const char *text;
  YzIdProblem problem;
} BadCase;

static const BadCase bad[] = {
  { "", YZ_ID_PROBLEM_EMPTY },
  { "1234567", YZ_ID_PROBLEM_LENGTH },
  { "123456789", YZ_ID_PROBLEM_LENGTH },
  { "H1234567", YZ_ID_PROBLEM_LENGTH },
  { "H123456789", YZ_ID_PROBLEM_LENGTH },
  { "HM12345678", YZ_ID_PROBLEM_LENGTH },
  { "K12345678", YZ_ID_PROBLEM_LENGTH },
  { "H1234567X", YZ_ID_PROBLEM_LENGTH },
  { "9111010519900307803", YZ_ID_PROBLEM_LENGTH },
  { "H-1234567", YZ_ID_PROBLEM_CHARACTERS },
  { "1234\xff"
    "678",
    YZ_ID_PROBLEM_CHARACTERS },
  { "91110105MA00XYT5IW", YZ_ID_PROBLEM_CHARACTERS },
  { "91110105MA00XYT5WO", YZ_ID_PROBLEM_CHARACTERS },
  { "9111A105MA00XYT5W1", YZ_ID_PROBLEM_CHARACTERS },
  /* An ID number with a wrong digit, or a day that there is not, stays one. */
  { "330105197810270024", YZ_ID_PROBLEM_CHECK },
  { "110101199013071232", YZ_ID_PROBLEM_DATE },
  { "110101202611221232", YZ_ID_PROBLEM_FUTURE },
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    YzIdNumber number = { .number = "untouched" };

    g_assert_cmpint (check (bad[i].text, &number), ==, bad[i].problem);
    g_assert_cmpstr (number.number, ==, "untouched");
  }
}

/* Even one that would be an organization's. */
static void
test_id_number_first (void)
{
  g_autofree char *text = g_strdup_printf ("11010119900307%03dX", 0);
  guint n = 0;

  for (int i = 0; i < 1000; i++) {
    g_snprintf (text, 19, "11010119900307%03dX", i);
    text[17] = work_out_character (text);
    if (!g_ascii_isdigit (text[17]) && text[17] != 'X')
      continue;
    n += yz_id_number_check (text, TODAY, NULL) != YZ_ID_PROBLEM_NONE;
    g_assert_cmpint (check (text, NULL), ==, yz_id_number_check (text, TODAY, NULL));
  }
  g_assert_cmpuint (n, >, 100);
}

static void
test_texts (void)
{
  for (int problem = YZ_ID_PROBLEM_NONE; problem <= YZ_ID_PROBLEM_CHECK; problem++) {
    g_assert_true (
        g_str_has_suffix (yz_credential_problem_get_text ((YzIdProblem)problem, TRUE), "。"));
    g_assert_true (
        g_str_has_suffix (yz_credential_problem_get_text ((YzIdProblem)problem, FALSE), "."));
  }
}

static void
test_countries (void)
{
  g_assert_true (yz_country_is_known ("CHN"));
  g_assert_true (yz_country_is_known ("ABW"));
  g_assert_true (yz_country_is_known ("ZWE"));
  g_assert_true (yz_country_is_known ("D"));
  g_assert_false (yz_country_is_known ("UTO"));
  g_assert_false (yz_country_is_known ("chn"));
  g_assert_false (yz_country_is_known (""));
  g_assert_false (yz_country_is_known ("CHNX"));
  g_assert_cmpstr (yz_country_from_numeric (156), ==, "CHN");
  g_assert_cmpstr (yz_country_from_numeric (4), ==, "AFG");
  g_assert_null (yz_country_from_numeric (0));
  g_assert_null (yz_country_from_numeric (999));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/credential/kinds", test_kinds);
  g_test_add_func ("/credential/permit", test_permit);
  g_test_add_func ("/credential/id-numbers-stay-apart", test_id_numbers_stay_apart);
  g_test_add_func ("/credential/social-credit", test_social_credit);
  g_test_add_func ("/credential/social-credit-typing-errors", test_social_credit_typing_errors);
  g_test_add_func ("/credential/bad", test_bad);
  g_test_add_func ("/credential/id-number-first", test_id_number_first);
  g_test_add_func ("/credential/texts", test_texts);
  g_test_add_func ("/credential/countries", test_countries);

  return g_test_run ();
}
