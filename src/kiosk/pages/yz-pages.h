/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

YzPage *yz_pages_create (const char *name,
                         YzSession  *session,
                         const char *argument);

G_END_DECLS
