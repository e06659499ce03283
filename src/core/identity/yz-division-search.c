/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-division.h"

#include "yz-divisions.h"

#include <string.h>

/* Finds a division by what people type of it: a part of its name, its pinyin or the initials, with
 * or without the places around it: 滨湖, 无锡滨湖, binhu, wuxibinhu, wxbh. */

#define MAX_CHARACTERS 80

/* Less of a place around says nothing: every name begins with some letter. */
#define MIN_AROUND 2

#define MAX_NAME 96 /* bytes */
#define N_LEVELS 3

/* What a name is compared by. */
typedef enum {
  KEY_NAME,
  KEY_READING,
  KEY_INITIALS,
  N_KEYS,
} KeyKind;

/* How well a query fits: the lower, the better. */
typedef enum {
  FIT_WHOLE, /* all but “county”, “city” and the like at the end */
  FIT_WHOLE_INITIALS,
  FIT_BEGINNING,
  FIT_BEGINNING_INITIALS,
  FIT_AROUND, /* added where a place around it was named */
  FIT_INSIDE = 2 * FIT_AROUND,
  FIT_NONE,
} Fit;

typedef struct {
  char text[N_KEYS][MAX_NAME + 1];
  gsize bare[N_KEYS]; /* length without what the division is */
} Keys;

typedef struct {
  const YzDivision *division;
  guint fit;
  guint distance; /* from the place of the kiosk */
  guint level;
} Hit;

static void
fill_keys (Keys *keys, const YzDivision *division)
{
  const char *name = yz_division_get_name (division);
  gsize bare = division->bare;
  gsize n_letters = 0;
  gsize n_syllables = 0;
  gboolean begins = TRUE;

  g_strlcpy (keys->text[KEY_NAME], name, sizeof keys->text[KEY_NAME]);
  keys->bare[KEY_NAME] = (gsize)(g_utf8_offset_to_pointer (name, (glong)bare) - name);
  keys->bare[KEY_INITIALS] = bare;
  keys->bare[KEY_READING] = 0;
  for (const char *p = yz_division_get_reading (division); *p != '\0' && n_letters < MAX_NAME;
       p++) {
    if (*p == ' ') {
      begins = TRUE;
      continue;
    }
    if (begins)
      keys->text[KEY_INITIALS][n_syllables++] = *p;
    begins = FALSE;
    keys->text[KEY_READING][n_letters++] = *p;
    if (n_syllables <= bare)
      keys->bare[KEY_READING] = n_letters;
  }
  keys->text[KEY_INITIALS][n_syllables] = '\0';
  keys->text[KEY_READING][n_letters] = '\0';
}

/* Lower case, half width, without what stands between syllables; NULL for what cannot be a name. */
static char *
fold_query (const char *query, gboolean *ret_latin)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_latin = 0;
  guint n_all = 0;

  if (!g_utf8_validate (query, -1, NULL))
    return NULL;
  for (const char *p = query; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_unichar_tolower (g_utf8_get_char (p));

    if (c > 0xff00 && c < 0xff5f)
      c = g_unichar_tolower (c - 0xff00 + ' ');
    if (c == 0xfc) /* ü */
      c = 'v';
    if (!g_unichar_isalpha (c))
      continue;
    if (++n_all > MAX_CHARACTERS)
      return NULL;
    n_latin += c < 0x80 ? 1 : 0;
    g_string_append_unichar (text, c);
  }
  if (n_all == 0 || (n_latin > 0 && n_latin < n_all))
    return NULL;
  *ret_latin = n_latin > 0;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static Fit
fit_beginning (const Keys *keys, KeyKind kind, const char *query)
{
  gsize length = strlen (query);
  gboolean whole = length == keys->bare[kind] || keys->text[kind][length] == '\0';

  if (kind == KEY_INITIALS)
    return whole ? FIT_WHOLE_INITIALS : FIT_BEGINNING_INITIALS;
  return whole ? FIT_WHOLE : FIT_BEGINNING;
}

static gsize
count_common (const char *a, const char *b)
{
  gsize n = 0;

  while (a[n] != '\0' && a[n] == b[n])
    n++;
  return n;
}

