/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzReadings:
 *
 * How Chinese characters and words are read.
 */
typedef struct _YzReadings YzReadings;

YzReadings *yz_readings_new  (const char       *path,
                              GError          **error);
void        yz_readings_free (YzReadings       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzReadings, yz_readings_free)

char       *yz_readings_find (const YzReadings *self,
                              const char       *text,
                              const char      **ret_rest);

G_END_DECLS
