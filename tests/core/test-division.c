/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "yz-division.h"

#include <string.h>

#define N_PROVINCES 34
#define N_LEVELS 3
#define HANGZHOU_BINJIANG "330108"

static const YzDivision *
get (GPtrArray *divisions, guint i)
{
  g_assert_cmpuint (i, <, divisions->len);
  return g_ptr_array_index (divisions, i);
}

static void
assert_is (const YzDivision *division, const char *code)
{
  g_assert_nonnull (division);
  g_assert_cmpstr (yz_division_get_code (division), ==, code);
}

/* Everything ------------------------------------------------------------------------------- */

/* Walks down as a person does; each code may be met once only. */
static void
walk (const YzDivision *above, guint depth, GHashTable *seen)
{
  g_autoptr (GPtrArray) members = yz_division_list (above);

  g_assert_true (depth <= N_LEVELS || members->len == 0);
  for (guint i = 0; i < members->len; i++) {
    const YzDivision *division = get (members, i);
    const char *name = yz_division_get_name (division);
    g_autofree char *full = yz_division_get_full_name (division);
    g_autofree char *place = yz_division_get_place (division);
    g_autofree char *joined = g_strconcat (place, name, NULL);
    g_auto (GStrv) syllables = g_strsplit (yz_division_get_reading (division), " ", -1);

    g_assert_true (g_hash_table_add (seen, (gpointer)yz_division_get_code (division)));
    g_assert_true (yz_division_find (yz_division_get_code (division)) == division);
    g_assert_true (g_utf8_validate (name, -1, NULL));
    g_assert_cmpint (g_utf8_strlen (name, -1), >=, 2);
    g_assert_cmpint (g_utf8_strlen (name, -1), ==, g_strv_length (syllables));
    for (guint k = 0; syllables[k] != NULL; k++)
      g_assert_true (*syllables[k] != '\0'
                     && syllables[k][strspn (syllables[k], "abcdefghijklmnopqrstuvwxyz")] == '\0');
    g_assert_null (strstr (full, "市辖区"));
    g_assert_null (strstr (full, "直辖县"));
    g_assert_cmpstr (full, ==, joined);
    walk (division, depth + 1, seen);
  }
  g_assert_true (above == NULL || yz_division_has_members (above) == (members->len > 0));
}

static void
test_all (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) provinces = yz_division_list (NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "content", "divisions",
                                                 "divisions.csv", NULL);
  g_autofree char *csv = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_hidden = 0;

  g_assert_cmpuint (provinces->len, ==, N_PROVINCES);
  walk (NULL, 1, seen);

  g_assert_true (g_file_get_contents (path, &csv, NULL, NULL));
  lines = g_strsplit (csv, "\n", -1);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) row = g_strsplit (lines[i], ",", 2);
    const YzDivision *division = yz_division_find (row[0]);

    g_assert_nonnull (division);
    g_assert_cmpstr (yz_division_get_name (division), ==, row[1]);
    if (!g_hash_table_contains (seen, row[0]))
      n_hidden++;
  }
  /* 市辖区 of four cities, 县 of Chongqing, four “ruled by the province”, and Jiayuguan once more
   */
  g_assert_cmpuint (n_hidden, ==, 10);
}

/* Levels ------------------------------------------------------------------------------------- */

static const struct {
  const char *above;
  const char *first;
  guint n;
} lists[] = {
  { "110000", "110101", 16 }, /* districts at once */
  { "500000", "500101", 38 }, /* districts and counties */
  { "320000", "320100", 13 }, { "320200", "320205", 7 },
  { "420000", "420100", 17 },                        /* with the four that it rules itself */
  { "469000", "469001", 15 }, { "441900", NULL, 0 }, /* no districts */
  { "620200", NULL, 0 },                             /* one district, which is the city */
  { "320211", NULL, 0 },      { "710000", NULL, 0 },
};

static void
test_levels (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autoptr (GPtrArray) members = yz_division_list (yz_division_find (lists[i].above));

    g_assert_cmpuint (members->len, ==, lists[i].n);
    if (members->len > 0)
      assert_is (get (members, 0), lists[i].first);
  }
}

