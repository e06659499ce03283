/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-id-number.h"

#include "yz-error.h"

#include <string.h>

/* The numbers here belong to nobody: they are examples of standards and of validators, or made up.
 */

#define TODAY "2026-11-21"

typedef struct {
  const char *text;
  YzIdNumber expected;
} ValidCase;

static const ValidCase valid_cases[] = {
  { "330105197810270025",
    { YZ_ID_CITIZEN, "330105197810270025", "1978-10-27", YZ_SEX_FEMALE, "330105", TRUE, "" } },
  { "11010119900307803X",
    { YZ_ID_CITIZEN, "11010119900307803X", "1990-03-07", YZ_SEX_MALE, "110101", TRUE, "" } },
  { "440308199901101512",
    { YZ_ID_CITIZEN, "440308199901101512", "1999-01-10", YZ_SEX_MALE, "440308", TRUE, "" } },
  { "500154199301135886",
    { YZ_ID_CITIZEN, "500154199301135886", "1993-01-13", YZ_SEX_FEMALE, "500154", TRUE, "" } },
  { "810000199408230021",
    { YZ_ID_HMT_RESIDENCE, "810000199408230021", "1994-08-23", YZ_SEX_FEMALE, "810000", TRUE,
      "" } },
  { "830000199201300022",
    { YZ_ID_HMT_RESIDENCE, "830000199201300022", "1992-01-30", YZ_SEX_FEMALE, "830000", TRUE,
      "" } },
  { "911398199012310021",
    { YZ_ID_FOREIGN_PR, "911398199012310021", "1990-12-31", YZ_SEX_FEMALE, "110000", TRUE,
      "KAZ" } },
  { "KAZ110090123105",
    { YZ_ID_FOREIGN_PR_OLD, "KAZ110090123105", "1990-12-31", YZ_SEX_FEMALE, "110000", TRUE,
      "KAZ" } },
  { "110101900307803",
    { YZ_ID_CITIZEN_15, "110101900307803", "1990-03-07", YZ_SEX_MALE, "110101", TRUE, "" } },
};

static void
test_valid (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (valid_cases); i++) {
    const YzIdNumber *expected = &valid_cases[i].expected;
    g_autoptr (GError) error = NULL;
    YzIdNumber number;

    g_assert_true (yz_id_number_parse (valid_cases[i].text, TODAY, &number, &error));
    g_assert_no_error (error);
    g_assert_cmpint (number.kind, ==, expected->kind);
    g_assert_cmpstr (number.number, ==, expected->number);
    g_assert_cmpstr (number.birth_date, ==, expected->birth_date);
    g_assert_cmpint (number.sex, ==, expected->sex);
    g_assert_cmpstr (number.region, ==, expected->region);
    g_assert_cmpint (number.region_known, ==, expected->region_known);
    g_assert_cmpstr (number.country, ==, expected->country);
  }
}

/* What an input method, a copied line or a tired hand adds is put right. */
static void
test_spelling (void)
{
  static const char *const spellings[] = {
    "11010119900307803x",         "  110101 19900307 803X\n",
    "110101\t19900307\u3000803X", "１１０１０１１９９００３０７８０３Ｘ",
    "11010119900307８０３ｘ",     "110101\u00a019900307\u2009803X",
  };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++) {
    YzIdNumber number;

    g_assert_cmpint (yz_id_number_check (spellings[i], TODAY, &number), ==, YZ_ID_PROBLEM_NONE);
    g_assert_cmpstr (number.number, ==, "11010119900307803X");
  }
}

typedef struct {
  const char *text;
  YzIdProblem problem;
} InvalidCase;

