/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-queue.h"
#include "yz-store.h"

G_BEGIN_DECLS

YzTicket *yz_queue_issue        (YzStore               *store,
                                 const YzTicketRequest *request,
                                 gint64                 now_us,
                                 GError               **error);
void      yz_queue_issue_async  (YzStore               *store,
                                 const YzTicketRequest *request,
                                 gint64                 now_us,
                                 GCancellable          *cancellable,
                                 GAsyncReadyCallback    callback,
                                 gpointer               user_data);
YzTicket *yz_queue_issue_finish (YzStore               *store,
                                 GAsyncResult          *result,
                                 GError               **error);

G_END_DECLS
