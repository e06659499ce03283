/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_QUESTION_PAGE (yz_question_page_get_type ())
G_DECLARE_FINAL_TYPE (YzQuestionPage, yz_question_page, YZ, QUESTION_PAGE, YzPage)

G_END_DECLS
