/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-outbox.h"
#include "yz-page-file.h"

G_BEGIN_DECLS

/**
 * YzSalvageFunc:
 * @item: an item as it was read; its texts and bytes are only lent
 * @confirmed_us: when it was confirmed, 0 where it was not
 * @intact: whether the bytes of its envelope are those that were written
 * @user_data: the caller's
 *
 * Returns: whether to go on
 */
typedef gboolean (*YzSalvageFunc) (const YzOutboxItem *item,
                                   gint64              confirmed_us,
                                   gboolean            intact,
                                   gpointer            user_data);

gboolean yz_salvage_outbox (YzPageFile    *file,
                            YzSalvageFunc  func,
                            gpointer       user_data);

G_END_DECLS
