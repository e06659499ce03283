/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-escpos-printer.h"

#include "yz-error.h"
#include "yz-escpos.h"

#include <string.h>

#define DEFAULT_PORT 9100
#define CONNECT_TIMEOUT_SECONDS 5

/* While the end of a job is awaited, the printer is asked so often whether its paper has run out.
 */
#define ASK_INTERVAL_US (G_USEC_PER_SEC)

/* The way to one printer, which takes one connection at a time. Threads hold it and never the
 * object. */
typedef struct {
  char *address;
  guint timeout_ms;
  GMutex lock;
} Line;

/* A receipt printer in the local network. */
struct _YzEscposPrinter {
  GObject parent_instance;

  Line *line;
};

/* What one thread does: print @raster, or only ask where there is none. */
typedef struct {
  Line *line;
  YzRaster *raster;

  GSocket *socket;
  gint64 deadline_us;
  GCancellable *cancellable;
} Job;

static void yz_escpos_printer_iface_init (YzPrinterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YzEscposPrinter,
                               yz_escpos_printer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_PRINTER,
                                                      yz_escpos_printer_iface_init))

static void
line_clear (gpointer data)
{
  Line *line = data;

  g_free (line->address);
  g_mutex_clear (&line->lock);
}

static void
line_unref (Line *line)
{
  g_atomic_rc_box_release_full (line, line_clear);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  line_unref (job->line);
  g_clear_pointer (&job->raster, yz_raster_unref);
  g_free (job);
}

static gboolean
fail (Job *job, const GError *reason, GError **error)
{
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (reason));
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE,
                 "the printer at %s does not answer: check that it is switched on and has no fault",
                 job->line->address);
  else
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE,
                 "the printer at %s is not reached, check its cable: %s", job->line->address,
                 reason->message);
  return FALSE;
}

static gboolean
fail_paper_out (GError **error)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "the printer is out of paper: put in a new roll");
  return FALSE;
}

/* Waits until the socket can do it, at most until @until_us and never longer than the job may
 * take. */
static gboolean
wait_for (Job *job, GIOCondition condition, gint64 until_us, GError **error)
{
  gint64 left_us = MIN (until_us, job->deadline_us) - g_get_monotonic_time ();

  return g_socket_condition_timed_wait (job->socket, condition, MAX (left_us, 0), job->cancellable,
                                        error);
}

static gboolean
send_all (Job *job, const guint8 *data, gsize length, GError **error)
{
  while (length > 0) {
    g_autoptr (GError) reason = NULL;
    gssize sent;

    if (!wait_for (job, G_IO_OUT, job->deadline_us, &reason))
      return fail (job, reason, error);
    sent = g_socket_send (job->socket, (const char *)data, length, job->cancellable, &reason);
    if (sent < 0 && !g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
      return fail (job, reason, error);
    if (sent > 0) {
      data += sent;
      length -= (gsize)sent;
    }
  }
  return TRUE;
}

static gboolean
receive (Job *job, gint64 until_us, guint8 *ret_byte, GError **error)
{
  gssize received;

  if (!wait_for (job, G_IO_IN, until_us, error))
    return FALSE;
  received = g_socket_receive (job->socket, (char *)ret_byte, 1, job->cancellable, error);
  if (received == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                         "it has closed the connection");
  return received > 0;
}

static gboolean
ask (Job *job, guint8 what, guint8 *ret_status, GError **error)
{
  const guint8 command[] = { 0x10, 0x04, what };
  g_autoptr (GError) reason = NULL;

  if (!send_all (job, command, sizeof command, error))
    return FALSE;
  do {
    if (!receive (job, job->deadline_us, ret_status, &reason))
      return fail (job, reason, error);
  } while ((*ret_status & YZ_ESCPOS_STATUS_MASK) != YZ_ESCPOS_STATUS);
  return TRUE;
}

static gboolean
check (Job *job, YzPaper *ret_paper, GError **error)
{
  guint8 offline = 0;
  guint8 paper = 0;

  if (!ask (job, YZ_ESCPOS_ASK_OFFLINE, &offline, error)
      || !ask (job, YZ_ESCPOS_ASK_PAPER, &paper, error))
    return FALSE;

  if ((offline & YZ_ESCPOS_OFFLINE_COVER) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "the cover of the printer is open: close it");
    return FALSE;
  }
  if ((offline & YZ_ESCPOS_OFFLINE_ERROR) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE,
                 "the printer reports a fault: clear its knife, switch it off and on");
    return FALSE;
  }
  *ret_paper = (paper & YZ_ESCPOS_PAPER_OUT) != 0   ? YZ_PAPER_OUT
               : (paper & YZ_ESCPOS_PAPER_LOW) != 0 ? YZ_PAPER_LOW
                                                    : YZ_PAPER_OK;
  return TRUE;
}

