/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-prefill.h"

#include "yz-error.h"
#include "yz-form-private.h"
#include "yz-json.h"

#include <string.h>

/* Facts out of a code that somebody held before the camera. Anybody can make such a code, so it is
 * taken strictly or not at all, and what a person must do in person is never taken from it. The
 * messages say nothing of what stood in the code. */

#define PREFILL_VERSION 1

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
               "this code cannot fill in the form (%s): please type the answers", why);
  return FALSE;
}

static JsonNode *
read_json (GBytes *payload, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (payload, &size);
  JsonNode *node;

  if (size > YZ_PREFILL_MAX_BYTES) {
    refuse (error, "it holds too much");
    return NULL;
  }
  node = size > 0 ? yz_json_parse (data, (gssize)size, YZ_PREFILL_MAX_BYTES, NULL) : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
    g_clear_pointer (&node, json_node_unref);
    refuse (error, "it is of another kind");
  }
  return node;
}

static JsonObject *
find_facts (JsonObject *object, YzForm *form, GError **error)
{
  JsonObject *facts = yz_json_get_object (object, "facts");

  if (yz_json_get_int (object, "yz", 0) != PREFILL_VERSION)
    refuse (error, "it is of another kind");
  else if (g_strcmp0 (yz_json_get_string (object, "form"), yz_form_get_id (form)) != 0)
    refuse (error, "it belongs to another form");
  else if (facts == NULL || json_object_get_size (object) != 3)
    refuse (error, "it is not made as it should be");
  else
    return facts;
  return NULL;
}

static gboolean
check_fact (const YzField *field, JsonNode *fact, GError **error)
{
  if (field == NULL)
    return refuse (error, "it names a field that the form does not have");
  if (field->type == YZ_FIELD_DECLARATION || field->type == YZ_FIELD_SIGNATURE)
    return refuse (error, "it declares or signs, which only the person can do");
  if (field->type == YZ_FIELD_PHOTO)
    return refuse (error, "it names photographs, which only the camera can take");
  if (!yz_field_has_shape (field, fact))
    return refuse (error, "an answer in it is of the wrong kind");
  if (!yz_field_is_clean (field, fact))
    return refuse (error, "it holds characters that cannot be seen");
  return TRUE;
}

/* Keeps @fact where nothing is wrong with it, and notes what is where something is. */
static void
take_fact (const YzField *field,
           JsonNode *fact,
           const char *today,
           JsonObject *taken,
           GPtrArray *problems)
{
  g_autoptr (GPtrArray) found = yz_field_problems_new ();

  if (yz_field_is_blank (fact))
    return;
  yz_field_check_value (field, fact, today, found);
  if (!yz_field_problems_block (found))
    json_object_set_member (taken, field->id, json_node_copy (fact));
  else
    g_ptr_array_extend_and_steal (problems, g_steal_pointer (&found));
}

/* Warnings about what was taken, also where two of the facts disagree. */
static void
add_warnings (YzForm *form, JsonObject *taken, const char *today, GPtrArray *problems)
{
  g_autoptr (GPtrArray) found = yz_form_check_answers (form, taken, today);

  for (guint i = 0; i < found->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (found, i);

    if (problem->warning)
      yz_field_problems_add (problems, problem->field, TRUE, g_strdup (problem->message.zh),
                             g_strdup (problem->message.en));
  }
}

/**
 * yz_prefill_parse:
 * @payload: what the code holds: UTF-8 JSON `{"yz":1,"form":ID,"facts":{field:answer}}` of at most
 *   %YZ_PREFILL_MAX_BYTES
 * @form: the form that is being filled in
 * @today: YYYY-MM-DD
 * @ret_problems: (out) (transfer full) (element-type YzFieldProblem): facts that were left out
 *   because they cannot be right, and warnings about facts that were taken
 * @error: %YZ_ERROR_INVALID where it is no such code or belongs to another form, where it names
 *   unknown fields, has answers of the wrong kind or with characters that do not show, or declares
 *   or signs
 *
 * Reads what a citizen filled in at home. Show it before it is used: anybody can make a code.
 *
 * Returns: (transfer full): field id → answer, for the fields that were taken
 */
JsonObject *
yz_prefill_parse (GBytes *payload,
                  YzForm *form,
                  const char *today,
                  GPtrArray **ret_problems,
                  GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonObject) taken = json_object_new ();
  g_autoptr (GPtrArray) problems = yz_field_problems_new ();
  JsonObject *facts;
  JsonObjectIter iter;
  const char *id;
  JsonNode *fact;

  g_return_val_if_fail (payload != NULL && today != NULL, NULL);
  g_return_val_if_fail (YZ_IS_FORM (form), NULL);
  g_return_val_if_fail (ret_problems != NULL, NULL);

  node = read_json (payload, error);
  facts = node != NULL ? find_facts (json_node_get_object (node), form, error) : NULL;
  if (facts == NULL)
    return NULL;

  json_object_iter_init (&iter, facts);
  while (json_object_iter_next (&iter, &id, &fact)) {
    const YzField *field = yz_form_find_field (form, id);

    if (!check_fact (field, fact, error))
      return NULL;
    take_fact (field, fact, today, taken, problems);
  }
  add_warnings (form, taken, today, problems);
  *ret_problems = g_steal_pointer (&problems);
  return g_steal_pointer (&taken);
}

/**
 * yz_prefill_is_receipt:
 * @payload: what a code holds
 *
 * The code on a receipt is the only one of ours that a citizen has in hand and that fills nothing
 * in.
 *
 * Returns: whether it is one
 */
gboolean
yz_prefill_is_receipt (GBytes *payload)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  g_return_val_if_fail (payload != NULL, FALSE);

  node = read_json (payload, NULL);
  object = node != NULL ? json_node_get_object (node) : NULL;
  return object != NULL && yz_json_get_int (object, "yz", 0) == PREFILL_VERSION
         && yz_json_get_string (object, "receipt") != NULL;
}
