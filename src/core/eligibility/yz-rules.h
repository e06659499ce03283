/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-question.h"

G_BEGIN_DECLS

/**
 * YzRules:
 *
 * Who may have legal aid, as data: rules, questions, income limits and what regions add. Immutable:
 * any thread may use it.
 */
#define YZ_TYPE_RULES (yz_rules_get_type ())
G_DECLARE_FINAL_TYPE (YzRules, yz_rules, YZ, RULES, GObject)

YzRules          *yz_rules_new           (JsonNode    *rules,
                                          JsonNode    *questions,
                                          JsonNode    *means,
                                          JsonNode    *supplements,
                                          GError     **error);
YzRules          *yz_rules_load          (const char  *dir,
                                          GError     **error);

GPtrArray        *yz_rules_find_problems (const char  *dir);

const char       *yz_rules_get_version   (YzRules     *self);
GPtrArray        *yz_rules_get_questions (YzRules     *self);
const YzQuestion *yz_rules_find_question (YzRules     *self,
                                          const char  *key);
GPtrArray        *yz_rules_get_tiles     (YzRules     *self);
GPtrArray        *yz_rules_search_tiles  (YzRules     *self,
                                          const char  *text);

JsonNode         *yz_rules_check         (YzRules     *self,
                                          JsonObject  *answers,
                                          const char  *date,
                                          gboolean     explain,
                                          GError     **error);

G_END_DECLS
