/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-qr-grid.h"

#include <math.h>
#include <string.h>

/* Lays the grid of a QR code over a picture. Three finder patterns say about where it is and how
 * many modules it has; then its corners are moved until the modules that are known of every code
 * (finder, timing and alignment patterns) are dark and light where they should be. */

/* The middle of a finder pattern from the edge, in modules. */
#define MIDDLE 3.5

/* Modules that are known of any code, at most; those of the largest. */
#define MAX_KNOWN 4096

/* How far the fourth corner may lie from where it would be without perspective, as a part of the
 * side. */
#define MAX_SKEW 0.35

/* The other finder patterns of a code are among so many nearest to the one in its corner, and it is
 * in few triples. */
#define MAX_NEAREST 24
#define MAX_TRIPLES_EACH 6

/* By how much the modules of one code may differ in size, seen aslant. */
#define MAX_RATIO 2.2

/* However steep, the fourth corner is not so near. */
#define MIN_DEPTH 0.4

typedef struct {
  double m[9];
} Homography;

typedef struct {
  gint16 x;
  gint16 y;
  gint8 sign; /* 1 light, -1 dark */
} Known;

typedef struct {
  const YzRelief *relief;
  YzQrGrid *grid;
  Known *known;
  guint n_known;
} Fit;

/* Geometry ------------------------------------------------------------------------------------- */

/* From the unit square to four corners: top left, top right, bottom left, bottom right. (Heckbert,
 * Fundamentals of Texture Mapping and Image Warping, 1989.) */
static void
find_homography (const double *c, Homography *ret)
{
  double x0 = c[0], y0 = c[1], x1 = c[2], y1 = c[3], x3 = c[4], y3 = c[5], x2 = c[6], y2 = c[7];
  double dx1 = x1 - x2, dx2 = x3 - x2, sx = x0 - x1 + x2 - x3;
  double dy1 = y1 - y2, dy2 = y3 - y2, sy = y0 - y1 + y2 - y3;
  double det = dx1 * dy2 - dx2 * dy1;
  double g = det != 0 ? (sx * dy2 - dx2 * sy) / det : 0;
  double h = det != 0 ? (dx1 * sy - sx * dy1) / det : 0;

  *ret = (Homography){ { x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3,
                         y0, g, h, 1 } };
}

/* Paper bends along lines: mostly squares and cubes of the place on the sheet, all of them nil at
 * the corners, which are moved on their own. */
static void
bend (const double *bends, double span, double *a, double *b)
{
  double s = 2 * *a - 1;
  double t = 2 * *b - 1;
  double terms[] = { s * s - 1,       t * t - 1,       s * (s * s - 1),
                     t * (t * t - 1), s * (t * t - 1), t * (s * s - 1) };

  for (guint i = 0; i < G_N_ELEMENTS (terms); i++) {
    *a += bends[2 * i] * terms[i] / span;
    *b += bends[2 * i + 1] * terms[i] / span;
  }
}

/* Where a place of the grid, in modules, lies in the picture. */
static void
locate (const YzQrGrid *grid, const Homography *h, double u, double v, double *ret_x, double *ret_y)
{
  double span = YZ_QR_SIDE (grid->version) - 2 * MIDDLE;
  double a = (u - MIDDLE) / span;
  double b = (v - MIDDLE) / span;
  double w;

  if (grid->bent)
    bend (grid->bends, span, &a, &b);
  w = h->m[6] * a + h->m[7] * b + h->m[8];
  *ret_x = (h->m[0] * a + h->m[1] * b + h->m[2]) / w;
  *ret_y = (h->m[3] * a + h->m[4] * b + h->m[5]) / w;
}

/* Fitting -------------------------------------------------------------------------------------- */

/* How well the known modules are seen where the grid says they are: the correlation of what they
 * should be and what is there. */
static double
rate (const Fit *fit)
{
  static const double offsets[][2]
      = { { -0.25, -0.25 }, { 0.25, -0.25 }, { -0.25, 0.25 }, { 0.25, 0.25 } };
  Homography h;
  double sum = 0, squares = 0, product = 0, signs = 0;
  double n = fit->n_known * (double)G_N_ELEMENTS (offsets);
  double variance;

  find_homography (fit->grid->corners, &h);
  for (guint i = 0; i < fit->n_known; i++) {
    const Known *known = &fit->known[i];

    for (guint o = 0; o < G_N_ELEMENTS (offsets); o++) {
      double x, y, value;

      locate (fit->grid, &h, known->x + 0.5 + offsets[o][0], known->y + 0.5 + offsets[o][1], &x,
              &y);
      value = yz_relief_get (fit->relief, x, y);
      sum += value;
      squares += value * value;
      product += value * known->sign;
      signs += known->sign;
    }
  }
  variance = (squares - sum * sum / n) * (n - signs * signs / n);
  if (variance <= 0)
    return 0;
  return (product - sum * signs / n) / sqrt (variance) * (fit->grid->inverted ? -1 : 1);
}

