/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-json.h"
#include "yz-logic.h"

/* logic */

#define MAX_BYTES (1024 * 1024)

static JsonNode *
parse_option (const char *name, const char *text, GError **error)
{
  g_autoptr (GError) problem = NULL;
  JsonNode *node = yz_json_parse (text, -1, MAX_BYTES, &problem);

  if (node == NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s", name, problem->message);
  return node;
}

static JsonNode *
logic (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autofree char *rule = NULL;
  g_autofree char *data = NULL;
  const GOptionEntry options[] = {
    { "rule", 0, 0, G_OPTION_ARG_STRING, &rule, NULL, NULL },
    { "data", 0, 0, G_OPTION_ARG_STRING, &data, NULL, NULL },
    { NULL },
  };
  g_autoptr (JsonNode) rule_node = NULL;
  g_autoptr (JsonNode) data_node = NULL;
  g_autoptr (YzLogic) compiled = NULL;

  if (!yz_ctl_parse (&rest, options, 0, 0, error))
    return NULL;
  if (rule == NULL) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "give a rule with --rule");
    return NULL;
  }
  rule_node = parse_option ("--rule", rule, error);
  if (rule_node == NULL)
    return NULL;
  if (data != NULL && (data_node = parse_option ("--data", data, error)) == NULL)
    return NULL;
  compiled = yz_logic_new (rule_node, error);
  return compiled != NULL ? yz_logic_apply (compiled, data_node, error) : NULL;
}

const YzCtlCommand yz_ctl_logic_commands[] = {
  { "logic", "--rule JSON [--data JSON]", logic },
  { NULL },
};
