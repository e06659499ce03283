/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean yz_durable_write (const char *path, GBytes *contents, GError **error);
gboolean yz_durable_sync (const char *path, GError **error);
gboolean yz_durable_sync_folder_of (const char *path, GError **error);

G_END_DECLS
