/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-papers-page.h"

#include "yz-paper-row.h"
#include "yz-paper-view.h"
#include "yz-scroll-buttons.h"
#include "yz-session-papers.h"

#include <glib/gi18n-lib.h>

/* What was photographed for one field, in the order in which it is handed in. Its argument is the
 * field's id; with `/N` behind it, N from 0, that page is in view, or the last one. */
struct _YzPapersPage {
  YzPage parent_instance;

  GPtrArray *rows; /* of YzPaperRow, in their order */
  gboolean has_camera;

  char *field;
  YzPaperRow *in_view; /* (nullable): until something else is done */
  guint view_id;
  YzPaperRow *asking; /* (nullable): whether it is really to be removed */
  guint asking_id;
  guint steady_id;

  GtkBox *list;
  GtkLabel *title_label;
  GtkLabel *hint_label;
  GtkBox *rows_box;
  GtkButton *add_button;
  GtkWidget *done_button;
  GtkScrolledWindow *scroller;
  YzScrollButtons *scroll_buttons;
};

/* A hand that shakes touches twice. When a page has moved or gone, another one's button is under
 * the finger by then. */
#define STEADY_MS 700

/* Enough to read the question and to find the button again. */
#define ASKING_SECONDS 5

G_DEFINE_FINAL_TYPE (YzPapersPage, yz_papers_page, YZ_TYPE_PAGE)

static char *
get_hint (YzPapersPage *self)
{
  guint n = self->rows->len;

  if (!self->has_camera)
    return g_strdup (yz_paper_view_get_trouble (n));
  if (n >= YZ_PHOTO_MAX_COUNT)
    return g_strdup_printf (
        /* Translators: %u is the number of pages that can be taken, 10. */
        _ ("%u pages are photographed, which is the most. Please bring the rest to the window."),
        n);
  if (n > 0)
    return g_strdup_printf (
        /* Translators: the first %u is how many there are, the second one how many there may be. */
        ngettext ("%u page photographed, at most %u. One picture for each page.",
                  "%u pages photographed, at most %u. One picture for each page.", n),
        n, YZ_PHOTO_MAX_COUNT);
  return g_strdup (_ ("Lay each page flat and photograph it on its own. You can also bring your "
                      "papers to the window instead."));
}

static void
update (YzPapersPage *self)
{
  gboolean may_add = self->has_camera && self->rows->len < YZ_PHOTO_MAX_COUNT;
  g_autofree char *hint = get_hint (self);

  for (guint i = 0; i < self->rows->len; i++)
    yz_paper_row_set_place (g_ptr_array_index (self->rows, i), i, self->rows->len);
  gtk_label_set_label (self->hint_label, hint);
  /* How many there are stands where the next one comes, and where the newest one is looked at. */
  gtk_box_reorder_child_after (self->list, GTK_WIDGET (self->hint_label),
                               self->has_camera && self->rows->len > 0
                                   ? GTK_WIDGET (self->rows_box)
                                   : GTK_WIDGET (self->title_label));
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

/* Touches ------------------------------------------------------------------------------------- */

static gboolean
on_steady (gpointer user_data)
{
  YzPapersPage *self = user_data;

  self->steady_id = 0;
  return G_SOURCE_REMOVE;
}

static void
wait_until_steady (YzPapersPage *self)
{
  g_clear_handle_id (&self->steady_id, g_source_remove);
  self->steady_id = g_timeout_add (STEADY_MS, on_steady, self);
}

static void
stop_asking (YzPapersPage *self)
{
  YzPaperRow *row = g_steal_pointer (&self->asking);

  g_clear_handle_id (&self->asking_id, g_source_remove);
  if (row != NULL)
    yz_paper_row_set_asking (row, FALSE);
}

static gboolean
on_asked_long_enough (gpointer user_data)
{
  YzPapersPage *self = user_data;

  self->asking_id = 0;
  stop_asking (self);
  return G_SOURCE_REMOVE;
}

static void
ask (YzPapersPage *self, YzPaperRow *row)
{
  self->asking = row;
  self->asking_id = g_timeout_add_seconds (ASKING_SECONDS, on_asked_long_enough, self);
  yz_paper_row_set_asking (row, TRUE);
}

/* Whether a touch on a row is meant. */
static gboolean
takes_touch (YzPapersPage *self, YzPaperRow *row, guint *ret_place)
{
  if (self->steady_id != 0 || !g_ptr_array_find (self->rows, row, ret_place))
    return FALSE;
  self->in_view = NULL;
  return TRUE;
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

  if (!takes_touch (self, row, &n))
    return;
  stop_asking (self);
  wait_until_steady (self);
  yz_session_move_paper (yz_page_get_session (YZ_PAGE (self)), self->field, n, by);
  swap (self, by < 0 ? n - 1 : n);
  update (self);
  yz_paper_row_focus_move (row, by);
}

static void
on_remove (YzPaperRow *row, YzPapersPage *self)
{
  guint n;

  gboolean is_sure = self->asking == row;

  if (!takes_touch (self, row, &n))
    return;
  stop_asking (self);
  wait_until_steady (self);
  if (!is_sure) {
    ask (self, row);
    return;
  }
  yz_session_remove_paper (yz_page_get_session (YZ_PAGE (self)), self->field, n);
  g_ptr_array_remove_index (self->rows, n);
  gtk_box_remove (self->rows_box, GTK_WIDGET (row));
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->add_button));
}

