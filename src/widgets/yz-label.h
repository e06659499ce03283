/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *yz_label_new (const char *text,
                         const char *style);

G_END_DECLS
