/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-number.h"

#include <math.h>
#include <string.h>

/* The shortest digits that read back as the same number, and where the point stands in them. */
static void
shortest_digits (double number, char digits[32], int *ret_point)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  char *p = digits;

  for (int precision = 0; precision <= 16; precision++) {
    char format[8];

    g_snprintf (format, sizeof format, "%%.%de", precision);
    g_ascii_formatd (text, sizeof text, format, number);
    if (g_ascii_strtod (text, NULL) == number)
      break;
  }
  *ret_point = (int)g_ascii_strtoll (strchr (text, 'e') + 1, NULL, 10) + 1;
  for (const char *q = text; *q != 'e'; q++)
    if (g_ascii_isdigit (*q))
      *p++ = *q;
  *p = '\0';
}

/**
 * yz_number_append:
 * @text: where it goes
 * @number: any number
 *
 * Writes a number as JavaScript does (ECMA-262, §6.1.6.1.20): the shortest digits that read back as
 * the same number. For what is finite that is also what RFC 8785 wants of JSON.
 */
void
yz_number_append (GString *text, double number)
{
  char digits[32];
  int n, point;

  if (isnan (number) || number == 0) {
    g_string_append (text, isnan (number) ? "NaN" : "0");
    return;
  }
  if (number < 0)
    g_string_append_c (text, '-');
  if (isinf (number)) {
    g_string_append (text, "Infinity");
    return;
  }
  shortest_digits (fabs (number), digits, &point);
  n = (int)strlen (digits);
  if (n <= point && point <= 21) {
    g_string_append_printf (text, "%s%.*s", digits, point - n, "000000000000000000000");
  } else if (0 < point && point <= 21) {
    g_string_append_printf (text, "%.*s.%s", point, digits, digits + point);
  } else if (-6 < point && point <= 0) {
    g_string_append_printf (text, "0.%.*s%s", -point, "000000", digits);
  } else {
    g_string_append_printf (text, "%c%s%se%c%d", digits[0], n > 1 ? "." : "", digits + 1,
                            point - 1 < 0 ? '-' : '+', ABS (point - 1));
  }
}
