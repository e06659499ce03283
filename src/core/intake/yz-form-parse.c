/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-form-private.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-reader.h"

#include <string.h>

/* From JSON to a form. Whoever writes a form is told of everything that is wrong with it at once,
 * and a misspelt name is wrong: it would otherwise be a rule that silently does not hold. */

#define MAX_FIELDS_A_SECTION 5
#define MAX_LENGTH 10000

typedef struct {
  YzReader *reader;
  GHashTable *section_ids;
  GHashTable *field_ids;
  GArray *conditions; /* of YzFormConditions */
} FormReader;

static void
note_id (FormReader *self, GHashTable *ids, const char *id)
{
  if (id != NULL && !g_hash_table_add (ids, g_strdup (id)))
    yz_reader_report (self->reader, "the id “%s” is used twice", id);
}

static gboolean
read_flag (FormReader *self, JsonObject *object, const char *member)
{
  return json_object_has_member (object, member)
         && yz_reader_get_flag (self->reader, object, member);
}

static guint
read_count (FormReader *self, JsonObject *object, const char *member)
{
  gint64 count;

  if (!json_object_has_member (object, member))
    return 0;
  count = yz_json_get_int (object, member, 0);
  if (count >= 1 && count <= MAX_LENGTH)
    return (guint)count;
  yz_reader_report (self->reader, "“%s” is wrong: write a whole number from 1 to %d", member,
                    MAX_LENGTH);
  return 0;
}

static void
read_option (FormReader *self, YzField *field, JsonNode *node, GHashTable *values)
{
  static const char *const known[] = { "value", "title", NULL };
  JsonObject *object = yz_reader_to_object (self->reader, node, known);
  YzOption *option;

  if (object == NULL)
    return;
  option = yz_option_new ();
  g_ptr_array_add (field->options, option);
  option->value = yz_reader_get_id (self->reader, object, "value", "-_");
  yz_reader_get_text (self->reader, object, "title", TRUE, &option->title);
  if (option->value != NULL && !g_hash_table_add (values, option->value))
    yz_reader_report (self->reader, "the option “%s” is there twice", option->value);
}

static void
read_options (FormReader *self, JsonObject *object, YzField *field)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *array;

  if (field->type != YZ_FIELD_CHOICE && field->type != YZ_FIELD_MANY) {
    if (json_object_has_member (object, "options"))
      yz_reader_report (self->reader, "“options” is only for the types choice and many");
    return;
  }
  array = yz_reader_get_list (self->reader, object, "options");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    read_option (self, field, json_array_get_element (array, i), values);
}

static void
read_bounds (FormReader *self, JsonObject *object, YzField *field)
{
  gboolean is_text = field->type == YZ_FIELD_TEXT;

  field->max_length = read_count (self, object, "max_length");
  field->digits = read_count (self, object, "digits");
  field->past = read_flag (self, object, "past");
  field->passport = read_flag (self, object, "passport");

  if (field->max_length != 0 && !is_text && field->type != YZ_FIELD_LONG_TEXT
      && field->type != YZ_FIELD_ADDRESS)
    yz_reader_report (self->reader,
                      "“max_length” is only for the types text, long-text and address");
  if (field->digits != 0 && !is_text)
    yz_reader_report (self->reader, "“digits” is only for the type text");
  if (field->digits != 0 && field->max_length != 0)
    yz_reader_report (self->reader, "“digits” already says how long it is: take “max_length” out");
  if (json_object_has_member (object, "past") && field->type != YZ_FIELD_DATE)
    yz_reader_report (self->reader, "“past” is only for the type date");
  if (json_object_has_member (object, "passport") && field->type != YZ_FIELD_ID_NUMBER)
    yz_reader_report (self->reader, "“passport” is only for the type id-number");
}

static gboolean
read_type (FormReader *self, JsonObject *object, YzFieldType *ret_type)
{
  const char *name = yz_json_get_string (object, "type");
  g_autofree char *list = NULL;

  if (name != NULL && yz_field_type_from_string (name, ret_type))
    return TRUE;

  list = yz_field_type_list ();
  if (name == NULL)
    yz_reader_report (self->reader, "“type” is missing: write one of %s", list);
  else
    yz_reader_report (self->reader, "“%s” is no type this version knows: write one of %s", name,
                      list);
  return FALSE;
}

