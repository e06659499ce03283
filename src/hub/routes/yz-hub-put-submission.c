/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-routes.h"

#include "yz-clock.h"
#include "yz-envelope.h"
#include "yz-hub-ingest.h"
#include "yz-ids.h"

/* PUT /v1/submissions/{id}: takes a sealed submission in, once however often it comes. */

static void
reply_receipt (YzHubRequest *request, const YzHubSubmission *submission)
{
  g_autofree char *received_at = yz_time_format (submission->received_us);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, submission->id);
  json_builder_set_member_name (builder, "sha256");
  json_builder_add_string_value (builder, submission->sha256);
  json_builder_set_member_name (builder, "receipt");
  json_builder_add_string_value (builder, submission->receipt);
  json_builder_set_member_name (builder, "received_at");
  json_builder_add_string_value (builder, received_at);
  if (json_array_get_length (submission->missing) > 0) {
    json_builder_set_member_name (builder, "missing");
    json_builder_add_value (builder,
                            json_node_init_array (json_node_alloc (), submission->missing));
  }
  json_builder_end_object (builder);
  yz_hub_request_reply (request,
                        submission->fate == YZ_HUB_NEW ? SOUP_STATUS_CREATED : SOUP_STATUS_OK,
                        json_builder_get_root (builder));
}

static void
reply_fate (YzHubRequest *request, const YzHubSubmission *submission)
{
  const char *id = yz_ulid_is_valid (submission->id) ? submission->id : NULL;

  switch (submission->fate) {
  case YZ_HUB_NEW:
  case YZ_HUB_SEEN:
    reply_receipt (request, submission);
    break;
  case YZ_HUB_CONFLICT:
    yz_hub_request_reply_problem (request, SOUP_STATUS_CONFLICT, YZ_PROBLEM_REFUSED,
                                  "another submission has this id", id);
    break;
  case YZ_HUB_INVALID:
    yz_hub_request_reply_problem (request, SOUP_STATUS_UNPROCESSABLE_ENTITY, YZ_PROBLEM_REFUSED,
                                  "no valid envelope of this id", id);
    break;
  case YZ_HUB_TOO_LARGE:
    yz_hub_request_reply_problem (request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, YZ_PROBLEM_REFUSED,
                                  "it has a larger paper than the hub takes", id);
    break;
  case YZ_HUB_UNKNOWN_STATION:
    yz_hub_request_reply_problem (request, SOUP_STATUS_FORBIDDEN, YZ_PROBLEM_DEVICE_REFUSED,
                                  "this station is not known here by this key", id);
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzHubRequest) request = user_data;
  g_autoptr (GError) error = NULL;
  const YzHubSubmission *submission
      = yz_hub_ingest_take_finish (YZ_HUB_INGEST (source), result, &error);

  if (submission != NULL)
    reply_fate (request, submission);
  else
    yz_hub_request_reply_error (request, error);
}

static void
put_submission (YzHubRequest *request)
{
  YzHub *hub = yz_hub_request_get_hub (request);
  g_autoptr (GBytes) envelope = yz_hub_request_get_body (request);

  yz_hub_request_pause (request);
  yz_hub_ingest_take_async (yz_hub_get_ingest (hub), yz_hub_request_get_param (request, "id"),
                            envelope, on_taken, yz_hub_request_ref (request));
}

const YzHubRoute yz_hub_submission_routes[] = {
  { "PUT", "/v1/submissions/{id}", YZ_ENVELOPE_MAX_BYTES, put_submission },
  { NULL },
};
