/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-form-private.h"

#include "yz-error.h"
#include "yz-json.h"

#include <string.h>

/* From JSON to a form. Whoever writes a form is told of everything that is wrong with it at once,
 * and a misspelt name is wrong: it would otherwise be a rule that silently does not hold. */

#define MAX_FIELDS_A_SECTION 5
#define MAX_ID_BYTES 64
#define MAX_LENGTH 10000

typedef struct {
  GPtrArray *problems;
  GHashTable *section_ids;
  GHashTable *field_ids;
  char *place; /* of what is being read */
} Reader;

static void
problem_free (gpointer data)
{
  YzFormProblem *problem = data;

  g_free (problem->place);
  g_free (problem->message);
  g_free (problem);
}

static void report (Reader *reader, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
report (Reader *reader, const char *format, ...)
{
  YzFormProblem *problem = g_new0 (YzFormProblem, 1);
  va_list args;

  va_start (args, format);
  problem->place = g_strdup (reader->place);
  problem->message = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (reader->problems, problem);
}

static void
set_place (Reader *reader, char *place)
{
  g_free (reader->place);
  reader->place = place;
}

/* Design §5 gives forms a rule language; a form that relies on it must not be shown without it. */
static gboolean
is_rule (const char *member)
{
  return strcmp (member, "relevant") == 0 || strcmp (member, "constraint") == 0;
}

static void
check_members (Reader *reader, JsonObject *object, const char *const *known)
{
  JsonObjectIter iter;
  const char *member;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, NULL)) {
    g_autofree char *list = NULL;

    if (g_strv_contains (known, member))
      continue;
    if (is_rule (member)) {
      report (reader, "“%s” needs the rule engine, which this version does not have", member);
      continue;
    }
    list = g_strjoinv (", ", (char **)known);
    report (reader, "“%s” is no name here: known are %s", member, list);
  }
}

/* Objects, whose members are among @known; anything else is reported. */
static JsonObject *
to_object (Reader *reader, JsonNode *node, const char *const *known)
{
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    report (reader, "write an object here: { … }");
    return NULL;
  }
  object = json_node_get_object (node);
  check_members (reader, object, known);
  return object;
}

/* A list that is not empty, or NULL. */
static JsonArray *
read_list (Reader *reader, JsonObject *object, const char *member)
{
  JsonArray *array = yz_json_get_array (object, member);

  if (array == NULL)
    report (reader, "“%s” is missing: write a list", member);
  else if (json_array_get_length (array) == 0)
    report (reader, "“%s” is an empty list", member);
  else
    return array;
  return NULL;
}

/* Ids end up in answers, envelopes and file names: plain ASCII only. */
static gboolean
is_id (const char *text, const char *extra)
{
  gsize length = strlen (text);

  if (length == 0 || length > MAX_ID_BYTES || !g_ascii_isalnum (*text))
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && strchr (extra, *p) == NULL)
      return FALSE;
  return TRUE;
}

static char *
read_id (Reader *reader, JsonObject *object, const char *member, const char *extra)
{
  const char *id = yz_json_get_string (object, member);

  if (id != NULL && is_id (id, extra))
    return g_strdup (id);
  report (reader,
          "“%s” is missing or wrong: write at most %d lower-case letters, digits and “%s” in "
          "quotes",
          member, MAX_ID_BYTES, extra);
  return NULL;
}

static void
note_id (Reader *reader, GHashTable *ids, const char *id)
{
  if (id != NULL && !g_hash_table_add (ids, g_strdup (id)))
    report (reader, "the id “%s” is used twice", id);
}

static void
fill_text (Reader *reader, const char *member, JsonNode *node, YzText *ret_text)
{
  static const char *const known[] = { "zh", "en", NULL };
  JsonObject *object = to_object (reader, node, known);

  if (object == NULL)
    return;
  for (const char *const *l = known; *l != NULL; l++) {
    const char *words = yz_json_get_string (object, *l);

    if (words == NULL || *words == '\0')
      report (reader, "“%s” lacks its “%s” words", member, *l);
    else if (strcmp (*l, "zh") == 0)
      ret_text->zh = g_strdup (words);
    else
      ret_text->en = g_strdup (words);
  }
}

