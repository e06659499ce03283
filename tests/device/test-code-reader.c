/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-code-reader.h"

#include "yz-qr-equalizer.h"
#include "yz-qr-layout.h"
#include "yz-qr.h"

#include <math.h>
#include <string.h>

/* Pictures as cameras give them, made by following each pixel back to the paper. What is easy is
 * tested with the whole of src/device in test-scanner.c. */

#define TEXT "申请人：张小明，联系电话：13800000000"
#define ENOUGH_MS 20000

/* Where no step but zbar's plain one has time. */
#define NO_TIME 0

typedef struct {
  const char *name;
  const char *text; /* NULL for TEXT */
  guint width;
  guint height;
  double module; /* pixels */
  double angle;  /* radians, in the plane of the picture */
  double tilt;   /* radians, out of it, around an axis aslant */
  double bend;   /* 1/radius of the cylinder that the paper lies on, in sides of the code */
  double blur;   /* standard deviation in modules */
  double motion; /* length in modules */
  double noise;  /* standard deviation in grey levels */
  double dark;
  double light;
  double shade; /* what is left of the light at one side */
} Scene;

/* None of them is read by zbar as it is. */
static const Scene scenes[] = {
  { "blurred", NULL, 1280, 720, 8, 0.4, 0, 0, 0.6, 0, 1, 20, 220, 1 },
  { "moved", NULL, 1280, 720, 8, 0.3, 0, 0, 0.2, 2.4, 1, 20, 220, 1 },
  { "small", NULL, 640, 480, 1.7, 0.5, 0, 0, 0.3, 0, 2, 20, 220, 1 },
  { "steep", NULL, 1280, 720, 14, 0.3, 1.05, 0, 0.1, 0, 2, 20, 220, 1 },
  { "steep-from-a-corner", NULL, 1280, 720, 14, -0.8, 1.05, 0, 0.1, 0, 2, 20, 220, 1 },
  { "bent", NULL, 1280, 720, 10, 0.2, 0, 1.2, 0.2, 0, 2, 20, 220, 1 },
  { "inverted", NULL, 1280, 720, 6, 0.3, 0.2, 0, 0.3, 0, 2, 220, 20, 1 },
  { "faint", NULL, 1280, 720, 6, 0.2, 0, 0, 0.3, 0, 6, 90, 120, 1 },
  { "noisy", NULL, 1280, 720, 5, 0.3, 0, 0, 0.2, 0, 45, 60, 200, 1 },
  { "shaded", NULL, 1280, 720, 8, 0.3, 0.4, 0, 0.5, 0, 2, 20, 240, 0.05 },
  { "near", NULL, 2400, 1800, 34, 0.5, 0.3, 0, 0.5, 0, 3, 20, 220, 1 },
};

/* Drawing ------------------------------------------------------------------------------------- */

/* How light the paper is at a place in modules; the quiet zone is four modules wide. */
static double
get_paper (YzQr *qr, const Scene *scene, double u, double v)
{
  int side = (int)yz_qr_get_size (qr);
  int x = (int)floor (u);
  int y = (int)floor (v);

  if (x < -4 || y < -4 || x >= side + 4 || y >= side + 4)
    return 128;
  if (x < 0 || y < 0 || x >= side || y >= side)
    return scene->light;
  return yz_qr_get_module (qr, (guint)x, (guint)y) ? scene->dark : scene->light;
}

/* From a place on the picture, in sides of the code around its middle, to one on the paper. */
static void
trace (const Scene *scene, double x, double y, double *ret_u, double *ret_v)
{
  const double distance = 2.5;
  double sine = sin (scene->tilt);
  double depth = distance / (distance * cos (scene->tilt) - x * sine);
  double u = x * depth;
  double v = y * depth * cos (scene->tilt);

  if (scene->bend > 0)
    u = asin (CLAMP (u * scene->bend, -1, 1)) / scene->bend;
  *ret_u = cos (scene->angle) * u + sin (scene->angle) * v;
  *ret_v = -sin (scene->angle) * u + cos (scene->angle) * v;
}

