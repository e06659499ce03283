/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-paper-edges.h"

#include <math.h>
#include <string.h>

/* Finds the four edges of a sheet of paper in a small grey picture: where the light changes, for
 * straight lines (Hough's transform, each point voting only across its own change of light), and
 * among these for the four that enclose something large and are seen along most of their length.
 *
 * The normal of a line points to its brighter side. Of a paper on a darker table all four point
 * inwards, of one on a lighter table outwards: what is printed on the paper, and the table's own
 * edges, seldom make four such lines. */

#define N_ANGLES 360
/* A page of print alone has dozens. */
#define MAX_LINES 64
#define N_SAMPLES 48

/* How far two lines must be apart to be two: an edge that is a little bent is one. */
#define APART_DEGREES 8
#define APART_PIXELS 7

/* A change of light of fewer steps of 255 is noise or a shadow's soft edge. */
#define MIN_CHANGE 6.0

/* Print is darker than most tables: beyond this a change of light counts no more. */
#define MAX_CHANGE 40.0f

/* Points vote for their own direction and a little to both sides. */
#define SPREAD_DEGREES 3

/* A point of a side is seen where the light changes across it within so far. */
#define NEAR_PIXELS 2
#define NEAR_COSINE 0.88

/* What is a paper: so much of the picture, seen along so much of its sides. */
#define MIN_AREA 0.06
#define MIN_SIDE_SEEN 0.35
#define MIN_SEEN 0.62
#define MARGIN 0.02

/* Sides that meet at a sharper angle are no paper, whatever it is held like. */
#define MAX_CORNER_COSINE 0.64

typedef struct {
  guint width;
  guint height;
  float *across; /* change of light to the right */
  float *down;
  float *change; /* how much in all; 0 where it is no ridge */
} Field;

/* Points with x · cos + y · sin = distance; the normal points to where it is brighter. */
typedef struct {
  double cosine;
  double sine;
  double distance;
  int degrees;
} Line;

typedef struct {
  const Line *sides[4]; /* top, right, bottom, left in no particular turn, but in order around */
  YzCorner corners[4];
  double score;
} Quad;

/* A binomial filter, along one direction. */
static void
blur_line (float *values, guint n, gsize step)
{
  float before = values[0];

  for (guint i = 0; i < n; i++) {
    float here = values[i * step];
    float after = values[MIN (i + 1, n - 1) * step];

    values[i * step] = (before + 2 * here + after) / 4;
    before = here;
  }
}

static void
blur (float *values, guint width, guint height)
{
  for (guint round = 0; round < 2; round++) {
    for (guint y = 0; y < height; y++)
      blur_line (values + (gsize)y * width, width, 1);
    for (guint x = 0; x < width; x++)
      blur_line (values + x, height, width);
  }
}

static void
find_changes (Field *self, const float *light)
{
  for (guint y = 1; y + 1 < self->height; y++) {
    for (guint x = 1; x + 1 < self->width; x++) {
      gsize i = (gsize)y * self->width + x;
      const float *above = light + i - self->width;
      const float *below = light + i + self->width;

      self->across[i]
          = (above[1] - above[-1] + 2 * (light[i + 1] - light[i - 1]) + below[1] - below[-1]) / 4;
      self->down[i] = (below[-1] - above[-1] + 2 * (below[0] - above[0]) + below[1] - above[1]) / 4;
      self->change[i] = hypotf (self->across[i], self->down[i]);
    }
  }
}

/* Only where the light changes most, looking across: a line is then one point wide. */
static void
keep_ridges (Field *self)
{
  gsize n = (gsize)self->width * self->height;
  g_autofree float *all = g_memdup2 (self->change, n * sizeof (float));

  for (guint y = 1; y + 1 < self->height; y++) {
    for (guint x = 1; x + 1 < self->width; x++) {
      gsize i = (gsize)y * self->width + x;
      float here = all[i];
      int dx, dy;
      gssize next;

      if (here <= 0)
        continue;
      dx = (int)lroundf (self->across[i] / here);
      dy = (int)lroundf (self->down[i] / here);
      next = dy * (gssize)self->width + dx;
      if (here < MIN_CHANGE || here < all[(gssize)i + next] || here < all[(gssize)i - next])
        self->change[i] = 0;
    }
  }
}

static void
field_init (Field *self, const guint8 *gray, guint width, guint height)
{
  gsize n = (gsize)width * height;
  g_autofree float *light = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    light[i] = gray[i];
  blur (light, width, height);
  *self = (Field){ width, height, g_new0 (float, n), g_new0 (float, n), g_new0 (float, n) };
  find_changes (self, light);
  keep_ridges (self);
}

static void
field_clear (Field *self)
{
  g_free (self->across);
  g_free (self->down);
  g_free (self->change);
}

