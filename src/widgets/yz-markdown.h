/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *yz_markdown_render (const char *markdown,
                               char      **ret_plain);

G_END_DECLS
