/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-card-reader.h"
#include "yz-window.h"

G_BEGIN_DECLS

/**
 * YzApplicationOptions:
 * @data_dir: the node's folder
 * @bus_fd: one end of a socketpair to the supervisor, -1 to run without one
 * @width: of the window in pixels, 0 for the whole monitor
 * @height: of the window in pixels
 * @new_card_reader: (nullable): makes the reader of identity cards that the node names
 *
 * How the supervisor wants the session.
 */
typedef struct {
  const char *data_dir;
  int bus_fd;
  int width;
  int height;
  YzCardReader *(*new_card_reader) (YzNode *node);
} YzApplicationOptions;

#define YZ_TYPE_APPLICATION (yz_application_get_type ())
G_DECLARE_FINAL_TYPE (YzApplication, yz_application, YZ, APPLICATION, AdwApplication)

YzApplication *yz_application_new (const YzApplicationOptions *options);

G_END_DECLS
