/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void yz_paper_view_show (GtkPicture *picture,
                         GBytes     *jpeg,
                         int         max_width,
                         int         max_height);

const char *yz_paper_view_get_trouble (guint n_pages);

G_END_DECLS
