/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-printer.h"

G_DEFINE_INTERFACE (YzPrinter, yz_printer, G_TYPE_OBJECT)

static void
yz_printer_default_init (YzPrinterInterface *iface)
{
}

/**
 * yz_printer_print_async:
 * @self: a printer
 * @raster: the picture, at most as wide as the paper
 * @cancellable: (nullable): to stop waiting; what has been sent is printed all the same
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 *
 * Prints @raster and cuts the paper. The printer has a time limit of its own.
 */
void
yz_printer_print_async (YzPrinter *self,
                        YzRaster *raster,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (YZ_IS_PRINTER (self));
  g_return_if_fail (raster != NULL);

  YZ_PRINTER_GET_IFACE (self)->print_async (self, raster, cancellable, callback, user_data);
}

/**
 * yz_printer_print_finish:
 * @self: a printer
 * @result: the result
 * @ret_paper: (out) (optional): how much paper is left after it
 * @error: %YZ_ERROR_DEVICE where the whole picture is not known to be on paper
 *
 * Returns: whether it was printed
 */
gboolean
yz_printer_print_finish (YzPrinter *self, GAsyncResult *result, YzPaper *ret_paper, GError **error)
{
  g_return_val_if_fail (YZ_IS_PRINTER (self), FALSE);

  return YZ_PRINTER_GET_IFACE (self)->print_finish (self, result, ret_paper, error);
}

/**
 * yz_printer_check_async:
 * @self: a printer
 * @cancellable: (nullable): to stop it
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 *
 * Asks whether the printer is there, and for its paper. Prints nothing.
 */
void
yz_printer_check_async (YzPrinter *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (YZ_IS_PRINTER (self));

  YZ_PRINTER_GET_IFACE (self)->check_async (self, cancellable, callback, user_data);
}

/**
 * yz_printer_check_finish:
 * @self: a printer
 * @result: the result
 * @ret_paper: (out) (optional): how much paper there is; %YZ_PAPER_OUT is an answer, no error
 * @error: %YZ_ERROR_DEVICE where the printer is not reached or cannot print for another reason
 *
 * Returns: whether the printer answered
 */
gboolean
yz_printer_check_finish (YzPrinter *self, GAsyncResult *result, YzPaper *ret_paper, GError **error)
{
  g_return_val_if_fail (YZ_IS_PRINTER (self), FALSE);

  return YZ_PRINTER_GET_IFACE (self)->check_finish (self, result, ret_paper, error);
}
