/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-normalize.h"

#include <string.h>

/* What the search takes for the same, and the way back from a normalised text to its original. */

typedef struct {
  const char *text;
  const char *normalized;
} Case;

static const Case cases[] = {
  { "", "" },
  { "  。，", "" },
  { "拖欠工资", "拖欠工资" },
  /* Compatibility and case. */
  { "ＡＢＣ１２３", "abc123" },
  { "Legal AID", "legal aid" },
  { "ﬁne Straße", "fine strasse" },
  { "①㎡", "1m2" },
  { "ｶﾞ", "ガ" },
  { "cafe\u0301", "café" },
  { "한", "한" },
  /* Traditional characters; also such as have a code point of their own for compatibility, and
   * such as change in a word only. */
  { "老闆拖欠工資", "老板拖欠工资" },
  { "反覆", "反复" },
  { "覆盖", "覆盖" },
  { "\uf96f明", "说明" },
  { "乾坤", "乾坤" },
  /* Punctuation separates, whatever it is. */
  { "不收钱；双方", "不收钱 双方" },
  { "“自愿离职”上", "自愿离职 上" },
  { "a-b", "a b" },
  /* Blanks separate words, but not Chinese. */
  { "a \t b", "a b" },
  { "60 日", "60日" },
  { "拨打 12348 热线", "拨打12348热线" },
  { "拖欠\n工资", "拖欠工资" },
  { "拖欠　工资", "拖欠工资" },
  { "身份证\n\n合同", "身份证 合同" },
  { "身份证\r\n\r\n合同", "身份证 合同" },
  /* What nobody sees is not there. */
  { "工\u200b资\ufeff单", "工资单" },
  { "葛\U000e0100城", "葛城" },
  { "\u202e工资", "工资" },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *normalized = yz_normalize (cases[i].text);

    g_assert_cmpstr (normalized, ==, cases[i].normalized);
  }
}

/* Long texts go another way to OpenCC, which must lead to the same. */
static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *plain = NULL;
  g_autofree char *normalized = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (expected, "劳动合同");
  plain = yz_normalize (expected->str);
  g_assert_cmpstr (plain, ==, expected->str);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_string_append_printf (text, "|%s", cases[i].text);
    g_string_append_printf (expected, " %s", cases[i].normalized);
  }
  g_string_prepend (text, plain);
  normalized = yz_normalize (text->str);
  /* Where a case is empty there is one separation, not two. */
  g_string_replace (expected, "   ", " ", 0);
  g_assert_cmpstr (normalized, ==, expected->str);
}

/* Each character leads to the start of a character of the original, and never backwards. */
static void
assert_origins (const char *text)
{
  g_autoptr (YzNormalized) normalized = yz_normalized_new (text);
  gsize before = 0;

  g_assert_true (g_utf8_validate (normalized->text, -1, NULL));
  g_assert_cmpuint (normalized->n_chars, ==, g_utf8_strlen (normalized->text, -1));
  for (guint i = 0; i < normalized->n_chars; i++) {
    g_assert_cmpuint (normalized->origins[i], >=, before);
    g_assert_cmpuint (normalized->origins[i], <, strlen (text));
    g_assert_true (g_utf8_validate (text + normalized->origins[i], -1, NULL));
    before = normalized->origins[i];
  }
}

static void
test_origins (void)
{
  static const char text[] = "老闆，　拖欠 ＡＢＣ ﬁ\n工資";
  g_autoptr (YzNormalized) normalized = yz_normalized_new (text);
  const char *wages = strstr (normalized->text, "工资");

  g_assert_nonnull (wages);
  g_assert_cmpstr (text + normalized->origins[g_utf8_pointer_to_offset (normalized->text, wages)],
                   ==, "工資");
  assert_origins (text);
}

/* Any text at all, the same every time. */
static void
test_hostile (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  g_autoptr (GString) marks = g_string_new ("a");
  g_autofree char *normalized = NULL;
  gint64 start_us = g_get_monotonic_time ();

  for (guint round = 0; round < 300; round++) {
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < 60; i++) {
      gunichar c = (gunichar)g_rand_int_range (rand, 1, round % 2 == 0 ? 0x110000 : 0xd800);

      if (g_unichar_validate (c))
        g_string_append_unichar (text, c);
    }
    assert_origins (text->str);
  }

  /* A letter under a hundred thousand marks. */
  for (guint i = 0; i < 100000; i++)
    g_string_append_unichar (marks, i % 2 == 0 ? 0x0301 : 0x0323);
  normalized = yz_normalize (marks->str);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 20 * G_USEC_PER_SEC);
}

static void
assert_stripped (const char *markdown, const char *plain)
{
  g_autofree char *stripped = yz_markdown_strip (markdown);

  g_assert_cmpstr (g_strchomp (stripped), ==, plain);
}

static void
test_markdown (void)
{
  assert_stripped ("", "");
  assert_stripped ("## 怎么做\n\n1. 看**是什么**事。\n2. 去[窗口](x)。\n",
                   "怎么做\n\n看是什么事。\n\n去窗口。");
  assert_stripped ("- 身份证\n  - 合同\n- 借条\n", "身份证\n\n合同\n\n借条");
  assert_stripped ("拖欠\n工资\n", "拖欠\n工资");
  assert_stripped ("a < b <script>", "a < b <script>");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/normalize/cases", test_cases);
  g_test_add_func ("/normalize/long", test_long);
  g_test_add_func ("/normalize/origins", test_origins);
  g_test_add_func ("/normalize/hostile", test_hostile);
  g_test_add_func ("/normalize/markdown", test_markdown);
  return g_test_run ();
}
