/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-words.h"

/* Words that tell characters apart, from the file that ships. */

static void
test_tell_apart (void)
{
  static const struct {
    const char *text;
    const char *told;
  } cases[] = {
    { "明", "明，明天的明" },
    { "工资", "工资，工作的工，投资的资" },
    { "法律援助中心", "法律援助中心" },
    { "a", "a" },
    { "𠮷", "𠮷" },
    { "", "" },
  };
  g_autofree char *path = g_build_filename (g_getenv ("YZ_IME_DIR"), "words", NULL);
  g_autoptr (YzWords) words = yz_words_new (path, NULL);

  g_assert_nonnull (words);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *told = yz_words_tell_apart (words, cases[i].text);

    g_assert_cmpstr (told, ==, cases[i].told);
  }
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_words_new ("/nonexistent/words", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/words/tell-apart", test_tell_apart);
  g_test_add_func ("/words/missing", test_missing);

  return g_test_run ();
}