static void
draw (const Scene *scene, YzQr *qr, double middle_x, double middle_y, double *pixels)
{
  double side = yz_qr_get_size (qr);

  for (guint y = 0; y < scene->height; y++) {
    for (guint x = 0; x < scene->width; x++) {
      double sum = 0;

      for (guint i = 0; i < 9; i++) {
        double u, v;

        trace (scene, (x + i % 3 / 3.0 - middle_x) / scene->module / side,
               (y + i / 3 / 3.0 - middle_y) / scene->module / side, &u, &v);
        sum += get_paper (qr, scene, (u + 0.5) * side, (v + 0.5) * side);
      }
      if (sum != 9 * 128)
        pixels[y * scene->width + x] = sum / 9;
    }
  }
}

/* In one direction. */
static void
smooth (double *pixels, guint n, gsize step, double deviation)
{
  g_autofree double *old = g_new (double, n);
  int reach = (int)ceil (3 * deviation);

  for (guint i = 0; i < n; i++)
    old[i] = pixels[i * step];
  for (guint i = 0; i < n; i++) {
    double sum = 0;
    double weights = 0;

    for (int k = -reach; k <= reach; k++) {
      double weight = exp (-k * k / (2 * deviation * deviation));

      sum += weight * old[CLAMP ((int)i + k, 0, (int)n - 1)];
      weights += weight;
    }
    pixels[i * step] = sum / weights;
  }
}

static void
blur (const Scene *scene, double *pixels)
{
  double down = scene->blur * scene->module;
  /* A box has the deviation of its length / √12. */
  double across = hypot (down, scene->motion * scene->module / sqrt (12));

  for (guint y = 0; y < scene->height; y++)
    if (across > 0)
      smooth (pixels + (gsize)y * scene->width, scene->width, 1, across);
  for (guint x = 0; x < scene->width; x++)
    if (down > 0)
      smooth (pixels + x, scene->height, scene->width, down);
}

static guint8 *
expose (const Scene *scene, const double *pixels)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  guint8 *gray = g_malloc ((gsize)scene->width * scene->height);

  for (guint y = 0; y < scene->height; y++) {
    for (guint x = 0; x < scene->width; x++) {
      gsize i = (gsize)y * scene->width + x;
      double lamp = scene->shade + (1 - scene->shade) * x / scene->width;
      double noise = 0;

      for (guint k = 0; k < 12 && scene->noise > 0; k++)
        noise += g_rand_double (rand) - 0.5;
      gray[i] = (guint8)CLAMP (pixels[i] * lamp + noise * scene->noise, 0, 255);
    }
  }
  return gray;
}

static double *
make_table (const Scene *scene)
{
  double *pixels = g_new (double, (gsize)scene->width * scene->height);

  for (gsize i = 0; i < (gsize)scene->width * scene->height; i++)
    pixels[i] = 128;
  return pixels;
}

static YzQr *
make_qr (const char *text)
{
  g_autoptr (GError) error = NULL;
  YzQr *qr = yz_qr_new (text, &error);

  g_assert_no_error (error);
  return qr;
}

static guint8 *
photograph (const Scene *scene)
{
  g_autofree double *pixels = make_table (scene);
  g_autoptr (YzQr) qr = make_qr (scene->text != NULL ? scene->text : TEXT);

  draw (scene, qr, scene->width / 2.0, scene->height / 2.0, pixels);
  blur (scene, pixels);
  return expose (scene, pixels);
}

static GPtrArray *
read_scene (YzCodeReader *reader, const Scene *scene, const guint8 *gray, guint budget_ms)
{
  return yz_code_reader_read (reader, &(YzGray){ gray, scene->width, scene->height, scene->width },
                              budget_ms, FALSE);
}

static gboolean
has_text (GPtrArray *codes, const char *text)
{
  for (guint i = 0; i < codes->len; i++)
    if (g_strcmp0 (((const YzCode *)g_ptr_array_index (codes, i))->text, text) == 0)
      return TRUE;
  return FALSE;
}

/* Tests --------------------------------------------------------------------------------------- */

static void
test_scene (gconstpointer data)
{
  const Scene *scene = data;
  g_autofree guint8 *gray = photograph (scene);
  g_autoptr (YzCodeReader) reader = yz_code_reader_new ();
  g_autoptr (GPtrArray) hurried = read_scene (reader, scene, gray, NO_TIME);
  g_autoptr (GPtrArray) codes = read_scene (reader, scene, gray, ENOUGH_MS);

  g_assert_cmpuint (hurried->len, ==, 0);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_true (has_text (codes, TEXT));
  g_assert_cmpint (yz_code_reader_get_sight (reader), ==, YZ_SIGHT_NOTHING);
}

