/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* No code and no zone that is read here has more. */
#define YZ_SCAN_TEXT_MAX_BYTES 1500

/**
 * YzScanText:
 * @YZ_SCAN_TEXT_OTHER: nothing that could be used
 * @YZ_SCAN_TEXT_BEGUN: lines are still to come
 * @YZ_SCAN_TEXT_NUMBER: the valid number of a person's document
 * @YZ_SCAN_TEXT_ZONE: a valid machine-readable zone
 * @YZ_SCAN_TEXT_CODE: a JSON object, as pre-fill codes are
 *
 * What a scanner has typed.
 */
typedef enum {
  YZ_SCAN_TEXT_OTHER,
  YZ_SCAN_TEXT_BEGUN,
  YZ_SCAN_TEXT_NUMBER,
  YZ_SCAN_TEXT_ZONE,
  YZ_SCAN_TEXT_CODE,
} YzScanText;

YzScanText yz_scan_text_judge (const char *text,
                               const char *today);

G_END_DECLS
