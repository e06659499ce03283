/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-question-private.h"

#include "yz-json.h"

#include <math.h>
#include <string.h>

/* What is asked, in the words of people, and the everyday situations that questions start from. */

#define MAX_QUESTIONS 200
#define MAX_OPTIONS 64
#define MAX_RANK 10000

static const char *const type_names[] = {
  [YZ_QUESTION_BOOLEAN] = "boolean", [YZ_QUESTION_CHOICE] = "choice",
  [YZ_QUESTION_MANY] = "many",       [YZ_QUESTION_NUMBER] = "number",
  [YZ_QUESTION_MONEY] = "money",     [YZ_QUESTION_DATE] = "date",
  [YZ_QUESTION_REGION] = "region",   NULL,
};

static const char *const stage_names[] = {
  [YZ_STAGE_MATTER] = "matter",
  [YZ_STAGE_EXEMPTION] = "exemption",
  [YZ_STAGE_BAR] = "bar",
  [YZ_STAGE_PERSON] = "person",
  [YZ_STAGE_MEANS] = "means",
  [YZ_STAGE_ADVICE] = "advice",
  NULL,
};

static void
option_free (gpointer data)
{
  YzQuestionOption *option = data;

  g_free (option->value);
  yz_text_clear (&option->title);
  yz_text_clear (&option->hint);
  g_free (option);
}

static YzQuestion *
question_new (void)
{
  YzQuestion *question = g_new0 (YzQuestion, 1);

  question->options = g_ptr_array_new_with_free_func (option_free);
  return question;
}

void
yz_question_free (YzQuestion *question)
{
  g_free (question->key);
  yz_text_clear (&question->label);
  yz_text_clear (&question->ask);
  yz_text_clear (&question->why);
  yz_text_clear (&question->unit);
  yz_text_clear (&question->yes);
  yz_text_clear (&question->no);
  yz_text_clear (&question->none);
  g_ptr_array_unref (question->options);
  g_free (question);
}

void
yz_tile_free (YzTile *tile)
{
  g_free (tile->id);
  g_free (tile->icon);
  yz_text_clear (&tile->title);
  yz_text_clear (&tile->hint);
  g_strfreev (tile->matters);
  g_clear_pointer (&tile->answers, json_object_unref);
  g_strfreev (tile->words);
  g_free (tile);
}

/**
 * yz_question_find_option:
 * @question: a question
 * @value: an answer, or one of many
 *
 * Returns: (transfer none) (nullable): the option of that value
 */
const YzQuestionOption *
yz_question_find_option (const YzQuestion *question, const char *value)
{
  g_return_val_if_fail (question != NULL, NULL);

  for (guint i = 0; i < question->options->len; i++) {
    const YzQuestionOption *option = g_ptr_array_index (question->options, i);

    if (g_strcmp0 (option->value, value) == 0)
      return option;
  }
  return NULL;
}

/* One of @names, by its position. */
static int
read_name (YzReader *reader, JsonObject *object, const char *member, const char *const *names)
{
  const char *name = yz_json_get_string (object, member);
  g_autofree char *list = NULL;

  for (int i = 0; name != NULL && names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return i;
  list = g_strjoinv (", ", (char **)names);
  yz_reader_report (reader, "“%s” is missing or wrong: write one of %s", member, list);
  return 0;
}

static int
read_position (YzReader *reader, JsonObject *object, const char *member)
{
  gint64 number = yz_json_get_int (object, member, -1);

  if (number < 0 || number > MAX_RANK)
    yz_reader_report (reader, "“%s” is missing or wrong: write a whole number up to %d", member,
                      MAX_RANK);
  return (int)CLAMP (number, 0, MAX_RANK);
}

static GStrv
read_words (YzReader *reader, JsonObject *object, const char *member)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = yz_reader_get_list (reader, object, member);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
      g_strv_builder_add (builder, json_node_get_string (node));
    else
      yz_reader_report (reader, "“%s” has something that is no text", member);
  }
  return g_strv_builder_end (builder);
}

