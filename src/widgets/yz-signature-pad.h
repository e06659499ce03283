/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YZ_TYPE_SIGNATURE_PAD (yz_signature_pad_get_type ())
G_DECLARE_FINAL_TYPE (YzSignaturePad, yz_signature_pad, YZ, SIGNATURE_PAD, GtkWidget)

GtkWidget *yz_signature_pad_new      (void);
gboolean   yz_signature_pad_is_empty (YzSignaturePad *self);
void       yz_signature_pad_clear    (YzSignaturePad *self);
GBytes    *yz_signature_pad_get_png  (YzSignaturePad *self);
void       yz_signature_pad_show_png (YzSignaturePad *self,
                                      GBytes         *png);

G_END_DECLS
