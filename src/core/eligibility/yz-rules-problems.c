/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-rules-day.h"

#include "yz-json.h"

#include <string.h>

/* What may be wrong with rules that can be read: for administrators, before they are used. */

static const char *const file_names[]
    = { "rules.json", "questions.json", "means.json", "supplements.json", "cases.json" };

enum { FILE_RULES, FILE_QUESTIONS, FILE_MEANS, FILE_SUPPLEMENTS, FILE_CASES, N_FILES };

static const char *
get_from (const YzPeriod *period)
{
  return period->from != NULL ? period->from : "0000-01-01";
}

static gboolean
overlap (const YzPeriod *a, const YzPeriod *b)
{
  return (a->to == NULL || strcmp (get_from (b), a->to) < 0)
         && (b->to == NULL || strcmp (get_from (a), b->to) < 0);
}

/* Two of one name are two versions: on no day may both be in force. */
static void
check_versions (YzReader *reader, GPtrArray *rules, const char *what)
{
  for (guint i = 0; i < rules->len; i++)
    for (guint k = 0; k < i; k++) {
      const YzRule *a = g_ptr_array_index (rules, k);
      const YzRule *b = g_ptr_array_index (rules, i);

      if (strcmp (a->id, b->id) != 0 || !overlap (&a->period, &b->period))
        continue;
      yz_reader_set_place (reader, g_strdup_printf ("%s %s", what, b->id));
      yz_reader_report (reader, "it is there twice for the same days: end the older with a “to”");
    }
}

static void
check_matters (YzRules *self, YzReader *reader)
{
  for (guint i = 0; i < self->matters->len; i++)
    for (guint k = 0; k < i; k++) {
      const YzMatter *a = g_ptr_array_index (self->matters, k);
      const YzMatter *b = g_ptr_array_index (self->matters, i);

      if (strcmp (a->id, b->id) != 0)
        continue;
      yz_reader_set_place (reader, g_strdup_printf ("matter %s", b->id));
      yz_reader_report (reader, "it is there twice");
    }
}

/* The next row of the region, after this one ended. */
static const YzRow *
find_successor (YzRules *self, const YzRow *row)
{
  const YzRow *next = NULL;

  for (guint i = 0; i < self->rows->len; i++) {
    const YzRow *other = g_ptr_array_index (self->rows, i);

    if (other != row && strcmp (other->region, row->region) == 0
        && strcmp (get_from (&other->period), row->period.to) >= 0
        && (next == NULL || strcmp (get_from (&other->period), get_from (&next->period)) < 0))
      next = other;
  }
  return next;
}

static void
check_rows (YzRules *self, YzReader *reader)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const YzRow *row = g_ptr_array_index (self->rows, i);
    const YzRow *next = row->period.to != NULL ? find_successor (self, row) : NULL;

    yz_reader_set_place (reader, g_strdup_printf ("row %s", row->id));
    for (guint k = 0; k < i; k++) {
      const YzRow *other = g_ptr_array_index (self->rows, k);

      if (strcmp (other->region, row->region) == 0 && overlap (&other->period, &row->period))
        yz_reader_report (reader, "on some days the row %s is in force too: end one with a “to”",
                          other->id);
    }
    if (next != NULL && strcmp (get_from (&next->period), row->period.to) > 0)
      yz_reader_report (reader, "from %s to %s the region has no row: the next is %s",
                        row->period.to, next->period.from, next->id);
    if (row->period.from != NULL && strcmp (row->review_by, row->period.from) < 0)
      yz_reader_report (reader, "“review_by” is before “from”");
  }
}

/* Which questions have a condition or a table that reads them. */
static void
note_slots (YzRules *self, const YzCondition *condition, guint8 *read)
{
  guint n;
  const guint *slots = yz_condition_get_slots (condition, &n);

  for (guint i = 0; i < n; i++) {
    const YzVariable *variable = yz_vocabulary_get_variable (self->vocabulary, slots[i]);

    if (variable != NULL && variable->question >= 0)
      read[variable->question] = TRUE;
  }
}

