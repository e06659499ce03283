/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-session-pool.h"

#include "yz-ids.h"

/* The sessions of one kiosk: the one on the screen, the successor that waits for its turn, and the
 * one before, whose picture stays up until the next is shown. A session that dies is replaced; a
 * citizen who was using it is told so. */
struct _YzSessionPool {
  GObject parent_instance;

  GStrv argv;
  YzSessionTimes times;
  YzChild *current;
  YzChild *successor;
  YzChild *leaving;
  gboolean in_use; /* a citizen has touched the current one */
  gboolean sorry;  /* to be said by the next one */

  guint n_deaths; /* since one that a citizen could touch */
  guint respawn_id;
  gboolean stopped;

  char *connection;
  guint waiting;
};

enum {
  SUBMITTED,
  LOST,
  TAKE_TICKET,
  CALL_STAFF,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzSessionPool, yz_session_pool, G_TYPE_OBJECT)

/* A session that cannot start must not keep the machine busy. */
#define FREE_DEATHS 3
#define MAX_DELAY_FACTOR 16u

static const YzSessionTimes usual_times = {
  .child = { .ready_ms = 60000, .ping_ms = 15000, .answer_ms = 20000, .end_ms = 3000 },
  .successor_ms = 2000,
  .respawn_ms = 2000,
};

static void fill (YzSessionPool *self);
static void fill_in (YzSessionPool *self, guint delay_ms);

static void
tell_connection (YzSessionPool *self, YzChild *child)
{
  if (child != NULL && yz_child_get_session (child) != NULL
      && yz_child_get_state (child) != YZ_CHILD_GONE)
    yz_bus_session_call_set_connection (yz_child_get_session (child), self->connection,
                                        self->waiting, NULL, NULL, NULL);
}

/* Shows the successor, if it is ready. */
static void
promote (YzSessionPool *self)
{
  if (self->current != NULL || self->successor == NULL
      || yz_child_get_state (self->successor) != YZ_CHILD_READY)
    return;

  self->current = g_steal_pointer (&self->successor);
  self->in_use = FALSE;
  tell_connection (self, self->current);
  /* Every citizen begins in Chinese, with the plain profile. */
  yz_child_start (self->current, "zh", "", self->sorry);
  self->sorry = FALSE;
}

static void
on_child_gone (YzSessionPool *self, YzChild *child)
{
  if (child == self->leaving) {
    g_clear_object (&self->leaving);
    return;
  }
  self->n_deaths++;
  if (child == self->current) {
    self->sorry = self->sorry || self->in_use;
    g_clear_object (&self->current);
  } else if (child == self->successor) {
    g_clear_object (&self->successor);
  }
  if (!self->stopped) {
    g_warning ("a session ended unasked");
    g_signal_emit (self, signals[LOST], 0);
    promote (self);
    fill (self);
  }
}

static void
on_child_done (YzSessionPool *self, YzChild *child)
{
  if (child != self->current)
    return;

  if (self->leaving != NULL)
    yz_child_kill (self->leaving);
  g_clear_object (&self->leaving);
  self->leaving = g_steal_pointer (&self->current);
  promote (self);
  fill (self);
}

