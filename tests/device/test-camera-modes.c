/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-pipeline.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>

/* What is asked of cameras of all kinds. There is none: open() and ioctl() of this program stand
 * before those of the C library, and answer as V4L2 does for one device up to the moment in which
 * pictures would begin. */

/* Any device of characters: V4L2 of GStreamer looks at that. */
#define DEVICE "/dev/full"

typedef struct {
  char format[5];
  guint width;
  guint height;
  guint rate; /* a second */
} Mode;

#define MAX_MODES 6

static struct {
  int fd;
  const Mode *modes;
  Mode chosen;
} camera = { .fd = -1 };

static guint32
to_fourcc (const char *format)
{
  return v4l2_fourcc ((guint32)format[0], (guint32)format[1], (guint32)format[2],
                      (guint32)format[3]);
}

static const Mode *
find_mode (guint32 format, guint width, guint height)
{
  for (const Mode *mode = camera.modes; mode->width != 0; mode++)
    if (to_fourcc (mode->format) == format && mode->width == width && mode->height == height)
      return mode;
  return NULL;
}

static gboolean
list_format (struct v4l2_fmtdesc *desc)
{
  static const char *const formats[] = { "MJPG", "YUYV" };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    gboolean has = FALSE;

    for (const Mode *mode = camera.modes; mode->width != 0 && !has; mode++)
      has = g_str_equal (mode->format, formats[i]);
    if (has && n++ == desc->index) {
      desc->pixelformat = to_fourcc (formats[i]);
      desc->flags = i == 0 ? V4L2_FMT_FLAG_COMPRESSED : 0;
      return desc->type == V4L2_BUF_TYPE_VIDEO_CAPTURE;
    }
  }
  return FALSE;
}

static gboolean
list_size (struct v4l2_frmsizeenum *size)
{
  guint n = 0;

  for (const Mode *mode = camera.modes; mode->width != 0; mode++) {
    if (to_fourcc (mode->format) != size->pixel_format || n++ != size->index)
      continue;
    size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
    size->discrete.width = mode->width;
    size->discrete.height = mode->height;
    return TRUE;
  }
  return FALSE;
}

static gboolean
list_rate (struct v4l2_frmivalenum *rate)
{
  const Mode *mode = find_mode (rate->pixel_format, rate->width, rate->height);

  if (mode == NULL || rate->index > 0)
    return FALSE;
  rate->type = V4L2_FRMIVAL_TYPE_DISCRETE;
  rate->discrete = (struct v4l2_fract){ 1, mode->rate };
  return TRUE;
}

static gboolean
choose (struct v4l2_format *format, gboolean set)
{
  struct v4l2_pix_format *pix = &format->fmt.pix;
  const Mode *mode = find_mode (pix->pixelformat, pix->width, pix->height);

  if (format->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || mode == NULL)
    return FALSE;
  if (set)
    camera.chosen = *mode;
  pix->field = V4L2_FIELD_NONE;
  pix->colorspace = V4L2_COLORSPACE_SRGB;
  pix->bytesperline = pix->pixelformat == V4L2_PIX_FMT_MJPEG ? 0 : 2 * pix->width;
  pix->sizeimage = 2 * pix->width * pix->height;
  return TRUE;
}

static gboolean
tell_rate (struct v4l2_streamparm *parameters)
{
  parameters->parm.capture
      = (struct v4l2_captureparm){ .capability = V4L2_CAP_TIMEPERFRAME,
                                   .timeperframe = { 1, camera.modes[0].rate } };
  return TRUE;
}

static gboolean
answer (unsigned long request, void *data)
{
  switch (request) {
  case VIDIOC_QUERYCAP:
    *(struct v4l2_capability *)data
        = (struct v4l2_capability){ .device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING,
                                    .capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING
                                                    | V4L2_CAP_DEVICE_CAPS };
    return TRUE;
  case VIDIOC_ENUM_FMT:
    return list_format (data);
  case VIDIOC_ENUM_FRAMESIZES:
    return list_size (data);
  case VIDIOC_ENUM_FRAMEINTERVALS:
    return list_rate (data);
  case VIDIOC_G_FMT:
    *(struct v4l2_format *)data = (struct v4l2_format){
      .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
      .fmt.pix = { .width = camera.modes[0].width,
                   .height = camera.modes[0].height,
                   .pixelformat = to_fourcc (camera.modes[0].format) },
    };
    return choose (data, FALSE);
  case VIDIOC_TRY_FMT:
    return choose (data, FALSE);
  case VIDIOC_S_FMT:
    return choose (data, TRUE);
  case VIDIOC_G_PARM:
    return tell_rate (data);
  case VIDIOC_S_PARM:
    return TRUE;
  case VIDIOC_ENUMINPUT:
    ((struct v4l2_input *)data)->type = V4L2_INPUT_TYPE_CAMERA;
    return ((struct v4l2_input *)data)->index == 0;
  case VIDIOC_G_INPUT:
    *(int *)data = 0;
    return TRUE;
  default:
    return FALSE;
  }
}

