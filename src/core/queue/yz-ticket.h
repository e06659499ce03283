/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

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
 * @own_series: (nullable): in an answer of the hall, the series that the kiosk itself would use
 *   for this service when cut off, such as `AK`
 * @own_last: the highest number of @own_series of that day that the hall knows, 0 for none: a
 *   kiosk that has lost everything goes on after it
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
  char *own_series;
  guint own_last;
} YzTicket;

/* The highest number of a series: six digits. */
#define YZ_TICKET_MAX_NUMBER 999999

extern const char *const yz_queue_priorities[]; /* NULL-terminated */

void      yz_ticket_free           (YzTicket       *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzTicket, yz_ticket_free)

JsonNode *yz_ticket_to_json        (const YzTicket *ticket);
YzTicket *yz_ticket_from_json      (JsonObject     *object,
                                    GError        **error);

char     *yz_ticket_format_number  (const char     *series,
                                    guint           last);
gboolean  yz_ticket_parse_number   (const char     *number,
                                    char          **ret_series,
                                    guint          *ret_last,
                                    GError        **error);
gboolean  yz_ticket_is_own_series  (const char     *number);
gboolean  yz_ticket_check_service  (const char     *service,
                                    GError        **error);
gboolean  yz_ticket_check_priority (const char     *priority,
                                    GError        **error);

G_END_DECLS
