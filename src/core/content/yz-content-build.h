/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-content-source.h"

G_BEGIN_DECLS

/* Of the database: one of another format is built again. */
#define YZ_CONTENT_FORMAT 2

/* In how many articles a pair stands at least to be counted beforehand. */
#define YZ_CONTENT_COMMON_PAIR 32

gboolean yz_content_source_build (YzContentSource *self,
                                  const char      *path,
                                  GError         **error);

G_END_DECLS
