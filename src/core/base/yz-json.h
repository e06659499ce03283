/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode   *yz_json_parse      (const char *data,
                                gssize      length,
                                gsize       max_bytes,
                                GError    **error);
JsonNode   *yz_json_load       (const char *path,
                                gsize       max_bytes,
                                GError    **error);
GBytes     *yz_json_canonical  (JsonNode   *node);
char       *yz_json_to_text    (JsonNode   *node,
                                gboolean    pretty);

const char *yz_json_get_string (JsonObject *object,
                                const char *member);
gboolean    yz_json_get_boolean (JsonObject *object,
                                 const char *member,
                                 gboolean    fallback);
gint64      yz_json_get_int    (JsonObject *object,
                                const char *member,
                                gint64      fallback);
JsonObject *yz_json_get_object (JsonObject *object,
                                const char *member);
JsonArray  *yz_json_get_array  (JsonObject *object,
                                const char *member);

G_END_DECLS
