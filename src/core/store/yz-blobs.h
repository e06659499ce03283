/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

G_BEGIN_DECLS

/* The folder of a node in which they lie. */
#define YZ_BLOBS_FOLDER "blobs"

int      yz_blobs_begin        (const char  *dir,
                                GError     **error);
void     yz_blobs_end          (int         *fd);
gboolean yz_blobs_write        (const char  *dir,
                                const char  *sha256,
                                GBytes      *sealed,
                                GError     **error);
GBytes  *yz_blobs_read         (const char  *dir,
                                const char  *sha256,
                                GError     **error);
void     yz_blobs_remove       (const char  *dir,
                                const char  *sha256);

gboolean yz_blobs_is_name      (const char  *text);
GStrv    yz_blobs_of_envelope  (GBytes      *envelope);
gboolean yz_blobs_note         (YzDatabase  *db,
                                const char  *submission,
                                const char *const *names,
                                GError     **error);
gboolean yz_blobs_sweep        (YzDatabase  *db,
                                const char  *dir,
                                GError     **error);

G_END_DECLS
