/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-time-limit.h"

#include "yz-day.h"

#include <string.h>

/* Longer than any time limit, and short enough for a #GDate. */
#define MAX_YEARS 100
#define LAST_YEAR 9999

/**
 * yz_time_limit_get_last_day:
 * @start: the day on which it begins, YYYY-MM-DD
 * @length: how long it is
 * @unit: `day`, `month` or `year`
 *
 * The day of the beginning does not count; a month or a year ends on the day of the same number, or
 * on the last of the month where that has none (民法典 201, 202). Whether the last day is a
 * holiday, after which one day more is given (民法典 203), is for whoever knows the holidays: the
 * day here is never too late.
 *
 * Returns: (transfer full) (nullable): the last day, YYYY-MM-DD; %NULL where there is none
 */
char *
yz_time_limit_get_last_day (const char *start, guint length, const char *unit)
{
  GDate day;

  g_return_val_if_fail (start != NULL, NULL);
  g_return_val_if_fail (unit != NULL, NULL);

  if (!yz_day_parse (start, &day) || g_date_get_year (&day) > LAST_YEAR - MAX_YEARS)
    return NULL;
  if (strcmp (unit, "day") == 0 && length <= MAX_YEARS * 365)
    g_date_add_days (&day, length);
  else if (strcmp (unit, "month") == 0 && length <= MAX_YEARS * 12)
    g_date_add_months (&day, length);
  else if (strcmp (unit, "year") == 0 && length <= MAX_YEARS)
    g_date_add_years (&day, length);
  else
    return NULL;
  return yz_day_format (&day);
}
