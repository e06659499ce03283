/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-form.h"

G_BEGIN_DECLS

char *yz_answer_to_text (const YzField *field,
                         JsonNode      *answer,
                         const char    *language);
char *yz_problems_to_text (YzForm     *form,
                           GPtrArray  *problems,
                           const char *language);

G_END_DECLS
