/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-supervisor.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <malloc.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* yizhan-kiosk: the program that a hall starts. */

typedef struct {
  char *data_dir;
  char *size;
  gboolean fullscreen;
} Options;

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

typedef struct {
  GMainLoop *loop;
  GError *error;
} Failure;

static void
on_failed (Failure *failure, const GError *error)
{
  g_clear_error (&failure->error);
  failure->error = g_error_copy (error);
  g_main_loop_quit (failure->loop);
}

static char *
session_program (void)
{
  const char *dir = g_getenv ("YZ_LIBEXECDIR");

  return g_build_filename (dir != NULL ? dir : YZ_LIBEXECDIR "/yizhan", "yizhan-session", NULL);
}

static GStrv
session_arguments (const Options *options, const char *data_dir)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *program = session_program ();
  g_autofree char *parent = g_strdup_printf ("%d", (int)getpid ());

  g_strv_builder_add_many (builder, program, "--data-dir", data_dir, "--bus-fd", "3", "--parent",
                           parent, NULL);
  if (!options->fullscreen)
    g_strv_builder_add_many (builder, "--size", options->size != NULL ? options->size : "1080x1920",
                             NULL);
  return g_strv_builder_end (builder);
}

static gboolean
run (const Options *options, GError **error)
{
  const char *content_dir = g_getenv ("YZ_CONTENT_DIR");
  g_autoptr (YzClock) clock = yz_clock_new_system ();
  g_autoptr (YzNode) node = yz_node_open (options->data_dir, clock, error);
  g_autoptr (YzSupervisor) supervisor = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_auto (GStrv) argv = NULL;
  Failure failure = { .loop = loop };

  if (node == NULL)
    return FALSE;

  argv = session_arguments (options, yz_node_get_dir (node));
  supervisor
      = yz_supervisor_new (node, content_dir != NULL ? content_dir : YZ_PKGDATADIR "/content",
                           (const char *const *)argv);
  g_signal_connect_swapped (supervisor, "failed", G_CALLBACK (on_failed), &failure);
  if (!yz_supervisor_start (supervisor, error))
    return FALSE;
  /* It runs for months now, without what starting needed for a moment. */
  malloc_trim (0);

  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  g_main_loop_run (loop);
  yz_supervisor_stop (supervisor);
  if (failure.error != NULL)
    g_propagate_error (error, failure.error);
  return failure.error == NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  const struct rlimit none = { 0, 0 };
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options.data_dir, "The node's folder", "DIR" },
    { "fullscreen", 0, 0, G_OPTION_ARG_NONE, &options.fullscreen, "Fill the screen, in a hall",
      NULL },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options.size, "Of the window, 1080x1920 unless told",
      "WxH" },
    G_OPTION_ENTRY_NULL,
  };
  int status = EXIT_SUCCESS;

  /* All that is said here is UTF-8, also in a shell without a locale. */
  setlocale (LC_CTYPE, "C.UTF-8");
  setrlimit (RLIMIT_CORE, &none);
  /* Threads that have worked for a moment would each leave a heap of their own behind. */
  mallopt (M_ARENA_MAX, 1);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("yizhan-kiosk: %s\n", error->message);
    return 2;
  }
  if (options.data_dir == NULL)
    options.data_dir = g_build_filename (g_get_user_data_dir (), "yizhan", NULL);
  if (sodium_init () < 0 || !run (&options, &error)) {
    g_printerr ("yizhan-kiosk: %s\n",
                error != NULL ? error->message : "libsodium does not work here");
    status = 3;
  }
  g_free (options.data_dir);
  g_free (options.size);
  return status;
}
