/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void       yz_option_box_set_up (GtkFlowBox *box,
                                 YzSession  *session,
                                 guint       columns);
GtkWidget *yz_option_box_add    (GtkFlowBox *box,
                                 const char *title,
                                 const char *hint,
                                 gboolean    chosen);

G_END_DECLS
