/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-transport.h"

G_DEFINE_INTERFACE (YzTransport, yz_transport, G_TYPE_OBJECT)

static void
yz_transport_default_init (YzTransportInterface *iface)
{
}

/**
 * yz_response_free:
 * @response: (nullable): a response
 */
void
yz_response_free (YzResponse *response)
{
  if (response == NULL)
    return;

  g_free (response->content_type);
  g_clear_pointer (&response->body, g_bytes_unref);
  g_free (response);
}

/**
 * yz_transport_send_async:
 * @self: a transport
 * @method: `GET`, `PUT` or `POST`
 * @path: absolute path on the hub, such as `/v1/submissions/…`
 * @body: (nullable): JSON to send
 * @timeout_ms: when to give up on the whole exchange
 * @cancellable: (nullable): to stop it
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 */
void
yz_transport_send_async (YzTransport *self,
                         const char *method,
                         const char *path,
                         GBytes *body,
                         guint timeout_ms,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (YZ_IS_TRANSPORT (self));
  g_return_if_fail (path != NULL && *path == '/');

  YZ_TRANSPORT_GET_IFACE (self)->send_async (self, method, path, body, timeout_ms, cancellable,
                                             callback, user_data);
}

/**
 * yz_transport_send_finish:
 * @self: a transport
 * @result: the result
 * @error: %YZ_ERROR_OFFLINE where no whole answer came in time
 *
 * Returns: (transfer full): the answer, of whatever status
 */
YzResponse *
yz_transport_send_finish (YzTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (YZ_IS_TRANSPORT (self), NULL);

  return YZ_TRANSPORT_GET_IFACE (self)->send_finish (self, result, error);
}
