/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-content.h"

G_BEGIN_DECLS

/**
 * YzFaqCategory:
 * @id: name
 * @title: in both languages
 * @icon: name of a symbolic icon
 */
typedef struct {
  char *id;
  YzText title;
  char *icon;
} YzFaqCategory;

/**
 * YzFaqHit:
 * @id: of the article
 * @title: its title
 * @snippet: a stretch of its text around the first match, or its beginning
 * @score: higher is better
 * @exact: whether the whole query stands in it; the others are only related
 */
typedef struct {
  char *id;
  char *title;
  char *snippet;
  double score;
  gboolean exact;
} YzFaqHit;

/**
 * YzFaqArticle:
 * @id: name, the same in all languages
 * @category: id of its category
 * @title: the question
 * @body: Markdown
 * @updated: YYYY-MM-DD
 * @related: ids
 * @laws: for people: `《法律援助法》第42条`
 * @next_step: (nullable): `application` or `ticket`: what the article leads to
 * @sensitive: whether titles must stay neutral
 */
typedef struct {
  char *id;
  char *category;
  char *title;
  char *body;
  char *updated;
  GStrv related;
  GStrv laws;
  char *next_step;
  gboolean sensitive;
} YzFaqArticle;

void          yz_faq_category_free   (YzFaqCategory *category);
void          yz_faq_hit_free        (YzFaqHit      *hit);
void          yz_faq_article_free    (YzFaqArticle  *article);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzFaqArticle, yz_faq_article_free)

GPtrArray    *yz_faq_list_categories (YzContent     *content,
                                      GError       **error);
GPtrArray    *yz_faq_list_articles   (YzContent     *content,
                                      const char    *category,
                                      const char    *language,
                                      GError       **error);
YzFaqArticle *yz_faq_get_article     (YzContent     *content,
                                      const char    *id,
                                      const char    *language,
                                      GError       **error);
GPtrArray    *yz_faq_search          (YzContent     *content,
                                      const char    *query,
                                      const char    *language,
                                      guint          limit,
                                      guint         *ret_total,
                                      GCancellable  *cancellable,
                                      GError       **error);

/* The same off the main loop */
void          yz_faq_list_categories_async (YzContent          *content,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
void          yz_faq_list_articles_async (YzContent        *content,
                                      const char          *category,
                                      const char          *language,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
void          yz_faq_search_async    (YzContent           *content,
                                      const char          *query,
                                      const char          *language,
                                      guint                limit,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
GPtrArray    *yz_faq_list_finish     (GAsyncResult        *result,
                                      GError             **error);
void          yz_faq_get_article_async (YzContent          *content,
                                      const char          *id,
                                      const char          *language,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
YzFaqArticle *yz_faq_get_article_finish (GAsyncResult      *result,
                                      GError             **error);

G_END_DECLS
