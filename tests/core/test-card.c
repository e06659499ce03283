/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-card.h"

#include "yz-card-reader.h"
#include "yz-error.h"

#include <string.h>

/* The cards here belong to nobody: their numbers are examples of standards and of validators. */

#define TODAY "2026-11-21"

typedef struct {
  guint offset;
  const char *text;
} Field;

static const Field citizen[] = {
  { 0, "张小明" },
  { 30, "2" },
  { 32, "56" },
  { 36, "19781027" },
  { 52, "某省 某市1号" },
  { 122, "330105197810270025" },
  { 158, "某市公安局" },
  { 188, "20200101" },
  { 204, "20400101" },
  { 248, " " },
  { 0, NULL },
};

static const Field hmt[] = {
  { 0, "陈大文" },
  { 30, "2" },
  { 36, "19940823" },
  { 52, "某市2号" },
  { 122, "810000199408230021" },
  { 158, "某市公安局" },
  { 188, "20240601" },
  { 204, "20290601" },
  { 220, "H12345678" },
  { 238, "01" },
  { 248, "J" },
  { 0, NULL },
};

static const Field foreign_2017[] = {
  { 0, "EXAMPLE, ANNA MARIA" },
  { 120, "2" },
  { 122, "KAZ110090123105" },
  { 152, "KAZ" },
  { 158, "安娜" },
  { 188, "20180101" },
  { 204, "20280101" },
  { 220, "19901231" },
  { 236, "01" },
  { 240, "1100" },
  { 248, "I" },
  { 0, NULL },
};

static const Field foreign_2023[] = {
  { 0, "安娜" },
  { 30, "2" },
  { 32, "01" },
  { 36, "19901231" },
  { 52, "EXAMPLE, ANNA MARIA ELISABETH VICTO" },
  { 122, "911398199012310021" },
  { 188, "20240101" },
  { 204, "20340101" },
  { 220, "RIA" },
  { 242, "KAZ" },
  { 248, "Y" },
  { 0, NULL },
};

static void
put (guint8 *block, guint offset, const char *text)
{
  glong n = 0;
  g_autofree gunichar2 *units = g_utf8_to_utf16 (text, -1, NULL, &n, NULL);

  g_assert_nonnull (units);
  for (glong i = 0; i < n; i++) {
    block[offset + 2 * i] = (guint8)(units[i] & 0xff);
    block[offset + 2 * i + 1] = (guint8)(units[i] >> 8);
  }
}

static void
clear (guint8 *block, gsize size)
{
  for (gsize i = 0; i < size; i += 2) {
    block[i] = ' ';
    block[i + 1] = 0;
  }
}

static void
build (guint8 *block, const Field *fields)
{
  clear (block, YZ_CARD_TEXT_SIZE);
  for (; fields->text != NULL; fields++)
    put (block, fields->offset, fields->text);
}

static YzCard *
parse (const guint8 *block)
{
  g_autoptr (GError) error = NULL;
  YzCard *card = yz_card_parse (block, NULL, TODAY, &error);

  g_assert_no_error (error);
  g_assert_nonnull (card);
  return card;
}

static void
assert_refused (const guint8 *block, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_card_parse (block, NULL, TODAY, &error));
  g_assert_error (error, YZ_ERROR, code);
}

static void
assert_card (const Field *fields, const YzCard *expected)
{
  guint8 block[YZ_CARD_TEXT_SIZE];
  g_autoptr (YzCard) card = NULL;

  build (block, fields);
  card = parse (block);
  g_assert_cmpint (card->kind, ==, expected->kind);
  g_assert_cmpstr (card->number, ==, expected->number);
  g_assert_cmpstr (card->name, ==, expected->name);
  g_assert_cmpstr (card->english_name, ==, expected->english_name);
  g_assert_cmpint (card->sex, ==, expected->sex);
  g_assert_cmpstr (card->birth_date, ==, expected->birth_date);
  g_assert_cmpstr (card->ethnic_group, ==, expected->ethnic_group);
  g_assert_cmpstr (card->address, ==, expected->address);
  g_assert_cmpstr (card->issuer, ==, expected->issuer);
  g_assert_cmpstr (card->nationality, ==, expected->nationality);
  g_assert_cmpstr (card->pass_number, ==, expected->pass_number);
  g_assert_cmpstr (card->valid_from, ==, expected->valid_from);
  g_assert_cmpstr (card->valid_until, ==, expected->valid_until);
}

