/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-pipeline.h"

#include "yz-error.h"
#include "yz-picture-file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/videodev2.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Prefers what a code reader needs, a sharp 1280 × 720 without compression; else whatever is larger
 * than 640 × 480 and comes often enough, then whatever there is. Of pictures without compression a
 * camera gives the large ones a few times a second: too seldom to hold anything in front of it. A
 * rate is not asked of the compressed ones, which always come often. */
#define CAMERA_CAPS                                                                                \
  "video/x-raw,width=1280,height=720,framerate=[10/1,60/1];"                                       \
  "image/jpeg,width=1280,height=720;"                                                              \
  "video/x-raw,width=[641,4096],height=[481,3072],framerate=[10/1,120/1];"                         \
  "image/jpeg,width=[641,4096],height=[481,3072];"                                                 \
  "video/x-raw,width=[1,4096],height=[1,3072],framerate=[5/1,120/1];"                              \
  "image/jpeg,width=[1,4096],height=[1,3072]"

/* For photographs the camera gives all it has: small print needs more than is shown. */
#define DETAIL_CAPS                                                                                \
  "image/jpeg,width=[1280,4096],height=[721,3072];"                                                \
  "video/x-raw,width=[1280,4096],height=[721,3072],framerate=[5/1,60/1];"

/* The latest picture in all its size. It is decoded like all of them, and taken seldom. */
#define DETAIL_SINK                                                                                \
  " ! tee name=all"                                                                                \
  " all. ! queue leaky=downstream max-size-buffers=1"                                              \
  " ! appsink name=detail max-buffers=1 drop=true sync=false"                                      \
  " all. ! queue leaky=downstream max-size-buffers=1"

/* Two branches, each dropping what it has no time for: one to be shown, turned upright and with the
 * bytes in the order in which Cairo and GTK take them without converting, and one to be searched
 * for codes, which are read whichever way they lie. */
#define CAMERA_SINKS                                                                               \
  " ! videoscale ! video/x-raw,width=[1,1280],height=[1,720],pixel-aspect-ratio=1/1"               \
  " ! tee name=tee"                                                                                \
  " tee. ! queue leaky=downstream max-size-buffers=1 ! videoconvert ! video/x-raw,format=BGRA"     \
  " ! videoflip name=turn"                                                                         \
  " ! appsink name=view max-buffers=1 drop=true sync=false"                                        \
  " tee. ! queue leaky=downstream max-size-buffers=1 ! videoconvert ! video/x-raw,format=GRAY8"    \
  " ! appsink name=search max-buffers=1 drop=true sync=false"

static const char *
get_method (guint rotation)
{
  switch (rotation) {
  case 90:
    return "clockwise";
  case 180:
    return "rotate-180";
  case 270:
    return "counterclockwise";
  default:
    return "none";
  }
}

static gboolean
init (GError **error)
{
  g_autoptr (GError) init_error = NULL;

  if (gst_init_check (NULL, NULL, &init_error))
    return TRUE;
  g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "GStreamer does not start: %s",
               init_error != NULL ? init_error->message : "unknown reason");
  return FALSE;
}

static GstElement *
launch (const char *description, GError **error)
{
  g_autoptr (GError) parse_error = NULL;
  GstElement *pipeline;

  pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &parse_error);
  if (pipeline == NULL)
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE,
                 "a part of GStreamer is missing, install gstreamer1.0-plugins-good: %s",
                 parse_error->message);
  return pipeline;
}

static void
set_source (GstElement *pipeline, const char *property, const char *value)
{
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "source");

  g_object_set (source, property, value, NULL);
}

/* A camera often has a second node that gives no pictures. */
static gboolean
gives_pictures (const char *device)
{
  struct v4l2_capability capability = { 0 };
  int fd = g_open (device, O_RDWR | O_NONBLOCK | O_CLOEXEC, 0);
  gboolean gives;

  if (fd < 0)
    return FALSE;
  gives = ioctl (fd, VIDIOC_QUERYCAP, &capability) == 0
          && (capability.device_caps & V4L2_CAP_VIDEO_CAPTURE) != 0
          && (capability.device_caps & V4L2_CAP_STREAMING) != 0;
  close (fd);
  return gives;
}

static char *
find_camera (GError **error)
{
  for (guint i = 0; i < 64; i++) {
    g_autofree char *device = g_strdup_printf ("/dev/video%u", i);

    if (gives_pictures (device))
      return g_steal_pointer (&device);
  }
  g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE,
               "no camera was found: plug one in, or name it in [devices] camera=");
  return NULL;
}

static GstElement *
launch_file (const char *path, const char *description, GError **error)
{
  GstElement *pipeline = launch (description, error);

  if (pipeline != NULL)
    set_source (pipeline, "location", path);
  return pipeline;
}

