/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-clock.h"
#include "yz-hub-submissions.h"
#include "yz-store.h"

G_BEGIN_DECLS

#define YZ_TYPE_HUB_INGEST (yz_hub_ingest_get_type ())
G_DECLARE_FINAL_TYPE (YzHubIngest, yz_hub_ingest, YZ, HUB_INGEST, GObject)

YzHubIngest     *yz_hub_ingest_new         (YzStore              *store,
                                            YzClock              *clock,
                                            YzHubStations        *stations);
void             yz_hub_ingest_take_async  (YzHubIngest          *self,
                                            const char           *id,
                                            GBytes               *envelope,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
YzHubSubmission *yz_hub_ingest_take_finish (YzHubIngest          *self,
                                            GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
