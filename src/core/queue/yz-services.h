/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonArray  *yz_services_load (const char  *path,
                              GError     **error);
JsonArray  *yz_services_from_json (JsonNode *node,
                                   GError  **error);
JsonObject *yz_services_find (JsonArray   *services,
                              const char  *id,
                              GError     **error);

G_END_DECLS
