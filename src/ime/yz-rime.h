/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-ime.h"

G_BEGIN_DECLS

typedef enum {
  YZ_RIME_PINYIN,  /* 26 keys, letters */
  YZ_RIME_FUZZY,   /* the same, zh like z, an like ang, … */
  YZ_RIME_NINE,    /* nine keys, 2 to 9 */
  YZ_RIME_STROKES, /* hspnz for 一丨丿丶乛 */
} YzRimeSchema;

#define YZ_TYPE_RIME (yz_rime_get_type ())
G_DECLARE_FINAL_TYPE (YzRime, yz_rime, YZ, RIME, GObject)

YzRime *yz_rime_new (const char   *dir,
                         YzRimeSchema  schema,
                         GError      **error);

G_END_DECLS
