/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void     yz_wiped_free      (gpointer data,
                             gsize    size);
GBytes  *yz_wiped_bytes_new (gpointer data,
                             gsize    size);

G_END_DECLS
