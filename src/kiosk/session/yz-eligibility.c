/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-eligibility.h"

#include "yz-json.h"
#include "yz-laws.h"
#include "yz-time-limit.h"

#include <string.h>

/* The answers stand apart from those of a form: they are never sent, and end with the session. */
struct _YzEligibility {
  GObject parent_instance;

  YzContent *content;
  YzRules *rules;            /* after the first check */
  const YzTile *tile;        /* of the rules */
  GHashTable *answers;       /* key → JsonNode, NULL where the person cannot answer */
  GPtrArray *asked;          /* keys, in the order of asking */
  GHashTable *events;        /* id of a time limit → the day on which it began */
  gboolean deadline_derived; /* from the events */
  gboolean sensitive;
  int age; /* as a document told it, -1 where none did */
  JsonNode *result;
  GCancellable *checking; /* the check that is under way */
};

#define DEADLINE "deadline"
#define AGE "applicant_age"

G_DEFINE_FINAL_TYPE (YzEligibility, yz_eligibility, G_TYPE_OBJECT)

static void
node_free (gpointer data)
{
  if (data != NULL)
    json_node_unref (data);
}

static void
yz_eligibility_finalize (GObject *object)
{
  YzEligibility *self = YZ_ELIGIBILITY (object);

  g_clear_object (&self->checking);
  g_clear_object (&self->content);
  g_clear_object (&self->rules);
  g_hash_table_unref (self->answers);
  g_ptr_array_unref (self->asked);
  g_hash_table_unref (self->events);
  g_clear_pointer (&self->result, json_node_unref);

  G_OBJECT_CLASS (yz_eligibility_parent_class)->finalize (object);
}

static void
yz_eligibility_class_init (YzEligibilityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_eligibility_finalize;
}

static void
yz_eligibility_init (YzEligibility *self)
{
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, node_free);
  self->asked = g_ptr_array_new_with_free_func (g_free);
  self->events = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->age = -1;
}

/**
 * yz_eligibility_new:
 * @content: where the rules are
 *
 * Returns: (transfer full): nothing answered yet
 */
YzEligibility *
yz_eligibility_new (YzContent *content)
{
  YzEligibility *self = g_object_new (YZ_TYPE_ELIGIBILITY, NULL);

  g_set_object (&self->content, content);
  return self;
}

static void
put (JsonObject *answers, const char *key, JsonNode *value)
{
  g_auto (GStrv) parts = g_strsplit (key, ".", 2);

  if (parts[1] == NULL) {
    json_object_set_member (answers, key, value);
    return;
  }
  if (!json_object_has_member (answers, parts[0]))
    json_object_set_object_member (answers, parts[0], json_object_new ());
  json_object_set_member (json_object_get_object_member (answers, parts[0]), parts[1], value);
}

/* As the rules read them (design §11). */
static JsonObject *
to_json (YzEligibility *self)
{
  JsonObject *answers = json_object_new ();
  JsonArray *unsure = json_array_new ();
  GHashTableIter iter;
  const char *key;
  JsonNode *value;

  g_hash_table_iter_init (&iter, self->answers);
  while (g_hash_table_iter_next (&iter, (gpointer *)&key, (gpointer *)&value)) {
    if (value == NULL)
      json_array_add_string_element (unsure, key);
    else
      put (answers, key, json_node_copy (value));
  }
  json_object_set_array_member (answers, "unsure", unsure);
  return answers;
}

typedef struct {
  YzContent *content;
  JsonObject *answers;
  YzRules *rules;
} CheckJob;

static void
check_job_free (gpointer data)
{
  CheckJob *job = data;

  g_object_unref (job->content);
  json_object_unref (job->answers);
  g_clear_object (&job->rules);
  g_free (job);
}

static void
run_check (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CheckJob *job = task_data;
  g_autofree char *day = yz_content_get_day (job->content);
  g_autoptr (YzLaws) laws = NULL;
  GError *error = NULL;
  JsonNode *result = NULL;

  job->rules = yz_content_get_rules (job->content, &error);
  laws = job->rules != NULL ? yz_laws_load (job->content, &error) : NULL;
  if (laws != NULL)
    result = yz_rules_check (job->rules, job->answers, day, FALSE, &error);
  if (result == NULL) {
    g_task_return_error (task, error);
    return;
  }
  yz_laws_annotate (laws, json_node_get_object (result));
  g_task_return_pointer (task, result, (GDestroyNotify)json_node_unref);
}

/* What comes of older answers must not take the place of what comes of newer ones. */
static void
give_up_check (YzEligibility *self)
{
  g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
}

/**
 * yz_eligibility_check_async:
 * @self: what was answered
 * @callback: (scope async): called when the result is there
 * @user_data: passed to @callback
 *
 * Works out what follows from the answers, in a thread. A check that is still under way is given
 * up.
 */
