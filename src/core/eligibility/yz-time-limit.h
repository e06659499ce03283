/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *yz_time_limit_get_last_day (const char *start,
                                  guint       length,
                                  const char *unit);

G_END_DECLS
