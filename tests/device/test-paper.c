/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-paper-picture.h"

#include "yz-error.h"
#include "yz-paper-edges.h"
#include "yz-test-folder.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <string.h>

/* Papers are drawn as a camera sees them, on tables, under uneven light and with noise, always from
 * the same seeds; where their corners are is known. */

#define WIDTH 1280
#define HEIGHT 720

typedef struct {
  const char *name;
  YzCorner corners[4]; /* from the upper left clockwise */
  double paper;        /* how bright, 0 to 255 */
  double table;
  double grain; /* of the table */
  double shade; /* how much darker it is on the far side, 0 to 1 */
  double noise; /* standard deviation */
} Scene;

static const Scene scenes[] = {
  { "straight", { { 300, 60 }, { 800, 60 }, { 800, 660 }, { 300, 660 } }, 235, 70, 0, 0, 2 },
  { "turned", { { 420, 60 }, { 880, 150 }, { 790, 650 }, { 330, 560 } }, 235, 80, 8, 0.2, 4 },
  { "leaning", { { 420, 80 }, { 860, 80 }, { 980, 640 }, { 300, 640 } }, 230, 90, 8, 0.3, 4 },
  { "askew", { { 380, 130 }, { 900, 60 }, { 1000, 600 }, { 300, 660 } }, 230, 60, 10, 0.3, 5 },
  { "wood", { { 350, 90 }, { 870, 110 }, { 900, 650 }, { 320, 640 } }, 235, 120, 25, 0.2, 5 },
  { "pale-table", { { 330, 80 }, { 850, 70 }, { 870, 640 }, { 310, 650 } }, 240, 195, 4, 0.1, 4 },
  { "dark-card", { { 360, 180 }, { 900, 190 }, { 890, 530 }, { 370, 520 } }, 90, 210, 5, 0.2, 4 },
  { "low-light", { { 340, 80 }, { 860, 100 }, { 880, 650 }, { 320, 640 } }, 95, 30, 3, 0.4, 6 },
  { "small", { { 500, 220 }, { 800, 230 }, { 790, 520 }, { 490, 500 } }, 235, 80, 8, 0.2, 4 },
  { "filling", { { 30, 20 }, { 1250, 25 }, { 1245, 700 }, { 25, 695 } }, 235, 70, 5, 0.2, 4 },
};

static double
side_of (const YzCorner *a, const YzCorner *b, double x, double y)
{
  return (b->x - a->x) * (y - a->y) - (b->y - a->y) * (x - a->x);
}

static gboolean
is_on_paper (const Scene *scene, double x, double y)
{
  for (guint i = 0; i < 4; i++)
    if (side_of (&scene->corners[i], &scene->corners[(i + 1) % 4], x, y) < 0)
      return FALSE;
  return TRUE;
}

/* How far it is from the side that begins at corner @i to the one across, 0 to 1, roughly: enough
 * for lines of print that follow the edges and leave margins. */
static double
part_of_way (const Scene *scene, guint i, double x, double y)
{
  const YzCorner *a = &scene->corners[i], *b = &scene->corners[(i + 1) % 4];
  const YzCorner *c = &scene->corners[(i + 2) % 4], *d = &scene->corners[(i + 3) % 4];
  double here = side_of (a, b, x, y) / hypot (b->x - a->x, b->y - a->y);
  double there = side_of (c, d, x, y) / hypot (d->x - c->x, d->y - c->y);

  return here / (here + there);
}

static double
light_at (const Scene *scene, double x, double y)
{
  double line, margin;

  if (!is_on_paper (scene, x, y))
    return scene->table + scene->grain * sin (y / 9 + sin (x / 120) * 4);
  line = part_of_way (scene, 0, x, y) * 40;
  margin = part_of_way (scene, 3, x, y);
  if (line > 4 && line < 36 && margin > 0.1 && margin < 0.9 && line - floor (line) > 0.6
      && fmod (x * 0.37 + floor (line) * 7, 9) > 3)
    return scene->paper * 0.45;
  return scene->paper;
}

static double
noise (GRand *rand)
{
  double sum = -6;

  for (guint i = 0; i < 12; i++)
    sum += g_rand_double (rand);
  return sum;
}

