/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

G_BEGIN_DECLS

/**
 * YzCharacterIndex:
 *
 * In how many articles each character stands, and the best of them.
 */
typedef struct _YzCharacterIndex YzCharacterIndex;

YzCharacterIndex *yz_character_index_new   (void);
void              yz_character_index_free  (YzCharacterIndex *self);
void              yz_character_index_add   (YzCharacterIndex *self,
                                            gint64            article,
                                            const char       *title,
                                            const char       *keywords,
                                            const char       *body);
gboolean          yz_character_index_write (YzCharacterIndex *self,
                                            YzDatabase       *db,
                                            const char       *language,
                                            GError          **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzCharacterIndex, yz_character_index_free)

G_END_DECLS
