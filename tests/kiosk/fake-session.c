/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-session-bus.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <gio/gunixsocketaddress.h>
#include <stdlib.h>
#include <string.h>

/* A session without a window that does what a test tells it. Usage: fake-session SOCKET [MODE]: it
 * says on the test's SOCKET, a line each, what the supervisor asks, and passes on what the test
 * writes there. MODE `mute`: it never calls the supervisor; `die`: it ends at once. */

#define BUS_FD 3

typedef struct {
  GMainLoop *loop;
  GOutputStream *control;
  YzBusSupervisor *supervisor;
  YzBusSession *session;
} Fake;

G_GNUC_PRINTF (2, 3)
static void
say (Fake *fake, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strconcat (text, "\n", NULL);
  g_output_stream_write_all (fake->control, line, strlen (line), NULL, NULL, NULL);
}

/* What the supervisor asks --------------------------------------------------------------------- */

static gboolean
on_start (Fake *fake,
          GDBusMethodInvocation *invocation,
          const char *language,
          const char *profile,
          gboolean sorry)
{
  say (fake, "start %s [%s]%s", language, profile, sorry ? " sorry" : "");
  yz_bus_session_complete_start (fake->session, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_end (Fake *fake, GDBusMethodInvocation *invocation)
{
  say (fake, "end");
  yz_bus_session_complete_end (fake->session, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_set_connection (Fake *fake,
                   GDBusMethodInvocation *invocation,
                   const char *connection,
                   guint waiting)
{
  say (fake, "connection %s %u", connection, waiting);
  yz_bus_session_complete_set_connection (fake->session, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_set_delivered (Fake *fake, GDBusMethodInvocation *invocation, const char *id)
{
  say (fake, "delivered %s", id);
  yz_bus_session_complete_set_delivered (fake->session, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_ping (Fake *fake, GDBusMethodInvocation *invocation)
{
  yz_bus_session_complete_ping (fake->session, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* What the test tells ---------------------------------------------------------------------------
 */

static void
take_ticket (Fake *fake)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *ticket = NULL;

  if (yz_bus_supervisor_call_take_ticket_sync (fake->supervisor, "request", "legal-aid", "",
                                               &ticket, NULL, &error))
    say (fake, "ticket %s", ticket);
  else
    say (fake, "no ticket");
}

static void
obey (Fake *fake, const char *word)
{
  if (strcmp (word, "shown") == 0)
    yz_bus_supervisor_call_shown (fake->supervisor, NULL, NULL, NULL);
  else if (strcmp (word, "active") == 0)
    yz_bus_supervisor_call_active (fake->supervisor, NULL, NULL, NULL);
  else if (strcmp (word, "done") == 0)
    yz_bus_supervisor_call_done (fake->supervisor, NULL, NULL, NULL);
  else if (strcmp (word, "submitted") == 0)
    yz_bus_supervisor_call_submitted (fake->supervisor, "01K", NULL, NULL, NULL);
  else if (strcmp (word, "ticket") == 0)
    take_ticket (fake);
  else if (strcmp (word, "leave") == 0)
    g_main_loop_quit (fake->loop);
  else if (strcmp (word, "crash") == 0)
    _exit (70);
  else
    g_assert_not_reached ();
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fake *fake = user_data;
  g_autofree char *line
      = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL)
    _exit (0); /* the test has gone */
  obey (fake, line);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source), 0, NULL, on_line, fake);
}

static void
connect_to_supervisor (Fake *fake)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (BUS_FD, NULL);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  GDBusConnection *connection
      = g_dbus_connection_new_sync (G_IO_STREAM (stream), NULL,
                                    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                        | G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                                    NULL, NULL, NULL);

  g_assert_nonnull (connection);
  g_signal_connect_swapped (connection, "closed", G_CALLBACK (g_main_loop_quit), fake->loop);
  fake->supervisor
      = yz_bus_supervisor_proxy_new_sync (connection,
                                          G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES
                                              | G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS,
                                          NULL, "/io/yizhan/Supervisor", NULL, NULL);
  fake->session = yz_bus_session_skeleton_new ();
  g_signal_connect_swapped (fake->session, "handle-start", G_CALLBACK (on_start), fake);
  g_signal_connect_swapped (fake->session, "handle-end", G_CALLBACK (on_end), fake);
  g_signal_connect_swapped (fake->session, "handle-set-connection", G_CALLBACK (on_set_connection),
                            fake);
  g_signal_connect_swapped (fake->session, "handle-set-delivered", G_CALLBACK (on_set_delivered),
                            fake);
  g_signal_connect_swapped (fake->session, "handle-ping", G_CALLBACK (on_ping), fake);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (fake->session), connection,
                                    "/io/yizhan/Session", NULL);
  g_dbus_connection_start_message_processing (connection);
  yz_bus_supervisor_call_ready (fake->supervisor, NULL, NULL, NULL);
}

int
main (int argc, char **argv)
{
  Fake fake = { 0 };
  const char *mode = argc > 2 ? argv[2] : "";
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (argv[1]);
  g_autoptr (GSocketConnection) control
      = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  g_autoptr (GDataInputStream) lines = NULL;

  if (control == NULL || strcmp (mode, "die") == 0)
    return EXIT_FAILURE;

  fake.loop = g_main_loop_new (NULL, FALSE);
  fake.control = g_io_stream_get_output_stream (G_IO_STREAM (control));
  lines = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (control)));
  g_data_input_stream_read_line_async (lines, 0, NULL, on_line, &fake);
  say (&fake, "%d", (int)getpid ());
  if (strcmp (mode, "mute") != 0)
    connect_to_supervisor (&fake);
  g_main_loop_run (fake.loop);
  g_main_loop_unref (fake.loop);
  return EXIT_SUCCESS;
}
