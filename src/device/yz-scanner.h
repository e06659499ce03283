/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-code.h"
#include "yz-still.h"

#include <gio/gio.h>
#include "yz-sight.h"

G_BEGIN_DECLS

#define YZ_TYPE_SCANNER (yz_scanner_get_type ())
G_DECLARE_FINAL_TYPE (YzScanner, yz_scanner, YZ, SCANNER, GObject)

YzScanner *yz_scanner_new           (const char *source,
                                     guint       rotation,
                                     gboolean    detail);
gboolean   yz_scanner_get_available (YzScanner *self);
void       yz_scanner_start         (YzScanner *self);
void       yz_scanner_stop          (YzScanner *self);
void       yz_scanner_take_async    (YzScanner          *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
YzStill   *yz_scanner_take_finish   (GAsyncResult *result,
                                     GError      **error);

G_END_DECLS
