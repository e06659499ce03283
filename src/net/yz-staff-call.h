/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-transport.h"

G_BEGIN_DECLS

void     yz_staff_call_send_async  (YzTransport         *transport,
                                    const char          *id,
                                    const char          *station,
                                    const char          *reason,
                                    guint                timeout_ms,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean yz_staff_call_send_finish (GAsyncResult        *result,
                                    GError             **error);

G_END_DECLS
