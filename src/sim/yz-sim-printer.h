/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-printer.h"

G_BEGIN_DECLS

#define YZ_TYPE_SIM_PRINTER (yz_sim_printer_get_type ())
G_DECLARE_FINAL_TYPE (YzSimPrinter, yz_sim_printer, YZ, SIM_PRINTER, GObject)

YzSimPrinter *yz_sim_printer_new         (const char *listen,
                                          const char *out_dir,
                                          GError    **error);
const char   *yz_sim_printer_get_address (YzSimPrinter *self);
void          yz_sim_printer_set_paper   (YzSimPrinter *self,
                                          YzPaper       paper);
void          yz_sim_printer_set_rows    (YzSimPrinter *self,
                                          guint         rows);

G_END_DECLS
