/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-slip.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define YZ_RESULT_TEXT_MAX_BYTES 600

char *yz_result_text (JsonObject *result, const char *language, gboolean neutral);
YzSlip *yz_result_paper_new_slip (JsonObject *result,
                                  const char *hall,
                                  const char *language,
                                  gboolean neutral,
                                  GError **error);
GBytes *yz_result_paper_render (JsonObject *result,
                                const char *hall,
                                const char *language,
                                gboolean neutral,
                                GError **error);

G_END_DECLS