static void
on_state_changed (YzChild *child, GParamSpec *pspec, YzSessionPool *self)
{
  switch (yz_child_get_state (child)) {
  case YZ_CHILD_READY:
    promote (self);
    break;
  case YZ_CHILD_IDLE:
    if (self->leaving != NULL)
      yz_child_end (self->leaving);
    break;
  case YZ_CHILD_ACTIVE:
    if (child == self->current) {
      self->in_use = TRUE;
      self->n_deaths = 0;
      fill_in (self, self->times.successor_ms);
    }
    break;
  case YZ_CHILD_DONE:
    on_child_done (self, child);
    break;
  case YZ_CHILD_GONE:
    on_child_gone (self, child);
    break;
  case YZ_CHILD_STARTING:
  case YZ_CHILD_SHOWING:
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
on_submitted (YzSessionPool *self, const char *id)
{
  g_signal_emit (self, signals[SUBMITTED], 0, id);
}

static gboolean
on_take_ticket (YzBusSupervisor *skeleton,
                GDBusMethodInvocation *invocation,
                const char *request,
                const char *service,
                const char *priority,
                YzSessionPool *self)
{
  g_signal_emit (self, signals[TAKE_TICKET], 0, skeleton, invocation, request, service, priority);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_call_staff (YzBusSupervisor *skeleton,
               GDBusMethodInvocation *invocation,
               const char *reason,
               YzSessionPool *self)
{
  if (!yz_call_reason_is_valid (reason)) {
    g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR,
                                                   G_DBUS_ERROR_INVALID_ARGS,
                                                   "the reason is none of " YZ_CALL_REASONS);
    return G_DBUS_METHOD_INVOCATION_HANDLED;
  }
  g_signal_emit (self, signals[CALL_STAFF], 0, skeleton, invocation, reason);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
spawn (YzSessionPool *self)
{
  g_autoptr (GError) error = NULL;
  YzBusSupervisor *skeleton;

  self->successor = yz_child_spawn ((const char *const *)self->argv, &self->times.child, &error);
  if (self->successor == NULL) {
    g_critical ("no session can be started: %s", error->message);
    self->n_deaths++;
    fill (self);
    return;
  }
  skeleton = yz_child_get_skeleton (self->successor);
  g_signal_connect_object (self->successor, "notify::state", G_CALLBACK (on_state_changed), self,
                           0);
  g_signal_connect_object (self->successor, "submitted", G_CALLBACK (on_submitted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (skeleton, "handle-take-ticket", G_CALLBACK (on_take_ticket), self, 0);
  g_signal_connect_object (skeleton, "handle-call-staff", G_CALLBACK (on_call_staff), self, 0);
}

static gboolean
on_respawn_due (gpointer user_data)
{
  YzSessionPool *self = user_data;

  self->respawn_id = 0;
  if (self->successor == NULL)
    spawn (self);
  return G_SOURCE_REMOVE;
}

static void
fill_in (YzSessionPool *self, guint delay_ms)
{
  if (self->successor == NULL && self->respawn_id == 0)
    self->respawn_id = g_timeout_add (delay_ms, on_respawn_due, self);
}

/* Sees to it that a successor is there when it is needed: while the current one is in use, or when
 * there is no current one. */
static void
fill (YzSessionPool *self)
{
  guint shift;

  if (self->stopped || self->successor != NULL || (self->current != NULL && !self->in_use))
    return;

  if (self->n_deaths <= FREE_DEATHS) {
    g_clear_handle_id (&self->respawn_id, g_source_remove);
    spawn (self);
    return;
  }
  shift = MIN (self->n_deaths - FREE_DEATHS - 1, 8u);
  fill_in (self, MIN (1u << shift, MAX_DELAY_FACTOR) * self->times.respawn_ms);
}

static void
yz_session_pool_dispose (GObject *object)
{
  YzSessionPool *self = YZ_SESSION_POOL (object);

  g_clear_handle_id (&self->respawn_id, g_source_remove);
  g_clear_object (&self->current);
  g_clear_object (&self->successor);
  g_clear_object (&self->leaving);

  G_OBJECT_CLASS (yz_session_pool_parent_class)->dispose (object);
}

static void
yz_session_pool_finalize (GObject *object)
{
  YzSessionPool *self = YZ_SESSION_POOL (object);

  g_strfreev (self->argv);
  g_free (self->connection);

  G_OBJECT_CLASS (yz_session_pool_parent_class)->finalize (object);
}

static void
yz_session_pool_class_init (YzSessionPoolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yz_session_pool_dispose;
  object_class->finalize = yz_session_pool_finalize;

  signals[SUBMITTED] = g_signal_new ("submitted", YZ_TYPE_SESSION_POOL, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /* A session ended unasked: it may have submitted something and not come to say so. */
  signals[LOST] = g_signal_new ("lost", YZ_TYPE_SESSION_POOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  /* A session wants a number: complete the invocation. */
  signals[TAKE_TICKET]
      = g_signal_new ("take-ticket", YZ_TYPE_SESSION_POOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 5, YZ_BUS_TYPE_SUPERVISOR, G_TYPE_DBUS_METHOD_INVOCATION,
                      G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  /* The desk is wanted: likewise. */
  signals[CALL_STAFF] = g_signal_new ("call-staff", YZ_TYPE_SESSION_POOL, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 3, YZ_BUS_TYPE_SUPERVISOR,
                                      G_TYPE_DBUS_METHOD_INVOCATION, G_TYPE_STRING);
}

static void
yz_session_pool_init (YzSessionPool *self)
{
  self->stopped = TRUE;
  self->connection = g_strdup ("unknown");
}

/**
 * yz_session_pool_new:
 * @argv: (array zero-terminated=1): the session's program and arguments
 * @times: (nullable): how long sessions may take for what, %NULL for the usual times
 *
 * Returns: (transfer full): a pool without sessions
 */
YzSessionPool *
yz_session_pool_new (const char *const *argv, const YzSessionTimes *times)
{
  YzSessionPool *self = g_object_new (YZ_TYPE_SESSION_POOL, NULL);

  self->argv = g_strdupv ((GStrv)argv);
  self->times = times != NULL ? *times : usual_times;
  return self;
}

/**
 * yz_session_pool_start:
 * @self: a pool
 *
 * Puts a session on the screen and keeps one there.
 */
void
yz_session_pool_start (YzSessionPool *self)
{
  g_return_if_fail (YZ_IS_SESSION_POOL (self));

  self->stopped = FALSE;
  fill (self);
}

/**
 * yz_session_pool_stop:
 * @self: a pool
 *
 * Ends all sessions at once, and returns when they have gone.
 */
void
yz_session_pool_stop (YzSessionPool *self)
{
  YzChild *children[] = { self->current, self->successor, self->leaving };

  g_return_if_fail (YZ_IS_SESSION_POOL (self));

  self->stopped = TRUE;
  self->sorry = self->sorry || self->in_use;
  g_clear_handle_id (&self->respawn_id, g_source_remove);
  for (gsize i = 0; i < G_N_ELEMENTS (children); i++)
    if (children[i] != NULL)
      yz_child_kill_and_wait (children[i]);
}

/**
 * yz_session_pool_set_connection:
 * @self: a pool
 * @connection: unknown, online, offline or refused
 * @waiting: how many submissions wait to be sent
 */
void
yz_session_pool_set_connection (YzSessionPool *self, const char *connection, guint waiting)
{
  g_return_if_fail (YZ_IS_SESSION_POOL (self));

  g_free (self->connection);
  self->connection = g_strdup (connection);
  self->waiting = waiting;
  tell_connection (self, self->current);
}

/**
 * yz_session_pool_set_delivered:
 * @self: a pool
 * @id: a submission that the centre has confirmed
 */
void
yz_session_pool_set_delivered (YzSessionPool *self, const char *id)
{
  g_return_if_fail (YZ_IS_SESSION_POOL (self));

  if (self->current != NULL && yz_child_get_session (self->current) != NULL)
    yz_bus_session_call_set_delivered (yz_child_get_session (self->current), id, NULL, NULL, NULL);
}