/* Moves each of the numbers by a step to and fro for as long as that makes it better, then by half
 * a step. */
static void
climb (Fit *fit, double *numbers, guint n, double step, double least)
{
  double best = rate (fit);

  for (; step >= least; step /= 2) {
    gboolean better = TRUE;

    for (guint round = 0; better && round < 8; round++) {
      better = FALSE;
      for (guint i = 0; i < n; i++) {
        for (int direction = -1; direction <= 1; direction += 2) {
          double before = numbers[i];
          double now;

          numbers[i] = before + direction * step;
          now = rate (fit);
          if (now > best) {
            best = now;
            better = TRUE;
            break;
          }
          numbers[i] = before;
        }
      }
    }
  }
  fit->grid->score = best;
}

static void
list_known (Fit *fit)
{
  guint side = YZ_QR_SIDE (fit->grid->version);
  g_autofree guint8 *modules = g_malloc (side * side);

  yz_qr_layout_fill (fit->grid->version, modules);
  fit->known = g_new (Known, side * side);
  fit->n_known = 0;
  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++)
      if (modules[y * side + x] != YZ_QR_ANY)
        fit->known[fit->n_known++]
            = (Known){ (gint16)x, (gint16)y, modules[y * side + x] == YZ_QR_LIGHT ? 1 : -1 };
}

/* The fourth corner is where the patterns fit best; the timing patterns and the form of the finder
 * patterns say roughly, the alignment patterns exactly. */
static void
search_fourth (Fit *fit)
{
  double *corner = fit->grid->corners + 6;
  double module = yz_qr_grid_get_module (fit->grid);
  double span = module * (YZ_QR_SIDE (fit->grid->version) - 2 * MIDDLE);
  double start[] = { corner[0], corner[1] };
  double found[] = { corner[0], corner[1] };
  double best = rate (fit);
  int n = (int)MIN (ceil (MAX_SKEW * span / module / 2), 12);
  double step = MAX_SKEW * span / n;

  for (int i = -n; i <= n; i++) {
    for (int j = -n; j <= n; j++) {
      double now;

      corner[0] = start[0] + i * step;
      corner[1] = start[1] + j * step;
      now = rate (fit);
      if (now > best) {
        best = now;
        found[0] = corner[0];
        found[1] = corner[1];
      }
    }
  }
  corner[0] = found[0];
  corner[1] = found[1];
}

/**
 * yz_qr_grid_fit:
 * @self: a grid that was proposed
 * @relief: the picture
 *
 * Moves its corners until it fits.
 */
void
yz_qr_grid_fit (YzQrGrid *self, const YzRelief *relief)
{
  Fit fit = { relief, self, NULL, 0 };
  double module = yz_qr_grid_get_module (self);

  list_known (&fit);
  search_fourth (&fit);
  climb (&fit, self->corners + 6, 2, 2 * module, 0.5 * module);
  climb (&fit, self->corners, 8, module, module / 16);
  g_free (fit.known);
}

/**
 * yz_qr_grid_bend:
 * @self: a grid that was fitted
 * @relief: the picture
 *
 * Bends it as paper bends, until it fits better.
 */
void
yz_qr_grid_bend (YzQrGrid *self, const YzRelief *relief)
{
  Fit fit = { relief, self, NULL, 0 };
  double module = yz_qr_grid_get_module (self);

  list_known (&fit);
  self->bent = TRUE;
  for (guint i = 0; i < 2; i++) {
    climb (&fit, self->bends, YZ_QR_N_BENDS, 1, 0.1);
    climb (&fit, self->corners, 8, module / 2, module / 16);
  }
  g_free (fit.known);
}

/**
 * yz_qr_grid_sample:
 * @self: a grid
 * @relief: the picture
 * @margin: modules around the code that are wanted too
 * @values: (out): how much lighter than its surroundings each module is, or darker where the code
 *   is light on dark
 *
 * Looks at each module.
 */
