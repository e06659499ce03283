/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-rules-day.h"

G_BEGIN_DECLS

/**
 * YzAnswers:
 * @slots: what conditions see, by slot
 * @known: by variable: which of its values, or -1
 * @unsure: by variable: whether the person cannot answer
 * @asked: by question: whether it needs no asking any more
 * @matters: (element-type utf8): what was named
 * @region: position of the region, or -1
 * @size: of the household, 0 where it is not known
 * @income: of the household, yuan a month, NaN where it is not known
 * @applicant_income: of the applicant alone, likewise
 *
 * What a person has answered, read for the rules of one day.
 */
typedef struct {
  YzLogicValue *slots;
  gint16 *known;
  guint8 *unsure;
  guint8 *asked;
  GPtrArray *matters;
  int region;
  guint size;
  double income;
  double applicant_income;
} YzAnswers;

YzAnswers *yz_answers_read    (YzRules          *rules,
                               YzRulesDay       *day,
                               JsonObject       *json,
                               GError          **error);
void       yz_answers_free    (YzAnswers        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzAnswers, yz_answers_free)
void       yz_answers_set_text (YzAnswers       *self,
                               YzRules          *rules,
                               const char       *name,
                               const char       *text);
void       yz_answers_set_flag (YzAnswers       *self,
                               YzRules          *rules,
                               const char       *name,
                               gboolean          flag);

G_END_DECLS
