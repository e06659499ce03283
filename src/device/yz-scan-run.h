/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-code.h"
#include "yz-sight.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * YzScanRun:
 *
 * One time of looking through a camera, from start to stop.
 */
typedef struct _YzScanRun YzScanRun;

/**
 * YzScanRunFuncs:
 * @frame: a frame to show
 * @code: a code has come into sight
 * @sight: why nothing is read has changed
 * @failed: the camera is missing or has failed; nothing comes after it
 *
 * What a run tells, always on the main context on which it was started.
 */
typedef struct {
  void (*frame) (GBytes *pixels, guint width, guint height, guint stride, gpointer user_data);
  void (*code) (const YzCode *code, gpointer user_data);
  void (*sight) (YzSight sight, gpointer user_data);
  void (*failed) (const GError *error, gpointer user_data);
} YzScanRunFuncs;

YzScanRun *yz_scan_run_start (const char           *source,
                              guint                 rotation,
                              gboolean              detail,
                              const YzScanRunFuncs *funcs,
                              gpointer              user_data);
void       yz_scan_run_stop  (YzScanRun *self);
GstElement *yz_scan_run_get_detail_sink (YzScanRun *self);

G_END_DECLS
