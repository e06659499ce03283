/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int  yz_in_use_share (const char *path,
                      GError    **error);
int  yz_in_use_alone (const char *path,
                      GError    **error);
void yz_in_use_end   (int        *fd);

G_END_DECLS
