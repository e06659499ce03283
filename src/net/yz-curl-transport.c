/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-curl-transport.h"

#include "yz-curl-loop.h"
#include "yz-error.h"

#include <string.h>

/* No answer of a hub is longer; what is, comes from something else. */
#define MAX_RESPONSE_BYTES (1024 * 1024)

/* The way to one hub over HTTP, by libcurl: connections are kept alive and shared by all requests.
 * Nothing but the hub's own answer counts, so no redirect is followed. */
struct _YzCurlTransport {
  GObject parent_instance;

  YzCurlLoop *loop;
  char *base;        /* what every address begins with, without a slash at its end */
  char *socket_path; /* (nullable): of a Unix socket */
  char *ca_file;     /* these three (nullable): see YzTlsFiles */
  char *client_cert;
  char *client_key;
  gboolean is_local; /* on this machine: no proxy */
};

/* One request under way. */
typedef struct {
  CURL *easy;
  struct curl_slist *headers;
  GBytes *body;
  GByteArray *received;
  GSource *cancel_source;
  char problem[CURL_ERROR_SIZE]; /* more than the code of a failure says; may be empty */
} Transfer;

static void yz_curl_transport_iface_init (YzTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YzCurlTransport,
                               yz_curl_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_TRANSPORT,
                                                      yz_curl_transport_iface_init))

static void
stop_watching (Transfer *transfer)
{
  if (transfer->cancel_source == NULL)
    return;

  g_source_destroy (transfer->cancel_source);
  g_clear_pointer (&transfer->cancel_source, g_source_unref);
}

static void
transfer_free (gpointer data)
{
  Transfer *transfer = data;

  stop_watching (transfer);
  curl_easy_cleanup (transfer->easy);
  curl_slist_free_all (transfer->headers);
  g_clear_pointer (&transfer->body, g_bytes_unref);
  g_byte_array_unref (transfer->received);
  g_free (transfer);
}

static size_t
on_data (char *data, size_t size, size_t n, void *user_data)
{
  Transfer *transfer = user_data;
  size_t length = size * n;

  if (transfer->received->len + length > MAX_RESPONSE_BYTES)
    return 0; /* which ends the transfer with CURLE_WRITE_ERROR */

  g_byte_array_append (transfer->received, (const guint8 *)data, (guint)length);
  return length;
}

/* `Application/JSON; charset=utf-8` → `application/json` */
static char *
bare_content_type (const char *text)
{
  g_autofree char *bare = NULL;

  if (text == NULL)
    return NULL;

  bare = g_strndup (text, strcspn (text, ";"));
  return g_ascii_strdown (g_strstrip (bare), -1);
}

