/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-text.h"

/**
 * yz_text_get:
 * @text: a text
 * @language: (nullable): the name of a language or locale, such as `en` or `zh_CN`
 *
 * Returns: (transfer none) (nullable): the English words for an English @language, the Chinese
 *   ones otherwise; %NULL where the text is empty
 */
const char *
yz_text_get (const YzText *text, const char *language)
{
  g_return_val_if_fail (text != NULL, NULL);

  return language != NULL && g_str_has_prefix (language, "en") ? text->en : text->zh;
}

/**
 * yz_text_clear:
 * @text: a text, which is empty afterwards
 */
void
yz_text_clear (YzText *text)
{
  g_return_if_fail (text != NULL);

  g_clear_pointer (&text->zh, g_free);
  g_clear_pointer (&text->en, g_free);
}
