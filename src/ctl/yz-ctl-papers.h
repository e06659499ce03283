/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-form.h"

G_BEGIN_DECLS

GHashTable *yz_ctl_papers_take (YzForm      *form,
                                const char  *answers_path,
                                JsonObject  *answers,
                                GError     **error);
JsonArray  *yz_ctl_papers_open (JsonObject  *document,
                                const char  *envelope_path,
                                const char  *dir,
                                GError     **error);

G_END_DECLS