static void
test_layouts (void)
{
  static const YzCard cards[] = {
    { YZ_ID_CITIZEN, "330105197810270025", "张小明", NULL, YZ_SEX_FEMALE, "1978-10-27", "56",
      "某省 某市1号", "某市公安局", NULL, NULL, "2020-01-01", "2040-01-01" },
    { YZ_ID_HMT_RESIDENCE, "810000199408230021", "陈大文", NULL, YZ_SEX_FEMALE, "1994-08-23", NULL,
      "某市2号", "某市公安局", NULL, "H12345678", "2024-06-01", "2029-06-01" },
    { YZ_ID_FOREIGN_PR_OLD, "KAZ110090123105", "安娜", "EXAMPLE, ANNA MARIA", YZ_SEX_FEMALE,
      "1990-12-31", NULL, NULL, NULL, "KAZ", NULL, "2018-01-01", "2028-01-01" },
    { YZ_ID_FOREIGN_PR, "911398199012310021", "安娜", "EXAMPLE, ANNA MARIA ELISABETH VICTORIA",
      YZ_SEX_FEMALE, "1990-12-31", NULL, NULL, NULL, "KAZ", NULL, "2024-01-01", "2034-01-01" },
  };

  assert_card (citizen, &cards[0]);
  assert_card (hmt, &cards[1]);
  assert_card (foreign_2017, &cards[2]);
  assert_card (foreign_2023, &cards[3]);
}

/* The layout is decided before anything else is read. */
static void
test_unknown_type (void)
{
  static const char *const types[] = { "K", "j", "1", "长", "\xc5\x8a" /* U+014A: low byte J */ };
  guint8 block[YZ_CARD_TEXT_SIZE];

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    build (block, citizen);
    put (block, 248, types[i]);
    assert_refused (block, YZ_ERROR_INVALID);
  }
}

typedef struct {
  const char *name;
  const Field *card;
  Field change;
} Refusal;

static const Refusal refusals[] = {
  { "number/check", citizen, { 122, "330105197810270026" } },
  { "number/lower-case", citizen, { 122, "11010119900307803x" } },
  { "number/full-width", citizen, { 122, "33010519781027002５" } },
  { "number/empty", citizen, { 122, "                  " } },
  { "number/other-kind", citizen, { 122, "810000199408230021" } },
  { "number/citizen-on-permit", hmt, { 122, "330105197810270025" } },
  { "number/new-on-old", foreign_2017, { 122, "330105197810270" } },
  { "birth/other", citizen, { 36, "19781028" } },
  { "birth/none", citizen, { 36, "19780231" } },
  { "birth/letters", citizen, { 36, "1978102O" } },
  { "birth/short", citizen, { 36, "1978102 " } },
  { "birth/other-day-of-old-number", foreign_2017, { 220, "19901230" } },
  { "birth/in-the-future", foreign_2017, { 220, "20901231" } },
  { "sex/other", citizen, { 30, "1" } },
  { "sex/other-of-old-number", foreign_2017, { 120, "1" } },
  { "sex/none", citizen, { 30, "3" } },
  { "sex/space", citizen, { 30, " " } },
  { "sex/high-byte", citizen, { 30, "\xe3\x88\xb2" /* U+3232: low byte 2 */ } },
  { "name/empty", citizen, { 0, "   " } },
  { "name/control", citizen, { 0, "张\n明" } },
  { "name/right-to-left", citizen, { 0, "张\xe2\x80\xae" } },
  { "name/nonchar", citizen, { 0, "张\xef\xb7\x90" } },
  { "english/empty", foreign_2017, { 0, "                   " } },
  { "address/line-separator", citizen, { 52, "某\xe2\x80\xa8" } },
  { "ethnic/letter", citizen, { 32, "A1" } },
  { "ethnic/one-digit", citizen, { 32, "1 " } },
  { "nationality/lower", foreign_2023, { 242, "kaz" } },
  { "nationality/short", foreign_2023, { 242, "KA " } },
  { "valid/from-none", citizen, { 188, "20210229" } },
  { "valid/backwards", citizen, { 204, "20190101" } },
  { "valid/until-empty", citizen, { 204, "        " } },
  { "valid/until-words", citizen, { 204, "长期有效    " } },
};

