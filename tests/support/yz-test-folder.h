/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *yz_test_folder_new    (void);
void  yz_test_folder_remove (char *folder);

G_END_DECLS
