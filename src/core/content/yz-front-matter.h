/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *yz_front_matter_parse (const char  *text,
                                   const char **ret_body,
                                   GError     **error);

G_END_DECLS
