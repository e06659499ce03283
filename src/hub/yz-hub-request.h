/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-hub.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * YZ_PROBLEM_REFUSED:
 *
 * This item will never be taken (design: statuses 409, 413 and 422): the sender sets it aside.
 */
#define YZ_PROBLEM_REFUSED "urn:yizhan:problem:refused"

/**
 * YZ_PROBLEM_DEVICE_REFUSED:
 *
 * This station is not known here (401, 403): the sender pauses and tells staff.
 */
#define YZ_PROBLEM_DEVICE_REFUSED "urn:yizhan:problem:device-refused"

/**
 * YzHubRequest:
 *
 * One request and the answer to it. A handler answers by exactly one of the reply functions, at
 * once or, after yz_hub_request_pause(), later; it holds a reference until then.
 */
typedef struct _YzHubRequest YzHubRequest;

YzHubRequest *yz_hub_request_new   (YzHub             *hub,
                                    SoupServerMessage *message,
                                    GHashTable        *params);
YzHubRequest *yz_hub_request_ref   (YzHubRequest      *self);
void          yz_hub_request_unref (YzHubRequest      *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzHubRequest, yz_hub_request_unref)

YzHub             *yz_hub_request_get_hub     (YzHubRequest  *self);
SoupServerMessage *yz_hub_request_get_message (YzHubRequest  *self);
const char        *yz_hub_request_get_param   (YzHubRequest  *self,
                                               const char    *name);
GBytes            *yz_hub_request_get_body    (YzHubRequest  *self);
JsonObject        *yz_hub_request_get_json    (YzHubRequest  *self,
                                               GError       **error);

void yz_hub_request_pause         (YzHubRequest *self);
void yz_hub_request_reply         (YzHubRequest *self,
                                   guint         status,
                                   JsonNode     *node);
void yz_hub_request_reply_problem (YzHubRequest *self,
                                   guint         status,
                                   const char   *type,
                                   const char   *title,
                                   const char   *id);
void yz_hub_request_reply_error   (YzHubRequest *self,
                                   const GError *error);

char *yz_hub_problem_to_text (guint       status,
                              const char *type,
                              const char *title,
                              const char *id);

G_END_DECLS
