/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"
#include "yz-queue-event.h"
#include "yz-ticket.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * YzTicketRequest:
 * @id: (nullable): ULID of the request; asking again with it gives the same ticket
 * @service: id of the service
 * @letter: letter of the service
 * @priority: (nullable): class
 * @station_letter: (nullable): the kiosk's letter for its own series, %NULL for the hall's
 * @high_water_path: (nullable): the fsynced side file
 */
typedef struct {
  const char *id;
  const char *service;
  const char *letter;
  const char *priority;
  const char *station_letter;
  const char *high_water_path;
} YzTicketRequest;

/* The side file's name in the node's folder. */
#define YZ_QUEUE_HIGH_WATER "queue.high-water"

/**
 * YzQueueLine:
 * @service: id of the service
 * @first: people with a priority who wait for it
 * @others: people without one who wait for it
 */
typedef struct {
  char *service;
  guint first;
  guint others;
} YzQueueLine;

void       yz_queue_line_free    (YzQueueLine           *line);

YzTicket  *yz_queue_take         (YzDatabase            *db,
                                  const YzTicketRequest *request,
                                  gint64                 now_us,
                                  GError               **error);
gboolean   yz_queue_remember     (YzDatabase            *db,
                                  const YzTicket        *ticket,
                                  gint64                 now_us,
                                  GError               **error);
gboolean   yz_queue_find         (YzDatabase            *db,
                                  const char            *id,
                                  YzTicket             **ret_ticket,
                                  GError               **error);
GPtrArray *yz_queue_list         (YzDatabase            *db,
                                  const char            *business_day,
                                  GError               **error);
GPtrArray *yz_queue_list_unreported (YzDatabase         *db,
                                  guint                  limit,
                                  GError               **error);
gboolean   yz_queue_set_reported (YzDatabase            *db,
                                  const char            *id,
                                  gint64                 now_us,
                                  GError               **error);
GPtrArray *yz_queue_list_waiting (YzDatabase            *db,
                                  const char            *business_day,
                                  GError               **error);
gboolean   yz_queue_get_last     (YzDatabase            *db,
                                  const char            *business_day,
                                  const char            *series,
                                  guint                 *ret_last,
                                  GError               **error);
char      *yz_queue_business_day (YzDatabase            *db,
                                  gint64                 now_us,
                                  GError               **error);

G_END_DECLS
