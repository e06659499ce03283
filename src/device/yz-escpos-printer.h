/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-printer.h"

G_BEGIN_DECLS

/* A long slip takes some seconds, and a printer that wakes up some more. */
#define YZ_ESCPOS_PRINTER_TIMEOUT_MS 20000

#define YZ_TYPE_ESCPOS_PRINTER (yz_escpos_printer_get_type ())
G_DECLARE_FINAL_TYPE (YzEscposPrinter, yz_escpos_printer, YZ, ESCPOS_PRINTER, GObject)

YzPrinter *yz_escpos_printer_new (const char *address,
                                  guint       timeout_ms,
                                  GError    **error);

G_END_DECLS
