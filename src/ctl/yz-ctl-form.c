/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-ctl-papers.h"
#include "yz-error.h"
#include "yz-json.h"
#include "yz-submission.h"

#define MAX_ANSWERS_BYTES (1024 * 1024)

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/* Chinese under @name, English beside it. */
static void
add_text (JsonBuilder *builder, const char *name, const YzText *text)
{
  g_autofree char *english = g_strconcat (name, "_en", NULL);

  add_string (builder, name, text->zh);
  add_string (builder, english, text->en);
}

/* form list */

static void
add_option (JsonBuilder *builder, const YzOption *option)
{
  json_builder_begin_object (builder);
  add_string (builder, "value", option->value);
  add_text (builder, "title", &option->title);
  json_builder_end_object (builder);
}

/* `required`: whatever else is answered. */
static void
add_field (JsonBuilder *builder, const YzField *field)
{
  json_builder_begin_object (builder);
  add_string (builder, "id", field->id);
  add_string (builder, "type", yz_field_type_to_string (field->type));
  json_builder_set_member_name (builder, "required");
  json_builder_add_boolean_value (builder, field->required && field->relevant == NULL);
  json_builder_set_member_name (builder, "options");
  json_builder_begin_array (builder);
  for (guint i = 0; i < field->options->len; i++)
    add_option (builder, g_ptr_array_index (field->options, i));
  json_builder_end_array (builder);
  add_text (builder, "title", &field->title);
  json_builder_end_object (builder);
}

