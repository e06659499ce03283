/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-child.h"

#include "yz-error.h"

#include <errno.h>
#include <gio/gunixconnection.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

/* One session process as the supervisor sees it: it is spawned, says over the socketpair how far it
 * is, and is gone one day, asked or not. */

/* The session finds its end of the socketpair there. */
#define BUS_FD 3

struct _YzChild {
  GObject parent_instance;

  GSubprocess *process;
  GDBusConnection *connection;
  YzBusSession *session;
  YzBusSupervisor *skeleton;
  GCancellable *cancellable;
  YzChildTimes times;
  YzChildState state;
  guint ready_id;
  guint end_id;
  guint ping_id;
};

typedef enum {
  PROP_STATE = 1,
} YzChildProps;

enum {
  SUBMITTED,
  N_SIGNALS,
};

static GParamSpec *props[PROP_STATE + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzChild, yz_child, G_TYPE_OBJECT)

static void
set_state (YzChild *self, YzChildState state)
{
  if (self->state == state || self->state == YZ_CHILD_GONE)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
on_ping_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  YzChild *self;

  if (yz_bus_session_call_ping_finish (YZ_BUS_SESSION (source), result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = YZ_CHILD (user_data);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    yz_child_kill (self);
}

static gboolean
on_ping_due (gpointer user_data)
{
  YzChild *self = user_data;

  if (self->session != NULL)
    yz_bus_session_call_ping (self->session, self->cancellable, on_ping_ready, self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_ready (YzChild *self, GDBusMethodInvocation *invocation)
{
  g_clear_handle_id (&self->ready_id, g_source_remove);
  set_state (self, YZ_CHILD_READY);
  yz_bus_supervisor_complete_ready (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_shown (YzChild *self, GDBusMethodInvocation *invocation)
{
  if (self->state == YZ_CHILD_SHOWING)
    set_state (self, YZ_CHILD_IDLE);
  yz_bus_supervisor_complete_shown (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_active (YzChild *self, GDBusMethodInvocation *invocation)
{
  set_state (self, YZ_CHILD_ACTIVE);
  yz_bus_supervisor_complete_active (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_submitted (YzChild *self, GDBusMethodInvocation *invocation, const char *id)
{
  g_signal_emit (self, signals[SUBMITTED], 0, id);
  yz_bus_supervisor_complete_submitted (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_done (YzChild *self, GDBusMethodInvocation *invocation)
{
  set_state (self, YZ_CHILD_DONE);
  yz_bus_supervisor_complete_done (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
clear_timers (YzChild *self)
{
  g_clear_handle_id (&self->ready_id, g_source_remove);
  g_clear_handle_id (&self->end_id, g_source_remove);
  g_clear_handle_id (&self->ping_id, g_source_remove);
}

static void
on_process_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzChild) self = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  clear_timers (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->connection);
  set_state (self, YZ_CHILD_GONE);
}

static void
on_connection_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_dbus_connection_new_finish (result, &error);
  YzChild *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = YZ_CHILD (user_data);
  if (connection == NULL
      || !g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                            "/io/yizhan/Supervisor", &error)) {
    yz_child_kill (self);
    return;
  }
  self->session = yz_bus_session_proxy_new_sync (connection,
                                                 G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES
                                                     | G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS,
                                                 NULL, "/io/yizhan/Session", NULL, NULL);
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->session), (int)self->times.answer_ms);
  self->connection = g_steal_pointer (&connection);
  g_dbus_connection_start_message_processing (self->connection);
}

static void
connect_to_process (YzChild *self, int fd)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  g_autofree char *guid = g_dbus_generate_guid ();

  g_dbus_connection_new (G_IO_STREAM (stream), guid,
                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER
                             | G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                         NULL, self->cancellable, on_connection_ready, self);
}

static gboolean
on_ready_timeout (gpointer user_data)
{
  YzChild *self = user_data;

  self->ready_id = 0;
  yz_child_kill (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_end_timeout (gpointer user_data)
{
  YzChild *self = user_data;

  self->end_id = 0;
  yz_child_kill (self);
  return G_SOURCE_REMOVE;
}

static void
yz_child_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  YzChild *self = YZ_CHILD (object);

  switch ((YzChildProps)prop_id) {
  case PROP_STATE:
    g_value_set_int (value, (int)self->state);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_child_dispose (GObject *object)
{
  YzChild *self = YZ_CHILD (object);

  g_cancellable_cancel (self->cancellable);
  clear_timers (self);
  g_clear_object (&self->session);
  g_clear_object (&self->skeleton);
  g_clear_object (&self->connection);
  g_clear_object (&self->process);

  G_OBJECT_CLASS (yz_child_parent_class)->dispose (object);
}

static void
yz_child_finalize (GObject *object)
{
  YzChild *self = YZ_CHILD (object);

  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (yz_child_parent_class)->finalize (object);
}

static void
yz_child_class_init (YzChildClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yz_child_get_property;
  object_class->dispose = yz_child_dispose;
  object_class->finalize = yz_child_finalize;

  props[PROP_STATE]
      = g_param_spec_int ("state", NULL, NULL, YZ_CHILD_STARTING, YZ_CHILD_GONE, YZ_CHILD_STARTING,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signals[SUBMITTED] = g_signal_new ("submitted", YZ_TYPE_CHILD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yz_child_init (YzChild *self)
{
  self->cancellable = g_cancellable_new ();
  self->skeleton = yz_bus_supervisor_skeleton_new ();
  g_signal_connect_swapped (self->skeleton, "handle-ready", G_CALLBACK (on_ready), self);
  g_signal_connect_swapped (self->skeleton, "handle-shown", G_CALLBACK (on_shown), self);
  g_signal_connect_swapped (self->skeleton, "handle-active", G_CALLBACK (on_active), self);
  g_signal_connect_swapped (self->skeleton, "handle-submitted", G_CALLBACK (on_submitted), self);
  g_signal_connect_swapped (self->skeleton, "handle-done", G_CALLBACK (on_done), self);
}

/**
 * yz_child_spawn:
 * @argv: (array zero-terminated=1): the session's program and arguments
 * @times: how long it may take for what
 * @error: a #GSpawnError, or %YZ_ERROR_STORAGE where there is no socket to be had
 *
 * Starts a session process. It is not shown before yz_child_start(). Must be called from the main
 * thread: the session dies with the thread that made it.
 *
 * Returns: (transfer full): the child
 */
YzChild *
yz_child_spawn (const char *const *argv, const YzChildTimes *times, GError **error)
{
  g_autoptr (YzChild) self = g_object_new (YZ_TYPE_CHILD, NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  int fds[2];

  g_return_val_if_fail (argv != NULL, NULL);
  g_return_val_if_fail (times != NULL, NULL);

  self->times = *times;
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "no socket: %s", g_strerror (errno));
    return NULL;
  }
  g_subprocess_launcher_take_fd (launcher, fds[1], BUS_FD);
  self->process = g_subprocess_launcher_spawnv (launcher, argv, error);
  g_subprocess_launcher_close (launcher);
  if (self->process == NULL) {
    close (fds[0]);
    return NULL;
  }
  connect_to_process (self, fds[0]);
  g_subprocess_wait_async (self->process, NULL, on_process_ended, g_object_ref (self));
  self->ready_id = g_timeout_add (times->ready_ms, on_ready_timeout, self);
  self->ping_id = g_timeout_add (times->ping_ms, on_ping_due, self);
  return g_steal_pointer (&self);
}

/**
 * yz_child_get_state:
 * @self: a child
 *
 * Returns: how far it is
 */
YzChildState
yz_child_get_state (YzChild *self)
{
  g_return_val_if_fail (YZ_IS_CHILD (self), YZ_CHILD_GONE);

  return self->state;
}

/**
 * yz_child_get_pid:
 * @self: a child
 *
 * Returns: (transfer none) (nullable): its process number, %NULL once it has ended
 */
const char *
yz_child_get_pid (YzChild *self)
{
  g_return_val_if_fail (YZ_IS_CHILD (self), NULL);

  return g_subprocess_get_identifier (self->process);
}

/**
 * yz_child_get_session:
 * @self: a child
 *
 * Returns: (transfer none) (nullable): what can be asked of it, %NULL before it has called
 */
YzBusSession *
yz_child_get_session (YzChild *self)
{
  g_return_val_if_fail (YZ_IS_CHILD (self), NULL);

  return self->session;
}

/**
 * yz_child_get_skeleton:
 * @self: a child
 *
 * Returns: (transfer none): where its requests arrive
 */
YzBusSupervisor *
yz_child_get_skeleton (YzChild *self)
{
  g_return_val_if_fail (YZ_IS_CHILD (self), NULL);

  return self->skeleton;
}

/**
 * yz_child_start:
 * @self: a child that is ready
 * @language: `zh` or `en`
 * @profile: style classes with blanks between them
 * @sorry: whether the session before broke off
 *
 * Tells it to show the idle screen.
 */
void
yz_child_start (YzChild *self, const char *language, const char *profile, gboolean sorry)
{
  g_return_if_fail (YZ_IS_CHILD (self));
  g_return_if_fail (self->session != NULL);

  set_state (self, YZ_CHILD_SHOWING);
  yz_bus_session_call_start (self->session, language, profile, sorry, NULL, NULL, NULL);
}

/**
 * yz_child_end:
 * @self: a child
 *
 * Asks it to leave, and makes it if it does not in time.
 */
void
yz_child_end (YzChild *self)
{
  g_return_if_fail (YZ_IS_CHILD (self));

  if (self->state == YZ_CHILD_GONE || self->end_id != 0)
    return;

  if (self->session != NULL)
    yz_bus_session_call_end (self->session, NULL, NULL, NULL);
  self->end_id = g_timeout_add (self->times.end_ms, on_end_timeout, self);
}

/**
 * yz_child_kill:
 * @self: a child
 *
 * Ends it at once: one that hangs, or that never called.
 */
void
yz_child_kill (YzChild *self)
{
  g_return_if_fail (YZ_IS_CHILD (self));

  g_subprocess_send_signal (self->process, SIGKILL);
}

/**
 * yz_child_kill_and_wait:
 * @self: a child
 *
 * Ends it at once and returns when it has gone, and its files with it. #YzChild:state follows from
 * the main loop.
 */
void
yz_child_kill_and_wait (YzChild *self)
{
  g_return_if_fail (YZ_IS_CHILD (self));

  yz_child_kill (self);
  g_subprocess_wait (self->process, NULL, NULL);
}
