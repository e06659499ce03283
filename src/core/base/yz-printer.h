/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-raster.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * YzPaper:
 * @YZ_PAPER_OK: there is enough
 * @YZ_PAPER_LOW: the roll ends soon: tell staff
 * @YZ_PAPER_OUT: there is none: show the number on the screen
 */
typedef enum {
  YZ_PAPER_OK,
  YZ_PAPER_LOW,
  YZ_PAPER_OUT,
} YzPaper;

/**
 * YzPrinter:
 *
 * Something that puts a picture on a strip of paper and cuts it off. One job at a time: a second
 * one waits for the first.
 */
#define YZ_TYPE_PRINTER (yz_printer_get_type ())
G_DECLARE_INTERFACE (YzPrinter, yz_printer, YZ, PRINTER, GObject)

struct _YzPrinterInterface {
  GTypeInterface parent_iface;

  void (*print_async) (YzPrinter *self,
                       YzRaster *raster,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*print_finish) (YzPrinter *self,
                            GAsyncResult *result,
                            YzPaper *ret_paper,
                            GError **error);
  void (*check_async) (YzPrinter *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*check_finish) (YzPrinter *self,
                            GAsyncResult *result,
                            YzPaper *ret_paper,
                            GError **error);
};

void     yz_printer_print_async  (YzPrinter          *self,
                                  YzRaster           *raster,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gboolean yz_printer_print_finish (YzPrinter    *self,
                                  GAsyncResult *result,
                                  YzPaper      *ret_paper,
                                  GError      **error);
void     yz_printer_check_async  (YzPrinter          *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gboolean yz_printer_check_finish (YzPrinter    *self,
                                  GAsyncResult *result,
                                  YzPaper      *ret_paper,
                                  GError      **error);

G_END_DECLS
