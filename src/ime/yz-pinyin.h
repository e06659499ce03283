/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-ime.h"

G_BEGIN_DECLS

typedef enum {
  YZ_PINYIN_FULL,  /* 26 keys, letters */
  YZ_PINYIN_FUZZY, /* the same, zh like z, an like ang, … */
  YZ_PINYIN_NINE,  /* nine keys, 2 to 9 */
} YzPinyinKeys;

#define YZ_TYPE_PINYIN (yz_pinyin_get_type ())
G_DECLARE_FINAL_TYPE (YzPinyin, yz_pinyin, YZ, PINYIN, GObject)

YzPinyin *yz_pinyin_new (const char   *dir,
                         YzPinyinKeys  keys,
                         GError      **error);

G_END_DECLS
