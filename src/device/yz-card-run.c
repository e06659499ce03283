/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-card-run.h"

#include "yz-card-line.h"
#include "yz-card-status.h"
#include "yz-error.h"

#include <string.h>

/* A card is looked for no more often: readers need the time. */
#define POLL_MS 300

/* A reader that has failed or is not there is tried again so often. */
#define RETRY_MS 1000

#define READ_TIMES 3

/* A byte is lost on a line now and then, and nobody is called for that: something is wrong with the
 * reader where it fails so often in a row. */
#define FAILURES 2

typedef enum { EVENT_READY, EVENT_CARD, EVENT_REMOVED, EVENT_TROUBLE } EventKind;

typedef struct {
  EventKind kind;
  gboolean ready;
  YzCard *card;
  YzCardTrouble trouble;
  GError *error;
} Event;

/* The thread holds the run and never the reader, so that a reader is stopped and freed without
 * waiting for a device that blocks. */
struct _YzCardRun {
  gatomicrefcount refs;
  YzCardRunConfig config;
  GMainContext *context;
  GCancellable *cancellable;

  /* Only in the thread. */
  GThread *previous; /* must let go of the device first */
  YzCardLine *line;
  gboolean ready;
  guint n_failures;     /* of the reader, since it last looked for a card */
  guint n_unread;       /* cards since the last good one of which the line brought no answer */
  gboolean failed;      /* and has been told */
  gboolean lying;       /* a card that has been read, or could not be */
  gboolean answered;    /* its chip has said that it is there */
  gboolean found_again; /* it was found again while it lies there: this reader keeps finding it */
  gboolean missed;      /* it was not found again, which may mean either */
  gboolean can_probe;   /* the reader knows the question */

  /* Only on the main thread. */
  GThread *thread;
  const YzCardRunFuncs *funcs; /* NULL once stopped */
  gpointer user_data;

  /* What waits to be told, under the lock. */
  GMutex lock;
  GQueue events;
  gboolean delivering;
};

static void
event_free (gpointer data)
{
  Event *event = data;

  yz_card_unref (event->card);
  g_clear_error (&event->error);
  g_free (event);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Event, event_free)

static YzCardRun *
run_ref (YzCardRun *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
run_unref (YzCardRun *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->config.path);
  g_object_unref (self->config.clock);
  g_main_context_unref (self->context);
  g_object_unref (self->cancellable);
  g_queue_clear_full (&self->events, event_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzCardRun, run_unref)

/* On the main thread */

static Event *
pop_event (YzCardRun *self)
{
  Event *event;

  g_mutex_lock (&self->lock);
  event = g_queue_pop_head (&self->events);
  if (event == NULL)
    self->delivering = FALSE;
  g_mutex_unlock (&self->lock);
  return event;
}

static void
tell (YzCardRun *self, const Event *event)
{
  switch (event->kind) {
  case EVENT_READY:
    self->funcs->ready (event->ready, self->user_data);
    break;
  case EVENT_CARD:
    self->funcs->card (event->card, self->user_data);
    break;
  case EVENT_REMOVED:
    self->funcs->removed (self->user_data);
    break;
  case EVENT_TROUBLE:
    self->funcs->trouble (event->trouble, event->error, self->user_data);
    break;
  default:
    g_assert_not_reached ();
  }
}

/* Whoever is told may stop the run, so that is looked at again each time. */
static gboolean
deliver (gpointer user_data)
{
  YzCardRun *self = user_data;
  g_autoptr (Event) event = pop_event (self);

  if (event != NULL && self->funcs != NULL)
    tell (self, event);
  return event != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* In the thread */

static void
push_event (YzCardRun *self, Event *event)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->events, event);
  if (!self->delivering) {
    g_autoptr (GSource) source = g_idle_source_new ();

    self->delivering = TRUE;
    g_source_set_priority (source, G_PRIORITY_DEFAULT);
    g_source_set_callback (source, deliver, run_ref (self), (GDestroyNotify)run_unref);
    g_source_attach (source, self->context);
  }
  g_mutex_unlock (&self->lock);
}

