/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-clock.h"

G_BEGIN_DECLS

#define YZ_TYPE_SIM_CLOCK (yz_sim_clock_get_type ())
G_DECLARE_FINAL_TYPE (YzSimClock, yz_sim_clock, YZ, SIM_CLOCK, GObject)

YzClock *yz_sim_clock_new     (const char *time);
void     yz_sim_clock_set     (YzSimClock *self,
                               gint64      time_us);
void     yz_sim_clock_advance (YzSimClock *self,
                               gint64      span_us);

G_END_DECLS
