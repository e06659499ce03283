/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-queue-issue.h"

/* Issuing a ticket in one transaction of the store's thread. */

typedef struct {
  YzTicketRequest request; /* with strings of its own in the asynchronous case */
  gint64 now_us;
  YzTicket *ticket;
} Issue;

static void
issue_free (gpointer data)
{
  Issue *issue = data;

  g_free ((char *)issue->request.id);
  g_free ((char *)issue->request.service);
  g_free ((char *)issue->request.letter);
  g_free ((char *)issue->request.priority);
  g_free ((char *)issue->request.station_letter);
  g_free ((char *)issue->request.high_water_path);
  yz_ticket_free (issue->ticket);
  g_free (issue);
}

static gboolean
issue_in_transaction (YzDatabase *db, gpointer user_data, GError **error)
{
  Issue *issue = user_data;

  issue->ticket = yz_queue_take (db, &issue->request, issue->now_us, error);
  return issue->ticket != NULL;
}

/**
 * yz_queue_issue:
 * @store: the store of `kiosk.db` or `hub.db`
 * @request: what is asked for
 * @now_us: the time
 * @error: as yz_queue_take() and yz_store_run()
 *
 * Issues a ticket, as yz_queue_take() does, and waits until it is on the disk. For programs without
 * a main loop and for threads.
 *
 * Returns: (transfer full): the ticket
 */
YzTicket *
yz_queue_issue (YzStore *store, const YzTicketRequest *request, gint64 now_us, GError **error)
{
  Issue issue = { .request = *request, .now_us = now_us };

  g_return_val_if_fail (YZ_IS_STORE (store), NULL);

  if (yz_store_run (store, issue_in_transaction, &issue, error))
    return issue.ticket;

  /* Where the commit failed, nobody may hold it. */
  yz_ticket_free (issue.ticket);
  return NULL;
}

/**
 * yz_queue_issue_async:
 * @store: the store of `kiosk.db` or `hub.db`
 * @request: what is asked for; copied
 * @now_us: the time
 * @cancellable: (nullable): to give up before it has begun
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 *
 * Issues a ticket, as yz_queue_take() does.
 */
void
yz_queue_issue_async (YzStore *store,
                      const YzTicketRequest *request,
                      gint64 now_us,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Issue *issue;

  g_return_if_fail (YZ_IS_STORE (store));
  g_return_if_fail (request != NULL);

  issue = g_new0 (Issue, 1);
  issue->request.id = g_strdup (request->id);
  issue->request.service = g_strdup (request->service);
  issue->request.letter = g_strdup (request->letter);
  issue->request.priority = g_strdup (request->priority);
  issue->request.station_letter = g_strdup (request->station_letter);
  issue->request.high_water_path = g_strdup (request->high_water_path);
  issue->now_us = now_us;
  yz_store_run_async (store, issue_in_transaction, issue, issue_free, cancellable, callback,
                      user_data);
}

/**
 * yz_queue_issue_finish:
 * @store: the store
 * @result: the result
 * @error: as yz_queue_take() and yz_store_run_finish()
 *
 * Returns: (transfer full): the ticket, which is on the disk
 */
YzTicket *
yz_queue_issue_finish (YzStore *store, GAsyncResult *result, GError **error)
{
  Issue *issue;

  if (!yz_store_run_finish (store, result, error))
    return NULL;

  issue = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&issue->ticket);
}
