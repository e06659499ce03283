/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define YZ_QR_MAX_BYTES 2953

/**
 * YzQr:
 *
 * A QR code: a square of black and white modules, without its quiet zone.
 */
typedef struct _YzQr YzQr;

YzQr *yz_qr_new       (const char *text,
                       GError    **error);
YzQr *yz_qr_new_bytes (GBytes  *data,
                       GError **error);
void  yz_qr_free      (YzQr *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzQr, yz_qr_free)

guint    yz_qr_get_size   (YzQr *self);
gboolean yz_qr_get_module (YzQr *self,
                           guint x,
                           guint y);
void     yz_qr_draw       (YzQr    *self,
                           cairo_t *cr,
                           double   x,
                           double   y,
                           double   side);

G_END_DECLS
