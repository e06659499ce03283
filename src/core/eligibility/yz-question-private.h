/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-question.h"

G_BEGIN_DECLS

void yz_question_free   (YzQuestion *question);
void yz_tile_free       (YzTile     *tile);
void yz_questions_parse (YzReader   *reader,
                         JsonNode   *node,
                         GPtrArray  *questions,
                         GPtrArray  *tiles);

G_END_DECLS
