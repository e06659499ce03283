/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-raster.h"

G_BEGIN_DECLS

/* What is asked with `DLE EOT n`, and which bits of the answer say what. */
#define YZ_ESCPOS_ASK_OFFLINE 2
#define YZ_ESCPOS_OFFLINE_COVER 0x04
#define YZ_ESCPOS_OFFLINE_ERROR 0x40

#define YZ_ESCPOS_ASK_PAPER 4
#define YZ_ESCPOS_PAPER_LOW 0x0c
#define YZ_ESCPOS_PAPER_OUT 0x60

/* Bits 1 and 4 of such an answer are set, 0 and 7 are not. */
#define YZ_ESCPOS_STATUS_MASK 0x93
#define YZ_ESCPOS_STATUS 0x12

/* The answer to `GS r 1` has neither bit 4 nor bit 7. */
#define YZ_ESCPOS_SENSOR_MASK 0x90
#define YZ_ESCPOS_SENSOR_LOW 0x03
#define YZ_ESCPOS_SENSOR_OUT 0x0c

GBytes *yz_escpos_encode (YzRaster *raster);

G_END_DECLS
