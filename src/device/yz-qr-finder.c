/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-qr-finder.h"

#include <math.h>

/* Finder patterns: whichever way a line goes through the middle of one, it is dark for one part,
 * light for one, dark for three, light for one and dark for one. Dark is what is darker than its
 * surroundings, and an edge lies between two pixels where the difference is nil, so that modules of
 * less than two pixels are seen too. */

/* Grey levels that noise may have on both sides of nil. */
#define NOISE 4

/* How far the parts may be from what they should be, in modules: blur moves edges. */
#define TOLERANCE 0.65
#define CORE_TOLERANCE 1.3

#define MAX_CANDIDATES 4000

#define N_PARTS 5
#define N_EDGES 3 /* on each side */

typedef struct {
  const YzRelief *relief;
  GArray *found;
} Search;

/* A way from the middle of a finder pattern outwards. */
typedef struct {
  double x;
  double y;
  double dx;
  double dy;
  double length;
  gboolean inverted;
} Way;

static gboolean
has_proportions (const double *parts, double *ret_module)
{
  double sum = 0;
  double module;

  for (guint i = 0; i < N_PARTS; i++)
    sum += parts[i];
  module = sum / 7;
  for (guint i = 0; i < N_PARTS; i++)
    if (i != 2 && fabs (parts[i] - module) > TOLERANCE * module)
      return FALSE;
  *ret_module = module;
  return fabs (parts[2] - 3 * module) <= CORE_TOLERANCE * module;
}

/* Goes on from a place inside the core until it has passed the three edges on that side, and tells
 * how far each is. */
static gboolean
walk (const YzRelief *relief, const Way *way, double *edges)
{
  const double step = 0.5;
  double sign = way->inverted ? -1 : 1;
  double before = sign * yz_relief_get (relief, way->x, way->y);
  double state = -1; /* in the core it is dark */
  double nil = 0;
  guint n = 0;

  for (double length = step; length <= way->length; length += step) {
    double now
        = sign * yz_relief_get (relief, way->x + way->dx * length, way->y + way->dy * length);

    if (before * now <= 0 && before != now)
      nil = length - step * now / (now - before);
    if (now * state < 0 && fabs (now) >= NOISE) {
      edges[n++] = nil;
      state = -state;
      if (n == N_EDGES)
        return TRUE;
    }
    before = now;
  }
  return FALSE;
}

/* The size of a module along a line through the middle of @finder, and by how much the middle of
 * the line lies further on. */
static gboolean
measure (const YzRelief *relief,
         const YzQrFinder *finder,
         double dx,
         double dy,
         double *ret_module,
         double *ret_shift)
{
  double length = 8 * finder->module + 2;
  double ahead[N_EDGES];
  double behind[N_EDGES];

  if (!walk (relief, &(Way){ finder->x, finder->y, dx, dy, length, finder->inverted }, ahead)
      || !walk (relief, &(Way){ finder->x, finder->y, -dx, -dy, length, finder->inverted }, behind))
    return FALSE;
  *ret_shift = (ahead[0] - behind[0]) / 2;
  return has_proportions ((double[]){ behind[2] - behind[1], behind[1] - behind[0],
                                      behind[0] + ahead[0], ahead[1] - ahead[0],
                                      ahead[2] - ahead[1] },
                          ret_module);
}

/* Looks across, and then along again through the middle that this gave. */
static gboolean
check (const YzRelief *relief, YzQrFinder *finder)
{
  double across, along, shift;

  if (!measure (relief, finder, 0, 1, &across, &shift) || across > 2.5 * finder->module
      || finder->module > 2.5 * across)
    return FALSE;
  finder->y += shift;
  if (!measure (relief, finder, 1, 0, &along, &shift))
    return FALSE;
  finder->x += shift;
  finder->module = sqrt (across * along);
  return TRUE;
}

