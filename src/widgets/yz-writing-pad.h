/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-handwriting.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YZ_TYPE_WRITING_PAD (yz_writing_pad_get_type ())
G_DECLARE_FINAL_TYPE (YzWritingPad, yz_writing_pad, YZ, WRITING_PAD, GtkWidget)

GtkWidget *yz_writing_pad_new (YzHandwriting *handwriting,
                               guint          square);

G_END_DECLS
