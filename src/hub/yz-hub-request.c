/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-request.h"

#include "yz-error.h"
#include "yz-json.h"

#include <string.h>

struct _YzHubRequest {
  YzHub *hub;
  SoupServerMessage *message;
  GHashTable *params;
  gboolean paused;
};

/**
 * yz_hub_request_new:
 * @hub: who answers
 * @message: the request
 * @params: (transfer full) (nullable): the parameters of its path
 *
 * Called by the hub; handlers are handed one.
 *
 * Returns: (transfer full): the request
 */
YzHubRequest *
yz_hub_request_new (YzHub *hub, SoupServerMessage *message, GHashTable *params)
{
  YzHubRequest *self = g_rc_box_new0 (YzHubRequest);

  self->hub = g_object_ref (hub);
  self->message = g_object_ref (message);
  self->params = params;
  return self;
}

/**
 * yz_hub_request_ref:
 * @self: a request
 *
 * Returns: (transfer full): @self
 */
YzHubRequest *
yz_hub_request_ref (YzHubRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  YzHubRequest *self = data;

  g_clear_object (&self->hub);
  g_clear_object (&self->message);
  g_clear_pointer (&self->params, g_hash_table_unref);
}

/**
 * yz_hub_request_unref:
 * @self: (transfer full): a request
 */
void
yz_hub_request_unref (YzHubRequest *self)
{
  g_return_if_fail (self != NULL);

  g_rc_box_release_full (self, clear);
}

/**
 * yz_hub_request_get_hub:
 * @self: a request
 *
 * Returns: (transfer none): who answers
 */
YzHub *
yz_hub_request_get_hub (YzHubRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->hub;
}

/**
 * yz_hub_request_get_message:
 * @self: a request
 *
 * Returns: (transfer none): the message, for what only libsoup can do, such as a feed
 */
SoupServerMessage *
yz_hub_request_get_message (YzHubRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->message;
}

/**
 * yz_hub_request_get_param:
 * @self: a request
 * @name: a part of the route's pattern, without braces
 *
 * Returns: (transfer none): what stands there
 */
const char *
yz_hub_request_get_param (YzHubRequest *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->params != NULL ? g_hash_table_lookup (self->params, name) : NULL;
}

/**
 * yz_hub_request_get_body:
 * @self: a request
 *
 * Returns: (transfer full): the bytes that were sent, at most the route's maximum
 */
GBytes *
yz_hub_request_get_body (YzHubRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return soup_message_body_flatten (soup_server_message_get_request_body (self->message));
}

/**
 * yz_hub_request_get_json:
 * @self: a request
 * @error: %YZ_ERROR_INVALID where the body is no JSON object
 *
 * Returns: (transfer full): the object that was sent
 */
JsonObject *
yz_hub_request_get_json (YzHubRequest *self, GError **error)
{
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonNode) node = NULL;
  gsize size;
  const char *data;

  g_return_val_if_fail (self != NULL, NULL);

  body = yz_hub_request_get_body (self);
  data = g_bytes_get_data (body, &size);
  node = yz_json_parse (data != NULL ? data : "", (gssize)size, size, error);
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "the body is no JSON object");
    return NULL;
  }
  return json_node_dup_object (node);
}

/**
 * yz_hub_request_pause:
 * @self: a request
 *
 * Says that the answer comes later, from the main context of the hub.
 */
void
yz_hub_request_pause (YzHubRequest *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->paused);

  self->paused = TRUE;
  soup_server_message_pause (self->message);
}

/* @text: (transfer full) */
static void
reply_text (YzHubRequest *self, guint status, const char *content_type, char *text)
{
  soup_server_message_set_status (self->message, status, NULL);
  soup_server_message_set_response (self->message, content_type, SOUP_MEMORY_TAKE, text,
                                    strlen (text));
  if (self->paused) {
    self->paused = FALSE;
    soup_server_message_unpause (self->message);
  }
}

/**
 * yz_hub_request_reply:
 * @self: a request
 * @status: HTTP status
 * @node: (transfer full): what to answer
 */
void
yz_hub_request_reply (YzHubRequest *self, guint status, JsonNode *node)
{
  g_autoptr (JsonNode) owned = node;

  g_return_if_fail (self != NULL);
  g_return_if_fail (node != NULL);

  reply_text (self, status, "application/json", yz_json_to_text (owned, FALSE));
}

/**
 * yz_hub_problem_to_text:
 * @status: HTTP status
 * @type: URN of the problem
 * @title: what is wrong, for a person, without anything the sender wrote
 * @id: (nullable): the item it is about
 *
 * Writes a problem after RFC 9457.
 *
 * Returns: (transfer full): JSON text
 */
char *
yz_hub_problem_to_text (guint status, const char *type, const char *title, const char *id)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "type");
  json_builder_add_string_value (builder, type);
  json_builder_set_member_name (builder, "title");
  json_builder_add_string_value (builder, title);
  json_builder_set_member_name (builder, "status");
  json_builder_add_int_value (builder, status);
  if (id != NULL) {
    json_builder_set_member_name (builder, "id");
    json_builder_add_string_value (builder, id);
  }
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return yz_json_to_text (node, FALSE);
}

/**
 * yz_hub_request_reply_problem:
 * @self: a request
 * @status: HTTP status
 * @type: URN of the problem
 * @title: what is wrong, for a person, without anything the sender wrote
 * @id: (nullable): the item it is about
 */
void
yz_hub_request_reply_problem (YzHubRequest *self,
                              guint status,
                              const char *type,
                              const char *title,
                              const char *id)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (type != NULL && title != NULL);

  reply_text (self, status, "application/problem+json",
              yz_hub_problem_to_text (status, type, title, id));
}

/**
 * yz_hub_request_reply_error:
 * @self: a request
 * @error: what went wrong
 *
 * Answers with the problem that fits @error: 400 for what is invalid, 404 for what is not there,
 * 503 for what another try may mend. The type is `urn:yizhan:problem:` and the code of @error.
 */
void
yz_hub_request_reply_error (YzHubRequest *self, const GError *error)
{
  g_autofree char *type = NULL;
  guint status;

  g_return_if_fail (self != NULL);
  g_return_if_fail (error != NULL);

  if (g_error_matches (error, YZ_ERROR, YZ_ERROR_INVALID))
    status = SOUP_STATUS_BAD_REQUEST;
  else if (g_error_matches (error, YZ_ERROR, YZ_ERROR_NOT_FOUND))
    status = SOUP_STATUS_NOT_FOUND;
  else
    status = SOUP_STATUS_SERVICE_UNAVAILABLE;
  type = g_strconcat ("urn:yizhan:problem:", yz_error_to_code (error), NULL);

  /* What happened inside stays inside: the hub's log has it. */
  if (status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    yz_hub_report (self->hub, error);
  yz_hub_request_reply_problem (self, status, type,
                                status == SOUP_STATUS_SERVICE_UNAVAILABLE
                                    ? "not possible now: try again later"
                                    : error->message,
                                NULL);
}
