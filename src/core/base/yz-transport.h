/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * YzResponse:
 * @status: HTTP status
 * @content_type: (nullable): without parameters, lower case
 * @body: what was received, whole
 * @retry_after_seconds: what the server asked for, 0 for nothing
 */
typedef struct {
  guint status;
  char *content_type;
  GBytes *body;
  guint retry_after_seconds;
} YzResponse;

void        yz_response_free         (YzResponse          *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzResponse, yz_response_free)

/**
 * YzTransport:
 *
 * The way to one hub: requests go out, whole responses come back. An answer of any status is a
 * success here; %YZ_ERROR_OFFLINE means that none came whole and in time.
 */
#define YZ_TYPE_TRANSPORT (yz_transport_get_type ())
G_DECLARE_INTERFACE (YzTransport, yz_transport, YZ, TRANSPORT, GObject)

struct _YzTransportInterface {
  GTypeInterface parent_iface;

  void        (*send_async)  (YzTransport         *self,
                              const char          *method,
                              const char          *path,
                              GBytes              *body,
                              guint                timeout_ms,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
  YzResponse *(*send_finish) (YzTransport         *self,
                              GAsyncResult        *result,
                              GError             **error);
};

void        yz_transport_send_async  (YzTransport         *self,
                                      const char          *method,
                                      const char          *path,
                                      GBytes              *body,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
YzResponse *yz_transport_send_finish (YzTransport         *self,
                                      GAsyncResult        *result,
                                      GError             **error);

G_END_DECLS
