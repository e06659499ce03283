/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean yz_content_version_is_valid (const char *version);
int      yz_content_version_compare  (const char *a,
                                      const char *b);
char    *yz_content_version_next     (const char *version);

G_END_DECLS
