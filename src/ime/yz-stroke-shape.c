/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-stroke-shape.h"

#include <math.h>

/* What a hand has written, made ready for a recogniser that knows how people write who write
 * neatly: wherever in the square, however small, and with fingers that shake.
 *
 * A stroke is a GArray of YzImePoint, a character a GPtrArray of strokes. */

/* Of a stroke as it is kept: fine enough for any character, and bounded whatever comes. */
#define MAX_POINTS 256

/* Nobody's pad is wider; what is no number at all stands in the corner. */
#define FAR 100000.f

/* How much of the square a character takes, where the model was written by people who kept a
 * margin. */
#define FILL 0.75f

/* A character that is so much narrower than high, such as 一 or 卜, is meant to be. */
#define NARROW 0.35f

/* Between points when a stroke is smoothed, and how often that is done: tremor goes, corners stay.
 */
#define STEP 20.f
#define N_SMOOTHINGS 5

/* How far a stroke leaves the straight line before that counts as a corner. */
#define CORNER 40.f

static float
limit (float value)
{
  return isfinite (value) ? CLAMP (value, -FAR, FAR) : 0;
}

static float
distance (YzImePoint a, YzImePoint b)
{
  return hypotf (b.x - a.x, b.y - a.y);
}

static GArray *
new_stroke (void)
{
  return g_array_new (FALSE, FALSE, sizeof (YzImePoint));
}

static float
get_length (const YzImePoint *points, guint n_points)
{
  float length = 0;

  for (guint i = 1; i < n_points; i++)
    length += distance (points[i - 1], points[i]);
  return length;
}

/* With a point at every @step of its way, or as many as there is room for. */
static GArray *
resample (const YzImePoint *points, guint n_points, float step)
{
  GArray *stroke = new_stroke ();
  float left;

  /* Rounding must not make one more step than there is room for. */
  step = MAX (step, get_length (points, n_points) / (MAX_POINTS - 2) + 0.001f);
  left = step;
  g_array_append_val (stroke, points[0]);
  for (guint i = 1; i < n_points; i++) {
    YzImePoint from = points[i - 1];
    float length = distance (from, points[i]);

    while (length >= left) {
      from.x += (points[i].x - from.x) * left / length;
      from.y += (points[i].y - from.y) * left / length;
      g_array_append_val (stroke, from);
      length = distance (from, points[i]);
      left = step;
    }
    left -= length;
  }
  /* The end counts, and a dot has one too. */
  g_array_append_val (stroke, points[n_points - 1]);
  return stroke;
}

/**
 * yz_stroke_thin:
 * @points: (array length=n_points): a stroke as the pad gave it, wherever it went
 * @n_points: at least one
 *
 * Returns: (transfer full) (element-type YzImePoint): the stroke with 256 points at most
 */
GArray *
yz_stroke_thin (const YzImePoint *points, guint n_points)
{
  g_autoptr (GArray) stroke = new_stroke ();

  for (guint i = 0; i < n_points; i++) {
    YzImePoint point = { limit (points[i].x), limit (points[i].y) };

    g_array_append_val (stroke, point);
  }
  if (stroke->len <= MAX_POINTS)
    return g_steal_pointer (&stroke);
  return resample ((const YzImePoint *)(gpointer)stroke->data, stroke->len, 0);
}

static void
smooth (GArray *stroke)
{
  YzImePoint *points = (YzImePoint *)(gpointer)stroke->data;
  YzImePoint before = points[0];

  for (guint i = 1; i + 1 < stroke->len; i++) {
    YzImePoint point = points[i];

    points[i].x = (before.x + 2 * point.x + points[i + 1].x) / 4;
    points[i].y = (before.y + 2 * point.y + points[i + 1].y) / 4;
    before = point;
  }
}

typedef struct {
  YzImePoint min;
  YzImePoint max;
} Box;

static Box
get_box (GPtrArray *strokes)
{
  Box box = { { FAR, FAR }, { -FAR, -FAR } };

  for (guint i = 0; i < strokes->len; i++) {
    GArray *stroke = g_ptr_array_index (strokes, i);

    for (guint j = 0; j < stroke->len; j++) {
      YzImePoint point = g_array_index (stroke, YzImePoint, j);

      box.min.x = MIN (box.min.x, point.x);
      box.min.y = MIN (box.min.y, point.y);
      box.max.x = MAX (box.max.x, point.x);
      box.max.y = MAX (box.max.y, point.y);
    }
  }
  return box;
}

/* The longer side fills the square; the shorter one is stretched half the way, unless the character
 * is narrow by nature. */
