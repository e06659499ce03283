/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char code[4];    /* three letters */
  guint16 numeric; /* three digits; 0 where ISO 3166-1 has none */
} YzCountryCode;

/* The countries of ISO 3166-1 and what travel documents say besides, sorted by their letters. Made
 * at build time. */
extern const YzCountryCode yz_countries[];
extern const guint yz_n_countries;

G_END_DECLS