/* Lines -----------------------------------------------------------------------------------------
 */

typedef struct {
  float *votes; /* N_ANGLES rows of n_distances */
  int n_distances;
  int middle;
} Ballot;

static void
vote (Ballot *ballot, const Field *field, guint x, guint y)
{
  gsize i = (gsize)y * field->width + x;
  int degrees = (int)lround (atan2 (field->down[i], field->across[i]) * 180 / G_PI);
  float weight = MIN (field->change[i], MAX_CHANGE);

  for (int d = degrees - SPREAD_DEGREES; d <= degrees + SPREAD_DEGREES; d++) {
    int row = (d + 2 * N_ANGLES) % N_ANGLES;
    double angle = row * G_PI / 180;
    int column = ballot->middle + (int)lround (x * cos (angle) + y * sin (angle));

    ballot->votes[row * ballot->n_distances + column] += weight;
  }
}

/* A line whose votes fell on two neighbours is as good as one whose votes fell on one. */
static double
count_votes (const Ballot *ballot, int row, int column)
{
  double sum = 0;

  for (int r = row - 1; r <= row + 1; r++)
    for (int c = column - 1; c <= column + 1; c++)
      sum += ballot->votes[((r + N_ANGLES) % N_ANGLES) * ballot->n_distances + c];
  return sum;
}

static void
strike_out (const Ballot *ballot, double *left, int row, int column)
{
  for (int r = row - APART_DEGREES; r <= row + APART_DEGREES; r++)
    for (int c = MAX (column - APART_PIXELS, 0);
         c <= MIN (column + APART_PIXELS, ballot->n_distances - 1); c++)
      left[((r + N_ANGLES) % N_ANGLES) * ballot->n_distances + c] = 0;
}

static guint
pick_lines (Ballot *ballot, Line *lines, double min_votes)
{
  gsize n = (gsize)N_ANGLES * (gsize)ballot->n_distances;
  g_autofree double *sums = g_new0 (double, n);
  guint n_lines = 0;

  for (int row = 0; row < N_ANGLES; row++)
    for (int column = 1; column + 1 < ballot->n_distances; column++)
      sums[row * ballot->n_distances + column] = count_votes (ballot, row, column);

  while (n_lines < MAX_LINES) {
    gsize best = 0;
    int row, column;

    for (gsize i = 1; i < n; i++)
      if (sums[i] > sums[best])
        best = i;
    if (sums[best] < min_votes)
      break;
    row = (int)(best / (gsize)ballot->n_distances);
    column = (int)(best % (gsize)ballot->n_distances);
    lines[n_lines++]
        = (Line){ cos (row * G_PI / 180), sin (row * G_PI / 180), column - ballot->middle, row };
    strike_out (ballot, sums, row, column);
  }
  return n_lines;
}

static guint
find_lines (const Field *field, Line *lines)
{
  int reach = (int)ceil (hypot (field->width, field->height)) + 2;
  Ballot ballot = { NULL, 2 * reach + 1, reach };
  g_autofree float *votes = g_new0 (float, (gsize)N_ANGLES *(gsize)ballot.n_distances);

  ballot.votes = votes;
  for (guint y = 1; y + 1 < field->height; y++)
    for (guint x = 1; x + 1 < field->width; x++)
      if (field->change[(gsize)y * field->width + x] > 0)
        vote (&ballot, field, x, y);
  /* A fifth of the shorter side, faintly seen. */
  return pick_lines (&ballot, lines,
                     MIN_CHANGE * 2 * SPREAD_DEGREES * MIN (field->width, field->height) / 5.0);
}

/* Quadrangles -----------------------------------------------------------------------------------
 */

static gboolean
intersect (const Line *a, const Line *b, YzCorner *ret_corner)
{
  double determinant = a->cosine * b->sine - a->sine * b->cosine;

  if (fabs (determinant) < 1e-3)
    return FALSE;
  ret_corner->x = (a->distance * b->sine - b->distance * a->sine) / determinant;
  ret_corner->y = (b->distance * a->cosine - a->distance * b->cosine) / determinant;
  return TRUE;
}

static gboolean
is_inside (const Field *field, const YzCorner *corner)
{
  double margin = MARGIN * MAX (field->width, field->height);

  return corner->x >= -margin && corner->x <= field->width - 1 + margin && corner->y >= -margin
         && corner->y <= field->height - 1 + margin;
}

/* How much the light changes there in the way it does across @line, else 0. */
static float
change_across (const Field *field, const Line *line, double x, double y)
{
  long px = lround (x);
  long py = lround (y);
  gsize i = (gsize)py * field->width + (gsize)px;

  if (px < 0 || py < 0 || px >= field->width || py >= field->height
      || field->across[i] * line->cosine + field->down[i] * line->sine
             <= NEAR_COSINE * field->change[i])
    return 0;
  return MIN (field->change[i], MAX_CHANGE);
}