/* The printer answers the last command when all is printed. Where the roll ends before, it stops
 * and answers only what is asked in real time. */
static gboolean
wait_until_printed (Job *job, YzPaper *ret_paper, GError **error)
{
  static const guint8 ask_paper[] = { 0x10, 0x04, YZ_ESCPOS_ASK_PAPER };
  gint64 ask_us = g_get_monotonic_time () + ASK_INTERVAL_US;

  for (;;) {
    g_autoptr (GError) reason = NULL;
    guint8 byte = 0;

    if (receive (job, ask_us, &byte, &reason)) {
      if ((byte & YZ_ESCPOS_STATUS_MASK) == YZ_ESCPOS_STATUS && (byte & YZ_ESCPOS_PAPER_OUT) != 0)
        return fail_paper_out (error);
      if ((byte & YZ_ESCPOS_SENSOR_MASK) == 0) {
        *ret_paper = (byte & YZ_ESCPOS_SENSOR_OUT) != 0   ? YZ_PAPER_OUT
                     : (byte & YZ_ESCPOS_SENSOR_LOW) != 0 ? YZ_PAPER_LOW
                                                          : YZ_PAPER_OK;
        return TRUE;
      }
    } else if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
               || g_get_monotonic_time () >= job->deadline_us) {
      return fail (job, reason, error);
    } else {
      ask_us = g_get_monotonic_time () + ASK_INTERVAL_US;
      if (!send_all (job, ask_paper, sizeof ask_paper, error))
        return FALSE;
    }
  }
}

static gboolean
print (Job *job, YzPaper *ret_paper, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize length = 0;

  if (!check (job, ret_paper, error))
    return FALSE;
  if (*ret_paper == YZ_PAPER_OUT)
    return fail_paper_out (error);

  bytes = yz_escpos_encode (job->raster);
  data = g_bytes_get_data (bytes, &length);
  return send_all (job, data, length, error) && wait_until_printed (job, ret_paper, error);
}

static gboolean
talk (Job *job, YzPaper *ret_paper, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) reason = NULL;
  guint seconds = (job->line->timeout_ms + 999) / 1000;
  gboolean ok;

  g_socket_client_set_timeout (client, CLAMP (seconds, 1, CONNECT_TIMEOUT_SECONDS));
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, job->line->address, DEFAULT_PORT,
                                                job->cancellable, &reason);
  if (connection == NULL)
    return fail (job, reason, error);

  job->socket = g_socket_connection_get_socket (connection);
  g_socket_set_timeout (job->socket, 0);
  g_socket_set_blocking (job->socket, FALSE);
  ok = job->raster != NULL ? print (job, ret_paper, error) : check (job, ret_paper, error);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL); /* all has been said by now */
  return ok;
}

static void
job_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  YzPaper paper = YZ_PAPER_OK;
  GError *error = NULL;
  gboolean ok;

  g_mutex_lock (&job->line->lock);
  job->cancellable = cancellable;
  job->deadline_us = g_get_monotonic_time () + job->line->timeout_ms * G_TIME_SPAN_MILLISECOND;
  ok = talk (job, &paper, &error);
  g_mutex_unlock (&job->line->lock);

  if (ok)
    g_task_return_int (task, (gssize)paper);
  else
    g_task_return_error (task, error);
}

