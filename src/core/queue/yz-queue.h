/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * YzTicket:
 * @id: ULID made by the kiosk, so that asking again gives the same ticket
 * @number: `A007`, or `AK007` of a kiosk's own series
 * @service: id of the service
 * @priority: (nullable): class, such as `elderly`
 * @business_day: YYYY-MM-DD
 * @taken_us: when
 * @ahead: people before this one when it was taken
 * @ahead_is_minimum: whether there may be more, because the hall's hub was out of reach
 * @wait_min: expected wait in minutes, -1 where not yet known
 * @wait_max: expected wait in minutes, -1 where not yet known
 */
typedef struct {
  char *id;
  char *number;
  char *service;
  char *priority;
  char *business_day;
  gint64 taken_us;
  guint ahead;
  gboolean ahead_is_minimum;
  int wait_min;
  int wait_max;
} YzTicket;

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

extern const char *const yz_queue_priorities[]; /* NULL-terminated */

void       yz_ticket_free      (YzTicket              *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzTicket, yz_ticket_free)
JsonNode  *yz_ticket_to_json   (const YzTicket        *ticket);
YzTicket  *yz_ticket_from_json (JsonObject            *object,
                                GError               **error);

YzTicket  *yz_queue_take       (YzDatabase            *db,
                                const YzTicketRequest *request,
                                gint64                 now_us,
                                GError               **error);
gboolean   yz_queue_remember   (YzDatabase            *db,
                                const YzTicket        *ticket,
                                GError               **error);
GPtrArray *yz_queue_list       (YzDatabase            *db,
                                const char            *business_day,
                                GError               **error);
char      *yz_queue_business_day (YzDatabase          *db,
                                gint64                 now_us,
                                GError               **error);

G_END_DECLS
