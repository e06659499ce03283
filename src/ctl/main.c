/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-error.h"
#include "yz-json.h"

#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* yizhanctl: the core from a shell. Each command turns its arguments into one JSON value; how that
 * is printed, and which exit status it ends with, is decided here alone. */

static const YzCtlCommand *const groups[] = {
  yz_ctl_config_commands, yz_ctl_id_commands,     yz_ctl_form_commands, yz_ctl_eligibility_commands,
  yz_ctl_logic_commands,  yz_ctl_faq_commands,    yz_ctl_scan_commands, yz_ctl_seal_commands,
  yz_ctl_sync_commands,   yz_ctl_ticket_commands,
};

static const YzCtlCommand *
find_command (GStrv args, guint *ret_n_words)
{
  for (gsize g = 0; g < G_N_ELEMENTS (groups); g++) {
    for (const YzCtlCommand *c = groups[g]; c->name != NULL; c++) {
      g_auto (GStrv) words = g_strsplit (c->name, " ", 2);
      guint n = g_strv_length (words);

      if (g_strv_length (args) >= n && strcmp (args[0], words[0]) == 0
          && (n == 1 || strcmp (args[1], words[1]) == 0)) {
        *ret_n_words = n;
        return c;
      }
    }
  }
  return NULL;
}

static char *
list_commands (void)
{
  GString *text = g_string_new ("Commands:\n");

  for (gsize g = 0; g < G_N_ELEMENTS (groups); g++)
    for (const YzCtlCommand *c = groups[g]; c->name != NULL; c++)
      g_string_append_printf (text, "  %s %s\n", c->name, c->usage);
  return g_string_free (text, FALSE);
}

static void print_text (JsonNode *node, guint indent);

static void
print_member (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  guint indent = GPOINTER_TO_UINT (user_data);

  gboolean one_line = JSON_NODE_HOLDS_VALUE (node) || JSON_NODE_HOLDS_NULL (node);

  printf ("%*s%s:%s", (int)indent, "", name, one_line ? " " : "\n");
  print_text (node, indent + 2);
}

/* For people: one `name: value` a line, indented. Programs ask for --json. */
static void
print_text (JsonNode *node, guint indent)
{
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    json_object_foreach_member (json_node_get_object (node), print_member,
                                GUINT_TO_POINTER (indent));
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (array); i++) {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (element))
        printf ("%*s", (int)indent, "");
      else if (i > 0)
        printf ("\n");
      print_text (element, indent);
    }
  } else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING) {
    printf ("%s\n", json_node_get_string (node));
  } else {
    g_autofree char *text = yz_json_to_text (node, FALSE);

    printf ("%s\n", JSON_NODE_HOLDS_NULL (node) ? "-" : text);
  }
}

static YzExit
exit_for_error (const GError *error)
{
  if (error->domain == G_OPTION_ERROR)
    return YZ_EXIT_USAGE;
  if (g_error_matches (error, YZ_ERROR, YZ_ERROR_OFFLINE))
    return YZ_EXIT_OFFLINE;
  return YZ_EXIT_FAILED;
}

static YzExit
report_error (const GError *error, gboolean json)
{
  g_printerr ("yizhanctl: %s\n", error->message);
  if (json) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();
    g_autoptr (JsonNode) node = NULL;
    g_autofree char *text = NULL;

    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "error");
    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "code");
    json_builder_add_string_value (builder, error->domain == G_OPTION_ERROR
                                                ? "usage"
                                                : yz_error_to_code (error));
    json_builder_set_member_name (builder, "message");
    json_builder_add_string_value (builder, error->message);
    json_builder_end_object (builder);
    json_builder_end_object (builder);
    node = json_builder_get_root (builder);
    text = yz_json_to_text (node, FALSE);
    printf ("%s\n", text);
  }
  return exit_for_error (error);
}

static YzExit
run_command (YzCtl *ctl, GStrv args, gboolean json, GError **error)
{
  guint n_words = 0;
  const YzCtlCommand *command = find_command (args, &n_words);
  g_autoptr (JsonNode) node = NULL;

  if (command == NULL) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                 "there is no command “%s”: see yizhanctl --help", args[0] != NULL ? args[0] : "");
    return YZ_EXIT_USAGE;
  }
  {
    g_auto (GStrv) rest = g_strdupv (args + n_words);

    node = command->run (ctl, rest, error);
  }
  if (node == NULL) {
    g_prefix_error (error, "%s: ", command->name);
    return YZ_EXIT_FAILED;
  }
  if (json) {
    g_autofree char *text = yz_json_to_text (node, FALSE);

    printf ("%s\n", text);
  } else {
    print_text (node, 0);
  }
  return ctl->exit;
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) args = g_strdupv (argv);
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND [ARGUMENTS]");
  g_autofree char *commands = list_commands ();
  g_autoptr (GError) error = NULL;
  YzCtl ctl = { 0 };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &ctl.data_dir, "The node's folder", "DIR" },
    { "content", 0, 0, G_OPTION_ARG_FILENAME, &ctl.content_dir,
      "A content folder instead of the active one", "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON document", NULL },
    G_OPTION_ENTRY_NULL,
  };
  YzExit status;

  /* All that is said here is UTF-8, also in a shell without a locale. */
  setlocale (LC_CTYPE, "C.UTF-8");
  if (sodium_init () < 0)
    return YZ_EXIT_FAILED;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_description (context, commands);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  if (!g_option_context_parse_strv (context, &args, &error))
    return (int)report_error (error, json);

  if (ctl.data_dir == NULL)
    ctl.data_dir = g_build_filename (g_get_user_data_dir (), "yizhan", NULL);
  ctl.clock = yz_clock_new_system ();
  status = run_command (&ctl, args + 1, json, &error);
  if (error != NULL)
    status = report_error (error, json);

  g_free (ctl.data_dir);
  g_free (ctl.content_dir);
  g_object_unref (ctl.clock);
  return (int)status;
}
