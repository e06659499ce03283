/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-article-page.h"

#include "yz-faq.h"
#include "yz-markdown.h"
#include "yz-qr-image.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One answer: the text large, what it rests on, a QR code that takes the text itself to the phone,
 * and the step it leads to. What is sensitive has no code: somebody else may see that phone. */
struct _YzArticlePage {
  YzPage parent_instance;

  GCancellable *cancellable;
  char *code; /* what the QR code will say */
  guint code_id;

  GtkLabel *title_label;
  AdwBin *body_bin;
  GtkLabel *laws_label;
  GtkLabel *updated_label;
  GtkWidget *qr_box;
  YzQrImage *qr_image;
  GtkWidget *action_area;
  GtkButton *next_button;
};

G_DEFINE_FINAL_TYPE (YzArticlePage, yz_article_page, YZ_TYPE_PAGE)

/* A telephone reads this much off a screen with ease. */
#define MAX_QR_BYTES 1500

/* The silent reading of a slow reader; elder view doubles it. */
#define CHARS_PER_SECOND 4
#define MIN_IDLE_SECONDS 120

/* The code is made when the text is on the screen, for making it takes as long as drawing that. */
static gboolean
on_code_due (gpointer user_data)
{
  YzArticlePage *self = user_data;

  self->code_id = 0;
  gtk_widget_set_visible (self->qr_box, yz_qr_image_set_text (self->qr_image, self->code));
  return G_SOURCE_REMOVE;
}

static void
show_qr (YzArticlePage *self, const char *title, const char *plain)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%s\n\n%s", title, plain);
  if (text->len > MAX_QR_BYTES) {
    const char *end = g_utf8_find_prev_char (text->str, text->str + MAX_QR_BYTES - strlen ("…"));

    g_string_truncate (text, (gsize)(end - text->str));
    g_string_append (text, "…");
  }
  self->code = g_strdup (text->str);
  self->code_id = g_idle_add (on_code_due, self);
}

static void
show_next_step (YzArticlePage *self, const char *next_step)
{
  gtk_widget_set_visible (self->action_area, next_step != NULL);
  if (g_strcmp0 (next_step, "application") == 0)
    gtk_button_set_label (self->next_button, _ ("Apply for legal aid"));
  else
    gtk_button_set_label (self->next_button, _ ("Take a number"));
  g_object_set_data_full (G_OBJECT (self->next_button), "step", g_strdup (next_step), g_free);
}

static void
show_article (YzArticlePage *self, const YzFaqArticle *article)
{
  g_autofree char *plain = NULL;
  g_autofree char *laws = g_strjoinv ("\n", article->laws);
  /* Translators: %s is a date. */
  g_autofree char *updated = g_strdup_printf (_ ("Updated on %s"), article->updated);

  gtk_label_set_label (self->title_label, article->title);
  adw_bin_set_child (self->body_bin, yz_markdown_render (article->body, &plain));
  gtk_label_set_label (self->laws_label, laws);
  gtk_label_set_label (self->updated_label, updated);
  if (article->sensitive)
    yz_session_make_sensitive (yz_page_get_session (YZ_PAGE (self)));
  else
    show_qr (self, article->title, plain);
  show_next_step (self, article->next_step);
  g_object_set (self, "idle-seconds",
                MAX (MIN_IDLE_SECONDS, (int)g_utf8_strlen (plain, -1) / CHARS_PER_SECOND), NULL);
}

static void
on_article_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzFaqArticle) article = yz_faq_get_article_finish (result, &error);
  YzArticlePage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = YZ_ARTICLE_PAGE (user_data);
  if (article != NULL) {
    show_article (self, article);
  } else {
    g_warning ("an article cannot be read: %s", error->message);
    gtk_label_set_label (self->title_label,
                         _ ("This answer cannot be shown just now. Please ask the staff."));
  }
  yz_page_set_ready (YZ_PAGE (self), TRUE);
}

static void
on_next_clicked (YzArticlePage *self)
{
  const char *step = g_object_get_data (G_OBJECT (self->next_button), "step");
  YzSession *session = yz_page_get_session (YZ_PAGE (self));

  yz_session_go (session, strcmp (step, "application") == 0 ? "notice" : "services", NULL);
}

static void
yz_article_page_enter (YzPage *page)
{
  YzArticlePage *self = YZ_ARTICLE_PAGE (page);
  YzSession *session = yz_page_get_session (page);

  yz_page_set_ready (page, FALSE);
  yz_faq_get_article_async (yz_session_get_content (session), yz_page_get_argument (page),
                            yz_session_get_language (session), self->cancellable, on_article_ready,
                            self);
}

static void
yz_article_page_dispose (GObject *object)
{
  YzArticlePage *self = YZ_ARTICLE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->code_id, g_source_remove);

  G_OBJECT_CLASS (yz_article_page_parent_class)->dispose (object);
}

static void
yz_article_page_finalize (GObject *object)
{
  YzArticlePage *self = YZ_ARTICLE_PAGE (object);

  g_object_unref (self->cancellable);
  g_free (self->code);

  G_OBJECT_CLASS (yz_article_page_parent_class)->finalize (object);
}

static void
yz_article_page_class_init (YzArticlePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = yz_article_page_dispose;
  object_class->finalize = yz_article_page_finalize;
  YZ_PAGE_CLASS (klass)->enter = yz_article_page_enter;

  g_type_ensure (YZ_TYPE_QR_IMAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/faq/yz-article-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzArticlePage, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzArticlePage, body_bin);
  gtk_widget_class_bind_template_child (widget_class, YzArticlePage, laws_label);
  gtk_widget_class_bind_template_child (widget_class, YzArticlePage, updated_label);
  gtk_widget_class_bind_template_child (widget_class, YzArticlePage, qr_box);
  gtk_widget_class_bind_template_child (widget_class, YzArticlePage, qr_image);
  gtk_widget_class_bind_template_child (widget_class, YzArticlePage, action_area);
  gtk_widget_class_bind_template_child (widget_class, YzArticlePage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next_clicked);
}

static void
yz_article_page_init (YzArticlePage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