static const InvalidCase invalid_cases[] = {
  { "", YZ_ID_PROBLEM_EMPTY },
  { " \t\u3000", YZ_ID_PROBLEM_EMPTY },
  { "11010119900307803", YZ_ID_PROBLEM_LENGTH },
  { "11010119900307803X1", YZ_ID_PROBLEM_LENGTH },
  { "1", YZ_ID_PROBLEM_LENGTH },
  { "11010119900230123X", YZ_ID_PROBLEM_DATE },
  { "110101199013071232", YZ_ID_PROBLEM_DATE },
  { "110101199000071232", YZ_ID_PROBLEM_DATE },
  { "110101199003001232", YZ_ID_PROBLEM_DATE },
  { "110101190002291232", YZ_ID_PROBLEM_DATE },
  { "110101000003071232", YZ_ID_PROBLEM_DATE },
  { "110101101003071232", YZ_ID_PROBLEM_DATE },
  { "110101202611221232", YZ_ID_PROBLEM_FUTURE },
  { "110101902611211232", YZ_ID_PROBLEM_FUTURE },
  { "110101900230123", YZ_ID_PROBLEM_DATE },
  { "330105197810270024", YZ_ID_PROBLEM_CHECK },
  { "810000199408230022", YZ_ID_PROBLEM_CHECK },
  { "911398199012310022", YZ_ID_PROBLEM_CHECK },
  { "KAZ110090123106", YZ_ID_PROBLEM_CHECK },
  { "KAZ110091133105", YZ_ID_PROBLEM_DATE },
  { "010101199003078032", YZ_ID_PROBLEM_CHARACTERS },
  { "010101900307803", YZ_ID_PROBLEM_CHARACTERS },
  { "911398900307803", YZ_ID_PROBLEM_CHARACTERS },
  { "1101011990030780X3", YZ_ID_PROBLEM_CHARACTERS },
  { "X10101199003078031", YZ_ID_PROBLEM_CHARACTERS },
  { "11010119900307803Y", YZ_ID_PROBLEM_CHARACTERS },
  { "110101-19900307-803X", YZ_ID_PROBLEM_CHARACTERS },
  { "11010119900307803×", YZ_ID_PROBLEM_CHARACTERS },
  { "KA1110090123105", YZ_ID_PROBLEM_CHARACTERS },
  { "KAZ11009012310X", YZ_ID_PROBLEM_CHARACTERS },
  { "身份证号码身份证号码身份证号码", YZ_ID_PROBLEM_CHARACTERS },
  { "११०१०११९९००३०७८०३", YZ_ID_PROBLEM_CHARACTERS },
  { "1101\xff"
    "0119900307803X",
    YZ_ID_PROBLEM_CHARACTERS },
  { "\xe4\xb8", YZ_ID_PROBLEM_CHARACTERS },
};

static void
test_invalid (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (invalid_cases); i++) {
    const InvalidCase *c = &invalid_cases[i];
    YzIdNumber number = { .number = "untouched" };
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (yz_id_number_check (c->text, TODAY, NULL), ==, c->problem);
    g_assert_false (yz_id_number_parse (c->text, TODAY, &number, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, yz_id_problem_get_text (c->problem, FALSE));
    g_assert_cmpstr (number.number, ==, "untouched");
  }
}

/* MOD 11-2 notices every wrong digit and every pair of neighbours that changed places. */
static void
test_typing_errors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (valid_cases); i++) {
    const char *valid = valid_cases[i].text;

    for (guint at = 0; strlen (valid) == 18 && at < 18; at++) {
      g_autofree char *text = g_strdup (valid);

      for (const char *c = "0123456789X"; *c != '\0'; c++) {
        text[at] = *c;
        if (*c != valid[at])
          g_assert_cmpint (yz_id_number_check (text, TODAY, NULL), !=, YZ_ID_PROBLEM_NONE);
      }
      text[at] = valid[at];
      if (at == 17 || valid[at] == valid[at + 1])
        continue;
      text[at] = valid[at + 1];
      text[at + 1] = valid[at];
      g_assert_cmpint (yz_id_number_check (text, TODAY, NULL), !=, YZ_ID_PROBLEM_NONE);
    }
  }
}

static void
test_today (void)
{
  YzIdNumber number;

  g_assert_cmpint (yz_id_number_check ("110101199003070134", "1990-03-07", &number), ==,
                   YZ_ID_PROBLEM_NONE);
  g_assert_cmpint (yz_id_number_check ("110101199003070134", "1990-03-06", &number), ==,
                   YZ_ID_PROBLEM_FUTURE);
  /* The old number of foreigners has no century: not yet born means a hundred years older. */
  g_assert_cmpint (yz_id_number_check ("KAZ110090123105", "2095-01-01", &number), ==,
                   YZ_ID_PROBLEM_NONE);
  g_assert_cmpstr (number.birth_date, ==, "2090-12-31");
  g_assert_cmpint (yz_id_number_check ("KAZ110090123105", "2090-12-30", &number), ==,
                   YZ_ID_PROBLEM_NONE);
  g_assert_cmpstr (number.birth_date, ==, "1990-12-31");
}

