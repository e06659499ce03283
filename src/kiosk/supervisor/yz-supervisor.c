/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-supervisor.h"

#include "yz-content.h"
#include "yz-blobs.h"
#include "yz-curl-transport.h"
#include "yz-error.h"
#include "yz-hall.h"
#include "yz-outbox.h"
#include "yz-owner.h"
#include "yz-session-pool.h"
#include "yz-store.h"
#include "yz-submission.h"
#include "yz-sync.h"

/* Holds the lock on the node, keeps its store in order, sends what citizens submit, and keeps a
 * session on the screen. It has no window and sees nothing of what is typed. */
struct _YzSupervisor {
  GObject parent_instance;

  YzNode *node;
  char *content_dir;
  GStrv session_argv;

  YzOwner *owner;
  YzStore *store;
  YzTransport *central; /* (nullable): no address is configured */
  YzSync *sync;         /* (nullable): likewise */
  JsonArray *services;
  YzHall *hall;
  YzSessionPool *pool;
  guint sweep_id;
  guint restart_id;
};

enum {
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzSupervisor, yz_supervisor, G_TYPE_OBJECT)

#define SWEEP_SECONDS 3600

/* A yizhanctl that is at work holds the lock for a moment. */
#define OWNER_TRIES 100
#define OWNER_PAUSE_US (G_TIME_SPAN_SECOND / 10)

/* The store ----------------------------------------------------------------------------------- */

static gboolean
recover (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_outbox_recover (db, error);
}

/* No session may run meanwhile: it would go on writing into a file that was set aside. */
static gboolean
open_store (YzSupervisor *self, GError **error)
{
  g_autofree char *path = yz_node_get_path (self->node, "kiosk.db");
  g_autofree char *set_aside = NULL;

  self->store = yz_store_open_or_rescue (path, &yz_kiosk_schema, &set_aside, error);
  if (set_aside != NULL)
    g_warning ("the store was damaged; it was kept as %s, and what could be read was saved",
               set_aside);
  return self->store != NULL && yz_store_run (self->store, recover, NULL, error);
}

static gboolean
sweep (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_outbox_sweep (db, *(gint64 *)user_data, error);
}

static void
note_swept (GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  if (!yz_store_run_finish (YZ_STORE (source), result, &error))
    g_warning ("what was confirmed long ago could not be deleted: %s", error->message);
}

static void
on_blobs_swept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  note_swept (source, result);
}

static gboolean
sweep_blobs (YzDatabase *db, gpointer dir, GError **error)
{
  return yz_blobs_sweep (db, dir, error);
}

/* Papers go only when that their submissions are gone is on the disk. */
static void
on_swept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  note_swept (source, result);
  yz_store_run_async (YZ_STORE (source), sweep_blobs, user_data, g_free, NULL, on_blobs_swept,
                      NULL);
}

static gboolean
on_sweep_due (gpointer user_data)
{
  YzSupervisor *self = user_data;
  int days = yz_config_get_int (yz_node_get_config (self->node), "station.keep-days");
  gint64 *before_us = g_new (gint64, 1);

  *before_us = yz_clock_now (yz_node_get_clock (self->node)) - days * G_TIME_SPAN_DAY;
  yz_store_run_async (self->store, sweep, before_us, g_free, NULL, on_swept,
                      yz_node_get_path (self->node, YZ_BLOBS_FOLDER));
  return G_SOURCE_CONTINUE;
}

/* The centre ---------------------------------------------------------------------------------- */

static gboolean
count (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_outbox_get_status (db, user_data, error);
}

static const char *
connection_name (YzSupervisor *self)
{
  switch (self->sync != NULL ? yz_sync_get_state (self->sync) : YZ_SYNC_UNKNOWN) {
  case YZ_SYNC_ONLINE:
    return "online";
  case YZ_SYNC_OFFLINE:
    return "offline";
  case YZ_SYNC_DEVICE_REFUSED:
    return "refused";
  case YZ_SYNC_UNKNOWN:
    return "unknown";
  default:
    g_assert_not_reached ();
  }
}

typedef struct {
  YzSupervisor *self;
  YzOutboxStatus *status;
} Counting;

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Counting *counting = user_data;
  g_autoptr (YzSupervisor) self = counting->self;
  g_autofree YzOutboxStatus *status = counting->status;

  if (yz_store_run_finish (YZ_STORE (source), result, NULL) && self->pool != NULL)
    yz_session_pool_set_connection (self->pool, connection_name (self),
                                    status->pending + status->sending);
}

