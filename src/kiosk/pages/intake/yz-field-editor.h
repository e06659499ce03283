/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *yz_field_editor_new (YzSession     *session,
                                const YzField *field);

G_END_DECLS
