/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * YzSound:
 *
 * Samples on their way to a loudspeaker, from beginning to end. For a thread of its own.
 */
typedef struct _YzSound YzSound;

YzSound *yz_sound_open   (const char    *sink,
                          guint          rate,
                          GError       **error);
gboolean yz_sound_write  (YzSound       *self,
                          const gint16  *samples,
                          gsize          n_samples,
                          GCancellable  *cancellable,
                          GError       **error);
gboolean yz_sound_finish (YzSound       *self,
                          GCancellable  *cancellable,
                          GError       **error);
void     yz_sound_close  (YzSound       *self);

void     yz_sound_chime_async  (const char          *sink,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
gboolean yz_sound_chime_finish (GAsyncResult        *result,
                                GError             **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzSound, yz_sound_close)

G_END_DECLS
