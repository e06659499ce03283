/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The best telephones take pictures of 8064 × 6048 pixels. */
#define YZ_PICTURE_MAX_SIDE 8192

gboolean yz_picture_file_probe  (const char  *path,
                                 const char **ret_decoder,
                                 GError     **error);
gboolean yz_picture_file_is_cut (const char  *path);

G_END_DECLS
