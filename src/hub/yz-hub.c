/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub.h"

#include "yz-hub-drop.h"
#include "yz-hub-listen.h"
#include "yz-hub-routes.h"
#include "yz-hub-schema.h"
#include "yz-services.h"

#include <libsoup/soup.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

/* How long requests in progress may take once the hub is told to stop. */
#define STOP_SECONDS 5

/* The server: takes requests on this machine and hands each to the route that answers it.
 *
 * Connections are accepted here and not by libsoup: the one of Debian 12 (3.2.3) loses memory with
 * each that it accepts, and never lets go of one that is kept alive and that the client closes
 * (https://gitlab.gnome.org/GNOME/libsoup/-/commit/d20c6601). So each request has a connection of
 * its own; those of the kiosks are kept alive by the web server in front. */
struct _YzHub {
  GObject parent_instance;

  YzNode *node;
  YzStore *store;
  YzHubIngest *ingest;
  JsonArray *services; /* NULL until somebody asks for them */
  GSocketService *service;
  SoupServer *server;
  char *url;
  guint n_open; /* requests being answered */
  GTask *stop_task;
  guint stop_id;
};

enum {
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzHub, yz_hub, G_TYPE_OBJECT)

static void
finish_stop (YzHub *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->stop_task);

  g_clear_handle_id (&self->stop_id, g_source_remove);
  soup_server_disconnect (self->server);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_stop_deadline (gpointer user_data)
{
  YzHub *self = user_data;

  self->stop_id = 0;
  finish_stop (self);
  return G_SOURCE_REMOVE;
}

static void
on_message_finished (SoupServerMessage *message, gpointer user_data)
{
  YzHub *self = user_data;

  self->n_open--;
  if (self->n_open == 0 && self->stop_task != NULL)
    finish_stop (self);
}

/* How much of a body without a length was read so far; no more is taken than the route allows. */
typedef struct {
  gsize n_read;
  gsize max_bytes;
  char *id;
} BodyCount;

static void
body_count_free (gpointer data, GClosure *closure)
{
  BodyCount *count = data;

  g_free (count->id);
  g_free (count);
}

static void
drop_too_large (SoupServerMessage *message, const char *id)
{
  yz_hub_drop (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, YZ_PROBLEM_REFUSED,
               "larger than the hub takes", id);
}

static void
on_got_chunk (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  BodyCount *count = user_data;

  count->n_read += g_bytes_get_size (chunk);
  if (count->n_read > count->max_bytes)
    drop_too_large (message, count->id);
}

/* Two lengths are the way to smuggle a second request past the server in front (RFC 9112 §6.1). */
static gboolean
has_two_lengths (SoupMessageHeaders *headers)
{
  const char *length = soup_message_headers_get_list (headers, "Content-Length");

  if (length == NULL)
    return FALSE;
  return strchr (length, ',') != NULL
         || soup_message_headers_get_list (headers, "Transfer-Encoding") != NULL;
}

/* Called when the headers are there, before any of the body is read. */
static void
on_early_request (SoupServer *server,
                  SoupServerMessage *message,
                  const char *path,
                  GHashTable *query,
                  gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (GHashTable) params = NULL;
  g_autofree char *allow = NULL;
  const YzHubRoute *route
      = yz_hub_routes_find (soup_server_message_get_method (message), path, &params, &allow);
  gsize max_bytes = route != NULL ? route->max_bytes : 0;
  const char *id = params != NULL ? g_hash_table_lookup (params, "id") : NULL;

  if (has_two_lengths (headers)) {
    yz_hub_drop (message, SOUP_STATUS_BAD_REQUEST, "urn:yizhan:problem:invalid",
                 "a request has one length", NULL);
  } else if (soup_message_headers_get_content_length (headers) > (goffset)max_bytes) {
    drop_too_large (message, id);
  } else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED) {
    BodyCount *count = g_new0 (BodyCount, 1);

    count->max_bytes = max_bytes;
    count->id = g_strdup (id);
    g_signal_connect_data (message, "got-chunk", G_CALLBACK (on_got_chunk), count, body_count_free,
                           0);
  }
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  YzHub *self = user_data;
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr (GError) error = NULL;

  /* Gone again. */
  if (local == NULL || remote == NULL)
    return TRUE;

  if (g_socket_address_get_family (local) != G_SOCKET_FAMILY_UNIX)
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  yz_hub_drop_prepare (remote, socket);
  if (!soup_server_accept_iostream (self->server, G_IO_STREAM (connection), local, remote, &error))
    yz_hub_report (self, error);
  return TRUE;
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  YzHub *self = user_data;
  GHashTable *params = NULL;
  g_autofree char *allow = NULL;
  const YzHubRoute *route
      = yz_hub_routes_find (soup_server_message_get_method (message), path, &params, &allow);
  g_autoptr (YzHubRequest) request = yz_hub_request_new (self, message, params);

  self->n_open++;
  g_signal_connect_object (message, "finished", G_CALLBACK (on_message_finished), self, 0);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                "close");

  if (route != NULL) {
    route->handle (request);
  } else if (allow != NULL) {
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                  allow);
    yz_hub_request_reply_problem (request, SOUP_STATUS_METHOD_NOT_ALLOWED,
                                  "urn:yizhan:problem:method", "this is not done here", NULL);
  } else {
    yz_hub_request_reply_problem (request, SOUP_STATUS_NOT_FOUND, "urn:yizhan:problem:not-found",
                                  "nothing is here", NULL);
  }
}

static void
yz_hub_dispose (GObject *object)
{
  YzHub *self = YZ_HUB (object);

  g_clear_handle_id (&self->stop_id, g_source_remove);
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  if (self->service != NULL)
    g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  g_clear_object (&self->ingest);
  g_clear_object (&self->store);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (yz_hub_parent_class)->dispose (object);
}

