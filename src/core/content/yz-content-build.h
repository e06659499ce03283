/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-article-source.h"

G_BEGIN_DECLS

/**
 * YzContentSource:
 * @version: of the whole, ordered as text
 * @articles: (element-type YzArticleSource): the FAQ
 * @items: path → text of every other file: `faq/categories.json`, `services.json`, `forms/….json`
 *
 * Everything that goes into one content database.
 */
typedef struct _YzContentSource {
  char *version;
  GPtrArray *articles;
  GHashTable *items;
} YzContentSource;

YzContentSource *yz_content_source_load (const char            *dir,
                                         GError               **error);
void             yz_content_source_free (YzContentSource       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzContentSource, yz_content_source_free)
void             yz_content_source_put_article (YzContentSource *self,
                                         YzArticleSource       *article);

gboolean         yz_content_source_build (YzContentSource      *self,
                                         const char            *path,
                                         GError               **error);

G_END_DECLS
