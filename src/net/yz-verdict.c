/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-verdict.h"

#include "yz-blobs.h"
#include "yz-json.h"

#include <string.h>

/* What an answer means. Between a kiosk and the hub there are log-in pages, proxies and web servers
 * that answer in its place with every status there is: only a body that the hub alone can have
 * written counts, everything else is weather. */

/* The hub's own answers are a few hundred bytes long. */
#define MAX_ANSWER_BYTES (64 * 1024)

/* Streams are a few pieces long. */
#define MAX_PIECE 1000

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
is_receipt (JsonObject *object, const YzOutboxItem *item)
{
  return object != NULL && has_text (object, "id", item->id)
         && has_text (object, "sha256", item->sha256)
         && (!json_object_has_member (object, "receipt")
             || has_text (object, "receipt", item->receipt));
}

static gboolean
is_listed (GPtrArray *pieces, const char *sha256)
{
  for (guint i = 0; i < pieces->len; i++)
    if (strcmp (((YzUploadPiece *)g_ptr_array_index (pieces, i))->sha256, sha256) == 0)
      return TRUE;
  return FALSE;
}

/* Adds the pieces of one stream; what is said of it must be as it should be to the last number:
 * one of the submission's own streams, once, and each of its pieces once. */
static gboolean
add_pieces (JsonNode *node, GStrv streams, GPtrArray *pieces)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *sha256 = yz_json_get_string (object, "sha256");
  JsonArray *numbers = yz_json_get_array (object, "chunks");
  guint n = numbers != NULL ? json_array_get_length (numbers) : 0;
  gint64 before = -1;

  if (sha256 == NULL || !g_strv_contains ((const char *const *)streams, sha256)
      || is_listed (pieces, sha256))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    JsonNode *number = json_array_get_element (numbers, i);
    YzUploadPiece *piece;

    if (!JSON_NODE_HOLDS_VALUE (number) || json_node_get_value_type (number) != G_TYPE_INT64
        || json_node_get_int (number) <= before || json_node_get_int (number) > MAX_PIECE)
      return FALSE;
    before = json_node_get_int (number);
    piece = g_new0 (YzUploadPiece, 1);
    piece->sha256 = g_strdup (sha256);
    piece->n = (guint)json_node_get_int (number);
    g_ptr_array_add (pieces, piece);
  }
  return n > 0;
}

/* %NULL where it is no list of pieces; empty where nothing is missing. */
static GPtrArray *
list_pieces (JsonObject *receipt, const YzOutboxItem *item)
{
  g_autoptr (GPtrArray) pieces
      = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_upload_piece_free);
  JsonArray *missing = yz_json_get_array (receipt, "missing");
  g_auto (GStrv) streams = NULL;

  if (missing == NULL)
    return json_object_has_member (receipt, "missing") ? NULL : g_steal_pointer (&pieces);
  if (json_array_get_length (missing) == 0)
    return g_steal_pointer (&pieces);
  streams = yz_blobs_of_envelope (item->envelope);
  for (guint i = 0; i < json_array_get_length (missing); i++)
    if (!add_pieces (json_array_get_element (missing, i), streams, pieces))
      return NULL;
  return g_steal_pointer (&pieces);
}

static YzVerdict
judge_receipt (const YzResponse *response, const YzOutboxItem *item)
{
  g_autoptr (JsonObject) object = parse (response, "application/json");
  g_autoptr (GPtrArray) pieces = is_receipt (object, item) ? list_pieces (object, item) : NULL;

  if (pieces == NULL)
    return YZ_VERDICT_WEATHER;
  return pieces->len == 0 ? YZ_VERDICT_DELIVERED : YZ_VERDICT_INCOMPLETE;
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
 * Judges an answer as design §7 says: delivered is 2xx with the id and the hash of what was sent
 * and without anything `missing`, incomplete the same with pieces that are; refused is 409, 413 or
 * 422, and device refused 401 or 403, each with the problem of that type (RFC 9457); the same
 * statuses without these bodies are weather.
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
    return response->status / 100 == 2 ? judge_receipt (response, item) : YZ_VERDICT_WEATHER;
  }
}

/**
 * yz_verdict_list_pieces:
 * @response: an answer that means %YZ_VERDICT_INCOMPLETE
 * @item: what was sent
 *
 * Returns: (transfer full) (element-type YzUploadPiece): what the hub asks for
 */
GPtrArray *
yz_verdict_list_pieces (const YzResponse *response, const YzOutboxItem *item)
{
  g_autoptr (JsonObject) object = NULL;

  g_return_val_if_fail (response != NULL && item != NULL, NULL);

  object = parse (response, "application/json");
  return list_pieces (object, item);
}

/**
 * yz_verdict_of_piece:
 * @response: the answer to `PUT /v1/blobs/{sha256}/{n}`
 * @piece: what was sent
 * @chunk_sha256: lower-case hex of its bytes
 *
 * Returns: whether the hub has these very bytes in this place
 */
gboolean
yz_verdict_of_piece (const YzResponse *response,
                     const YzUploadPiece *piece,
                     const char *chunk_sha256)
{
  g_autoptr (JsonObject) object = NULL;

  g_return_val_if_fail (response != NULL && piece != NULL && chunk_sha256 != NULL, FALSE);

  if (response->status / 100 != 2)
    return FALSE;
  object = parse (response, "application/json");
  return object != NULL && has_text (object, "sha256", piece->sha256)
         && yz_json_get_int (object, "n", -1) == (gint64)piece->n
         && has_text (object, "chunk_sha256", chunk_sha256);
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
