/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-reader.h"

G_BEGIN_DECLS

typedef enum {
  YZ_QUESTION_BOOLEAN,
  YZ_QUESTION_CHOICE,
  YZ_QUESTION_MANY,
  YZ_QUESTION_NUMBER,
  YZ_QUESTION_MONEY,
  YZ_QUESTION_DATE,
  YZ_QUESTION_REGION,
} YzQuestionType;

/**
 * YzStage:
 *
 * When a question is asked: what frees from the hardship condition comes before what is earned.
 */
typedef enum {
  YZ_STAGE_MATTER,
  YZ_STAGE_EXEMPTION,
  YZ_STAGE_BAR,
  YZ_STAGE_PERSON,
  YZ_STAGE_MEANS,
  YZ_STAGE_ADVICE,
} YzStage;

/**
 * YzQuestionOption:
 * @value: what is answered
 * @title: in the words of people
 * @hint: more about it, or empty
 * @sensitive: whether choosing it makes the session a sensitive one
 */
typedef struct {
  char *value;
  YzText title;
  YzText hint;
  gboolean sensitive;
} YzQuestionOption;

/**
 * YzQuestion:
 * @key: of the answer; `criminal.minor` is a member of the object `criminal`
 * @type: what kind of answer
 * @stage: when it is asked
 * @rank: among those of its stage, the smallest first
 * @label: what it is called in a summary
 * @ask: the question, in the words of people
 * @why: a sentence why it is asked
 * @unit: what a number counts, or empty
 * @yes: words of a button instead of 是, or empty
 * @no: words of a button instead of 不是, or empty
 * @none: of many: the words for the empty list
 * @min: of numbers and money: the least
 * @max: of numbers and money: the most
 * @options: (element-type YzQuestionOption): of choice and many; of a date the answers that are
 *   none, such as `none`
 */
typedef struct {
  char *key;
  YzQuestionType type;
  YzStage stage;
  int rank;
  YzText label;
  YzText ask;
  YzText why;
  YzText unit;
  YzText yes;
  YzText no;
  YzText none;
  double min;
  double max;
  GPtrArray *options;
} YzQuestion;

/**
 * YzTile:
 * @id: name
 * @order: its place on the page, the smallest first
 * @icon: name of a symbolic icon
 * @title: what happened, in everyday words
 * @hint: more about it
 * @matters: (array zero-terminated=1): what it may be
 * @asks_matter: whether the citizen still has to say which of @matters
 * @answers: (nullable): what choosing it also answers
 * @words: (array zero-terminated=1): what people search for
 * @sensitive: whether choosing it makes the session a sensitive one
 *
 * An everyday situation that leads to one or several matters.
 */
typedef struct {
  char *id;
  int order;
  char *icon;
  YzText title;
  YzText hint;
  GStrv matters;
  gboolean asks_matter;
  JsonObject *answers;
  GStrv words;
  gboolean sensitive;
} YzTile;

const YzQuestionOption *yz_question_find_option (const YzQuestion *question,
                                                 const char       *value);

G_END_DECLS
