/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The division codes of GB/T 2260 in rising order, made at build time from
 * data/content/divisions/divisions.csv. */
extern const guint yz_n_divisions;
extern const guint32 yz_divisions[];

G_END_DECLS
