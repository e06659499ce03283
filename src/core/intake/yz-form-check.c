/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-form-private.h"

#include "yz-id-number.h"
#include "yz-json.h"

#include <string.h>

/* Whether answers fit a form: what is missing, what does not belong, what disagrees. */

#define MAX_UNKNOWN_SHOWN 20
#define MAX_NAME_CHARS 64

static void
report_missing (const YzField *field, GPtrArray *problems)
{
  char *zh, *en;

  switch ((int)field->type) {
  case YZ_FIELD_CHOICE:
  case YZ_FIELD_MANY:
    zh = g_strdup_printf ("请选择“%s”。", field->title.zh);
    en = g_strdup_printf ("Please choose: %s.", field->title.en);
    break;
  case YZ_FIELD_DECLARATION:
    zh = g_strdup ("请读一读承诺，同意后再提交。");
    en = g_strdup ("Please read the declaration and agree to it before you submit.");
    break;
  case YZ_FIELD_PHOTO:
    zh = g_strdup_printf ("请拍“%s”。", field->title.zh);
    en = g_strdup_printf ("Please photograph: %s.", field->title.en);
    break;
  case YZ_FIELD_SIGNATURE:
    zh = g_strdup ("请签名，或者选择到窗口签字。");
    en = g_strdup ("Please sign, or choose to sign at the window.");
    break;
  default:
    zh = g_strdup_printf ("请填写“%s”。", field->title.zh);
    en = g_strdup_printf ("Please fill in: %s.", field->title.en);
  }
  yz_field_problems_add (problems, field->id, FALSE, zh, en);
}

/* Only what is right by itself is compared with the rest. A warning: a rule that somebody wrote may
 * not fit this person's case. */
static void
check_constraint (const YzFormState *state, const YzField *field, GPtrArray *problems)
{
  if (field->constraint != NULL && yz_form_state_test (state, field->constraint) == YZ_TRUTH_FALSE)
    yz_field_problems_add (problems, field->id, TRUE, g_strdup (field->constraint_message.zh),
                           g_strdup (field->constraint_message.en));
}

static void
check_one (const YzFormState *state,
           const YzField *field,
           JsonObject *answers,
           const char *today,
           GPtrArray *problems)
{
  JsonNode *answer = json_object_get_member (answers, field->id);
  guint n = problems->len;

  if (!yz_form_state_is_relevant (state, field))
    return;
  if (!yz_field_is_blank (answer)) {
    yz_field_check_value (field, answer, today, problems);
    if (problems->len == n)
      check_constraint (state, field, problems);
  } else if (yz_form_state_is_required (state, field)) {
    report_missing (field, problems);
  }
}

/* The fields about one person share what stands before their names: `agent_id_number` goes with
 * `agent_birth_date` and `agent_sex`, `id_number` with `birth_date` and `sex`. */
static const YzField *
find_partner (YzForm *self, const YzField *field, const char *own, const char *partner)
{
  g_autofree char *id = NULL;
  gsize stem;

  if (!g_str_has_suffix (field->id, own))
    return NULL;
  stem = strlen (field->id) - strlen (own);
  id = g_strdup_printf ("%.*s%s", (int)stem, field->id, partner);
  return yz_form_find_field (self, id);
}

static void
report_disagreement (const YzField *place,
                     const YzField *number,
                     const YzField *other,
                     GPtrArray *problems)
{
  yz_field_problems_add (problems, place->id, TRUE,
                         g_strdup_printf ("“%s”和“%s”对不上，请对照证件看看哪一个填错了。",
                                          other->title.zh, number->title.zh),
                         g_strdup_printf ("“%s” and “%s” do not agree. Please compare them with "
                                          "the card and see "
                                          "which one is wrong.",
                                          other->title.en, number->title.en));
}

/* GB 11643: the number holds the day of birth and, in its sequence, the sex. A warning only: there
 * are cards with a mistake in them, and the window can put it right. */
static void
compare_with_number (YzForm *self,
                     const YzField *place,
                     const YzField *number,
                     JsonObject *answers,
                     const char *today,
                     GPtrArray *problems)
{
  const YzField *birth_date = find_partner (self, number, "id_number", "birth_date");
  const YzField *sex = find_partner (self, number, "id_number", "sex");
  const char *text = yz_json_get_string (answers, number->id);
  const char *answer;
  YzIdNumber parsed;

  if (text == NULL || !yz_id_number_parse (text, today, &parsed, NULL))
    return;
  answer = birth_date != NULL ? yz_json_get_string (answers, birth_date->id) : NULL;
  if (answer != NULL && *answer != '\0' && (place == number || place == birth_date)
      && strcmp (answer, parsed.birth_date) != 0)
    report_disagreement (place, number, birth_date, problems);
  answer = sex != NULL ? yz_json_get_string (answers, sex->id) : NULL;
  if (answer != NULL && *answer != '\0' && (place == number || place == sex)
      && parsed.sex != YZ_SEX_UNKNOWN && strcmp (answer, yz_sex_to_string (parsed.sex)) != 0)
    report_disagreement (place, number, sex, problems);
}

