/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-paper-picture.h"

#include "yz-error.h"
#include "yz-paper-edges.h"
#include "yz-picture-file.h"
#include "yz-wiped.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <string.h>

/* Makes what is handed in of a photographed paper: cut out along its edges and seen straight from
 * above, as a JPEG file of bounded size that holds the picture and nothing else. */

/* Edges are looked for in a picture so small; the lines of print melt into grey there. */
#define SEARCH_SIDE 360

/* What a sheet is likely to be: ISO 216 paper, and cards after ISO/IEC 7810. */
static const double shapes[] = { 1.4142, 1.5858 };
#define SHAPE_TOLERANCE 0.06

/* Focal lengths of cameras there are, by the longer side of their pictures: from very wide angle to
 * a little tele. Beyond, the perspective is too weak to be measured. */
#define MIN_FOCAL 0.4
#define MAX_FOCAL 3.0
#define USUAL_FOCAL 0.85

/* Nobody hands in anything longer. */
#define MAX_SHAPE 10.0

/* Read well at the first; each next one is tried where a file is still too large. */
static const char *const qualities[] = { "88", "75", "60", "45" };
#define MAX_HALVINGS 3

/* Blue, green, red and 255. */
typedef struct {
  const guint8 *data;
  guint width;
  guint height;
  guint stride;
} Frame;

/* From the unit square to a quadrangle, after Heckbert (1989), §2.2.3. */
typedef struct {
  double a, b, c, d, e, f, g, h;
} Projection;

/**
 * yz_paper_picture_free:
 * @self: (nullable): a picture
 */
void
yz_paper_picture_free (YzPaperPicture *self)
{
  if (self == NULL)
    return;

  g_bytes_unref (self->jpeg);
  g_free (self);
}

/* Edges -----------------------------------------------------------------------------------------
 */

/* The mean light of a box of the frame, weighted after ITU-R BT.601. */
static guint8
mean_light (const Frame *frame, guint x0, guint x1, guint y0, guint y1)
{
  guint64 sum = 0;

  for (guint y = y0; y < y1; y++) {
    const guint8 *p = frame->data + (gsize)y * frame->stride + 4 * (gsize)x0;

    for (guint x = x0; x < x1; x++, p += 4)
      sum += 29u * p[0] + 150u * p[1] + 77u * p[2];
  }
  return (guint8)(sum / (256 * (guint64)(x1 - x0) * (y1 - y0)));
}

static gboolean
find_corners (const Frame *frame, YzCorner *ret_corners)
{
  double scale = MAX (MAX (frame->width, frame->height) / (double)SEARCH_SIDE, 1);
  guint width = (guint)(frame->width / scale);
  guint height = (guint)(frame->height / scale);
  g_autofree guint8 *gray = NULL;
  gboolean found;

  if (width < 16 || height < 16)
    return FALSE;
  gray = g_malloc ((gsize)width * height);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      gray[(gsize)y * width + x] = mean_light (frame, (guint)(x * scale), (guint)((x + 1) * scale),
                                               (guint)(y * scale), (guint)((y + 1) * scale));
  found = yz_paper_edges_find (gray, width, height, ret_corners);
  for (guint i = 0; found && i < 4; i++) {
    ret_corners[i].x = (ret_corners[i].x + 0.5) * scale - 0.5;
    ret_corners[i].y = (ret_corners[i].y + 0.5) * scale - 0.5;
  }
  g_assert (gray != NULL); /* with the sanitizers the compiler doubts it */
  explicit_bzero (gray, (gsize)width * height);
  return found;
}

/* Straightening ---------------------------------------------------------------------------------
 */

static double
distance (const YzCorner *a, const YzCorner *b)
{
  return hypot (a->x - b->x, a->y - b->y);
}

typedef struct {
  double x, y, z;
} Vector;

static Vector
cross (Vector a, Vector b)
{
  return (Vector){ a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x };
}

