/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzNormalized:
 * @text: normalised UTF-8
 * @n_chars: its length in characters
 * @origins: for each character the byte offset in the original that it comes from
 *
 * A text as the search compares it.
 */
typedef struct {
  char *text;
  guint n_chars;
  gsize *origins;
} YzNormalized;

YzNormalized *yz_normalized_new  (const char   *text);
void          yz_normalized_free (YzNormalized *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzNormalized, yz_normalized_free)

gboolean      yz_normalize_check (GError      **error);
char         *yz_normalize       (const char   *text);
char         *yz_markdown_strip  (const char   *markdown);

G_END_DECLS
