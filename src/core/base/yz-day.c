/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-day.h"

#include <string.h>

/**
 * yz_day_parse:
 * @text: (nullable): a day as ISO 8601 writes it, such as `2026-11-21`
 * @ret_day: (out caller-allocates): the day
 *
 * Returns: whether @text is a day of the calendar, and nothing else
 */
gboolean
yz_day_parse (const char *text, GDate *ret_day)
{
  static const char shape[] = "0000-00-00";
  guint year;
  guint month;
  guint day;

  if (text == NULL || strlen (text) != strlen (shape))
    return FALSE;
  for (guint i = 0; shape[i] != '\0'; i++)
    if (shape[i] == '-' ? text[i] != '-' : !g_ascii_isdigit (text[i]))
      return FALSE;
  year = (guint)g_ascii_strtoull (text, NULL, 10);
  month = (guint)g_ascii_strtoull (text + 5, NULL, 10);
  day = (guint)g_ascii_strtoull (text + 8, NULL, 10);
  if (!g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return FALSE;
  g_date_set_dmy (ret_day, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
  return TRUE;
}

/**
 * yz_day_format:
 * @day: a day
 *
 * Returns: (transfer full): as yz_day_parse() reads it
 */
char *
yz_day_format (const GDate *day)
{
  g_return_val_if_fail (day != NULL, NULL);

  return g_strdup_printf ("%04u-%02u-%02u", (guint)g_date_get_year (day),
                          (guint)g_date_get_month (day), (guint)g_date_get_day (day));
}

/**
 * yz_day_to_text:
 * @text: a day as yz_day_parse() reads it
 * @language: `zh` or `en`
 *
 * Returns: (transfer full): as people write it, `2026年11月21日` or `21 November 2026`; @text
 * itself where it is no day
 */
char *
yz_day_to_text (const char *text, const char *language)
{
  static const char *const months[]
      = { "January", "February", "March",     "April",   "May",      "June",
          "July",    "August",   "September", "October", "November", "December" };
  GDate day;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (language != NULL, NULL);

  if (!yz_day_parse (text, &day))
    return g_strdup (text);
  if (g_str_has_prefix (language, "en"))
    return g_strdup_printf ("%u %s %u", (guint)g_date_get_day (&day),
                            months[g_date_get_month (&day) - 1], (guint)g_date_get_year (&day));
  return g_strdup_printf ("%u年%u月%u日", (guint)g_date_get_year (&day),
                          (guint)g_date_get_month (&day), (guint)g_date_get_day (&day));
}