static double
dot (Vector a, Vector b)
{
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

/* Width by height of a rectangle as it lies there, after Zhang and He, “Whiteboard scanning and
 * image enhancement” (2007), §3.3: in perspective its corners tell both the focal length, of a
 * camera that looks straight ahead, and its shape. Seen along one of its edges they tell the shape
 * only of a focal length that is known. 0 where no camera sees a rectangle so. */
static double
find_shape (const Frame *frame, const YzCorner *corners)
{
  Vector m[4], n2, n3;
  double k2, k3, focal2, shape, size = MAX (frame->width, frame->height);

  for (guint i = 0; i < 4; i++)
    m[i] = (Vector){ (corners[i].x - frame->width / 2.0) / size,
                     (corners[i].y - frame->height / 2.0) / size, 1 };
  k2 = dot (cross (m[0], m[2]), m[3]) / dot (cross (m[1], m[2]), m[3]);
  k3 = dot (cross (m[0], m[2]), m[1]) / dot (cross (m[3], m[2]), m[1]);
  n2 = (Vector){ k2 * m[1].x - m[0].x, k2 * m[1].y - m[0].y, k2 - 1 };
  n3 = (Vector){ k3 * m[3].x - m[0].x, k3 * m[3].y - m[0].y, k3 - 1 };
  focal2 = -(n2.x * n3.x + n2.y * n3.y) / (n2.z * n3.z);
  if (!(focal2 > MIN_FOCAL * MIN_FOCAL && focal2 < MAX_FOCAL * MAX_FOCAL))
    focal2 = USUAL_FOCAL * USUAL_FOCAL;
  shape = sqrt (((n2.x * n2.x + n2.y * n2.y) / focal2 + n2.z * n2.z)
                / ((n3.x * n3.x + n3.y * n3.y) / focal2 + n3.z * n3.z));
  return shape > 1 / MAX_SHAPE && shape < MAX_SHAPE ? shape : 0;
}

/* As large as its longer edges look, in the shape that it has; one that is nearly that of a sheet
 * is taken for a sheet. */
static void
measure (const Frame *frame, const YzCorner *corners, double *ret_width, double *ret_height)
{
  double found = find_shape (frame, corners);
  double width = MAX (distance (&corners[0], &corners[1]), distance (&corners[3], &corners[2]));
  double height = MAX (distance (&corners[0], &corners[3]), distance (&corners[1], &corners[2]));
  double shape;

  if (found > 0 && found < width / height)
    height = width / found;
  else if (found > 0)
    width = height * found;
  shape = MAX (width, height) / MIN (width, height);
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    if (fabs (shape / shapes[i] - 1) > SHAPE_TOLERANCE)
      continue;
    if (width > height)
      height = width / shapes[i];
    else
      width = height / shapes[i];
    break;
  }
  *ret_width = width;
  *ret_height = height;
}

static void
projection_init (Projection *self, const YzCorner *k)
{
  double dx1 = k[1].x - k[2].x, dx2 = k[3].x - k[2].x;
  double dy1 = k[1].y - k[2].y, dy2 = k[3].y - k[2].y;
  double sx = k[0].x - k[1].x + k[2].x - k[3].x;
  double sy = k[0].y - k[1].y + k[2].y - k[3].y;
  double determinant = dx1 * dy2 - dx2 * dy1;

  self->g = (sx * dy2 - dx2 * sy) / determinant;
  self->h = (dx1 * sy - sx * dy1) / determinant;
  self->a = k[1].x - k[0].x + self->g * k[1].x;
  self->b = k[3].x - k[0].x + self->h * k[3].x;
  self->c = k[0].x;
  self->d = k[1].y - k[0].y + self->g * k[1].y;
  self->e = k[3].y - k[0].y + self->h * k[3].y;
  self->f = k[0].y;
}

/* Between four points; beyond the frame its edge goes on. */
static void
sample (const Frame *frame, double x, double y, guint8 *rgb)
{
  double cx = CLAMP (x, 0, frame->width - 1.001);
  double cy = CLAMP (y, 0, frame->height - 1.001);
  guint ix = (guint)cx;
  guint iy = (guint)cy;
  double fx = cx - ix;
  double fy = cy - iy;
  const guint8 *p = frame->data + (gsize)iy * frame->stride + 4 * (gsize)ix;
  const guint8 *q = p + frame->stride;

  for (guint i = 0; i < 3; i++) {
    guint k = 2 - i;
    double above = p[k] + fx * (p[k + 4] - p[k]);
    double below = q[k] + fx * (q[k + 4] - q[k]);

    rgb[i] = (guint8)(above + fy * (below - above) + 0.5);
  }
}

