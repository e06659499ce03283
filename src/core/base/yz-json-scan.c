/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json-scan.h"

#include "yz-error.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* The grammar of RFC 8259, before json-glib sees the text: its parser also takes comments, single
 * quotes, hexadecimal numbers and a second value, cuts texts at NUL, and lets whole numbers
 * overflow. What went wrong is said by place only: the text may be somebody's answers. */

#define MAX_DEPTH 64

/* A value takes up to a hundred times as much memory as its text: eight megabytes of empty lists
 * would take three hundred. Nothing of ours has a tenth of these. */
#define MAX_VALUES 100000

#define MAX_NUMBER_LENGTH 64

typedef struct {
  const char *start;
  const char *p;
  const char *end;
  guint depth;
  guint n_members;
  guint n_values;
  const char *problem;
} Scan;

static gboolean
fail (Scan *scan, const char *problem)
{
  scan->problem = problem;
  return FALSE;
}

static gboolean
at (Scan *scan, char c)
{
  return scan->p < scan->end && *scan->p == c;
}

static gboolean
take (Scan *scan, char c)
{
  if (!at (scan, c))
    return FALSE;
  scan->p++;
  return TRUE;
}

static void
skip_space (Scan *scan)
{
  while (scan->p < scan->end && strchr (" \t\r\n", *scan->p) != NULL && *scan->p != '\0')
    scan->p++;
}

static gboolean
take_digits (Scan *scan)
{
  const char *start = scan->p;

  while (scan->p < scan->end && g_ascii_isdigit (*scan->p))
    scan->p++;
  return scan->p > start;
}

/* g_ascii_string_to_signed() also refuses what is fine where another thread is the first to need
 * the C locale: waiting for it leaves an errno behind. */
static gboolean
is_out_of_range (const char *digits)
{
  errno = 0;
  g_ascii_strtoll (digits, NULL, 10);
  return errno == ERANGE;
}

static gboolean
check_range (Scan *scan, const char *start, gboolean whole)
{
  char text[MAX_NUMBER_LENGTH + 1];
  gsize length = (gsize)(scan->p - start);

  if (length > MAX_NUMBER_LENGTH)
    return fail (scan, "a number is too long");
  memcpy (text, start, length);
  text[length] = '\0';
  if (whole ? is_out_of_range (text) : !isfinite (g_ascii_strtod (text, NULL)))
    return fail (scan, "a number is too large");
  return TRUE;
}

static gboolean
scan_number (Scan *scan)
{
  const char *start = scan->p;
  gboolean whole = TRUE;

  take (scan, '-');
  if (!take (scan, '0') && !take_digits (scan))
    return fail (scan, "a value is expected");
  if (take (scan, '.')) {
    whole = FALSE;
    if (!take_digits (scan))
      return fail (scan, "a digit is expected");
  }
  if (take (scan, 'e') || take (scan, 'E')) {
    whole = FALSE;
    if (!take (scan, '+'))
      take (scan, '-');
    if (!take_digits (scan))
      return fail (scan, "a digit is expected");
  }
  return check_range (scan, start, whole);
}

/* Four hexadecimal digits. */
static gboolean
take_unit (Scan *scan, guint *ret_unit)
{
  guint unit = 0;

  if (scan->end - scan->p < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++, scan->p++) {
    if (!g_ascii_isxdigit (*scan->p))
      return FALSE;
    unit = unit * 16 + (guint)g_ascii_xdigit_value (*scan->p);
  }
  *ret_unit = unit;
  return TRUE;
}

static gboolean
scan_escape (Scan *scan)
{
  guint unit;
  guint low;

  if (scan->p == scan->end)
    return fail (scan, "a text does not end");
  if (!take (scan, 'u'))
    return strchr ("\"\\/bfnrt", *scan->p++) != NULL || fail (scan, "there is no such escape");

  if (!take_unit (scan, &unit))
    return fail (scan, "four hexadecimal digits are expected");
  if (unit == 0)
    return fail (scan, "a text holds NUL");
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;
  if (unit > 0xdbff || !take (scan, '\\') || !take (scan, 'u') || !take_unit (scan, &low)
      || low < 0xdc00 || low > 0xdfff)
    return fail (scan, "half a surrogate pair stands alone");
  return TRUE;
}

