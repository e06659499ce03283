/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean yz_day_parse   (const char  *text,
                         GDate       *ret_day);
char    *yz_day_format  (const GDate *day);
char    *yz_day_to_text (const char  *text,
                         const char  *language);

G_END_DECLS