static void
free_pixels (guchar *pixels, gpointer size)
{
  yz_wiped_free (pixels, GPOINTER_TO_SIZE (size));
}

static GdkPixbuf *
new_pixbuf (guint width, guint height)
{
  gsize size = 3 * (gsize)width * height;

  return gdk_pixbuf_new_from_data (g_malloc (size), GDK_COLORSPACE_RGB, FALSE, 8, (int)width,
                                   (int)height, 3 * (int)width, free_pixels,
                                   GSIZE_TO_POINTER (size));
}

static GdkPixbuf *
straighten (const Frame *frame, const YzCorner *corners)
{
  Projection p;
  double width, height, scale;
  GdkPixbuf *pixbuf;
  guint8 *rgb;
  guint w, h;

  measure (frame, corners, &width, &height);
  scale = MIN (YZ_PAPER_PICTURE_MAX_SIDE / MAX (width, height), 1);
  w = (guint)MAX (width * scale, 1);
  h = (guint)MAX (height * scale, 1);
  projection_init (&p, corners);
  pixbuf = new_pixbuf (w, h);
  rgb = gdk_pixbuf_get_pixels (pixbuf);
  for (guint y = 0; y < h; y++) {
    for (guint x = 0; x < w; x++, rgb += 3) {
      double u = (x + 0.5) / w;
      double v = (y + 0.5) / h;
      double divisor = p.g * u + p.h * v + 1;

      sample (frame, (p.a * u + p.b * v + p.c) / divisor, (p.d * u + p.e * v + p.f) / divisor, rgb);
    }
  }
  return pixbuf;
}

static GdkPixbuf *
copy_whole (const Frame *frame)
{
  YzCorner corners[] = { { -0.5, -0.5 },
                         { frame->width - 0.5, -0.5 },
                         { frame->width - 0.5, frame->height - 0.5 },
                         { -0.5, frame->height - 0.5 } };
  GdkPixbuf *pixbuf = new_pixbuf (frame->width, frame->height);
  guint8 *rgb = gdk_pixbuf_get_pixels (pixbuf);

  if (MAX (frame->width, frame->height) > YZ_PAPER_PICTURE_MAX_SIDE) {
    g_object_unref (pixbuf);
    return straighten (frame, corners);
  }
  for (guint y = 0; y < frame->height; y++) {
    const guint8 *p = frame->data + (gsize)y * frame->stride;

    for (guint x = 0; x < frame->width; x++, p += 4, rgb += 3) {
      rgb[0] = p[2];
      rgb[1] = p[1];
      rgb[2] = p[0];
    }
  }
  return pixbuf;
}

/* Encoding --------------------------------------------------------------------------------------
 */

static GBytes *
encode_once (GdkPixbuf *pixbuf, const char *quality, GError **error)
{
  g_autoptr (GError) save_error = NULL;
  char *data;
  gsize size;

  if (gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "jpeg", &save_error, "quality", quality,
                                 NULL))
    return yz_wiped_bytes_new (data, size);
  g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "the picture cannot be kept: %s",
               save_error->message);
  return NULL;
}

static GdkPixbuf *
halve (GdkPixbuf *pixbuf)
{
  return gdk_pixbuf_scale_simple (pixbuf, MAX (gdk_pixbuf_get_width (pixbuf) / 2, 1),
                                  MAX (gdk_pixbuf_get_height (pixbuf) / 2, 1), GDK_INTERP_BILINEAR);
}

/* The first that is small enough; noise at the full size may need all of them. */
static YzPaperPicture *
encode (GdkPixbuf *pixbuf, gboolean straightened, GError **error)
{
  g_autoptr (GdkPixbuf) smaller = g_object_ref (pixbuf);

  for (guint halvings = 0; halvings <= MAX_HALVINGS; halvings++) {
    for (gsize i = 0; i < G_N_ELEMENTS (qualities); i++) {
      g_autoptr (GBytes) jpeg = encode_once (smaller, qualities[i], error);

      if (jpeg == NULL)
        return NULL;
      if (g_bytes_get_size (jpeg) <= YZ_PAPER_PICTURE_MAX_BYTES) {
        YzPaperPicture *picture = g_new0 (YzPaperPicture, 1);

        picture->width = (guint)gdk_pixbuf_get_width (smaller);
        picture->height = (guint)gdk_pixbuf_get_height (smaller);
        picture->jpeg = g_steal_pointer (&jpeg);
        picture->straightened = straightened;
        return picture;
      }
    }
    pixbuf = halve (smaller);
    g_object_unref (smaller);
    smaller = pixbuf;
  }
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_DEVICE, "the picture does not get small enough");
  return NULL;
}

