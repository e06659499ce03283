/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-country.h"

#include "yz-countries.h"

#include <stdlib.h>
#include <string.h>

/* Doc 9303-3, section 5, parts A to F: what travel documents say besides ISO 3166-1. UTO, the
 * country of specimens (part G), is none. */
static const char *const others[] = {
  "ANT", "D",   "EUE", "GBD", "GBN", "GBO", "GBP", "GBS", "NTZ", "RKS", "UNA", "UNK", "UNO", "XBA",
  "XCC", "XCE", "XCO", "XDC", "XEC", "XES", "XIM", "XMP", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX",
};

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

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (strcmp (code, others[i]) == 0)
      return TRUE;
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
    if (yz_countries[i].numeric == numeric)
      return yz_countries[i].code;
  return NULL;
}
