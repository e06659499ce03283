/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzHighWater:
 *
 * The file beside the databases that remembers how far each series of numbers has come, opened
 * and locked: nobody else changes it until it is closed.
 */
typedef struct _YzHighWater YzHighWater;

YzHighWater *yz_high_water_open    (const char  *path,
                                    GError     **error);
void         yz_high_water_close   (YzHighWater *self);
const char  *yz_high_water_get_day (YzHighWater *self);
guint        yz_high_water_next    (YzHighWater *self,
                                    const char  *day,
                                    const char  *series,
                                    guint        known_last);
gboolean     yz_high_water_raise   (YzHighWater *self,
                                    const char  *day,
                                    const char  *series,
                                    guint        number,
                                    GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzHighWater, yz_high_water_close)

G_END_DECLS