static void
read_text (Reader *reader,
           JsonObject *object,
           const char *member,
           gboolean needed,
           YzText *ret_text)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node != NULL)
    fill_text (reader, member, node, ret_text);
  else if (needed)
    report (reader, "“%s” is missing: write {\"zh\": …, \"en\": …}", member);
}

static gboolean
read_flag (Reader *reader, JsonObject *object, const char *member, gboolean needed)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL && !needed)
    return FALSE;
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    report (reader,
            "an expression in “%s” needs the rule engine, which this version does not have: "
            "write true or false",
            member);
  else
    report (reader, "“%s” is missing or wrong: write true or false", member);
  return FALSE;
}

static guint
read_count (Reader *reader, JsonObject *object, const char *member)
{
  gint64 count;

  if (!json_object_has_member (object, member))
    return 0;
  count = yz_json_get_int (object, member, 0);
  if (count >= 1 && count <= MAX_LENGTH)
    return (guint)count;
  report (reader, "“%s” is wrong: write a whole number from 1 to %d", member, MAX_LENGTH);
  return 0;
}

static void
read_option (Reader *reader, YzField *field, JsonNode *node, GHashTable *values)
{
  static const char *const known[] = { "value", "title", NULL };
  JsonObject *object = to_object (reader, node, known);
  YzOption *option;

  if (object == NULL)
    return;
  option = yz_option_new ();
  g_ptr_array_add (field->options, option);
  option->value = read_id (reader, object, "value", "-_");
  read_text (reader, object, "title", TRUE, &option->title);
  if (option->value != NULL && !g_hash_table_add (values, option->value))
    report (reader, "the option “%s” is there twice", option->value);
}

static void
read_options (Reader *reader, JsonObject *object, YzField *field)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *array;

  if (field->type != YZ_FIELD_CHOICE && field->type != YZ_FIELD_MANY) {
    if (json_object_has_member (object, "options"))
      report (reader, "“options” is only for the types choice and many");
    return;
  }
  array = read_list (reader, object, "options");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    read_option (reader, field, json_array_get_element (array, i), values);
}

static void
read_bounds (Reader *reader, JsonObject *object, YzField *field)
{
  gboolean is_text = field->type == YZ_FIELD_TEXT;

  field->max_length = read_count (reader, object, "max_length");
  field->digits = read_count (reader, object, "digits");
  field->past = read_flag (reader, object, "past", FALSE);

  if (field->max_length != 0 && !is_text && field->type != YZ_FIELD_LONG_TEXT
      && field->type != YZ_FIELD_ADDRESS)
    report (reader, "“max_length” is only for the types text, long-text and address");
  if (field->digits != 0 && !is_text)
    report (reader, "“digits” is only for the type text");
  if (field->digits != 0 && field->max_length != 0)
    report (reader, "“digits” already says how long it is: take “max_length” out");
  if (json_object_has_member (object, "past") && field->type != YZ_FIELD_DATE)
    report (reader, "“past” is only for the type date");
}

static gboolean
read_type (Reader *reader, JsonObject *object, YzFieldType *ret_type)
{
  const char *name = yz_json_get_string (object, "type");
  g_autofree char *list = NULL;

  if (name != NULL && yz_field_type_from_string (name, ret_type))
    return TRUE;

  list = yz_field_type_list ();
  if (name == NULL)
    report (reader, "“type” is missing: write one of %s", list);
  else
    report (reader, "“%s” is no type this version knows: write one of %s", name, list);
  return FALSE;
}

static void
read_field (Reader *reader, YzSection *section, JsonNode *node)
{
  static const char *const known[] = { "id",         "type",   "required", "title",   "hint",
                                       "max_length", "digits", "past",     "options", NULL };
  JsonObject *object = to_object (reader, node, known);
  YzField *field;

  if (object == NULL)
    return;
  field = yz_field_new ();
  g_ptr_array_add (section->fields, field);
  field->id = read_id (reader, object, "id", "_");
  note_id (reader, reader->field_ids, field->id);
  field->required = read_flag (reader, object, "required", TRUE);
  read_text (reader, object, "title", TRUE, &field->title);
  read_text (reader, object, "hint", FALSE, &field->hint);
  if (read_type (reader, object, &field->type)) {
    read_bounds (reader, object, field);
    read_options (reader, object, field);
  }
}

