/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzText:
 * @zh: Chinese
 * @en: English
 *
 * A text in the two complete languages.
 */
typedef struct {
  char *zh;
  char *en;
} YzText;

const char *yz_text_get   (const YzText *text,
                           const char   *language);
void        yz_text_clear (YzText       *text);

G_END_DECLS