static void
start (YzEscposPrinter *self,
       YzRaster *raster,
       gpointer source_tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->line = g_atomic_rc_box_acquire (self->line);
  job->raster = raster != NULL ? yz_raster_ref (raster) : NULL;
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, job_worker);
}

static gboolean
finish (GAsyncResult *result, YzPaper *ret_paper, GError **error)
{
  gssize paper = g_task_propagate_int (G_TASK (result), error);

  if (paper < 0)
    return FALSE;
  if (ret_paper != NULL)
    *ret_paper = (YzPaper)paper;
  return TRUE;
}

static void
yz_escpos_printer_print_async (YzPrinter *printer,
                               YzRaster *raster,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  start (YZ_ESCPOS_PRINTER (printer), raster, yz_escpos_printer_print_async, cancellable, callback,
         user_data);
}

static void
yz_escpos_printer_check_async (YzPrinter *printer,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  start (YZ_ESCPOS_PRINTER (printer), NULL, yz_escpos_printer_check_async, cancellable, callback,
         user_data);
}

static gboolean
yz_escpos_printer_print_finish (YzPrinter *printer,
                                GAsyncResult *result,
                                YzPaper *ret_paper,
                                GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, yz_escpos_printer_print_async), FALSE);

  return finish (result, ret_paper, error);
}

static gboolean
yz_escpos_printer_check_finish (YzPrinter *printer,
                                GAsyncResult *result,
                                YzPaper *ret_paper,
                                GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, yz_escpos_printer_check_async), FALSE);

  return finish (result, ret_paper, error);
}

static void
yz_escpos_printer_iface_init (YzPrinterInterface *iface)
{
  iface->print_async = yz_escpos_printer_print_async;
  iface->print_finish = yz_escpos_printer_print_finish;
  iface->check_async = yz_escpos_printer_check_async;
  iface->check_finish = yz_escpos_printer_check_finish;
}

static void
yz_escpos_printer_finalize (GObject *object)
{
  YzEscposPrinter *self = YZ_ESCPOS_PRINTER (object);

  line_unref (self->line);

  G_OBJECT_CLASS (yz_escpos_printer_parent_class)->finalize (object);
}

static void
yz_escpos_printer_class_init (YzEscposPrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_escpos_printer_finalize;
}

static void
yz_escpos_printer_init (YzEscposPrinter *self)
{
  self->line = g_atomic_rc_box_new0 (Line);
  g_mutex_init (&self->line->lock);
}

/**
 * yz_escpos_printer_new:
 * @address: what stands in `[devices] printer=`: `tcp://` with a host and, where it is not 9100, a
 *   port
 * @timeout_ms: when to give up on a job, mostly %YZ_ESCPOS_PRINTER_TIMEOUT_MS
 * @error: %YZ_ERROR_CONFIG where @address is no such address
 *
 * Connects only while it prints or asks, so that several kiosks may share a printer.
 *
 * Returns: (transfer full): the printer
 */
YzPrinter *
yz_escpos_printer_new (const char *address, guint timeout_ms, GError **error)
{
  g_autoptr (YzEscposPrinter) self = g_object_new (YZ_TYPE_ESCPOS_PRINTER, NULL);
  g_autoptr (GSocketConnectable) connectable = NULL;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (timeout_ms > 0, NULL);

  if (g_str_has_prefix (address, "tcp://") && address[strlen ("tcp://")] != '\0')
    connectable = g_network_address_parse (address + strlen ("tcp://"), DEFAULT_PORT, NULL);
  if (connectable == NULL) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
                 "“%s” is no address of a printer: write tcp://192.168.1.20:9100 in "
                 "[devices] printer=",
                 address);
    return NULL;
  }
  self->line->address = g_strdup (address + strlen ("tcp://"));
  self->line->timeout_ms = timeout_ms;
  return YZ_PRINTER (g_steal_pointer (&self));
}