static Event *
event_new (EventKind kind)
{
  Event *event = g_new0 (Event, 1);

  event->kind = kind;
  return event;
}

static void
set_ready (YzCardRun *self, gboolean ready)
{
  Event *event;

  if (self->ready == ready)
    return;
  self->ready = ready;
  event = event_new (EVENT_READY);
  event->ready = ready;
  push_event (self, event);
}

static void
push_trouble (YzCardRun *self, YzCardTrouble trouble, GError *error)
{
  Event *event = event_new (EVENT_TROUBLE);

  event->trouble = trouble;
  event->error = error;
  push_event (self, event);
}

static void
note_gone (YzCardRun *self)
{
  if (self->lying)
    push_event (self, event_new (EVENT_REMOVED));
  self->lying = self->answered = self->found_again = self->missed = FALSE;
}

static gboolean
ask (YzCardRun *self, YzCardCommand command, YzCardReply *ret_reply, GError **error)
{
  guint times = command == YZ_CARD_COMMAND_READ ? READ_TIMES : 1;

  return yz_card_line_ask (self->line, command, times * self->config.timeout_ms, ret_reply, error);
}

/* Not the line but the reader is the matter, which is told at once. */
static void
blame_reader (YzCardRun *self, GError *reason, GError **error)
{
  self->n_failures = FAILURES;
  g_propagate_error (error, reason);
}

/* Either the reader or the card is the matter. */
static void
refuse (YzCardRun *self, guint8 status, GError **error)
{
  YzCardTrouble trouble = yz_card_status_get_trouble (status);

  if (trouble == YZ_CARD_TROUBLE_READER)
    blame_reader (self, yz_card_status_to_error (status), error);
  else
    push_trouble (self, trouble, yz_card_status_to_error (status));
}

/* Where the line brings no answer, the reader may have read the card all the same and not find it
 * again: it must be lifted, like any card that could not be read. */
static gboolean
ask_about_card (YzCardRun *self, YzCardCommand command, YzCardReply *ret_reply, GError **error)
{
  GError *reason = NULL;

  if (ask (self, command, ret_reply, &reason))
    return TRUE;
  if (!g_error_matches (reason, YZ_ERROR, YZ_ERROR_DEVICE))
    g_propagate_error (error, reason);
  else if (++self->n_unread < FAILURES)
    push_trouble (self, YZ_CARD_TROUBLE_AGAIN, reason);
  else
    blame_reader (self, reason, error);
  return FALSE;
}

/* %FALSE with an error is the reader's fault, without one it has been told what is the matter with
 * the card. */
static gboolean
ask_card (YzCardRun *self, YzCardCommand command, YzCardReply *ret_reply, GError **error)
{
  if (!ask_about_card (self, command, ret_reply, error))
    return FALSE;
  if (ret_reply->status == YZ_CARD_STATUS_DONE)
    return TRUE;
  refuse (self, ret_reply->status, error);
  return FALSE;
}

static gboolean
read_text (YzCardRun *self, guint8 *ret_text, GError **error)
{
  YzCardReply reply;

  if (!ask_card (self, YZ_CARD_COMMAND_READ, &reply, error))
    return FALSE;
  memcpy (ret_text, reply.data + YZ_CARD_READ_HEAD_SIZE, YZ_CARD_TEXT_SIZE);
  return TRUE;
}

/* What readers say to a command that they do not have. */
static gboolean
is_unknown (guint8 status)
{
  return status == YZ_CARD_STATUS_UNKNOWN_COMMAND || status == YZ_CARD_STATUS_NO_PRIVILEGE
         || status == YZ_CARD_STATUS_UNKNOWN_ERROR;
}

/* Old readers do not know the command, most cards have no such address. */
static gboolean
read_address (YzCardRun *self, guint8 *ret_address, gboolean *ret_has_address, GError **error)
{
  YzCardReply reply;

  if (!ask_about_card (self, YZ_CARD_COMMAND_ADDRESS, &reply, error))
    return FALSE;
  if (reply.status == YZ_CARD_STATUS_DONE) {
    memcpy (ret_address, reply.data, YZ_CARD_ADDRESS_SIZE);
    *ret_has_address = TRUE;
    return TRUE;
  }
  if (reply.status == YZ_CARD_STATUS_NO_ITEM || is_unknown (reply.status))
    return TRUE;
  refuse (self, reply.status, error);
  return FALSE;
}