static void
check_questions (YzRules *self, YzReader *reader)
{
  static const char *const tables[] = { "matter",
                                        "region",
                                        "household_size",
                                        "household_income_month",
                                        "applicant_income_month",
                                        "spending_over_income",
                                        "high_value_assets",
                                        "opponent_in_household",
                                        NULL };
  GPtrArray *const lists[] = { self->decisions, self->flags, self->advice };
  g_autofree guint8 *read = g_new0 (guint8, self->questions->len);

  for (guint i = 0; i < self->definitions->len; i++)
    note_slots (self, g_ptr_array_index (self->definitions, i), read);
  for (guint i = 0; i < self->matters->len; i++)
    note_slots (self, ((YzMatter *)g_ptr_array_index (self->matters, i))->when, read);
  for (guint i = 0; i < self->supplements->len; i++)
    note_slots (self, ((YzSupplement *)g_ptr_array_index (self->supplements, i))->when, read);
  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++)
      note_slots (self, ((YzRule *)g_ptr_array_index (lists[l], i))->when, read);
  for (guint i = 0; i < self->questions->len; i++) {
    const YzQuestion *question = g_ptr_array_index (self->questions, i);

    if (read[i] || g_strv_contains (tables, question->key))
      continue;
    yz_reader_set_place (reader, g_strdup_printf ("question %s", question->key));
    yz_reader_report (reader, "no rule reads its answer: it would be asked for nothing");
  }
}

/* Whether something is an answer does not hang on the day. */
#define ANY_DAY "2026-01-01"

/* A tile's matters, and what it answers, have to be answers. */
static void
check_tiles (YzRules *self, YzReader *reader)
{
  g_autoptr (GHashTable) reached = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->tiles->len; i++) {
    const YzTile *tile = g_ptr_array_index (self->tiles, i);
    g_autoptr (JsonNode) result = NULL;
    g_autoptr (GError) error = NULL;

    yz_reader_set_place (reader, g_strdup_printf ("tile %s", tile->id));
    for (guint m = 0; tile->matters[m] != NULL; m++) {
      g_hash_table_add (reached, tile->matters[m]);
      if (yz_rules_find_matter (self, tile->matters[m]) == NULL)
        yz_reader_report (reader, "there is no matter “%s”", tile->matters[m]);
    }
    if (tile->answers == NULL)
      continue;
    result = yz_rules_check (self, tile->answers, ANY_DAY, FALSE, &error);
    if (result == NULL)
      yz_reader_report (reader, "“answers”: %s", error->message);
  }
  yz_reader_set_place (reader, g_strdup ("tiles"));
  for (guint i = 0; i < self->matters->len; i++) {
    const YzMatter *matter = g_ptr_array_index (self->matters, i);

    if (!g_hash_table_contains (reached, matter->id))
      yz_reader_report (reader, "no tile leads to the matter “%s”", matter->id);
  }
}

static void
add_day (GHashTable *days, const char *day)
{
  if (day != NULL)
    g_hash_table_add (days, g_strdup (day));
}

/* The days on which a rule begins or ends: between two of them the same rules are in force. */
static GHashTable *
list_days (YzRules *self)
{
  GPtrArray *const lists[] = { self->decisions, self->flags, self->advice };
  GHashTable *days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_day (days, "0001-01-01");
  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++) {
      const YzRule *rule = g_ptr_array_index (lists[l], i);

      add_day (days, rule->period.from);
      add_day (days, rule->period.to);
    }
  for (guint i = 0; i < self->matters->len; i++) {
    const YzMatter *matter = g_ptr_array_index (self->matters, i);

    add_day (days, matter->period.from);
    add_day (days, matter->period.to);
  }
  return days;
}

/* What regions add is taken as open: which of them are known says nothing about a rule. */
static void
open_supplements (YzRules *self, YzRulesDay *day, YzDiagram *diagram, guint32 *functions)
{
  const guint32 branches[]
      = { yz_diagram_result (diagram, FALSE), yz_diagram_result (diagram, TRUE) };

  memcpy (functions, day->functions, self->vocabulary->functions->len * sizeof *functions);
  for (guint i = YZ_FUNCTION_SUPPLEMENT_31_9; i <= YZ_FUNCTION_SUPPLEMENTS_WHOLE; i++)
    functions[i] = yz_diagram_node (diagram, day->n_variables + i, 2, branches);
  for (guint i = 0; i < self->function_order->len; i++) {
    guint function = g_array_index (self->function_order, guint, i);

    if (function >= YZ_N_DERIVED)
      functions[function]
          = yz_condition_to_diagram (g_ptr_array_index (self->definitions, function - YZ_N_DERIVED),
                                     self->vocabulary, functions, diagram);
  }
}

