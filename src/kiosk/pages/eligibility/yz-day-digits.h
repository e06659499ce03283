/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A day as it is typed: year, month, day. */
#define YZ_DAY_DIGITS 8

char *yz_day_from_digits (const char *digits);
char *yz_day_to_digits   (const char *day);

G_END_DECLS
