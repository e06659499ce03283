/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-content.h"
#include "yz-eligibility.h"
#include "yz-form-state.h"
#include "yz-node.h"
#include "yz-queue.h"
#include "yz-session-bus.h"
#include "yz-store.h"
#include "yz-submission.h"

G_BEGIN_DECLS

typedef enum {
  YZ_CONNECTION_UNKNOWN,
  YZ_CONNECTION_ONLINE,
  YZ_CONNECTION_OFFLINE,
  YZ_CONNECTION_REFUSED,
} YzConnection;

typedef enum {
  YZ_SUBMITTING_NOT,
  YZ_SUBMITTING_NOW,
  YZ_SUBMITTING_FAILED,
  YZ_SUBMITTING_NOT_SET_UP, /* this kiosk takes no applications */
} YzSubmitting;

/* Of yz-reading.h, which knows the session. */
typedef struct _YzReading YzReading;

#define YZ_TYPE_SESSION (yz_session_get_type ())
G_DECLARE_FINAL_TYPE (YzSession, yz_session, YZ, SESSION, GObject)

YzSession   *yz_session_new             (YzNode          *node,
                                         YzStore         *store,
                                         YzContent       *content,
                                         YzBusSupervisor *supervisor);
YzNode      *yz_session_get_node        (YzSession       *self);
YzStore     *yz_session_get_store       (YzSession       *self);
YzContent   *yz_session_get_content     (YzSession       *self);
YzBusSupervisor *yz_session_get_supervisor (YzSession    *self);

JsonArray   *yz_session_get_services    (YzSession       *self);
void         yz_session_set_services    (YzSession       *self,
                                         JsonArray       *services);

gboolean     yz_session_get_service_title (YzSession     *self,
                                         const char      *service,
                                         YzText          *ret_title);

/* How it looks */
const char  *yz_session_get_language    (YzSession       *self);
void         yz_session_set_language    (YzSession       *self,
                                         const char      *language);
gboolean     yz_session_get_elder       (YzSession       *self);
void         yz_session_set_elder       (YzSession       *self,
                                         gboolean         elder);
gboolean     yz_session_get_contrast    (YzSession       *self);
void         yz_session_set_contrast    (YzSession       *self,
                                         gboolean         contrast);
gboolean     yz_session_get_spoken      (YzSession       *self);
void         yz_session_set_spoken      (YzSession       *self,
                                         gboolean         spoken);
gboolean     yz_session_is_adapted      (YzSession       *self);
gboolean     yz_session_get_landscape   (YzSession       *self);
void         yz_session_set_landscape   (YzSession       *self,
                                         gboolean         landscape);
gboolean     yz_session_get_compact     (YzSession       *self);
void         yz_session_set_compact     (YzSession       *self,
                                         gboolean         compact);
gboolean     yz_session_get_typing      (YzSession       *self);
void         yz_session_set_typing      (YzSession       *self,
                                         gboolean         typing);
gboolean     yz_session_is_crowded      (YzSession       *self);
gboolean     yz_session_get_sorry       (YzSession       *self);
void         yz_session_set_sorry       (YzSession       *self,
                                         gboolean         sorry);

/* Where it is */
void         yz_session_go              (YzSession       *self,
                                         const char      *page,
                                         const char      *argument);
void         yz_session_replace         (YzSession       *self,
                                         const char      *page,
                                         const char      *argument);
void         yz_session_back            (YzSession       *self);
void         yz_session_leave           (YzSession       *self,
                                         const char      *page);
void         yz_session_home            (YzSession       *self);
void         yz_session_go_from_home    (YzSession       *self,
                                         const char      *page,
                                         const char      *argument);
void         yz_session_done            (YzSession       *self);
gboolean     yz_session_can_go_back     (YzSession       *self);
const char  *yz_session_get_page        (YzSession       *self);
const char  *yz_session_get_argument    (YzSession       *self);
const char  *yz_session_get_came_from   (YzSession       *self);
void         yz_session_set_argument    (YzSession       *self,
                                         const char      *argument);

/* What the citizen has said */
YzForm      *yz_session_get_form        (YzSession       *self);
void         yz_session_set_form        (YzSession       *self,
                                         YzForm          *form);
JsonObject  *yz_session_get_answers     (YzSession       *self);
JsonNode    *yz_session_get_answer      (YzSession       *self,
                                         const char      *field);
void         yz_session_set_answer      (YzSession       *self,
                                         const char      *field,
                                         JsonNode        *value,
                                         const char      *source);
gboolean     yz_session_has_answers     (YzSession       *self);
gboolean     yz_session_asks_section    (YzSession       *self,
                                         const YzFormState *state,
                                         const YzSection *section);
JsonObject  *yz_session_get_sources     (YzSession       *self);
gboolean     yz_session_has_read_notice (YzSession       *self);
void         yz_session_note_notice     (YzSession       *self);
YzReading   *yz_session_get_reading     (YzSession       *self);
void         yz_session_note_age        (YzSession       *self);
const char  *yz_session_get_priority    (YzSession       *self);
gboolean     yz_session_get_takes_priority (YzSession    *self);
void         yz_session_set_takes_priority (YzSession    *self,
                                            gboolean      takes);

YzEligibility *yz_session_get_eligibility (YzSession     *self);
gboolean     yz_session_get_sensitive   (YzSession       *self);
void         yz_session_make_sensitive  (YzSession       *self);

/* What came of it */
YzSubmitting yz_session_get_submitting  (YzSession       *self);
void         yz_session_set_submitting  (YzSession       *self,
                                         YzSubmitting     submitting);
const YzReceipt *yz_session_get_receipt (YzSession       *self);
void         yz_session_take_receipt    (YzSession       *self,
                                         YzReceipt       *receipt);
gboolean     yz_session_is_delivered    (YzSession       *self);
void         yz_session_set_delivered   (YzSession       *self,
                                         const char      *id);
const YzTicket *yz_session_get_ticket   (YzSession       *self);
void         yz_session_take_ticket     (YzSession       *self,
                                         YzTicket        *ticket);
const char  *yz_session_get_ticket_request (YzSession    *self,
                                         const char      *service);

/* The world outside */
void         yz_session_report_trouble  (YzSession       *self,
                                         const char      *what);
YzConnection yz_session_get_connection  (YzSession       *self);
void         yz_session_set_connection  (YzSession       *self,
                                         YzConnection     connection,
                                         guint            waiting);

G_END_DECLS