static gboolean
scan_text (Scan *scan)
{
  while (scan->p < scan->end) {
    guchar c = (guchar)*scan->p++;

    if (c == '"')
      return TRUE;
    if (c < 0x20)
      return fail (scan, "a text holds a control character");
    if (c == '\\' && !scan_escape (scan))
      return FALSE;
  }
  return fail (scan, "a text does not end");
}

static gboolean scan_value (Scan *scan);

static gboolean
scan_member (Scan *scan)
{
  skip_space (scan);
  if (!take (scan, '"'))
    return fail (scan, "a name in double quotes is expected");
  if (!scan_text (scan))
    return FALSE;
  skip_space (scan);
  if (!take (scan, ':'))
    return fail (scan, "a colon is expected");
  scan->n_members++;
  return scan_value (scan);
}

/* After the opening bracket. */
static gboolean
scan_list (Scan *scan, char close, gboolean (*scan_item) (Scan *scan))
{
  if (++scan->depth > MAX_DEPTH)
    return fail (scan, "it is nested too deeply");
  skip_space (scan);
  if (!take (scan, close)) {
    do
      if (!scan_item (scan))
        return FALSE;
    while (take (scan, ','));
    if (!take (scan, close))
      return fail (scan, "a comma or a closing bracket is expected");
  }
  scan->depth--;
  return TRUE;
}

static gboolean
take_word (Scan *scan, const char *word)
{
  gsize length = strlen (word);

  if ((gsize)(scan->end - scan->p) < length || memcmp (scan->p, word, length) != 0)
    return FALSE;
  scan->p += length;
  return TRUE;
}

/* With the white space on both sides. */
static gboolean
scan_value (Scan *scan)
{
  gboolean ok;

  if (++scan->n_values > MAX_VALUES)
    return fail (scan, "it holds too many values");
  skip_space (scan);
  if (take (scan, '{'))
    ok = scan_list (scan, '}', scan_member);
  else if (take (scan, '['))
    ok = scan_list (scan, ']', scan_value);
  else if (take (scan, '"'))
    ok = scan_text (scan);
  else if (take_word (scan, "true") || take_word (scan, "false") || take_word (scan, "null"))
    ok = TRUE;
  else
    ok = scan_number (scan);
  skip_space (scan);
  return ok;
}

static void
set_error (Scan *scan, GError **error)
{
  guint line = 1;
  const char *line_start = scan->start;

  for (const char *p = scan->start; p < scan->p; p++) {
    if (*p == '\n') {
      line++;
      line_start = p + 1;
    }
  }
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
               "not JSON: line %u, column %" G_GSIZE_FORMAT ": %s", line,
               (gsize)(scan->p - line_start) + 1, scan->problem);
}

/*< private >
 * yz_json_scan:
 * @data: valid UTF-8
 * @length: its length in bytes
 * @ret_n_members: (out): how many members all objects in it have together
 * @error: %YZ_ERROR_INVALID with the place of the fault, a column counted in bytes
 *
 * Checks that @data is one JSON value after RFC 8259, nested at most 64 levels deep, of at most
 * 100,000 values, with whole numbers that fit in 64 bits and no NUL in its texts. A byte order mark
 * may precede it.
 *
 * Returns: whether it is
 */
gboolean
yz_json_scan (const char *data, gsize length, guint *ret_n_members, GError **error)
{
  Scan scan = { .start = data, .p = data, .end = data + length };

  take_word (&scan, "\xef\xbb\xbf");
  if (!scan_value (&scan)) {
    set_error (&scan, error);
    return FALSE;
  }
  if (scan.p != scan.end) {
    fail (&scan, "something follows the value");
    set_error (&scan, error);
    return FALSE;
  }
  *ret_n_members = scan.n_members;
  return TRUE;
}