static void
tell_connection (YzSupervisor *self)
{
  Counting *counting = g_new0 (Counting, 1);

  counting->self = g_object_ref (self);
  counting->status = g_new0 (YzOutboxStatus, 1);
  yz_store_run_async (self->store, count, counting->status, NULL, NULL, on_counted, counting);
}

/* For whoever looks after the hall: citizens only see whether the line is up. */
static void
on_state_changed (YzSupervisor *self)
{
  switch (yz_sync_get_state (self->sync)) {
  case YZ_SYNC_ONLINE:
    g_message ("the centre is in reach");
    break;
  case YZ_SYNC_OFFLINE:
    g_message ("the centre is out of reach: %s", yz_sync_get_problem (self->sync));
    break;
  case YZ_SYNC_DEVICE_REFUSED:
    g_warning ("the centre does not take anything from this station: have it entered there under "
               "[hub] stations, or see [central] client-cert= here");
    break;
  case YZ_SYNC_UNKNOWN:
    break;
  default:
    g_assert_not_reached ();
  }
  tell_connection (self);
}

static void
on_delivered (YzSupervisor *self, const char *id)
{
  yz_session_pool_set_delivered (self->pool, id);
}

static gboolean restart (gpointer user_data);

static void
on_store_failed (YzSupervisor *self, const GError *error)
{
  g_critical ("the store failed: %s", error->message);
  if (g_error_matches (error, YZ_ERROR, YZ_ERROR_DAMAGED) && self->restart_id == 0)
    self->restart_id = g_idle_add (restart, self);
}

static gboolean
start_sync (YzSupervisor *self, GError **error)
{
  YzConfig *config = yz_node_get_config (self->node);
  g_autofree char *blobs = yz_node_get_path (self->node, YZ_BLOBS_FOLDER);

  if (*yz_config_get_string (config, "central.url") == '\0')
    return TRUE;

  self->central = yz_curl_transport_new_central (self->node, error);
  if (self->central == NULL)
    return FALSE;

  self->sync = yz_sync_new (self->store, blobs, self->central, yz_node_get_clock (self->node),
                            1000 * (guint)yz_config_get_int (config, "central.timeout-seconds"));
  g_signal_connect_object (self->sync, "notify::state", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sync, "status-changed", G_CALLBACK (tell_connection), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sync, "delivered", G_CALLBACK (on_delivered), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sync, "store-failed", G_CALLBACK (on_store_failed), self,
                           G_CONNECT_SWAPPED);
  yz_sync_start (self->sync);
  return TRUE;
}

static void
on_wake (YzSupervisor *self)
{
  if (self->sync != NULL)
    yz_sync_wake (self->sync);
}

/* The sessions -------------------------------------------------------------------------------- */

static void
start_pool (YzSupervisor *self)
{
  self->hall = yz_hall_new (self->node, self->store, self->services);
  self->pool = yz_session_pool_new ((const char *const *)self->session_argv, NULL);
  g_signal_connect_object (self->pool, "submitted", G_CALLBACK (on_wake), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pool, "lost", G_CALLBACK (on_wake), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pool, "take-ticket", G_CALLBACK (yz_hall_take_ticket), self->hall,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pool, "call-staff", G_CALLBACK (yz_hall_call_staff), self->hall,
                           G_CONNECT_SWAPPED);
  yz_session_pool_start (self->pool);
}

static void
stop_work (YzSupervisor *self)
{
  g_clear_handle_id (&self->sweep_id, g_source_remove);
  g_clear_handle_id (&self->restart_id, g_source_remove);
  if (self->pool != NULL)
    yz_session_pool_stop (self->pool);
  g_clear_object (&self->pool);
  g_clear_object (&self->hall);
  if (self->sync != NULL)
    yz_sync_stop (self->sync);
  g_clear_object (&self->sync);
  g_clear_object (&self->central);
  g_clear_object (&self->store);
}

static gboolean
start_work (YzSupervisor *self, GError **error)
{
  if (!open_store (self, error) || !start_sync (self, error))
    return FALSE;

  self->sweep_id = g_timeout_add_seconds (SWEEP_SECONDS, on_sweep_due, self);
  on_sweep_due (self);
  start_pool (self);
  tell_connection (self);
  return TRUE;
}