void
yz_eligibility_check_async (YzEligibility *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  CheckJob *job;

  g_return_if_fail (YZ_IS_ELIGIBILITY (self));

  give_up_check (self);
  self->checking = g_cancellable_new ();
  task = g_task_new (self, self->checking, callback, user_data);
  job = g_new0 (CheckJob, 1);
  g_task_set_source_tag (task, yz_eligibility_check_async);
  job->content = g_object_ref (self->content);
  job->answers = to_json (self);
  g_task_set_task_data (task, job, check_job_free);
  g_task_run_in_thread (task, run_check);
}

static char *
get_last_day (YzEligibility *self, JsonObject *time_limit)
{
  const char *day = yz_eligibility_get_event (self, yz_json_get_string (time_limit, "rule"));
  const char *unit = yz_json_get_string (time_limit, "unit");

  if (day == NULL || unit == NULL)
    return NULL;
  return yz_time_limit_get_last_day (day, (guint)yz_json_get_int (time_limit, "length", 0), unit);
}

/* The result also says what follows from the days that the person has named. */
static void
add_last_days (YzEligibility *self)
{
  JsonArray *limits = yz_json_get_array (yz_eligibility_get_result (self), "time_limits");

  for (guint i = 0; i < json_array_get_length (limits); i++) {
    JsonObject *limit = json_array_get_object_element (limits, i);
    g_autofree char *last_day = get_last_day (self, limit);

    if (last_day != NULL)
      json_object_set_string_member (limit, "last_day", last_day);
  }
}

/**
 * yz_eligibility_check_finish:
 * @self: what was answered
 * @result: of yz_eligibility_check_async()
 * @error: that of the rules; %G_IO_ERROR_CANCELLED where a newer check took its place
 *
 * Returns: whether yz_eligibility_get_result() is the result now
 */
gboolean
yz_eligibility_check_finish (YzEligibility *self, GAsyncResult *result, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  node = g_task_propagate_pointer (G_TASK (result), error);
  if (node == NULL)
    return FALSE;
  g_set_object (&self->rules, ((CheckJob *)g_task_get_task_data (G_TASK (result)))->rules);
  g_clear_pointer (&self->result, json_node_unref);
  self->result = node;
  add_last_days (self);
  return TRUE;
}

/**
 * yz_eligibility_get_rules:
 * @self: what was answered
 *
 * Returns: (transfer none) (nullable): the rules, after the first check
 */
YzRules *
yz_eligibility_get_rules (YzEligibility *self)
{
  g_return_val_if_fail (YZ_IS_ELIGIBILITY (self), NULL);

  return self->rules;
}

/**
 * yz_eligibility_get_result:
 * @self: what was answered
 *
 * Returns: (transfer none) (nullable): the result of design §11
 */
JsonObject *
yz_eligibility_get_result (YzEligibility *self)
{
  g_return_val_if_fail (YZ_IS_ELIGIBILITY (self), NULL);

  return self->result != NULL ? json_node_get_object (self->result) : NULL;
}

/**
 * yz_eligibility_is_certain:
 * @self: what was answered
 *
 * Returns: whether more answers can no longer change the result
 */
gboolean
yz_eligibility_is_certain (YzEligibility *self)
{
  JsonObject *result = yz_eligibility_get_result (self);

  return result != NULL && g_strcmp0 (yz_json_get_string (result, "outcome"), "needs-answers") != 0;
}

/**
 * yz_eligibility_count_next:
 * @self: what was answered
 *
 * Returns: how many questions are still worth asking, at the most
 */
guint
yz_eligibility_count_next (YzEligibility *self)
{
  JsonObject *result = yz_eligibility_get_result (self);
  JsonArray *next = result != NULL ? yz_json_get_array (result, "next_questions") : NULL;

  return next != NULL ? json_array_get_length (next) : 0;
}

/**
 * yz_eligibility_get_next:
 * @self: what was answered
 *
 * Returns: (transfer none) (nullable): the key to ask for next; %NULL where nothing is worth asking
 */
const char *
yz_eligibility_get_next (YzEligibility *self)
{
  if (yz_eligibility_count_next (self) == 0)
    return NULL;
  return json_array_get_string_element (yz_json_get_array (yz_eligibility_get_result (self),
                                                           "next_questions"),
                                        0);
}

/* The members of an object are answers of their own: `criminal.minor`. */
static void
set_all (YzEligibility *self, const char *prefix, JsonObject *answers)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, answers);
  while (json_object_iter_next_ordered (&iter, &name, &value)) {
    g_autofree char *key = g_strconcat (prefix, name, NULL);
    g_autofree char *inside = g_strconcat (key, ".", NULL);

    if (JSON_NODE_HOLDS_OBJECT (value))
      set_all (self, inside, json_node_get_object (value));
    else
      yz_eligibility_set_answer (self, key, json_node_copy (value));
  }
}

