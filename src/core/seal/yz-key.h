/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  YZ_KEY_SEAL, /* X25519: what is sealed to it only its holder can open */
  YZ_KEY_SIGN, /* Ed25519 */
} YzKeyKind;

#define YZ_KEY_PUBLIC_BYTES 32
#define YZ_KEY_SIGNATURE_BYTES 64

/**
 * YzKey:
 *
 * A public key, with or without its secret. The secret never leaves the object except into the
 * file that yz_key_save() writes.
 */
#define YZ_TYPE_KEY (yz_key_get_type ())
G_DECLARE_FINAL_TYPE (YzKey, yz_key, YZ, KEY, GObject)

YzKey      *yz_key_generate       (YzKeyKind    kind);
YzKey      *yz_key_new_public     (YzKeyKind    kind,
                                   GBytes      *public_key,
                                   GError     **error);
YzKey      *yz_key_load           (const char  *path,
                                   YzKeyKind    kind,
                                   GError     **error);
YzKey      *yz_key_load_secret    (const char  *path,
                                   YzKeyKind    kind,
                                   GError     **error);
gboolean    yz_key_save           (YzKey       *self,
                                   const char  *path,
                                   GError     **error);

YzKeyKind   yz_key_get_kind       (YzKey       *self);
gboolean    yz_key_has_secret     (YzKey       *self);
const char *yz_key_get_id         (YzKey       *self);
GBytes     *yz_key_get_public     (YzKey       *self);
gboolean    yz_key_equal          (YzKey       *self,
                                   YzKey       *other);
const char *yz_key_kind_to_string (YzKeyKind    kind);

GBytes     *yz_key_sign           (YzKey       *self,
                                   GBytes      *message);
gboolean    yz_key_verify         (YzKey       *self,
                                   GBytes      *message,
                                   GBytes      *signature);

GBytes     *yz_key_seal           (YzKey       *self,
                                   GBytes      *message,
                                   GError     **error);
GBytes     *yz_key_unseal         (YzKey       *self,
                                   GBytes      *sealed,
                                   GError     **error);

YzKey      *yz_station_key_ensure (const char  *dir,
                                   GError     **error);

G_END_DECLS
