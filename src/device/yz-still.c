/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-still.h"

#include "yz-error.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

/* A camera that gives no picture for so long, or whose picture cannot be read so soon, gives none.
 */
#define PATIENCE (3 * GST_SECOND)

/**
 * yz_still_free:
 * @self: (transfer full) (nullable): a photograph
 */
void
yz_still_free (YzStill *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->pixels, g_bytes_unref);
  g_free (self);
}

static GstSample *
pull (GstElement *sink, GError **error)
{
  g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), PATIENCE);
  g_autoptr (GstCaps) caps
      = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "BGRA", NULL);
  g_autoptr (GError) reason = NULL;
  GstSample *converted;

  if (sample == NULL) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "the camera gives no picture");
    return NULL;
  }
  converted = gst_video_convert_sample (sample, caps, PATIENCE, &reason);
  if (converted == NULL)
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "the camera's picture cannot be read: %s",
                 reason->message);
  return converted;
}

/* Where a pixel goes that was @x from the left and @y from the top. */
static gsize
find_place (guint x, guint y, guint width, guint height, guint rotation)
{
  switch (rotation) {
  case 90:
    return (gsize)x * height + (height - 1 - y);
  case 180:
    return (gsize)(height - 1 - y) * width + (width - 1 - x);
  case 270:
    return (gsize)(width - 1 - x) * height + y;
  default:
    return (gsize)y * width + x;
  }
}

static YzStill *
copy_upright (const GstVideoFrame *frame, guint rotation)
{
  const guint8 *rows = GST_VIDEO_FRAME_PLANE_DATA (frame, 0);
  const gsize stride = (gsize)GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  const guint width = (guint)GST_VIDEO_FRAME_WIDTH (frame);
  const guint height = (guint)GST_VIDEO_FRAME_HEIGHT (frame);
  guint32 *pixels = g_new (guint32, (gsize)width * height);
  YzStill *self = g_new (YzStill, 1);

  for (guint y = 0; y < height; y++) {
    const guint32 *row = (const guint32 *)(const void *)(rows + y * stride);

    for (guint x = 0; x < width; x++)
      pixels[find_place (x, y, width, height, rotation)] = row[x];
  }
  self->width = rotation % 180 == 0 ? width : height;
  self->height = rotation % 180 == 0 ? height : width;
  self->stride = self->width * (guint)sizeof *pixels;
  self->pixels = g_bytes_new_take (pixels, (gsize)width * height * sizeof *pixels);
  return self;
}

/**
 * yz_still_take:
 * @sink: as yz_scan_run_get_detail_sink()
 * @rotation: by how many degrees, 0, 90, 180 or 270, it is turned clockwise
 * @error: %YZ_ERROR_DEVICE
 *
 * Takes the latest picture. Blocks: for a thread of its own.
 *
 * Returns: (transfer full): a photograph
 */
YzStill *
yz_still_take (GstElement *sink, guint rotation, GError **error)
{
  g_autoptr (GstSample) sample = pull (sink, error);
  GstVideoInfo info;
  GstVideoFrame frame;
  YzStill *self;

  if (sample == NULL)
    return NULL;
  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample))
      || !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "the camera's picture cannot be read");
    return NULL;
  }
  self = copy_upright (&frame, rotation);
  gst_video_frame_unmap (&frame);
  return self;
}
