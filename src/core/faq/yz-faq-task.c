/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-faq.h"

/* The FAQ off the main loop: each question is answered in a thread of the pool. */

typedef struct {
  YzContent *content;
  char *text; /* category, id or query */
  char *language;
  guint limit;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->content);
  g_free (question->text);
  g_free (question->language);
  g_free (question);
}

static void
ask (YzContent *content,
     const char *text,
     const char *language,
     guint limit,
     GTaskThreadFunc answer,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (content, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->content = g_object_ref (content);
  question->text = g_strdup (text);
  question->language = g_strdup (language);
  question->limit = limit;
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, answer);
}

static void
return_list (GTask *task, GPtrArray *list, GError *error)
{
  if (list != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
answer_categories (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  Question *question = data;
  GPtrArray *list = yz_faq_list_categories (question->content, &error);

  return_list (task, list, error);
}

static void
answer_articles (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  Question *question = data;
  GPtrArray *list
      = yz_faq_list_articles (question->content, question->text, question->language, &error);

  return_list (task, list, error);
}

static void
answer_search (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  Question *question = data;
  GPtrArray *list = yz_faq_search (question->content, question->text, question->language,
                                   question->limit, NULL, cancellable, &error);

  return_list (task, list, error);
}

static void
answer_article (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  Question *question = data;
  YzFaqArticle *article
      = yz_faq_get_article (question->content, question->text, question->language, &error);

  if (article != NULL)
    g_task_return_pointer (task, article, (GDestroyNotify)yz_faq_article_free);
  else
    g_task_return_error (task, error);
}

/**
 * yz_faq_list_categories_async:
 * @content: the content
 * @cancellable: (nullable): to drop the answer
 * @callback: ends with yz_faq_list_finish()
 * @user_data: passed to @callback
 */
void
yz_faq_list_categories_async (YzContent *content,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  ask (content, NULL, NULL, 0, answer_categories, cancellable, callback, user_data);
}

/**
 * yz_faq_list_articles_async:
 * @content: the content
 * @category: id of a category
 * @language: `zh` or `en`
 * @cancellable: (nullable): to drop the answer
 * @callback: ends with yz_faq_list_finish()
 * @user_data: passed to @callback
 */
void
yz_faq_list_articles_async (YzContent *content,
                            const char *category,
                            const char *language,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  ask (content, category, language, 0, answer_articles, cancellable, callback, user_data);
}

/**
 * yz_faq_search_async:
 * @content: the content
 * @query: what a person typed
 * @language: `zh` or `en`
 * @limit: the most hits to return
 * @cancellable: (nullable): to drop the answer
 * @callback: ends with yz_faq_list_finish()
 * @user_data: passed to @callback
 */
void
yz_faq_search_async (YzContent *content,
                     const char *query,
                     const char *language,
                     guint limit,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  ask (content, query, language, limit, answer_search, cancellable, callback, user_data);
}

/**
 * yz_faq_list_finish:
 * @result: the result
 * @error: as the question's own function, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the list asked for
 */
GPtrArray *
yz_faq_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * yz_faq_get_article_async:
 * @content: the content
 * @id: of an article
 * @language: `zh` or `en`
 * @cancellable: (nullable): to drop the answer
 * @callback: ends with yz_faq_get_article_finish()
 * @user_data: passed to @callback
 */
void
yz_faq_get_article_async (YzContent *content,
                          const char *id,
                          const char *language,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  ask (content, id, language, 0, answer_article, cancellable, callback, user_data);
}

/**
 * yz_faq_get_article_finish:
 * @result: the result
 * @error: %YZ_ERROR_NOT_FOUND or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the article
 */
YzFaqArticle *
yz_faq_get_article_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
