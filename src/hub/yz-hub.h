/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-hub-ingest.h"
#include "yz-node.h"
#include "yz-store.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define YZ_TYPE_HUB (yz_hub_get_type ())
G_DECLARE_FINAL_TYPE (YzHub, yz_hub, YZ, HUB, GObject)

YzHub      *yz_hub_open        (YzNode               *node,
                                GError              **error);
gboolean    yz_hub_listen      (YzHub                *self,
                                const char           *where,
                                GError              **error);
const char *yz_hub_get_url     (YzHub                *self);
YzNode     *yz_hub_get_node    (YzHub                *self);
YzStore    *yz_hub_get_store   (YzHub                *self);
YzHubIngest *yz_hub_get_ingest   (YzHub                *self);
JsonArray  *yz_hub_get_services (YzHub                *self,
                                GError              **error);
void        yz_hub_report      (YzHub *self, const GError *error);
gboolean    yz_hub_export      (YzNode               *node,
                                const char           *dir,
                                guint                *ret_n,
                                guint                *ret_n_missing,
                                GError              **error);
void        yz_hub_stop_async  (YzHub                *self,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
gboolean    yz_hub_stop_finish (YzHub                *self,
                                GAsyncResult         *result,
                                GError              **error);

G_END_DECLS
