/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-hub-stations.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * YzHubFate:
 * @YZ_HUB_NEW: stored now
 * @YZ_HUB_SEEN: the same bytes are already there
 * @YZ_HUB_CONFLICT: other bytes are there under this id
 * @YZ_HUB_INVALID: no envelope, or not the one that the address names
 * @YZ_HUB_TOO_LARGE: it names an attachment that is larger than the hub takes
 * @YZ_HUB_UNKNOWN_STATION: of a station that is not known here
 *
 * What became of a submission.
 */
typedef enum {
  YZ_HUB_NEW,
  YZ_HUB_SEEN,
  YZ_HUB_CONFLICT,
  YZ_HUB_INVALID,
  YZ_HUB_TOO_LARGE,
  YZ_HUB_UNKNOWN_STATION,
} YzHubFate;

/**
 * YzHubSubmission:
 * @id: the ULID of its address
 * @envelope: the bytes as they came
 * @sha256: lower-case hex of @envelope
 * @receipt: (nullable): of the envelope, %NULL where it is none
 * @station: (nullable): of the envelope, %NULL where it is none
 * @station_key: (nullable): that it is signed with, %NULL where it is not
 * @attachments: (nullable): of the envelope, %NULL where it is none
 * @missing: (nullable): once it is stored: what of its attachments has yet to come, see
 *   yz_hub_blobs_list_missing()
 * @received_us: when it came first
 * @fate: what became of it
 *
 * One submission that has come in.
 */
typedef struct {
  char *id;
  GBytes *envelope;
  char *sha256;
  char *receipt;
  char *station;
  YzKey *station_key;
  JsonArray *attachments;
  JsonArray *missing;
  gint64 received_us;
  YzHubFate fate;
} YzHubSubmission;

YzHubSubmission *yz_hub_submission_new       (const char       *id,
                                              GBytes           *envelope);
void             yz_hub_submission_free      (YzHubSubmission  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzHubSubmission, yz_hub_submission_free)

void             yz_hub_submission_read      (YzHubSubmission  *self);
gboolean         yz_hub_submission_store     (YzHubSubmission  *self,
                                              YzDatabase       *db,
                                              YzHubStations    *stations,
                                              gint64            now_us,
                                              GError          **error);
GPtrArray       *yz_hub_submission_list_page (YzDatabase       *db,
                                              const char       *after_id,
                                              guint             limit,
                                              GError          **error);

G_END_DECLS
