/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-handwriting.h"
#include "yz-rime.h"
#include "yz-test-strokes.h"

#include <string.h>

/* bench-ime key FOLDER CORPUS: types the readings of the corpus and prints the p99, in ms, of what
 * one key costs the main loop: the key itself, the composition, and as many candidates as the
 * keyboard asks for.
 *
 * bench-ime strokes FOLDER CHARACTERS: writes the characters of a file, a line each with its
 * strokes, and prints the p99, in ms, from the end of a stroke to its candidates and of how long
 * the main loop was away meanwhile; then for each character its place among the candidates, from 1,
 * or 0.
 *
 * bench-ime memory FOLDER: prints for each engine its name and the MB it needs in use. */

#define MAX_CANDIDATES 300

/* Made anew, with its candidates once at the first look and once for good. */
#define FIRST_LOOK 2
#define LAST_LOOK 3

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a;
  gint64 y = *(const gint64 *)b;

  return (x > y) - (x < y);
}

static double
get_p99_ms (GArray *times)
{
  g_array_sort (times, compare);
  return (double)g_array_index (times, gint64, times->len * 99 / 100) / 1000;
}

static YzIme *
or_die (gpointer engine, const GError *error)
{
  if (engine == NULL)
    g_error ("%s", error->message);
  return engine;
}

static YzIme *
new_rime (const char *folder, YzRimeSchema schema)
{
  g_autoptr (GError) error = NULL;
  YzRime *rime = yz_rime_new (folder, schema, &error);

  return or_die (rime, error);
}

static YzIme *
new_handwriting (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *model = g_build_filename (folder, "handwriting.model", NULL);
  YzHandwriting *handwriting = yz_handwriting_new (model, &error);

  return or_die (handwriting, error);
}

static GStrv
read_lines (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);
  return g_strsplit (g_strchomp (text), "\n", -1);
}

/* Keys ---------------------------------------------------------------------------------------- */

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

static void
measure_keys (const char *folder, const char *corpus)
{
  g_autoptr (YzIme) pinyin = new_rime (folder, YZ_RIME_PINYIN);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GStrv) lines = read_lines (corpus);

  for (guint i = 0; lines[i] != NULL; i++)
    type (pinyin, strrchr (lines[i], '|') + 1, times);
  g_print ("%.3f\n", get_p99_ms (times));
}

/* Strokes ------------------------------------------------------------------------------------- */

typedef struct {
  YzIme *ime;
  guint n_changes;
  GArray *times;
  GArray *stalls;
} Writer;

static void
on_changed (Writer *writer)
{
  writer->n_changes++;
}

/* Goes on with whatever the main loop has to do, and notes for how long each of it takes. */
static void
run_until (Writer *writer, guint n_changes)
{
  while (writer->n_changes < n_changes) {
    gint64 begin, taken;

    if (!g_main_context_pending (NULL))
      continue;
    begin = g_get_monotonic_time ();
    g_main_context_iteration (NULL, FALSE);
    taken = g_get_monotonic_time () - begin;
    g_array_append_val (writer->stalls, taken);
  }
}

static void
draw (Writer *writer, GArray *stroke)
{
  gint64 begin = g_get_monotonic_time ();
  gint64 taken;

  writer->n_changes = 0;
  yz_ime_draw (writer->ime, 0, (const YzImePoint *)(gpointer)stroke->data, stroke->len);
  taken = g_get_monotonic_time () - begin;
  g_array_append_val (writer->stalls, taken);
  run_until (writer, FIRST_LOOK);
  taken = g_get_monotonic_time () - begin;
  g_array_append_val (writer->times, taken);
  /* A finger is slower than that: by the end of the next stroke all has been looked at. */
  run_until (writer, LAST_LOOK);
}

static guint
find (YzIme *ime, const char *character)
{
  g_autoptr (GPtrArray) candidates = yz_ime_get_candidates (ime, MAX_CANDIDATES);

  for (guint i = 0; i < candidates->len; i++)
    if (strcmp (((YzImeCandidate *)g_ptr_array_index (candidates, i))->text, character) == 0)
      return i + 1;
  return 0;
}

static guint
write_line (Writer *writer, const char *line)
{
  g_auto (GStrv) columns = g_strsplit (line, "|", 2);
  g_autoptr (GPtrArray) strokes = yz_test_strokes_parse (columns[1]);
  guint place;

  for (guint i = 0; i < strokes->len; i++)
    draw (writer, g_ptr_array_index (strokes, i));
  place = find (writer->ime, columns[0]);
  yz_ime_reset (writer->ime);
  return place;
}

static void
measure_strokes (const char *folder, const char *characters)
{
  g_autoptr (YzIme) handwriting = new_handwriting (folder);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) stalls = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GString) places = g_string_new (NULL);
  g_auto (GStrv) lines = read_lines (characters);
  Writer writer = { handwriting, 0, times, stalls };

  g_signal_connect_swapped (handwriting, "changed", G_CALLBACK (on_changed), &writer);
  /* The model is loaded when the keyboard comes up, and not at the first stroke. */
  write_line (&writer, lines[0]);
  g_array_set_size (times, 0);
  g_array_set_size (stalls, 0);
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (places, "%u\n", write_line (&writer, lines[i]));
  g_print ("%.3f %.3f\n%s", get_p99_ms (times), get_p99_ms (stalls), places->str);
}

/* Memory -------------------------------------------------------------------------------------- */

/* What would be free without this process, in MB. */
static double
get_memory (void)
{
  g_autofree char *text = NULL;
  const char *pss;

  if (!g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL)
      || (pss = strstr (text, "\nPss:")) == NULL)
    g_error ("/proc/self/smaps_rollup says nothing");
  return (double)g_ascii_strtoull (pss + strlen ("\nPss:"), NULL, 10) / 1024;
}

static void
measure_rime (const char *folder, YzRimeSchema schema, const char *name, const char *keys)
{
  double before = get_memory ();
  g_autoptr (YzIme) ime = new_rime (folder, schema);
  g_autoptr (GPtrArray) candidates = NULL;

  for (const char *key = keys; *key != '\0'; key++)
    yz_ime_press (ime, (gunichar)*key);
  candidates = yz_ime_get_candidates (ime, MAX_CANDIDATES);
  g_print ("%s %.1f\n", name, get_memory () - before);
}

static void
measure_handwriting (const char *folder)
{
  double before = get_memory ();
  g_autoptr (YzIme) ime = new_handwriting (folder);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) stalls = g_array_new (FALSE, FALSE, sizeof (gint64));
  Writer writer = { ime, 0, times, stalls };

  g_signal_connect_swapped (ime, "changed", G_CALLBACK (on_changed), &writer);
  write_line (&writer, "工|18,22 82,22; 50,22 50,78; 10,80 90,80");
  g_print ("handwriting %.1f\n", get_memory () - before);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "key") == 0) {
    measure_keys (argv[2], argv[3]);
  } else if (argc == 4 && strcmp (argv[1], "strokes") == 0) {
    measure_strokes (argv[2], argv[3]);
  } else if (argc == 3 && strcmp (argv[1], "memory") == 0) {
    measure_handwriting (argv[2]);
    measure_rime (argv[2], YZ_RIME_PINYIN, "pinyin", "laodongzhongcai");
    measure_rime (argv[2], YZ_RIME_NINE, "nine-keys", "466494");
    measure_rime (argv[2], YZ_RIME_STROKES, "strokes", "hhsh");
  } else {
    g_printerr ("bench-ime key FOLDER CORPUS | strokes FOLDER CHARACTERS | memory FOLDER\n");
    return 2;
  }
  return 0;
}
