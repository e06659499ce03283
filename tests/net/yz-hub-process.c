/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-process.h"

#include "yz-curl-transport.h"

#include "yz-envelope.h"
#include "yz-json.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

char *
yz_hub_program (void)
{
  return g_test_build_filename (G_TEST_BUILT, "..", "src", "hub", "yizhan-hub", NULL);
}

static void
die_with_test (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Returns when it listens. */
YzHubProcess *
yz_hub_process_start (const char *data_dir, const char *listen)
{
  YzHubProcess *self = g_new0 (YzHubProcess, 1);
  g_autofree char *program = yz_hub_program ();
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, die_with_test, NULL, NULL);
  self->process = g_subprocess_launcher_spawn (launcher, &error, program, "--data-dir", data_dir,
                                               "--listen", listen, NULL);
  g_assert_no_error (error);
  self->out = g_object_ref (g_subprocess_get_stdout_pipe (self->process));
  lines = g_data_input_stream_new (self->out);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening on "));
  self->url = g_strdup (line + strlen ("listening on "));
  return self;
}

/* Returns the exit status, or -1 where the signal itself has ended it. */
int
yz_hub_process_stop (YzHubProcess *self, int signal)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_subprocess_send_signal (self->process, signal);
  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);
  status = g_subprocess_get_if_exited (self->process) ? g_subprocess_get_exit_status (self->process)
                                                      : -1;
  g_object_unref (self->process);
  g_object_unref (self->out);
  g_free (self->url);
  g_free (self);
  return status;
}

/* A sealed submission in which nobody real is named. */
GBytes *
yz_test_envelope (YzKey *station_key, const char *station, const char *id, const char *receipt)
{
  YzEnvelopeHeader header = {
    .id = id,
    .receipt = receipt,
    .kind = "application",
    .form = "legal-aid-application",
    .form_version = "1",
    .hall = "demo-hall",
    .station = station,
    .created_us = G_GINT64_CONSTANT (1795226400000000),
  };
  g_autoptr (JsonObject) contents = json_object_new ();
  g_autoptr (GPtrArray) recipients = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  GBytes *envelope;

  json_object_set_object_member (contents, "answers", json_object_new ());
  g_ptr_array_add (recipients, yz_key_generate (YZ_KEY_SEAL));
  envelope
      = yz_envelope_seal (&header, "0123456789ABCDEF", contents, recipients, station_key, &error);
  g_assert_no_error (error);
  return envelope;
}

typedef struct {
  YzResponse *response;
  GError *error;
  gboolean done;
} Exchange;

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->response = yz_transport_send_finish (YZ_TRANSPORT (source), result, &exchange->error);
  exchange->done = TRUE;
}

YzResponse *
yz_test_exchange (const char *url, const char *method, const char *path, GBytes *body)
{
  Exchange exchange = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (YzTransport) transport = yz_curl_transport_new (url, NULL, &error);

  g_assert_no_error (error);
  yz_transport_send_async (transport, method, path, body, 30000, NULL, on_sent, &exchange);
  while (!exchange.done)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  g_assert_no_error (exchange.error);
  return exchange.response;
}

YzResponse *
yz_test_put (const char *url, const char *id, GBytes *envelope)
{
  g_autofree char *path = g_strconcat ("/v1/submissions/", id, NULL);

  return yz_test_exchange (url, "PUT", path, envelope);
}

/* The text of one member of the answer, NULL where there is none. */
char *
yz_test_member (YzResponse *response, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node
      = yz_json_parse (g_bytes_get_data (response->body, NULL),
                       (gssize)g_bytes_get_size (response->body), 100000, &error);

  g_assert_no_error (error);
  return g_strdup (yz_json_get_string (json_node_get_object (node), name));
}
