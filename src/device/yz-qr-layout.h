/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define YZ_QR_MAX_VERSION 40
#define YZ_QR_MAX_SIDE 177
#define YZ_QR_SIDE(version) (17 + 4 * (version))

/**
 * YzQrModule:
 * @YZ_QR_ANY: what the code says decides
 * @YZ_QR_DARK: dark in every code of this size
 * @YZ_QR_LIGHT: light in every code of this size
 *
 * What is known of a module before anything is read.
 */
typedef enum {
  YZ_QR_ANY,
  YZ_QR_DARK,
  YZ_QR_LIGHT,
} YzQrModule;

void yz_qr_layout_fill (guint   version,
                        guint8 *modules);

G_END_DECLS
