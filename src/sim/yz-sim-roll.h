/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-printer.h"

G_BEGIN_DECLS

/**
 * YzSimRoll:
 *
 * The inside of a receipt printer: takes ESC/POS bytes, keeps the rows of dots until they are cut
 * off, and says what it would answer.
 */
typedef struct _YzSimRoll YzSimRoll;

/**
 * YzSimRollCutFunc:
 * @slip: what has been cut off
 * @user_data: the data
 */
typedef void (*YzSimRollCutFunc) (YzRaster *slip, gpointer user_data);

YzSimRoll *yz_sim_roll_new  (YzSimRollCutFunc cut,
                             gpointer         user_data);
void       yz_sim_roll_free (YzSimRoll *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzSimRoll, yz_sim_roll_free)

void     yz_sim_roll_set_paper (YzSimRoll *self,
                                YzPaper    paper);
void     yz_sim_roll_set_rows  (YzSimRoll *self,
                                guint      rows);
gboolean yz_sim_roll_feed      (YzSimRoll    *self,
                                const guint8 *data,
                                gsize         length,
                                GByteArray   *answer);

G_END_DECLS
