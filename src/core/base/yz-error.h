/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzError:
 * @YZ_ERROR_INVALID: bad input: say what is wrong with it and how to put it right
 * @YZ_ERROR_NOT_FOUND: the thing asked for is not there
 * @YZ_ERROR_CONFIG: the node is not set up for this: an administrator must act
 * @YZ_ERROR_KEY: the key does not fit: another key is needed
 * @YZ_ERROR_DAMAGED: stored or received data is not what was written
 * @YZ_ERROR_STORAGE: nothing was kept: send the citizen to the window
 * @YZ_ERROR_BUSY: another process holds the node: wait or end it
 * @YZ_ERROR_OFFLINE: the hub was not reached: kept, will be sent
 * @YZ_ERROR_REFUSED: the hub said no to this item: a person must look
 * @YZ_ERROR_DEVICE_REFUSED: the hub said no to this station: pause and tell staff
 * @YZ_ERROR_DEVICE: a camera, reader or printer is missing or failed: go on without it
 *
 * A code exists only where somebody acts differently on it.
 */
typedef enum {
  YZ_ERROR_INVALID,
  YZ_ERROR_NOT_FOUND,
  YZ_ERROR_CONFIG,
  YZ_ERROR_KEY,
  YZ_ERROR_DAMAGED,
  YZ_ERROR_STORAGE,
  YZ_ERROR_BUSY,
  YZ_ERROR_OFFLINE,
  YZ_ERROR_REFUSED,
  YZ_ERROR_DEVICE_REFUSED,
  YZ_ERROR_DEVICE,
} YzError;

#define YZ_ERROR (yz_error_quark ())

GQuark      yz_error_quark   (void);
const char *yz_error_to_code (const GError *error);

G_END_DECLS
