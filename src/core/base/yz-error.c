/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-error.h"

G_DEFINE_QUARK (yz-error-quark, yz_error)

/**
 * yz_error_to_code:
 * @error: an error
 *
 * The name under which the command line and the hub report @error, such as `invalid` or
 * `offline`; `failed` for an error of another domain.
 *
 * Returns: (transfer none): a lower-case word with dashes
 */
const char *
yz_error_to_code (const GError *error)
{
  static const char *const codes[] = {
    [YZ_ERROR_INVALID] = "invalid",
    [YZ_ERROR_NOT_FOUND] = "not-found",
    [YZ_ERROR_CONFIG] = "config",
    [YZ_ERROR_KEY] = "key",
    [YZ_ERROR_DAMAGED] = "damaged",
    [YZ_ERROR_STORAGE] = "storage",
    [YZ_ERROR_BUSY] = "busy",
    [YZ_ERROR_OFFLINE] = "offline",
    [YZ_ERROR_REFUSED] = "refused",
    [YZ_ERROR_DEVICE_REFUSED] = "device-refused",
    [YZ_ERROR_DEVICE] = "device",
  };

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != YZ_ERROR || error->code < 0 ||
      error->code >= (int) G_N_ELEMENTS (codes))
    return "failed";

  return codes[error->code];
}
