/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YZ_STREAM_KEY_BYTES 32

/* So much is sealed at a time: what is in memory does not depend on how long a stream is. */
#define YZ_STREAM_CHUNK_BYTES (64 * 1024)

void yz_stream_new_key (guint8 *ret_key);
gsize yz_stream_sealed_size (gsize plain_size);
gboolean yz_stream_seal (GInputStream *plain,
                         GOutputStream *sealed,
                         const guint8 *key,
                         const char *id,
                         GError **error);
gboolean yz_stream_open (GInputStream *sealed,
                         GOutputStream *plain,
                         const guint8 *key,
                         const char *id,
                         GError **error);

G_END_DECLS