static void
tell_card (YzCardRun *self, const guint8 *text, const guint8 *address)
{
  g_autofree char *today = yz_time_local_date (yz_clock_now (self->config.clock));
  GError *error = NULL;
  YzCard *card = yz_card_parse (text, address, today, &error);
  Event *event;

  if (card == NULL) {
    gboolean other = g_error_matches (error, YZ_ERROR, YZ_ERROR_INVALID);

    push_trouble (self, other ? YZ_CARD_TROUBLE_OTHER_CARD : YZ_CARD_TROUBLE_REFUSED, error);
    return;
  }
  event = event_new (EVENT_CARD);
  event->card = card;
  push_event (self, event);
}

/* Most readers do not find a card again that they have read, wherever it is; but its chip answers
 * while it is there. A reader that does not know the question is not asked again, and of a card
 * that could not be read nothing is asked. */
static gboolean
is_still_there (YzCardRun *self, GError **error)
{
  g_autoptr (GError) reason = NULL;
  YzCardReply reply = { 0 };
  gboolean answered;

  if (!self->can_probe)
    return FALSE;
  answered = ask (self, YZ_CARD_COMMAND_CHIP, &reply, &reason);
  yz_card_line_wipe (self->line);
  if (!answered && !g_error_matches (reason, YZ_ERROR, YZ_ERROR_DEVICE)) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return FALSE;
  }
  if (answered && reply.status == YZ_CARD_STATUS_DONE) {
    self->answered = TRUE;
    return TRUE;
  }
  if (!answered || is_unknown (reply.status))
    self->can_probe = self->answered = FALSE;
  return FALSE;
}

/* %FALSE with an error is the reader's fault, without one the card's. */
static gboolean
read_card (YzCardRun *self, GError **error)
{
  guint8 text[YZ_CARD_TEXT_SIZE];
  guint8 address[YZ_CARD_ADDRESS_SIZE];
  g_autoptr (GError) reason = NULL;
  gboolean has_address = FALSE;
  YzCardReply reply;
  gboolean ok;

  self->lying = TRUE;
  ok = ask_card (self, YZ_CARD_COMMAND_SELECT, &reply, error) && read_text (self, text, error)
       && read_address (self, address, &has_address, error);
  yz_card_line_wipe (self->line);
  if (ok) {
    self->n_unread = 0;
    /* Before it is told, so that it is known to have lain there however soon it is lifted then. */
    is_still_there (self, &reason);
    tell_card (self, text, has_address ? address : NULL);
  }
  explicit_bzero (text, sizeof text);
  explicit_bzero (address, sizeof address);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return ok && *error == NULL;
}

/* Where neither the chip has answered nor the card has been found again since, a reader that does
 * not find it says nothing of where it is: the next card then tells that this one is gone. */
static void
note_not_found (YzCardRun *self)
{
  if (self->answered || self->found_again)
    note_gone (self);
  else
    self->missed = TRUE;
}

