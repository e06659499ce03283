/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  YZ_KEY_SEAL, /* X25519: what is sealed to it only its holder can open */
  YZ_KEY_SIGN, /* Ed25519 */
} YzKeyKind;

#define YZ_TYPE_KEY (yz_key_get_type ())
G_DECLARE_FINAL_TYPE (YzKey, yz_key, YZ, KEY, GObject)

YzKey      *yz_key_generate       (YzKeyKind    kind);
YzKey      *yz_key_load           (const char  *path,
                                   YzKeyKind    kind,
                                   GError     **error);
gboolean    yz_key_save           (YzKey       *self,
                                   const char  *path,
                                   GError     **error);
YzKeyKind   yz_key_get_kind       (YzKey       *self);
gboolean    yz_key_has_secret     (YzKey       *self);
const char *yz_key_get_id         (YzKey       *self);
GBytes     *yz_key_get_public     (YzKey       *self);
const guint8 *yz_key_peek_secret  (YzKey       *self);

GBytes     *yz_key_sign           (YzKey       *self,
                                   GBytes      *message);
gboolean    yz_key_verify         (YzKey       *self,
                                   GBytes      *message,
                                   GBytes      *signature);

YzKey      *yz_station_key_ensure (const char  *dir,
                                   GError     **error);

G_END_DECLS
