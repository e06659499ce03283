/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

G_BEGIN_DECLS

gboolean yz_meta_get (YzDatabase *db,
                      const char *key,
                      gint64      fallback,
                      gint64     *ret_value,
                      GError    **error);
gboolean yz_meta_set (YzDatabase *db,
                      const char *key,
                      gint64      value,
                      GError    **error);

G_END_DECLS
