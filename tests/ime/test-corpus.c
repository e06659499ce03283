/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-rime.h"

#include <string.h>

/* Names, addresses and sentences as people write them in an application, all made up: whether they
 * can be written, and with how many touches. `corpus.txt` has kind, text and reading. */

/* People write a few words and then look. */
#define MAX_CHUNK 6

/* Candidates that are looked at without turning the page; and how far anybody looks. */
#define PAGE 7
#define MAX_CANDIDATES 300

typedef struct {
  guint n_characters;
  guint n_touches;
  guint n_choices;
  guint n_first;
  guint n_page;
} Figures;

typedef struct {
  YzIme *ime;
  GString *text;
  Figures *figures;
} Writer;

static void
on_commit (YzIme *ime, const char *text, GString *all)
{
  g_string_append (all, text);
}

/* The candidate that brings one furthest: of the first page, or else the first that fits at all. */
static int
find (GPtrArray *candidates, const char *wanted)
{
  gsize longest = 0;
  int place = -1;

  for (guint i = 0; i < candidates->len && (i < PAGE || place < 0); i++) {
    const YzImeCandidate *candidate = g_ptr_array_index (candidates, i);

    if (strlen (candidate->text) > longest && g_str_has_prefix (wanted, candidate->text)) {
      longest = strlen (candidate->text);
      place = (int)i;
    }
  }
  return place;
}

/* Chooses until all of @wanted is there. */
static void
choose (Writer *writer, const char *wanted)
{
  while (*wanted != '\0') {
    g_autoptr (GPtrArray) candidates = yz_ime_get_candidates (writer->ime, MAX_CANDIDATES);
    int place = find (candidates, wanted);
    const YzImeCandidate *candidate;

    if (place < 0)
      g_error ("“%s” cannot be written", wanted);
    candidate = g_ptr_array_index (candidates, (guint)place);
    wanted += strlen (candidate->text);
    writer->figures->n_choices++;
    writer->figures->n_first += place == 0 ? 1 : 0;
    writer->figures->n_page += place < PAGE ? 1 : 0;
    writer->figures->n_touches += 1 + (guint)place / PAGE;
    yz_ime_choose (writer->ime, (guint)place);
  }
}

static gboolean
is_chinese (gunichar c)
{
  return c == 0x3007 || (c >= 0x4e00 && c <= 0x9fff);
}

/* Chinese with its reading, all else as it stands. */
static void
write_line (Writer *writer, const char *text, const char *reading)
{
  g_auto (GStrv) syllables = g_strsplit (reading, " ", -1);
  guint next = 0;

  for (const char *p = text; *p != '\0';) {
    g_autoptr (GString) chunk = g_string_new (NULL);

    for (guint n = 0; n < MAX_CHUNK && is_chinese (g_utf8_get_char (p)); n++) {
      g_string_append_unichar (chunk, g_utf8_get_char (p));
      for (const char *key = syllables[next]; *key != '\0'; key++) {
        g_assert_true (yz_ime_press (writer->ime, (gunichar)*key));
        writer->figures->n_touches++;
      }
      next++;
      writer->figures->n_characters++;
      p = g_utf8_next_char (p);
    }
    if (chunk->len > 0) {
      choose (writer, chunk->str);
      continue;
    }
    g_string_append_unichar (writer->text, g_utf8_get_char (p));
    p = g_utf8_next_char (p);
  }
  g_assert_null (syllables[next]);
}

static void
test_corpus (gconstpointer data)
{
  const char *kind = data;
  Figures figures = { 0 };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "ime", "corpus.txt", NULL);
  g_autofree char *all = NULL;
  g_autoptr (YzRime) pinyin = yz_rime_new (g_getenv ("YZ_IME_DIR"), YZ_RIME_PINYIN, NULL);
  Writer writer = { YZ_IME (pinyin), g_string_new (NULL), &figures };
  g_auto (GStrv) lines = NULL;

  g_assert_nonnull (pinyin);
  g_signal_connect (pinyin, "commit", G_CALLBACK (on_commit), writer.text);
  g_assert_true (g_file_get_contents (path, &all, NULL, NULL));
  lines = g_strsplit (all, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) columns = g_strsplit (lines[i], "|", 3);

    if (strcmp (columns[0], kind) != 0)
      continue;
    write_line (&writer, columns[1], columns[2]);
    g_assert_cmpstr (writer.text->str, ==, columns[1]);
    g_string_truncate (writer.text, 0);
  }
  g_string_free (writer.text, TRUE);
  g_assert_cmpuint (figures.n_characters, >, 300);
  g_test_message ("%s: %u characters, %.2f touches each; of %u choices %.1f %% were the first and "
                  "%.1f %% on the first page",
                  kind, figures.n_characters, (double)figures.n_touches / figures.n_characters,
                  figures.n_choices, 100.0 * figures.n_first / figures.n_choices,
                  100.0 * figures.n_page / figures.n_choices);
  /* Who writes a name turns the page at times; hardly anybody else does. */
  g_assert_cmpuint (100 * figures.n_page, >=, 75 * figures.n_choices);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/corpus/names", "name", test_corpus);
  g_test_add_data_func ("/corpus/addresses", "address", test_corpus);
  g_test_add_data_func ("/corpus/sentences", "sentence", test_corpus);

  return g_test_run ();
}