static void
conditions_clear (gpointer data)
{
  YzFormConditions *conditions = data;

  g_free (conditions->place);
}

static JsonNode *
get_constraint (FormReader *self, JsonObject *object, YzField *field)
{
  static const char *const known[] = { "rule", "message", NULL };
  JsonNode *node = json_object_get_member (object, "constraint");
  JsonObject *constraint;

  if (node == NULL)
    return NULL;
  constraint = yz_reader_to_object (self->reader, node, known);
  if (constraint == NULL)
    return NULL;
  yz_reader_get_text (self->reader, constraint, "message", TRUE, &field->constraint_message);
  node = json_object_get_member (constraint, "rule");
  if (node == NULL)
    yz_reader_report (self->reader, "“rule” is missing: write the condition that should hold");
  return node;
}

/* They may name fields that come later: they are compiled when all are there. */
static void
note_conditions (FormReader *self, JsonObject *object, YzField *field)
{
  YzFormConditions conditions = {
    .field = field,
    .relevant = json_object_get_member (object, "relevant"),
    .required = json_object_get_member (object, "required"),
    .constraint = get_constraint (self, object, field),
  };

  if (conditions.required != NULL && !JSON_NODE_HOLDS_OBJECT (conditions.required))
    conditions.required = NULL;
  if (conditions.required == NULL)
    field->required = yz_reader_get_flag (self->reader, object, "required");
  conditions.place = g_strdup (self->reader->place);
  g_array_append_val (self->conditions, conditions);
}

static void
read_field (FormReader *self, YzSection *section, JsonNode *node)
{
  static const char *const known[] = {
    "id",         "type",   "required", "relevant", "constraint", "title", "hint",
    "max_length", "digits", "past",     "passport", "options",    NULL,
  };
  JsonObject *object = yz_reader_to_object (self->reader, node, known);
  YzField *field;

  if (object == NULL)
    return;
  field = yz_field_new ();
  g_ptr_array_add (section->fields, field);
  field->id = yz_reader_get_id (self->reader, object, "id", "_");
  note_id (self, self->field_ids, field->id);
  note_conditions (self, object, field);
  yz_reader_get_text (self->reader, object, "title", TRUE, &field->title);
  yz_reader_get_text (self->reader, object, "hint", FALSE, &field->hint);
  if (read_type (self, object, &field->type)) {
    read_bounds (self, object, field);
    read_options (self, object, field);
  }
}

static void
read_fields (FormReader *self, JsonObject *object, YzSection *section)
{
  g_autofree char *where = g_strdup_printf (" of %s", self->reader->place);
  JsonArray *array = yz_reader_get_list (self->reader, object, "fields");
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n > MAX_FIELDS_A_SECTION)
    yz_reader_report (self->reader, "%u fields: a step has at most %d, make two sections of it", n,
                      MAX_FIELDS_A_SECTION);
  for (guint i = 0; i < n; i++) {
    JsonNode *element = json_array_get_element (array, i);

    yz_reader_set_element (self->reader, "field", element, i, where);
    read_field (self, section, element);
  }
}

static void
read_section (FormReader *self, YzForm *form, JsonNode *node, guint position)
{
  static const char *const known[] = { "id", "title", "intro", "sensitive", "fields", NULL };
  JsonObject *object;
  YzSection *section;

  yz_reader_set_element (self->reader, "section", node, position, "");
  object = yz_reader_to_object (self->reader, node, known);
  if (object == NULL)
    return;
  section = yz_section_new ();
  g_ptr_array_add (form->sections, section);
  section->id = yz_reader_get_id (self->reader, object, "id", "-_");
  note_id (self, self->section_ids, section->id);
  yz_reader_get_text (self->reader, object, "title", TRUE, &section->title);
  yz_reader_get_text (self->reader, object, "intro", FALSE, &section->intro);
  section->sensitive = json_object_has_member (object, "sensitive")
                       && yz_reader_get_flag (self->reader, object, "sensitive");
  read_fields (self, object, section);
}

