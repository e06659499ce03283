/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzArticleSource:
 * @id: name, the same in all languages
 * @language: `zh` or `en`
 * @category: id of its category
 * @title: the question
 * @keywords: everyday words it is to be found by
 * @laws: `law|article` pairs it rests on
 * @updated: YYYY-MM-DD
 * @effective_from: YYYY-MM-DD
 * @valid_until: (nullable): YYYY-MM-DD
 * @related: ids
 * @next_step: (nullable): what it leads to: `application` or `ticket`
 * @sensitive: whether titles must stay neutral
 * @body: Markdown
 * @imported: whether it was imported into the node: then it stays when the program brings newer
 *   content
 *
 * One article in one language as it is written.
 */
typedef struct {
  char *id;
  char *language;
  char *category;
  char *title;
  GStrv keywords;
  GStrv laws;
  char *updated;
  char *effective_from;
  char *valid_until;
  GStrv related;
  char *next_step;
  gboolean sensitive;
  char *body;
  gboolean imported;
} YzArticleSource;

YzArticleSource *yz_article_source_parse (const char            *text,
                                          const char            *language,
                                          GError               **error);
gboolean         yz_article_source_check (const YzArticleSource *self,
                                          GError               **error);
char            *yz_article_source_write (const YzArticleSource *self);
char            *yz_article_source_get_key (const YzArticleSource *self);
void             yz_article_source_free  (YzArticleSource       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzArticleSource, yz_article_source_free)

char            *yz_text_from_editor     (const char            *text);

G_END_DECLS
