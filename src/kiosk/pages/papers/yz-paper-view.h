/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void yz_paper_view_show (GtkPicture *picture,
                         GBytes     *jpeg,
                         int         max_side);

G_END_DECLS
