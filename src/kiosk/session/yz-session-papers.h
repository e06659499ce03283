/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-scanner.h"
#include "yz-session.h"

G_BEGIN_DECLS

YzScanner  *yz_session_new_scanner   (YzSession  *self,
                                     gboolean    detail);
GHashTable *yz_session_get_papers    (YzSession  *self);
guint       yz_session_count_papers  (YzSession  *self,
                                      const char *field);
GBytes     *yz_session_get_paper     (YzSession  *self,
                                      const char *field,
                                      guint       n);
void        yz_session_add_paper     (YzSession  *self,
                                      const char *field,
                                      GBytes     *jpeg);
void        yz_session_replace_paper (YzSession *self,
                                      const char *field,
                                      guint       n,
                                      GBytes     *jpeg);
void        yz_session_remove_paper  (YzSession  *self,
                                      const char *field,
                                      guint       n);
void        yz_session_move_paper    (YzSession  *self,
                                      const char *field,
                                      guint       n,
                                      int         by);

G_END_DECLS
