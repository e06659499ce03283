/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-application.h"
#include "yz-language.h"
#include "yz-serial-card-reader.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* What a citizen types must not outlive the session: no core file, and no life without the
 * supervisor. PR_SET_DUMPABLE would do the first too, but hides the memory figures. */
static gboolean
confine (int parent)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  if (parent == 0)
    return TRUE;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  return getppid () == parent; /* it may have died before the line above */
}

/* Without a GPU, GTK's GL renderer takes ten times as long a frame as cairo. In a browser the page
 * stays white with any renderer but Broadway's own. */
static void
choose_renderer (void)
{
  if (g_strcmp0 (g_getenv ("GDK_BACKEND"), "broadway") == 0)
    g_setenv ("GSK_RENDERER", "broadway", TRUE);
  else if (g_access ("/dev/dri/renderD128", R_OK) != 0)
    g_setenv ("GSK_RENDERER", "cairo", TRUE);
}

static YzCardReader *
new_card_reader (YzNode *node)
{
  YzConfig *config = yz_node_get_config (node);
  const char *path = yz_config_get_string (config, "devices.reader");

  if (*path == '\0')
    return NULL;
  return yz_serial_card_reader_new (path, (guint)yz_config_get_int (config, "devices.reader-baud"),
                                    YZ_SERIAL_CARD_READER_TIMEOUT_MS, yz_node_get_clock (node));
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (YzApplication) application = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *size = NULL;
  YzApplicationOptions options = { .bus_fd = -1, .new_card_reader = new_card_reader };
  int parent = 0;
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options.data_dir, "The node's folder", "DIR" },
    { "bus-fd", 0, 0, G_OPTION_ARG_INT, &options.bus_fd, "Socket of the supervisor", "N" },
    { "parent", 0, 0, G_OPTION_ARG_INT, &parent, "Process number of the supervisor", "PID" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, "A window instead of the whole screen", "WxH" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("yizhan-session: %s\n", error->message);
    return 2;
  }
  if (options.data_dir == NULL
      || (size != NULL && sscanf (size, "%dx%d", &options.width, &options.height) != 2)) {
    g_printerr ("yizhan-session: --data-dir DIR is needed, --size is WIDTHxHEIGHT\n");
    return 2;
  }
  if (!confine (parent) || sodium_init () < 0)
    return 3;
  /* Threads that have worked for a moment would each leave a heap of their own behind. */
  mallopt (M_ARENA_MAX, 1);

  choose_renderer ();
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  yz_language_init ();
  application = yz_application_new (&options);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}
