/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean    yz_country_is_known     (const char *code);
const char *yz_country_from_numeric (guint       numeric);

G_END_DECLS
