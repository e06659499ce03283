/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-print.h"

#include "yz-escpos-printer.h"
#include "yz-json.h"
#include "yz-receipt-paper.h"
#include "yz-result-paper.h"
#include "yz-ticket-paper.h"

/* Puts slips on paper, drawn and sent off the main loop. The printer is opened for one slip and let
 * go again. The page that asked is told how it went, if it is still there. */

typedef struct {
  YzPrinter *printer;
  YzPrintFunc func;
  GWeakRef owner;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->printer);
  g_weak_ref_clear (&job->owner);
  g_free (job);
}

static void
tell (Job *job, YzPrintState state)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&job->owner);

  if (owner != NULL)
    job->func (state, owner);
}

static void
on_printed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  YzPaper paper;
  g_autoptr (GError) error = NULL;

  if (yz_printer_print_finish (job->printer, result, &paper, &error)) {
    if (paper != YZ_PAPER_OK)
      g_message ("the printer is short of paper");
    tell (job, YZ_PRINT_DONE);
  } else {
    g_warning ("a slip was not printed: %s", error->message);
    tell (job, YZ_PRINT_FAILED);
  }
  job_free (job);
}

static void
on_rendered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YzRaster) raster = yz_slip_render_finish (result, &error);

  if (raster == NULL) {
    g_warning ("a slip was not drawn: %s", error->message);
    tell (job, YZ_PRINT_FAILED);
    job_free (job);
    return;
  }
  yz_printer_print_async (job->printer, raster, NULL, on_printed, job);
}

static void
print_slip (YzPrinter *printer, YzSlip *slip, YzPrintFunc func, GObject *owner)
{
  Job *job = g_new0 (Job, 1);

  job->printer = g_object_ref (printer);
  job->func = func;
  g_weak_ref_init (&job->owner, owner);
  func (YZ_PRINT_WORKING, owner);
  yz_slip_render_async (slip, NULL, on_rendered, job);
}

static YzPrinter *
open_printer (YzSession *session)
{
  YzConfig *config = yz_node_get_config (yz_session_get_node (session));
  const char *address = yz_config_get_string (config, "devices.printer");
  g_autoptr (GError) error = NULL;
  YzPrinter *printer;

  if (*address == '\0')
    return NULL;
  printer = yz_escpos_printer_new (address, YZ_ESCPOS_PRINTER_TIMEOUT_MS, &error);
  if (printer == NULL)
    g_warning ("the printer cannot be used: %s", error->message);
  return printer;
}

/**
 * yz_print_is_possible:
 * @session: a session
 *
 * Returns: whether a printer is configured
 */
gboolean
yz_print_is_possible (YzSession *session)
{
  YzConfig *config = yz_node_get_config (yz_session_get_node (session));

  return *yz_config_get_string (config, "devices.printer") != '\0';
}

static const char *
hall_name (YzSession *session)
{
  return yz_config_get_string (yz_node_get_config (yz_session_get_node (session)), "station.hall");
}

/**
 * yz_print_ticket:
 * @session: a session that holds a ticket
 * @func: told how it goes, at once and at the end
 * @owner: passed to @func while it lives
 *
 * Prints the ticket for the queue.
 */
void
yz_print_ticket (YzSession *session, YzPrintFunc func, GObject *owner)
{
  const YzTicket *ticket = yz_session_get_ticket (session);
  g_autoptr (YzPrinter) printer = open_printer (session);
  g_autoptr (GError) error = NULL;
  YzText service = { 0 };
  g_autoptr (YzSlip) slip = NULL;

  g_return_if_fail (ticket != NULL);

  if (printer == NULL) {
    func (YZ_PRINT_NONE, owner);
    return;
  }
  yz_session_get_service_title (session, ticket->service, &service);
  slip = yz_ticket_paper_new (ticket, &service, hall_name (session), &error);
  if (slip != NULL) {
    print_slip (printer, slip, func, owner);
  } else {
    g_warning ("the ticket was not drawn: %s", error->message);
    func (YZ_PRINT_FAILED, owner);
  }
}

/**
 * yz_print_receipt:
 * @session: a session that holds a receipt
 * @func: told how it goes, at once and at the end
 * @owner: passed to @func while it lives
 *
 * Prints the receipt of what was submitted.
 */
void
yz_print_receipt (YzSession *session, YzPrintFunc func, GObject *owner)
{
  g_autoptr (YzPrinter) printer = open_printer (session);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzSlip) slip = NULL;

  g_return_if_fail (yz_session_get_receipt (session) != NULL);

  if (printer == NULL) {
    func (YZ_PRINT_NONE, owner);
    return;
  }
  slip = yz_receipt_paper_new (yz_session_get_receipt (session),
                               yz_session_is_delivered (session) ? YZ_RECEIPT_DELIVERED
                                                                 : YZ_RECEIPT_SAVED,
                               yz_form_get_title (yz_session_get_form (session)),
                               hall_name (session),
                               yz_clock_now (yz_node_get_clock (yz_session_get_node (session))),
                               &error);
  if (slip != NULL) {
    print_slip (printer, slip, func, owner);
  } else {
    g_warning ("the receipt was not drawn: %s", error->message);
    func (YZ_PRINT_FAILED, owner);
  }
}

/**
 * yz_print_result:
 * @session: a session with a result of eligibility
 * @func: told how it goes, at once and at the end
 * @owner: passed to @func while it lives
 *
 * Prints what follows from the answers. Of a sensitive session the slip says nothing that could
 * betray what it was about.
 */
void
yz_print_result (YzSession *session, YzPrintFunc func, GObject *owner)
{
  YzEligibility *eligibility = yz_session_get_eligibility (session);
  g_autoptr (YzPrinter) printer = open_printer (session);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzSlip) slip = NULL;

  g_return_if_fail (yz_eligibility_get_result (eligibility) != NULL);

  if (printer == NULL) {
    func (YZ_PRINT_NONE, owner);
    return;
  }
  slip = yz_result_paper_new_slip (yz_eligibility_get_result (eligibility), hall_name (session),
                                   yz_session_get_language (session),
                                   yz_session_get_sensitive (session), &error);
  if (slip != NULL) {
    print_slip (printer, slip, func, owner);
  } else {
    g_warning ("the result was not drawn: %s", error->message);
    func (YZ_PRINT_FAILED, owner);
  }
}