static GBytes *
draw (const Scene *scene)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  guint8 *pixels = g_malloc (4 * WIDTH * HEIGHT);
  guint8 *p = pixels;

  for (guint y = 0; y < HEIGHT; y++) {
    for (guint x = 0; x < WIDTH; x++, p += 4) {
      double light = 0;

      for (guint i = 0; i < 4; i++)
        light += light_at (scene, x - 0.25 + 0.5 * (i % 2), y - 0.25 + 0.5 * (i / 2)) / 4;
      light *= 1 - scene->shade * x / WIDTH;
      light += scene->noise * noise (rand);
      memset (p, (int)CLAMP (light, 0, 255), 3);
      p[3] = 255;
    }
  }
  return g_bytes_new_take (pixels, 4 * WIDTH * HEIGHT);
}

static guint8 *
to_small_gray (GBytes *pixels)
{
  const guint8 *bgra = g_bytes_get_data (pixels, NULL);
  guint8 *gray = g_malloc (WIDTH / 4 * HEIGHT / 4);

  for (guint y = 0; y < HEIGHT / 4; y++) {
    for (guint x = 0; x < WIDTH / 4; x++) {
      guint sum = 0;

      for (guint i = 0; i < 16; i++)
        sum += bgra[4 * ((4 * y + i / 4) * WIDTH + 4 * x + i % 4)];
      gray[y * (WIDTH / 4) + x] = (guint8)(sum / 16);
    }
  }
  return gray;
}

/* Within four of 1280 pixels: what is cut off or left over is no line of print. */
static void
test_edges (gconstpointer data)
{
  const Scene *scene = data;
  g_autoptr (GBytes) pixels = draw (scene);
  g_autofree guint8 *gray = to_small_gray (pixels);
  YzCorner found[4];

  g_assert_true (yz_paper_edges_find (gray, WIDTH / 4, HEIGHT / 4, found));
  for (guint i = 0; i < 4; i++) {
    double x = 4 * found[i].x + 1.5;
    double y = 4 * found[i].y + 1.5;

    g_test_message ("corner %u: %.1f, %.1f for %.0f, %.0f", i, x, y, scene->corners[i].x,
                    scene->corners[i].y);
    g_assert_cmpfloat (hypot (x - scene->corners[i].x, y - scene->corners[i].y), <, 4);
  }
}

static GdkPixbuf *
decode (GBytes *jpeg)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (jpeg);
  g_autoptr (GError) error = NULL;
  GdkPixbuf *pixbuf = gdk_pixbuf_new_from_stream (stream, NULL, &error);

  g_assert_no_error (error);
  return pixbuf;
}

static guint
light_of (GdkPixbuf *pixbuf, int x, int y)
{
  return gdk_pixbuf_get_pixels (pixbuf)[y * gdk_pixbuf_get_rowstride (pixbuf) + 3 * x];
}

/* Nothing of the table is left at the edges, and the lines of print are level. */
static void
test_straightened (gconstpointer data)
{
  const Scene *scene = data;
  g_autoptr (GBytes) pixels = draw (scene);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzPaperPicture) picture
      = yz_paper_picture_make (pixels, WIDTH, HEIGHT, 4 * WIDTH, &error);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  guint n_table = 0;
  int width, height;

  g_assert_no_error (error);
  g_assert_true (picture->straightened);
  pixbuf = decode (picture->jpeg);
  width = gdk_pixbuf_get_width (pixbuf);
  height = gdk_pixbuf_get_height (pixbuf);
  g_assert_cmpint (width, ==, picture->width);
  g_assert_cmpint (height, ==, picture->height);
  for (int y = height / 50; y < height - height / 50; y++) {
    double middle = (scene->paper + scene->table) / 2 * (1 - scene->shade / 2);
    guint left = light_of (pixbuf, width / 50, y);
    guint right = light_of (pixbuf, width - 1 - width / 50, y);

    /* The print begins further in, and it is darker than the table may be. */
    if (y > height / 12 && y < height - height / 12)
      continue;
    n_table += (left < middle) != (scene->paper < scene->table)
               && (right < middle) != (scene->paper < scene->table);
  }
  g_assert_cmpuint (n_table, <, (guint)height / 100 + 1);
}

