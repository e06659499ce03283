/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-drop.h"

#include "yz-hub-request.h"

#include <string.h>

/* Answers a request whose body is not worth reading and closes the connection. libsoup would read
 * all of such a body first, however long it goes on.
 *
 * Closing at once would not do: what the sender still has under way then makes the kernel reset
 * the connection, and the answer is lost. So the way out is shut, and what comes in is thrown
 * away for a short time (RFC 9112 §9.6). */

#define LINGER_SECONDS 5
#define LINGER_BYTES (64 * 1024 * 1024)

typedef struct {
  GIOStream *stream;
  GSocket *socket;
  GCancellable *cancellable;
  guint deadline_id;
  char *answer;
  gsize n_read;
  char buffer[16384];
} Drop;

static void
drop_free (Drop *drop)
{
  g_clear_handle_id (&drop->deadline_id, g_source_remove);
  g_socket_close (drop->socket, NULL);
  g_object_unref (drop->stream);
  g_object_unref (drop->socket);
  g_object_unref (drop->cancellable);
  g_free (drop->answer);
  g_free (drop);
}

static gboolean
on_deadline (gpointer user_data)
{
  Drop *drop = user_data;

  drop->deadline_id = 0;
  g_cancellable_cancel (drop->cancellable);
  return G_SOURCE_REMOVE;
}

static void read_on (Drop *drop);

static void
on_read_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Drop *drop = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n > 0)
    drop->n_read += (gsize)n;
  if (n > 0 && drop->n_read < LINGER_BYTES)
    read_on (drop);
  else
    drop_free (drop);
}

static void
read_on (Drop *drop)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (drop->stream), drop->buffer,
                             sizeof drop->buffer, G_PRIORITY_LOW, drop->cancellable, on_read_ready,
                             drop);
}

static void
on_write_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Drop *drop = user_data;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL)
      && g_socket_shutdown (drop->socket, FALSE, TRUE, NULL))
    read_on (drop);
  else
    drop_free (drop);
}

/**
 * yz_hub_drop_prepare:
 * @remote: the address that soup_server_accept_iostream() is given for the connection
 * @socket: its socket
 *
 * Makes the socket known to yz_hub_drop(): libsoup hands out the address of a message, but not the
 * socket of a connection that it has not accepted itself.
 */
void
yz_hub_drop_prepare (GSocketAddress *remote, GSocket *socket)
{
  g_object_set_data_full (G_OBJECT (remote), "yz-socket", g_object_ref (socket), g_object_unref);
}

/**
 * yz_hub_drop:
 * @message: a request whose headers were read, its body not or not whole
 * @status: HTTP status
 * @type: URN of the problem
 * @title: what is wrong
 * @id: (nullable): the item it is about
 *
 * Answers with a problem, reads no further request from this connection and closes it.
 */
void
yz_hub_drop (SoupServerMessage *message,
             guint status,
             const char *type,
             const char *title,
             const char *id)
{
  g_autofree char *problem = yz_hub_problem_to_text (status, type, title, id);
  Drop *drop = g_new0 (Drop, 1);

  drop->socket = g_object_ref (
      g_object_get_data (G_OBJECT (soup_server_message_get_remote_address (message)), "yz-socket"));
  drop->stream = soup_server_message_steal_connection (message);
  drop->cancellable = g_cancellable_new ();
  drop->deadline_id = g_timeout_add_seconds (LINGER_SECONDS, on_deadline, drop);
  drop->answer
      = g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                         "Content-Type: application/problem+json\r\n"
                         "Content-Length: %zu\r\n"
                         "Connection: close\r\n\r\n%s",
                         status, soup_status_get_phrase (status), strlen (problem), problem);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (drop->stream), drop->answer,
                                   strlen (drop->answer), G_PRIORITY_DEFAULT, drop->cancellable,
                                   on_write_ready, drop);
}