static void
get_scale (Box box, float *ret_x, float *ret_y)
{
  float width = MAX (box.max.x - box.min.x, 1);
  float height = MAX (box.max.y - box.min.y, 1);
  float ratio = MIN (width, height) / MAX (width, height);
  float scale = FILL * YZ_STROKES_SIDE / MAX (width, height);
  float stretch = ratio > NARROW ? sqrtf (1 / ratio) : 1;

  *ret_x = width < height ? scale * stretch : scale;
  *ret_y = width < height ? scale : scale * stretch;
}

static GArray *
fit (GArray *stroke, Box box, float scale_x, float scale_y)
{
  g_autoptr (GArray) fitted = new_stroke ();
  GArray *even;

  for (guint i = 0; i < stroke->len; i++) {
    YzImePoint point = g_array_index (stroke, YzImePoint, i);

    point.x = (point.x - (box.min.x + box.max.x) / 2) * scale_x + YZ_STROKES_SIDE / 2.f;
    point.y = (point.y - (box.min.y + box.max.y) / 2) * scale_y + YZ_STROKES_SIDE / 2.f;
    g_array_append_val (fitted, point);
  }
  even = resample ((const YzImePoint *)(gpointer)fitted->data, fitted->len, STEP);
  for (guint i = 0; i < N_SMOOTHINGS; i++)
    smooth (even);
  return even;
}

/**
 * yz_strokes_fit:
 * @strokes: (element-type GArray): a character as it was written; at least one stroke
 *
 * Returns: (transfer full) (element-type GArray): the same in the middle of a square of
 *   %YZ_STROKES_SIDE, without tremor
 */
GPtrArray *
yz_strokes_fit (GPtrArray *strokes)
{
  GPtrArray *fitted = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  Box box = get_box (strokes);
  float scale_x;
  float scale_y;

  get_scale (box, &scale_x, &scale_y);
  for (guint i = 0; i < strokes->len; i++)
    g_ptr_array_add (fitted, fit (g_ptr_array_index (strokes, i), box, scale_x, scale_y));
  return fitted;
}

/* How far @point is from the line between @from and @to. */
static float
leave (YzImePoint from, YzImePoint to, YzImePoint point)
{
  float length = distance (from, to);

  if (length < 1)
    return distance (from, point);
  return fabsf ((to.x - from.x) * (from.y - point.y) - (from.x - point.x) * (to.y - from.y))
         / length;
}

/* Ramer, Douglas and Peucker: the corners after @from up to @to. */
static void
add_corners (GArray *stroke, guint from, guint to, GArray *corners)
{
  const YzImePoint *points = (const YzImePoint *)(gpointer)stroke->data;
  float furthest = 0;
  guint corner = from;

  for (guint i = from + 1; i < to; i++) {
    float left = leave (points[from], points[to], points[i]);

    if (left > furthest) {
      furthest = left;
      corner = i;
    }
  }
  if (furthest < CORNER) {
    g_array_append_val (corners, to);
    return;
  }
  add_corners (stroke, from, corner, corners);
  add_corners (stroke, corner, to, corners);
}

/**
 * yz_stroke_corners:
 * @stroke: (element-type YzImePoint): a stroke that was fitted
 *
 * Returns: (transfer full) (element-type guint): the places of the points where it begins, turns
 *   and ends
 */
GArray *
yz_stroke_corners (GArray *stroke)
{
  GArray *corners = g_array_new (FALSE, FALSE, sizeof (guint));
  const guint first = 0;

  g_array_append_val (corners, first);
  add_corners (stroke, 0, stroke->len - 1, corners);
  return corners;
}

static GArray *
copy_part (GArray *stroke, guint from, guint to)
{
  GArray *part = new_stroke ();

  return g_array_append_vals (part, &g_array_index (stroke, YzImePoint, from), to - from + 1);
}

/**
 * yz_strokes_split:
 * @strokes: (element-type GArray): a character
 * @index: of the stroke that may be two, written without lifting the finger
 * @end: where the first of the two ends
 * @begin: where the second begins
 *
 * Returns: (transfer full) (element-type GArray): the character with a stroke more
 */
GPtrArray *
yz_strokes_split (GPtrArray *strokes, guint index, guint end, guint begin)
{
  GPtrArray *split = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);

  for (guint i = 0; i < strokes->len; i++) {
    GArray *stroke = g_ptr_array_index (strokes, i);

    if (i == index) {
      g_ptr_array_add (split, copy_part (stroke, 0, end));
      g_ptr_array_add (split, copy_part (stroke, begin, stroke->len - 1));
    } else {
      g_ptr_array_add (split, g_array_ref (stroke));
    }
  }
  return split;
}
