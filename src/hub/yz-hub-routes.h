/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-hub-request.h"

G_BEGIN_DECLS

/**
 * YzHubRoute:
 * @method: `GET`, `PUT`, `POST`, …
 * @pattern: path whose parts in braces are parameters, such as `/v1/submissions/{id}`
 * @max_bytes: the largest body it takes, 0 for none
 * @handle: answers
 *
 * What the hub answers to. Every route is described in `data/openapi.yaml`.
 */
typedef struct {
  const char *method;
  const char *pattern;
  gsize max_bytes;
  void (*handle) (YzHubRequest *request);
} YzHubRoute;

/* One table for each group of routes, ended by an empty row. */
extern const YzHubRoute yz_hub_blob_routes[];
extern const YzHubRoute yz_hub_health_routes[];
extern const YzHubRoute yz_hub_queue_routes[];
extern const YzHubRoute yz_hub_staff_call_routes[];
extern const YzHubRoute yz_hub_submission_routes[];
extern const YzHubRoute yz_hub_ticket_routes[];

const YzHubRoute *yz_hub_routes_find (const char  *method,
                                      const char  *path,
                                      GHashTable **ret_params,
                                      char       **ret_allow);
GPtrArray        *yz_hub_routes_list (void);

G_END_DECLS
