/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define YZ_TYPE_CLOCK (yz_clock_get_type ())
G_DECLARE_INTERFACE (YzClock, yz_clock, YZ, CLOCK, GObject)

struct _YzClockInterface {
  GTypeInterface parent_iface;

  gint64 (*now) (YzClock *self);
};

gint64   yz_clock_now     (YzClock *self);
YzClock *yz_clock_new_system (void);

char    *yz_time_format   (gint64 time_us);
gboolean yz_time_parse    (const char *text,
                           gint64     *ret_time_us,
                           GError    **error);
char    *yz_time_local_date (gint64 time_us);

G_END_DECLS
