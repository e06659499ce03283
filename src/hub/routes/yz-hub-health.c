/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-routes.h"

#include "yz-clock.h"

/* GET /v1/health: that the hub answers, and what time it has. */

static void
get_health (YzHubRequest *request)
{
  YzNode *node = yz_hub_get_node (yz_hub_request_get_hub (request));
  g_autofree char *now = yz_time_format (yz_clock_now (yz_node_get_clock (node)));
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ok");
  json_builder_add_boolean_value (builder, TRUE);
  json_builder_set_member_name (builder, "version");
  json_builder_add_string_value (builder, YZ_VERSION);
  json_builder_set_member_name (builder, "time");
  json_builder_add_string_value (builder, now);
  json_builder_end_object (builder);
  yz_hub_request_reply (request, SOUP_STATUS_OK, json_builder_get_root (builder));
}

const YzHubRoute yz_hub_health_routes[] = {
  { "GET", "/v1/health", 0, get_health },
  { NULL },
};
