/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-gray.h"

G_BEGIN_DECLS

/**
 * YzSight:
 * @YZ_SIGHT_NOTHING: no code, or nothing to be said about it
 * @YZ_SIGHT_FAR: there is a code, too small to be read
 * @YZ_SIGHT_BLURRED: what is there is not sharp enough to be read
 * @YZ_SIGHT_DARK: it is too dark to see anything
 *
 * Why no code was read.
 */
typedef enum {
  YZ_SIGHT_NOTHING,
  YZ_SIGHT_FAR,
  YZ_SIGHT_BLURRED,
  YZ_SIGHT_DARK,
} YzSight;

YzSight yz_sight_judge (const YzGray *gray);

G_END_DECLS
