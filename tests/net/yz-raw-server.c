/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-raw-server.h"

#include <string.h>

/* Reads one line without its end. */
static char *
read_line (GDataInputStream *in)
{
  char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);

  return line != NULL ? g_strchomp (line) : NULL;
}

static GBytes *
read_request (GDataInputStream *in, char **ret_method, char **ret_path)
{
  g_autofree char *first = read_line (in);
  g_auto (GStrv) words = g_strsplit (first != NULL ? first : "", " ", 3);
  gsize length = 0;
  g_autofree char *body = NULL;
  char *line;

  if (g_strv_length (words) != 3)
    return NULL;
  while ((line = read_line (in)) != NULL && *line != '\0') {
    if (g_ascii_strncasecmp (line, "content-length:", 15) == 0)
      length = (gsize)g_ascii_strtoull (line + 15, NULL, 10);
    g_free (line);
  }
  g_free (line);

  body = g_malloc (length + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (in), body, length, NULL, NULL, NULL))
    return NULL;
  *ret_method = g_strdup (words[0]);
  *ret_path = g_strdup (words[1]);
  return g_bytes_new_take (g_steal_pointer (&body), length);
}

static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  YzRawServer *self = user_data;
  g_autoptr (GDataInputStream) in
      = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_autofree char *method = NULL;
  g_autofree char *path = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (GBytes) body = NULL;
  char byte;

  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  body = read_request (in, &method, &path);
  if (body == NULL)
    return TRUE;

  answer = self->answer (method, path, body, self->user_data);
  if (answer != NULL)
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer,
                               strlen (answer), NULL, NULL, NULL);
  else
    g_input_stream_read (G_INPUT_STREAM (in), &byte, 1, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

/* A connection may still be served on a thread when the test has done with the server: it is freed
 * together with the service, on which the thread holds a reference. */
static void
release (gpointer data, GClosure *closure)
{
  YzRawServer *self = data;

  g_free (self->url);
  g_free (self);
}

YzRawServer *
yz_raw_server_new (YzRawAnswer answer, gpointer user_data)
{
  YzRawServer *self = g_new0 (YzRawServer, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  self->answer = answer;
  self->user_data = user_data;
  self->service = g_threaded_socket_service_new (20);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  g_signal_connect_data (self->service, "run", G_CALLBACK (on_run), self, release, 0);
  g_socket_service_start (self->service);
  return self;
}

void
yz_raw_server_free (YzRawServer *self)
{
  GSocketService *service = self->service;

  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_object_unref (service);
}

/* A whole HTTP answer. */
char *
yz_raw_http (const char *status, const char *content_type, const char *body)
{
  return g_strdup_printf ("HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
                          "Connection: close\r\n\r\n%s",
                          status, content_type, strlen (body), body);
}
