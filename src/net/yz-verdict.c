/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-verdict.h"

#include "yz-json.h"

/* What an answer means. Between a kiosk and the hub there are log-in pages, proxies and web servers
 * that answer in its place with every status there is: only a body that the hub alone can have
 * written counts, everything else is weather. */

/* The hub's own answers are a few hundred bytes long. */
#define MAX_ANSWER_BYTES (64 * 1024)

#define BACKOFF_MIN_MS 1000u
#define BACKOFF_MAX_MS 600000u
#define RETRY_AFTER_MAX_SECONDS 3600u

static JsonObject *
parse (const YzResponse *response, const char *content_type)
{
  g_autoptr (JsonNode) node = NULL;
  const char *data;
  gsize size;

  if (g_strcmp0 (response->content_type, content_type) != 0)
    return NULL;

  data = g_bytes_get_data (response->body, &size);
  node = yz_json_parse (size > 0 ? data : "", (gssize)size, MAX_ANSWER_BYTES, NULL);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

static gboolean
has_text (JsonObject *object, const char *member, const char *text)
{
  return g_strcmp0 (yz_json_get_string (object, member), text) == 0;
}

static gboolean
is_receipt (const YzResponse *response, const YzOutboxItem *item)
{
  g_autoptr (JsonObject) object = parse (response, "application/json");

  return object != NULL && has_text (object, "id", item->id)
         && has_text (object, "sha256", item->sha256)
         && (!json_object_has_member (object, "receipt")
             || has_text (object, "receipt", item->receipt));
}

static gboolean
is_refusal (const YzResponse *response, const YzOutboxItem *item)
{
  g_autoptr (JsonObject) object = parse (response, "application/problem+json");

  return object != NULL && has_text (object, "type", "urn:yizhan:problem:refused")
         && has_text (object, "id", item->id);
}

/**
 * yz_verdict_is_device_refusal:
 * @response: any answer
 *
 * Returns: whether it is the hub's word that it does not know this station
 */
gboolean
yz_verdict_is_device_refusal (const YzResponse *response)
{
  g_autoptr (JsonObject) object = NULL;

  g_return_val_if_fail (response != NULL, FALSE);

  if (response->status != 401 && response->status != 403)
    return FALSE;
  object = parse (response, "application/problem+json");
  return object != NULL && has_text (object, "type", "urn:yizhan:problem:device-refused");
}

/**
 * yz_verdict_of_submission:
 * @response: the answer to `PUT /v1/submissions/{id}`
 * @item: what was sent
 *
 * Judges an answer as design §7 says: delivered is 2xx with the id and the hash of what was sent;
 * refused is 409, 413 or 422, and device refused 401 or 403, each with the problem of that type
 * (RFC 9457); the same statuses without these bodies are weather.
 *
 * Returns: what it means
 */
YzVerdict
yz_verdict_of_submission (const YzResponse *response, const YzOutboxItem *item)
{
  g_return_val_if_fail (response != NULL && item != NULL, YZ_VERDICT_WEATHER);

  switch (response->status) {
  case 401:
  case 403:
    return yz_verdict_is_device_refusal (response) ? YZ_VERDICT_DEVICE_REFUSED : YZ_VERDICT_WEATHER;
  case 409:
  case 413:
  case 422:
    return is_refusal (response, item) ? YZ_VERDICT_REFUSED : YZ_VERDICT_WEATHER;
  default:
    return response->status / 100 == 2 && is_receipt (response, item) ? YZ_VERDICT_DELIVERED
                                                                      : YZ_VERDICT_WEATHER;
  }
}

/**
 * yz_verdict_of_health:
 * @response: the answer to `GET /v1/health`
 *
 * Returns: whether it was a hub in good health that answered
 */
gboolean
yz_verdict_of_health (const YzResponse *response)
{
  g_autoptr (JsonObject) object = NULL;

  g_return_val_if_fail (response != NULL, FALSE);

  if (response->status != 200)
    return FALSE;
  object = parse (response, "application/json");
  return object != NULL && yz_json_get_boolean (object, "ok", FALSE);
}

/**
 * yz_backoff_ms:
 * @n_failures: how many there were in a row, at least 1
 * @retry_after_seconds: what the server asked for, 0 for nothing; at most an hour counts
 *
 * How long to wait before the next try: evenly between one second and a limit that doubles with
 * each failure up to ten minutes, so that many kiosks do not come back at the same moment.
 *
 * Returns: milliseconds
 */
guint
yz_backoff_ms (guint n_failures, guint retry_after_seconds)
{
  guint limit_ms = MIN (BACKOFF_MIN_MS << MIN (n_failures, 10u), BACKOFF_MAX_MS);
  guint delay_ms = (guint)g_random_int_range (BACKOFF_MIN_MS, (gint32)limit_ms + 1);

  return MAX (delay_ms, MIN (retry_after_seconds, RETRY_AFTER_MAX_SECONDS) * 1000);
}
