/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-faq.h"

#include "yz-error.h"
#include "yz-faq-private.h"
#include "yz-laws.h"
#include "yz-json.h"

#include <string.h>

/**
 * yz_faq_category_free:
 * @category: (nullable): a category
 */
void
yz_faq_category_free (YzFaqCategory *category)
{
  if (category == NULL)
    return;

  g_free (category->id);
  g_free (category->title.zh);
  g_free (category->title.en);
  g_free (category->icon);
  g_free (category);
}

/**
 * yz_faq_hit_free:
 * @hit: (nullable): a hit
 */
void
yz_faq_hit_free (YzFaqHit *hit)
{
  if (hit == NULL)
    return;

  g_free (hit->id);
  g_free (hit->title);
  g_free (hit->snippet);
  g_free (hit);
}

/**
 * yz_faq_article_free:
 * @article: (nullable): an article
 */
void
yz_faq_article_free (YzFaqArticle *article)
{
  if (article == NULL)
    return;

  g_free (article->id);
  g_free (article->category);
  g_free (article->title);
  g_free (article->body);
  g_free (article->updated);
  g_strfreev (article->related);
  g_strfreev (article->laws);
  g_free (article->next_step);
  g_free (article);
}

static YzFaqCategory *
category_new (JsonObject *object)
{
  YzFaqCategory *category = g_new0 (YzFaqCategory, 1);
  JsonObject *title = yz_json_get_object (object, "title");

  category->id = g_strdup (yz_json_get_string (object, "id"));
  category->title.zh = g_strdup (yz_json_get_string (title, "zh"));
  category->title.en = g_strdup (yz_json_get_string (title, "en"));
  category->icon = g_strdup (yz_json_get_string (object, "icon"));
  return category;
}

/**
 * yz_faq_list_categories:
 * @content: the content
 * @error: %YZ_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type YzFaqCategory): the categories in the order to show
 */
GPtrArray *
yz_faq_list_categories (YzContent *content, GError **error)
{
  g_autofree char *text = yz_content_get_item (content, "faq/categories.json", error);
  g_autoptr (JsonNode) node = text != NULL ? yz_json_parse (text, -1, G_MAXSIZE, error) : NULL;
  GPtrArray *categories;

  if (node == NULL)
    return NULL;

  categories = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_faq_category_free);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    g_ptr_array_add (categories,
                     category_new (json_array_get_object_element (json_node_get_array (node), i)));
  return categories;
}

typedef struct {
  const char *category;
  const char *language;
  const char *day;
  GPtrArray *hits;
} ListQuery;

static char *
column (sqlite3_stmt *statement, int n)
{
  return g_strdup ((const char *)sqlite3_column_text (statement, n));
}

static gboolean
read_list (YzDatabase *db, gpointer user_data, GError **error)
{
  ListQuery *query = user_data;
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "SELECT id, title FROM articles WHERE language = ?1 AND category = ?2"
                             " AND n NOT IN " YZ_FAQ_HIDDEN " ORDER BY n",
                             error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, query->language, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 2, query->category, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, YZ_FAQ_DAY, query->day, -1, SQLITE_TRANSIENT);
  while (yz_database_step (db, statement, &row, error) && row) {
    YzFaqHit *hit = g_new0 (YzFaqHit, 1);

    hit->id = column (statement, 0);
    hit->title = column (statement, 1);
    g_ptr_array_add (query->hits, hit);
  }
  return !row;
}

/**
 * yz_faq_list_articles:
 * @content: the content
 * @category: id of a category
 * @language: `zh` or `en`
 * @error: %YZ_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type YzFaqHit): its articles that are in force, without
 * snippets
 */
GPtrArray *
yz_faq_list_articles (YzContent *content,
                      const char *category,
                      const char *language,
                      GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_faq_hit_free);
  g_autofree char *day = yz_content_get_day (content);
  ListQuery query = { category, language, day, hits };

  return yz_content_run (content, read_list, &query, error) ? g_steal_pointer (&hits) : NULL;
}

typedef struct {
  const char *id;
  const char *language;
  const char *day;
  char *source;
} ArticleQuery;

static gboolean
read_article (YzDatabase *db, gpointer user_data, GError **error)
{
  ArticleQuery *query = user_data;
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "SELECT source FROM articles WHERE id = ?1 AND language = ?2"
                             " AND n NOT IN " YZ_FAQ_HIDDEN,
                             error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, query->id, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 2, query->language, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, YZ_FAQ_DAY, query->day, -1, SQLITE_TRANSIENT);
  if (!yz_database_step (db, statement, &row, error))
    return FALSE;
  if (!row) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND, "there is no article “%s”", query->id);
    return FALSE;
  }
  query->source = column (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/* From `law|article` to what a person reads. */
static GStrv
name_laws (const YzArticleSource *source, YzLaws *laws)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; source->laws[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (source->laws[i], "|", 2);
    g_autofree char *name
        = yz_laws_cite (parts[0], yz_laws_to_english (laws, parts[0]), parts[1], source->language);

    g_strv_builder_add (builder, name);
  }
  return g_strv_builder_end (builder);
}

/* Of @ids those that can be read. */
static GStrv
choose_related (YzContent *content, GStrv ids, const char *language, const char *day)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; ids[i] != NULL; i++) {
    ArticleQuery query = { ids[i], language, day, NULL };

    if (yz_content_run (content, read_article, &query, NULL))
      g_strv_builder_add (builder, ids[i]);
    g_free (query.source);
  }
  return g_strv_builder_end (builder);
}

/**
 * yz_faq_get_article:
 * @content: the content
 * @id: of an article
 * @language: `zh` or `en`
 * @error: %YZ_ERROR_NOT_FOUND, also where it is not in force
 *
 * Returns: (transfer full): the article
 */
YzFaqArticle *
yz_faq_get_article (YzContent *content, const char *id, const char *language, GError **error)
{
  g_autofree char *day = yz_content_get_day (content);
  ArticleQuery query = { id, language, day, NULL };
  g_autofree char *text = NULL;
  g_autoptr (YzArticleSource) source = NULL;
  g_autoptr (YzLaws) laws = NULL;
  YzFaqArticle *article;

  g_return_val_if_fail (YZ_IS_CONTENT (content), NULL);
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (language != NULL, NULL);

  if (!yz_content_run (content, read_article, &query, error))
    return NULL;
  text = query.source;
  source = yz_article_source_parse (text, language, error);
  if (source == NULL || (laws = yz_laws_load (content, error)) == NULL)
    return NULL;

  article = g_new0 (YzFaqArticle, 1);
  article->laws = name_laws (source, laws);
  article->id = g_steal_pointer (&source->id);
  article->category = g_steal_pointer (&source->category);
  article->title = g_steal_pointer (&source->title);
  article->body = g_steal_pointer (&source->body);
  article->updated = g_steal_pointer (&source->updated);
  article->related = choose_related (content, source->related, language, day);
  article->next_step = g_steal_pointer (&source->next_step);
  article->sensitive = source->sensitive;
  return article;
}
