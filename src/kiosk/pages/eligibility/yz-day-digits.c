/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-day-digits.h"

#include "yz-day.h"

#include <string.h>

/* Years before are a slip of the finger in what is asked here. */
#define FIRST_YEAR 1949

/**
 * yz_day_from_digits:
 * @digits: what was typed, such as `20261231`
 *
 * Returns: (transfer full) (nullable): the day, YYYY-MM-DD; %NULL where it is none
 */
char *
yz_day_from_digits (const char *digits)
{
  g_autofree char *day = NULL;
  GDate date;

  g_return_val_if_fail (digits != NULL, NULL);

  if (strlen (digits) != YZ_DAY_DIGITS)
    return NULL;
  day = g_strdup_printf ("%.4s-%.2s-%.2s", digits, digits + 4, digits + 6);
  return yz_day_parse (day, &date) && g_date_get_year (&date) >= FIRST_YEAR ? g_steal_pointer (&day)
                                                                            : NULL;
}

/**
 * yz_day_to_digits:
 * @day: (nullable): what yz_day_from_digits() gave
 *
 * Returns: (transfer full): what was typed for it; empty where it is no day
 */
char *
yz_day_to_digits (const char *day)
{
  GDate date;

  if (!yz_day_parse (day, &date))
    return g_strdup ("");
  return g_strdup_printf ("%.4s%.2s%.2s", day, day + 5, day + 8);
}
