/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-form.h"

G_BEGIN_DECLS

/* What one QR code may hold: more is not read off a telephone's screen with ease. */
#define YZ_PREFILL_MAX_BYTES 1500

JsonObject *yz_prefill_parse      (GBytes     *payload,
                                   YzForm     *form,
                                   const char *today,
                                   GPtrArray **ret_problems,
                                   GError    **error);
gboolean    yz_prefill_is_receipt (GBytes     *payload);

G_END_DECLS
