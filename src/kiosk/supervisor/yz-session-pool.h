/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-child.h"

G_BEGIN_DECLS

/**
 * YzSessionTimes:
 * @child: of each process
 * @successor_ms: from the first touch until the next one is started: the citizen's first page is to
 * have the machine for itself
 * @respawn_ms: the first pause when one dies after the other; it is doubled from death to death
 *
 * How long sessions may take for what.
 */
typedef struct {
  YzChildTimes child;
  guint successor_ms;
  guint respawn_ms;
} YzSessionTimes;

#define YZ_TYPE_SESSION_POOL (yz_session_pool_get_type ())
G_DECLARE_FINAL_TYPE (YzSessionPool, yz_session_pool, YZ, SESSION_POOL, GObject)

YzSessionPool *yz_session_pool_new            (const char *const *argv,
                                               const YzSessionTimes *times);
void           yz_session_pool_start          (YzSessionPool     *self);
void           yz_session_pool_stop           (YzSessionPool     *self);
void           yz_session_pool_set_connection (YzSessionPool     *self,
                                               const char        *connection,
                                               guint              waiting);
void           yz_session_pool_set_delivered  (YzSessionPool     *self,
                                               const char        *id);

G_END_DECLS
