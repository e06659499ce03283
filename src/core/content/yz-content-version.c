/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-content-version.h"

#include <string.h>

/* Versions of content: numbers with `.` and `-` between them, such as `2026.11.21-1`. What is
 * imported into a node on the spot is counted in one number more, `2026.11.21-1.1`: above what it
 * was made from, and below whatever is published next. */

#define DIGITS "0123456789"
#define MAX_BYTES 48

/**
 * yz_content_version_is_valid:
 * @version: (nullable): a text
 *
 * Returns: whether it is a version. It is then also fit to be a part of a file name.
 */
gboolean
yz_content_version_is_valid (const char *version)
{
  const char *p = version;

  if (version == NULL || strlen (version) > MAX_BYTES)
    return FALSE;
  for (;;) {
    gsize n = strspn (p, DIGITS);

    if (n == 0)
      return FALSE;
    p += n;
    if (*p == '\0')
      return TRUE;
    if (*p != '.' && *p != '-')
      return FALSE;
    p++;
  }
}

/* Of any length, so that no number is too large. */
static int
compare_numbers (const char *a, gsize n_a, const char *b, gsize n_b)
{
  for (; n_a > 0 && *a == '0'; n_a--)
    a++;
  for (; n_b > 0 && *b == '0'; n_b--)
    b++;
  if (n_a != n_b)
    return n_a < n_b ? -1 : 1;
  return strncmp (a, b, n_a);
}

/**
 * yz_content_version_compare:
 * @a: a version
 * @b: another
 *
 * Compares number by number; where one ends and the other goes on, the longer one is higher.
 *
 * Returns: less than, equal to or more than 0 as @a is lower than, as high as or higher than @b
 */
int
yz_content_version_compare (const char *a, const char *b)
{
  g_return_val_if_fail (a != NULL, 0);
  g_return_val_if_fail (b != NULL, 0);

  while (*a != '\0' && *b != '\0') {
    gsize n_a = strcspn (a, ".-");
    gsize n_b = strcspn (b, ".-");
    int order = compare_numbers (a, n_a, b, n_b);

    if (order != 0)
      return order;
    a += n_a + (a[n_a] != '\0');
    b += n_b + (b[n_b] != '\0');
  }
  return (*a != '\0') - (*b != '\0');
}

/**
 * yz_content_version_next:
 * @version: a valid version
 *
 * Returns: (transfer full): the version of what is made from it on the spot
 */
char *
yz_content_version_next (const char *version)
{
  const char *dash;
  const char *dot;

  g_return_val_if_fail (yz_content_version_is_valid (version), NULL);

  dash = strchr (version, '-');
  if (dash == NULL)
    return g_strconcat (version, "-0.1", NULL);
  dot = strrchr (dash, '.');
  if (dot == NULL)
    return g_strconcat (version, ".1", NULL);
  return g_strdup_printf ("%.*s.%" G_GUINT64_FORMAT, (int)(dot - version), version,
                          g_ascii_strtoull (dot + 1, NULL, 10) + 1);
}
