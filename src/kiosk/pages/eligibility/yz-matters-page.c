/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-matters-page.h"

#include "yz-label.h"

/* What happened, in everyday words: tiles, and a box to type in. */
struct _YzMattersPage {
  YzPage parent_instance;

  GtkEditable *search_entry;
  GtkGrid *tiles_grid;
  GtkWidget *empty_label;
  GtkWidget *failed_label;
};

G_DEFINE_FINAL_TYPE (YzMattersPage, yz_matters_page, YZ_TYPE_PAGE)

static YzEligibility *
get_eligibility (YzMattersPage *self)
{
  return yz_session_get_eligibility (yz_page_get_session (YZ_PAGE (self)));
}

/* The first question of a situation. */
static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzMattersPage) self = user_data;
  YzEligibility *eligibility = YZ_ELIGIBILITY (source);
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  g_autoptr (GError) error = NULL;
  const char *next;

  yz_page_set_busy (YZ_PAGE (self), FALSE);
  if (!yz_eligibility_check_finish (eligibility, result, &error)) {
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      return;
    g_warning ("the rules cannot be read: %s", error->message);
    gtk_widget_set_visible (self->failed_label, TRUE);
    return;
  }
  if (!yz_page_is_shown (YZ_PAGE (self)))
    return;
  next = yz_eligibility_is_certain (eligibility) ? NULL : yz_eligibility_get_next (eligibility);
  yz_session_go (session, next != NULL ? "question" : "result", next);
}

static void
on_tile_clicked (YzMattersPage *self, GtkButton *button)
{
  YzEligibility *eligibility = get_eligibility (self);

  if (yz_page_get_busy (YZ_PAGE (self)))
    return;
  yz_eligibility_start (eligibility, g_object_get_data (G_OBJECT (button), "tile"));
  yz_page_set_busy (YZ_PAGE (self), TRUE);
  yz_eligibility_check_async (eligibility, on_checked, g_object_ref (self));
}

static GtkWidget *
new_tile (YzMattersPage *self, const YzTile *tile)
{
  const char *language = yz_session_get_language (yz_page_get_session (YZ_PAGE (self)));
  GtkWidget *button = gtk_button_new ();
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words),
                  yz_label_new (yz_text_get (&tile->title, language), "matter-title"));
  gtk_box_append (GTK_BOX (words),
                  yz_label_new (yz_text_get (&tile->hint, language), "matter-hint"));
  gtk_button_set_child (GTK_BUTTON (button), words);
  gtk_widget_add_css_class (button, "matter");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  yz_text_get (&tile->title, language),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  yz_text_get (&tile->hint, language), -1);
  g_object_set_data (G_OBJECT (button), "tile", (gpointer)tile);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_tile_clicked), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static guint
count_columns (YzSession *session)
{
  if (yz_session_get_elder (session))
    return yz_session_get_landscape (session) ? 2 : 1;
  return yz_session_get_landscape (session) && !yz_session_get_compact (session) ? 3 : 2;
}

static void
fill (YzMattersPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  YzRules *rules = yz_eligibility_get_rules (get_eligibility (self));
  g_autoptr (GPtrArray) tiles = NULL;
  guint n_columns = count_columns (session);
  GtkWidget *child;

  if (rules == NULL)
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->tiles_grid))) != NULL)
    gtk_grid_remove (self->tiles_grid, child);
  tiles = yz_rules_search_tiles (rules, gtk_editable_get_text (self->search_entry));
  for (guint i = 0; i < tiles->len; i++)
    gtk_grid_attach (self->tiles_grid, new_tile (self, g_ptr_array_index (tiles, i)),
                     (int)(i % n_columns), (int)(i / n_columns), 1, 1);
  gtk_widget_set_visible (self->empty_label, tiles->len == 0);
}

static void
on_search_changed (YzMattersPage *self)
{
  yz_session_set_argument (yz_page_get_session (YZ_PAGE (self)),
                           gtk_editable_get_text (self->search_entry));
  fill (self);
}

/* The first check of a session brings the rules. */
static void
on_rules_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzMattersPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean read = yz_eligibility_check_finish (YZ_ELIGIBILITY (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!read)
    g_warning ("the rules cannot be read: %s", error->message);
  gtk_widget_set_visible (self->failed_label, !read);
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), read);
  fill (self);
  yz_page_set_ready (YZ_PAGE (self), TRUE);
}

static void
yz_matters_page_enter (YzPage *page)
{
  YzMattersPage *self = YZ_MATTERS_PAGE (page);
  const char *text = yz_page_get_argument (page);

  g_signal_connect_object (yz_page_get_session (page), "notify::elder", G_CALLBACK (fill), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (yz_page_get_session (page), "notify::landscape", G_CALLBACK (fill), self,
                           G_CONNECT_SWAPPED);
  if (text != NULL)
    gtk_editable_set_text (self->search_entry, text);
  if (yz_eligibility_get_rules (get_eligibility (self)) != NULL) {
    fill (self);
    return;
  }
  yz_page_set_ready (page, FALSE);
  yz_eligibility_check_async (get_eligibility (self), on_rules_ready, g_object_ref (self));
}

static void
yz_matters_page_forget (YzPage *page)
{
  gtk_editable_set_text (YZ_MATTERS_PAGE (page)->search_entry, "");
}

static void
yz_matters_page_class_init (YzMattersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_matters_page_enter;
  YZ_PAGE_CLASS (klass)->forget = yz_matters_page_forget;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/yizhan/kiosk/pages/eligibility/"
                                                             "yz-matters-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzMattersPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, YzMattersPage, tiles_grid);
  gtk_widget_class_bind_template_child (widget_class, YzMattersPage, empty_label);
  gtk_widget_class_bind_template_child (widget_class, YzMattersPage, failed_label);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
}

static void
yz_matters_page_init (YzMattersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
