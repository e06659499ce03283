/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * YzQueueEventKind:
 * @YZ_QUEUE_TAKEN: this node issued a ticket; the body is the ticket
 * @YZ_QUEUE_REMEMBERED: another node issued it and said so; the body is the ticket
 * @YZ_QUEUE_REPORTED: the hall's hub knows this ticket of our own series
 * @YZ_QUEUE_CANCELLED: nobody holds this number, it must not be called
 */
typedef enum {
  YZ_QUEUE_TAKEN,
  YZ_QUEUE_REMEMBERED,
  YZ_QUEUE_REPORTED,
  YZ_QUEUE_CANCELLED,
} YzQueueEventKind;

/**
 * YzQueueEvent:
 * @seq: its number, 0 where it has none yet
 * @id: ULID; where a ticket came in, that of the ticket
 * @time_us: when it happened
 * @business_day: YYYY-MM-DD
 * @kind: what happened
 * @ticket: id of the ticket
 * @body: more about it: a JSON object
 */
typedef struct {
  gint64 seq;
  char *id;
  gint64 time_us;
  char *business_day;
  YzQueueEventKind kind;
  char *ticket;
  JsonNode *body;
} YzQueueEvent;

extern const char yz_queue_schema_sql[];

void       yz_queue_event_free    (YzQueueEvent       *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzQueueEvent, yz_queue_event_free)

JsonNode  *yz_queue_event_to_json (const YzQueueEvent *event);
gboolean   yz_queue_apply         (YzDatabase         *db,
                                   const YzQueueEvent *event,
                                   GError            **error);
gboolean   yz_queue_get_last_event (YzDatabase        *db,
                                   gint64             *ret_seq,
                                   GError            **error);
GPtrArray *yz_queue_list_events   (YzDatabase         *db,
                                   gint64              after,
                                   guint               limit,
                                   GError            **error);

G_END_DECLS