/* The proportions of a sheet of A4 photographed from above are a sheet's. */
static void
test_shape (void)
{
  const Scene scene
      = { "a4", { { 400, 40 }, { 848, 40 }, { 848, 674 }, { 400, 674 } }, 235, 80, 5, 0.1, 3 };
  g_autoptr (GBytes) pixels = draw (&scene);
  g_autoptr (YzPaperPicture) picture
      = yz_paper_picture_make (pixels, WIDTH, HEIGHT, 4 * WIDTH, NULL);

  g_assert_true (picture->straightened);
  g_assert_cmpfloat (fabs ((double)picture->height / picture->width - M_SQRT2), <, 0.01);
}

/* Where a camera with a focal length of 1,000 pixels that looks down on a table sees a point of it,
 * @lean radians from straight above, @turn radians round. */
static YzCorner
see (double x, double y, double lean, double turn)
{
  double u = x * cos (turn) - y * sin (turn);
  double v = x * sin (turn) + y * cos (turn);
  double distance = 500 - v * sin (lean);

  return (YzCorner){ WIDTH / 2.0 + 1000 * u / distance,
                     HEIGHT / 2.0 + 1000 * v * cos (lean) / distance };
}

/* Leaning over the paper makes it look shorter than it is; what is handed in is not. */
static void
test_shape_in_perspective (void)
{
  static const double leans[] = { 0.15, 0.35, 0.6 };
  static const double turns[] = { -0.2, 0, 0.12, 1.45 };

  for (gsize i = 0; i < G_N_ELEMENTS (leans) * G_N_ELEMENTS (turns); i++) {
    double lean = leans[i / G_N_ELEMENTS (turns)];
    double turn = turns[i % G_N_ELEMENTS (turns)];
    Scene scene = { "seen", { { 0 } }, 235, 80, 5, 0.1, 3 };
    g_autoptr (GBytes) pixels = NULL;
    g_autoptr (YzPaperPicture) picture = NULL;
    guint first = turn > 1 ? 3 : 0;

    for (guint k = 0; k < 4; k++)
      scene.corners[(k + 4 - first) % 4]
          = see (k == 1 || k == 2 ? 105 : -105, k >= 2 ? 148.5 : -148.5, lean, turn);
    pixels = draw (&scene);
    picture = yz_paper_picture_make (pixels, WIDTH, HEIGHT, 4 * WIDTH, NULL);
    g_test_message ("lean %.2f, turn %.2f: %u x %u", lean, turn, picture->width, picture->height);
    g_assert_true (picture->straightened);
    g_assert_cmpfloat (fabs ((double)MAX (picture->height, picture->width)
                                 / MIN (picture->height, picture->width)
                             - M_SQRT2),
                       <, 0.02);
    g_assert_cmpint (picture->width > picture->height, ==, turn > 1);
  }
}

static void
assert_whole (GBytes *pixels)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzPaperPicture) picture
      = yz_paper_picture_make (pixels, WIDTH, HEIGHT, 4 * WIDTH, &error);

  g_assert_no_error (error);
  g_assert_false (picture->straightened);
  g_assert_cmpuint (picture->width, ==, WIDTH);
  g_assert_cmpuint (picture->height, ==, HEIGHT);
}

/* A table, a page that does not fit into the picture: all of what the camera saw. */
static void
test_nothing_found (void)
{
  const Scene table = { "table", { { 0, 0 } }, 235, 100, 20, 0.3, 5 };
  const Scene too_large
      = { "large", { { 200, -300 }, { 1500, -200 }, { 1500, 800 }, { 100, 900 } }, 235, 80, 8, 0.2,
          4 };
  const Scene *const both[] = { &table, &too_large };

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++) {
    g_autoptr (GBytes) pixels = draw (both[i]);

    assert_whole (pixels);
  }
}

