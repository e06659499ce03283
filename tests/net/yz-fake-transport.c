/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-fake-transport.h"

#include "yz-error.h"

#include <string.h>

struct _YzFakeTransport {
  GObject parent_instance;

  YzFakeAnswer answer;
  gpointer user_data;
  GPtrArray *paths;
  guint n_at_once;
  guint most_at_once;
};

static void yz_fake_transport_iface_init (YzTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YzFakeTransport,
                               yz_fake_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_TRANSPORT,
                                                      yz_fake_transport_iface_init))

typedef struct {
  char *method;
  char *path;
  GBytes *body;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->method);
  g_free (request->path);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request);
}

static gboolean
on_idle (gpointer user_data)
{
  GTask *task = user_data;
  YzFakeTransport *self = g_task_get_source_object (task);
  const Request *request = g_task_get_task_data (task);
  YzResponse *response;

  self->n_at_once--;
  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  response = self->answer (request->method, request->path, request->body, self->user_data);
  if (response != NULL)
    g_task_return_pointer (task, response, (GDestroyNotify)yz_response_free);
  else
    g_task_return_new_error (task, YZ_ERROR, YZ_ERROR_OFFLINE, "nobody answers");
  return G_SOURCE_REMOVE;
}

static void
yz_fake_transport_send_async (YzTransport *transport,
                              const char *method,
                              const char *path,
                              GBytes *body,
                              guint timeout_ms,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  YzFakeTransport *self = YZ_FAKE_TRANSPORT (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->method = g_strdup (method);
  request->path = g_strdup (path);
  request->body = body != NULL ? g_bytes_ref (body) : NULL;
  g_task_set_task_data (task, request, request_free);
  g_ptr_array_add (self->paths, g_strdup (path));
  self->n_at_once++;
  self->most_at_once = MAX (self->most_at_once, self->n_at_once);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_idle, task, g_object_unref);
}

static YzResponse *
yz_fake_transport_send_finish (YzTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
yz_fake_transport_iface_init (YzTransportInterface *iface)
{
  iface->send_async = yz_fake_transport_send_async;
  iface->send_finish = yz_fake_transport_send_finish;
}

static void
yz_fake_transport_finalize (GObject *object)
{
  YzFakeTransport *self = YZ_FAKE_TRANSPORT (object);

  g_ptr_array_unref (self->paths);

  G_OBJECT_CLASS (yz_fake_transport_parent_class)->finalize (object);
}

static void
yz_fake_transport_class_init (YzFakeTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_fake_transport_finalize;
}

static void
yz_fake_transport_init (YzFakeTransport *self)
{
  self->paths = g_ptr_array_new_with_free_func (g_free);
}

YzFakeTransport *
yz_fake_transport_new (YzFakeAnswer answer, gpointer user_data)
{
  YzFakeTransport *self = g_object_new (YZ_TYPE_FAKE_TRANSPORT, NULL);

  self->answer = answer;
  self->user_data = user_data;
  return self;
}

void
yz_fake_transport_set_answer (YzFakeTransport *self, YzFakeAnswer answer)
{
  self->answer = answer;
}

/* What was asked for, in this order. */
GPtrArray *
yz_fake_transport_get_paths (YzFakeTransport *self)
{
  return self->paths;
}

guint
yz_fake_transport_get_most_at_once (YzFakeTransport *self)
{
  return self->most_at_once;
}

YzResponse *
yz_fake_response (guint status, const char *content_type, const char *body)
{
  YzResponse *response = g_new0 (YzResponse, 1);

  response->status = status;
  response->content_type = g_strdup (content_type);
  response->body = g_bytes_new (body, strlen (body));
  return response;
}
