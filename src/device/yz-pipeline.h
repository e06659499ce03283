/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What the camera, a recorded film and a picture file have in common. */

GstElement *yz_pipeline_new_for_camera  (const char *source,
                                         guint       rotation,
                                         gboolean    detail,
                                         GError    **error);
GstElement *yz_pipeline_new_for_picture (const char *path,
                                         GError    **error);
gboolean    yz_pipeline_check           (GstElement *pipeline,
                                         GError    **error);

G_END_DECLS
