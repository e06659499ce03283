/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sync.h"

#include "yz-backlog.h"
#include "yz-error.h"
#include "yz-outlook.h"

#include <gio/gio.h>

/* The sender: brings what is in the outbox to the central hub, each item until the hub has it or
 * has refused it.
 *
 * It goes round in steps. A step is one transaction (yz-sync-step.h), which notes what became of
 * the last items and takes the next (yz-backlog.h); these are then sent, some side by side. While
 * the hub is out of reach a single item, or its health where nothing waits, is tried after growing
 * pauses (yz-outlook.h). */

#define MAX_IN_FLIGHT 4
#define HEARTBEAT_US ((gint64)300 * G_USEC_PER_SEC)
#define STORE_RETRY_US ((gint64)5 * G_USEC_PER_SEC)
#define LONGEST_TIMER_US ((gint64)600 * G_USEC_PER_SEC)

#define PROBLEM_OFFLINE "offline"
#define PROBLEM_STRANGE "unexpected-answer"
#define PROBLEM_REFUSED "refused"
#define PROBLEM_DEVICE_REFUSED "device-refused"
#define PROBLEM_DAMAGED "damaged"

typedef enum {
  MODE_STOPPED,
  MODE_ON,          /* goes on for ever */
  MODE_UNTIL_EMPTY, /* goes on until nothing waits */
  MODE_ONCE,        /* tries each item once */
} Mode;

struct _YzSync {
  GObject parent_instance;

  YzStore *store;
  char *blobs_dir;
  YzTransport *transport;
  YzClock *clock;
  guint timeout_ms;

  Mode mode;
  GTask *task; /* of yz_sync_run_async () */
  GCancellable *cancellable;
  GNetworkMonitor *monitor;
  guint timer_id;

  YzOutlook outlook;
  guint n_unlucky; /* items in a row without an answer, where each is tried once */

  YzBacklog backlog;
  gboolean is_stepping;
  gint64 no_step_before_us; /* after the store has failed, monotonic */

  guint n_in_flight;
  gboolean is_probing;
};

enum {
  PROP_STATE = 1,
};

static GParamSpec *props[PROP_STATE + 1];