static void
read_notice (FormReader *self, YzForm *form, JsonObject *object)
{
  JsonArray *array;

  if (!json_object_has_member (object, "notice"))
    return;
  array = yz_reader_get_list (self->reader, object, "notice");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    YzText *text = g_new0 (YzText, 1);

    g_ptr_array_add (form->notice, text);
    yz_reader_fill_text (self->reader, "notice", json_array_get_element (array, i), text);
  }
}

static void
read_form (FormReader *self, YzForm *form, JsonNode *node)
{
  static const char *const known[] = { "id", "version", "title", "notice", "sections", NULL };
  JsonObject *object = yz_reader_to_object (self->reader, node, known);
  JsonArray *array;

  if (object == NULL)
    return;
  form->id = yz_reader_get_id (self->reader, object, "id", "-");
  form->version = yz_reader_get_id (self->reader, object, "version", "-.");
  yz_reader_get_text (self->reader, object, "title", TRUE, &form->title);
  read_notice (self, form, object);
  array = yz_reader_get_list (self->reader, object, "sections");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    read_section (self, form, json_array_get_element (array, i), i);
}

/* Most people never see those fields. */
static void
check_sensitive (YzForm *form, YzReader *reader)
{
  for (guint s = 0; s < form->sections->len; s++) {
    const YzSection *section = g_ptr_array_index (form->sections, s);

    for (guint f = 0; section->sensitive && f < section->fields->len; f++) {
      const YzField *field = g_ptr_array_index (section->fields, f);

      if (!field->required && field->required_if == NULL)
        continue;
      yz_reader_set_place (reader, g_strdup_printf ("field %s", field->id));
      yz_reader_report (reader, "“required” must be false in a sensitive section");
    }
  }
}

static YzReader *
parse (JsonNode *node, YzForm *form)
{
  FormReader self = {
    .reader = yz_reader_new (),
    .section_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .field_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .conditions = g_array_new (FALSE, FALSE, sizeof (YzFormConditions)),
  };

  g_array_set_clear_func (self.conditions, conditions_clear);
  read_form (&self, form, node);
  yz_form_read_conditions (form, self.conditions, self.reader);
  check_sensitive (form, self.reader);
  yz_form_set_order (form, self.reader);
  g_array_unref (self.conditions);
  g_hash_table_unref (self.section_ids);
  g_hash_table_unref (self.field_ids);
  return self.reader;
}

/**
 * yz_form_find_problems:
 * @node: the JSON of a form
 *
 * Returns: (transfer full) (element-type YzProblem): all that is wrong with it, in its order,
 *   its conditions last; empty where yz_form_new_from_json() takes it
 */
GPtrArray *
yz_form_find_problems (JsonNode *node)
{
  g_autoptr (YzForm) form = g_object_new (YZ_TYPE_FORM, NULL);
  g_autoptr (YzReader) reader = NULL;

  g_return_val_if_fail (node != NULL, NULL);

  reader = parse (node, form);
  return g_ptr_array_ref (reader->problems);
}

/**
 * yz_form_new_from_json:
 * @node: the JSON of a form, as README.md of this folder describes it
 * @error: %YZ_ERROR_INVALID with the first thing that is wrong and where
 *
 * Returns: (transfer full): the form
 */
YzForm *
yz_form_new_from_json (JsonNode *node, GError **error)
{
  g_autoptr (YzForm) form = g_object_new (YZ_TYPE_FORM, NULL);
  g_autoptr (YzReader) reader = NULL;

  g_return_val_if_fail (node != NULL, NULL);

  reader = parse (node, form);
  if (reader->problems->len == 0)
    return g_steal_pointer (&form);
  yz_reader_to_error (reader, error);
  return NULL;
}

/**
 * yz_form_load:
 * @path: a file with the JSON of a form
 * @error: %YZ_ERROR_INVALID or a #GFileError, with the path
 *
 * Returns: (transfer full): the form
 */
YzForm *
yz_form_load (const char *path, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  YzForm *form;

  g_return_val_if_fail (path != NULL, NULL);

  node = yz_json_load (path, YZ_FORM_MAX_BYTES, error);
  if (node == NULL)
    return NULL;
  form = yz_form_new_from_json (node, error);
  if (form == NULL)
    g_prefix_error (error, "%s: ", path);
  return form;
}