static void
yz_hub_finalize (GObject *object)
{
  YzHub *self = YZ_HUB (object);

  g_free (self->url);
  g_clear_pointer (&self->services, json_array_unref);

  G_OBJECT_CLASS (yz_hub_parent_class)->finalize (object);
}

static void
yz_hub_class_init (YzHubClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yz_hub_dispose;
  object_class->finalize = yz_hub_finalize;

  /**
   * YzHub::failed:
   * @self: a hub
   * @error: what went wrong
   *
   * Emitted when a request could not be answered as it should: for the program's log.
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", YZ_TYPE_HUB, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
yz_hub_init (YzHub *self)
{
  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  self->server = soup_server_new ("server-header", NULL, NULL);
  soup_server_add_early_handler (self->server, NULL, on_early_request, self, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
}

/**
 * yz_hub_open:
 * @node: the node whose folder holds the hub's database `hub.db`, which is made or brought up to
 *   date
 * @error: as yz_store_open() and yz_hub_stations_load()
 *
 * Returns: (transfer full): a hub that does not listen yet
 */
YzHub *
yz_hub_open (YzNode *node, GError **error)
{
  g_autoptr (YzHub) self = g_object_new (YZ_TYPE_HUB, NULL);
  g_autofree char *path = NULL;
  g_autoptr (YzHubStations) stations = NULL;

  g_return_val_if_fail (YZ_IS_NODE (node), NULL);

  self->node = g_object_ref (node);
  path = yz_node_get_path (node, "hub.db");
  stations = yz_hub_stations_load (node, error);
  if (stations == NULL)
    return NULL;
  self->store = yz_store_open (path, &yz_hub_schema, TRUE, error);
  if (self->store == NULL)
    return NULL;
  self->ingest
      = yz_hub_ingest_new (self->store, yz_node_get_clock (node), g_steal_pointer (&stations));
  return g_steal_pointer (&self);
}

/**
 * yz_hub_listen:
 * @self: a hub
 * @where: `127.0.0.1:PORT`, `[::1]:PORT` or `unix:/path`; port 0 for any free one
 * @error: %YZ_ERROR_CONFIG where @where is not on this machine or taken
 *
 * Takes requests from now on, on the main context of the caller.
 *
 * Returns: whether it listens
 */
gboolean
yz_hub_listen (YzHub *self, const char *where, GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  g_autofree char *url = NULL;

  g_return_val_if_fail (YZ_IS_HUB (self), FALSE);
  g_return_val_if_fail (self->url == NULL, FALSE);

  socket = yz_hub_listen_socket (where, &url, error);
  if (socket == NULL
      || !g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, error))
    return FALSE;
  self->url = g_steal_pointer (&url);
  return TRUE;
}

/**
 * yz_hub_get_url:
 * @self: a hub
 *
 * Returns: (transfer none) (nullable): where it listens, as a client writes it
 */
const char *
yz_hub_get_url (YzHub *self)
{
  g_return_val_if_fail (YZ_IS_HUB (self), NULL);

  return self->url;
}

/**
 * yz_hub_get_node:
 * @self: a hub
 *
 * Returns: (transfer none): its node
 */
YzNode *
yz_hub_get_node (YzHub *self)
{
  g_return_val_if_fail (YZ_IS_HUB (self), NULL);

  return self->node;
}

/**
 * yz_hub_get_store:
 * @self: a hub
 *
 * Returns: (transfer none): the store of its database
 */
YzStore *
yz_hub_get_store (YzHub *self)
{
  g_return_val_if_fail (YZ_IS_HUB (self), NULL);

  return self->store;
}

/**
 * yz_hub_get_ingest:
 * @self: a hub
 *
 * Returns: (transfer none): where it takes submissions in
 */
YzHubIngest *
yz_hub_get_ingest (YzHub *self)
{
  g_return_val_if_fail (YZ_IS_HUB (self), NULL);

  return self->ingest;
}

/**
 * yz_hub_get_services:
 * @self: a hub
 * @error: as yz_services_load()
 *
 * Returns: (transfer none): what people come to the hall for, see yz_services_from_json()
 */
JsonArray *
yz_hub_get_services (YzHub *self, GError **error)
{
  g_return_val_if_fail (YZ_IS_HUB (self), NULL);

  if (self->services == NULL) {
    const char *dir = g_getenv ("YZ_CONTENT_DIR");
    g_autofree char *path
        = g_build_filename (dir != NULL ? dir : YZ_PKGDATADIR "/content", "services.json", NULL);

    self->services = yz_services_load (path, error);
  }
  return self->services;
}

/**
 * yz_hub_report:
 * @self: a hub
 * @error: what went wrong
 *
 * Emits #YzHub::failed.
 */
void
yz_hub_report (YzHub *self, const GError *error)
{
  g_return_if_fail (YZ_IS_HUB (self));
  g_return_if_fail (error != NULL);

  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

/**
 * yz_hub_stop_async:
 * @self: a hub
 * @callback: called when it has stopped
 * @user_data: passed to @callback
 *
 * Takes no new request, and ends when those in progress are answered or five seconds have passed.
 */
void
yz_hub_stop_async (YzHub *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZ_IS_HUB (self));
  g_return_if_fail (self->stop_task == NULL);

  self->stop_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->stop_task, yz_hub_stop_async);

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  if (self->n_open == 0)
    finish_stop (self);
  else
    self->stop_id = g_timeout_add_seconds (STOP_SECONDS, on_stop_deadline, self);
}

/**
 * yz_hub_stop_finish:
 * @self: a hub
 * @result: the result
 * @error: never set
 *
 * Returns: %TRUE
 */
gboolean
yz_hub_stop_finish (YzHub *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
