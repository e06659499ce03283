/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-picture.h"

#include "yz-code-reader.h"
#include "yz-error.h"
#include "yz-picture-file.h"
#include "yz-pipeline.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

/* Reads the codes of a picture file, with the pipeline and the reader that the camera uses. */

/* A whole picture may take this long to be decoded, and this to be searched. */
#define TIME_LIMIT_MS 10000
#define BUDGET_MS 4000

/* What shines through is taken for white: codes are often saved as black on nothing. Weights after
 * ITU-R BT.601. */
static void
flatten (const guint8 *bgra, guint8 *gray, guint width)
{
  for (guint x = 0; x < width; x++, bgra += 4) {
    guint luma = (29u * bgra[0] + 150u * bgra[1] + 77u * bgra[2]) >> 8;

    gray[x] = (guint8)((luma * bgra[3] + 255u * (255u - bgra[3])) / 255u);
  }
}

static guint8 *
to_gray (GstSample *sample, guint *ret_width, guint *ret_height)
{
  guint8 *gray;
  GstVideoInfo info;
  GstVideoFrame frame;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample))
      || !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;

  *ret_width = (guint)GST_VIDEO_FRAME_WIDTH (&frame);
  *ret_height = (guint)GST_VIDEO_FRAME_HEIGHT (&frame);
  gray = g_malloc ((gsize)*ret_width * *ret_height);
  for (guint y = 0; y < *ret_height; y++)
    flatten ((const guint8 *)GST_VIDEO_FRAME_PLANE_DATA (&frame, 0)
                 + (gsize)y * GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0),
             gray + (gsize)y * *ret_width, *ret_width);
  gst_video_frame_unmap (&frame);
  return gray;
}

static GstSample *
decode (GstElement *pipeline, GError **error)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "search");
  GstSample *sample;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), TIME_LIMIT_MS * GST_MSECOND);
  if (sample == NULL && yz_pipeline_check (pipeline, error))
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_DEVICE, "the picture ends too early");
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return sample;
}

/**
 * yz_picture_read_codes:
 * @path: a PNG, JPEG, BMP or PNM file
 * @error: %YZ_ERROR_NOT_FOUND, or %YZ_ERROR_INVALID where @path is no whole picture of a size that
 *   can be read
 *
 * Blocks, at most for some seconds.
 *
 * Returns: (transfer full) (element-type YzCode): the codes in it, often none
 */
GPtrArray *
yz_picture_read_codes (const char *path, GError **error)
{
  g_autoptr (YzCodeReader) reader = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstSample) sample = NULL;
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree guint8 *gray = NULL;
  guint width = 0;
  guint height = 0;

  g_return_val_if_fail (path != NULL, NULL);

  pipeline = yz_pipeline_new_for_picture (path, error);
  if (pipeline == NULL)
    return NULL;

  sample = decode (pipeline, &reason);
  if (sample != NULL)
    gray = to_gray (sample, &width, &height);
  if (gray == NULL) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s cannot be read as a picture: %s", path,
                 reason != NULL ? reason->message : "it has no pixels");
    return NULL;
  }

  /* The coloured pixels of a large picture take much memory. */
  g_clear_pointer (&sample, gst_sample_unref);
  g_clear_object (&pipeline);
  reader = yz_code_reader_new ();
  codes = yz_code_reader_read (reader, &(YzGray){ gray, width, height, width }, BUDGET_MS, TRUE);
  if (codes->len == 0 && yz_picture_file_is_cut (path)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "%s cannot be read as a picture: the file ends too early", path);
    return NULL;
  }
  return g_steal_pointer (&codes);
}
