/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-laws.h"
#include "yz-result-paper.h"
#include "yz-rules.h"

/* eligibility, rules */

#define MAX_ANSWERS_BYTES (256 * 1024)

/* An unknown answer, or one without such a value, is wrong usage. */
static void
to_usage (GError **error)
{
  if (error != NULL && g_error_matches (*error, YZ_ERROR, YZ_ERROR_INVALID)) {
    (*error)->domain = G_OPTION_ERROR;
    (*error)->code = G_OPTION_ERROR_BAD_VALUE;
  }
}

static JsonNode *
read_answers (const char *file, const char *region, GError **error)
{
  g_autoptr (JsonNode) node = yz_ctl_load_json (file, MAX_ANSWERS_BYTES, error);
  JsonObject *answers;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "the answers are no JSON object");
    return NULL;
  }
  answers = json_node_get_object (node);
  if (region != NULL && !json_object_has_member (answers, "region"))
    json_object_set_string_member (answers, "region", region);
  return g_steal_pointer (&node);
}

/* What the window hands out. Where somebody is in danger it must not tell what it is about. */
static gboolean
write_paper (YzCtl *ctl, YzContent *content, JsonObject *result, const char *path, GError **error)
{
  g_autoptr (YzNode) node = yz_ctl_open_node (ctl, error);
  g_autoptr (YzLaws) laws = node != NULL ? yz_laws_load (content, error) : NULL;
  g_autoptr (GBytes) pdf = NULL;
  gsize size;
  const char *data;

  if (laws == NULL)
    return FALSE;
  yz_laws_annotate (laws, result);
  pdf = yz_result_paper_render (result,
                                yz_config_get_string (yz_node_get_config (node), "station.hall"),
                                "zh",
                                json_array_get_length (yz_json_get_array (result, "safety")) > 0,
                                error);
  if (pdf == NULL)
    return FALSE;
  data = g_bytes_get_data (pdf, &size);
  return g_file_set_contents_full (path, data, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

static JsonNode *
eligibility (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autofree char *file = NULL;
  g_autofree char *region = NULL;
  g_autofree char *date = NULL;
  g_autofree char *paper = NULL;
  gboolean explain = FALSE;
  const GOptionEntry options[] = {
    { "answers", 0, 0, G_OPTION_ARG_FILENAME, &file, NULL, NULL },
    { "region", 0, 0, G_OPTION_ARG_STRING, &region, NULL, NULL },
    { "date", 0, 0, G_OPTION_ARG_STRING, &date, NULL, NULL },
    { "paper", 0, 0, G_OPTION_ARG_FILENAME, &paper, NULL, NULL },
    { "explain", 0, 0, G_OPTION_ARG_NONE, &explain, NULL, NULL },
    { NULL },
  };
  g_autoptr (YzContent) content = NULL;
  g_autoptr (YzRules) rules = NULL;
  g_autoptr (JsonNode) answers = NULL;
  JsonNode *result;

  if (!yz_ctl_parse (&rest, options, 0, 0, error))
    return NULL;
  if (file == NULL) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         "give the answers with --answers FILE, or - for the standard input");
    return NULL;
  }
  answers = read_answers (file, region, error);
  content = answers != NULL ? yz_ctl_open_content (ctl, error) : NULL;
  rules = content != NULL ? yz_content_get_rules (content, error) : NULL;
  if (rules == NULL)
    return NULL;
  if (date == NULL)
    date = yz_content_get_day (content);
  result = yz_rules_check (rules, json_node_get_object (answers), date, explain, error);
  if (result == NULL)
    to_usage (error);
  else if (paper != NULL
           && !write_paper (ctl, content, json_node_get_object (result), paper, error))
    g_clear_pointer (&result, json_node_unref);
  return result;
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static JsonNode *
rules_check (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) problems = NULL;

  if (!yz_ctl_parse (&rest, NULL, 1, 1, error))
    return NULL;
  if (!g_file_test (rest[0], G_FILE_TEST_IS_DIR)) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s is no folder", rest[0]);
    return NULL;
  }
  problems = yz_rules_find_problems (rest[0]);
  ctl->exit = problems->len == 0 ? YZ_EXIT_DONE : YZ_EXIT_NO;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ok");
  json_builder_add_boolean_value (builder, problems->len == 0);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < problems->len; i++) {
    const YzProblem *problem = g_ptr_array_index (problems, i);

    json_builder_begin_object (builder);
    add_string (builder, "file", problem->file);
    add_string (builder, "place", problem->place);
    add_string (builder, "message", problem->message);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

const YzCtlCommand yz_ctl_eligibility_commands[] = {
  { "eligibility",
    "--answers FILE|- [--region CODE] [--date YYYY-MM-DD] [--explain] [--paper FILE]",
    eligibility },
  { "rules check", "DIR", rules_check },
  { NULL },
};
