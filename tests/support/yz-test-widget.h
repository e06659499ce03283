/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef gboolean (*YzTestCheck) (gpointer user_data);

void       yz_test_widget_init        (int        *argc,
                                       char     ***argv);
GtkWidget *yz_test_widget_find        (GtkWidget   *root,
                                       GType        type,
                                       guint        index);
GtkWidget *yz_test_widget_find_button (GtkWidget   *root,
                                       const char  *text);
gboolean   yz_test_widget_has_text    (GtkWidget   *root,
                                       const char  *text);
void       yz_test_widget_press       (GtkWidget   *root,
                                       const char  *text);
void       yz_test_wait_until         (YzTestCheck  check,
                                       gpointer     user_data);
void       yz_test_settle             (void);

G_END_DECLS
