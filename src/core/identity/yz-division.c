/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-division.h"

#include "yz-divisions.h"

#include <stdlib.h>
#include <string.h>

/* The administrative divisions (GB/T 2260) as people see them: province, city, county. The codes
 * know a level between a municipality and its districts, and one between a province and the
 * counties that it rules itself: nobody lives in “市辖区”, so that these are hidden. */

#define DIGITS 6

/* How many digits of a code say where it is: in which province, in which city. */
static const gsize levels[] = { 2, 4, DIGITS };

static gboolean
is_level (const YzDivision *self, gsize digits)
{
  return strspn (self->code + digits, "0") == DIGITS - digits;
}

static int
compare_code (gconstpointer code, gconstpointer division)
{
  return strcmp (code, ((const YzDivision *)division)->code);
}

/**
 * yz_division_find:
 * @code: a text
 *
 * Returns: (transfer none) (nullable): the division with this six-digit code; %NULL where today's
 *   list has none: it may have been abolished, or be newer than the list
 */
const YzDivision *
yz_division_find (const char *code)
{
  g_return_val_if_fail (code != NULL, NULL);

  return bsearch (code, yz_divisions, yz_n_divisions, sizeof (YzDivision), compare_code);
}

/* The division around a place at a level, which may be the place itself. */
static const YzDivision *
find_around (const char *code, gsize digits)
{
  char around[DIGITS + 1] = "000000";

  memcpy (around, code, digits);
  return yz_division_find (around);
}

/**
 * yz_division_find_nearest:
 * @code: a text
 *
 * For codes that old papers carry: the county may be gone, its city is still there.
 *
 * Returns: (transfer none) (nullable): the division with this code, or the city or province that
 *   its first digits name
 */
const YzDivision *
yz_division_find_nearest (const char *code)
{
  const YzDivision *found = NULL;

  g_return_val_if_fail (code != NULL, NULL);

  if (strlen (code) != DIGITS)
    return NULL;
  for (gsize i = G_N_ELEMENTS (levels); i > 0 && found == NULL; i--)
    found = find_around (code, levels[i - 1]);
  return found;
}

/**
 * yz_division_get_code:
 * @self: a division
 *
 * Returns: (transfer none): six digits
 */
const char *
yz_division_get_code (const YzDivision *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->code;
}

/**
 * yz_division_get_name:
 * @self: a division
 *
 * Returns: (transfer none): its own name, in Chinese
 */
const char *
yz_division_get_name (const YzDivision *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return yz_division_texts + self->name;
}

/**
 * yz_division_get_reading:
 * @self: a division
 *
 * Returns: (transfer none): its name in pinyin without tones, syllables with spaces between them
 */
const char *
yz_division_get_reading (const YzDivision *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return yz_division_texts + self->reading;
}

/**
 * yz_division_get_short_name:
 * @self: a division
 *
 * Returns: (transfer full): its name without what it is and whose, as in daily life: 江苏, 内蒙古,
 * 恩施
 */
char *
yz_division_get_short_name (const YzDivision *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_utf8_substring (yz_division_get_name (self), 0, self->bare);
}

/* Where English has another name than pinyin, and where pinyin without tones has one for two. */
static const struct {
  const char *code;
  const char *name;
} english_names[] = {
  { "150000", "Inner Mongolia" },
  { "610000", "Shaanxi" },
  { "810000", "Hong Kong" },
  { "820000", "Macao" },
};

/**
 * yz_division_get_latin_name:
 * @self: a division
 *
 * Returns: (transfer full): its short name in Latin letters, Jiangsu, Xi'an
 */
