/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-faq-page.h"

#include "yz-hit-list.h"

#include <glib/gi18n-lib.h>

/* Questions and answers: categories to touch, or a few words to search by as they are typed. Its
 * argument is what was searched for, so that Back from an article finds the results again. */
struct _YzFaqPage {
  YzPage parent_instance;

  GCancellable *cancellable; /* of all that the page asks */
  GCancellable *search;      /* of what was typed last */

  GtkEditable *search_entry;
  GtkStack *stack;
  GtkGrid *categories_grid;
  GtkBox *hits_box;
  GtkWidget *empty_label;
};

G_DEFINE_FINAL_TYPE (YzFaqPage, yz_faq_page, YZ_TYPE_PAGE)

#define MAX_HITS 10

static void
on_category_clicked (GtkButton *button, gpointer user_data)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (user_data)), "articles",
                 g_object_get_data (G_OBJECT (button), "id"));
}

static GtkWidget *
new_category (YzFaqPage *self, const YzFaqCategory *category)
{
  const char *language = yz_session_get_language (yz_page_get_session (YZ_PAGE (self)));
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 20);
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", category->icon, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *label = gtk_label_new (yz_text_get (&category->title, language));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (image, "category-icon");
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "category");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  yz_text_get (&category->title, language), -1);
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (category->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_category_clicked), self, 0);
  return button;
}

static void
show_hits (YzFaqPage *self, GPtrArray *hits)
{
  yz_hit_list_fill (self->hits_box, yz_page_get_session (YZ_PAGE (self)), hits);
  gtk_widget_set_visible (self->empty_label, hits != NULL && hits->len == 0);
  gtk_stack_set_visible_child_name (self->stack, "hits");
}

/* The hits go, so that they make the page no longer: a stack that follows the height of one child
 * alone asks for the width at which that child is lowest. */
static void
show_categories (YzFaqPage *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  yz_hit_list_fill (self->hits_box, yz_page_get_session (YZ_PAGE (self)), none);
  gtk_stack_set_visible_child_name (self->stack, "categories");
}

static void
on_categories_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) categories = yz_faq_list_finish (result, &error);
  YzFaqPage *self;
  YzSession *session;
  guint n_columns;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = YZ_FAQ_PAGE (user_data);
  session = yz_page_get_session (YZ_PAGE (self));
  n_columns = yz_session_get_landscape (session) && !yz_session_get_compact (session) ? 3 : 2;
  if (categories == NULL) {
    g_warning ("the categories cannot be read: %s", error->message);
    show_hits (self, NULL);
  }
  for (guint i = 0; categories != NULL && i < categories->len; i++) {
    GtkWidget *button = new_category (self, g_ptr_array_index (categories, i));

    gtk_grid_attach (self->categories_grid, button, (int)(i % n_columns), (int)(i / n_columns), 1,
                     1);
  }
  yz_page_set_ready (YZ_PAGE (self), TRUE);
}

static void
on_hits_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = yz_faq_list_finish (result, &error);
  YzFaqPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = YZ_FAQ_PAGE (user_data);
  if (hits == NULL)
    g_warning ("the search failed: %s", error->message);
  show_hits (self, hits);
}

/* Only the answer to what was typed last is of interest. */
static void
renew_search (YzFaqPage *self)
{
  g_cancellable_cancel (self->search);
  g_object_unref (self->search);
  self->search = g_cancellable_new ();
}

static void
on_search_changed (YzFaqPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  const char *query = gtk_editable_get_text (self->search_entry);

  yz_session_set_argument (session, query);
  renew_search (self);
  if (*query == '\0') {
    show_categories (self);
    return;
  }
  yz_faq_search_async (yz_session_get_content (session), query, yz_session_get_language (session),
                       MAX_HITS, self->search, on_hits_ready, self);
}

static void
yz_faq_page_enter (YzPage *page)
{
  YzFaqPage *self = YZ_FAQ_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  const char *query = yz_page_get_argument (page);

  yz_page_set_ready (page, FALSE);
  yz_faq_list_categories_async (yz_session_get_content (session), self->cancellable,
                                on_categories_ready, self);
  if (query != NULL && *query != '\0')
    gtk_editable_set_text (self->search_entry, query);
}

static void
yz_faq_page_forget (YzPage *page)
{
  gtk_editable_set_text (YZ_FAQ_PAGE (page)->search_entry, "");
}

static void
yz_faq_page_dispose (GObject *object)
{
  YzFaqPage *self = YZ_FAQ_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->search);

  G_OBJECT_CLASS (yz_faq_page_parent_class)->dispose (object);
}

static void
yz_faq_page_finalize (GObject *object)
{
  YzFaqPage *self = YZ_FAQ_PAGE (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->search);

  G_OBJECT_CLASS (yz_faq_page_parent_class)->finalize (object);
}

static void
yz_faq_page_class_init (YzFaqPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  YzPageClass *page_class = YZ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_faq_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = yz_faq_page_finalize;
  page_class->enter = yz_faq_page_enter;
  page_class->forget = yz_faq_page_forget;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/faq/yz-faq-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzFaqPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, YzFaqPage, stack);
  gtk_widget_class_bind_template_child (widget_class, YzFaqPage, categories_grid);
  gtk_widget_class_bind_template_child (widget_class, YzFaqPage, hits_box);
  gtk_widget_class_bind_template_child (widget_class, YzFaqPage, empty_label);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
}

static void
yz_faq_page_init (YzFaqPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->search = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
