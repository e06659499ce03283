/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzPageFile:
 *
 * The pages of an SQLite file as they were last committed, for a database that SQLite itself no
 * longer opens. Read only. Private to the store.
 */
typedef struct _YzPageFile YzPageFile;

YzPageFile *yz_page_file_open         (const char *path,
                                       GError    **error);
void        yz_page_file_close        (YzPageFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzPageFile, yz_page_file_close)

guint       yz_page_file_get_n_pages  (YzPageFile *self);
guint       yz_page_file_get_size     (YzPageFile *self);
guint       yz_page_file_get_usable   (YzPageFile *self);
gboolean    yz_page_file_read         (YzPageFile *self,
                                       guint       page,
                                       guint8     *buffer);
gboolean    yz_page_file_save         (YzPageFile *self,
                                       const char *path);

G_END_DECLS
