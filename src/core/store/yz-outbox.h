/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

G_BEGIN_DECLS

typedef enum {
  YZ_OUTBOX_PENDING,
  YZ_OUTBOX_SENDING,
  YZ_OUTBOX_CONFIRMED,
  YZ_OUTBOX_SET_ASIDE,
} YzOutboxState;

/**
 * YzOutboxItem:
 * @id: ULID
 * @receipt: the number for the desk
 * @envelope: (nullable): the canonical bytes to send, byte for byte the same at every attempt;
 *   %NULL in the items of yz_outbox_list_unconfirmed()
 * @sha256: lower-case hex of @envelope
 * @created_us: when it was submitted
 * @urgent: sent before the others
 * @state: where it stands
 * @attempts: how often it was tried
 * @next_us: not before this time, 0 for now
 * @last_problem: (nullable): a code such as `offline` or `refused`, never raw text
 * @blobs: (nullable): for yz_outbox_add() alone: the names of the sealed streams that go with it,
 *   see yz_blobs_write()
 */
typedef struct {
  char *id;
  char *receipt;
  GBytes *envelope;
  char *sha256;
  gint64 created_us;
  gboolean urgent;
  YzOutboxState state;
  guint attempts;
  gint64 next_us;
  char *last_problem;
  GStrv blobs;
} YzOutboxItem;

/**
 * YzOutboxStatus:
 * @pending: waiting, never acknowledged
 * @sending: being tried now
 * @confirmed: acknowledged, still kept
 * @set_aside: refused: a person must look
 * @oldest_us: when the oldest unconfirmed item was submitted, 0 for none
 * @last_contact_us: last acknowledged answer of the hub, 0 for never
 */
typedef struct {
  guint pending;
  guint sending;
  guint confirmed;
  guint set_aside;
  gint64 oldest_us;
  gint64 last_contact_us;
} YzOutboxStatus;

void          yz_outbox_item_free    (YzOutboxItem   *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzOutboxItem, yz_outbox_item_free)

const char   *yz_outbox_state_to_string (YzOutboxState state);

gboolean      yz_outbox_add          (YzDatabase     *db,
                                      const YzOutboxItem *item,
                                      GError        **error);
YzOutboxItem *yz_outbox_next         (YzDatabase     *db,
                                      gint64          now_us,
                                      gboolean        ignore_waiting,
                                      GError        **error);
YzOutboxItem *yz_outbox_get          (YzDatabase     *db,
                                      const char     *id,
                                      GError        **error);
gboolean      yz_outbox_note_attempt (YzDatabase     *db,
                                      const char     *id,
                                      gint64          now_us,
                                      GError        **error);
gboolean      yz_outbox_retry_later  (YzDatabase     *db,
                                      const char     *id,
                                      gint64          next_us,
                                      const char     *problem,
                                      GError        **error);
gboolean      yz_outbox_confirm      (YzDatabase     *db,
                                      const char     *id,
                                      gint64          now_us,
                                      GError        **error);
gboolean      yz_outbox_set_aside    (YzDatabase     *db,
                                      const char     *id,
                                      const char     *problem,
                                      GError        **error);
gboolean      yz_outbox_recover      (YzDatabase     *db,
                                      GError        **error);
gboolean      yz_outbox_sweep        (YzDatabase     *db,
                                      gint64          before_us,
                                      GError        **error);
gboolean      yz_outbox_set_contact  (YzDatabase     *db,
                                      gint64          now_us,
                                      GError        **error);
gboolean      yz_outbox_get_status   (YzDatabase     *db,
                                      YzOutboxStatus *ret_status,
                                      GError        **error);
GPtrArray    *yz_outbox_list_unconfirmed (YzDatabase *db,
                                      GError        **error);

G_END_DECLS
