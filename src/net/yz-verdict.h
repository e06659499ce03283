/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-outbox.h"
#include "yz-upload.h"

G_BEGIN_DECLS

/**
 * YzVerdict:
 * @YZ_VERDICT_WEATHER: no answer of the hub's own: try again later
 * @YZ_VERDICT_DELIVERED: the hub has these very bytes
 * @YZ_VERDICT_INCOMPLETE: the hub has these very bytes, and asks for pieces of the streams that go
 *   with them, see yz_verdict_list_pieces()
 * @YZ_VERDICT_REFUSED: the hub will never take this item: a person must look
 * @YZ_VERDICT_DEVICE_REFUSED: the hub does not know this station: pause and tell staff
 *
 * What an answer means for the item that was sent.
 */
typedef enum {
  YZ_VERDICT_WEATHER,
  YZ_VERDICT_DELIVERED,
  YZ_VERDICT_INCOMPLETE,
  YZ_VERDICT_REFUSED,
  YZ_VERDICT_DEVICE_REFUSED,
} YzVerdict;

YzVerdict yz_verdict_of_submission     (const YzResponse   *response,
                                        const YzOutboxItem *item);
GPtrArray *yz_verdict_list_pieces      (const YzResponse   *response,
                                        const YzOutboxItem *item);
gboolean  yz_verdict_of_piece          (const YzResponse   *response,
                                        const YzUploadPiece *piece,
                                        const char         *chunk_sha256);
gboolean  yz_verdict_of_health         (const YzResponse   *response);
gboolean  yz_verdict_is_device_refusal (const YzResponse   *response);
guint     yz_backoff_ms                (guint               n_failures,
                                        guint               retry_after_seconds);

G_END_DECLS
