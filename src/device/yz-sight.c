/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sight.h"

#include <stdlib.h>

/* What a picture as a whole says about why nothing was read in it. Codes are held before the middle
 * of a camera; what is around may be sharp or not. */

/* The mean of a picture that shows nothing. */
#define DARK_MEAN 28

/* Between so many pixels a sharp edge has gone over from dark to light, a blurred one only a part
 * of it. Where there is too little contrast, nothing is held before the camera. */
#define EDGE 4
#define MIN_CONTRAST 60
#define SHARP_PART 0.4

/* A code that is too far away is a small patch, about square, of nothing but edges in both
 * directions, on something calm. Pixels of a tile, levels from one pixel to the next, and how many
 * times as many as elsewhere. */
#define TILE 16
#define BUSY 14
#define BUSIER 4
#define MAX_TILES 8

typedef struct {
  guint counts[256];
  guint n;
} Histogram;

static void
add (Histogram *self, int value)
{
  self->counts[value]++;
  self->n++;
}

/* The level below which such a part of the values lies. */
static guint
get_level (const Histogram *self, double part)
{
  guint sum = 0;
  guint level = 0;

  while (level < 255 && (sum += self->counts[level]) <= part * self->n)
    level++;
  return level;
}

static double
get_mean (const Histogram *self)
{
  double sum = 0;

  for (guint i = 0; i < 256; i++)
    sum += (double)i * self->counts[i];
  return self->n > 0 ? sum / self->n : 0;
}

/* The mean step from one pixel to the next in a tile, in the direction where it is less. */
static guint
get_unrest (const YzGray *gray, guint left, guint top)
{
  guint across = 0;
  guint down = 0;

  for (guint y = top; y < top + TILE; y++) {
    const guint8 *row = gray->pixels + y * gray->stride + left;

    for (guint x = 0; x < TILE; x++) {
      across += (guint)abs (row[x + 1] - row[x]);
      down += (guint)abs (row[x + gray->stride] - row[x]);
    }
  }
  return MIN (across, down) / (TILE * TILE);
}

static gboolean
is_far (const YzGray *gray)
{
  guint n_across = gray->width > TILE ? (gray->width - 1) / TILE : 0;
  guint n_down = gray->height > TILE ? (gray->height - 1) / TILE : 0;
  g_autofree guint8 *unrest = g_malloc0 ((gsize)n_across * n_down + 1);
  Histogram tiles = { { 0 }, 0 };
  guint left = n_across, right = 0, top = n_down, bottom = 0, n = 0, least;

  for (guint i = 0; i < n_across * n_down; i++) {
    unrest[i] = (guint8)get_unrest (gray, i % n_across * TILE, i / n_across * TILE);
    add (&tiles, unrest[i]);
  }
  least = MAX (BUSY, BUSIER * get_level (&tiles, 0.5));
  for (guint i = 0; i < n_across * n_down; i++) {
    if (unrest[i] < least)
      continue;
    left = MIN (left, i % n_across);
    right = MAX (right, i % n_across);
    top = MIN (top, i / n_across);
    bottom = MAX (bottom, i / n_across);
    n++;
  }
  return n >= 4 && right - left < MAX_TILES && bottom - top < MAX_TILES
         && 2 * n >= (right - left + 1) * (bottom - top + 1);
}

/**
 * yz_sight_judge:
 * @gray: a picture in which nothing was read
 *
 * Returns: what stood in the way, as far as one can tell
 */
YzSight
yz_sight_judge (const YzGray *gray)
{
  Histogram levels = { { 0 }, 0 };
  Histogram edges = { { 0 }, 0 };
  guint contrast;

  for (guint y = gray->height / 4; y + EDGE < gray->height * 3 / 4; y += 2) {
    const guint8 *row = gray->pixels + y * gray->stride;

    for (guint x = gray->width / 4; x + EDGE < gray->width * 3 / 4; x += 2) {
      add (&levels, row[x]);
      add (&edges, MAX (abs (row[x + EDGE] - row[x]), abs (row[x + EDGE * gray->stride] - row[x])));
    }
  }
  if (levels.n == 0)
    return YZ_SIGHT_NOTHING;
  if (get_mean (&levels) < DARK_MEAN)
    return YZ_SIGHT_DARK;
  contrast = get_level (&levels, 0.98) - get_level (&levels, 0.02);
  if (contrast >= MIN_CONTRAST && get_level (&edges, 0.995) < SHARP_PART * contrast)
    return YZ_SIGHT_BLURRED;
  return is_far (gray) ? YZ_SIGHT_FAR : YZ_SIGHT_NOTHING;
}
