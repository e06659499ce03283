/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-form-state.h"

#include "yz-form-private.h"

#include <string.h>

/* Which fields are asked and which of them must be answered (design §4): a field whose `relevant`
 * is not known to hold is hidden, and what is hidden counts as unanswered for the others. An answer
 * that is no number, day or option where there should be one says nothing either. */

struct _YzFormState {
  YzForm *form;
  YzLogicValue *slots; /* unknown where nothing is said */
  gboolean *relevant;  /* by number of the field */
  GHashTable *hidden;  /* ids of fields */
};

static gboolean
has_member (JsonNode *answer, const YzOption *option)
{
  JsonArray *array = json_node_get_array (answer);

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (strcmp (json_array_get_string_element (array, i), option->value) == 0)
      return TRUE;
  return FALSE;
}

/* @answer has a value. */
static YzLogicValue
to_value (const YzFormSlot *slot, JsonNode *answer)
{
  YzLogicValue value = { .type = YZ_LOGIC_BOOLEAN };

  if (slot->option != NULL) {
    value.boolean = has_member (answer, slot->option);
  } else if (slot->field->type == YZ_FIELD_DECLARATION) {
    value.boolean = json_node_get_boolean (answer);
  } else if (slot->field->type == YZ_FIELD_NUMBER || slot->field->type == YZ_FIELD_MONEY) {
    value.type = YZ_LOGIC_NUMBER;
    value.number = g_ascii_strtod (json_node_get_string (answer), NULL);
  } else {
    value.type = YZ_LOGIC_STRING;
    value.string = json_node_get_string (answer);
  }
  return value;
}

static void
take_answer (YzFormState *self, const YzField *field, JsonObject *answers)
{
  JsonNode *answer;

  if (field->n_slots == 0)
    return;
  answer = json_object_get_member (answers, field->id);
  if (yz_field_is_blank (answer) || !yz_field_has_value (field, answer))
    return;
  for (guint i = field->first_slot; i < field->first_slot + field->n_slots; i++)
    self->slots[i] = to_value (&g_array_index (self->form->slots, YzFormSlot, i), answer);
}

/**
 * yz_form_state_new:
 * @form: a form
 * @answers: field id → answer, as yz_form_check_answers(); any of them may be missing or wrong
 *
 * Returns: (transfer full): what is asked now
 */
YzFormState *
yz_form_state_new (YzForm *form, JsonObject *answers)
{
  YzFormState *self;

  g_return_val_if_fail (YZ_IS_FORM (form), NULL);
  g_return_val_if_fail (answers != NULL, NULL);

  self = g_new0 (YzFormState, 1);
  self->form = g_object_ref (form);
  self->slots = g_new0 (YzLogicValue, MAX (form->slots->len, 1));
  self->relevant = g_new0 (gboolean, form->fields->len);
  self->hidden = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < form->fields->len; i++) {
    const YzField *field = g_ptr_array_index (form->fields, i);

    self->relevant[field->number]
        = field->relevant == NULL || yz_form_state_test (self, field->relevant) == YZ_TRUTH_TRUE;
    if (self->relevant[field->number])
      take_answer (self, field, answers);
    else
      g_hash_table_add (self->hidden, field->id);
  }
  return self;
}

/**
 * yz_form_state_free:
 * @self: (nullable): a state
 */
void
yz_form_state_free (YzFormState *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->hidden);
  g_free (self->relevant);
  g_free (self->slots);
  g_object_unref (self->form);
  g_free (self);
}

/**
 * yz_form_state_is_relevant:
 * @self: a state
 * @field: a field of its form
 *
 * Returns: whether it is asked
 */
gboolean
yz_form_state_is_relevant (const YzFormState *self, const YzField *field)
{
  g_return_val_if_fail (self != NULL && field != NULL, FALSE);

  return self->relevant[field->number];
}

/**
 * yz_form_state_is_required:
 * @self: a state
 * @field: a field of its form
 *
 * Returns: whether it is asked and must be answered
 */
gboolean
yz_form_state_is_required (const YzFormState *self, const YzField *field)
{
  g_return_val_if_fail (self != NULL && field != NULL, FALSE);

  if (!yz_form_state_is_relevant (self, field))
    return FALSE;
  return field->required
         || (field->required_if != NULL
             && yz_form_state_test (self, field->required_if) == YZ_TRUTH_TRUE);
}

/**
 * yz_form_state_has_section:
 * @self: a state
 * @section: a section of its form
 *
 * Returns: whether anything in it is asked, so that it is a step
 */
gboolean
yz_form_state_has_section (const YzFormState *self, const YzSection *section)
{
  g_return_val_if_fail (self != NULL && section != NULL, FALSE);

  for (guint i = 0; i < section->fields->len; i++)
    if (yz_form_state_is_relevant (self, g_ptr_array_index (section->fields, i)))
      return TRUE;
  return FALSE;
}

/**
 * yz_form_state_test:
 * @self: a state
 * @condition: a condition of its form
 *
 * Returns: whether it holds, as far as the answers tell
 */
YzTruth
yz_form_state_test (const YzFormState *self, const YzLogic *condition)
{
  g_return_val_if_fail (self != NULL && condition != NULL, YZ_TRUTH_UNKNOWN);

  return yz_logic_test (condition, self->slots);
}

/**
 * yz_form_state_filter:
 * @self: a state
 * @object: field id → anything: the answers, or where they came from
 *
 * What is handed in: somebody may have answered what is not asked any more.
 *
 * Returns: (transfer full): the same without the fields that are not asked
 */
JsonObject *
yz_form_state_filter (const YzFormState *self, JsonObject *object)
{
  JsonObject *filtered;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  g_return_val_if_fail (self != NULL && object != NULL, NULL);

  filtered = json_object_new ();
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    if (!g_hash_table_contains (self->hidden, name))
      json_object_set_member (filtered, name, json_node_copy (node));
  return filtered;
}