/* A name that nobody of ours wrote: kept short, and only as much of it as can be shown. */
static char *
name_unknown (const char *member)
{
  g_autofree char *valid = g_utf8_make_valid (member, -1);

  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_NAME_CHARS));
}

static void
check_unknown (YzForm *self, JsonObject *answers, GPtrArray *problems)
{
  JsonObjectIter iter;
  const char *member;
  guint n = 0;

  json_object_iter_init (&iter, answers);
  while (n < MAX_UNKNOWN_SHOWN && json_object_iter_next (&iter, &member, NULL)) {
    g_autofree char *name = NULL;

    if (yz_form_find_field (self, member) != NULL)
      continue;
    name = name_unknown (member);
    yz_field_problems_add (problems, name, FALSE, g_strdup ("表上没有这一项，请删掉。"),
                           g_strdup ("The form has no such field. Please take it out."));
    n++;
  }
}

static gsize
measure (JsonNode *node)
{
  gsize size = 0;

  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (array); i++)
      size += measure (json_array_get_element (array, i));
  } else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING) {
    size = strlen (json_node_get_string (node));
  }
  return size;
}

static void
check_total (JsonObject *answers, GPtrArray *problems)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;
  gsize size = 0;

  json_object_iter_init (&iter, answers);
  while (json_object_iter_next (&iter, &member, &node))
    size += strlen (member) + measure (node);
  if (size > YZ_ANSWERS_MAX_BYTES)
    yz_field_problems_add (problems, "", FALSE,
                           g_strdup ("填写的内容总共太多了，请写短一些，其余的可以带到窗口。"),
                           g_strdup ("There is too much text in all. Please shorten it; you can "
                                     "bring the rest to the "
                                     "window."));
}

/**
 * yz_form_check_answers:
 * @self: a form
 * @answers: field id → answer: texts, a list of texts for `many`, a boolean for `declaration`
 * @today: YYYY-MM-DD
 *
 * Checks everything before it is handed in. Answers that are null, `false`, an empty list or only
 * white space count as not given, and so do those of fields that are not asked.
 *
 * Returns: (transfer full) (element-type YzFieldProblem): what is wrong, in the form's order, then
 *   what does not belong; see yz_field_problems_block()
 */
GPtrArray *
yz_form_check_answers (YzForm *self, JsonObject *answers, const char *today)
{
  g_autoptr (GPtrArray) problems = yz_field_problems_new ();
  g_autoptr (YzFormState) state = NULL;
  g_autoptr (JsonObject) asked = NULL;

  g_return_val_if_fail (YZ_IS_FORM (self), NULL);
  g_return_val_if_fail (answers != NULL, NULL);
  g_return_val_if_fail (today != NULL, NULL);

  state = yz_form_state_new (self, answers);
  asked = yz_form_state_filter (state, answers);
  for (guint s = 0; s < self->sections->len; s++) {
    const YzSection *section = g_ptr_array_index (self->sections, s);

    for (guint f = 0; f < section->fields->len; f++) {
      const YzField *field = g_ptr_array_index (section->fields, f);

      check_one (state, field, asked, today, problems);
      if (field->type == YZ_FIELD_ID_NUMBER)
        compare_with_number (self, field, field, asked, today, problems);
    }
  }
  check_unknown (self, answers, problems);
  check_total (asked, problems);
  return g_steal_pointer (&problems);
}

/**
 * yz_form_check_field:
 * @self: a form
 * @field: one of its fields
 * @answers: all answers given so far
 * @today: YYYY-MM-DD
 *
 * Checks one field, and what it has in common with others, as soon as it is left. A field that is
 * not asked is right.
 *
 * Returns: (transfer full) (element-type YzFieldProblem): what is wrong with it
 */
GPtrArray *
yz_form_check_field (YzForm *self, const YzField *field, JsonObject *answers, const char *today)
{
  GPtrArray *problems = yz_field_problems_new ();
  g_autoptr (YzFormState) state = NULL;
  g_autoptr (JsonObject) asked = NULL;
  const YzField *number;

  g_return_val_if_fail (YZ_IS_FORM (self), problems);
  g_return_val_if_fail (field != NULL && answers != NULL && today != NULL, problems);

  state = yz_form_state_new (self, answers);
  asked = yz_form_state_filter (state, answers);
  if (!yz_form_state_is_relevant (state, field))
    return problems;
  check_one (state, field, asked, today, problems);
  number = field->type == YZ_FIELD_ID_NUMBER ? field : NULL;
  if (number == NULL)
    number = find_partner (self, field, "birth_date", "id_number");
  if (number == NULL)
    number = find_partner (self, field, "sex", "id_number");
  if (number != NULL)
    compare_with_number (self, field, number, asked, today, problems);
  return problems;
}

/**
 * yz_field_problems_block:
 * @problems: (element-type YzFieldProblem): what was found
 *
 * Returns: whether one of them is more than a warning, so that the form cannot be handed in
 */
gboolean
yz_field_problems_block (GPtrArray *problems)
{
  g_return_val_if_fail (problems != NULL, TRUE);

  for (guint i = 0; i < problems->len; i++)
    if (!((const YzFieldProblem *)g_ptr_array_index (problems, i))->warning)
      return TRUE;
  return FALSE;
}
