/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-question-private.h"
#include "yz-rules-day.h"
#include "yz-rules-private.h"

#include "yz-json.h"

#include <string.h>

/* The rules: they come from JSON (yz-rules-parse.c, yz-tables-parse.c), are made ready for a day
 * (yz-rules-day.c), and say what follows from answers (yz-rules-check.c). */

G_DEFINE_FINAL_TYPE (YzRules, yz_rules, G_TYPE_OBJECT)

const char *const yz_rules_outcomes[]
    = { "may-apply", "needs-answers", "ask-window", "other-service", "may-not-qualify", NULL };
const char *const yz_rules_routes[] = { "apply", "notify", "consult", NULL };
const char *const yz_rules_means[]
    = { "not-required", "not-verified", "met", "not-met", "unknown", NULL };
const char *const yz_rules_scopes[] = {
  [YZ_SCOPE_CONSULT] = "consult",
  [YZ_SCOPE_CRIMINAL] = "criminal",
  [YZ_SCOPE_TREATMENT] = "treatment",
  [YZ_SCOPE_VICTIM] = "victim",
  [YZ_SCOPE_RETRIAL] = "retrial",
  [YZ_SCOPE_EXEMPT] = "exempt",
  [YZ_SCOPE_HARDSHIP] = "hardship",
  [YZ_SCOPE_OUTSIDE] = "outside",
  NULL,
};
const char *const yz_rules_means_results[] = {
  [YZ_MEANS_MET] = "met",
  [YZ_MEANS_NOT_MET] = "not-met",
  [YZ_MEANS_WINDOW] = "window",
  [YZ_MEANS_NO_ROW] = "no-row",
  NULL,
};
const char *const yz_rules_supplement_kinds[] = { "31(9)", "32(5)", "42(4)", NULL };
const char *const yz_rules_derived_names[] = {
  [YZ_FUNCTION_SCOPE] = "scope",
  [YZ_FUNCTION_SUPPLEMENT_31_9] = "supplement_31_9",
  [YZ_FUNCTION_SUPPLEMENT_32_5] = "supplement_32_5",
  [YZ_FUNCTION_SUPPLEMENT_42_4] = "supplement_42_4",
  [YZ_FUNCTION_SUPPLEMENTS_WHOLE] = "supplements_whole",
};

static void
matter_free (gpointer data)
{
  YzMatter *matter = data;

  g_free (matter->id);
  g_free (matter->article);
  yz_period_clear (&matter->period);
  g_clear_pointer (&matter->when, yz_condition_free);
  g_free (matter);
}

static void
series_free (gpointer data)
{
  YzSeries *series = data;

  g_free (series->id);
  g_free (series->region);
  g_array_unref (series->amounts);
  g_free (series);
}

static void
limb_free (gpointer data)
{
  YzLimb *limb = data;

  g_free (limb->operator);
  g_free (limb->series);
  g_strfreev (limb->spending);
  g_free (limb);
}

static void
row_free (gpointer data)
{
  YzRow *row = data;

  g_free (row->id);
  g_free (row->region);
  yz_period_clear (&row->period);
  g_free (row->review_by);
  g_ptr_array_set_free_func (row->limbs, limb_free);
  g_ptr_array_unref (row->limbs);
  g_free (row->unit);
  g_free (row->opponent_in_household);
  g_free (row->law);
  g_free (row->article);
  g_free (row->source);
  yz_text_clear (&row->text);
  g_free (row);
}

static void
supplement_free (gpointer data)
{
  YzSupplement *supplement = data;

  g_free (supplement->id);
  g_free (supplement->region);
  yz_period_clear (&supplement->period);
  g_clear_pointer (&supplement->when, yz_condition_free);
  g_free (supplement);
}

static void
condition_free (gpointer data)
{
  if (data != NULL)
    yz_condition_free (data);
}

static void
yz_rules_finalize (GObject *object)
{
  YzRules *self = YZ_RULES (object);

  g_clear_pointer (&self->day, yz_rules_day_unref);
  g_mutex_clear (&self->mutex);
  g_free (self->version);
  g_clear_pointer (&self->unsure, yz_rule_free);
  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->tiles);
  g_ptr_array_unref (self->definitions);
  g_array_unref (self->function_order);
  g_ptr_array_unref (self->matters);
  g_ptr_array_unref (self->decisions);
  g_ptr_array_unref (self->flags);
  g_ptr_array_unref (self->advice);
  g_ptr_array_unref (self->series);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->supplements);
  g_ptr_array_unref (self->regions);
  yz_vocabulary_free (self->vocabulary);

  G_OBJECT_CLASS (yz_rules_parent_class)->finalize (object);
}

