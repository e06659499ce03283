/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-qr.h"
#include "yz-raster.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * YzSlipStyle:
 * @YZ_SLIP_NUMBER: the one thing on the slip that is read from afar, on one line
 * @YZ_SLIP_TITLE: what it is about
 * @YZ_SLIP_BODY: what to know
 * @YZ_SLIP_SMALL: the second language, and what only some read
 */
typedef enum {
  YZ_SLIP_NUMBER,
  YZ_SLIP_TITLE,
  YZ_SLIP_BODY,
  YZ_SLIP_SMALL,
} YzSlipStyle;

/**
 * YzSlip:
 *
 * A strip of paper from a receipt printer: texts, lines and a QR code below each other. Filling it
 * is cheap; drawing it is not, and may be done in any thread once it is filled.
 */
typedef struct _YzSlip YzSlip;

YzSlip *yz_slip_new   (void);
YzSlip *yz_slip_ref   (YzSlip *self);
void    yz_slip_unref (YzSlip *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzSlip, yz_slip_unref)

void     yz_slip_add_text (YzSlip     *self,
                           YzSlipStyle style,
                           const char *zh,
                           const char *en);
void     yz_slip_add_line (YzSlip *self);
gboolean yz_slip_add_qr   (YzSlip     *self,
                           const char *text,
                           GError    **error);

YzRaster *yz_slip_render        (YzSlip *self);
void      yz_slip_render_async  (YzSlip             *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
YzRaster *yz_slip_render_finish (GAsyncResult *result,
                                 GError      **error);

G_END_DECLS
