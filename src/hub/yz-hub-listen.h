/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocket *yz_hub_listen_socket (const char  *where,
                               char       **ret_url,
                               GError     **error);

G_END_DECLS