static const struct {
  const char *code;
  const char *full_name;
} full_names[] = {
  { "320211", "江苏省无锡市滨湖区" },
  { "110105", "北京市朝阳区" },
  { "110100", "北京市" },
  { "500240", "重庆市石柱土家族自治县" },
  { "429004", "湖北省仙桃市" },
  { "659001", "新疆维吾尔自治区石河子市" },
  { "441900", "广东省东莞市" },
  { "620201", "甘肃省嘉峪关市" },
  { "810000", "香港特别行政区" },
  { "330000", "浙江省" },
};

static void
test_full_name (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (full_names); i++) {
    g_autofree char *name = yz_division_get_full_name (yz_division_find (full_names[i].code));

    g_assert_cmpstr (name, ==, full_names[i].full_name);
  }
}

static const struct {
  const char *code;
  const char *name;
  const char *latin_name;
} short_names[] = {
  { "150000", "内蒙古", "Inner Mongolia" },
  { "610000", "陕西", "Shaanxi" },
  { "140000", "山西", "Shanxi" },
  { "610100", "西安", "Xi'an" },
  { "422800", "恩施", "Enshi" },
  { "130133", "赵县", "Zhaoxian" },
  { "469025", "白沙", "Baisha" },
};

static void
test_short_name (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (short_names); i++) {
    const YzDivision *division = yz_division_find (short_names[i].code);
    g_autofree char *name = yz_division_get_short_name (division);
    g_autofree char *latin_name = yz_division_get_latin_name (division);

    g_assert_cmpstr (name, ==, short_names[i].name);
    g_assert_cmpstr (latin_name, ==, short_names[i].latin_name);
  }
}

/* As it stands in the list, abolished, and none at all. */
static void
test_describe (void)
{
  g_autofree char *listed = yz_division_describe ("320211");
  g_autofree char *abolished = yz_division_describe ("110103");
  g_autofree char *none = yz_division_describe ("990000");

  g_assert_cmpstr (listed, ==, "江苏省无锡市滨湖区");
  g_assert_cmpstr (abolished, ==, "北京市（110103）");
  g_assert_cmpstr (none, ==, "990000");
}

static void
test_match_beginning (void)
{
  g_assert_cmpuint (yz_division_match_beginning ("江苏省无锡市滨湖区某路1号"), ==,
                    strlen ("江苏省无锡市滨湖区"));
  g_assert_cmpuint (yz_division_match_beginning ("江苏省无锡市某路"), ==, strlen ("江苏省无锡市"));
  g_assert_cmpuint (yz_division_match_beginning ("某市某路1号"), ==, 0);
  g_assert_cmpuint (yz_division_match_beginning (""), ==, 0);
}

/* What was left out of the source, abolished, or is no code at all. */
static void
test_unknown (void)
{
  static const char *const unknown[]
      = { "830000", "110103",  "130171", "320576", "232761", "632857",       "999999",
          "000000", "1101010", "11010",  "",       "11010a", "１１０１０１", "\xff\xfe" };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_null (yz_division_find (unknown[i]));

  assert_is (yz_division_find_nearest ("110103"), "110100"); /* Chongwen, until 2010 */
  assert_is (yz_division_find_nearest ("320502"), "320500"); /* a district of Suzhou, until 2012 */
  assert_is (yz_division_find_nearest ("512501"), "510000"); /* all of Yibin before it was a city */
  assert_is (yz_division_find_nearest ("320211"), "320211");
  g_assert_null (yz_division_find_nearest ("830000"));
  g_assert_null (yz_division_find_nearest ("1101"));
  g_assert_null (yz_division_find_nearest ("11010100"));
}

/* Search ------------------------------------------------------------------------------------- */

