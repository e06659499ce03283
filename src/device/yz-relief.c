/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-relief.h"

static void
add_row (const YzGray *gray, guint y, guint32 *columns)
{
  const guint8 *row = gray->pixels + y * gray->stride;

  for (guint x = 0; x < gray->width; x++)
    columns[x] += row[x];
}

static void
take_row (const YzGray *gray, guint y, guint32 *columns)
{
  const guint8 *row = gray->pixels + y * gray->stride;

  for (guint x = 0; x < gray->width; x++)
    columns[x] -= row[x];
}

/* The means of one row, of sums over @n_rows in each column. */
static void
average (const guint32 *columns, guint width, guint radius, guint n_rows, guint8 *out)
{
  guint n = MIN (radius, width);
  guint64 sum = 0;

  for (guint x = 0; x < n; x++)
    sum += columns[x];
  for (guint x = 0; x < width; x++) {
    if (x + radius < width) {
      sum += columns[x + radius];
      n++;
    }
    if (x > radius) {
      sum -= columns[x - radius - 1];
      n--;
    }
    out[x] = (guint8)(sum / (n * n_rows));
  }
}

/**
 * yz_relief_make:
 * @gray: a picture
 * @radius: at least 1: the surroundings of a pixel are the square of 2 × @radius + 1 pixels, or
 *   what the border leaves of it
 * @pixels: where the means are written
 *
 * Returns: the relief, which needs both
 */
YzRelief
yz_relief_make (const YzGray *gray, guint radius, GByteArray *pixels)
{
  g_autofree guint32 *columns = g_new0 (guint32, gray->width);
  guint n_rows = MIN (radius, gray->height);

  g_byte_array_set_size (pixels, gray->width * gray->height);
  for (guint y = 0; y < n_rows; y++)
    add_row (gray, y, columns);
  for (guint y = 0; y < gray->height; y++) {
    if (y + radius < gray->height) {
      add_row (gray, y + radius, columns);
      n_rows++;
    }
    if (y > radius) {
      take_row (gray, y - radius - 1, columns);
      n_rows--;
    }
    average (columns, gray->width, radius, n_rows, pixels->data + (gsize)y * gray->width);
  }
  return (YzRelief){ *gray, { pixels->data, gray->width, gray->height, gray->width } };
}

/**
 * yz_relief_get:
 * @self: a relief
 * @x: in pixels, also between them
 * @y: in pixels
 *
 * Returns: how much lighter than its surroundings the picture is at a place; nil outside
 */
double
yz_relief_get (const YzRelief *self, double x, double y)
{
  const YzGray *gray = &self->gray;
  const guint8 *pixel;
  double dx, dy;
  guint left, top;

  if (!(x >= 0 && y >= 0 && x < gray->width - 1 && y < gray->height - 1))
    return 0;
  left = (guint)x;
  top = (guint)y;
  dx = x - left;
  dy = y - top;
  pixel = gray->pixels + top * gray->stride + left;
  return (1 - dy) * ((1 - dx) * pixel[0] + dx * pixel[1])
         + dy * ((1 - dx) * pixel[gray->stride] + dx * pixel[gray->stride + 1])
         - self->means.pixels[top * self->means.stride + left];
}