enum {
  SIGNAL_DELIVERED,
  SIGNAL_STATUS_CHANGED,
  SIGNAL_STORE_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (YzSyncState,
                    yz_sync_state,
                    G_DEFINE_ENUM_VALUE (YZ_SYNC_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (YZ_SYNC_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (YZ_SYNC_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (YZ_SYNC_DEVICE_REFUSED, "device-refused"))

G_DEFINE_FINAL_TYPE (YzSync, yz_sync, G_TYPE_OBJECT)

/* Something under way: a request to the hub or a step. It does not keep the sender alive. */
typedef struct {
  GWeakRef sync;
  YzOutboxItem *item;  /* NULL for a probe or a step */
  gboolean has_papers; /* what the hub had asked for was brought */
  GCancellable *cancellable;
} Errand;

static void pump (YzSync *self);

/* @item: (transfer full) (nullable) */
static Errand *
errand_new (YzSync *self, YzOutboxItem *item)
{
  Errand *errand = g_new0 (Errand, 1);

  g_weak_ref_init (&errand->sync, self);
  errand->item = item;
  errand->cancellable = g_object_ref (self->cancellable);
  return errand;
}

static void
errand_free (Errand *errand)
{
  g_weak_ref_clear (&errand->sync);
  yz_outbox_item_free (errand->item);
  g_object_unref (errand->cancellable);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static void
notify_state (YzSync *self, YzSyncState before)
{
  if (self->outlook.state != before)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
note_answer (YzSync *self)
{
  YzSyncState before = self->outlook.state;
  gint64 now_us = g_get_monotonic_time ();
  gboolean was_down = yz_outlook_note_answer (&self->outlook, now_us);

  self->n_unlucky = 0;
  if (was_down && self->mode == MODE_ON)
    yz_outlook_spread (&self->outlook, now_us);
  if (was_down && self->mode != MODE_ONCE)
    yz_backlog_list (&self->backlog, PROBLEM_OFFLINE);
  notify_state (self, before);
}

static void
note_weather (YzSync *self, const YzResponse *response, const GError *error)
{
  YzSyncState before = self->outlook.state;

  yz_outlook_note_weather (&self->outlook, g_get_monotonic_time (), response, error);
  self->n_unlucky++;
  if (self->mode == MODE_ONCE && self->n_unlucky >= MAX_IN_FLIGHT)
    yz_backlog_give_up (&self->backlog);
  notify_state (self, before);
}

static void
note_device_refused (YzSync *self)
{
  YzSyncState before = self->outlook.state;

  yz_outlook_note_device_refused (&self->outlook, g_get_monotonic_time ());
  self->n_unlucky = MAX_IN_FLIGHT;
  if (self->mode == MODE_ONCE)
    yz_backlog_give_up (&self->backlog);
  notify_state (self, before);
}

/* @item: (transfer full)
 * @response: (nullable): the answer, where there was a whole one */
static void
judge (YzSync *self, YzOutboxItem *item, const YzResponse *response, const GError *error)
{
  gint64 now_us = yz_clock_now (self->clock);
  YzVerdict verdict
      = response != NULL ? yz_verdict_of_submission (response, item) : YZ_VERDICT_WEATHER;
  guint retry_after_seconds = response != NULL ? response->retry_after_seconds : 0;

  switch (verdict) {
  case YZ_VERDICT_DELIVERED:
    yz_backlog_add_outcome (&self->backlog, item, verdict, NULL, 0);
    note_answer (self);
    break;
  case YZ_VERDICT_REFUSED:
    yz_backlog_add_outcome (&self->backlog, item, verdict, PROBLEM_REFUSED, 0);
    note_answer (self);
    break;
  case YZ_VERDICT_DEVICE_REFUSED:
    yz_backlog_add_outcome (&self->backlog, item, verdict, PROBLEM_DEVICE_REFUSED,
                            now_us + YZ_OUTLOOK_REFUSED_PAUSE_US);
    note_device_refused (self);
    break;
  case YZ_VERDICT_INCOMPLETE: /* still, after all that was asked for was acknowledged */
  case YZ_VERDICT_WEATHER:
    yz_backlog_add_outcome (&self->backlog, item, YZ_VERDICT_WEATHER,
                            response != NULL ? PROBLEM_STRANGE : PROBLEM_OFFLINE,
                            now_us
                                + (gint64)1000
                                      * yz_backoff_ms (item->attempts, retry_after_seconds));
    note_weather (self, response, error);
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
judge_probe (YzSync *self, const YzResponse *response, const GError *error)
{
  if (response == NULL || !yz_verdict_of_health (response)) {
    note_weather (self, response, error);
    return;
  }
  note_answer (self);
  self->backlog.must_note_contact = TRUE;
  /* Whoever put something in and died before saying so is not waited for. */
  self->backlog.is_drained = FALSE;
}

static void upload (YzSync *self, YzOutboxItem *item, const YzResponse *response);

static gboolean
wants_papers (const Errand *errand, const YzResponse *response)
{
  return !errand->has_papers && response != NULL
         && yz_verdict_of_submission (response, errand->item) == YZ_VERDICT_INCOMPLETE;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (YzSync) self = g_weak_ref_get (&errand->sync);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzResponse) response
      = yz_transport_send_finish (YZ_TRANSPORT (source), result, &error);

  if (self == NULL)
    return;
  if (errand->item != NULL)
    self->n_in_flight--;
  else
    self->is_probing = FALSE;

  /* Stopped: the item stays marked as being sent, and the next start takes it up again. */
  if (g_cancellable_is_cancelled (errand->cancellable))
    return;

  if (errand->item == NULL)
    judge_probe (self, response, error);
  else if (wants_papers (errand, response))
    upload (self, g_steal_pointer (&errand->item), response);
  else
    judge (self, g_steal_pointer (&errand->item), response, error);
  pump (self);
}

/* @errand: (transfer full) */
static void
send (YzSync *self, const char *method, const char *path, Errand *errand)
{
  yz_outlook_note_try (&self->outlook, g_get_monotonic_time ());
  yz_transport_send_async (self->transport, method, path,
                           errand->item != NULL ? errand->item->envelope : NULL, self->timeout_ms,
                           self->cancellable, on_sent, errand);
}

/* @item: (transfer full) */
static void
send_item (YzSync *self, YzOutboxItem *item, gboolean has_papers)
{
  g_autofree char *path = g_strconcat ("/v1/submissions/", item->id, NULL);
  Errand *errand = errand_new (self, item);

  errand->has_papers = has_papers;
  self->n_in_flight++;
  send (self, "PUT", path, errand);
}

/* With all that was asked for there, the hub is asked once more: only its word that nothing is
 * missing counts. */
static void
on_uploaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (YzSync) self = g_weak_ref_get (&errand->sync);
  g_autoptr (YzResponse) answer = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = yz_upload_finish (result, &answer, &error);

  if (self == NULL)
    return;
  self->n_in_flight--;
  if (g_cancellable_is_cancelled (errand->cancellable))
    return;

  if (done) {
    note_answer (self);
    send_item (self, g_steal_pointer (&errand->item), TRUE);
  } else if (g_error_matches (error, YZ_ERROR, YZ_ERROR_DAMAGED)) {
    yz_backlog_add_outcome (&self->backlog, g_steal_pointer (&errand->item), YZ_VERDICT_REFUSED,
                            PROBLEM_DAMAGED, 0);
  } else {
    judge (self, g_steal_pointer (&errand->item), answer, error);
  }
  pump (self);
}

/* The hub has the item and asks for what goes with it.
 * @item: (transfer full) */
static void
upload (YzSync *self, YzOutboxItem *item, const YzResponse *response)
{
  g_autoptr (GPtrArray) pieces = yz_verdict_list_pieces (response, item);

  note_answer (self);
  self->n_in_flight++;
  yz_upload_async (self->transport, self->blobs_dir, pieces, self->timeout_ms, self->cancellable,
                   on_uploaded, errand_new (self, item));
}

static void
probe (YzSync *self)
{
  self->is_probing = TRUE;
  send (self, "GET", "/v1/health", errand_new (self, NULL));
}

static void
tell_step (YzSync *self, const YzSyncStep *step)
{
  for (guint i = 0; i < step->outcomes->len; i++) {
    const YzSyncOutcome *outcome = g_ptr_array_index (step->outcomes, i);

    if (outcome->verdict == YZ_VERDICT_DELIVERED)
      g_signal_emit (self, signals[SIGNAL_DELIVERED], 0, outcome->item->id);
  }
  if (step->outcomes->len > 0 || step->n_taken > 0 || step->contact)
    g_signal_emit (self, signals[SIGNAL_STATUS_CHANGED], 0);
}

/* @error: (transfer full) */
static void
note_store_failure (YzSync *self, YzSyncStep *step, GError *error)
{
  g_autoptr (GTask) task = NULL;

  yz_backlog_note_failure (&self->backlog, step);
  self->no_step_before_us = g_get_monotonic_time () + STORE_RETRY_US;
  g_signal_emit (self, signals[SIGNAL_STORE_FAILED], 0, error);
  task = g_steal_pointer (&self->task);
  if (task == NULL) {
    g_error_free (error);
    return;
  }
  yz_sync_stop (self);
  g_task_return_error (task, error);
}

static void
on_step_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (YzSync) self = g_weak_ref_get (&errand->sync);
  YzSyncStep *step = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gboolean ok = yz_store_run_finish (YZ_STORE (source), result, &error);

  if (self == NULL) {
    g_clear_error (&error);
    return;
  }
  self->is_stepping = FALSE;
  if (!ok) {
    note_store_failure (self, step, error);
  } else {
    if (!g_cancellable_is_cancelled (errand->cancellable))
      yz_backlog_note_step (&self->backlog, step);
    tell_step (self, step);
  }
  pump (self);
}

static gboolean
must_wait (YzSync *self, gint64 now_us)
{
  if (self->mode == MODE_ONCE)
    return self->n_unlucky >= MAX_IN_FLIGHT;
  return now_us < self->outlook.not_before_us;
}

/* Whether the hub is known to be there and nothing forbids to ask it. */
static gboolean
may_send_many (YzSync *self, gint64 now_us)
{
  return !must_wait (self, now_us)
         && (self->mode == MODE_ONCE || self->outlook.state == YZ_SYNC_ONLINE);
}

static void
send_taken (YzSync *self, gint64 now_us)
{
  guint limit = may_send_many (self, now_us) ? MAX_IN_FLIGHT : 1;

  /* The weather may have changed while these were taken. */
  if (must_wait (self, now_us))
    yz_backlog_put_back (&self->backlog, yz_clock_now (self->clock));
  while (self->n_in_flight < limit && !g_queue_is_empty (&self->backlog.taken))
    send_item (self, g_queue_pop_head (&self->backlog.taken), FALSE);
}

/* How many items may be taken now: many, or, unless the hub is known to be there, one that is sent
 * ahead. */
static guint
count_room (YzSync *self, gint64 now_us)
{
  guint n_taken = g_queue_get_length (&self->backlog.taken);

  if (self->is_probing || must_wait (self, now_us)
      || !yz_backlog_has_due (&self->backlog, yz_clock_now (self->clock)))
    return 0;
  if (self->mode == MODE_ONCE && g_queue_is_empty (&self->backlog.candidates))
    return 0;
  if (may_send_many (self, now_us))
    return n_taken < MAX_IN_FLIGHT ? MAX_IN_FLIGHT : 0;
  return self->n_in_flight + n_taken == 0 ? 1 : 0;
}

static void
start_step (YzSync *self, guint room)
{
  YzSyncStep *step = yz_backlog_make_step (&self->backlog, yz_clock_now (self->clock), room,
                                           self->mode == MODE_ONCE);

  self->is_stepping = TRUE;
  yz_store_run_async (self->store, yz_sync_step_run, step, (GDestroyNotify)yz_sync_step_free, NULL,
                      on_step_ready, errand_new (self, NULL));
}

static gboolean
is_idle (YzSync *self)
{
  return self->n_in_flight == 0 && !self->is_probing && !yz_backlog_is_in_hand (&self->backlog);
}

static gboolean
wants_probe (YzSync *self, gint64 now_us)
{
  if (!is_idle (self))
    return FALSE;

  switch (self->mode) {
  case MODE_ONCE:
    return !self->outlook.was_asked;
  case MODE_UNTIL_EMPTY:
  case MODE_ON:
    if (now_us < self->outlook.not_before_us || self->outlook.state == YZ_SYNC_DEVICE_REFUSED)
      return FALSE;
    return self->outlook.state != YZ_SYNC_ONLINE
           || now_us >= self->outlook.last_contact_us + HEARTBEAT_US;
  case MODE_STOPPED:
  default:
    return FALSE;
  }
}

static gboolean
is_done (YzSync *self)
{
  if (!is_idle (self))
    return FALSE;
  if (self->mode == MODE_UNTIL_EMPTY)
    return self->backlog.is_drained && self->backlog.due_us == 0;
  return self->mode == MODE_ONCE && self->outlook.was_asked;
}

static void
finish (YzSync *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  gboolean is_offline = self->mode == MODE_ONCE && !self->outlook.has_answered;

  yz_sync_stop (self);
  if (self->outlook.state == YZ_SYNC_DEVICE_REFUSED)
    g_task_return_new_error (task, YZ_ERROR, YZ_ERROR_DEVICE_REFUSED,
                             "the hub does not take anything from this station: have it entered "
                             "there under [hub] stations, or see [central] client-cert= here");
  else if (is_offline)
    g_task_return_new_error (task, YZ_ERROR, YZ_ERROR_OFFLINE,
                             "%s; what waits is kept and will be sent", self->outlook.problem);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
on_timer (gpointer user_data)
{
  YzSync *self = user_data;

  self->timer_id = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

/* Every answer calls pump () again; a timer is for what comes without one. */
static void
set_timer (YzSync *self, gint64 now_us)
{
  gint64 at_us = G_MAXINT64;

  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (self->mode == MODE_ONCE || self->is_probing || self->n_in_flight == MAX_IN_FLIGHT
      || (self->n_in_flight > 0 && self->outlook.state != YZ_SYNC_ONLINE))
    return;

  if (now_us < self->no_step_before_us) {
    at_us = self->no_step_before_us;
  } else if (now_us < self->outlook.not_before_us) {
    at_us = self->outlook.not_before_us;
  } else {
    if (self->backlog.is_drained && self->backlog.due_us > 0)
      at_us = now_us + MAX (self->backlog.due_us - yz_clock_now (self->clock), 0);
    if (self->n_in_flight == 0)
      at_us = MIN (at_us, self->outlook.last_contact_us + HEARTBEAT_US);
  }
  if (at_us < G_MAXINT64)
    self->timer_id = g_timeout_add ((guint)(CLAMP (at_us - now_us, 0, LONGEST_TIMER_US) / 1000 + 1),
                                    on_timer, self);
}

/* Does whatever is to be done next. Called whenever something has changed. */
static void
pump (YzSync *self)
{
  gint64 now_us = g_get_monotonic_time ();
  guint room;

  if (self->mode == MODE_STOPPED)
    return;

  send_taken (self, now_us);
  if (self->is_stepping)
    return;

  room = count_room (self, now_us);
  if ((room > 0 || yz_backlog_has_news (&self->backlog)) && now_us >= self->no_step_before_us) {
    start_step (self, room);
    return;
  }
  if (self->task != NULL && is_done (self)) {
    finish (self);
    return;
  }
  if (wants_probe (self, now_us))
    probe (self);
  set_timer (self, now_us);
}

static void
on_network_changed (YzSync *self)
{
  yz_sync_wake (self);
}

static void
begin (YzSync *self, Mode mode)
{
  self->mode = mode;
  self->cancellable = g_cancellable_new ();
  self->n_unlucky = 0;
  self->no_step_before_us = 0;
  yz_backlog_begin (&self->backlog);
  yz_outlook_begin (&self->outlook);
  if (mode != MODE_ON)
    yz_backlog_list (&self->backlog, NULL);
  if (mode != MODE_ONCE) {
    self->monitor = g_object_ref (g_network_monitor_get_default ());
    g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (on_network_changed),
                             self, G_CONNECT_SWAPPED);
  }
  pump (self);
}

static void
yz_sync_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  YzSync *self = YZ_SYNC (object);

  switch (prop_id) {
  case PROP_STATE:
    g_value_set_enum (value, (int)self->outlook.state);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_sync_dispose (GObject *object)
{
  YzSync *self = YZ_SYNC (object);

  yz_sync_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->transport);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (yz_sync_parent_class)->dispose (object);
}

static void
yz_sync_finalize (GObject *object)
{
  YzSync *self = YZ_SYNC (object);

  g_free (self->blobs_dir);
  yz_backlog_finalize (&self->backlog);
  yz_outlook_clear (&self->outlook);

  G_OBJECT_CLASS (yz_sync_parent_class)->finalize (object);
}

static void
yz_sync_class_init (YzSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yz_sync_get_property;
  object_class->dispose = yz_sync_dispose;
  object_class->finalize = yz_sync_finalize;

  /**
   * YzSync:state:
   *
   * How the sender stands with the hub.
   */
  props[PROP_STATE]
      = g_param_spec_enum ("state", NULL, NULL, YZ_TYPE_SYNC_STATE, YZ_SYNC_UNKNOWN,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * YzSync::delivered:
   * @self: a sender
   * @id: ULID of a submission
   *
   * Emitted once the outbox has noted that the hub has the item.
   */
  signals[SIGNAL_DELIVERED] = g_signal_new ("delivered", YZ_TYPE_SYNC, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * YzSync::status-changed:
   * @self: a sender
   *
   * Emitted when the figures of yz_outbox_get_status() have changed.
   */
  signals[SIGNAL_STATUS_CHANGED] = g_signal_new ("status-changed", YZ_TYPE_SYNC, G_SIGNAL_RUN_LAST,
                                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * YzSync::store-failed:
   * @self: a sender
   * @error: what the store says
   *
   * Emitted when the outbox could not be read or written. It is tried again after a while.
   */
  signals[SIGNAL_STORE_FAILED] = g_signal_new ("store-failed", YZ_TYPE_SYNC, G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
yz_sync_init (YzSync *self)
{
  yz_backlog_init (&self->backlog);
}

/**
 * yz_sync_new:
 * @store: the store with the outbox
 * @blobs_dir: the folder of the sealed streams that go with what is in it
 * @transport: the way to the central hub
 * @clock: the clock to go by
 * @timeout_ms: how long one request may take
 *
 * Only the process that holds `owner.lock` may send.
 *
 * Returns: (transfer full): a sender that does nothing yet
 */
YzSync *
yz_sync_new (YzStore *store,
             const char *blobs_dir,
             YzTransport *transport,
             YzClock *clock,
             guint timeout_ms)
{
  YzSync *self = g_object_new (YZ_TYPE_SYNC, NULL);

  g_return_val_if_fail (YZ_IS_STORE (store), NULL);
  g_return_val_if_fail (blobs_dir != NULL, NULL);
  g_return_val_if_fail (YZ_IS_TRANSPORT (transport), NULL);
  g_return_val_if_fail (YZ_IS_CLOCK (clock), NULL);

  self->store = g_object_ref (store);
  self->blobs_dir = g_strdup (blobs_dir);
  self->transport = g_object_ref (transport);
  self->clock = g_object_ref (clock);
  self->timeout_ms = timeout_ms;
  return self;
}

/**
 * yz_sync_get_state:
 * @self: a sender
 *
 * Returns: how it stands with the hub
 */
YzSyncState
yz_sync_get_state (YzSync *self)
{
  g_return_val_if_fail (YZ_IS_SYNC (self), YZ_SYNC_UNKNOWN);

  return self->outlook.state;
}

/**
 * yz_sync_get_problem:
 * @self: a sender
 *
 * For the log and for administrators.
 *
 * Returns: (transfer none) (nullable): why the hub is out of reach, %NULL where it is not known to
 *   be
 */
const char *
yz_sync_get_problem (YzSync *self)
{
  g_return_val_if_fail (YZ_IS_SYNC (self), NULL);

  return self->outlook.state == YZ_SYNC_OFFLINE ? self->outlook.problem : NULL;
}

/**
 * yz_sync_start:
 * @self: a sender that is stopped
 *
 * Sends what is in the outbox and whatever comes into it, until yz_sync_stop() or its end.
 */
void
yz_sync_start (YzSync *self)
{
  g_return_if_fail (YZ_IS_SYNC (self));
  g_return_if_fail (self->mode == MODE_STOPPED);

  begin (self, MODE_ON);
}

/**
 * yz_sync_stop:
 * @self: a sender
 *
 * Ends at once, whatever is under way. What the hub then has and the outbox does not know of is
 * sent again at the next start, and the hub answers as if it were the first time.
 */
void
yz_sync_stop (YzSync *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (YZ_IS_SYNC (self));

  self->mode = MODE_STOPPED;
  task = g_steal_pointer (&self->task);
  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  yz_backlog_clear (&self->backlog);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the sender was stopped");
}

/**
 * yz_sync_wake:
 * @self: a sender
 *
 * Says that there is something new in the outbox or that the hub may be back: what waits is tried
 * without waiting longer, at most once a second. A pause after the station was refused goes on.
 */
void
yz_sync_wake (YzSync *self)
{
  g_return_if_fail (YZ_IS_SYNC (self));

  if (self->mode != MODE_ON && self->mode != MODE_UNTIL_EMPTY)
    return;

  self->backlog.is_drained = FALSE;
  yz_backlog_list (&self->backlog, NULL);
  yz_outlook_hasten (&self->outlook);
  pump (self);
}

/**
 * yz_sync_run_async:
 * @self: a sender that is stopped
 * @until_empty: whether to go on, with pauses, until nothing waits; else every item is tried once,
 *   and where nothing waits the hub is asked for its health
 * @callback: called at the end
 * @user_data: passed to @callback
 *
 * Tries at once what waits, however long it was to wait. yz_sync_stop() ends it early.
 */
void
yz_sync_run_async (YzSync *self,
                   gboolean until_empty,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_return_if_fail (YZ_IS_SYNC (self));
  g_return_if_fail (self->mode == MODE_STOPPED);

  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, yz_sync_run_async);
  begin (self, until_empty ? MODE_UNTIL_EMPTY : MODE_ONCE);
}

/**
 * yz_sync_run_finish:
 * @self: a sender
 * @result: the result
 * @error: %YZ_ERROR_OFFLINE where the hub gave no answer of its own to any item,
 *   %YZ_ERROR_DEVICE_REFUSED where it does not know this station, %G_IO_ERROR_CANCELLED after
 *   yz_sync_stop(), or what the store says
 *
 * Returns: whether the hub was reached; single items may still wait or be set aside
 */
gboolean
yz_sync_run_finish (YzSync *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
