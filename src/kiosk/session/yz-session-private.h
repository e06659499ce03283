/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-session.h"

G_BEGIN_DECLS

struct _YzSession {
  GObject parent_instance;

  YzNode *node;
  YzStore *store;
  YzContent *content;
  YzBusSupervisor *supervisor;
  JsonArray *services;

  char *language;
  gboolean elder;
  gboolean contrast;
  gboolean spoken;
  gboolean landscape;
  gboolean compact;
  gboolean typing;
  gboolean sorry;

  GPtrArray *places; /* of yz-session-places.c: the last one is shown */
  char *came_from;   /* (nullable): argument of the place that was left to come back to this one */

  YzForm *form;
  JsonObject *answers;
  JsonObject *sources; /* field → typed, card, zone, code, camera */
  GHashTable *papers;  /* ULID → GBytes: what was photographed */
  gboolean notice_read;
  YzReading *reading;
  int age; /* of the applicant, as a document says it; -1 where none did */
  gboolean takes_priority;

  YzEligibility *eligibility;
  gboolean sensitive;

  YzSubmitting submitting;
  YzReceipt *receipt;
  gboolean delivered;
  YzTicket *ticket;
  GHashTable *ticket_requests; /* service → ULID */

  YzConnection connection;
  guint waiting;
};

GPtrArray *_yz_session_places_new (void);

G_END_DECLS
