/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-code.h"
#include "yz-sight.h"

G_BEGIN_DECLS

/**
 * YzCodeReader:
 *
 * Finds the codes in grey pictures. One thread at a time may use it.
 */
typedef struct _YzCodeReader YzCodeReader;

YzCodeReader *yz_code_reader_new  (void);
void          yz_code_reader_free (YzCodeReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzCodeReader, yz_code_reader_free)

GPtrArray *yz_code_reader_read      (YzCodeReader *self,
                                     const YzGray *gray,
                                     guint         budget_ms,
                                     gboolean      all);
YzSight    yz_code_reader_get_sight (YzCodeReader *self);

G_END_DECLS
