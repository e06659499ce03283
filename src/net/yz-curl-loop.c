/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-curl-loop.h"

#include <glib-unix.h>

/* libcurl says which sockets it waits for and until when (its "multi socket" interface); each of
 * these becomes a source of the main context. */
struct _YzCurlLoop {
  CURLM *multi;
  GMainContext *context;
  GSource *timer;
  YzCurlDone done;
  gpointer user_data;
};

/* Transfers that have ended are taken out first and then told: whoever is told may start others. */
static void
report_done (YzCurlLoop *self)
{
  CURLMsg *message;
  int n_left;

  while ((message = curl_multi_info_read (self->multi, &n_left)) != NULL) {
    CURL *easy = message->easy_handle;
    CURLcode result = message->data.result;

    if (message->msg != CURLMSG_DONE)
      continue;
    curl_multi_remove_handle (self->multi, easy);
    self->done (easy, result, self->user_data);
  }
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
on_timer (gpointer user_data)
{
  YzCurlLoop *self = g_rc_box_acquire (user_data); /* who is told may drop the last reference */
  int n_running;

  clear_source (&self->timer);
  curl_multi_socket_action (self->multi, CURL_SOCKET_TIMEOUT, 0, &n_running);
  report_done (self);
  yz_curl_loop_unref (self);
  return G_SOURCE_REMOVE;
}

static int
on_timeout_changed (CURLM *multi, long timeout_ms, void *user_data)
{
  YzCurlLoop *self = user_data;

  clear_source (&self->timer);
  if (timeout_ms < 0)
    return 0;

  /* libcurl must not be called from within this callback, so 0 means “soon”. */
  self->timer = timeout_ms == 0 ? g_idle_source_new () : g_timeout_source_new ((guint)timeout_ms);
  g_source_set_priority (self->timer, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, self->context);
  return 0;
}

static gboolean
on_socket_ready (int fd, GIOCondition condition, gpointer user_data)
{
  YzCurlLoop *self = g_rc_box_acquire (user_data);
  int events = 0;
  int n_running;

  if (condition & (G_IO_IN | G_IO_HUP))
    events |= CURL_CSELECT_IN;
  if (condition & G_IO_OUT)
    events |= CURL_CSELECT_OUT;
  if (condition & (G_IO_ERR | G_IO_NVAL))
    events |= CURL_CSELECT_ERR;
  curl_multi_socket_action (self->multi, fd, events, &n_running);
  report_done (self);
  yz_curl_loop_unref (self);
  return G_SOURCE_CONTINUE;
}

static int
on_socket_changed (CURL *easy, curl_socket_t fd, int what, void *user_data, void *socket_data)
{
  YzCurlLoop *self = user_data;
  GSource *source = socket_data;
  GIOCondition condition = 0;

  clear_source (&source);
  if (what & CURL_POLL_IN)
    condition |= G_IO_IN;
  if (what & CURL_POLL_OUT)
    condition |= G_IO_OUT;
  if (what != CURL_POLL_REMOVE) {
    source = g_unix_fd_source_new (fd, condition);
    g_source_set_callback (source, G_SOURCE_FUNC (on_socket_ready), self, NULL);
    g_source_attach (source, self->context);
  }
  curl_multi_assign (self->multi, fd, source);
  return 0;
}

/**
 * yz_curl_loop_new:
 * @done: called when a transfer has ended, which is then taken out
 * @user_data: passed to @done
 *
 * Returns: (transfer full): a loop on the caller's main context
 */
YzCurlLoop *
yz_curl_loop_new (YzCurlDone done, gpointer user_data)
{
  YzCurlLoop *self = g_rc_box_new0 (YzCurlLoop);

  self->multi = curl_multi_init ();
  self->context = g_main_context_ref_thread_default ();
  self->done = done;
  self->user_data = user_data;
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETFUNCTION, on_socket_changed);
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETDATA, self);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERFUNCTION, on_timeout_changed);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERDATA, self);
  return self;
}

static void
clear (gpointer data)
{
  YzCurlLoop *self = data;

  curl_multi_cleanup (self->multi);
  clear_source (&self->timer);
  g_main_context_unref (self->context);
}

/**
 * yz_curl_loop_unref:
 * @self: (transfer full): a loop with no transfer in it
 */
void
yz_curl_loop_unref (YzCurlLoop *self)
{
  g_return_if_fail (self != NULL);

  g_rc_box_release_full (self, clear);
}

/**
 * yz_curl_loop_add:
 * @self: a loop
 * @easy: a transfer
 *
 * Starts @easy.
 */
void
yz_curl_loop_add (YzCurlLoop *self, CURL *easy)
{
  g_return_if_fail (self != NULL && easy != NULL);

  curl_multi_add_handle (self->multi, easy);
}

/**
 * yz_curl_loop_remove:
 * @self: a loop
 * @easy: a transfer that has not ended
 *
 * Stops @easy, whose end is then not told.
 */
void
yz_curl_loop_remove (YzCurlLoop *self, CURL *easy)
{
  g_return_if_fail (self != NULL && easy != NULL);

  curl_multi_remove_handle (self->multi, easy);
}