static void
read_option (YzReader *reader, YzQuestion *question, JsonNode *node)
{
  static const char *const known[] = { "value", "title", "hint", "sensitive", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  YzQuestionOption *option;

  if (object == NULL)
    return;
  option = g_new0 (YzQuestionOption, 1);
  option->value = yz_reader_get_id (reader, object, "value", "-");
  if (option->value != NULL && yz_question_find_option (question, option->value) != NULL)
    yz_reader_report (reader, "the option “%s” is there twice", option->value);
  g_ptr_array_add (question->options, option);
  yz_reader_get_text (reader, object, "title", TRUE, &option->title);
  yz_reader_get_text (reader, object, "hint", FALSE, &option->hint);
  option->sensitive = yz_json_get_boolean (object, "sensitive", FALSE);
}

static void
read_options (YzReader *reader, YzQuestion *question, JsonObject *object)
{
  gboolean has_options = question->type == YZ_QUESTION_CHOICE || question->type == YZ_QUESTION_MANY;
  JsonArray *array;

  if (!has_options && question->type != YZ_QUESTION_DATE) {
    if (json_object_has_member (object, "options"))
      yz_reader_report (reader, "“options” is only for the types choice, many and date");
    return;
  }
  if (!has_options && !json_object_has_member (object, "options"))
    return;
  array = yz_reader_get_list (reader, object, "options");
  if (array != NULL && json_array_get_length (array) > MAX_OPTIONS) {
    yz_reader_report (reader, "“options” has more than %d", MAX_OPTIONS);
    return;
  }
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    read_option (reader, question, json_array_get_element (array, i));
}

static double
read_bound (YzReader *reader, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  double number = NAN;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) != G_TYPE_STRING
      && json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    number = json_node_get_double (node);
  if (isfinite (number) && fabs (number) <= 1e9 && trunc (number) == number)
    return number;
  yz_reader_report (reader, "“%s” is missing or wrong: write a whole number", member);
  return 0;
}

static void
read_bounds (YzReader *reader, YzQuestion *question, JsonObject *object)
{
  if (question->type != YZ_QUESTION_NUMBER && question->type != YZ_QUESTION_MONEY)
    return;
  question->min = read_bound (reader, object, "min");
  question->max = read_bound (reader, object, "max");
  if (question->min > question->max)
    yz_reader_report (reader, "“min” is above “max”");
  yz_reader_get_text (reader, object, "unit", TRUE, &question->unit);
}