/* Rows that lie apart, as cameras give them. */
static void
test_stride (void)
{
  const Scene scene = { "stride", NULL, 400, 300, 5, 0, 0, 0, 0, 0, 0, 0, 255, 1 };
  g_autofree guint8 *gray = photograph (&scene);
  g_autofree guint8 *apart = g_malloc0 (300 * 448);
  g_autoptr (YzCodeReader) reader = yz_code_reader_new ();

  for (guint y = 0; y < 300; y++)
    memcpy (apart + y * 448, gray + y * 400, 400);
  for (guint budget_ms = NO_TIME; budget_ms <= ENOUGH_MS; budget_ms += ENOUGH_MS) {
    g_autoptr (GPtrArray) codes
        = yz_code_reader_read (reader, &(YzGray){ apart, 400, 300, 448 }, budget_ms, FALSE);

    g_assert_true (has_text (codes, TEXT));
  }
}

/* A sharp code and a blurred one beside it. */
static void
test_all (void)
{
  const Scene sharp = { "sharp", "sharp", 1280, 720, 8, 0.1, 0, 0, 0, 0, 0, 20, 220, 1 };
  const Scene blurred = { "blurred", "blurred", 1280, 720, 8, 0.4, 0, 0, 0.6, 0, 1, 20, 220, 1 };
  g_autofree double *pixels = make_table (&sharp);
  g_autofree guint8 *gray = NULL;
  g_autoptr (YzQr) first = make_qr (sharp.text);
  g_autoptr (YzQr) second = make_qr (blurred.text);
  g_autoptr (YzCodeReader) reader = yz_code_reader_new ();
  g_autoptr (GPtrArray) codes = NULL;

  draw (&blurred, second, 900, 360, pixels);
  blur (&blurred, pixels);
  draw (&sharp, first, 300, 360, pixels);
  gray = expose (&sharp, pixels);
  codes = yz_code_reader_read (reader, &(YzGray){ gray, 1280, 720, 1280 }, ENOUGH_MS, TRUE);
  g_assert_cmpuint (codes->len, ==, 2);
  g_assert_true (has_text (codes, "sharp"));
  g_assert_true (has_text (codes, "blurred"));
}

/* A small code where a large one has its logo: both can be read, and nobody knows which is meant.
 */
static void
test_disputed (void)
{
  const Scene outer = { "outer", NULL, 1280, 720, 14, 0, 0, 0, 0, 0, 0, 20, 220, 1 };
  const Scene inner = { "inner", "x", 1280, 720, 3, 0, 0, 0, 0, 0, 0, 20, 220, 1 };
  g_autofree double *pixels = make_table (&outer);
  g_autofree guint8 *gray = NULL;
  g_autoptr (YzQr) large = make_qr (TEXT);
  g_autoptr (YzQr) small = make_qr (inner.text);
  g_autoptr (YzCodeReader) reader = yz_code_reader_new ();
  g_autoptr (GPtrArray) codes = NULL;

  draw (&outer, large, 640, 360, pixels);
  draw (&inner, small, 640, 360, pixels);
  gray = expose (&outer, pixels);
  codes = yz_code_reader_read (reader, &(YzGray){ gray, 1280, 720, 1280 }, ENOUGH_MS, TRUE);
  g_assert_cmpuint (codes->len, ==, 0);
}

static void
assert_sight (const Scene *scene, guint darker, YzSight sight)
{
  g_autofree guint8 *gray = photograph (scene);
  g_autoptr (YzCodeReader) reader = yz_code_reader_new ();
  g_autoptr (GPtrArray) codes = NULL;

  for (gsize i = 0; i < (gsize)scene->width * scene->height; i++)
    gray[i] = (guint8)(gray[i] / darker);
  codes = read_scene (reader, scene, gray, ENOUGH_MS);
  g_assert_cmpuint (codes->len, ==, 0);
  g_assert_cmpint (yz_code_reader_get_sight (reader), ==, sight);
}

