/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-papers-page.h"

#include "yz-paper-row.h"
#include "yz-scroll-buttons.h"
#include "yz-session-papers.h"

#include <glib/gi18n-lib.h>

/* What was photographed for one field, in the order in which it is handed in. Its argument is the
 * field's id. */
struct _YzPapersPage {
  YzPage parent_instance;

  GPtrArray *rows; /* of YzPaperRow, in their order */
  gboolean has_camera;

  GtkLabel *title_label;
  GtkLabel *hint_label;
  GtkBox *rows_box;
  GtkButton *add_button;
  GtkWidget *done_button;
  GtkScrolledWindow *scroller;
  YzScrollButtons *scroll_buttons;
};

G_DEFINE_FINAL_TYPE (YzPapersPage, yz_papers_page, YZ_TYPE_PAGE)

static const char *
get_field (YzPapersPage *self)
{
  return yz_page_get_argument (YZ_PAGE (self));
}

static const char *
get_hint (YzPapersPage *self)
{
  if (!self->has_camera)
    return _ ("The camera is not working just now. Please hand in these papers at the window.");
  if (self->rows->len >= YZ_PHOTO_MAX_COUNT)
    return _ ("That is as many as can be taken here. Please bring the rest to the window.");
  return _ ("Lay each page flat and photograph it on its own. You can also bring your papers to "
            "the window instead.");
}

static void
update (YzPapersPage *self)
{
  gboolean may_add = self->has_camera && self->rows->len < YZ_PHOTO_MAX_COUNT;

  for (guint i = 0; i < self->rows->len; i++)
    yz_paper_row_set_place (g_ptr_array_index (self->rows, i), i, self->rows->len);
  gtk_label_set_label (self->hint_label, get_hint (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), may_add);
  gtk_button_set_label (self->add_button,
                        self->rows->len == 0 ? _ ("Photograph a page") : _ ("One more page"));
  if (self->rows->len == 0 && may_add) {
    gtk_widget_add_css_class (GTK_WIDGET (self->add_button), "main-button");
    gtk_widget_remove_css_class (self->done_button, "main-button");
  } else {
    gtk_widget_remove_css_class (GTK_WIDGET (self->add_button), "main-button");
    gtk_widget_add_css_class (self->done_button, "main-button");
  }
}

/* The two change places. */
static void
swap (YzPapersPage *self, guint n)
{
  GtkWidget *first = g_ptr_array_index (self->rows, n + 1);
  GtkWidget *second = g_ptr_array_index (self->rows, n);

  self->rows->pdata[n] = first;
  self->rows->pdata[n + 1] = second;
  gtk_box_reorder_child_after (self->rows_box, first,
                               n > 0 ? g_ptr_array_index (self->rows, n - 1) : NULL);
  gtk_box_reorder_child_after (self->rows_box, second, first);
}

static void
on_move (YzPaperRow *row, int by, YzPapersPage *self)
{
  guint n;

  if (!g_ptr_array_find (self->rows, row, &n))
    return;
  yz_session_move_paper (yz_page_get_session (YZ_PAGE (self)), get_field (self), n, by);
  swap (self, by < 0 ? n - 1 : n);
  update (self);
  yz_paper_row_focus_move (row, by);
}

static void
on_remove (YzPaperRow *row, YzPapersPage *self)
{
  guint n;

  if (!g_ptr_array_find (self->rows, row, &n))
    return;
  yz_session_remove_paper (yz_page_get_session (YZ_PAGE (self)), get_field (self), n);
  g_ptr_array_remove_index (self->rows, n);
  gtk_box_remove (self->rows_box, GTK_WIDGET (row));
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->add_button));
}

static void
on_add_clicked (YzPapersPage *self)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "photo", get_field (self));
}

static void
on_done_clicked (YzPapersPage *self)
{
  yz_session_back (yz_page_get_session (YZ_PAGE (self)));
}

static void
add_row (YzPapersPage *self, guint n)
{
  GtkWidget *row = yz_paper_row_new (
      yz_session_get_paper (yz_page_get_session (YZ_PAGE (self)), get_field (self), n));

  g_ptr_array_add (self->rows, row);
  gtk_box_append (self->rows_box, row);
  g_signal_connect_object (row, "move", G_CALLBACK (on_move), self, 0);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_remove), self, 0);
}

static void
yz_papers_page_enter (YzPage *page)
{
  YzPapersPage *self = YZ_PAPERS_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  const YzField *field = yz_form_find_field (yz_session_get_form (session), get_field (self));
  g_autoptr (YzScanner) scanner = yz_session_new_scanner (session);

  self->has_camera = yz_scanner_get_available (scanner);
  gtk_label_set_label (self->title_label,
                       yz_text_get (&field->title, yz_session_get_language (session)));
  for (guint n = 0; n < yz_session_count_papers (session, get_field (self)); n++)
    add_row (self, n);
  update (self);
}

static void
yz_papers_page_forget (YzPage *page)
{
  YzPapersPage *self = YZ_PAPERS_PAGE (page);

  for (guint i = 0; i < self->rows->len; i++)
    yz_paper_row_forget (g_ptr_array_index (self->rows, i));
}

static void
yz_papers_page_dispose (GObject *object)
{
  g_clear_pointer (&YZ_PAPERS_PAGE (object)->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (yz_papers_page_parent_class)->dispose (object);
}

static void
yz_papers_page_class_init (YzPapersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  YzPageClass *page_class = YZ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_papers_page_dispose;
  page_class->enter = yz_papers_page_enter;
  page_class->forget = yz_papers_page_forget;

  g_type_ensure (YZ_TYPE_SCROLL_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/papers/yz-papers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzPapersPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzPapersPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, YzPapersPage, rows_box);
  gtk_widget_class_bind_template_child (widget_class, YzPapersPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, YzPapersPage, done_button);
  gtk_widget_class_bind_template_child (widget_class, YzPapersPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, YzPapersPage, scroll_buttons);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
}

static void
yz_papers_page_init (YzPapersPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  yz_scroll_buttons_set_target (self->scroll_buttons, self->scroller);
}