/* Noise is what a JPEG file becomes largest of; at this size it would have some 20 MB. */
static void
test_small_enough (void)
{
  const guint width = 4000, height = 3000;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint8 *data = g_malloc (4 * width * height);
  g_autoptr (GBytes) pixels = g_bytes_new_take (data, 4 * width * height);
  g_autoptr (YzPaperPicture) picture = NULL;

  for (gsize i = 0; i < 4 * width * height; i++)
    data[i] = (guint8)g_rand_int (rand);
  picture = yz_paper_picture_make (pixels, width, height, 4 * width, NULL);
  g_assert_cmpuint (g_bytes_get_size (picture->jpeg), <=, YZ_PAPER_PICTURE_MAX_BYTES);
  g_assert_cmpuint (MAX (picture->width, picture->height), <=, YZ_PAPER_PICTURE_MAX_SIDE);
}

static void
test_no_whole_frame (void)
{
  g_autoptr (GBytes) pixels = g_bytes_new_take (g_malloc0 (4 * 100 * 100), 4 * 100 * 100);
  static const guint bad[][3] = { { 100, 101, 400 }, { 101, 100, 400 }, { 0, 0, 0 },
                                  { 1, 100, 400 },   { 100, 100, 100 }, { 65536, 65536, 262144 } };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (yz_paper_picture_make (pixels, bad[i][0], bad[i][1], bad[i][2], &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_DEVICE);
  }
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static void
test_async (void)
{
  g_autoptr (GBytes) pixels = draw (&scenes[1]);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (YzPaperPicture) picture = NULL;
  g_autoptr (YzPaperPicture) same = yz_paper_picture_make (pixels, WIDTH, HEIGHT, 4 * WIDTH, NULL);

  yz_paper_picture_make_async (pixels, WIDTH, HEIGHT, 4 * WIDTH, NULL, on_made, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  picture = yz_paper_picture_make_finish (result, NULL);
  g_assert_true (g_bytes_equal (picture->jpeg, same->jpeg));
}

/* Files -----------------------------------------------------------------------------------------
 */

typedef struct {
  char *folder;
  char *path;
} Folder;

static void
set_up (Folder *f, gconstpointer data)
{
  f->folder = yz_test_folder_new ();
  f->path = g_build_filename (f->folder, "paper.jpg", NULL);
}

static void
tear_down (Folder *f, gconstpointer data)
{
  g_free (f->path);
  yz_test_folder_remove (f->folder);
}

static void
write_bytes (Folder *f, GBytes *bytes)
{
  g_assert_true (g_file_set_contents (f->path, g_bytes_get_data (bytes, NULL),
                                      (gssize)g_bytes_get_size (bytes), NULL));
}

static GBytes *
make_jpeg (void)
{
  g_autoptr (GBytes) pixels = draw (&scenes[0]);
  g_autoptr (YzPaperPicture) picture
      = yz_paper_picture_make (pixels, WIDTH, HEIGHT, 4 * WIDTH, NULL);

  return g_bytes_ref (picture->jpeg);
}

/* What has nothing to be taken out of it stays as it is. */
static void
test_bare_file (Folder *f, gconstpointer data)
{
  g_autoptr (GBytes) jpeg = make_jpeg ();
  g_autoptr (GBytes) loaded = NULL;
  g_autoptr (GError) error = NULL;

  write_bytes (f, jpeg);
  loaded = yz_paper_picture_load (f->path, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (loaded, jpeg));
}

/* A file with @size bytes put in at @place. */
static GBytes *
put_in (GBytes *jpeg, gsize place, const char *bytes, gsize size)
{
  GByteArray *array = g_byte_array_new ();
  gsize total;
  const guint8 *data = g_bytes_get_data (jpeg, &total);

  g_byte_array_append (array, data, (guint)place);
  g_byte_array_append (array, (const guint8 *)bytes, (guint)size);
  g_byte_array_append (array, data + place, (guint)(total - place));
  return g_byte_array_free_to_bytes (array);
}

/* Where it was taken, by whom, with what: as a note before the picture, or behind it. */
static void
test_remarks (Folder *f, gconstpointer data)
{
  static const struct {
    const char *bytes;
    gsize size;
    gboolean behind;
  } remarks[] = {
    { "\xff\xe1\x00\x10"
      "Exif\0\0HANGZHOU",
      18, FALSE },
    { "\xff\xfe\x00\x0aHANGZHOU", 12, FALSE },
    { "\xff\xed\x00\x0aHANGZHOU", 12, FALSE },
    { "\xff\xe0\x00\x0aHANGZHOU", 12, FALSE },
    { "HANGZHOU", 8, TRUE },
  };
  g_autoptr (GBytes) jpeg = make_jpeg ();

  for (gsize i = 0; i < G_N_ELEMENTS (remarks); i++) {
    gsize place = remarks[i].behind ? g_bytes_get_size (jpeg) : 2;
    g_autoptr (GBytes) with_remark = put_in (jpeg, place, remarks[i].bytes, remarks[i].size);
    g_autoptr (GBytes) loaded = NULL;
    g_autoptr (GdkPixbuf) pixbuf = NULL;
    g_autoptr (GError) error = NULL;

    write_bytes (f, with_remark);
    loaded = yz_paper_picture_load (f->path, &error);
    g_assert_no_error (error);
    g_assert_null (
        memmem (g_bytes_get_data (loaded, NULL), g_bytes_get_size (loaded), "HANGZHOU", 8));
    pixbuf = decode (loaded);
    g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), >, 300);
  }
}

