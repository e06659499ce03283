/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-error.h"
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

static JsonNode *
eligibility (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autofree char *file = NULL;
  g_autofree char *region = NULL;
  g_autofree char *date = NULL;
  gboolean explain = FALSE;
  const GOptionEntry options[] = {
    { "answers", 0, 0, G_OPTION_ARG_FILENAME, &file, NULL, NULL },
    { "region", 0, 0, G_OPTION_ARG_STRING, &region, NULL, NULL },
    { "date", 0, 0, G_OPTION_ARG_STRING, &date, NULL, NULL },
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
  return result;
}

const YzCtlCommand yz_ctl_eligibility_commands[] = {
  { "eligibility", "--answers FILE|- [--region CODE] [--date YYYY-MM-DD] [--explain]",
    eligibility },
  { NULL },
};
