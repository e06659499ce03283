/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

void yz_stream_pool_use (GstElement *pipeline);

G_END_DECLS
