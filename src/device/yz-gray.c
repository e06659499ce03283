/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-gray.h"

#include <string.h>

/* What is done to whole grey pictures. Each writes into an array that is kept from one frame to the
 * next, and gives the picture that lies in it. */

static YzGray
make (GByteArray *pixels, guint width, guint height)
{
  g_byte_array_set_size (pixels, width * height);
  return (YzGray){ pixels->data, width, height, width };
}

/* Of the pixel @out of a row or column that is made @factor times as long: the two old ones that it
 * lies between, and the weight of the second in 1/256. */
static void
find_neighbours (guint out,
                 guint factor,
                 guint length,
                 guint *ret_first,
                 guint *ret_second,
                 guint *ret_weight)
{
  /* The middle of an old pixel is at odd multiples of @factor in a grid twice as fine as the new
   * one; half a pixel before the first and behind the last there is only one neighbour. */
  guint place = 2 * out + 1 + factor;
  guint second = place / (2 * factor);

  *ret_first = second > 0 ? second - 1 : 0;
  *ret_second = MIN (second, length - 1);
  *ret_weight = place % (2 * factor) * 256 / (2 * factor);
}

/**
 * yz_gray_enlarge:
 * @gray: a picture
 * @factor: at least 2
 * @pixels: where the new one is written
 *
 * Makes it so many times as wide and high, with straight lines between the old pixels.
 *
 * Returns: the larger picture
 */
YzGray
yz_gray_enlarge (const YzGray *gray, guint factor, GByteArray *pixels)
{
  YzGray large = make (pixels, gray->width * factor, gray->height * factor);
  g_autofree guint16 *blend = g_new (guint16, gray->width);
  guint8 *out = pixels->data;

  for (guint y = 0; y < large.height; y++) {
    const guint8 *above, *below;
    guint first, second, weight;

    find_neighbours (y, factor, gray->height, &first, &second, &weight);
    above = gray->pixels + first * gray->stride;
    below = gray->pixels + second * gray->stride;
    for (guint x = 0; x < gray->width; x++)
      blend[x] = (guint16)(above[x] * (256 - weight) + below[x] * weight);
    for (guint x = 0; x < large.width; x++) {
      find_neighbours (x, factor, gray->width, &first, &second, &weight);
      *out++ = (guint8)((blend[first] * (256 - weight) + blend[second] * weight) >> 16);
    }
  }
  return large;
}

/**
 * yz_gray_halve:
 * @gray: a picture of at least two by two pixels
 * @pixels: where the new one is written
 *
 * Makes four pixels one, which also takes out half of the noise.
 *
 * Returns: the smaller picture
 */
YzGray
yz_gray_halve (const YzGray *gray, GByteArray *pixels)
{
  YzGray half = make (pixels, gray->width / 2, gray->height / 2);
  guint8 *out = pixels->data;

  for (guint y = 0; y < half.height; y++) {
    const guint8 *row = gray->pixels + 2 * y * gray->stride;
    const guint8 *next = row + gray->stride;

    for (guint x = 0; x < half.width; x++, row += 2, next += 2)
      *out++ = (guint8)((row[0] + row[1] + next[0] + next[1] + 2) / 4);
  }
  return half;
}

/**
 * yz_gray_pack:
 * @gray: a picture
 * @pixels: where the new one is written
 *
 * Returns: the same picture with nothing between its rows
 */
YzGray
yz_gray_pack (const YzGray *gray, GByteArray *pixels)
{
  YzGray packed = make (pixels, gray->width, gray->height);

  for (guint y = 0; y < gray->height; y++)
    memcpy (pixels->data + (gsize)y * gray->width, gray->pixels + y * gray->stride, gray->width);
  return packed;
}
