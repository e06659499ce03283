/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-clock.h"
#include "yz-content-build.h"
#include "yz-database.h"
#include "yz-form.h"
#include "yz-rules.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * YzContent:
 *
 * One immutable content database, `content/<version>.db`: the FAQ with its index, the forms, the
 * services and the eligibility rules. A session keeps the version it opened. It may be used from
 * any thread.
 */
#define YZ_TYPE_CONTENT (yz_content_get_type ())
G_DECLARE_FINAL_TYPE (YzContent, yz_content, YZ, CONTENT, GObject)

YzContent  *yz_content_open          (const char    *path,
                                      GError       **error);
YzContent  *yz_content_open_folder   (const char    *source_dir,
                                      GError       **error);
YzContent  *yz_content_open_active   (const char    *node_dir,
                                      const char    *shipped_dir,
                                      GError       **error);
YzContent  *yz_content_activate      (const char    *node_dir,
                                      YzContentSource *source,
                                      GError       **error);
const char *yz_content_get_version   (YzContent     *self);
void        yz_content_set_clock     (YzContent     *self,
                                      YzClock       *clock);
char       *yz_content_get_day       (YzContent     *self);

GPtrArray  *yz_content_list_forms    (YzContent     *self,
                                      GError       **error);
YzForm     *yz_content_get_form      (YzContent     *self,
                                      const char    *id,
                                      GError       **error);
JsonArray  *yz_content_get_services  (YzContent     *self,
                                      GError       **error);
YzRules    *yz_content_get_rules     (YzContent     *self,
                                      GError       **error);
char       *yz_content_get_item      (YzContent     *self,
                                      const char    *path,
                                      GError       **error);
YzContentSource *yz_content_to_source     (YzContent     *self,
                                      GError       **error);
gboolean    yz_content_run           (YzContent     *self,
                                      YzDatabaseFunc func,
                                      gpointer       user_data,
                                      GError       **error);

G_END_DECLS
