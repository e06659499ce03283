/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-content-source.h"

G_BEGIN_DECLS

gboolean yz_content_source_import (YzContentSource *self,
                                   const char      *path,
                                   const char      *today,
                                   guint           *ret_imported,
                                   GError         **error);
gboolean yz_content_source_export (YzContentSource *self,
                                   const char      *dir,
                                   guint           *ret_exported,
                                   GError         **error);

G_END_DECLS
