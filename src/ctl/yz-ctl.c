/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-error.h"

/* What the commands share. */

/**
 * yz_ctl_open_node:
 * @ctl: the program
 * @error: as yz_node_open()
 *
 * Returns: (transfer full): the node of `--data-dir`
 */
YzNode *
yz_ctl_open_node (YzCtl *ctl, GError **error)
{
  return yz_node_open (ctl->data_dir, ctl->clock, error);
}

/**
 * yz_ctl_parse:
 * @args: (inout): what follows the command; the options are taken out
 * @entries: (nullable): options of the command
 * @min_args: how many arguments at least
 * @max_args: how many at most
 * @error: a #GOptionError that says what is wrong
 *
 * Returns: whether the usage is right
 */
gboolean
yz_ctl_parse (GStrv *args,
              const GOptionEntry *entries,
              guint min_args,
              guint max_args,
              GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  guint n;

  /* GOption takes the first word for the program's name. */
  g_strv_builder_add (builder, "yizhanctl");
  g_strv_builder_addv (builder, (const char **) *args);
  argv = g_strv_builder_end (builder);

  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_help_enabled (context, FALSE);
  if (!g_option_context_parse_strv (context, &argv, error))
    return FALSE;

  n = g_strv_length (argv) - 1;
  if (n < min_args || n > max_args) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                 n < min_args ? "an argument is missing: see yizhanctl --help"
                              : "too many arguments: see yizhanctl --help");
    return FALSE;
  }
  g_strfreev (*args);
  *args = g_strdupv (argv + 1);
  return TRUE;
}

