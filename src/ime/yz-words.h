/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzWords:
 *
 * For each character a word that tells it apart from those that sound alike.
 */
typedef struct _YzWords YzWords;

YzWords *yz_words_new        (const char     *path,
                              GError        **error);
void     yz_words_free       (YzWords        *self);
char    *yz_words_tell_apart (const YzWords  *self,
                              const char     *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzWords, yz_words_free)

G_END_DECLS
