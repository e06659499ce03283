/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GPtrArray *yz_test_strokes_parse (const char *text);

G_END_DECLS