static gboolean
restart (gpointer user_data)
{
  YzSupervisor *self = user_data;
  g_autoptr (GError) error = NULL;

  self->restart_id = 0;
  stop_work (self);
  if (!start_work (self, &error))
    g_signal_emit (self, signals[FAILED], 0, error);
  return G_SOURCE_REMOVE;
}

static void
yz_supervisor_dispose (GObject *object)
{
  YzSupervisor *self = YZ_SUPERVISOR (object);

  stop_work (self);
  g_clear_object (&self->owner);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (yz_supervisor_parent_class)->dispose (object);
}

static void
yz_supervisor_finalize (GObject *object)
{
  YzSupervisor *self = YZ_SUPERVISOR (object);

  g_free (self->content_dir);
  g_clear_pointer (&self->services, json_array_unref);
  g_strfreev (self->session_argv);

  G_OBJECT_CLASS (yz_supervisor_parent_class)->finalize (object);
}

static void
yz_supervisor_class_init (YzSupervisorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yz_supervisor_dispose;
  object_class->finalize = yz_supervisor_finalize;

  /* The store cannot be mended any more: end the program, and let it be started anew. */
  signals[FAILED] = g_signal_new ("failed", YZ_TYPE_SUPERVISOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
yz_supervisor_init (YzSupervisor *self)
{
}

/**
 * yz_supervisor_new:
 * @node: the kiosk
 * @content_dir: the content it ships with
 * @session_argv: (array zero-terminated=1): the session's program and arguments
 *
 * Returns: (transfer full): a supervisor that does nothing yet
 */
YzSupervisor *
yz_supervisor_new (YzNode *node, const char *content_dir, const char *const *session_argv)
{
  YzSupervisor *self = g_object_new (YZ_TYPE_SUPERVISOR, NULL);

  self->node = g_object_ref (node);
  self->content_dir = g_strdup (content_dir);
  self->session_argv = g_strdupv ((GStrv)session_argv);
  return self;
}

static YzOwner *
acquire_owner (YzSupervisor *self, GError **error)
{
  for (guint i = 1;; i++) {
    g_autoptr (GError) local_error = NULL;
    YzOwner *owner = yz_owner_acquire (yz_node_get_dir (self->node), &local_error);

    if (owner != NULL)
      return owner;
    if (i == OWNER_TRIES || !g_error_matches (local_error, YZ_ERROR, YZ_ERROR_BUSY)) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
    g_usleep (OWNER_PAUSE_US);
  }
}

/* The rest of the kiosk works without. */
static void
warn_of_keys (YzSupervisor *self)
{
  g_autoptr (GError) error = NULL;

  if (!yz_submission_check_keys (self->node, &error))
    g_warning ("nothing can be handed in at this kiosk: %s", error->message);
}

/**
 * yz_supervisor_start:
 * @self: a supervisor
 * @error: %YZ_ERROR_BUSY where another process holds the node for ten seconds, or what hinders it
 *
 * Takes the node, for which it waits where need be, mends its store where needed, and puts a
 * session on the screen.
 *
 * Returns: whether it runs
 */
gboolean
yz_supervisor_start (YzSupervisor *self, GError **error)
{
  g_autoptr (YzContent) content = NULL;

  g_return_val_if_fail (YZ_IS_SUPERVISOR (self), FALSE);

  self->owner = acquire_owner (self, error);
  if (self->owner == NULL || !yz_owner_listen (self->owner, error))
    return FALSE;
  g_signal_connect_object (self->owner, "wake", G_CALLBACK (on_wake), self, G_CONNECT_SWAPPED);

  /* The first session must not have to build it. */
  content = yz_content_open_active (yz_node_get_dir (self->node), self->content_dir, error);
  if (content != NULL)
    self->services = yz_content_get_services (content, error);
  if (self->services == NULL)
    return FALSE;
  warn_of_keys (self);
  return start_work (self, error);
}

/**
 * yz_supervisor_stop:
 * @self: a supervisor
 *
 * Ends the sessions and lets go of the node.
 */
void
yz_supervisor_stop (YzSupervisor *self)
{
  g_return_if_fail (YZ_IS_SUPERVISOR (self));

  stop_work (self);
  g_clear_object (&self->owner);
}
