/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-clock.h"
#include "yz-store.h"
#include "yz-transport.h"

G_BEGIN_DECLS

/**
 * YzSyncState:
 * @YZ_SYNC_UNKNOWN: the hub was not asked yet
 * @YZ_SYNC_ONLINE: the last answer was the hub's own
 * @YZ_SYNC_OFFLINE: the last try brought no answer of the hub's own
 * @YZ_SYNC_DEVICE_REFUSED: the hub does not take anything from this station: staff must act
 *
 * How the sender stands with the hub.
 */
typedef enum {
  YZ_SYNC_UNKNOWN,
  YZ_SYNC_ONLINE,
  YZ_SYNC_OFFLINE,
  YZ_SYNC_DEVICE_REFUSED,
} YzSyncState;

#define YZ_TYPE_SYNC_STATE (yz_sync_state_get_type ())
GType yz_sync_state_get_type (void);

#define YZ_TYPE_SYNC (yz_sync_get_type ())
G_DECLARE_FINAL_TYPE (YzSync, yz_sync, YZ, SYNC, GObject)

YzSync     *yz_sync_new        (YzStore             *store,
                                const char          *blobs_dir,
                                YzTransport         *transport,
                                YzClock             *clock,
                                guint                timeout_ms);
YzSyncState yz_sync_get_state  (YzSync              *self);
const char *yz_sync_get_problem (YzSync *self);

void        yz_sync_start      (YzSync              *self);
void        yz_sync_stop       (YzSync              *self);
void        yz_sync_wake       (YzSync              *self);

void        yz_sync_run_async  (YzSync              *self,
                                gboolean             until_empty,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
gboolean    yz_sync_run_finish (YzSync              *self,
                                GAsyncResult        *result,
                                GError             **error);

G_END_DECLS
