/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-fuzz.h"

#include <stdlib.h>
#include <string.h>

/* `fuzz TARGET` replays the corpus of the target and what is too large to lie in a folder;
 * `fuzz TARGET --seconds N` mutates them for so long. `fuzz TARGET FILE…` runs inputs, such as the
 * one that a crash leaves in `fuzz-TARGET.input` of the build folder. `--seed` is GTest's. */

/* However slow the sanitizers are. */
#define MAX_SECONDS_AN_INPUT 20

#define DEPTH 10000
#define LARGE (10 * 1024 * 1024)
#define ALLOWED (1000 * 1000) /* less than a form may have */

static const YzFuzzTarget *target;
static int seconds;

static const GOptionEntry options[] = {
  { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "Mutate the corpus for so long", "N" },
  G_OPTION_ENTRY_NULL,
};

static void
run (GBytes *input, GRand *rand)
{
  gsize size;
  const char *text = g_bytes_get_data (input, &size);
  g_autofree char *terminated = g_strndup (text != NULL ? text : "", size);
  gint64 start_us = g_get_monotonic_time ();

  target->run (terminated, size, rand);
  g_assert_cmpint ((g_get_monotonic_time () - start_us) / G_USEC_PER_SEC, <, MAX_SECONDS_AN_INPUT);
}

static GRand *
rand_new (void)
{
  return g_rand_new_with_seed ((guint32)g_test_rand_int ());
}

/* The corpus ---------------------------------------------------------------------------------- */

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, size);
}

static void
test_file (gconstpointer path)
{
  g_autoptr (GBytes) input = read_file (path);
  g_autoptr (GRand) rand = rand_new ();

  run (input, rand);
}

static gint
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list_corpus (void)
{
  g_autofree char *dir = g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", target->name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) entries = g_dir_open (dir, 0, &error);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (entries)) != NULL)
    g_ptr_array_add (paths, g_build_filename (dir, name, NULL));
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}

static GPtrArray *
list_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  target->add_seeds (seeds);
  return seeds;
}

/* The mutations start from what is good. */
static void
test_seeds (gconstpointer data)
{
  g_autoptr (GPtrArray) seeds = list_seeds ();
  g_autoptr (GRand) rand = rand_new ();

  g_assert_cmpuint (seeds->len, >, 0);
  for (guint i = 0; i < seeds->len; i++)
    run (g_ptr_array_index (seeds, i), rand);
}

/* What is too large to keep -------------------------------------------------------------------- */

typedef struct {
  const char *name;
  const char *before; /* DEPTH times, or until it is LARGE */
  const char *middle;
  const char *after; /* as often; NULL for a flat text */
  const char *start; /* once */
  const char *end;
} Large;

static const Large large[] = {
  { "deep-list", "[", "1", "]", "", "" },
  { "deep-operator", "{\"!\":", "true", "}", "{\"rule\":", "}" },
  { "deep-member", "{\"rules\":", "1", "}", "", "" },
  { "deep-open", "[", "", "", "", "" },
  { "large-list", "0,", "0", NULL, "[", "]" },
  { "large-operator", "{\"var\":\"a\"},", "1", NULL, "{\"rule\":{\"and\":[", "]}}" },
  { "large-string", "一", "", NULL, "{\"id\":\"", "\"}" },
  { "large-number", "9", "", NULL, "", "" },
  { "large-space", " ", "", NULL, "{", "}" },
  { "large-fields", "{\"id\":\"a\"},", "1", NULL,
    "{\"id\":\"a\",\"sections\":[{\"id\":\"s\",\"fields\":[", "]}]}" },
  { "large-rules", "{\"id\":\"a\",\"when\":true},", "1", NULL,
    "{\"rules\":{\"version\":\"1\",\"flags\":[", "]}}" },
};

static void
append_times (GString *text, const char *part, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_string_append (text, part);
}

static void
run_large (const Large *l, gsize n)
{
  g_autoptr (GString) text = g_string_new (l->start);
  g_autoptr (GBytes) input = NULL;
  g_autoptr (GRand) rand = rand_new ();

  append_times (text, l->before, n);
  g_string_append (text, l->middle);
  if (l->after != NULL)
    append_times (text, l->after, n);
  g_string_append (text, l->end);
  input = g_string_free_to_bytes (g_steal_pointer (&text));
  run (input, rand);
}

static void
test_large (gconstpointer data)
{
  const Large *l = data;

  if (l->after != NULL) {
    run_large (l, DEPTH);
  } else {
    run_large (l, ALLOWED / strlen (l->before));
    run_large (l, LARGE / strlen (l->before));
  }
}

/* Mutations ------------------------------------------------------------------------------------ */

/* Kept before it is run: it is there when the program is not any more. */
static void
keep (GBytes *input)
{
  g_autofree char *name = g_strdup_printf ("fuzz-%s.input", target->name);
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "fuzz", name, NULL);
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *text = g_bytes_get_data (input, &size);

  g_file_set_contents_full (path, text != NULL ? text : "", (gssize)size, G_FILE_SET_CONTENTS_NONE,
                            0600, &error);
  g_assert_no_error (error);
}

static void
test_mutated (gconstpointer data)
{
  g_autoptr (GPtrArray) seeds = list_seeds ();
  g_autoptr (GPtrArray) paths = list_corpus ();
  g_autoptr (GRand) rand = rand_new ();
  gint64 end_us = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  guint n = 0;

  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (seeds, read_file (g_ptr_array_index (paths, i)));
  for (; g_get_monotonic_time () < end_us; n++) {
    g_autoptr (GBytes) input = yz_fuzz_mutate (seeds, rand);

    keep (input);
    run (input, rand);
  }
  g_test_message ("%u inputs", n);
  g_assert_cmpuint (n, >, 0);
}

static void
add (const char *name, gconstpointer data, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/fuzz/%s/%s", target->name, name);

  g_test_add_data_func (path, data, func);
}

static void
add_replay (GPtrArray *paths)
{
  for (guint i = 0; i < paths->len; i++) {
    g_autofree char *name = g_path_get_basename (g_ptr_array_index (paths, i));

    add (name, g_ptr_array_index (paths, i), test_file);
  }
}

static void
parse_options (int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("TARGET [FILE…]");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_parse (context, argc, argv, &error);
  g_assert_no_error (error);
  for (target = yz_fuzz_targets; target->name != NULL; target++)
    if (*argc >= 2 && strcmp (target->name, (*argv)[1]) == 0)
      return;
  g_printerr ("fuzz: name one of the targets: card, logic, form, rules, mrz, scan, picture\n");
  exit (2);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  g_test_init (&argc, &argv, NULL);
  parse_options (&argc, &argv);
  for (int i = 2; i < argc; i++)
    g_ptr_array_add (paths, argv[i]);

  if (argc == 2 && seconds == 0) {
    g_ptr_array_unref (paths);
    paths = list_corpus ();
    add ("seeds", NULL, test_seeds);
    for (gsize i = 0; i < G_N_ELEMENTS (large); i++)
      add (large[i].name, &large[i], test_large);
  }
  add_replay (paths);
  if (seconds > 0)
    add ("mutated", NULL, test_mutated);
  return g_test_run ();
}