static const struct {
  const char *query;
  const char *near_code;
  const char *first;
} searches[] = {
  { "无锡", NULL, "320200" },
  { "wuxi", NULL, "320200" },
  { "wxs", NULL, "320200" },
  { "WXS", NULL, "320200" },
  { "wu xi shi", NULL, "320200" },
  { "wu'xi", NULL, "320200" },
  { "ｗｕｘｉ", NULL, "320200" },
  { "无锡滨湖", NULL, "320211" },
  { "江苏无锡滨湖", NULL, "320211" },
  { "江苏省无锡市滨湖区", NULL, "320211" },
  { "江苏滨湖", NULL, "320211" },
  { "wuxibinhu", NULL, "320211" },
  { "wxbh", NULL, "320211" },
  { "北京朝阳", NULL, "110105" },
  { "bjcy", NULL, "110105" },
  { "朝阳", NULL, "211300" },     /* the city before the districts */
  { "朝阳", "110101", "110105" }, /* but the district of this city first */
  { "西湖", HANGZHOU_BINJIANG, "330106" },
  { "西湖", "360102", "360103" },
  { "吉林", NULL, "220000" },
  { "仙桃", NULL, "429004" },
  { "湖北仙桃", NULL, "429004" },
  { "恩施", NULL, "422800" },
  { "景颇族", NULL, "533100" }, /* from the middle of a name */
  { "chongqing", NULL, "500000" },
  { "changsha", NULL, "430100" },
  { "huangpi", NULL, "420116" },
  { "yanshanxian", "361102", "361124" },
  { "lvliang", NULL, "141100" },
  { "lüliang", NULL, "141100" },
  { "香港", NULL, "810000" },
  { "zhaoxian", NULL, "130133" },
  { "赵县", NULL, "130133" },
};

static void
test_search (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++) {
    g_autoptr (GPtrArray) found = yz_division_search (searches[i].query, searches[i].near_code, 10);

    g_test_message ("%s", searches[i].query);
    assert_is (get (found, 0), searches[i].first);
  }
}

/* By its name, its pinyin and its initials each is found, if not always first. */
static void
test_search_all (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  const char *code;

  walk (NULL, 1, seen);
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, (gpointer *)&code, NULL)) {
    const YzDivision *division = yz_division_find (code);
    g_autofree char *full_name = yz_division_get_full_name (division);
    g_autoptr (GPtrArray) by_name = NULL;
    g_autoptr (GPtrArray) by_reading = NULL;

    by_name = yz_division_search (full_name, NULL, 1);
    by_reading = yz_division_search (yz_division_get_reading (division), code, 100);
    g_test_message ("%s", full_name);
    assert_is (get (by_name, 0), code);
    g_assert_true (g_ptr_array_find (by_reading, division, NULL));
  }
}

static void
test_search_hostile (void)
{
  static const char *const queries[] = { "",
                                         " ",
                                         "'",
                                         "……",
                                         "123456",
                                         "无锡bh",
                                         "%",
                                         "'; DROP TABLE",
                                         "\xff",
                                         "无\xe6",
                                         "😀",
                                         "\t\n",
                                         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                         "不存在",
                                         "qqqq" };
  g_autofree char *longest = g_strnfill (1 << 20, 'a');
  g_autoptr (GPtrArray) none = yz_division_search (longest, NULL, 10);
  g_autoptr (GPtrArray) limited = yz_division_search ("s", "", 7);

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autoptr (GPtrArray) found = yz_division_search (queries[i], "x", 10);

    g_test_message ("%u", i);
    g_assert_cmpuint (found->len, ==, 0);
  }
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (limited->len, ==, 7);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/division/all", test_all);
  g_test_add_func ("/division/levels", test_levels);
  g_test_add_func ("/division/full-name", test_full_name);
  g_test_add_func ("/division/short-name", test_short_name);
  g_test_add_func ("/division/describe", test_describe);
  g_test_add_func ("/division/match-beginning", test_match_beginning);
  g_test_add_func ("/division/unknown", test_unknown);
  g_test_add_func ("/division/search", test_search);
  g_test_add_func ("/division/search-all", test_search_all);
  g_test_add_func ("/division/search-hostile", test_search_hostile);

  return g_test_run ();
}