static void
note (Search *self, const YzQrFinder *finder)
{
  for (guint i = 0; i < self->found->len; i++) {
    YzQrFinder *other = &g_array_index (self->found, YzQrFinder, i);
    double weight = 1.0 / (other->n_rows + 1);

    if (other->inverted != finder->inverted || fabs (other->x - finder->x) > 2 * other->module
        || fabs (other->y - finder->y) > 2 * other->module)
      continue;
    other->x += (finder->x - other->x) * weight;
    other->y += (finder->y - other->y) * weight;
    other->module += (finder->module - other->module) * weight;
    other->n_rows++;
    return;
  }
  if (self->found->len < MAX_CANDIDATES)
    g_array_append_val (self->found, *finder);
}

/* The edges of the last five parts of a row. */
typedef struct {
  double edges[N_PARTS + 1];
  guint n;
} Row;

static void
end_part (Search *self, Row *row, double edge, guint y, gboolean was_light)
{
  YzQrFinder finder = { .y = y, .n_rows = 1, .inverted = was_light };
  double parts[N_PARTS];

  for (guint i = 0; i < N_PARTS; i++)
    row->edges[i] = row->edges[i + 1];
  row->edges[N_PARTS] = edge;
  if (++row->n <= N_PARTS)
    return;
  for (guint i = 0; i < N_PARTS; i++)
    parts[i] = row->edges[i + 1] - row->edges[i];
  if (!has_proportions (parts, &finder.module))
    return;
  finder.x = (row->edges[2] + row->edges[3]) / 2;
  if (check (self->relief, &finder))
    note (self, &finder);
}

static void
search_row (Search *self, guint y)
{
  const YzGray *gray = &self->relief->gray;
  const guint8 *pixels = gray->pixels + y * gray->stride;
  const guint8 *means = self->relief->means.pixels + y * self->relief->means.stride;
  Row row = { { 0 }, 0 };
  int before = 0;
  double nil = 0;
  gboolean light = FALSE;

  for (guint x = 0; x < gray->width; x++) {
    int now = pixels[x] - means[x];

    if ((now < 0) != (before < 0))
      nil = x - (double)now / (now - before);
    if (light ? now <= -NOISE : now >= NOISE) {
      end_part (self, &row, nil, y, light);
      light = !light;
    }
    before = now;
  }
  end_part (self, &row, gray->width, y, light);
}

static gint
compare_rows (gconstpointer a, gconstpointer b)
{
  const YzQrFinder *x = a;
  const YzQrFinder *y = b;

  return (x->n_rows < y->n_rows) - (x->n_rows > y->n_rows);
}

/**
 * yz_qr_finder_search:
 * @relief: a picture
 * @most: how many are wanted at the most
 *
 * Returns: (transfer full) (element-type YzQrFinder): what looks like finder patterns, those first
 *   that were seen in most rows
 */
GArray *
yz_qr_finder_search (const YzRelief *relief, guint most)
{
  Search self = { relief, g_array_new (FALSE, FALSE, sizeof (YzQrFinder)) };

  for (guint y = 0; y < relief->gray.height; y++)
    search_row (&self, y);
  g_array_sort (self.found, compare_rows);
  g_array_set_size (self.found, MIN (self.found->len, most));
  return self.found;
}

/**
 * yz_qr_finder_measure:
 * @self: a finder pattern
 * @relief: the picture in which it was found
 * @other: another, in the direction of which is measured
 * @ret_module: (out): pixels a module in this direction
 *
 * Returns: whether the pattern looks like one in this direction too
 */
gboolean
yz_qr_finder_measure (const YzQrFinder *self,
                      const YzRelief *relief,
                      const YzQrFinder *other,
                      double *ret_module)
{
  double dx = other->x - self->x;
  double dy = other->y - self->y;
  double length = hypot (dx, dy);
  double shift;

  return length > 0 && measure (relief, self, dx / length, dy / length, ret_module, &shift);
}
