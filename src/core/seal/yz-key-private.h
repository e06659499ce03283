/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-key.h"

G_BEGIN_DECLS

/* Between the key and its file: the 32 bytes that a secret key file holds, which are the X25519
 * secret or the seed of Ed25519. */
#define YZ_KEY_SEED_BYTES 32

YzKey        *yz_key_new_secret (YzKeyKind     kind,
                                 const guint8 *seed);
const guint8 *yz_key_peek_seed  (YzKey        *self);

G_END_DECLS
