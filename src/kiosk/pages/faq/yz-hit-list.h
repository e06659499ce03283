/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-faq.h"
#include "yz-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void yz_hit_list_fill (GtkBox    *box,
                       YzSession *session,
                       GPtrArray *hits);

G_END_DECLS
