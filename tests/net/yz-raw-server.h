/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * YzRawAnswer:
 * @method: of the request
 * @path: of the request
 * @body: of the request
 * @user_data: as given
 *
 * Called on a thread of the server.
 *
 * Returns: (nullable): the very bytes to send before the connection is closed; %NULL to say
 *   nothing until the other side gives up
 */
typedef char *(*YzRawAnswer) (const char *method,
                              const char *path,
                              GBytes     *body,
                              gpointer    user_data);

/**
 * YzRawServer:
 *
 * A server on loopback that answers whatever a test wants, right or wrong, one request a
 * connection.
 */
typedef struct {
  GSocketService *service;
  char *url;
  YzRawAnswer answer;
  gpointer user_data;
} YzRawServer;

YzRawServer *yz_raw_server_new  (YzRawAnswer  answer,
                                 gpointer     user_data);
void         yz_raw_server_free (YzRawServer *self);
char        *yz_raw_http        (const char  *status,
                                 const char  *content_type,
                                 const char  *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzRawServer, yz_raw_server_free)

G_END_DECLS