static void
add_form (JsonBuilder *builder, YzForm *form)
{
  GPtrArray *sections = yz_form_get_sections (form);

  json_builder_begin_object (builder);
  add_string (builder, "id", yz_form_get_id (form));
  add_text (builder, "title", yz_form_get_title (form));
  add_string (builder, "version", yz_form_get_version (form));
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_array (builder);
  for (guint s = 0; s < sections->len; s++) {
    const YzSection *section = g_ptr_array_index (sections, s);

    for (guint f = 0; f < section->fields->len; f++)
      add_field (builder, g_ptr_array_index (section->fields, f));
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static JsonNode *
form_list (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (YzContent) content = NULL;
  g_autoptr (GPtrArray) forms = NULL;

  if (!yz_ctl_parse (&rest, NULL, 0, 0, error))
    return NULL;
  content = yz_ctl_open_content (ctl, error);
  forms = content != NULL ? yz_content_list_forms (content, error) : NULL;
  if (forms == NULL)
    return NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < forms->len; i++)
    add_form (builder, g_ptr_array_index (forms, i));
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

/* form check */

static void
add_problem (JsonBuilder *builder, const char *file, const char *place, const char *message)
{
  json_builder_begin_object (builder);
  add_string (builder, "file", file);
  add_string (builder, "place", place);
  add_string (builder, "message", message);
  json_builder_end_object (builder);
}

static JsonNode *
describe_check (const char *file, GPtrArray *problems, const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ok");
  json_builder_add_boolean_value (builder, error == NULL && problems->len == 0);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  if (error != NULL)
    add_problem (builder, file, "", error->message);
  for (guint i = 0; problems != NULL && i < problems->len; i++) {
    const YzProblem *problem = g_ptr_array_index (problems, i);

    add_problem (builder, file, problem->place, problem->message);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static JsonNode *
form_check (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) json_error = NULL;

  if (!yz_ctl_parse (&rest, NULL, 1, 1, error))
    return NULL;
  node = yz_ctl_load_json (rest[0], YZ_FORM_MAX_BYTES, &json_error);
  if (node != NULL) {
    problems = yz_form_find_problems (node);
  } else if (!g_error_matches (json_error, YZ_ERROR, YZ_ERROR_INVALID)) {
    g_propagate_error (error, g_steal_pointer (&json_error));
    return NULL;
  }
  if (node == NULL || problems->len > 0)
    ctl->exit = YZ_EXIT_NO;
  return describe_check (rest[0], problems, json_error);
}

/* form submit */

/* A form that is not there is wrong usage, like any value that is not among those to choose from.
 */
static YzForm *
find_form (YzCtl *ctl, const char *id, GError **error)
{
  g_autoptr (YzContent) content = yz_ctl_open_content (ctl, error);
  g_autoptr (GError) form_error = NULL;
  YzForm *form;

  if (content == NULL)
    return NULL;
  form = yz_content_get_form (content, id, &form_error);
  if (g_error_matches (form_error, YZ_ERROR, YZ_ERROR_NOT_FOUND))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "there is no form “%s”: see yizhanctl form list", id);
  else if (form_error != NULL)
    g_propagate_error (error, g_steal_pointer (&form_error));
  return form;
}

static JsonNode *
describe_errors (GPtrArray *problems)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "errors");
  json_builder_begin_array (builder);
  for (guint i = 0; i < problems->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (problems, i);

    if (problem->warning)
      continue;
    json_builder_begin_object (builder);
    add_string (builder, "field", problem->field);
    add_text (builder, "message", &problem->message);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static JsonNode *
describe_receipt (const YzReceipt *receipt)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_string (builder, "id", receipt->id);
  add_string (builder, "receipt", receipt->number);
  add_string (builder, "code", receipt->code);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static JsonNode *
submit (YzCtl *ctl, const YzFilledForm *filled, GError **error)
{
  g_autoptr (YzNode) node = yz_ctl_open_node (ctl, error);
  g_autoptr (YzStore) store = NULL;
  g_autoptr (YzReceipt) receipt = NULL;

  if (node == NULL)
    return NULL;
  store = yz_ctl_open_store (ctl, node, error);
  if (store == NULL)
    return NULL;
  receipt = yz_submission_submit (node, store, filled, error);
  return receipt != NULL ? describe_receipt (receipt) : NULL;
}

static JsonNode *
check_and_submit (YzCtl *ctl, const YzFilledForm *filled, GError **error)
{
  g_autofree char *today = yz_time_local_date (yz_clock_now (ctl->clock));
  g_autoptr (GPtrArray) problems = yz_form_check_answers (filled->form, filled->answers, today);

  if (yz_field_problems_block (problems)) {
    ctl->exit = YZ_EXIT_NO;
    return describe_errors (problems);
  }
  for (guint i = 0; i < problems->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (problems, i);

    g_printerr ("yizhanctl: warning: %s: %s\n", problem->field, problem->message.en);
  }
  return submit (ctl, filled, error);
}

static JsonNode *
form_submit (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  g_autoptr (YzForm) form = NULL;
  g_autoptr (JsonNode) answers = NULL;
  g_autoptr (GHashTable) papers = NULL;
  const GOptionEntry entries[] = {
    { "form", 0, 0, G_OPTION_ARG_STRING, &id, "The form", "ID" },
    { "answers", 0, 0, G_OPTION_ARG_FILENAME, &path, "The answers", "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  if (!yz_ctl_parse (&rest, entries, 0, 0, error))
    return NULL;
  if (id == NULL || path == NULL) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         "--form and --answers are needed");
    return NULL;
  }
  form = find_form (ctl, id, error);
  if (form == NULL)
    return NULL;
  answers = yz_ctl_load_json (path, MAX_ANSWERS_BYTES, error);
  if (answers == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (answers)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the answers are no JSON object such as {\"name\": …}");
    return NULL;
  }
  papers = yz_ctl_papers_take (form, path, json_node_get_object (answers), error);
  if (papers == NULL)
    return NULL;
  return check_and_submit (ctl,
                           &(YzFilledForm){ .form = form,
                                            .answers = json_node_get_object (answers),
                                            .papers = papers },
                           error);
}

const YzCtlCommand yz_ctl_form_commands[] = {
  { "form list", "", form_list },
  { "form check", "FILE", form_check },
  { "form submit", "--form ID --answers FILE|-", form_submit },
  { NULL },
};
