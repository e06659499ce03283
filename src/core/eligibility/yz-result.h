/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-answers.h"

G_BEGIN_DECLS

/* What came of one matter. */
typedef struct {
  const char *matter; /* NULL: not known yet */
  gboolean certain;
  const char *outcome;
  const char *route;
  const char *means;
  const char *article;
  const YzRule *rule; /* that decides */
  gboolean urgent;
  GPtrArray *shown;  /* flags and advice */
  YzDiagram *diagram;
  guint32 function; /* what the result still depends on */
  gint16 *known;
  guint8 *needed; /* by variable: it can still change the result */
  guint8 *useful;   /* it can change what is shown beside the result */
  guint8 *pressing; /* it can change whether it is urgent */
  JsonArray *explanation;
} YzClaim;

JsonNode  *yz_result_new     (YzRules         *rules,
                              YzRulesDay      *day,
                              const YzAnswers *answers,
                              GPtrArray       *claims);
JsonArray *yz_next_questions (YzRules         *rules,
                              YzRulesDay      *day,
                              const YzAnswers *answers,
                              GPtrArray       *claims);
JsonArray *yz_explain        (YzRules         *rules,
                              YzRulesDay      *day,
                              const YzAnswers *answers,
                              const char      *matter);
int        yz_variable_question (YzRules      *rules,
                              guint            variable);

G_END_DECLS
