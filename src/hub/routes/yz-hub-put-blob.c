/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-routes.h"

#include "yz-blobs.h"
#include "yz-hub-blobs.h"

#include <string.h>

/* PUT /v1/blobs/{sha256}/{n}: takes one piece of a sealed stream that a submission names. */

#define PROBLEM_INVALID "urn:yizhan:problem:invalid"
#define PROBLEM_NOT_FOUND "urn:yizhan:problem:not-found"

/* The sender goes by the hash of what has arrived here, not by the status. */
static void
reply_piece (YzHubRequest *request, const YzHubPiece *piece)
{
  g_autofree char *chunk = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, piece->data);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "sha256");
  json_builder_add_string_value (builder, piece->sha256);
  json_builder_set_member_name (builder, "n");
  json_builder_add_int_value (builder, piece->n);
  json_builder_set_member_name (builder, "chunk_sha256");
  json_builder_add_string_value (builder, chunk);
  json_builder_end_object (builder);
  yz_hub_request_reply (request,
                        piece->fate == YZ_HUB_BLOB_STORED ? SOUP_STATUS_CREATED : SOUP_STATUS_OK,
                        json_builder_get_root (builder));
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzHubRequest) request = user_data;
  const YzHubPiece *piece = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!yz_store_run_finish (YZ_STORE (source), result, &error)) {
    yz_hub_request_reply_error (request, error);
    return;
  }
  switch (piece->fate) {
  case YZ_HUB_BLOB_STORED:
  case YZ_HUB_BLOB_SEEN:
    reply_piece (request, piece);
    break;
  case YZ_HUB_BLOB_UNKNOWN:
    yz_hub_request_reply_problem (request, SOUP_STATUS_NOT_FOUND, PROBLEM_NOT_FOUND,
                                  "no submission that is here names this stream", NULL);
    break;
  case YZ_HUB_BLOB_UNFIT:
    yz_hub_request_reply_problem (request, SOUP_STATUS_UNPROCESSABLE_ENTITY, PROBLEM_INVALID,
                                  "the stream has no such piece of this length", NULL);
    break;
  case YZ_HUB_BLOB_DAMAGED:
    yz_hub_request_reply_problem (request, SOUP_STATUS_UNPROCESSABLE_ENTITY, PROBLEM_INVALID,
                                  "the pieces are not the stream of this name: send all again",
                                  NULL);
    break;
  default:
    g_assert_not_reached ();
  }
}

/* Plain digits; -1 for anything else. */
static gint64
parse_number (const char *text)
{
  gsize length = strlen (text);

  if (length > 6 || strspn (text, "0123456789") != length)
    return -1;
  return g_ascii_strtoll (text, NULL, 10);
}

static void
put_blob (YzHubRequest *request)
{
  YzHub *hub = yz_hub_request_get_hub (request);
  const char *sha256 = yz_hub_request_get_param (request, "sha256");
  YzHubPiece *piece;

  if (!yz_blobs_is_name (sha256)) {
    yz_hub_request_reply_problem (request, SOUP_STATUS_NOT_FOUND, PROBLEM_NOT_FOUND,
                                  "no submission that is here names this stream", NULL);
    return;
  }
  piece = g_new0 (YzHubPiece, 1);
  piece->sha256 = g_strdup (sha256);
  piece->n = parse_number (yz_hub_request_get_param (request, "n"));
  piece->data = yz_hub_request_get_body (request);
  yz_hub_request_pause (request);
  yz_store_run_async (yz_hub_get_store (hub), yz_hub_piece_store, piece,
                      (GDestroyNotify)yz_hub_piece_free, NULL, on_stored,
                      yz_hub_request_ref (request));
}

const YzHubRoute yz_hub_blob_routes[] = {
  { "PUT", "/v1/blobs/{sha256}/{n}", YZ_HUB_CHUNK_BYTES, put_blob },
  { NULL },
};
