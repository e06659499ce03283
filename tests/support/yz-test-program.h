/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *yz_test_program_run (const char *folder,
                               const char *input,
                               int         expected_status,
                               const char *command);

G_END_DECLS
