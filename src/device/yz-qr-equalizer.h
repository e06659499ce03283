/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-gray.h"
#include "yz-qr-layout.h"

G_BEGIN_DECLS

#define YZ_QR_MARGIN 2

void   yz_qr_equalizer_decide (guint         version,
                               const double *values,
                               guint         radius,
                               guint         rounds,
                               guint8       *modules);
YzGray yz_qr_equalizer_draw   (guint         version,
                               const guint8 *modules,
                               GByteArray   *pixels);

G_END_DECLS
