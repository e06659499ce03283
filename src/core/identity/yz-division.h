/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A province, city or county, for as long as the program runs. */
typedef struct _YzDivision YzDivision;

const YzDivision *yz_division_find          (const char       *code);
const YzDivision *yz_division_find_nearest  (const char       *code);
const char       *yz_division_get_code      (const YzDivision *self);
const char       *yz_division_get_name      (const YzDivision *self);
const char       *yz_division_get_reading   (const YzDivision *self);
char             *yz_division_get_short_name (const YzDivision *self);
char             *yz_division_get_latin_name (const YzDivision *self);
char             *yz_division_get_full_name (const YzDivision *self);
char             *yz_division_get_place     (const YzDivision *self);
char             *yz_division_describe      (const char       *code);
gsize             yz_division_match_beginning (const char     *text);
GPtrArray        *yz_division_list          (const YzDivision *above);
gboolean          yz_division_has_members   (const YzDivision *self);

GPtrArray        *yz_division_search        (const char       *query,
                                             const char       *near_code,
                                             guint             limit);

G_END_DECLS
