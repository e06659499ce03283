/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

G_BEGIN_DECLS

gboolean yz_rescue_finish (const char *path,
                           GError    **error);

G_END_DECLS
