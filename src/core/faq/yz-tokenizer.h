/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

G_BEGIN_DECLS

gboolean yz_tokenizer_register (YzDatabase *db,
                                GError    **error);

G_END_DECLS
