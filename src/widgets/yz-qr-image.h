/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YZ_TYPE_QR_IMAGE (yz_qr_image_get_type ())
G_DECLARE_FINAL_TYPE (YzQrImage, yz_qr_image, YZ, QR_IMAGE, GtkWidget)

gboolean yz_qr_image_set_text (YzQrImage  *self,
                               const char *text);

G_END_DECLS
