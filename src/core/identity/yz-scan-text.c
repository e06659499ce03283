/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-scan-text.h"

#include "yz-credential.h"
#include "yz-json.h"
#include "yz-mrz.h"

#include <string.h>

/* What a scanner that types can have scanned: told apart by its shape alone, and only where a check
 * says that it was read right. */

#define ZONE_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789<"

/* Lines of one length, too few of them: 30 characters come three times, 36 and 44 twice. */
static gboolean
is_zone_begun (const char *text)
{
  gsize length = strspn (text, ZONE_CHARACTERS);
  const char *rest = text + length;
  guint n_lines = length == 30 ? 3 : length == 36 || length == 44 ? 2 : 0;

  for (guint n = 1; n < n_lines; n++) {
    rest += strspn (rest, "\r\n");
    if (*rest == '\0')
      return TRUE;
    if (strspn (rest, ZONE_CHARACTERS) != length)
      return FALSE;
    rest += length;
  }
  return FALSE;
}

/* Eight or ten digits alone are on any packet of tea: what has no check must at least begin with
 * its letter. */
static gboolean
is_number (const char *text, const char *today)
{
  YzIdNumber number;

  if (yz_credential_check (text, today, &number) != YZ_ID_PROBLEM_NONE)
    return FALSE;
  return number.kind != YZ_ID_TAIWAN_PERMIT && number.kind != YZ_ID_SOCIAL_CREDIT;
}

static gboolean
is_object (const char *text)
{
  g_autoptr (JsonNode) node = yz_json_parse (text, -1, YZ_SCAN_TEXT_MAX_BYTES, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node);
}

/**
 * yz_scan_text_judge:
 * @text: what came, UTF-8, with a line break for each Enter in it
 * @today: YYYY-MM-DD
 *
 * Tells what a scanner has typed so far. It is untrusted: what it is good for must still be looked
 * at.
 *
 * Returns: what it is
 */
YzScanText
yz_scan_text_judge (const char *text, const char *today)
{
  gsize size;

  g_return_val_if_fail (text != NULL && today != NULL, YZ_SCAN_TEXT_OTHER);

  size = strlen (text);
  if (size == 0 || size > YZ_SCAN_TEXT_MAX_BYTES)
    return YZ_SCAN_TEXT_OTHER;
  if (*text == '{')
    return is_object (text) ? YZ_SCAN_TEXT_CODE : YZ_SCAN_TEXT_BEGUN;
  if (yz_mrz_check (text, size, today, NULL) == YZ_MRZ_PROBLEM_NONE)
    return YZ_SCAN_TEXT_ZONE;
  if (is_zone_begun (text))
    return YZ_SCAN_TEXT_BEGUN;
  return is_number (text, today) ? YZ_SCAN_TEXT_NUMBER : YZ_SCAN_TEXT_OTHER;
}
