/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-id-number.h"

G_BEGIN_DECLS

YzIdProblem yz_credential_check            (const char *text,
                                            const char *today,
                                            YzIdNumber *ret_number);
const char *yz_credential_problem_get_text (YzIdProblem problem,
                                            gboolean    chinese);

G_END_DECLS
