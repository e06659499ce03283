/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

void  yz_test_code_draw    (cairo_t    *cr,
                            const void *data,
                            gsize       length,
                            double      x,
                            double      y,
                            double      module);
char *yz_test_code_save    (const char *folder,
                            const char *name,
                            const void *data,
                            gsize       length);
void  yz_test_pipeline_run (const char *description);

G_END_DECLS