static void
test_sight (void)
{
  static const Scene far = { "far", NULL, 640, 480, 1.15, 0.2, 0, 0, 0.2, 0, 8, 20, 220, 1 };
  static const Scene blurred = { "blurred", NULL, 1280, 720, 10, 0.2, 0, 0, 1, 0, 3, 20, 220, 1 };
  static const Scene sharp = { "sharp", NULL, 1280, 720, 6, 0.2, 0, 0, 0, 0, 9, 20, 220, 1 };

  assert_sight (&far, 1, YZ_SIGHT_FAR);
  assert_sight (&blurred, 1, YZ_SIGHT_BLURRED);
  assert_sight (&sharp, 40, YZ_SIGHT_DARK);
}

/* Each known module is so in real codes of that size, and in all of them. */
static void
test_layout (void)
{
  guint8 modules[YZ_QR_MAX_SIDE * YZ_QR_MAX_SIDE];
  guint n_versions = 0;

  for (guint length = 1; length < YZ_QR_MAX_BYTES; length += 17) {
    g_autofree char *text = g_strnfill (length, 'x');
    g_autoptr (YzQr) qr = make_qr (text);
    guint side = yz_qr_get_size (qr);
    guint n_known = 0;

    yz_qr_layout_fill ((side - 17) / 4, modules);
    for (guint y = 0; y < side; y++) {
      for (guint x = 0; x < side; x++) {
        if (modules[y * side + x] == YZ_QR_ANY)
          continue;
        g_assert_cmpint (modules[y * side + x], ==,
                         yz_qr_get_module (qr, x, y) ? YZ_QR_DARK : YZ_QR_LIGHT);
        n_known++;
      }
    }
    g_assert_cmpuint (n_known, >=, 3 * 64 + 2 * (side - 16) + 1);
    n_versions = MAX (n_versions, (side - 17) / 4);
  }
  g_assert_cmpuint (n_versions, ==, YZ_QR_MAX_VERSION);
}

/* Modules so mixed with those around them that one in twelve seems to be the other. */
static void
test_equalizer (void)
{
  g_autoptr (YzQr) qr = make_qr (TEXT);
  guint side = yz_qr_get_size (qr);
  guint width = side + 2 * YZ_QR_MARGIN;
  g_autofree double *sharp = g_new (double, width *width);
  g_autofree double *mixed = g_new0 (double, width *width);
  g_autofree guint8 *modules = g_malloc (side * side);
  guint n_wrong[2] = { 0, 0 };

  for (guint i = 0; i < width * width; i++) {
    guint x = i % width - YZ_QR_MARGIN, y = i / width - YZ_QR_MARGIN;

    sharp[i] = x < side && y < side && yz_qr_get_module (qr, x, y) ? -50 : 50;
  }
  for (guint y = 1; y < width - 1; y++)
    for (guint x = 1; x < width - 1; x++)
      mixed[y * width + x] = 0.36 * sharp[y * width + x] + 0.22 * sharp[y * width + x - 1]
                             + 0.22 * sharp[y * width + x + 1] + 0.2 * sharp[(y + 1) * width + x];
  for (guint radius = 0; radius < 2; radius++) {
    yz_qr_equalizer_decide ((side - 17) / 4, mixed, radius * 2, radius * 2, modules);
    for (guint i = 0; i < side * side; i++)
      n_wrong[radius] += (modules[i] == YZ_QR_DARK) != yz_qr_get_module (qr, i % side, i / side);
  }
  g_assert_cmpuint (n_wrong[0], >, side * side / 15);
  g_assert_cmpuint (n_wrong[1], <, side * side / 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++) {
    g_autofree char *path = g_strconcat ("/code-reader/scene/", scenes[i].name, NULL);

    g_test_add_data_func (path, &scenes[i], test_scene);
  }
  g_test_add_func ("/code-reader/stride", test_stride);
  g_test_add_func ("/code-reader/all", test_all);
  g_test_add_func ("/code-reader/disputed", test_disputed);
  g_test_add_func ("/code-reader/sight", test_sight);
  g_test_add_func ("/code-reader/layout", test_layout);
  g_test_add_func ("/code-reader/equalizer", test_equalizer);

  return g_test_run ();
}
