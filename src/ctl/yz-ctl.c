/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-owner.h"

#include <string.h>
#include <unistd.h>

/* What the commands share. */

#define LOCK_WAIT_MS 5000
#define LOCK_RETRY_MS 20

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

static gboolean
is_worth_waiting (const GError *error)
{
  return g_error_matches (error, YZ_ERROR, YZ_ERROR_NOT_FOUND)
         || g_error_matches (error, YZ_ERROR, YZ_ERROR_CONFIG)
         || g_error_matches (error, YZ_ERROR, YZ_ERROR_BUSY);
}

/**
 * yz_ctl_open_own_store:
 * @path: `kiosk.db` of a node whose `owner.lock` this program holds
 * @error: as yz_store_open_or_rescue()
 *
 * Makes the store, brings it up to date, and where it is damaged rescues what can be read of it,
 * and says so.
 *
 * Returns: (transfer full): the store
 */
YzStore *
yz_ctl_open_own_store (const char *path, GError **error)
{
  g_autofree char *set_aside = NULL;
  YzStore *store = yz_store_open_or_rescue (path, &yz_kiosk_schema, &set_aside, error);

  if (store != NULL && set_aside != NULL)
    g_printerr ("yizhanctl: the database was damaged: what could be read was saved, and the "
                "damaged file was kept as %s\n",
                set_aside);
  return store;
}

/**
 * yz_ctl_open_store:
 * @ctl: the program
 * @node: the node of `--data-dir`
 * @error: as yz_store_open()
 *
 * Opens `kiosk.db`, and makes it or brings it up to date where no supervisor runs that would. Where
 * one is just doing that, or another yizhanctl is, this waits for it.
 *
 * Returns: (transfer full): the store
 */
YzStore *
yz_ctl_open_store (YzCtl *ctl, YzNode *node, GError **error)
{
  g_autofree char *path = yz_node_get_path (node, "kiosk.db");

  for (guint waited_ms = 0;; waited_ms += LOCK_RETRY_MS) {
    g_autoptr (YzOwner) owner = yz_owner_acquire (yz_node_get_dir (node), NULL);
    g_autoptr (GError) open_error = NULL;
    YzStore *store = owner != NULL ? yz_ctl_open_own_store (path, &open_error)
                                   : yz_store_open (path, &yz_kiosk_schema, FALSE, &open_error);

    if (store != NULL)
      return store;
    if (owner != NULL || waited_ms >= LOCK_WAIT_MS || !is_worth_waiting (open_error)) {
      g_propagate_error (error, g_steal_pointer (&open_error));
      return NULL;
    }
    g_usleep (LOCK_RETRY_MS * 1000);
  }
}

/**
 * yz_ctl_open_content:
 * @ctl: the program
 * @error: as yz_content_open_folder() or yz_content_open_active()
 *
 * Returns: (transfer full): the content folder of `--content` as it is, or the active content of
 *   the node
 */
YzContent *
yz_ctl_open_content (YzCtl *ctl, GError **error)
{
  const char *shipped = g_getenv ("YZ_CONTENT_DIR");
  g_autoptr (YzNode) node = NULL;
  YzContent *content = NULL;

  if (ctl->content_dir != NULL) {
    content = yz_content_open_folder (ctl->content_dir, error);
  } else {
    node = yz_ctl_open_node (ctl, error);
    if (node != NULL)
      content
          = yz_content_open_active (yz_node_get_dir (node),
                                    shipped != NULL ? shipped : YZ_PKGDATADIR "/content", error);
  }
  if (content != NULL)
    yz_content_set_clock (content, ctl->clock);
  return content;
}

/**
 * yz_ctl_read_stdin:
 * @max_bytes: where there are more, this stops soon after
 * @error: %YZ_ERROR_INVALID
 *
 * Returns: (transfer full): what the standard input holds
 */
GByteArray *
yz_ctl_read_stdin (gsize max_bytes, GError **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  guint8 buffer[16 * 1024];
  gssize n;

  while ((n = read (STDIN_FILENO, buffer, sizeof buffer)) > 0) {
    g_byte_array_append (data, buffer, (guint)n);
    if (data->len > max_bytes)
      break;
  }
  if (n < 0) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "the standard input cannot be read");
    return NULL;
  }
  return g_steal_pointer (&data);
}

/**
 * yz_ctl_load_json:
 * @path: a file, or `-` for the standard input
 * @max_bytes: the most that is read
 * @error: as yz_json_load()
 *
 * Returns: (transfer full): the value
 */
JsonNode *
yz_ctl_load_json (const char *path, gsize max_bytes, GError **error)
{
  g_autoptr (GByteArray) data = NULL;
  JsonNode *node;

  if (!g_str_equal (path, "-"))
    return yz_json_load (path, max_bytes, error);

  data = yz_ctl_read_stdin (max_bytes, error);
  if (data == NULL)
    return NULL;
  node = yz_json_parse (data->data != NULL ? (const char *)data->data : "", (gssize)data->len,
                        max_bytes, error);
  if (node == NULL)
    g_prefix_error (error, "standard input: ");
  return node;
}

/* What stands after it are arguments, also where they begin with a dash; just then GOption leaves
 * it in. Before it there can be no other. */
static void
drop_separator (GStrv argv)
{
  gsize i = 0;

  while (argv[i] != NULL && strcmp (argv[i], "--") != 0)
    i++;
  if (argv[i] == NULL)
    return;

  g_free (argv[i]);
  for (; argv[i] != NULL; i++)
    argv[i] = argv[i + 1];
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
  g_strv_builder_addv (builder, (const char **)*args);
  argv = g_strv_builder_end (builder);

  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_help_enabled (context, FALSE);
  if (!g_option_context_parse_strv (context, &argv, error))
    return FALSE;

  drop_separator (argv);
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