void
yz_qr_grid_sample (const YzQrGrid *self, const YzRelief *relief, guint margin, double *values)
{
  static const double offsets[] = { -0.2, 0, 0.2 };
  int side = (int)YZ_QR_SIDE (self->version);
  Homography h;

  find_homography (self->corners, &h);
  for (int v = -(int)margin; v < side + (int)margin; v++) {
    for (int u = -(int)margin; u < side + (int)margin; u++) {
      double sum = 0;

      for (guint i = 0; i < 9; i++) {
        double x, y;

        locate (self, &h, u + 0.5 + offsets[i % 3], v + 0.5 + offsets[i / 3], &x, &y);
        sum += yz_relief_get (relief, x, y);
      }
      *values++ = self->inverted ? -sum / 9 : sum / 9;
    }
  }
}

/**
 * yz_qr_grid_get_module:
 * @self: a grid
 *
 * Returns: about as many pixels are one module
 */
double
yz_qr_grid_get_module (const YzQrGrid *self)
{
  double span = YZ_QR_SIDE (self->version) - 2 * MIDDLE;
  const double *c = self->corners;

  return (hypot (c[2] - c[0], c[3] - c[1]) + hypot (c[4] - c[0], c[5] - c[1])) / 2 / span;
}

/**
 * yz_qr_grid_get_middle:
 * @self: a grid
 * @ret_x: (out): in pixels
 * @ret_y: (out): in pixels
 *
 * Tells where the middle of the code lies.
 */
void
yz_qr_grid_get_middle (const YzQrGrid *self, double *ret_x, double *ret_y)
{
  *ret_x = (self->corners[2] + self->corners[4]) / 2;
  *ret_y = (self->corners[3] + self->corners[5]) / 2;
}

/* Proposing ------------------------------------------------------------------------------------ */

/* From a finder pattern to another one. */
typedef struct {
  const YzQrFinder *end;
  double dx;
  double dy;
  double length;
  double modules;
  double depth; /* how far the end is, where the beginning is 1 */
} Side;

typedef struct {
  const YzQrFinder *corner;
  Side right;
  Side below;
  double error;
} Triple;

static gint
compare_lengths (gconstpointer a, gconstpointer b)
{
  const Side *x = a;
  const Side *y = b;

  return (x->length > y->length) - (x->length < y->length);
}

static gboolean
are_alike (const YzQrFinder *a, const YzQrFinder *b)
{
  return a->inverted == b->inverted && a->module <= MAX_RATIO * b->module
         && b->module <= MAX_RATIO * a->module;
}

/* In perspective the size of a module changes along a side as the square of the distance, and its
 * geometric mean at the ends is that of the whole side. */
static void
measure_side (Side *side, const YzQrFinder *begin, const YzRelief *relief)
{
  double at_begin, at_end;

  if (!yz_qr_finder_measure (begin, relief, side->end, &at_begin)
      || !yz_qr_finder_measure (side->end, relief, begin, &at_end)) {
    at_begin = begin->module;
    at_end = side->end->module;
  }
  side->depth = sqrt (at_begin / at_end);
  side->modules = side->length / sqrt (at_begin * at_end);
}

static GArray *
list_sides (const YzQrFinder *corner, const YzRelief *relief, GArray *finders)
{
  GArray *sides = g_array_new (FALSE, FALSE, sizeof (Side));

  for (guint i = 0; i < finders->len; i++) {
    const YzQrFinder *end = &g_array_index (finders, YzQrFinder, i);
    double dx = end->x - corner->x, dy = end->y - corner->y;
    Side side = { end, dx, dy, hypot (dx, dy), 0, 0 };

    if (end != corner && are_alike (corner, end))
      g_array_append_val (sides, side);
  }
  g_array_sort (sides, compare_lengths);
  g_array_set_size (sides, MIN (sides->len, MAX_NEAREST));
  for (guint i = 0; i < sides->len; i++)
    measure_side (&g_array_index (sides, Side, i), corner, relief);
  return sides;
}

/* Whether three finder patterns may be those of a code. */
static gboolean
is_triple (Triple *triple)
{
  const Side *a = &triple->right;
  const Side *b = &triple->below;
  double sine = (a->dx * b->dy - a->dy * b->dx) / (a->length * b->length);
  double sizes[] = { triple->corner->module, a->end->module, b->end->module };
  double least = MIN (sizes[0], MIN (sizes[1], sizes[2]));
  double most = MAX (sizes[0], MAX (sizes[1], sizes[2]));

  /* A mirrored code would have them the other way round. */
  if (sine < 0.6 || most > MAX_RATIO * least || a->length > 2.5 * b->length
      || b->length > 2.5 * a->length || MIN (a->modules, b->modules) < 9
      || MAX (a->modules, b->modules) > 1.3 * YZ_QR_MAX_SIDE)
    return FALSE;
  triple->error = fabs (log (a->modules / b->modules)) + (1 - sine) + log (most / least) / 2;
  /* What is seen in few rows is often none. */
  triple->error += 1.0 / triple->corner->n_rows + 1.0 / a->end->n_rows + 1.0 / b->end->n_rows;
  return TRUE;
}

