/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define YZ_ULID_LENGTH 26

/* What yz_station_id_is_valid() takes, for messages. */
#define YZ_STATION_ID_RULE                                                                         \
  "1 to 64 letters, digits or Chinese characters, with - _ . between them"

/* Why the desk is wanted at a station. */
#define YZ_CALL_REASONS "help, typing, reader"

char    *yz_ulid_new        (gint64 time_us);
gboolean yz_ulid_is_valid   (const char *id);

gboolean yz_station_id_is_valid (const char *id);
gboolean yz_call_reason_is_valid (const char *reason);

char    *yz_crockford_random (guint n_chars);
char    *yz_crockford_normalize (const char *text);

G_END_DECLS
