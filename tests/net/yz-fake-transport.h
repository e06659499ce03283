/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-transport.h"

G_BEGIN_DECLS

/**
 * YzFakeAnswer:
 * @method: of the request
 * @path: of the request
 * @body: (nullable): of the request
 * @user_data: as given
 *
 * Returns: (transfer full) (nullable): the answer, %NULL for none
 */
typedef YzResponse *(*YzFakeAnswer) (const char *method,
                                     const char *path,
                                     GBytes     *body,
                                     gpointer    user_data);

/**
 * YzFakeTransport:
 *
 * A way to no hub at all: what comes back is what the test says.
 */
#define YZ_TYPE_FAKE_TRANSPORT (yz_fake_transport_get_type ())
G_DECLARE_FINAL_TYPE (YzFakeTransport, yz_fake_transport, YZ, FAKE_TRANSPORT, GObject)

YzFakeTransport *yz_fake_transport_new              (YzFakeAnswer     answer,
                                                     gpointer         user_data);
void             yz_fake_transport_set_answer       (YzFakeTransport *self,
                                                     YzFakeAnswer     answer);
GPtrArray       *yz_fake_transport_get_paths        (YzFakeTransport *self);
guint            yz_fake_transport_get_most_at_once (YzFakeTransport *self);

YzResponse      *yz_fake_response (guint       status,
                                   const char *content_type,
                                   const char *body);

G_END_DECLS
