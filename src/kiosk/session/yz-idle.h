/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YZ_TYPE_IDLE (yz_idle_get_type ())
G_DECLARE_FINAL_TYPE (YzIdle, yz_idle, YZ, IDLE, GObject)

YzIdle  *yz_idle_new          (GtkWidget *widget,
                               int        warning_seconds);
void     yz_idle_set_seconds  (YzIdle    *self,
                               int        seconds);
void     yz_idle_tick         (YzIdle    *self);
void     yz_idle_touch        (YzIdle    *self);
void     yz_idle_extend       (YzIdle    *self);
gboolean yz_idle_get_extended (YzIdle    *self);
int      yz_idle_get_left     (YzIdle    *self);

G_END_DECLS
