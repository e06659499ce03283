/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"
#include "yz-key.h"
#include "yz-node.h"

G_BEGIN_DECLS

/**
 * YzHubStations:
 *
 * From which stations the hub takes anything: `[hub] stations`. Never changes, so that any thread
 * may read it.
 */
typedef struct _YzHubStations YzHubStations;

YzHubStations *yz_hub_stations_load  (YzNode         *node,
                                      GError        **error);
void           yz_hub_stations_free  (YzHubStations  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzHubStations, yz_hub_stations_free)

gboolean yz_hub_stations_admit (YzHubStations  *self,
                                YzDatabase     *db,
                                const char     *station,
                                YzKey          *key,
                                gint64          now_us,
                                gboolean       *ret_admitted,
                                GError        **error);

G_END_DECLS
