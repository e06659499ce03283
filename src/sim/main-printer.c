/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sim-printer.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

/* yizhan-sim-printer: a receipt printer for a machine that has none. SIGUSR1 takes its paper out,
 * SIGUSR2 puts a new roll in. */

static gboolean
parse_paper (const char *option, const char *value, gpointer data, GError **error)
{
  static const char *const names[] = {
    [YZ_PAPER_OK] = "ok",
    [YZ_PAPER_LOW] = "low",
    [YZ_PAPER_OUT] = "out",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strcmp (value, names[i]) == 0) {
      *(YzPaper *)data = (YzPaper)i;
      return TRUE;
    }
  }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "“%s” is no state of the paper: write ok, low or out", value);
  return FALSE;
}

static gboolean
on_paper_out (gpointer user_data)
{
  yz_sim_printer_set_paper (user_data, YZ_PAPER_OUT);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_paper_in (gpointer user_data)
{
  yz_sim_printer_set_paper (user_data, YZ_PAPER_OK);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_terminate (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
on_printed (YzSimPrinter *printer, YzRaster *slip, const char *path, gpointer user_data)
{
  printf ("printed %s\n", path);
  fflush (stdout);
}

static void
on_failed (YzSimPrinter *printer, const GError *error, gpointer user_data)
{
  g_printerr ("yizhan-sim-printer: %s\n", error->message);
}

static void
run (YzSimPrinter *printer)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_signal_connect (printer, "printed", G_CALLBACK (on_printed), NULL);
  g_signal_connect (printer, "failed", G_CALLBACK (on_failed), NULL);
  g_unix_signal_add (SIGUSR1, on_paper_out, printer);
  g_unix_signal_add (SIGUSR2, on_paper_in, printer);
  g_unix_signal_add (SIGTERM, on_terminate, loop);
  g_unix_signal_add (SIGINT, on_terminate, loop);
  printf ("listening on %s\n", yz_sim_printer_get_address (printer));
  fflush (stdout);
  g_main_loop_run (loop);
}

int
main (int argc, char **argv)
{
  YzPaper paper = YZ_PAPER_OK;
  g_autofree char *listen = g_strdup ("127.0.0.1:9100");
  g_autofree char *out = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("printer", NULL, NULL, &paper, NULL);
  g_autoptr (YzSimPrinter) printer = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &listen, "Where to listen", "HOST:PORT" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Folder for the slips", "DIR" },
    { "paper", 0, 0, G_OPTION_ARG_CALLBACK, (gpointer)parse_paper, "ok, low or out", "STATE" },
    G_OPTION_ENTRY_NULL,
  };

  setlocale (LC_ALL, "");
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  if (!g_option_context_parse (context, &argc, &argv, &error) || out == NULL) {
    g_printerr ("yizhan-sim-printer: %s\n",
                error != NULL ? error->message : "say with --out DIR where the slips go");
    return 2;
  }

  printer = yz_sim_printer_new (listen, out, &error);
  if (printer == NULL) {
    g_printerr ("yizhan-sim-printer: %s\n", error->message);
    return 3;
  }
  yz_sim_printer_set_paper (printer, paper);
  run (printer);
  return 0;
}
