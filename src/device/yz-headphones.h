/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define YZ_TYPE_HEADPHONES (yz_headphones_get_type ())
G_DECLARE_FINAL_TYPE (YzHeadphones, yz_headphones, YZ, HEADPHONES, GObject)

YzHeadphones *yz_headphones_new         (const char   *device);
gboolean      yz_headphones_get_plugged (YzHeadphones *self);

G_END_DECLS
