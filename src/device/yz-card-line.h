/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-card-frame.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * YzCardLine:
 *
 * The serial line to a reader of identity cards. It waits, so it belongs into a thread of its own.
 */
typedef struct _YzCardLine YzCardLine;

YzCardLine *yz_card_line_open  (const char   *path,
                                guint         baud,
                                GCancellable *cancellable,
                                GError      **error);
void        yz_card_line_close (YzCardLine   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzCardLine, yz_card_line_close)

gboolean    yz_card_line_ask   (YzCardLine   *self,
                                YzCardCommand command,
                                guint         timeout_ms,
                                YzCardReply  *ret_reply,
                                GError      **error);
void        yz_card_line_wipe  (YzCardLine   *self);
gboolean    yz_card_line_pause (YzCardLine   *self,
                                guint         pause_ms,
                                GError      **error);

G_END_DECLS
