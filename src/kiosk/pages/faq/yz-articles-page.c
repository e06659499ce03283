/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-articles-page.h"

#include "yz-hit-list.h"

/* The articles of the category that its argument names. */
struct _YzArticlesPage {
  YzPage parent_instance;

  GCancellable *cancellable;

  GtkBox *hits_box;
};

G_DEFINE_FINAL_TYPE (YzArticlesPage, yz_articles_page, YZ_TYPE_PAGE)

static void
on_articles_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = yz_faq_list_finish (result, &error);
  YzArticlesPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = YZ_ARTICLES_PAGE (user_data);
  if (hits == NULL)
    g_warning ("the articles cannot be read: %s", error->message);
  yz_hit_list_fill (self->hits_box, yz_page_get_session (YZ_PAGE (self)), hits);
  yz_page_set_ready (YZ_PAGE (self), TRUE);
}

static void
yz_articles_page_enter (YzPage *page)
{
  YzArticlesPage *self = YZ_ARTICLES_PAGE (page);
  YzSession *session = yz_page_get_session (page);

  yz_page_set_ready (page, FALSE);
  yz_faq_list_articles_async (yz_session_get_content (session), yz_page_get_argument (page),
                              yz_session_get_language (session), self->cancellable,
                              on_articles_ready, self);
}

static void
yz_articles_page_dispose (GObject *object)
{
  g_cancellable_cancel (YZ_ARTICLES_PAGE (object)->cancellable);

  G_OBJECT_CLASS (yz_articles_page_parent_class)->dispose (object);
}

static void
yz_articles_page_finalize (GObject *object)
{
  g_object_unref (YZ_ARTICLES_PAGE (object)->cancellable);

  G_OBJECT_CLASS (yz_articles_page_parent_class)->finalize (object);
}

static void
yz_articles_page_class_init (YzArticlesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = yz_articles_page_dispose;
  object_class->finalize = yz_articles_page_finalize;
  YZ_PAGE_CLASS (klass)->enter = yz_articles_page_enter;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/faq/yz-articles-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzArticlesPage, hits_box);
}

static void
yz_articles_page_init (YzArticlesPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
