/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-clock.h"
#include "yz-config.h"

G_BEGIN_DECLS

#define YZ_TYPE_NODE (yz_node_get_type ())
G_DECLARE_FINAL_TYPE (YzNode, yz_node, YZ, NODE, GObject)

YzNode     *yz_node_open       (const char *dir,
                                YzClock    *clock,
                                GError    **error);
const char *yz_node_get_dir    (YzNode     *self);
YzConfig   *yz_node_get_config (YzNode     *self);
YzClock    *yz_node_get_clock  (YzNode     *self);
char       *yz_node_get_path   (YzNode     *self,
                                const char *name);

G_END_DECLS
