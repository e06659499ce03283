/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"
#include "yz-form.h"

G_BEGIN_DECLS

/**
 * YzContent:
 *
 * One immutable content database, `content/<version>.db`: the FAQ with its index, the forms and
 * the services. A session keeps the version it opened. Its methods may be called from any thread.
 */
#define YZ_TYPE_CONTENT (yz_content_get_type ())
G_DECLARE_FINAL_TYPE (YzContent, yz_content, YZ, CONTENT, GObject)

gboolean    yz_content_build        (const char  *source_dir,
                                     const char  *path,
                                     GError     **error);
YzContent  *yz_content_open         (const char  *path,
                                     GError     **error);
YzContent  *yz_content_open_active  (const char  *node_dir,
                                     const char  *shipped_dir,
                                     GError     **error);
gboolean    yz_content_activate     (const char  *node_dir,
                                     const char  *source_dir,
                                     GError     **error);
const char *yz_content_get_version  (YzContent   *self);

GPtrArray  *yz_content_list_forms   (YzContent   *self,
                                     GError     **error);
YzForm     *yz_content_get_form     (YzContent   *self,
                                     const char  *id,
                                     GError     **error);
JsonArray  *yz_content_get_services (YzContent   *self,
                                     GError     **error);
gboolean    yz_content_run          (YzContent   *self,
                                     YzDatabaseFunc func,
                                     gpointer     user_data,
                                     GError     **error);

G_END_DECLS
