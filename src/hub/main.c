/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub.h"

#include "yz-error.h"

#include <glib-unix.h>
#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* yizhan-hub: the server, for a hall or for the centre. */

typedef enum {
  EXIT_DONE = 0,
  EXIT_USAGE = 2,
  EXIT_FAILED = 3,
} Exit;

typedef struct {
  YzHub *hub;
  GMainLoop *loop;
  gboolean stopping;
} Program;

static void
on_stop_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Program *program = user_data;

  yz_hub_stop_finish (YZ_HUB (source), result, NULL);
  g_main_loop_quit (program->loop);
}

static gboolean
on_signal (gpointer user_data)
{
  Program *program = user_data;

  if (!program->stopping)
    yz_hub_stop_async (program->hub, on_stop_ready, program);
  program->stopping = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Without anything a citizen typed: requests are sealed, and the messages are our own. */
static void
on_failed (YzHub *hub, const GError *error, gpointer user_data)
{
  g_warning ("%s: %s", yz_error_to_code (error), error->message);
}

static gboolean
serve (YzNode *node, const char *where, GError **error)
{
  g_autoptr (YzHub) hub = yz_hub_open (node, error);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Program program = { hub, loop, FALSE };
  guint term_id;
  guint int_id;

  if (hub == NULL || !yz_hub_listen (hub, where, error))
    return FALSE;

  g_signal_connect (hub, "failed", G_CALLBACK (on_failed), NULL);
  term_id = g_unix_signal_add (SIGTERM, on_signal, &program);
  int_id = g_unix_signal_add (SIGINT, on_signal, &program);
  printf ("listening on %s\n", yz_hub_get_url (hub));
  fflush (stdout);
  g_main_loop_run (loop);
  g_source_remove (term_id);
  g_source_remove (int_id);
  return TRUE;
}

static gboolean export(YzNode *node, const char *dir, GError **error)
{
  guint n;
  guint n_missing;

  if (!yz_hub_export (node, dir, &n, &n_missing, error))
    return FALSE;
  if (n_missing > 0)
    g_printerr ("yizhan-hub: %u papers have not arrived yet: export again later\n", n_missing);
  printf ("%u exported to %s\n", n, dir);
  return TRUE;
}

static Exit
report (const GError *error)
{
  g_printerr ("yizhan-hub: %s\n", error->message);
  return error->domain == G_OPTION_ERROR ? EXIT_USAGE : EXIT_FAILED;
}

static gboolean
check_usage (int argc, char **argv, GError **error)
{
  if (argc == 1 || (argc == 3 && strcmp (argv[1], "export") == 0))
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               "“%s” is nothing the hub does: see yizhan-hub --help", argv[1]);
  return FALSE;
}

static char *
default_address (YzNode *node)
{
  g_autofree char *path = yz_node_get_path (node, "hub.sock");

  return g_strconcat ("unix:", path, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("[export DIR]");
  g_autofree char *data_dir = NULL;
  g_autofree char *where = NULL;
  g_autoptr (YzClock) clock = yz_clock_new_system ();
  g_autoptr (YzNode) node = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok;
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, "The node's folder", "DIR" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &where,
      "127.0.0.1:PORT or unix:/path (default: unix:DIR/hub.sock)", "ADDRESS" },
    G_OPTION_ENTRY_NULL,
  };

  setlocale (LC_ALL, "");
  if (sodium_init () < 0)
    return EXIT_FAILED;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !check_usage (argc, argv, &error))
    return (int)report (error);

  if (data_dir == NULL)
    data_dir = g_build_filename (g_get_user_data_dir (), "yizhan", NULL);
  node = yz_node_open (data_dir, clock, &error);
  if (node == NULL)
    return (int)report (error);

  if (where == NULL)
    where = default_address (node);
  ok = argc == 3 ? export(node, argv[2], &error) : serve (node, where, &error);
  return ok ? EXIT_DONE : (int)report (error);
}