static void
yz_rules_class_init (YzRulesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_rules_finalize;
}

static void
yz_rules_init (YzRules *self)
{
  g_mutex_init (&self->mutex);
  self->questions = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_question_free);
  self->tiles = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_tile_free);
  self->vocabulary = yz_vocabulary_new ();
  self->definitions = g_ptr_array_new_with_free_func (condition_free);
  self->function_order = g_array_new (FALSE, FALSE, sizeof (guint));
  self->matters = g_ptr_array_new_with_free_func (matter_free);
  self->decisions = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_rule_free);
  self->flags = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_rule_free);
  self->advice = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_rule_free);
  self->series = g_ptr_array_new_with_free_func (series_free);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->supplements = g_ptr_array_new_with_free_func (supplement_free);
  self->regions = g_ptr_array_new_with_free_func (g_free);
}

YzMatter *
yz_rules_find_matter (YzRules *self, const char *id)
{
  for (guint i = 0; i < self->matters->len; i++) {
    YzMatter *matter = g_ptr_array_index (self->matters, i);

    if (g_strcmp0 (matter->id, id) == 0)
      return matter;
  }
  return NULL;
}

/**
 * yz_rules_new:
 * @rules: the JSON of rules.json
 * @questions: of questions.json
 * @means: of means.json
 * @supplements: of supplements.json
 * @error: %YZ_ERROR_INVALID with the first thing that is wrong and where
 *
 * The files are described in `data/content/rules/README.md`.
 *
 * Returns: (transfer full): the rules
 */
YzRules *
yz_rules_new (JsonNode *rules,
              JsonNode *questions,
              JsonNode *means,
              JsonNode *supplements,
              GError **error)
{
  g_autoptr (YzRules) self = g_object_new (YZ_TYPE_RULES, NULL);
  g_autoptr (YzReader) reader = yz_reader_new ();

  g_return_val_if_fail (rules != NULL && questions != NULL, NULL);
  g_return_val_if_fail (means != NULL && supplements != NULL, NULL);

  yz_rules_parse (self, reader, rules, questions, means, supplements);
  if (reader->problems->len == 0)
    return g_steal_pointer (&self);
  yz_reader_to_error (reader, error);
  return NULL;
}

/**
 * yz_rules_load:
 * @dir: a folder with rules.json, questions.json, means.json and supplements.json
 * @error: %YZ_ERROR_INVALID or a #GFileError, with the file
 *
 * Returns: (transfer full): the rules
 */
YzRules *
yz_rules_load (const char *dir, GError **error)
{
  static const char *const names[]
      = { "rules.json", "questions.json", "means.json", "supplements.json" };
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func ((GDestroyNotify)json_node_unref);

  g_return_val_if_fail (dir != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (dir, names[i], NULL);
    JsonNode *node = yz_json_load (path, YZ_RULES_MAX_BYTES, error);

    if (node == NULL)
      return NULL;
    g_ptr_array_add (nodes, node);
  }
  return yz_rules_new (nodes->pdata[0], nodes->pdata[1], nodes->pdata[2], nodes->pdata[3], error);
}

/**
 * yz_rules_get_version:
 * @self: rules
 *
 * Returns: (transfer none): their version, as results carry it
 */
const char *
yz_rules_get_version (YzRules *self)
{
  g_return_val_if_fail (YZ_IS_RULES (self), NULL);

  return self->version;
}

/**
 * yz_rules_get_questions:
 * @self: rules
 *
 * Returns: (transfer none) (element-type YzQuestion): all questions, by stage and rank
 */
GPtrArray *
yz_rules_get_questions (YzRules *self)
{
  g_return_val_if_fail (YZ_IS_RULES (self), NULL);

  return self->questions;
}

/**
 * yz_rules_find_question:
 * @self: rules
 * @key: of an answer
 *
 * Returns: (transfer none) (nullable): the question for it
 */
const YzQuestion *
yz_rules_find_question (YzRules *self, const char *key)
{
  g_return_val_if_fail (YZ_IS_RULES (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  for (guint i = 0; i < self->questions->len; i++) {
    const YzQuestion *question = g_ptr_array_index (self->questions, i);

    if (strcmp (question->key, key) == 0)
      return question;
  }
  return NULL;
}

/**
 * yz_rules_get_tiles:
 * @self: rules
 *
 * Returns: (transfer none) (element-type YzTile): the everyday situations, in the order of the page
 */
GPtrArray *
yz_rules_get_tiles (YzRules *self)
{
  g_return_val_if_fail (YZ_IS_RULES (self), NULL);

  return self->tiles;
}
