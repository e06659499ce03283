/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-queue-event.h"

G_BEGIN_DECLS

gboolean yz_queue_fold  (YzDatabase         *db,
                         const YzQueueEvent *event,
                         GError            **error);
gboolean yz_queue_refold (YzDatabase        *db,
                          GError           **error);

G_END_DECLS