/* Nobody is asked for what a document has told. */
static void
answer_age (YzEligibility *self)
{
  JsonNode *value;

  if (self->age < 0)
    return;
  value = json_node_new (JSON_NODE_VALUE);
  json_node_set_int (value, self->age);
  yz_eligibility_set_answer (self, AGE, value);
}

/**
 * yz_eligibility_start:
 * @self: what was answered
 * @tile: what happened
 *
 * Begins anew; but a session that became sensitive stays so.
 */
void
yz_eligibility_start (YzEligibility *self, const YzTile *tile)
{
  g_return_if_fail (YZ_IS_ELIGIBILITY (self));
  g_return_if_fail (tile != NULL);

  give_up_check (self);
  g_hash_table_remove_all (self->answers);
  g_ptr_array_set_size (self->asked, 0);
  g_hash_table_remove_all (self->events);
  self->deadline_derived = FALSE;
  g_clear_pointer (&self->result, json_node_unref);
  self->tile = tile;
  self->sensitive |= tile->sensitive;
  if (!tile->asks_matter) {
    JsonNode *matter = json_node_new (JSON_NODE_VALUE);

    json_node_set_string (matter, tile->matters[0]);
    yz_eligibility_set_answer (self, "matter", matter);
  }
  if (tile->answers != NULL)
    set_all (self, "", tile->answers);
  answer_age (self);
}

/**
 * yz_eligibility_get_tile:
 * @self: what was answered
 *
 * Returns: (transfer none) (nullable): what happened
 */
const YzTile *
yz_eligibility_get_tile (YzEligibility *self)
{
  g_return_val_if_fail (YZ_IS_ELIGIBILITY (self), NULL);

  return self->tile;
}

/**
 * yz_eligibility_get_sensitive:
 * @self: what was answered
 *
 * Returns: whether what is shown may be dangerous to the person when somebody else sees it
 */
gboolean
yz_eligibility_get_sensitive (YzEligibility *self)
{
  g_return_val_if_fail (YZ_IS_ELIGIBILITY (self), FALSE);

  return self->sensitive;
}

/**
 * yz_eligibility_get_answer:
 * @self: what was answered
 * @key: of a question
 *
 * Returns: (transfer none) (nullable): the answer
 */
