/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-speech-text.h"

#include "yz-test-folder.h"

#include <glib/gstdio.h>
#include <string.h>

/* What a voice is given to read: pinyin as it stands, English in angle brackets. */

static YzReadings *
new_readings (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YZ_SPEECH_DIR"), "readings", NULL);
  g_autoptr (GError) error = NULL;
  YzReadings *readings = yz_readings_new (path, &error);

  g_assert_no_error (error);
  return readings;
}

static char *
read_aloud (const char *text, gboolean chinese)
{
  g_autoptr (YzReadings) readings = new_readings ();
  g_autoptr (GPtrArray) parts = yz_speech_text_prepare (readings, text, chinese);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < parts->len; i++) {
    const YzSpeechPart *part = g_ptr_array_index (parts, i);

    if (i > 0)
      g_string_append_c (all, ' ');
    g_string_append_printf (all, part->chinese ? "%s" : "<%s>", part->text);
  }
  return g_string_free (all, FALSE);
}

static void
assert_read (const char *text, const char *expected)
{
  g_autofree char *spoken = read_aloud (text, TRUE);

  g_assert_cmpstr (spoken, ==, expected);
}

static void
assert_read_english (const char *text, const char *expected)
{
  g_autofree char *spoken = read_aloud (text, FALSE);

  g_assert_cmpstr (spoken, ==, expected);
}

static void
test_words (void)
{
  assert_read ("调解", "tiao2 jie3");
  assert_read ("银行", "yin2 hang2");
  assert_read ("没收", "mo4 shou1");
  assert_read ("重婚", "chong2 hun1");
  assert_read ("重要", "zhong4 yao4");
  assert_read ("会计", "kuai4 ji4");
  assert_read ("请到窗口", "qing3 dao4 chuang1 kou3");
  assert_read ("法律援助", "fa3 lv4 yuan2 zhu4");
  assert_read ("劳动仲裁", "lao2 dong4 zhong4 cai2");
  assert_read ("赡养费", "shan4 yang3 fei4");
}

static void
test_candidates (void)
{
  assert_read ("明，明天的明", "ming2, ming2 tian1 de5 ming2");
  assert_read ("行，进行的行", "xing2, jin4 xing2 de5 xing2");
}

static void
test_numbers (void)
{
  assert_read ("1007元", "yi1 qian1 ling2 qi1 yuan2");
  assert_read ("110元", "yi1 bai3 yi1 shi2 yuan2");
  assert_read ("20000元", "er4 wan4 yuan2");
  assert_read ("10010人", "yi1 wan4 ling2 yi1 shi2 ren2");
  assert_read ("2个人", "liang3 ge4 ren2");
  assert_read ("12天", "shi2 er4 tian1");
  assert_read ("0.5倍", "ling2 dian3 wu3 bei4");
  assert_read ("45%", "bai3 fen1 zhi1 si4 shi2 wu3");
  assert_read ("2021年", "er4 ling2 er4 yi1 nian2");
  assert_read ("2年", "liang3 nian2");
  assert_read ("第2个", "di4 er4 ge4");
  assert_read ("3,190元", "san1 qian1 yi1 bai3 jiu3 shi2 yuan2");
  assert_read ("请拨12348", "qing3 bo1 yao1 er4 san1 si4 ba1");
  assert_read ("A007", "<A> ling2 ling2 qi1");
  assert_read ("31010419900101123X",
               "san1 yao1 ling2 yao1 ling2 si4 yao1 jiu3 jiu3 ling2 ling2 yao1 ling2 yao1 yao1 er4 "
               "san1 <X>");
}

static void
test_signs (void)
{
  assert_read ("您好！请坐。", "nin2 hao3. qing3 zuo4.");
  assert_read ("，", "dou4 hao4");
  assert_read ("？", "wen4 hao4");
  assert_read ("a", "<a>");
  assert_read ("", "");
  assert_read ("……", "");
  assert_read ("😀好\xe2\x80\xae", "hao3");
}

static void
test_english (void)
{
  assert_read_english ("Legal aid: 3 days.", "<Legal aid, 3 days.>");
  assert_read_english ("Call 12348", "<Call 1 2 3 4 8>");
  assert_read_english ("Language: 中文", "<Language,> zhong1 wen2");
  assert_read_english (",", "<comma>");
}

/* Each syllable of the file is one that the voice knows. */
static void
test_syllables (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YZ_SPEECH_DIR"), "readings", NULL);
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  lines = g_strsplit (contents, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 30000);
  for (gsize i = 0; lines[i + 1] != NULL; i++) {
    const char *tab = strchr (lines[i], '\t');

    g_assert_nonnull (tab);
    g_assert_cmpuint (strspn (tab + 1, "abcdefghijklmnopqrstuvwxyz12345 "), ==, strlen (tab + 1));
    if (i > 0)
      g_assert_cmpint (strcmp (lines[i - 1], lines[i]), <, 0);
  }
}

/* A damaged file is no reason to fall over. */
static void
test_damaged (void)
{
  static const char *const files[] = { "", "\n", "银行", "银行\t", "\t\n\t\n", "银\n行\n" };
  char *folder = yz_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "readings", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (YzReadings) readings = NULL;
    g_autoptr (GPtrArray) parts = NULL;

    g_assert_true (g_file_set_contents (path, files[i], -1, NULL));
    readings = yz_readings_new (path, NULL);
    g_assert_nonnull (readings);
    parts = yz_speech_text_prepare (readings, "银行，12", TRUE);
    g_assert_cmpuint (parts->len, ==, 1);
  }
  yz_test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/speech-text/words", test_words);
  g_test_add_func ("/speech-text/candidates", test_candidates);
  g_test_add_func ("/speech-text/numbers", test_numbers);
  g_test_add_func ("/speech-text/signs", test_signs);
  g_test_add_func ("/speech-text/english", test_english);
  g_test_add_func ("/speech-text/syllables", test_syllables);
  g_test_add_func ("/speech-text/damaged", test_damaged);

  return g_test_run ();
}
