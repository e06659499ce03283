/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-form.h"

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *yz_application_paper_render        (YzForm     *form,
                                            JsonObject *answers,
                                            const char *receipt_number,
                                            gint64      time_us,
                                            GError    **error);
void    yz_application_paper_render_async  (YzForm             *form,
                                            JsonObject         *answers,
                                            const char         *receipt_number,
                                            gint64              time_us,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
GBytes *yz_application_paper_render_finish (GAsyncResult *result,
                                            GError      **error);

G_END_DECLS
