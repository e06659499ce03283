/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ids.h"

#include <sodium.h>
#include <string.h>

/* Crockford's base32: no I, L, O, U, so that what is read aloud or by tired eyes is not misread. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#define MAX_STATION_CHARS 64

/* All random bytes at once: each call into the kernel costs as much as the rest of it. */
static void
fill_random (char *text, gsize n_chars)
{
  randombytes_buf (text, n_chars);
  for (gsize i = 0; i < n_chars; i++)
    text[i] = alphabet[(guchar)text[i] & 31];
}

/**
 * yz_ulid_new:
 * @time_us: microseconds since 1970-01-01 UTC
 *
 * Makes an identifier after the ULID specification: 48 bits of milliseconds, 80 random bits.
 *
 * Returns: (transfer full): 26 characters of Crockford's base32
 */
char *
yz_ulid_new (gint64 time_us)
{
  guint64 ms = (guint64)(time_us / 1000);
  char *id = g_malloc (YZ_ULID_LENGTH + 1);

  for (int i = 9; i >= 0; i--, ms >>= 5)
    id[i] = alphabet[ms & 31];
  fill_random (id + 10, YZ_ULID_LENGTH - 10);
  id[YZ_ULID_LENGTH] = '\0';
  return id;
}

/**
 * yz_ulid_is_valid:
 * @id: (nullable): a text
 *
 * Returns: whether @id has the shape of a ULID: 26 upper-case characters, the first at most 7
 */
gboolean
yz_ulid_is_valid (const char *id)
{
  if (id == NULL || strlen (id) != YZ_ULID_LENGTH || id[0] > '7')
    return FALSE;

  return strspn (id, alphabet) == YZ_ULID_LENGTH;
}

static gboolean
is_station_letter (gunichar c)
{
  if (c < 128)
    return g_ascii_isalnum ((char)c);
  return g_unichar_isalnum (c) && g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN;
}

/**
 * yz_station_id_is_valid:
 * @id: (nullable): a text
 *
 * Staff read it and go there, and it names the file of a key: so nothing in it is unseen, looks
 * like something else, turns the text around or leads to another folder.
 *
 * Returns: whether @id can be the name of a station: see %YZ_STATION_ID_RULE
 */
gboolean
yz_station_id_is_valid (const char *id)
{
  gunichar c = 0;
  guint n = 0;

  if (id == NULL || !g_utf8_validate (id, -1, NULL) || !is_station_letter (g_utf8_get_char (id)))
    return FALSE;

  for (const char *p = id; *p != '\0'; p = g_utf8_next_char (p), n++) {
    c = g_utf8_get_char (p);
    if (!is_station_letter (c) && c != '-' && c != '_' && c != '.')
      return FALSE;
  }
  return n <= MAX_STATION_CHARS && is_station_letter (c);
}

/**
 * yz_call_reason_is_valid:
 * @reason: (nullable): a text
 *
 * Returns: whether @reason is one of %YZ_CALL_REASONS
 */
gboolean
yz_call_reason_is_valid (const char *reason)
{
  return g_strcmp0 (reason, "help") == 0 || g_strcmp0 (reason, "typing") == 0
         || g_strcmp0 (reason, "reader") == 0;
}

/**
 * yz_crockford_random:
 * @n_chars: how many characters, 5 random bits each
 *
 * Returns: (transfer full): @n_chars random characters of Crockford's base32
 */
char *
yz_crockford_random (guint n_chars)
{
  char *text = g_malloc (n_chars + 1);

  fill_random (text, n_chars);
  text[n_chars] = '\0';
  return text;
}

/**
 * yz_crockford_normalize:
 * @text: what a person typed: any case, with or without dashes and spaces, O for 0, I or L for 1
 *
 * Returns: (transfer full) (nullable): the plain upper-case code, or %NULL where a character
 *   is none of Crockford's
 */
char *
yz_crockford_normalize (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *p = text; *p != '\0'; p++) {
    char c = g_ascii_toupper (*p);

    if (c == '-' || c == ' ')
      continue;
    if (c == 'O')
      c = '0';
    if (c == 'I' || c == 'L')
      c = '1';
    if (strchr (alphabet, c) == NULL)
      return NULL;
    g_string_append_c (out, c);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