static void
test_png (Folder *f, gconstpointer data)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 40, 30);
  g_autoptr (GdkPixbuf) decoded = NULL;
  g_autoptr (GBytes) loaded = NULL;

  gdk_pixbuf_fill (pixbuf, 0);
  g_assert_true (gdk_pixbuf_save (pixbuf, f->path, "png", NULL, NULL));
  loaded = yz_paper_picture_load (f->path, NULL);
  decoded = decode (loaded);
  g_assert_cmpint (gdk_pixbuf_get_width (decoded), ==, 40);
  /* What shines through is paper. */
  g_assert_cmpuint (light_of (decoded, 20, 15), >, 250);
}

static void
assert_not_taken (Folder *f, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;

  write_bytes (f, bytes);
  g_assert_null (yz_paper_picture_load (f->path, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
}

static void
test_bad_files (Folder *f, gconstpointer data)
{
  g_autoptr (GBytes) jpeg = make_jpeg ();
  g_autoptr (GBytes) head = g_bytes_new_from_bytes (jpeg, 0, 30);
  g_autoptr (GBytes) text = g_bytes_new_static ("no picture", 10);
  gsize size;
  g_autofree guint8 *huge = g_memdup2 (g_bytes_get_data (jpeg, &size), g_bytes_get_size (jpeg));
  g_autoptr (GBytes) huge_bytes = NULL;
  const guint8 *frame = memmem (huge, size, "\xff\xc0", 2);
  g_autoptr (GError) error = NULL;

  assert_not_taken (f, text);
  assert_not_taken (f, head);
  /* It says that it has 20,000 × 20,000 pixels. */
  g_assert_nonnull (frame);
  memcpy (huge + (frame - huge) + 5, "\x4e\x20\x4e\x20", 4);
  huge_bytes = g_bytes_new (huge, size);
  assert_not_taken (f, huge_bytes);
  g_assert_null (yz_paper_picture_load ("/nonexistent.jpg", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++) {
    g_autofree char *edges = g_strconcat ("/paper/edges/", scenes[i].name, NULL);
    g_autofree char *straightened = g_strconcat ("/paper/straightened/", scenes[i].name, NULL);

    g_test_add_data_func (edges, &scenes[i], test_edges);
    g_test_add_data_func (straightened, &scenes[i], test_straightened);
  }
  g_test_add_func ("/paper/shape", test_shape);
  g_test_add_func ("/paper/shape-in-perspective", test_shape_in_perspective);
  g_test_add_func ("/paper/nothing-found", test_nothing_found);
  g_test_add_func ("/paper/small-enough", test_small_enough);
  g_test_add_func ("/paper/no-whole-frame", test_no_whole_frame);
  g_test_add_func ("/paper/async", test_async);
#define ADD(path, func) g_test_add (path, Folder, NULL, set_up, func, tear_down)
  ADD ("/paper/file/bare", test_bare_file);
  ADD ("/paper/file/remarks", test_remarks);
  ADD ("/paper/file/png", test_png);
  ADD ("/paper/file/bad", test_bad_files);
  return g_test_run ();
}