/* The sinks drop what they have no time for, so a film keeps its pace before it comes to them. */
static GstElement *
launch_file_camera (const char *path, gboolean detail, GError **error)
{
  const char *decoder = NULL;
  g_autofree char *description = NULL;

  if (!yz_picture_file_probe (path, &decoder, error))
    return NULL;

  if (decoder != NULL)
    description = g_strdup_printf ("filesrc name=source ! %s ! imagefreeze is-live=true"
                                   " ! video/x-raw,framerate=15/1%s" CAMERA_SINKS,
                                   decoder, detail ? DETAIL_SINK : "");
  else
    description = g_strconcat ("filesrc name=source ! decodebin ! identity sync=true",
                               detail ? DETAIL_SINK : "", CAMERA_SINKS, NULL);
  return launch_file (path, description, error);
}

static GstElement *
launch_device_camera (const char *device, gboolean detail, GError **error)
{
  g_autofree char *description
      = g_strconcat ("v4l2src name=source ! ", detail ? DETAIL_CAPS : "",
                     CAMERA_CAPS " ! decodebin", detail ? DETAIL_SINK : "", CAMERA_SINKS, NULL);
  GstElement *pipeline = launch (description, error);

  if (pipeline != NULL)
    set_source (pipeline, "device", device);
  return pipeline;
}

/* GStreamer 1.22.0 forgets the method when it is given in the description. */
static GstElement *
turn (GstElement *pipeline, guint rotation)
{
  g_autoptr (GstElement) element
      = pipeline != NULL ? gst_bin_get_by_name (GST_BIN (pipeline), "turn") : NULL;

  if (element != NULL)
    gst_util_set_object_arg (G_OBJECT (element), "method", get_method (rotation));
  return pipeline;
}

/**
 * yz_pipeline_new_for_camera:
 * @source: `auto` for the first camera, the path of a device, or `file:` and the path of a picture,
 *   which is repeated fifteen times a second, or of a film
 * @rotation: by how many degrees, 0, 90, 180 or 270, the picture to show is turned clockwise
 * @detail: whether photographs are going to be taken
 * @error: %YZ_ERROR_DEVICE, or what is wrong with the file
 *
 * Makes a pipeline with two sinks: `view` gives BGRA to show, `search` GRAY8 to find codes in, both
 * at most 1280 × 720 before it is turned. With @detail there is a third one, `detail`, that has the
 * latest picture in all its size, not turned, in whatever format the decoder gives. May block on a
 * slow device: not for the main thread.
 *
 * Returns: (transfer full): the pipeline, not yet started
 */
GstElement *
yz_pipeline_new_for_camera (const char *source, guint rotation, gboolean detail, GError **error)
{
  g_autofree char *device = NULL;

  g_return_val_if_fail (source != NULL, NULL);

  if (*source == '\0') {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE,
                 "no camera is set up: name one in [devices] camera=");
    return NULL;
  }
  if (!init (error))
    return NULL;
  if (g_str_has_prefix (source, "file:"))
    return turn (launch_file_camera (source + strlen ("file:"), detail, error), rotation);
  device = strcmp (source, "auto") == 0 ? find_camera (error) : g_strdup (source);
  return device != NULL ? turn (launch_device_camera (device, detail, error), rotation) : NULL;
}

/**
 * yz_pipeline_new_for_picture:
 * @path: a PNG, JPEG, BMP or PNM file
 * @error: %YZ_ERROR_NOT_FOUND, %YZ_ERROR_INVALID where it is no such picture
 *
 * Makes a pipeline with one sink, `search`, that gives BGRA once.
 *
 * Returns: (transfer full): the pipeline, not yet started
 */
GstElement *
yz_pipeline_new_for_picture (const char *path, GError **error)
{
  g_autofree char *description = NULL;
  const char *decoder = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (!init (error) || !yz_picture_file_probe (path, &decoder, error))
    return NULL;
  if (decoder == NULL) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "%s is no picture that can be read: give a PNG or JPEG file", path);
    return NULL;
  }
  description = g_strdup_printf ("filesrc name=source ! %s ! videoconvert ! video/x-raw,format=BGRA"
                                 " ! appsink name=search max-buffers=1 drop=true sync=false",
                                 decoder);
  return launch_file (path, description, error);
}

/**
 * yz_pipeline_check:
 * @pipeline: a pipeline
 * @error: %YZ_ERROR_DEVICE with what an element has said
 *
 * Returns: whether nothing has gone wrong in it so far
 */
gboolean
yz_pipeline_check (GstElement *pipeline, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_autoptr (GError) reason = NULL;

  if (message == NULL)
    return TRUE;
  gst_message_parse_error (message, &reason, NULL);
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_DEVICE, reason->message);
  return FALSE;
}