static YzResponse *
read_response (Transfer *transfer)
{
  YzResponse *response = g_new0 (YzResponse, 1);
  const char *content_type = NULL;
  curl_off_t retry_after = 0;
  long status = 0;

  curl_easy_getinfo (transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo (transfer->easy, CURLINFO_CONTENT_TYPE, &content_type);
  curl_easy_getinfo (transfer->easy, CURLINFO_RETRY_AFTER, &retry_after);
  response->status = (guint)status;
  response->content_type = bare_content_type (content_type);
  response->retry_after_seconds = (guint)CLAMP (retry_after, 0, G_MAXINT);
  response->body = g_bytes_new (transfer->received->data, transfer->received->len);
  return response;
}

static void
on_transfer_done (CURL *easy, CURLcode result, gpointer user_data)
{
  GTask *task = NULL;
  g_autoptr (GTask) owned = NULL;
  Transfer *transfer;

  curl_easy_getinfo (easy, CURLINFO_PRIVATE, &task);
  owned = task;
  transfer = g_task_get_task_data (task);
  stop_watching (transfer);

  /* libcurl's words for a failure name hosts and files, never what was sent. */
  if (result == CURLE_OK)
    g_task_return_pointer (task, read_response (transfer), (GDestroyNotify)yz_response_free);
  else if (result == CURLE_WRITE_ERROR)
    g_task_return_new_error (task, YZ_ERROR, YZ_ERROR_OFFLINE,
                             "what answered is no hub: more than %d bytes", MAX_RESPONSE_BYTES);
  else
    g_task_return_new_error (task, YZ_ERROR, YZ_ERROR_OFFLINE, "the hub was not reached: %s",
                             *transfer->problem != '\0' ? transfer->problem
                                                        : curl_easy_strerror (result));
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  YzCurlTransport *self = g_task_get_source_object (task);
  Transfer *transfer = g_task_get_task_data (task);

  stop_watching (transfer);
  yz_curl_loop_remove (self->loop, transfer->easy);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (Transfer *transfer, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable == NULL)
    return;

  transfer->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (transfer->cancel_source, G_SOURCE_FUNC (on_cancelled), task, NULL);
  g_source_attach (transfer->cancel_source, g_task_get_context (task));
}

static void
set_body (Transfer *transfer, const char *method, GBytes *body)
{
  gsize size = body != NULL ? g_bytes_get_size (body) : 0;

  if (strcmp (method, "GET") == 0) {
    curl_easy_setopt (transfer->easy, CURLOPT_HTTPGET, 1L);
    return;
  }

  transfer->body = body != NULL ? g_bytes_ref (body) : NULL;
  /* Without it curl waits a second for “100 Continue” before a large body. */
  transfer->headers = curl_slist_append (transfer->headers, "Expect:");
  transfer->headers = curl_slist_append (transfer->headers, "Content-Type: application/json");
  curl_easy_setopt (transfer->easy, CURLOPT_POSTFIELDS,
                    size > 0 ? g_bytes_get_data (body, NULL) : "");
  curl_easy_setopt (transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
  curl_easy_setopt (transfer->easy, CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt (transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
}

static Transfer *
transfer_new (YzCurlTransport *self,
              const char *method,
              const char *path,
              GBytes *body,
              guint timeout_ms)
{
  Transfer *transfer = g_new0 (Transfer, 1);
  g_autofree char *url = g_strconcat (self->base, path, NULL);

  transfer->easy = curl_easy_init ();
  transfer->received = g_byte_array_new ();
  curl_easy_setopt (transfer->easy, CURLOPT_URL, url);
  curl_easy_setopt (transfer->easy, CURLOPT_UNIX_SOCKET_PATH, self->socket_path);
  curl_easy_setopt (transfer->easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (transfer->easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (transfer->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (transfer->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (transfer->easy, CURLOPT_USERAGENT, "yizhan/" YZ_VERSION);
  curl_easy_setopt (transfer->easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
  curl_easy_setopt (transfer->easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (transfer->easy, CURLOPT_WRITEFUNCTION, on_data);
  curl_easy_setopt (transfer->easy, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt (transfer->easy, CURLOPT_ERRORBUFFER, transfer->problem);
  if (self->ca_file != NULL)
    curl_easy_setopt (transfer->easy, CURLOPT_CAINFO, self->ca_file);
  if (self->client_cert != NULL) {
    curl_easy_setopt (transfer->easy, CURLOPT_SSLCERT, self->client_cert);
    curl_easy_setopt (transfer->easy, CURLOPT_SSLKEY,
                      self->client_key != NULL ? self->client_key : self->client_cert);
  }
  if (self->is_local)
    curl_easy_setopt (transfer->easy, CURLOPT_PROXY, "");
  set_body (transfer, method, body);
  return transfer;
}

static void
yz_curl_transport_send_async (YzTransport *transport,
                              const char *method,
                              const char *path,
                              GBytes *body,
                              guint timeout_ms,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  YzCurlTransport *self = YZ_CURL_TRANSPORT (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Transfer *transfer;

  g_task_set_source_tag (task, yz_curl_transport_send_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  transfer = transfer_new (self, method, path, body, timeout_ms);
  g_task_set_task_data (task, transfer, transfer_free);
  watch_cancellable (transfer, task);
  curl_easy_setopt (transfer->easy, CURLOPT_PRIVATE, task);
  yz_curl_loop_add (self->loop, transfer->easy);
  g_steal_pointer (&task); /* comes back in on_transfer_done () or on_cancelled () */
}

static YzResponse *
yz_curl_transport_send_finish (YzTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
yz_curl_transport_iface_init (YzTransportInterface *iface)
{
  iface->send_async = yz_curl_transport_send_async;
  iface->send_finish = yz_curl_transport_send_finish;
}

static void
yz_curl_transport_finalize (GObject *object)
{
  YzCurlTransport *self = YZ_CURL_TRANSPORT (object);

  yz_curl_loop_unref (self->loop);
  g_free (self->base);
  g_free (self->socket_path);
  g_free (self->ca_file);
  g_free (self->client_cert);
  g_free (self->client_key);

  G_OBJECT_CLASS (yz_curl_transport_parent_class)->finalize (object);
}

static void
yz_curl_transport_class_init (YzCurlTransportClass *klass)
{
  curl_global_init (CURL_GLOBAL_DEFAULT);
  G_OBJECT_CLASS (klass)->finalize = yz_curl_transport_finalize;
}

static void
yz_curl_transport_init (YzCurlTransport *self)
{
  self->loop = yz_curl_loop_new (on_transfer_done, NULL);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return strcmp (host, "localhost") == 0
         || (address != NULL && g_inet_address_get_is_loopback (address));
}

static gboolean
set_url (YzCurlTransport *self, const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  if (g_str_has_prefix (url, "unix:/")) {
    self->socket_path = g_strdup (url + strlen ("unix:"));
    self->base = g_strdup ("http://localhost");
    self->is_local = TRUE;
    return TRUE;
  }

  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
                 "“%s” is no address of a hub: write https://… or unix:/path", url);
    return FALSE;
  }
  scheme = g_uri_get_scheme (uri);
  self->is_local = is_loopback (g_uri_get_host (uri));
  if (strcmp (scheme, "https") != 0 && !(strcmp (scheme, "http") == 0 && self->is_local)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG, "“%s” would send in the clear: write https://…",
                 url);
    return FALSE;
  }
  self->base = g_strdup (url);
  while (g_str_has_suffix (self->base, "/"))
    self->base[strlen (self->base) - 1] = '\0';
  return TRUE;
}

/**
 * yz_curl_transport_new:
 * @url: where the hub is: `https://…`, `http://` on this machine, or `unix:/path`
 * @files: (nullable): what `https://` needs beside the system's authorities
 * @error: %YZ_ERROR_CONFIG where @url is none of these
 *
 * Requests run on the main context of the caller.
 *
 * Returns: (transfer full): the way to this hub
 */
YzTransport *
yz_curl_transport_new (const char *url, const YzTlsFiles *files, GError **error)
{
  g_autoptr (YzCurlTransport) self = g_object_new (YZ_TYPE_CURL_TRANSPORT, NULL);

  g_return_val_if_fail (url != NULL, NULL);

  if (!set_url (self, url, error))
    return NULL;
  if (files != NULL) {
    self->ca_file = g_strdup (files->ca_file);
    self->client_cert = g_strdup (files->client_cert);
    self->client_key = g_strdup (files->client_key);
  }
  return YZ_TRANSPORT (g_steal_pointer (&self));
}

static char *
get_file (YzNode *node, const char *key)
{
  const char *name = yz_config_get_string (yz_node_get_config (node), key);

  return *name != '\0' ? yz_node_get_path (node, name) : NULL;
}

/**
 * yz_curl_transport_new_central:
 * @node: a node
 * @error: %YZ_ERROR_CONFIG where no central hub is set, or none of the kind above
 *
 * Returns: (transfer full): the way to the hub of `[central] url`
 */
YzTransport *
yz_curl_transport_new_central (YzNode *node, GError **error)
{
  YzConfig *config = yz_node_get_config (node);
  const char *url = yz_config_get_string (config, "central.url");
  g_autofree char *ca_file = get_file (node, "central.ca-file");
  g_autofree char *client_cert = get_file (node, "central.client-cert");
  g_autofree char *client_key = get_file (node, "central.client-key");
  const YzTlsFiles files = { ca_file, client_cert, client_key };

  if (*url == '\0') {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_CONFIG,
                         "no central hub is set: write url= under [central] in yizhan.conf");
    return NULL;
  }
  return yz_curl_transport_new (url, &files, error);
}
