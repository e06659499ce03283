/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-country.h"

#include "yz-countries.h"

#include <stdlib.h>
#include <string.h>

static int
compare_codes (gconstpointer key, gconstpointer member)
{
  return strcmp (key, ((const YzCountryCode *)member)->code);
}

/**
 * yz_country_is_known:
 * @code: a text, without the fillers of a machine-readable zone
 *
 * Returns: whether @code is one of the codes for issuing states, organizations and nationalities
 *   (ICAO Doc 9303-3, section 5): ISO 3166-1 in three letters, and a few besides. Countries come
 *   and go, so one that is not listed is no error.
 */
gboolean
yz_country_is_known (const char *code)
{
  g_return_val_if_fail (code != NULL, FALSE);

  return bsearch (code, yz_countries, yz_n_countries, sizeof *yz_countries, compare_codes) != NULL;
}

/**
 * yz_country_from_numeric:
 * @numeric: a country's number in ISO 3166-1 (GB/T 2659)
 *
 * Returns: (transfer none) (nullable): its three letters, or %NULL where the list has no such
 * number
 */
const char *
yz_country_from_numeric (guint numeric)
{
  for (guint i = 0; i < yz_n_countries; i++)
    if (numeric != 0 && yz_countries[i].numeric == numeric)
      return yz_countries[i].code;
  return NULL;
}