/**
 * yz_paper_picture_make:
 * @pixels: rows of blue, green, red and 255, as #YzScanner::frame hands them out
 * @width: pixels, at least 2
 * @height: pixels, at least 2
 * @stride: bytes from one row to the next
 * @error: %YZ_ERROR_DEVICE where no picture can be made of it
 *
 * Finds the paper in a photograph and straightens it. Takes a moment: a main loop uses
 * yz_paper_picture_make_async().
 *
 * Returns: (transfer full): the paper, or the whole photograph where no four edges are seen
 */
YzPaperPicture *
yz_paper_picture_make (GBytes *pixels, guint width, guint height, guint stride, GError **error)
{
  Frame frame;
  gsize size;
  YzCorner corners[4];
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  gboolean found;

  g_return_val_if_fail (pixels != NULL, NULL);

  frame = (Frame){ g_bytes_get_data (pixels, &size), width, height, stride };
  if (width < 2 || height < 2 || stride < 4 * (gsize)width
      || size < (gsize)stride * (height - 1) + 4 * (gsize)width) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_DEVICE, "the camera gave no whole picture");
    return NULL;
  }
  found = find_corners (&frame, corners);
  pixbuf = found ? straighten (&frame, corners) : copy_whole (&frame);
  return encode (pixbuf, found, error);
}

typedef struct {
  GBytes *pixels;
  guint width;
  guint height;
  guint stride;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_bytes_unref (job->pixels);
  g_free (job);
}

static void
make_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr (GError) error = NULL;
  YzPaperPicture *picture
      = yz_paper_picture_make (job->pixels, job->width, job->height, job->stride, &error);

  if (picture != NULL)
    g_task_return_pointer (task, picture, (GDestroyNotify)yz_paper_picture_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * yz_paper_picture_make_async:
 * @pixels: as yz_paper_picture_make()
 * @width: pixels
 * @height: pixels
 * @stride: bytes from one row to the next
 * @cancellable: (nullable): to give up
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 *
 * As yz_paper_picture_make(), on another thread.
 */
void
yz_paper_picture_make_async (GBytes *pixels,
                             guint width,
                             guint height,
                             guint stride,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job;

  g_return_if_fail (pixels != NULL);

  job = g_new0 (Job, 1);
  *job = (Job){ g_bytes_ref (pixels), width, height, stride };
  g_task_set_source_tag (task, yz_paper_picture_make_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, make_worker);
}

/**
 * yz_paper_picture_make_finish:
 * @result: the result
 * @error: as yz_paper_picture_make(), or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the paper
 */
YzPaperPicture *
yz_paper_picture_make_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Files -----------------------------------------------------------------------------------------
 */

static guint
read_be16 (const guint8 *data)
{
  return (guint)data[0] << 8 | data[1];
}

/* What a JPEG file may hold before its picture (ISO/IEC 10918-1, annex B): tables, the frame, the
 * scan, and JFIF's own note. Everything else is somebody's remark about it: when, where, by what.
 */
static gboolean
is_part_of_picture (guint8 marker, const guint8 *segment, gsize size)
{
  if (marker >= 0xc0 && marker <= 0xcf)
    return marker != 0xc8;
  if (marker == 0xdb || marker == 0xdd)
    return TRUE;
  return marker == 0xe0 && size >= 5 && memcmp (segment, "JFIF", 5) == 0;
}

/* Whether a JPEG file holds its picture and nothing besides, neither before nor behind it. */
static gboolean
is_bare_jpeg (const guint8 *data, gsize size)
{
  gsize place = 2;

  if (size < 4 || data[0] != 0xff || data[1] != 0xd8)
    return FALSE;
  while (place + 4 <= size && data[place] == 0xff) {
    guint8 marker = data[place + 1];
    gsize length = read_be16 (data + place + 2);

    if (length < 2 || place + 2 + length > size)
      return FALSE;
    place += 2 + length;
    if (marker == 0xda)
      break;
    if (!is_part_of_picture (marker, data + place - length + 2, length - 2))
      return FALSE;
  }
  for (; place + 1 < size; place++) {
    guint8 next = data[place + 1];

    /* Inside a scan only a stuffed zero and restarts follow 0xff; further scans of a progressive
     * picture bring tables with them, and are written anew. */
    if (data[place] == 0xff && next != 0 && (next < 0xd0 || next > 0xd7))
      return next == 0xd9 && place + 2 == size;
  }
  return FALSE;
}

static gboolean
check_file (const char *path, GError **error)
{
  g_autofree char *name = NULL;
  GdkPixbufFormat *format;
  int width = 0, height = 0;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND, "%s is not there", path);
    return FALSE;
  }
  format = gdk_pixbuf_get_file_info (path, &width, &height);
  name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;
  if ((g_strcmp0 (name, "jpeg") == 0 || g_strcmp0 (name, "png") == 0) && width > 1 && height > 1
      && width <= YZ_PICTURE_MAX_SIDE && height <= YZ_PICTURE_MAX_SIDE)
    return TRUE;
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
               "%s cannot be taken: give a JPEG or PNG picture of at most %d × %d pixels", path,
               YZ_PICTURE_MAX_SIDE, YZ_PICTURE_MAX_SIDE);
  return FALSE;
}

