/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-qr-equalizer.h"

#include <math.h>
#include <string.h>

/* Decides which modules are dark. Blur, a hand that moved, and a lens out of focus mix each module
 * with those around it. Some hundred modules of every code are known beforehand: from them the
 * weights are found that undo the mixing, by least squares, as a modem does with the line. */

#define MAX_RADIUS YZ_QR_MARGIN
#define MAX_WEIGHTS ((2 * MAX_RADIUS + 1) * (2 * MAX_RADIUS + 1) + 1)

/* Keeps the weights small where the known modules say too little: a part of their strength. */
#define RIDGE 0.01

/* A module that was decided so clearly may teach in the next round. */
#define SURE 0.4

/* What a drawn code needs for zbar. */
#define PIXELS 4
#define QUIET 4

typedef struct {
  double matrix[MAX_WEIGHTS][MAX_WEIGHTS + 1];
  guint n;
} Equations;

static void
add_equation (Equations *self, const double *inputs, double wanted)
{
  for (guint i = 0; i < self->n; i++) {
    for (guint j = 0; j < self->n; j++)
      self->matrix[i][j] += inputs[i] * inputs[j];
    self->matrix[i][self->n] += inputs[i] * wanted;
  }
}

/* Gauss and Jordan; the ridge keeps the pivots from nil. */
static void
solve (Equations *self, double *weights)
{
  guint n = self->n;
  double trace = 0;

  for (guint i = 0; i < n; i++)
    trace += self->matrix[i][i];
  for (guint i = 0; i < n; i++)
    self->matrix[i][i] += RIDGE * trace / n + 1e-9;
  for (guint i = 0; i < n; i++) {
    double pivot = self->matrix[i][i];

    for (guint j = i; j <= n; j++)
      self->matrix[i][j] /= pivot;
    for (guint k = 0; k < n; k++) {
      double factor = self->matrix[k][i];

      if (k == i || factor == 0)
        continue;
      for (guint j = i; j <= n; j++)
        self->matrix[k][j] -= factor * self->matrix[i][j];
    }
  }
  for (guint i = 0; i < n; i++)
    weights[i] = self->matrix[i][n];
}

/* The modules around one, and one that is the same everywhere. */
static void
gather (const double *values, guint side, guint x, guint y, guint radius, double *inputs)
{
  gsize stride = side + 2 * YZ_QR_MARGIN;
  const double *from = values + (y + YZ_QR_MARGIN - radius) * stride + x + YZ_QR_MARGIN - radius;

  for (guint i = 0; i < 2 * radius + 1; i++, from += stride)
    for (guint j = 0; j < 2 * radius + 1; j++)
      *inputs++ = from[j];
  *inputs = 1;
}

static double
get_scale (const double *values, guint side)
{
  gsize n = (gsize)(side + 2 * YZ_QR_MARGIN) * (side + 2 * YZ_QR_MARGIN);
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += values[i] * values[i];
  return sum > 0 ? sqrt (n / sum) : 1;
}

static void
learn (const double *values, guint side, const double *wanted, guint radius, double *weights)
{
  Equations equations = { .n = (2 * radius + 1) * (2 * radius + 1) + 1 };

  for (guint y = 0; y < side; y++) {
    for (guint x = 0; x < side; x++) {
      double inputs[MAX_WEIGHTS];

      if (wanted[y * side + x] == 0)
        continue;
      gather (values, side, x, y, radius, inputs);
      add_equation (&equations, inputs, wanted[y * side + x]);
    }
  }
  solve (&equations, weights);
}

static void
apply (const double *values, guint side, guint radius, const double *weights, double *results)
{
  guint n = (2 * radius + 1) * (2 * radius + 1) + 1;

  for (guint y = 0; y < side; y++) {
    for (guint x = 0; x < side; x++) {
      double inputs[MAX_WEIGHTS];
      double sum = 0;

      gather (values, side, x, y, radius, inputs);
      for (guint i = 0; i < n; i++)
        sum += weights[i] * inputs[i];
      results[y * side + x] = sum;
    }
  }
}

/**
 * yz_qr_equalizer_decide:
 * @version: 1 to 40
 * @values: how light each module is, with a margin of %YZ_QR_MARGIN modules
 * @radius: so many modules on each side are mixed with each, at most %YZ_QR_MARGIN
 * @rounds: how often what was decided teaches again
 * @modules: (out): for each module %YZ_QR_DARK or %YZ_QR_LIGHT
 *
 * Decides which modules are dark.
 */
void
yz_qr_equalizer_decide (guint version,
                        const double *values,
                        guint radius,
                        guint rounds,
                        guint8 *modules)
{
  guint side = YZ_QR_SIDE (version);
  gsize n = (gsize)side * side;
  gsize n_values = (gsize)(side + 2 * YZ_QR_MARGIN) * (side + 2 * YZ_QR_MARGIN);
  g_autofree double *scaled = g_new (double, n_values);
  g_autofree double *wanted = g_new (double, n);
  g_autofree double *results = g_new (double, n);
  double scale = get_scale (values, side);
  double weights[MAX_WEIGHTS];

  for (gsize i = 0; i < n_values; i++)
    scaled[i] = values[i] * scale;
  yz_qr_layout_fill (version, modules);
  for (gsize i = 0; i < n; i++)
    wanted[i] = modules[i] == YZ_QR_ANY ? 0 : modules[i] == YZ_QR_LIGHT ? 1 : -1;
  for (guint round = 0;; round++) {
    learn (scaled, side, wanted, radius, weights);
    apply (scaled, side, radius, weights, results);
    if (round == rounds)
      break;
    for (gsize i = 0; i < n; i++)
      if (modules[i] == YZ_QR_ANY)
        wanted[i] = fabs (results[i]) < SURE ? 0 : results[i] > 0 ? 1 : -1;
  }
  for (gsize i = 0; i < n; i++)
    if (modules[i] == YZ_QR_ANY)
      modules[i] = results[i] > 0 ? YZ_QR_LIGHT : YZ_QR_DARK;
}

/**
 * yz_qr_equalizer_draw:
 * @version: 1 to 40
 * @modules: for each %YZ_QR_DARK or %YZ_QR_LIGHT
 * @pixels: where the picture is written
 *
 * Returns: a picture of the code as it should be
 */
YzGray
yz_qr_equalizer_draw (guint version, const guint8 *modules, GByteArray *pixels)
{
  guint side = YZ_QR_SIDE (version);
  guint width = (side + 2 * QUIET) * PIXELS;

  g_byte_array_set_size (pixels, width * width);
  memset (pixels->data, 0xff, pixels->len);
  for (guint y = 0; y < side * PIXELS; y++) {
    guint8 *row = pixels->data + (y + QUIET * PIXELS) * width + QUIET * PIXELS;

    for (guint x = 0; x < side * PIXELS; x++)
      row[x] = modules[y / PIXELS * side + x / PIXELS] == YZ_QR_DARK ? 0 : 0xff;
  }
  return (YzGray){ pixels->data, width, width, width };
}
