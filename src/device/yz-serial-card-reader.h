/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-card-reader.h"
#include "yz-clock.h"

G_BEGIN_DECLS

#define YZ_SERIAL_CARD_READER_TIMEOUT_MS 1000

#define YZ_TYPE_SERIAL_CARD_READER (yz_serial_card_reader_get_type ())
G_DECLARE_FINAL_TYPE (YzSerialCardReader, yz_serial_card_reader, YZ, SERIAL_CARD_READER, GObject)

YzCardReader *yz_serial_card_reader_new (const char *path,
                                         guint       baud,
                                         guint       timeout_ms,
                                         YzClock    *clock);

G_END_DECLS