/* Notes the rules that some answers lead to on a day. */
static gboolean
note_reached (YzRules *self, YzReader *reader, const char *date, GHashTable *reached)
{
  GPtrArray *const lists[] = { self->flags, self->advice };
  g_autoptr (GError) error = NULL;
  g_autoptr (YzRulesDay) day = yz_rules_ref_day (self, date, &error);
  g_autoptr (YzDiagram) diagram = NULL;
  g_autofree guint32 *functions = g_new0 (guint32, self->vocabulary->functions->len);
  guint32 open;
  guint32 none;

  if (day == NULL) {
    yz_reader_set_place (reader, g_strdup (""));
    yz_reader_report (reader, "%s", error->message);
    return FALSE;
  }
  diagram = yz_diagram_new (day->diagram);
  open_supplements (self, day, diagram, functions);
  open = yz_diagram_result (diagram, TRUE);
  none = yz_diagram_result (diagram, FALSE);
  for (guint i = 0; i < self->decisions->len; i++) {
    const YzRule *rule = g_ptr_array_index (self->decisions, i);
    guint32 holds;

    if (!yz_period_holds (&rule->period, date))
      continue;
    holds = yz_condition_to_diagram (rule->when, self->vocabulary, functions, diagram);
    if (yz_diagram_if (diagram, holds, open, none) != none)
      g_hash_table_add (reached, (gpointer)rule);
    open = yz_diagram_if (diagram, holds, none, open);
  }
  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++) {
      const YzRule *rule = g_ptr_array_index (lists[l], i);

      if (yz_period_holds (&rule->period, date)
          && yz_condition_to_diagram (rule->when, self->vocabulary, functions, diagram) != none)
        g_hash_table_add (reached, (gpointer)rule);
    }
  return TRUE;
}

static void
check_reached (YzRules *self, YzReader *reader)
{
  GPtrArray *const lists[] = { self->decisions, self->flags, self->advice };
  static const char *const names[] = { "decision", "flag", "advice" };
  g_autoptr (GHashTable) days = list_days (self);
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  const char *date;

  g_hash_table_iter_init (&iter, days);
  while (g_hash_table_iter_next (&iter, (gpointer *)&date, NULL))
    if (!note_reached (self, reader, date, reached))
      return;
  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++) {
      const YzRule *rule = g_ptr_array_index (lists[l], i);

      if (g_hash_table_contains (reached, rule))
        continue;
      yz_reader_set_place (reader, g_strdup_printf ("%s %s", names[l], rule->id));
      yz_reader_report (reader, l == 0 ? "no answers lead to it: those before it take them all"
                                       : "no answers lead to it");
    }
}

static JsonNode *
load (YzReader *reader, const char *dir, guint file)
{
  g_autofree char *path = g_build_filename (dir, file_names[file], NULL);
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  reader->file = file_names[file];
  yz_reader_set_place (reader, g_strdup (""));
  /* A folder may be without example cases. */
  if (file == FILE_CASES && !g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  node = yz_json_load (path, YZ_RULES_MAX_BYTES, &error);
  if (node == NULL)
    yz_reader_report (reader, "%s", error->message);
  return node;
}

static void
check_meaning (YzRules *self, YzReader *reader, JsonNode *cases)
{
  reader->file = file_names[FILE_RULES];
  check_matters (self, reader);
  check_versions (reader, self->decisions, "decision");
  check_versions (reader, self->flags, "flag");
  check_versions (reader, self->advice, "advice");
  check_reached (self, reader);
  reader->file = file_names[FILE_QUESTIONS];
  check_questions (self, reader);
  check_tiles (self, reader);
  reader->file = file_names[FILE_MEANS];
  check_rows (self, reader);
  reader->file = file_names[FILE_CASES];
  if (cases != NULL)
    yz_cases_check (self, reader, cases);
}

/**
 * yz_rules_find_problems:
 * @dir: a folder with rules.json, questions.json, means.json, supplements.json, and cases.json
 *
 * Looks for everything that may be wrong: structure and names, days that overlap or leave a gap,
 * rules that no answers lead to, questions that no rule needs, texts that are missing, and example
 * cases that do not come out as they should.
 *
 * Returns: (transfer full) (element-type YzProblem): what is wrong; empty where all is well
 */
GPtrArray *
yz_rules_find_problems (const char *dir)
{
  g_autoptr (YzRules) self = g_object_new (YZ_TYPE_RULES, NULL);
  g_autoptr (YzReader) reader = yz_reader_new ();
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();

  g_return_val_if_fail (dir != NULL, NULL);

  for (guint i = 0; i < N_FILES; i++)
    g_ptr_array_add (nodes, load (reader, dir, i));
  if (reader->problems->len == 0)
    yz_rules_parse (self, reader, nodes->pdata[FILE_RULES], nodes->pdata[FILE_QUESTIONS],
                    nodes->pdata[FILE_MEANS], nodes->pdata[FILE_SUPPLEMENTS]);
  if (reader->problems->len == 0)
    check_meaning (self, reader, nodes->pdata[FILE_CASES]);
  for (guint i = 0; i < N_FILES; i++)
    g_clear_pointer ((JsonNode **)&nodes->pdata[i], json_node_unref);
  return g_ptr_array_ref (reader->problems);
}