static gboolean
is_seen (const Field *field, const Line *line, double x, double y)
{
  for (int step = -NEAR_PIXELS; step <= NEAR_PIXELS; step++)
    if (change_across (field, line, x + step * line->cosine, y + step * line->sine) > 0)
      return TRUE;
  return FALSE;
}

static double
measure_seen (const Field *field, const Line *line, const YzCorner *from, const YzCorner *to)
{
  guint n_seen = 0;

  for (guint i = 0; i < N_SAMPLES; i++) {
    double part = (i + 0.5) / N_SAMPLES;

    n_seen += is_seen (field, line, from->x + part * (to->x - from->x),
                       from->y + part * (to->y - from->y));
  }
  return (double)n_seen / N_SAMPLES;
}

static double
measure_area (const YzCorner *corners)
{
  double sum = 0;

  for (guint i = 0; i < 4; i++) {
    const YzCorner *a = &corners[i];
    const YzCorner *b = &corners[(i + 1) % 4];

    sum += a->x * b->y - b->x * a->y;
  }
  return fabs (sum) / 2;
}

/* Of a paper every corner bulges the same way and is not too sharp. */
static gboolean
is_convex (const YzCorner *corners)
{
  guint n_left = 0;

  for (guint i = 0; i < 4; i++) {
    const YzCorner *a = &corners[i];
    const YzCorner *b = &corners[(i + 1) % 4];
    const YzCorner *c = &corners[(i + 2) % 4];
    double ux = b->x - a->x, uy = b->y - a->y;
    double vx = c->x - b->x, vy = c->y - b->y;

    if (fabs (ux * vx + uy * vy) > MAX_CORNER_COSINE * hypot (ux, uy) * hypot (vx, vy))
      return FALSE;
    n_left += ux * vy - uy * vx > 0;
  }
  return n_left == 0 || n_left == 4;
}

/* Whether the normals of all sides point to the middle, or all away from it. */
static gboolean
is_of_one_light (const Quad *quad)
{
  double x = 0, y = 0;
  guint n_inwards = 0;

  for (guint i = 0; i < 4; i++) {
    x += quad->corners[i].x / 4;
    y += quad->corners[i].y / 4;
  }
  for (guint i = 0; i < 4; i++) {
    const Line *side = quad->sides[i];

    n_inwards += x * side->cosine + y * side->sine > side->distance;
  }
  return n_inwards == 0 || n_inwards == 4;
}

/* Side i lies between corner i and the next. */
static gboolean
place_corners (const Field *field, Quad *quad)
{
  for (guint i = 0; i < 4; i++)
    if (!intersect (quad->sides[(i + 3) % 4], quad->sides[i], &quad->corners[i])
        || !is_inside (field, &quad->corners[i]))
      return FALSE;
  return is_convex (quad->corners) && is_of_one_light (quad);
}

static double
weigh (double seen, double least, double part)
{
  return seen * seen * (0.5 + least) * sqrt (part);
}

/* Leaves the score 0 where it is no paper or cannot be better than @to_beat. */
static void
judge (const Field *field, double to_beat, Quad *quad)
{
  double part = measure_area (quad->corners) / ((double)field->width * field->height);
  double seen = 0;
  double least = 1;

  quad->score = 0;
  if (part < MIN_AREA || weigh (1, 1, part) <= to_beat)
    return;
  for (guint i = 0; i < 4; i++) {
    double side
        = measure_seen (field, quad->sides[i], &quad->corners[i], &quad->corners[(i + 1) % 4]);

    seen += side / 4;
    least = MIN (least, side);
    if (least < MIN_SIDE_SEEN)
      return;
  }
  if (seen >= MIN_SEEN)
    quad->score = weigh (seen, least, part);
}

static int
angle_between (const Line *a, const Line *b)
{
  int difference = abs (a->degrees - b->degrees) % N_ANGLES;

  return MIN (difference, N_ANGLES - difference);
}

static void
try_pairs (const Field *field, const Line *pair[2], const Line *lines, guint n, Quad *best)
{
  for (guint i = 0; i < n; i++) {
    if (abs (angle_between (pair[0], &lines[i]) - 90) > 40)
      continue;
    for (guint k = i + 1; k < n; k++) {
      Quad quad = { .sides = { pair[0], &lines[i], pair[1], &lines[k] } };

      if (angle_between (&lines[i], &lines[k]) < 140 || !place_corners (field, &quad))
        continue;
      judge (field, best->score, &quad);
      if (quad.score > best->score)
        *best = quad;
    }
  }
}

