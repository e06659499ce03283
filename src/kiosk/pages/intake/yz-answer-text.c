/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-answer-text.h"

#include "yz-division.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *
option_text (const YzField *field, const char *value, const char *language)
{
  for (guint i = 0; i < field->options->len; i++) {
    const YzOption *option = g_ptr_array_index (field->options, i);

    if (strcmp (option->value, value) == 0)
      return yz_text_get (&option->title, language);
  }
  return value;
}

static char *
many_text (const YzField *field, JsonArray *values, const char *language)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (values); i++) {
    if (i > 0)
      g_string_append (text, _ (", "));
    g_string_append (text,
                     option_text (field, json_array_get_string_element (values, i), language));
  }
  return g_string_free (text, FALSE);
}

static char *
photos_text (guint n)
{
  return g_strdup_printf (ngettext ("%u page photographed", "%u pages photographed", n), n);
}

static char *
string_text (const YzField *field, const char *value, const char *language)
{
  if (field->type == YZ_FIELD_SIGNATURE)
    return g_strdup (strcmp (value, "window") == 0 ? _ ("Will be signed at the window")
                                                   : _ ("Signed here"));
  if (field->type == YZ_FIELD_REGION)
    return yz_division_describe (value);
  return g_strdup (option_text (field, value, language));
}

/**
 * yz_answer_to_text:
 * @field: a field
 * @answer: (nullable): its answer
 * @language: `zh` or `en`
 *
 * Returns: (transfer full): the answer as a person reads it
 */
char *
yz_answer_to_text (const YzField *field, JsonNode *answer, const char *language)
{
  if (answer == NULL)
    return g_strdup (field->type == YZ_FIELD_PHOTO
                         ? _ ("Not photographed: you can bring them to the window")
                         : _ ("(not filled in)"));
  if (field->type == YZ_FIELD_PHOTO)
    return photos_text (json_array_get_length (json_node_get_array (answer)));
  if (JSON_NODE_HOLDS_ARRAY (answer))
    return many_text (field, json_node_get_array (answer), language);
  if (json_node_get_value_type (answer) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (answer) ? _ ("Yes") : _ ("No"));
  return string_text (field, json_node_get_string (answer), language);
}

/**
 * yz_problems_to_text:
 * @form: the form
 * @problems: (nullable) (element-type YzFieldProblem): what is wrong with its answers
 * @language: `zh` or `en`
 *
 * Returns: (transfer full): a line for each problem, with the title of its field; empty for none
 */
char *
yz_problems_to_text (YzForm *form, GPtrArray *problems, const char *language)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; problems != NULL && i < problems->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (problems, i);
    const YzField *field = yz_form_find_field (form, problem->field);

    if (text->len > 0)
      g_string_append_c (text, '\n');
    if (field != NULL)
      /* Translators: a field's title before what is wrong with its answer. */
      g_string_append_printf (text, _ ("%s: "), yz_text_get (&field->title, language));
    g_string_append (text, yz_text_get (&problem->message, language));
  }
  return g_string_free (text, FALSE);
}
