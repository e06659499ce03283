/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

const char *yz_logic_rule_get_operator (JsonNode  *rule,
                                        JsonNode **ret_arguments);
guint       yz_logic_rule_n_arguments  (JsonNode  *arguments);
JsonNode   *yz_logic_rule_get_argument (JsonNode  *arguments,
                                        guint      i);

G_END_DECLS