/* Whether a place around may be left out, or named by its beginning; then comes the next. */
static Fit
fit_path (const Keys *path, guint n, KeyKind kind, const char *query)
{
  Fit best = FIT_NONE;
  gsize common = count_common (path->text[kind], query);
  gsize least = kind == KEY_NAME ? MIN_AROUND * strlen ("县") : MIN_AROUND;

  if (n == 1)
    return query[common] == '\0' && common > 0 ? fit_beginning (path, kind, query) : FIT_NONE;

  best = fit_path (path + 1, n - 1, kind, query);
  for (gsize used = common; used >= least; used--) {
    Fit fit;

    if (((guchar)query[used] & 0xc0) == 0x80) /* amid a character */
      continue;
    fit = fit_path (path + 1, n - 1, kind, query + used);
    if (fit < FIT_AROUND)
      fit += FIT_AROUND;
    best = MIN (best, fit);
  }
  return best;
}

/* The longest names are known by what they are in the middle of: 恩施土家族苗族自治州. */
static Fit
fit_inside (const Keys *keys, const char *query)
{
  return strstr (keys->text[KEY_NAME], query) != NULL ? FIT_INSIDE : FIT_NONE;
}

static Fit
fit_division (const Keys *path, guint n, gboolean latin, const char *query)
{
  Fit fit = fit_path (path, n, latin ? KEY_READING : KEY_NAME, query);
  Fit other = latin ? fit_path (path, n, KEY_INITIALS, query) : fit_inside (path + n - 1, query);

  return MIN (fit, other);
}

static guint
get_level (const YzDivision *division)
{
  if (strcmp (division->code + 2, "0000") == 0)
    return 0;
  return strcmp (division->code + 4, "00") == 0 ? 1 : 2;
}

static guint
get_distance (const YzDivision *division, const char *near_code)
{
  if (near_code == NULL || strlen (near_code) != 6 || strncmp (division->code, near_code, 2) != 0)
    return 2;
  return strncmp (division->code, near_code, 4) != 0 ? 1 : 0;
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *left = a;
  const Hit *right = b;

  if (left->fit != right->fit)
    return left->fit < right->fit ? -1 : 1;
  if (left->distance != right->distance)
    return left->distance < right->distance ? -1 : 1;
  if (left->level != right->level)
    return left->level < right->level ? -1 : 1;
  return strcmp (left->division->code, right->division->code);
}

static GArray *
find_hits (const char *query, gboolean latin, const char *near_code)
{
  GArray *hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  Keys path[N_LEVELS];
  gboolean has_city = FALSE;

  /* In the order of the codes each division comes after those around it. */
  for (guint i = 0; i < yz_n_divisions; i++) {
    Hit hit = { .division = &yz_divisions[i] };
    guint n_around;

    hit.level = get_level (hit.division);
    n_around = hit.level < 2 || has_city ? hit.level : 1;
    if (hit.level < 2)
      has_city = hit.level == 1 && !hit.division->hidden;
    if (hit.division->hidden)
      continue;
    fill_keys (&path[n_around], hit.division);
    hit.fit = fit_division (path, n_around + 1, latin, query);
    hit.distance = get_distance (hit.division, near_code);
    if (hit.fit < FIT_NONE)
      g_array_append_val (hits, hit);
  }
  g_array_sort (hits, compare_hits);
  return hits;
}

/**
 * yz_division_search:
 * @query: what was typed: a part of a name, its pinyin or the initials, after those of the places
 *   around it or without
 * @near_code: (nullable): a code; of names that fit as well those near it come first
 * @limit: the most to be returned
 *
 * Returns: (transfer container) (element-type YzDivision): what fits, the best first
 */
GPtrArray *
yz_division_search (const char *query, const char *near_code, guint limit)
{
  GPtrArray *found = g_ptr_array_new ();
  g_autoptr (GArray) hits = NULL;
  g_autofree char *folded = NULL;
  gboolean latin;

  g_return_val_if_fail (query != NULL, found);

  folded = fold_query (query, &latin);
  if (folded == NULL)
    return found;
  hits = find_hits (folded, latin, near_code);
  for (guint i = 0; i < MIN (hits->len, limit); i++)
    g_ptr_array_add (found, (gpointer)g_array_index (hits, Hit, i).division);
  return found;
}
