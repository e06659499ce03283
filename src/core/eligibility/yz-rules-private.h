/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-condition.h"
#include "yz-day.h"
#include "yz-rules.h"

G_BEGIN_DECLS

/* The most that a file of rules may have. */
#define YZ_RULES_MAX_BYTES (4 * 1024 * 1024)

/* What the tables say of the income, in the order of their results. */
typedef enum {
  YZ_MEANS_MET,
  YZ_MEANS_NOT_MET,
  YZ_MEANS_WINDOW,
  YZ_MEANS_NO_ROW,
  YZ_N_MEANS,
} YzMeans;

/* What a matter falls under. */
typedef enum {
  YZ_SCOPE_CONSULT,
  YZ_SCOPE_CRIMINAL,
  YZ_SCOPE_TREATMENT,
  YZ_SCOPE_VICTIM,
  YZ_SCOPE_RETRIAL,
  YZ_SCOPE_EXEMPT,
  YZ_SCOPE_HARDSHIP,
  YZ_SCOPE_OUTSIDE,
} YzScope;

/* The functions that are no definitions, in the order of their slots. */
typedef enum {
  YZ_FUNCTION_SCOPE,
  YZ_FUNCTION_SUPPLEMENT_31_9,
  YZ_FUNCTION_SUPPLEMENT_32_5,
  YZ_FUNCTION_SUPPLEMENT_42_4,
  YZ_FUNCTION_SUPPLEMENTS_WHOLE,
  YZ_N_DERIVED,
} YzDerived;

#define YZ_N_SUPPLEMENT_KINDS 3
#define YZ_MAX_HOUSEHOLD 60

/* From the first day on, until the day before the second; either may be missing. */
typedef struct {
  char *from;
  char *to;
} YzPeriod;

typedef struct {
  char *id;
  char *kind; /* decision, flag, or the kind of an advice */
  char *law;
  char *article;
  YzPeriod period;
  YzCondition *when;
  YzText text;
  char *outcome; /* of a decision */
  char *route;
  char *means;
  char *material; /* of an advice about a paper */
  gboolean core;
  guint length; /* of a time limit; 0: it never runs out */
  char *unit;
  YzText start;
} YzRule;

typedef struct {
  char *id;
  char *article;
  YzPeriod period;
  YzCondition *when;
  YzScope scope;
} YzMatter;

typedef struct {
  char *id;
  char *region;
  guint kind; /* position among the kinds of supplements */
  gboolean whole;
  YzPeriod period;
  YzCondition *when;
} YzSupplement;

typedef struct {
  char *from;
  double amount;
} YzAmount;

typedef struct {
  char *id;
  char *region;
  GArray *amounts; /* YzAmount, by day */
} YzSeries;

typedef struct {
  char *operator; /* < or <=; NULL where a cause of spending is enough */
  double amount;
  char *series; /* NULL where the amount is the limit */
  double factor;
  GStrv spending; /* one of these causes has to be named; NULL: none */
} YzLimb;

typedef struct {
  char *id;
  char *region;
  YzPeriod period;
  char *review_by;
  GPtrArray *limbs;
  char *unit;
  char *opponent_in_household;
  gboolean assets_named;
  char *law;
  char *article;
  char *source;
  int look_back_months; /* 0: not known */
  YzText text;
} YzRow;

/* What is in force on one day, with the diagrams that every check of that day shares. */
typedef struct _YzRulesDay YzRulesDay;

struct _YzRules {
  GObject parent_instance;

  char *version;
  GPtrArray *questions;
  GPtrArray *tiles;
  YzVocabulary *vocabulary;
  GPtrArray *definitions; /* YzCondition, in the order of their slots */
  GArray *function_order; /* guint: so that what one reads stands before it */
  GPtrArray *matters;
  GPtrArray *decisions;
  GPtrArray *flags;
  GPtrArray *advice;
  YzRule *unsure;
  GPtrArray *series;
  GPtrArray *rows;
  GPtrArray *supplements;
  GPtrArray *regions; /* codes that the tables name */

  guint matter_slot;
  guint region_slot;
  guint means_slot;
  guint size_slot;

  GMutex mutex;
  YzRulesDay *day; /* the last that was asked for */
};

extern const char *const yz_rules_outcomes[]; /* the best first */
extern const char *const yz_rules_routes[];
extern const char *const yz_rules_means[];
extern const char *const yz_rules_scopes[];
extern const char *const yz_rules_means_results[];
extern const char *const yz_rules_supplement_kinds[];
extern const char *const yz_rules_derived_names[];

void        yz_rule_free          (YzRule         *rule);
gboolean    yz_period_holds       (const YzPeriod *period,
                                   const char     *date);
int         yz_rules_find_text    (const char *const *texts,
                                   const char     *text);
YzMatter   *yz_rules_find_matter  (YzRules        *self,
                                   const char     *id);
GPtrArray  *yz_region_chain       (const char     *code);

void        yz_rules_parse        (YzRules        *self,
                                   YzReader       *reader,
                                   JsonNode       *rules,
                                   JsonNode       *questions,
                                   JsonNode       *means,
                                   JsonNode       *supplements);
void        yz_means_parse        (YzRules        *self,
                                   YzReader       *reader,
                                   JsonNode       *means);
void        yz_supplements_parse  (YzRules        *self,
                                   YzReader       *reader,
                                   JsonNode       *supplements);
gboolean    yz_rules_get_period   (YzReader       *reader,
                                   JsonObject     *object,
                                   YzPeriod       *ret_period);
char       *yz_rules_get_string   (YzReader       *reader,
                                   JsonObject     *object,
                                   const char     *member);
YzCondition *yz_rules_get_condition (YzRules      *self,
                                   YzReader       *reader,
                                   JsonObject     *object,
                                   const char     *member);
void        yz_cases_check        (YzRules        *self,
                                   YzReader       *reader,
                                   JsonNode       *node);
void        yz_period_clear       (YzPeriod       *period);
char       *yz_rules_get_day      (YzReader       *reader,
                                   JsonObject     *object,
                                   const char     *member,
                                   gboolean        needed);

G_END_DECLS
