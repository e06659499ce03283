/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The shape of an envelope, for those who write it and those who read it. */

#define YZ_ENVELOPE_VERSION 1
#define YZ_ENVELOPE_SUITE "sodium-1"
#define YZ_ENVELOPE_BLOCK_BYTES 4096

/* `v` and `suite` and the header: what the document repeats. */
#define YZ_ENVELOPE_N_REPEATED 15

const char *const *yz_envelope_repeated_names (void);

gboolean    yz_envelope_check_repeated (JsonObject *envelope,
                                        GError    **error);
gboolean    yz_envelope_check_shape    (JsonObject *envelope,
                                        GError    **error);
GBytes     *yz_envelope_decode         (const char *base64);

G_END_DECLS
