/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean yz_json_scan (const char *data,
                       gsize       length,
                       guint      *ret_n_members,
                       GError    **error);

G_END_DECLS