/* On the way back to here. */
static void
note_in_view (YzPapersPage *self, guint n)
{
  g_autofree char *argument = g_strdup_printf ("%s/%u", self->field, n);

  yz_session_set_argument (yz_page_get_session (YZ_PAGE (self)), argument);
}

static void
on_add_clicked (YzPapersPage *self)
{
  note_in_view (self, self->rows->len);
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "photo", self->field);
}

static void
on_look (YzPaperRow *row, YzPapersPage *self)
{
  g_autofree char *argument = NULL;
  guint n;

  if (!takes_touch (self, row, &n))
    return;
  note_in_view (self, n);
  argument = g_strdup_printf ("%s/%u", self->field, n);
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "paper", argument);
}

static void
on_done_clicked (YzPapersPage *self)
{
  yz_session_back (yz_page_get_session (YZ_PAGE (self)));
}

/* What is in view ----------------------------------------------------------------------------- */

static gboolean
on_view_due (gpointer user_data)
{
  YzPapersPage *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double value = gtk_adjustment_get_value (adjustment);
  double beyond;
  graphene_rect_t bounds;

  self->view_id = 0;
  if (self->in_view == NULL
      || !gtk_widget_compute_bounds (GTK_WIDGET (self->in_view), GTK_WIDGET (self->scroller),
                                     &bounds))
    return G_SOURCE_REMOVE;
  beyond = bounds.origin.y + bounds.size.height - gtk_adjustment_get_page_size (adjustment);
  if (self->in_view == g_ptr_array_index (self->rows, self->rows->len - 1))
    value = gtk_adjustment_get_upper (adjustment); /* with the hint behind it */
  else
    value += beyond > 0 ? beyond : MIN (bounds.origin.y, 0);
  /* Setting it also ends the way to the row that has got the focus. */
  gtk_adjustment_set_value (adjustment, value);
  return G_SOURCE_REMOVE;
}

/* In the middle of a layout, when the rows have no place yet. */
static void
on_list_changed (YzPapersPage *self)
{
  if (self->view_id == 0 && self->in_view != NULL)
    self->view_id = g_idle_add (on_view_due, self);
}

/* The page ------------------------------------------------------------------------------------ */

static void
add_row (YzPapersPage *self, guint n)
{
  GtkWidget *row = yz_paper_row_new (
      yz_session_get_paper (yz_page_get_session (YZ_PAGE (self)), self->field, n));

  g_ptr_array_add (self->rows, row);
  gtk_box_append (self->rows_box, row);
  g_signal_connect_object (row, "look", G_CALLBACK (on_look), self, 0);
  g_signal_connect_object (row, "move", G_CALLBACK (on_move), self, 0);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_remove), self, 0);
}

static void
read_argument (YzPapersPage *self)
{
  g_auto (GStrv) parts = g_strsplit (yz_page_get_argument (YZ_PAGE (self)), "/", 2);
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  guint count;

  self->field = g_strdup (parts[0]);
  count = yz_session_count_papers (session, self->field);
  for (guint n = 0; n < count; n++)
    add_row (self, n);
  /* Where no camera works, what has to be said about it is at the top. */
  if (parts[1] != NULL && count > 0 && self->has_camera)
    self->in_view = g_ptr_array_index (self->rows, MIN (g_ascii_strtoull (parts[1], NULL, 10),
                                                        (guint64)count - 1));
}

static void
yz_papers_page_enter (YzPage *page)
{
  YzPapersPage *self = YZ_PAPERS_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  const YzField *field;
  g_autoptr (YzScanner) scanner = yz_session_new_scanner (session, TRUE);

  self->has_camera = yz_scanner_get_available (scanner);
  read_argument (self);
  field = yz_form_find_field (yz_session_get_form (session), self->field);
  gtk_label_set_label (self->title_label,
                       yz_text_get (&field->title, yz_session_get_language (session)));
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
  YzPapersPage *self = YZ_PAPERS_PAGE (object);

  g_clear_handle_id (&self->view_id, g_source_remove);
  g_clear_handle_id (&self->asking_id, g_source_remove);
  g_clear_handle_id (&self->steady_id, g_source_remove);
  self->in_view = NULL;
  self->asking = NULL;
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (yz_papers_page_parent_class)->dispose (object);
}

static void
yz_papers_page_finalize (GObject *object)
{
  g_free (YZ_PAPERS_PAGE (object)->field);

  G_OBJECT_CLASS (yz_papers_page_parent_class)->finalize (object);
}

static void
yz_papers_page_class_init (YzPapersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  YzPageClass *page_class = YZ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_papers_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = yz_papers_page_finalize;
  page_class->enter = yz_papers_page_enter;
  page_class->forget = yz_papers_page_forget;

  g_type_ensure (YZ_TYPE_SCROLL_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/papers/yz-papers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzPapersPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzPapersPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, YzPapersPage, list);
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
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "changed",
                           G_CALLBACK (on_list_changed), self, G_CONNECT_SWAPPED);
}