char *
yz_division_get_latin_name (const YzDivision *self)
{
  g_auto (GStrv) syllables = NULL;
  GString *name;

  g_return_val_if_fail (self != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (english_names); i++)
    if (strcmp (self->code, english_names[i].code) == 0)
      return g_strdup (english_names[i].name);

  name = g_string_new (NULL);
  syllables = g_strsplit (yz_division_get_reading (self), " ", -1);
  for (guint i = 0; i < self->bare && syllables[i] != NULL; i++) {
    if (i > 0 && strchr ("aeo", *syllables[i]) != NULL)
      g_string_append_c (name, '\'');
    g_string_append (name, syllables[i]);
  }
  *name->str = g_ascii_toupper (*name->str);
  return g_string_free (name, FALSE);
}

static void
append_names (GString *text, const YzDivision *self, gboolean itself)
{
  const YzDivision *last = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++) {
    const YzDivision *around = find_around (self->code, levels[i]);

    if (around == NULL || around == last || around->hidden || (!itself && around == self))
      continue;
    g_string_append (text, yz_division_get_name (around));
    last = around;
  }
}

/**
 * yz_division_get_full_name:
 * @self: a division
 *
 * Returns: (transfer full): where it is and its name, as one writes it: 江苏省无锡市滨湖区
 */
char *
yz_division_get_full_name (const YzDivision *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  append_names (text, self, TRUE);
  return g_string_free (text, FALSE);
}

/**
 * yz_division_get_place:
 * @self: a division
 *
 * Returns: (transfer full): where it is: 江苏省无锡市; empty for a province
 */
char *
yz_division_get_place (const YzDivision *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  append_names (text, self, FALSE);
  return g_string_free (text, FALSE);
}

/**
 * yz_division_describe:
 * @code: six digits
 *
 * Returns: (transfer full): the full name; of a division that is not in the list what is known of
 *   it, with the code: 北京市（110103）
 */
char *
yz_division_describe (const char *code)
{
  const YzDivision *nearest;
  g_autofree char *name = NULL;

  g_return_val_if_fail (code != NULL, NULL);

  nearest = yz_division_find_nearest (code);
  if (nearest == NULL)
    return g_strdup (code);
  name = yz_division_get_full_name (nearest);
  if (strcmp (nearest->code, code) == 0)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s（%s）", name, code);
}

/**
 * yz_division_match_beginning:
 * @text: an address
 *
 * Returns: how many bytes at its beginning are the full name of a division; 0 for none
 */
gsize
yz_division_match_beginning (const char *text)
{
  gsize longest = 0;

  g_return_val_if_fail (text != NULL, 0);

  for (guint i = 0; i < yz_n_divisions; i++) {
    g_autofree char *name = yz_division_get_full_name (&yz_divisions[i]);

    if (g_str_has_prefix (text, name))
      longest = MAX (longest, strlen (name));
  }
  return longest;
}

static gboolean
is_member (const YzDivision *self, const YzDivision *above)
{
  const YzDivision *city;

  if (self->hidden || self == above)
    return FALSE;
  if (above == NULL)
    return is_level (self, 2);
  if (!is_level (above, 2))
    return is_level (above, 4) && strncmp (self->code, above->code, 4) == 0;
  if (strncmp (self->code, above->code, 2) != 0)
    return FALSE;
  city = find_around (self->code, 4);
  return city == self || city == NULL || city->hidden;
}

/**
 * yz_division_list:
 * @above: (nullable): a division
 *
 * Returns: (transfer container) (element-type YzDivision): what it consists of as people see it, in
 *   the order of the codes; the provinces for %NULL; nothing where there is no level below
 */
GPtrArray *
yz_division_list (const YzDivision *above)
{
  GPtrArray *members = g_ptr_array_new ();

  for (guint i = 0; i < yz_n_divisions; i++)
    if (is_member (&yz_divisions[i], above))
      g_ptr_array_add (members, (gpointer)&yz_divisions[i]);
  return members;
}

/**
 * yz_division_has_members:
 * @self: a division
 *
 * Returns: whether there is a level below it
 */
gboolean
yz_division_has_members (const YzDivision *self)
{
  g_autoptr (GPtrArray) members = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  members = yz_division_list (self);
  return members->len > 0;
}