/* `field phone`, or by its position where it has no name that could be shown. */
static char *
name_place (const char *what, JsonNode *node, guint position, const char *where)
{
  const char *id = JSON_NODE_HOLDS_OBJECT (node)
                       ? yz_json_get_string (json_node_get_object (node), "id")
                       : NULL;

  if (id != NULL && is_id (id, "-_"))
    return g_strdup_printf ("%s %s", what, id);
  return g_strdup_printf ("%s number %u%s", what, position + 1, where);
}

static void
read_fields (Reader *reader, JsonObject *object, YzSection *section)
{
  g_autofree char *where = g_strdup_printf (" of %s", reader->place);
  JsonArray *array = read_list (reader, object, "fields");
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n > MAX_FIELDS_A_SECTION)
    report (reader, "%u fields: a step has at most %d, make two sections of it", n,
            MAX_FIELDS_A_SECTION);
  for (guint i = 0; i < n; i++) {
    JsonNode *element = json_array_get_element (array, i);

    set_place (reader, name_place ("field", element, i, where));
    read_field (reader, section, element);
  }
}

static void
read_section (Reader *reader, YzForm *form, JsonNode *node, guint position)
{
  static const char *const known[] = { "id", "title", "intro", "fields", NULL };
  JsonObject *object;
  YzSection *section;

  set_place (reader, name_place ("section", node, position, ""));
  object = to_object (reader, node, known);
  if (object == NULL)
    return;
  section = yz_section_new ();
  g_ptr_array_add (form->sections, section);
  section->id = read_id (reader, object, "id", "-_");
  note_id (reader, reader->section_ids, section->id);
  read_text (reader, object, "title", TRUE, &section->title);
  read_text (reader, object, "intro", FALSE, &section->intro);
  read_fields (reader, object, section);
}

static void
read_notice (Reader *reader, YzForm *form, JsonObject *object)
{
  JsonArray *array;

  if (!json_object_has_member (object, "notice"))
    return;
  array = read_list (reader, object, "notice");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    YzText *text = g_new0 (YzText, 1);

    g_ptr_array_add (form->notice, text);
    fill_text (reader, "notice", json_array_get_element (array, i), text);
  }
}

static void
read_form (Reader *reader, YzForm *form, JsonNode *node)
{
  static const char *const known[] = { "id", "version", "title", "notice", "sections", NULL };
  JsonObject *object = to_object (reader, node, known);
  JsonArray *array;

  if (object == NULL)
    return;
  form->id = read_id (reader, object, "id", "-");
  form->version = read_id (reader, object, "version", "-.");
  read_text (reader, object, "title", TRUE, &form->title);
  read_notice (reader, form, object);
  array = read_list (reader, object, "sections");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    read_section (reader, form, json_array_get_element (array, i), i);
}

static GPtrArray *
parse (JsonNode *node, YzForm *form)
{
  Reader reader = {
    .problems = g_ptr_array_new_with_free_func (problem_free),
    .section_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .field_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .place = g_strdup (""),
  };

  read_form (&reader, form, node);
  g_hash_table_unref (reader.section_ids);
  g_hash_table_unref (reader.field_ids);
  g_free (reader.place);
  return reader.problems;
}

/**
 * yz_form_find_problems:
 * @node: the JSON of a form
 *
 * Returns: (transfer full) (element-type YzFormProblem): all that is wrong with it, in its order;
 *   empty where yz_form_new_from_json() takes it
 */
GPtrArray *
yz_form_find_problems (JsonNode *node)
{
  g_autoptr (YzForm) form = g_object_new (YZ_TYPE_FORM, NULL);

  g_return_val_if_fail (node != NULL, NULL);

  return parse (node, form);
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
  g_autoptr (GPtrArray) problems = NULL;
  const YzFormProblem *first;

  g_return_val_if_fail (node != NULL, NULL);

  problems = parse (node, form);
  if (problems->len == 0)
    return g_steal_pointer (&form);

  first = g_ptr_array_index (problems, 0);
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s%s%s", first->place,
               *first->place != '\0' ? ": " : "", first->message);
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