static void
read_question (YzReader *reader, JsonNode *node, GPtrArray *questions)
{
  static const char *const known[]
      = { "key", "type", "stage", "rank",    "label", "ask", "why", "unit",
          "yes", "no",   "none",  "options", "min",   "max", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  YzQuestion *question;

  if (object == NULL)
    return;
  question = question_new ();
  g_ptr_array_add (questions, question);
  question->key = yz_reader_get_id (reader, object, "key", "_.");
  question->type = (YzQuestionType)read_name (reader, object, "type", type_names);
  question->stage = (YzStage)read_name (reader, object, "stage", stage_names);
  question->rank = read_position (reader, object, "rank");
  yz_reader_get_text (reader, object, "label", TRUE, &question->label);
  yz_reader_get_text (reader, object, "ask", TRUE, &question->ask);
  yz_reader_get_text (reader, object, "why", TRUE, &question->why);
  yz_reader_get_text (reader, object, "yes", FALSE, &question->yes);
  yz_reader_get_text (reader, object, "no", FALSE, &question->no);
  yz_reader_get_text (reader, object, "none", question->type == YZ_QUESTION_MANY, &question->none);
  read_options (reader, question, object);
  read_bounds (reader, question, object);
}

static void
read_tile (YzReader *reader, JsonNode *node, GPtrArray *tiles)
{
  static const char *const known[] = { "id",      "order", "icon",  "title",     "hint", "matters",
                                       "answers", "asks",  "words", "sensitive", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);
  YzTile *tile;

  if (object == NULL)
    return;
  tile = g_new0 (YzTile, 1);
  g_ptr_array_add (tiles, tile);
  tile->id = yz_reader_get_id (reader, object, "id", "-");
  tile->icon = yz_reader_get_id (reader, object, "icon", "-");
  tile->order = read_position (reader, object, "order");
  yz_reader_get_text (reader, object, "title", TRUE, &tile->title);
  yz_reader_get_text (reader, object, "hint", TRUE, &tile->hint);
  tile->matters = read_words (reader, object, "matters");
  tile->words = read_words (reader, object, "words");
  tile->asks_matter = g_strcmp0 (yz_json_get_string (object, "asks"), "matter") == 0;
  tile->sensitive = yz_reader_get_flag (reader, object, "sensitive");
  if (json_object_has_member (object, "answers")) {
    JsonObject *answers = yz_json_get_object (object, "answers");

    if (answers != NULL)
      tile->answers = json_object_ref (answers);
    else
      yz_reader_report (reader, "“answers” is wrong: write an object");
  }
  if (tile->matters != NULL && g_strv_length (tile->matters) > 1 && !tile->asks_matter)
    yz_reader_report (reader, "it has several matters: write \"asks\": \"matter\"");
}

/* `question household_size`: questions have a key where all else has an id. */
static void
set_question (YzReader *reader, JsonNode *node, guint position)
{
  const char *key = JSON_NODE_HOLDS_OBJECT (node)
                        ? yz_json_get_string (json_node_get_object (node), "key")
                        : NULL;

  yz_reader_set_place (reader, key != NULL && yz_reader_is_id (key, "_.")
                                   ? g_strdup_printf ("question %s", key)
                                   : g_strdup_printf ("question number %u", position + 1));
}

static void
note_keys (YzReader *reader, GPtrArray *questions)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  yz_reader_set_place (reader, g_strdup (""));
  for (guint i = 0; i < questions->len; i++) {
    const YzQuestion *question = g_ptr_array_index (questions, i);

    if (question->key != NULL && !g_hash_table_add (keys, question->key))
      yz_reader_report (reader, "the key “%s” is used twice", question->key);
  }
}

static int
compare_tiles (gconstpointer a, gconstpointer b)
{
  return (*(YzTile *const *)a)->order - (*(YzTile *const *)b)->order;
}

/**
 * yz_questions_parse:
 * @reader: takes what is wrong
 * @node: the JSON of `questions.json`
 * @questions: (element-type YzQuestion): takes the questions
 * @tiles: (element-type YzTile): takes the tiles
 */
void
yz_questions_parse (YzReader *reader, JsonNode *node, GPtrArray *questions, GPtrArray *tiles)
{
  static const char *const known[] = { "tiles", "questions", NULL };
  JsonObject *object;
  JsonArray *array;

  yz_reader_set_place (reader, g_strdup (""));
  object = yz_reader_to_object (reader, node, known);
  if (object == NULL)
    return;
  array = yz_reader_get_list (reader, object, "tiles");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    yz_reader_set_element (reader, "tile", json_array_get_element (array, i), i, "");
    read_tile (reader, json_array_get_element (array, i), tiles);
  }
  g_ptr_array_sort (tiles, compare_tiles);
  yz_reader_set_place (reader, g_strdup (""));
  array = yz_reader_get_list (reader, object, "questions");
  if (array != NULL && json_array_get_length (array) > MAX_QUESTIONS) {
    yz_reader_report (reader, "“questions” has more than %d", MAX_QUESTIONS);
    return;
  }
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    set_question (reader, json_array_get_element (array, i), i);
    read_question (reader, json_array_get_element (array, i), questions);
  }
  note_keys (reader, questions);
}
