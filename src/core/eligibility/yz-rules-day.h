/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-rules-private.h"

G_BEGIN_DECLS

#define YZ_NO_TRIPLE G_MAXUINT16

/* What has to be the same for a result to be certain: positions among the names, -1 for none. */
typedef struct {
  int outcome;
  int route;
  int means;
} YzTriple;

/* A region on the day: which limits apply. */
typedef struct {
  const YzRow *row;  /* NULL: none */
  double *limits;    /* by limb */
  GArray *incomes;   /* what an income of a household is compared with */
  GArray *applicant; /* and that of the applicant alone */
} YzRegionDay;

/* A rule whose showing alone makes a question worth asking. */
typedef struct {
  const YzRule *rule;
  guint32 shown;
} YzTopic;

struct _YzRulesDay {
  gatomicrefcount ref_count;

  char *date;
  GDate day;
  YzDiagram *diagram;
  guint n_variables; /* those of the vocabulary, then two for each region */
  guint n_regions;   /* those that tables name, and any other */
  YzRegionDay *regions;
  guint32 *functions; /* by function of the vocabulary */
  guint32 means;
  guint32 decision; /* its results are positions of triples */
  GArray *triples;
  guint16 *decision_triples; /* by decision; YZ_NO_TRIPLE where it is not in force */
  guint window;              /* the triple where an answer stays open */
  GArray *topics;
};

YzRulesDay *yz_rules_ref_day      (YzRules          *self,
                                   const char       *date,
                                   GError          **error);
void        yz_rules_day_unref    (YzRulesDay       *day);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzRulesDay, yz_rules_day_unref)

guint       yz_rules_find_region  (YzRules          *self,
                                   const char       *code);
guint       yz_rules_income_slot  (YzRules          *self,
                                   guint             region);
guint       yz_rules_applicant_slot (YzRules        *self,
                                   guint             region);
gboolean    yz_limb_holds         (const YzLimb     *limb,
                                   double            limit,
                                   double            income,
                                   guint             size);
void        yz_region_day_init    (YzRegionDay      *region,
                                   YzRules          *rules,
                                   const char       *code,
                                   const char       *date);
guint32     yz_region_day_diagram (YzRegionDay      *region,
                                   YzRules          *rules,
                                   guint             position,
                                   const char       *date,
                                   YzDiagram        *diagram);
int         yz_rules_find_range   (GArray           *constants,
                                   double            number);

G_END_DECLS
