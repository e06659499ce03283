/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-id-number.h"

G_BEGIN_DECLS

/* Full-width forms come from an input method left in that mode, small letters from a tired hand:
 * they mean the same. */
gunichar    yz_id_fold      (gunichar    c);

/* Without white space, folded; @ret_number has room for the longest number. */
YzIdProblem yz_id_normalize (const char *text,
                             char       *ret_number);

guint       yz_id_digits    (const char *text,
                             guint       n);

/* The region of @number from its first @n digits. */
void        yz_id_set_region (YzIdNumber *number,
                              const char *digits,
                              guint       n);

/* YYYY-MM-DD from a year and the digits MMDD. Returns whether there is such a day. */
gboolean    yz_id_make_date (guint       year,
                             const char *month_and_day,
                             char       *ret_date);

G_END_DECLS