static gint
compare_errors (gconstpointer a, gconstpointer b)
{
  const Triple *x = a;
  const Triple *y = b;

  return (x->error > y->error) - (x->error < y->error);
}

static GArray *
list_triples_at (const YzQrFinder *corner, const YzRelief *relief, GArray *finders)
{
  GArray *triples = g_array_new (FALSE, FALSE, sizeof (Triple));
  g_autoptr (GArray) sides = list_sides (corner, relief, finders);

  for (guint i = 0; i < sides->len; i++) {
    for (guint j = 0; j < sides->len; j++) {
      Triple triple = { corner, g_array_index (sides, Side, i), g_array_index (sides, Side, j), 0 };

      if (i != j && is_triple (&triple))
        g_array_append_val (triples, triple);
    }
  }
  g_array_sort (triples, compare_errors);
  g_array_set_size (triples, MIN (triples->len, MAX_TRIPLES_EACH));
  return triples;
}

static GArray *
list_triples (const YzRelief *relief, GArray *finders, guint most)
{
  GArray *triples = g_array_new (FALSE, FALSE, sizeof (Triple));

  for (guint i = 0; i < finders->len; i++) {
    g_autoptr (GArray) some
        = list_triples_at (&g_array_index (finders, YzQrFinder, i), relief, finders);

    g_array_append_vals (triples, some->data, some->len);
  }
  g_array_sort (triples, compare_errors);
  g_array_set_size (triples, MIN (triples->len, most));
  return triples;
}

static void
propose_versions (const Triple *triple, GArray *grids)
{
  double modules = (triple->right.modules + triple->below.modules) / 2;
  int middle = (int)lround ((modules + 2 * MIDDLE - 17) / 4);
  YzQrGrid grid = { .inverted = triple->corner->inverted };
  const YzQrFinder *a = triple->corner, *b = triple->right.end, *c = triple->below.end;
  double wb = triple->right.depth, wc = triple->below.depth, w = MAX (wb + wc - 1, MIN_DEPTH);
  double corners[] = { a->x,
                       a->y,
                       b->x,
                       b->y,
                       c->x,
                       c->y,
                       (wb * b->x + wc * c->x - a->x) / w,
                       (wb * b->y + wc * c->y - a->y) / w };
  int reach = 1 + middle / 8;

  memcpy (grid.corners, corners, sizeof corners);
  for (int i = 0; i <= 2 * reach; i++) {
    int version = middle + (i % 2 != 0 ? -(i + 1) / 2 : i / 2);

    if (version < 1 || version > YZ_QR_MAX_VERSION)
      continue;
    grid.version = (guint)version;
    g_array_append_val (grids, grid);
  }
}

static gint
compare_scores (gconstpointer a, gconstpointer b)
{
  const YzQrGrid *x = a;
  const YzQrGrid *y = b;

  return (x->score < y->score) - (x->score > y->score);
}

/**
 * yz_qr_grid_propose:
 * @relief: a picture
 * @finders: (element-type YzQrFinder): the finder patterns seen in it
 * @most: how many triples of them are worth a look
 *
 * Returns: (transfer full) (element-type YzQrGrid): grids that may lie there, the likeliest first
 */
GArray *
yz_qr_grid_propose (const YzRelief *relief, GArray *finders, guint most)
{
  GArray *grids = g_array_new (FALSE, FALSE, sizeof (YzQrGrid));
  g_autoptr (GArray) triples = list_triples (relief, finders, most);

  for (guint i = 0; i < triples->len; i++)
    propose_versions (&g_array_index (triples, Triple, i), grids);
  for (guint i = 0; i < grids->len; i++) {
    YzQrGrid *grid = &g_array_index (grids, YzQrGrid, i);
    Fit fit = { relief, grid, NULL, 0 };

    list_known (&fit);
    grid->score = rate (&fit);
    g_free (fit.known);
  }
  g_array_sort (grids, compare_scores);
  return grids;
}
