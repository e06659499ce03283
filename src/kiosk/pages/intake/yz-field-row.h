/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define YZ_TYPE_FIELD_ROW (yz_field_row_get_type ())
G_DECLARE_FINAL_TYPE (YzFieldRow, yz_field_row, YZ, FIELD_ROW, AdwBin)

GtkWidget     *yz_field_row_new           (YzSession     *session,
                                           const YzField *field);
const YzField *yz_field_row_get_field     (YzFieldRow    *self);
const char    *yz_field_row_get_extra_key (YzFieldRow    *self);
gboolean       yz_field_row_takes_digits  (YzFieldRow    *self);
void           yz_field_row_set_asked     (YzFieldRow    *self,
                                           gboolean       asked,
                                           gboolean       required);
void           yz_field_row_set_brief     (YzFieldRow    *self,
                                           gboolean       brief);
void           yz_field_row_show_problems (YzFieldRow    *self,
                                           GPtrArray     *problems);
void           yz_field_row_forget        (YzFieldRow    *self);

G_END_DECLS