JsonNode *
yz_eligibility_get_answer (YzEligibility *self, const char *key)
{
  g_return_val_if_fail (YZ_IS_ELIGIBILITY (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return g_hash_table_lookup (self->answers, key);
}

/**
 * yz_eligibility_is_unsure:
 * @self: what was answered
 * @key: of a question
 *
 * Returns: whether the person cannot answer it
 */
gboolean
yz_eligibility_is_unsure (YzEligibility *self, const char *key)
{
  gpointer value;

  g_return_val_if_fail (YZ_IS_ELIGIBILITY (self), FALSE);

  return g_hash_table_lookup_extended (self->answers, key, NULL, &value) && value == NULL;
}

static gboolean
chooses_sensitive (const YzQuestion *question, JsonNode *value)
{
  for (guint i = 0; i < question->options->len; i++) {
    const YzQuestionOption *option = g_ptr_array_index (question->options, i);
    gboolean chosen = FALSE;

    if (JSON_NODE_HOLDS_ARRAY (value)) {
      JsonArray *array = json_node_get_array (value);

      for (guint k = 0; k < json_array_get_length (array); k++)
        chosen |= g_strcmp0 (json_array_get_string_element (array, k), option->value) == 0;
    } else if (json_node_get_value_type (value) == G_TYPE_STRING) {
      chosen = g_strcmp0 (json_node_get_string (value), option->value) == 0;
    }
    if (chosen && option->sensitive)
      return TRUE;
  }
  return FALSE;
}

/**
 * yz_eligibility_set_answer:
 * @self: what was answered
 * @key: of a question
 * @value: (transfer full) (nullable): the answer; %NULL where the person cannot answer
 *
 * A session that became sensitive stays so.
 */
void
yz_eligibility_set_answer (YzEligibility *self, const char *key, JsonNode *value)
{
  const YzQuestion *question;

  g_return_if_fail (YZ_IS_ELIGIBILITY (self));
  g_return_if_fail (key != NULL);

  if (strcmp (key, DEADLINE) == 0)
    self->deadline_derived = FALSE;
  if (!g_hash_table_contains (self->answers, key))
    g_ptr_array_add (self->asked, g_strdup (key));
  g_hash_table_replace (self->answers, g_strdup (key), value);
  question = self->rules != NULL ? yz_rules_find_question (self->rules, key) : NULL;
  if (question != NULL && value != NULL)
    self->sensitive |= chooses_sensitive (question, value);
}

/**
 * yz_eligibility_set_age:
 * @self: what was answered
 * @age: of the person who needs aid, in whole years, as a document tells it
 *
 * Answers the question for it, now and when somebody starts anew; what the person has answered
 * stays.
 */
void
yz_eligibility_set_age (YzEligibility *self, int age)
{
  g_return_if_fail (YZ_IS_ELIGIBILITY (self));
  g_return_if_fail (age >= 0);

  self->age = age;
  if (self->tile != NULL && yz_eligibility_get_answer (self, AGE) == NULL)
    answer_age (self);
}

/**
 * yz_eligibility_get_asked:
 * @self: what was answered
 *
 * Returns: (transfer none) (element-type utf8): the keys that have an answer, in the order of
 * asking
 */
GPtrArray *
yz_eligibility_get_asked (YzEligibility *self)
{
  g_return_val_if_fail (YZ_IS_ELIGIBILITY (self), NULL);

  return self->asked;
}

/**
 * yz_eligibility_get_event:
 * @self: what was answered
 * @rule: id of a time limit
 *
 * Returns: (transfer none) (nullable): the day on which it began, as far as the person has said
 */
const char *
yz_eligibility_get_event (YzEligibility *self, const char *rule)
{
  g_return_val_if_fail (YZ_IS_ELIGIBILITY (self), NULL);
  g_return_val_if_fail (rule != NULL, NULL);

  return g_hash_table_lookup (self->events, rule);
}

/**
 * yz_eligibility_find_time_limit:
 * @self: what was answered
 * @rule: id of a time limit
 *
 * Returns: (transfer none) (nullable): what the result says of it
 */
JsonObject *
yz_eligibility_find_time_limit (YzEligibility *self, const char *rule)
{
  JsonObject *result = yz_eligibility_get_result (self);
  JsonArray *limits = result != NULL ? yz_json_get_array (result, "time_limits") : NULL;

  for (guint i = 0; limits != NULL && i < json_array_get_length (limits); i++) {
    JsonObject *limit = json_array_get_object_element (limits, i);

    if (g_strcmp0 (yz_json_get_string (limit, "rule"), rule) == 0)
      return limit;
  }
  return NULL;
}

/* The nearest of the last days that are not over. */
static char *
find_deadline (YzEligibility *self)
{
  const char *today = yz_json_get_string (yz_eligibility_get_result (self), "date");
  JsonArray *limits = yz_json_get_array (yz_eligibility_get_result (self), "time_limits");
  char *nearest = NULL;

  for (guint i = 0; i < json_array_get_length (limits); i++) {
    g_autofree char *day = get_last_day (self, json_array_get_object_element (limits, i));

    if (day == NULL || strcmp (day, today) < 0 || (nearest != NULL && strcmp (nearest, day) <= 0))
      continue;
    g_free (nearest);
    nearest = g_steal_pointer (&day);
  }
  return nearest;
}

static void
forget_answer (YzEligibility *self, const char *key)
{
  guint position;

  g_hash_table_remove (self->answers, key);
  if (g_ptr_array_find_with_equal_func (self->asked, key, g_str_equal, &position))
    g_ptr_array_remove_index (self->asked, position);
}

/* Whether the matter is urgent the rules tell from the last day; one that the person has named
 * stays. */
static void
derive_deadline (YzEligibility *self)
{
  JsonNode *before = yz_eligibility_get_answer (self, DEADLINE);
  g_autofree char *day = find_deadline (self);
  JsonNode *value;

  if (before != NULL && !self->deadline_derived && g_ascii_isdigit (*json_node_get_string (before)))
    return;
  if (day == NULL) {
    if (self->deadline_derived)
      forget_answer (self, DEADLINE);
    self->deadline_derived = FALSE;
    return;
  }
  value = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (value, day);
  yz_eligibility_set_answer (self, DEADLINE, value);
  self->deadline_derived = TRUE;
}

/**
 * yz_eligibility_set_event:
 * @self: what was answered, with a result
 * @rule: id of one of its time limits
 * @day: the day on which it began, YYYY-MM-DD
 *
 * The next check puts the `last_day` into the result, and counts it for urgency (Art. 44).
 */
void
yz_eligibility_set_event (YzEligibility *self, const char *rule, const char *day)
{
  g_return_if_fail (YZ_IS_ELIGIBILITY (self));
  g_return_if_fail (yz_eligibility_find_time_limit (self, rule) != NULL);
  g_return_if_fail (day != NULL);

  g_hash_table_replace (self->events, g_strdup (rule), g_strdup (day));
  derive_deadline (self);
}
