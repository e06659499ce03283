/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YZ_TYPE_OWNER (yz_owner_get_type ())
G_DECLARE_FINAL_TYPE (YzOwner, yz_owner, YZ, OWNER, GObject)

YzOwner *yz_owner_acquire (const char *dir,
                           GError    **error);
gboolean yz_owner_is_held (const char *dir);
gboolean yz_owner_listen  (YzOwner    *self,
                           GError    **error);
void     yz_owner_wake    (const char *dir);

G_END_DECLS