static void
test_refused (gconstpointer data)
{
  const Refusal *refusal = data;
  guint8 block[YZ_CARD_TEXT_SIZE];

  build (block, refusal->card);
  put (block, refusal->change.offset, refusal->change.text);
  assert_refused (block, YZ_ERROR_DAMAGED);
}

/* Half a character, and a text that goes on after a NUL. */
static void
test_no_text (void)
{
  static const guint8 high[] = { 0x40, 0xd8 };
  static const guint8 low[] = { 0x00, 0xdc };
  static const guint8 nul[] = { 0, 0 };
  static const guint8 *const broken[] = { high, low, nul };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++) {
    guint8 block[YZ_CARD_TEXT_SIZE];

    build (block, citizen);
    memcpy (block + 2, broken[i], 2);
    assert_refused (block, YZ_ERROR_DAMAGED);
  }
}

/* No message repeats what a card says. */
static void
test_silent_errors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++) {
    guint8 block[YZ_CARD_TEXT_SIZE];
    g_autoptr (GError) error = NULL;

    build (block, refusals[i].card);
    put (block, refusals[i].change.offset, refusals[i].change.text);
    g_assert_null (yz_card_parse (block, NULL, TODAY, &error));
    for (const Field *field = refusals[i].card; field->text != NULL; field++)
      g_assert_true (strlen (field->text) < 2 || strstr (error->message, field->text) == NULL);
  }
}

/* Characters of the newest blocks, of private use and beyond the first plane are in people's names.
 */
static void
test_rare_characters (void)
{
  static const char *const names[]
      = { "𠮷小明", "\xee\xa0\x96小明", "\xf0\xae\xaf\xb0", "古丽·买买提", "A B" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    guint8 block[YZ_CARD_TEXT_SIZE];
    g_autoptr (YzCard) card = NULL;

    build (block, citizen);
    clear (block, 30);
    put (block, 0, names[i]);
    card = parse (block);
    g_assert_cmpstr (card->name, ==, names[i]);
  }
}

static void
test_padding (void)
{
  guint8 block[YZ_CARD_TEXT_SIZE];
  g_autoptr (YzCard) card = NULL;

  build (block, citizen);
  memset (block + 6, 0, 24);
  block[10] = ' ';
  card = parse (block);
  g_assert_cmpstr (card->name, ==, "张小明");
}

/* Sex and ethnic group may be unknown, which contradicts nothing. */
static void
test_unknown (void)
{
  static const char *const sexes[] = { "0", "9" };
  static const char *const groups[] = { "00", "57", "99", "  " };
  guint8 block[YZ_CARD_TEXT_SIZE];

  for (gsize i = 0; i < G_N_ELEMENTS (sexes); i++) {
    g_autoptr (YzCard) card = NULL;

    build (block, citizen);
    put (block, 30, sexes[i]);
    card = parse (block);
    g_assert_cmpint (card->sex, ==, YZ_SEX_UNKNOWN);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++) {
    g_autoptr (YzCard) card = NULL;

    build (block, citizen);
    put (block, 32, groups[i]);
    card = parse (block);
    g_assert_null (card->ethnic_group);
  }
  build (block, citizen);
  put (block, 32, "97");
  {
    g_autoptr (YzCard) card = parse (block);

    g_assert_cmpstr (card->ethnic_group, ==, "97");
  }
}

