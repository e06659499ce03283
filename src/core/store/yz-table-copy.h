/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

G_BEGIN_DECLS

gboolean yz_table_copy_readable (sqlite3    *from,
                                 YzDatabase *to,
                                 const char *table,
                                 GError    **error);

G_END_DECLS
