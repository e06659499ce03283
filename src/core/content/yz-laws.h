/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-content.h"

G_BEGIN_DECLS

/**
 * YzLaws:
 *
 * The names of the laws in other languages: immutable, so that any thread may read it.
 */
typedef struct _YzLaws YzLaws;

YzLaws     *yz_laws_load       (YzContent   *content,
                                GError     **error);
void        yz_laws_free       (YzLaws      *self);
const char *yz_laws_to_english (YzLaws      *self,
                                const char  *law);
void        yz_laws_annotate   (YzLaws      *self,
                                JsonObject  *result);

char       *yz_laws_cite       (const char  *law,
                                const char  *law_en,
                                const char  *article,
                                const char  *language);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzLaws, yz_laws_free)

G_END_DECLS