static void
test_newest_address (void)
{
  guint8 block[YZ_CARD_TEXT_SIZE];
  guint8 added[YZ_CARD_ADDRESS_SIZE];
  g_autoptr (YzCard) blank = NULL;
  g_autoptr (YzCard) newer = NULL;
  g_autoptr (YzCard) foreign = NULL;
  g_autoptr (GError) error = NULL;

  build (block, citizen);
  clear (added, sizeof added);
  blank = yz_card_parse (block, added, TODAY, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (blank->address, ==, "某省 某市1号");

  put (added, 0, "另一省另一市9号");
  newer = yz_card_parse (block, added, TODAY, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (newer->address, ==, "另一省另一市9号");

  added[1] = 0xd8;
  g_assert_null (yz_card_parse (block, added, TODAY, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_DAMAGED);
  g_clear_error (&error);

  build (block, foreign_2023);
  foreign = yz_card_parse (block, added, TODAY, &error);
  g_assert_no_error (error);
  g_assert_null (foreign->address);
}

/* A field that is filled to its last place has no padding. */
static void
test_full_fields (void)
{
  static const char name[] = "一二三四五六七八九十一二三四五";
  static const char rest[] = "FGHIJKLMNOP";
  guint8 block[YZ_CARD_TEXT_SIZE];
  g_autoptr (YzCard) card = NULL;

  build (block, foreign_2023);
  put (block, 0, name);
  put (block, 220, rest);
  card = parse (block);
  g_assert_cmpstr (card->name, ==, name);
  g_assert_true (g_str_has_suffix (card->english_name, "VICTOFGHIJKLMNOP"));
  g_assert_cmpstr (card->nationality, ==, "KAZ");
}

static void
test_validity (void)
{
  guint8 block[YZ_CARD_TEXT_SIZE];
  g_autoptr (YzCard) card = NULL;
  g_autoptr (YzCard) forever = NULL;

  build (block, citizen);
  card = parse (block);
  g_assert_false (yz_card_is_current (card, "2019-12-31"));
  g_assert_true (yz_card_is_current (card, "2020-01-01"));
  g_assert_true (yz_card_is_current (card, "2040-01-01"));
  g_assert_false (yz_card_is_current (card, "2040-01-02"));

  put (block, 204, "长期      ");
  forever = parse (block);
  g_assert_null (forever->valid_until);
  g_assert_true (yz_card_is_current (forever, "2199-12-31"));
}

/* Whatever is in the block: a card or an error, and a card whose number is valid. */
static void
test_hostile_blocks (void)
{
  static const Field *const cards[] = { citizen, hmt, foreign_2017, foreign_2023 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  guint n_read = 0;

  for (guint i = 0; i < 20000; i++) {
    guint8 block[YZ_CARD_TEXT_SIZE];
    g_autoptr (GError) error = NULL;
    g_autoptr (YzCard) card = NULL;

    build (block, cards[i % 4]);
    for (gint n = g_rand_int_range (rand, 1, 4); n > 0; n--)
      block[g_rand_int_range (rand, 0, YZ_CARD_TEXT_SIZE)] = (guint8)g_rand_int (rand);
    card = yz_card_parse (block, NULL, TODAY, &error);
    g_assert_true ((card == NULL) == (error != NULL));
    if (card == NULL)
      continue;
    n_read++;
    g_assert_cmpint (yz_id_number_check (card->number, TODAY, NULL), ==, YZ_ID_PROBLEM_NONE);
    g_assert_true (g_utf8_validate (card->number, -1, NULL));
  }
  g_assert_cmpuint (n_read, >, 0);
}

/* What citizens read is there in both languages, and is not what staff read. */
static void
test_words (void)
{
  for (int i = YZ_CARD_TROUBLE_READER; i <= YZ_CARD_TROUBLE_REFUSED; i++) {
    g_assert_cmpuint (strlen (yz_card_trouble_get_text ((YzCardTrouble)i, TRUE)), >, 0);
    g_assert_true (g_str_is_ascii (yz_card_trouble_get_text ((YzCardTrouble)i, FALSE)));
    g_assert_false (g_str_is_ascii (yz_card_trouble_get_text ((YzCardTrouble)i, TRUE)));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/card/layouts", test_layouts);
  g_test_add_func ("/card/unknown-type", test_unknown_type);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_autofree char *path = g_strconcat ("/card/refused/", refusals[i].name, NULL);

    g_test_add_data_func (path, &refusals[i], test_refused);
  }
  g_test_add_func ("/card/no-text", test_no_text);
  g_test_add_func ("/card/silent-errors", test_silent_errors);
  g_test_add_func ("/card/rare-characters", test_rare_characters);
  g_test_add_func ("/card/padding", test_padding);
  g_test_add_func ("/card/unknown", test_unknown);
  g_test_add_func ("/card/newest-address", test_newest_address);
  g_test_add_func ("/card/full-fields", test_full_fields);
  g_test_add_func ("/card/validity", test_validity);
  g_test_add_func ("/card/hostile-blocks", test_hostile_blocks);
  g_test_add_func ("/card/words", test_words);

  return g_test_run ();
}
