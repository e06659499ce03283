/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-division.h"

G_BEGIN_DECLS

/**
 * YzDivision:
 * @code: six digits
 * @hidden: whether people do not see it as a level of its own
 * @bare: how many characters of the name are left without what it is and whose: 2 of 滨湖区
 * @name: where it begins in #yz_division_texts
 * @reading: where its pinyin begins there, syllables with spaces between them
 */
struct _YzDivision {
  char code[6 + 1];
  guint8 hidden;
  guint8 bare;
  guint32 name;
  guint32 reading;
};

/* The divisions of GB/T 2260 in the order of their codes, made at build time from
 * data/content/divisions. */
extern const guint yz_n_divisions;
extern const YzDivision yz_divisions[];
extern const char yz_division_texts[];

G_END_DECLS
