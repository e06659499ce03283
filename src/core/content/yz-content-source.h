/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-article-source.h"

G_BEGIN_DECLS

#define YZ_CONTENT_CATEGORIES "faq/categories.json"
#define YZ_CONTENT_MAX_FILE (1024 * 1024)

/**
 * YzContentSource:
 * @version: of the whole, for yz_content_version_compare()
 * @articles: (element-type YzArticleSource): the FAQ
 * @items: path → text of every other file: `faq/categories.json`, `services.json`, `forms/….json`,
 *   `rules/….json`
 *
 * Everything that goes into one content database.
 */
typedef struct _YzContentSource {
  char *version;
  GPtrArray *articles;
  GHashTable *items;
} YzContentSource;

YzContentSource *yz_content_source_new  (void);
YzContentSource *yz_content_source_load (const char            *dir,
                                         GError               **error);
YzContentSource *yz_content_source_load_faq (const char        *faq,
                                         GError               **error);
void             yz_content_source_free (YzContentSource       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzContentSource, yz_content_source_free)

void             yz_content_source_set_version (YzContentSource *self,
                                         const char            *version);
void             yz_content_source_put_articles (YzContentSource *self,
                                         GPtrArray             *articles);
gboolean         yz_content_source_take_imported (YzContentSource *self,
                                         YzContentSource       *before,
                                         GError               **error);
gboolean         yz_content_source_add_categories (YzContentSource *self,
                                         YzContentSource       *other,
                                         GError               **error);
char            *yz_content_source_find_category (YzContentSource *self,
                                         const char            *name,
                                         GError               **error);
gboolean         yz_content_source_check (YzContentSource      *self,
                                         GError               **error);

G_END_DECLS
