/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *yz_service_grid_new (YzSession *session);

G_END_DECLS
