/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-node.h"

G_BEGIN_DECLS

#define YZ_TYPE_SUPERVISOR (yz_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (YzSupervisor, yz_supervisor, YZ, SUPERVISOR, GObject)

YzSupervisor *yz_supervisor_new   (YzNode            *node,
                                   const char        *content_dir,
                                   const char *const *session_argv);
gboolean      yz_supervisor_start (YzSupervisor      *self,
                                   GError           **error);
void          yz_supervisor_stop  (YzSupervisor      *self);

G_END_DECLS