static gboolean
find_best (const Field *field, const Line *lines, guint n, Quad *ret_best)
{
  ret_best->score = 0;
  for (guint i = 0; i < n; i++) {
    for (guint k = i + 1; k < n; k++) {
      const Line *pair[] = { &lines[i], &lines[k] };

      if (angle_between (pair[0], pair[1]) >= 140)
        try_pairs (field, pair, lines, n, ret_best);
    }
  }
  return ret_best->score > 0;
}

/* Refining --------------------------------------------------------------------------------------
 */

typedef struct {
  double n, x, y, xx, xy, yy;
} Moments;

static void
add_point (Moments *sums, double weight, double x, double y)
{
  sums->n += weight;
  sums->x += weight * x;
  sums->y += weight * y;
  sums->xx += weight * x * x;
  sums->xy += weight * x * y;
  sums->yy += weight * y * y;
}

/* The line that lies best along the points seen near @line between the two corners. */
static Line
refine (const Field *field, const Line *line, const YzCorner *from, const YzCorner *to, int reach)
{
  guint n = (guint)hypot (to->x - from->x, to->y - from->y);
  Moments s = { 0 };
  double angle;
  Line refined = *line;

  for (guint i = 0; i <= n; i++) {
    double x = from->x + (to->x - from->x) * i / MAX (n, 1);
    double y = from->y + (to->y - from->y) * i / MAX (n, 1);

    for (int step = -reach; step <= reach; step++) {
      double px = round (x + step * line->cosine);
      double py = round (y + step * line->sine);

      add_point (&s, change_across (field, line, px, py), px, py);
    }
  }
  if (s.n <= 0)
    return *line;
  angle
      = 0.5 * atan2 (2 * (s.xy - s.x * s.y / s.n), s.xx - s.x * s.x / s.n - s.yy + s.y * s.y / s.n)
        + G_PI / 2;
  if (cos (angle) * line->cosine + sin (angle) * line->sine < 0)
    angle += G_PI;
  refined.cosine = cos (angle);
  refined.sine = sin (angle);
  refined.distance = (s.x * refined.cosine + s.y * refined.sine) / s.n;
  return refined;
}

/* The corner that lies furthest up and left comes first, then clockwise. */
static void
put_in_order (const YzCorner *corners, YzCorner *ret_corners)
{
  double area = 0;
  guint first = 0;

  for (guint i = 0; i < 4; i++) {
    const YzCorner *a = &corners[i];
    const YzCorner *b = &corners[(i + 1) % 4];

    area += a->x * b->y - b->x * a->y;
    if (a->x + a->y < corners[first].x + corners[first].y)
      first = i;
  }
  for (guint i = 0; i < 4; i++)
    ret_corners[i] = corners[(first + (area > 0 ? i : 4 - i)) % 4];
}

/* Makes the sides of @quad, kept in @lines, lie better; leaves it where that makes no paper. */
static void
refine_all (const Field *field, Quad *quad, Line *lines, int reach)
{
  Line better[4];
  Quad refined;

  for (guint i = 0; i < 4; i++) {
    better[i]
        = refine (field, quad->sides[i], &quad->corners[i], &quad->corners[(i + 1) % 4], reach);
    refined.sides[i] = &better[i];
  }
  if (!place_corners (field, &refined))
    return;
  for (guint i = 0; i < 4; i++) {
    lines[i] = better[i];
    quad->sides[i] = &lines[i];
    quad->corners[i] = refined.corners[i];
  }
}

/* From afar first: what voting found is a few points off at the ends of a long side. */
static void
finish (const Field *field, Quad *quad, YzCorner *ret_corners)
{
  Line lines[4];

  for (int reach = 2 * NEAR_PIXELS; reach >= NEAR_PIXELS; reach--)
    refine_all (field, quad, lines, reach);
  put_in_order (quad->corners, ret_corners);
}

/**
 * yz_paper_edges_find:
 * @gray: rows of @width bytes, some hundred of them
 * @width: at least 16 pixels
 * @height: at least 16 pixels
 * @ret_corners: (out caller-allocates): from the upper left clockwise; they may lie a little
 * outside
 *
 * Returns: whether there is a sheet of paper with all four edges in the picture
 */
gboolean
yz_paper_edges_find (const guint8 *gray, guint width, guint height, YzCorner ret_corners[4])
{
  Line lines[MAX_LINES];
  Field field;
  Quad best;
  gboolean found;

  g_return_val_if_fail (gray != NULL && ret_corners != NULL, FALSE);
  g_return_val_if_fail (width >= 16 && height >= 16, FALSE);

  field_init (&field, gray, width, height);
  found = find_best (&field, lines, find_lines (&field, lines), &best);
  if (found)
    finish (&field, &best, ret_corners);
  field_clear (&field);
  return found;
}
