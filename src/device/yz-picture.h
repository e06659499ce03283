/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-code.h"

G_BEGIN_DECLS

GPtrArray *yz_picture_read_codes (const char *path,
                                  GError    **error);

G_END_DECLS