static gboolean
note_found (YzCardRun *self, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (self->missed || self->answered)
    note_gone (self);
  if (self->lying) {
    self->found_again = TRUE;
    return TRUE;
  }
  if (read_card (self, &reason) || reason == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static void
note_works (YzCardRun *self)
{
  self->n_failures = 0;
  self->failed = FALSE;
  set_ready (self, TRUE);
}

static gboolean
look_once (YzCardRun *self, GError **error)
{
  g_autoptr (GError) reason = NULL;
  YzCardReply reply;

  if (self->answered && is_still_there (self, &reason)) {
    note_works (self);
    return TRUE;
  }
  if (reason != NULL) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return FALSE;
  }
  if (!ask (self, YZ_CARD_COMMAND_FIND, &reply, error))
    return FALSE;
  switch (reply.status) {
  case YZ_CARD_STATUS_NO_CARD:
    note_works (self);
    note_not_found (self);
    return TRUE;
  case YZ_CARD_STATUS_FOUND:
    note_works (self);
    return note_found (self, error);
  default:
    g_propagate_error (error, yz_card_status_to_error (reply.status));
    return FALSE;
  }
}

static gboolean
check_module (YzCardRun *self, GError **error)
{
  YzCardReply reply;

  if (!ask (self, YZ_CARD_COMMAND_STATUS, &reply, error))
    return FALSE;
  if (reply.status == YZ_CARD_STATUS_DONE)
    return TRUE;
  g_propagate_error (error, yz_card_status_to_error (reply.status));
  return FALSE;
}

/* Until the reader fails or is not wanted any more. */
static void
look (YzCardRun *self, GError **error)
{
  g_autoptr (YzCardLine) line
      = yz_card_line_open (self->config.path, self->config.baud, self->cancellable, error);

  if (line == NULL)
    return;
  self->line = line;
  self->can_probe = TRUE;
  if (check_module (self, error))
    while (look_once (self, error) && yz_card_line_pause (line, POLL_MS, error))
      ;
  self->line = NULL;
}

/* Told once until the reader works again; where it is gone, at once. */
static void
note_failed (YzCardRun *self, const GError *reason)
{
  gboolean gone = g_error_matches (reason, YZ_ERROR, YZ_ERROR_NOT_FOUND);

  if (!gone && ++self->n_failures < FAILURES)
    return;
  set_ready (self, FALSE);
  if (gone)
    note_gone (self);
  if (!self->failed)
    push_trouble (self, YZ_CARD_TROUBLE_READER, g_error_copy (reason));
  self->failed = TRUE;
}

static void
wait_for_reader (YzCardRun *self)
{
  GPollFD fd;

  if (!g_cancellable_make_pollfd (self->cancellable, &fd))
    return;
  g_poll (&fd, 1, RETRY_MS);
  g_cancellable_release_fd (self->cancellable);
}

static gpointer
run_thread (gpointer data)
{
  g_autoptr (YzCardRun) self = data;

  if (self->previous != NULL)
    g_thread_join (g_steal_pointer (&self->previous));
  while (!g_cancellable_is_cancelled (self->cancellable)) {
    g_autoptr (GError) error = NULL;

    look (self, &error);
    if (g_cancellable_is_cancelled (self->cancellable))
      break;
    note_failed (self, error);
    wait_for_reader (self);
  }
  return NULL;
}

/**
 * yz_card_run_start:
 * @config: which reader; copied
 * @previous: (transfer full) (nullable): the thread of an earlier run on the same device, which is
 *   waited for, not here but in the new thread
 * @funcs: what to call; must stay
 * @user_data: passed to @funcs
 *
 * Starts a thread that opens the reader, again and again where it must, and reads cards.
 *
 * Returns: (transfer full): the run, to be ended with yz_card_run_stop()
 */
YzCardRun *
yz_card_run_start (const YzCardRunConfig *config,
                   GThread *previous,
                   const YzCardRunFuncs *funcs,
                   gpointer user_data)
{
  YzCardRun *self = g_new0 (YzCardRun, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_queue_init (&self->events);
  self->config = *config;
  self->config.path = g_strdup (config->path);
  g_object_ref (self->config.clock);
  self->context = g_main_context_ref_thread_default ();
  self->cancellable = g_cancellable_new ();
  self->previous = previous;
  self->funcs = funcs;
  self->user_data = user_data;
  self->thread = g_thread_new ("yz-card", run_thread, run_ref (self));
  return self;
}

/**
 * yz_card_run_stop:
 * @self: (transfer full): a run
 *
 * Ends it at once for the caller, who is told nothing any more; the thread lets go of the device a
 * moment later.
 *
 * Returns: (transfer full): the thread, to be handed to the next run or to g_thread_unref()
 */
GThread *
yz_card_run_stop (YzCardRun *self)
{
  GThread *thread = g_steal_pointer (&self->thread);

  g_cancellable_cancel (self->cancellable);
  self->funcs = NULL;
  run_unref (self);
  return thread;
}
