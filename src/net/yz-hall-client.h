/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-node.h"
#include "yz-queue.h"
#include "yz-store.h"
#include "yz-transport.h"

G_BEGIN_DECLS

#define YZ_TYPE_HALL_CLIENT (yz_hall_client_get_type ())
G_DECLARE_FINAL_TYPE (YzHallClient, yz_hall_client, YZ, HALL_CLIENT, GObject)

YzHallClient *yz_hall_client_new           (YzTransport           *transport,
                                            YzStore               *store,
                                            YzClock               *clock,
                                            guint                  timeout_ms);
YzHallClient *yz_hall_client_open          (YzNode                *node,
                                            YzStore               *store,
                                            GError               **error);
YzTransport  *yz_hall_client_get_transport (YzHallClient          *self);
void          yz_hall_client_take_async    (YzHallClient          *self,
                                            const YzTicketRequest *request,
                                            GCancellable          *cancellable,
                                            GAsyncReadyCallback    callback,
                                            gpointer               user_data);
YzTicket     *yz_hall_client_take_finish   (YzHallClient          *self,
                                            GAsyncResult          *result,
                                            GError               **error);
void          yz_hall_client_report_async  (YzHallClient          *self,
                                            GCancellable          *cancellable,
                                            GAsyncReadyCallback    callback,
                                            gpointer               user_data);
gboolean      yz_hall_client_report_finish (YzHallClient          *self,
                                            GAsyncResult          *result,
                                            guint                 *ret_n_reported,
                                            GError               **error);

G_END_DECLS