/* What shines through becomes white, and the longer side is bounded. */
static GdkPixbuf *
normalise (GdkPixbuf *loaded)
{
  g_autoptr (GdkPixbuf) upright = gdk_pixbuf_apply_embedded_orientation (loaded);
  double width = gdk_pixbuf_get_width (upright);
  double height = gdk_pixbuf_get_height (upright);
  double scale = MIN (YZ_PAPER_PICTURE_MAX_SIDE / MAX (width, height), 1);
  GdkPixbuf *flat = new_pixbuf ((guint)MAX (width * scale, 1), (guint)MAX (height * scale, 1));

  gdk_pixbuf_fill (flat, 0xffffffff);
  gdk_pixbuf_composite (upright, flat, 0, 0, gdk_pixbuf_get_width (flat),
                        gdk_pixbuf_get_height (flat), 0, 0, scale, scale, GDK_INTERP_BILINEAR, 255);
  return flat;
}

/**
 * yz_paper_picture_load:
 * @path: a JPEG or PNG file of at most 8192 × 8192 pixels
 * @error: %YZ_ERROR_NOT_FOUND, or %YZ_ERROR_INVALID where it is no such picture
 *
 * For pictures that were taken elsewhere. A JPEG file of at most %YZ_PAPER_PICTURE_MAX_BYTES that
 * holds nothing but a picture stays byte for byte what it is; any other picture is turned upright
 * and written anew. It is not straightened.
 *
 * Returns: (transfer full): a JPEG file without anything but the picture
 */
GBytes *
yz_paper_picture_load (const char *path, GError **error)
{
  g_autoptr (GdkPixbuf) loaded = NULL;
  g_autoptr (GdkPixbuf) flat = NULL;
  g_autoptr (YzPaperPicture) picture = NULL;
  g_autoptr (GError) load_error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *data;
  gsize size;

  g_return_val_if_fail (path != NULL, NULL);

  if (!check_file (path, error))
    return NULL;
  loaded = gdk_pixbuf_new_from_file (path, &load_error);
  if (loaded == NULL || !g_file_get_contents (path, &data, &size, &load_error)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s cannot be read as a picture: %s", path,
                 load_error->message);
    return NULL;
  }
  bytes = yz_wiped_bytes_new (data, size);
  if (size <= YZ_PAPER_PICTURE_MAX_BYTES && is_bare_jpeg ((const guint8 *)data, size))
    return g_steal_pointer (&bytes);

  flat = normalise (loaded);
  picture = encode (flat, FALSE, error);
  return picture != NULL ? g_bytes_ref (picture->jpeg) : NULL;
}
