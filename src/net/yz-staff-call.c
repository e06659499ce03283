/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-staff-call.h"

#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"

#include <string.h>

/* The desk is told at which station it is wanted and why, and nothing else. */

#define MAX_ANSWER_BYTES 4096

static gboolean
is_confirmed (const YzResponse *response, const char *id)
{
  g_autoptr (JsonNode) node = NULL;
  const char *data;
  gsize size;

  if (response->status / 100 != 2 || g_strcmp0 (response->content_type, "application/json") != 0)
    return FALSE;

  data = g_bytes_get_data (response->body, &size);
  node = yz_json_parse (size > 0 ? data : "", (gssize)size, MAX_ANSWER_BYTES, NULL);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
         && g_strcmp0 (yz_json_get_string (json_node_get_object (node), "id"), id) == 0;
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (YzResponse) response
      = yz_transport_send_finish (YZ_TRANSPORT (source), result, &error);

  if (response == NULL)
    g_task_return_error (task, error);
  else if (!is_confirmed (response, g_task_get_task_data (task)))
    g_task_return_new_error (task, YZ_ERROR, YZ_ERROR_OFFLINE,
                             "what answered (status %u) is not the hall's hub", response->status);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * yz_staff_call_send_async:
 * @transport: the way to the hall's hub
 * @id: ULID of the call; sending it again is the same call
 * @station: name of the station
 * @reason: one of %YZ_CALL_REASONS
 * @timeout_ms: when to give up
 * @cancellable: (nullable): to give up earlier
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 *
 * Tells the desk that it is wanted at @station.
 */
void
yz_staff_call_send_async (YzTransport *transport,
                          const char *id,
                          const char *station,
                          const char *reason,
                          guint timeout_ms,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *path = g_strdup_printf ("/v1/staff-calls/%s", id);

  g_return_if_fail (YZ_IS_TRANSPORT (transport));
  g_return_if_fail (station != NULL);
  g_return_if_fail (yz_call_reason_is_valid (reason));

  json_object_set_string_member (object, "station", station);
  json_object_set_string_member (object, "reason", reason);
  node = json_node_init_object (json_node_alloc (), object);
  body = yz_json_canonical (node);
  g_task_set_task_data (task, g_strdup (id), g_free);
  yz_transport_send_async (transport, "PUT", path, body, timeout_ms, cancellable, on_answered,
                           g_steal_pointer (&task));
}

/**
 * yz_staff_call_send_finish:
 * @result: the result
 * @error: %YZ_ERROR_OFFLINE where the desk was not told
 *
 * Returns: whether the hall's hub has the call
 */
gboolean
yz_staff_call_send_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
