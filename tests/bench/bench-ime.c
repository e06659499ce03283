/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-rime.h"

#include <string.h>

/* bench-ime DICTIONARY CORPUS: types the readings of the corpus and prints the p99, in ms, of what
 * one key costs the main loop: the key itself, the composition, and as many candidates as the
 * keyboard asks for. */

#define MAX_CANDIDATES 300

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a;
  gint64 y = *(const gint64 *)b;

  return (x > y) - (x < y);
}

static void
type (YzIme *ime, const char *reading, GArray *times)
{
  for (const char *key = reading; *key != '\0'; key++) {
    gint64 begin = g_get_monotonic_time ();
    g_autofree char *preedit = NULL;
    g_autoptr (GPtrArray) candidates = NULL;
    gint64 taken;

    if (*key == ' ')
      continue;
    yz_ime_press (ime, (gunichar)*key);
    preedit = yz_ime_get_preedit (ime);
    candidates = yz_ime_get_candidates (ime, MAX_CANDIDATES);
    taken = g_get_monotonic_time () - begin;
    g_array_append_val (times, taken);
  }
  yz_ime_reset (ime);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzRime) pinyin = NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (argc != 3 || !g_file_get_contents (argv[2], &text, NULL, &error)
      || (pinyin = yz_rime_new (argv[1], YZ_RIME_PINYIN, &error)) == NULL) {
    g_printerr ("bench-ime: %s\n", error != NULL ? error->message : "DICTIONARY CORPUS");
    return 1;
  }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    type (YZ_IME (pinyin), strrchr (lines[i], '\t') + 1, times);
  g_array_sort (times, compare);
  g_print ("%.3f\n", (double)g_array_index (times, gint64, times->len * 99 / 100) / 1000);
  return 0;
}
