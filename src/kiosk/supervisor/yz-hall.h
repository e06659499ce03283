/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-node.h"
#include "yz-session-bus.h"
#include "yz-store.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define YZ_TYPE_HALL (yz_hall_get_type ())
G_DECLARE_FINAL_TYPE (YzHall, yz_hall, YZ, HALL, GObject)

YzHall *yz_hall_new         (YzNode                *node,
                             YzStore               *store,
                             JsonArray             *services);
void    yz_hall_take_ticket (YzHall                *self,
                             YzBusSupervisor       *skeleton,
                             GDBusMethodInvocation *invocation,
                             const char            *request,
                             const char            *service,
                             const char            *priority);
void    yz_hall_call_staff  (YzHall                *self,
                             YzBusSupervisor       *skeleton,
                             GDBusMethodInvocation *invocation,
                              const char            *reason);

G_END_DECLS