int
ioctl (int fd, unsigned long request, ...)
{
  va_list list;
  void *data;

  va_start (list, request);
  data = va_arg (list, void *);
  va_end (list);
  if (fd == camera.fd && fd >= 0) {
    if (answer (request, data))
      return 0;
    errno = EINVAL;
    return -1;
  }
  return ((int (*) (int, unsigned long, ...))dlsym (RTLD_NEXT, "ioctl")) (fd, request, data);
}

/* As everywhere here, it is called open64() outside C. */
int
open (const char *path, int flags, ...)
{
  va_list list;
  mode_t mode;
  int fd;

  va_start (list, flags);
  mode = va_arg (list, mode_t);
  va_end (list);
  fd = ((int (*) (const char *, int, ...))dlsym (RTLD_NEXT, "open64")) (path, flags, mode);
  if (strcmp (path, DEVICE) == 0)
    camera.fd = fd;
  return fd;
}

typedef struct {
  const char *name;
  Mode modes[MAX_MODES];
  Mode wanted; /* to find codes */
  Mode detail; /* for photographs */
} Case;

static const Case cases[] = {
  { "notebook",
    { { "YUYV", 640, 480, 30 }, { "YUYV", 1280, 720, 10 }, { "MJPG", 1280, 720, 30 } },
    { "YUYV", 1280, 720, 10 },
    { "YUYV", 1280, 720, 10 } },
  { "full-hd",
    { { "MJPG", 1920, 1080, 30 }, { "MJPG", 1280, 720, 30 }, { "YUYV", 640, 480, 30 } },
    { "MJPG", 1280, 720, 30 },
    { "MJPG", 1920, 1080, 30 } },
  { "document-camera",
    { { "MJPG", 4208, 3120, 10 },
      { "MJPG", 1920, 1080, 30 },
      { "MJPG", 1280, 720, 30 },
      { "YUYV", 4208, 3120, 1 },
      { "YUYV", 640, 480, 30 } },
    { "MJPG", 1280, 720, 30 },
    { "MJPG", 1920, 1080, 30 } },
  { "five-to-four",
    { { "MJPG", 1280, 1024, 30 }, { "YUYV", 640, 480, 30 } },
    { "MJPG", 1280, 1024, 30 },
    { "MJPG", 1280, 1024, 30 } },
  { "four-to-three",
    { { "MJPG", 1600, 1200, 30 }, { "YUYV", 1600, 1200, 5 } },
    { "MJPG", 1600, 1200, 30 },
    { "MJPG", 1600, 1200, 30 } },
  { "small",
    { { "MJPG", 1024, 768, 30 }, { "YUYV", 640, 480, 30 } },
    { "MJPG", 1024, 768, 30 },
    { "MJPG", 1024, 768, 30 } },
  { "slow-when-large",
    { { "YUYV", 640, 480, 30 }, { "YUYV", 1920, 1080, 2 }, { "MJPG", 640, 480, 30 } },
    { "YUYV", 640, 480, 30 },
    { "YUYV", 640, 480, 30 } },
  { "old", { { "YUYV", 640, 480, 5 } }, { "YUYV", 640, 480, 5 }, { "YUYV", 640, 480, 5 } },
};

static void
assert_chosen (const Mode *modes, gboolean detail, const Mode *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  camera.modes = modes;
  memset (&camera.chosen, 0, sizeof camera.chosen);
  pipeline = yz_pipeline_new_for_camera (DEVICE, 0, detail, &error);
  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (bus, 20 * GST_SECOND, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  gst_element_set_state (pipeline, GST_STATE_NULL);

  g_assert_cmpstr (camera.chosen.format, ==, wanted->format);
  g_assert_cmpuint (camera.chosen.width, ==, wanted->width);
  g_assert_cmpuint (camera.chosen.height, ==, wanted->height);
  g_assert_cmpuint (camera.chosen.rate, ==, wanted->rate);
}

static void
test_modes (gconstpointer data)
{
  const Case *c = data;

  assert_chosen (c->modes, FALSE, &c->wanted);
  assert_chosen (c->modes, TRUE, &c->detail);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/camera-modes/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_modes);
  }
  return g_test_run ();
}
