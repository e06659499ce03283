/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void        yz_language_init    (void);
void        yz_language_set     (const char *language);
const char *yz_language_get     (void);

G_END_DECLS