static void
test_region (void)
{
  YzIdNumber number;

  g_assert_cmpint (yz_id_number_check ("110101900307803", TODAY, &number), ==, YZ_ID_PROBLEM_NONE);
  g_assert_true (number.region_known);

  /* Chongwen was abolished in 2010; cards with its code are good. */
  g_assert_cmpint (yz_id_number_check ("110103900307803", TODAY, &number), ==, YZ_ID_PROBLEM_NONE);
  g_assert_false (number.region_known);
  g_assert_cmpstr (number.region, ==, "110103");
}

static const struct {
  const char *number;
  const char *name;
} region_names[] = {
  { "110101199003070134", "北京市东城区" },   { "110103900307803", "北京市" },
  { "810000199408230021", "香港特别行政区" }, { "830000199201300022", "台湾省" },
  { "911398199012310021", "北京市" },         { "130171199003070137", "河北省石家庄市" },
};

static void
test_region_name (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (region_names); i++) {
    YzIdNumber number;
    g_autofree char *name = NULL;

    g_assert_cmpint (yz_id_number_check (region_names[i].number, TODAY, &number), ==,
                     YZ_ID_PROBLEM_NONE);
    name = yz_id_number_get_region_name (&number);
    g_assert_cmpstr (name, ==, region_names[i].name);
  }
}

static void
test_to_18 (void)
{
  g_autofree char *text = NULL;
  YzIdNumber number;

  g_assert_cmpint (yz_id_number_check ("110101900307803", TODAY, &number), ==, YZ_ID_PROBLEM_NONE);
  text = yz_id_number_to_18 (&number);
  g_assert_cmpstr (text, ==, "11010119900307803X");
}

static void
test_texts (void)
{
  for (int problem = YZ_ID_PROBLEM_NONE; problem <= YZ_ID_PROBLEM_CHECK; problem++) {
    const char *zh = yz_id_problem_get_text ((YzIdProblem)problem, TRUE);
    const char *en = yz_id_problem_get_text ((YzIdProblem)problem, FALSE);

    g_assert_true (g_str_has_suffix (zh, "。"));
    g_assert_true (g_str_is_ascii (en));
    g_assert_true (g_str_has_suffix (en, "."));
  }
  g_assert_cmpstr (yz_id_kind_to_string (YZ_ID_FOREIGN_PR_OLD), ==, "foreign-pr-old");
  g_assert_cmpstr (yz_sex_to_string (YZ_SEX_MALE), ==, "male");
}

/* Nothing that is typed or scanned may read past a buffer, and what is refused is not repeated. */
static void
test_hostile (void)
{
  g_autofree char *digits = g_strnfill (20000, '1');
  g_autofree char *spaces = g_strnfill (20000, ' ');
  g_autofree char *padded = g_strconcat (spaces, "11010119900307803X", spaces, NULL);
  g_autoptr (GError) error = NULL;
  YzIdNumber number;

  g_assert_cmpint (yz_id_number_check (digits, TODAY, NULL), ==, YZ_ID_PROBLEM_LENGTH);
  g_assert_cmpint (yz_id_number_check (spaces, TODAY, NULL), ==, YZ_ID_PROBLEM_EMPTY);
  g_assert_cmpint (yz_id_number_check (padded, TODAY, NULL), ==, YZ_ID_PROBLEM_NONE);

  g_assert_false (yz_id_number_parse ("330105197810270024", TODAY, &number, &error));
  g_assert_null (strstr (error->message, "3301"));

  for (guint i = 0; i < 200000; i++) {
    char text[40];
    guint n = (guint)g_test_rand_int_range (0, sizeof text);

    for (guint k = 0; k < n; k++)
      text[k] = (char)g_test_rand_int_range (1, 256);
    text[n] = '\0';
    yz_id_number_check (text, TODAY, &number);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/id-number/valid", test_valid);
  g_test_add_func ("/id-number/spelling", test_spelling);
  g_test_add_func ("/id-number/invalid", test_invalid);
  g_test_add_func ("/id-number/typing-errors", test_typing_errors);
  g_test_add_func ("/id-number/today", test_today);
  g_test_add_func ("/id-number/region", test_region);
  g_test_add_func ("/id-number/region-name", test_region_name);
  g_test_add_func ("/id-number/to-18", test_to_18);
  g_test_add_func ("/id-number/texts", test_texts);
  g_test_add_func ("/id-number/hostile", test_hostile);

  return g_test_run ();
}
