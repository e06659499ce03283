/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-paper-page.h"

#include "yz-paper-view.h"
#include "yz-scroll-buttons.h"
#include "yz-session-papers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Shows one photographed page, whole or so large that it can be read. Its argument is `FIELD/N`, N
 * from 0: the page is large. With `/taken` behind it the page has just been taken and is whole,
 * with
 * `/whole` its edges were not found besides; either with `/large` behind it was enlarged. */
struct _YzPaperPage {
  YzPage parent_instance;

  char *field;
  guint n;
  char *taken; /* (nullable): how it was taken just now */
  gboolean is_large;
  int decoded_width; /* of the large picture, 0 where there is none yet */
  guint width_id;

  GtkLabel *title_label;
  GtkLabel *hint_label;
  GtkWidget *whole_box;
  GtkPicture *whole_picture;
  GtkWidget *large_box;
  GtkScrolledWindow *scroller;
  GtkPicture *large_picture;
  YzScrollButtons *scroll_buttons;
  GtkButton *size_button;
  GtkWidget *again_button;
  GtkButton *use_button;
};

/* As large as a whole page is ever shown. */
#define WHOLE_SIDE 1400

G_DEFINE_FINAL_TYPE (YzPaperPage, yz_paper_page, YZ_TYPE_PAGE)

static YzSession *
get_session (YzPaperPage *self)
{
  return yz_page_get_session (YZ_PAGE (self));
}

static GBytes *
get_paper (YzPaperPage *self)
{
  return yz_session_get_paper (get_session (self), self->field, self->n);
}

/* Size ---------------------------------------------------------------------------------------- */

/* Exactly as wide as it is shown, so that nothing has to be scaled while it is scrolled. */
static gboolean
on_width_due (gpointer user_data)
{
  YzPaperPage *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (self->scroller);
  int width = (int)gtk_adjustment_get_page_size (adjustment)
              * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GBytes *jpeg = get_paper (self);

  self->width_id = 0;
  if (!self->is_large || jpeg == NULL || width <= 0 || width == self->decoded_width)
    return G_SOURCE_REMOVE;
  self->decoded_width = width;
  yz_paper_view_show (self->large_picture, jpeg, width, G_MAXINT);
  return G_SOURCE_REMOVE;
}

/* Known only once there has been a layout. */
static void
on_width_changed (YzPaperPage *self)
{
  if (self->width_id == 0)
    self->width_id = g_idle_add (on_width_due, self);
}

static void
update_size (YzPaperPage *self)
{
  gtk_widget_set_visible (self->whole_box, !self->is_large);
  gtk_widget_set_visible (self->large_box, self->is_large);
  gtk_button_set_label (self->size_button, self->is_large ? _ ("Smaller") : _ ("Enlarge"));
  if (self->is_large) {
    on_width_changed (self);
    return;
  }
  gtk_picture_set_paintable (self->large_picture, NULL);
  self->decoded_width = 0;
  if (get_paper (self) != NULL && gtk_picture_get_paintable (self->whole_picture) == NULL)
    yz_paper_view_show (self->whole_picture, get_paper (self), WHOLE_SIDE, WHOLE_SIDE);
}

static void
on_size_clicked (YzPaperPage *self)
{
  g_autofree char *argument = NULL;

  self->is_large = !self->is_large;
  argument
      = g_strdup_printf ("%s/%u/%s/%s", self->field, self->n,
                         self->taken != NULL ? self->taken : "", self->is_large ? "large" : "");
  yz_session_set_argument (get_session (self), argument);
  update_size (self);
}

/* Going on ------------------------------------------------------------------------------------ */

static void
on_again_clicked (YzPaperPage *self)
{
  g_autofree char *argument = g_strdup_printf ("%s/%u", self->field, self->n);

  yz_session_replace (get_session (self), "photo", argument);
}

static void
on_use_clicked (YzPaperPage *self)
{
  yz_session_back (get_session (self));
}

/* The page ------------------------------------------------------------------------------------ */

static void
read_argument (YzPaperPage *self)
{
  g_auto (GStrv) parts = g_strsplit (yz_page_get_argument (YZ_PAGE (self)), "/", 4);
  guint n_parts = g_strv_length (parts);

  self->field = g_strdup (parts[0]);
  self->n = n_parts > 1 ? (guint)g_ascii_strtoull (parts[1], NULL, 10) : 0;
  if (n_parts > 2 && *parts[2] != '\0')
    self->taken = g_strdup (parts[2]);
  self->is_large = n_parts > 3 ? *parts[3] != '\0' : self->taken == NULL;
}

static void
show_words (YzPaperPage *self)
{
  g_autofree char *page = g_strdup_printf (_ ("Page %u"), self->n + 1);

  gtk_label_set_label (self->title_label,
                       self->taken != NULL ? _ ("Is all of it there, and sharp?") : page);
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), g_strcmp0 (self->taken, "whole") == 0);
  gtk_button_set_label (self->use_button,
                        self->taken != NULL ? _ ("Use this picture") : _ ("Back to the list"));
}

static void
yz_paper_page_enter (YzPage *page)
{
  YzPaperPage *self = YZ_PAPER_PAGE (page);
  g_autoptr (YzScanner) scanner = yz_session_new_scanner (yz_page_get_session (page), TRUE);

  read_argument (self);
  show_words (self);
  gtk_widget_set_sensitive (self->again_button, yz_scanner_get_available (scanner));
  update_size (self);
}

static void
yz_paper_page_forget (YzPage *page)
{
  YzPaperPage *self = YZ_PAPER_PAGE (page);

  gtk_picture_set_paintable (self->whole_picture, NULL);
  gtk_picture_set_paintable (self->large_picture, NULL);
}

static void
yz_paper_page_dispose (GObject *object)
{
  g_clear_handle_id (&YZ_PAPER_PAGE (object)->width_id, g_source_remove);

  G_OBJECT_CLASS (yz_paper_page_parent_class)->dispose (object);
}

static void
yz_paper_page_finalize (GObject *object)
{
  YzPaperPage *self = YZ_PAPER_PAGE (object);

  g_free (self->field);
  g_free (self->taken);

  G_OBJECT_CLASS (yz_paper_page_parent_class)->finalize (object);
}

static void
yz_paper_page_class_init (YzPaperPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  YzPageClass *page_class = YZ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_paper_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = yz_paper_page_finalize;
  page_class->enter = yz_paper_page_enter;
  page_class->forget = yz_paper_page_forget;

  g_type_ensure (YZ_TYPE_SCROLL_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/papers/yz-paper-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzPaperPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzPaperPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, YzPaperPage, whole_box);
  gtk_widget_class_bind_template_child (widget_class, YzPaperPage, whole_picture);
  gtk_widget_class_bind_template_child (widget_class, YzPaperPage, large_box);
  gtk_widget_class_bind_template_child (widget_class, YzPaperPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, YzPaperPage, large_picture);
  gtk_widget_class_bind_template_child (widget_class, YzPaperPage, scroll_buttons);
  gtk_widget_class_bind_template_child (widget_class, YzPaperPage, size_button);
  gtk_widget_class_bind_template_child (widget_class, YzPaperPage, again_button);
  gtk_widget_class_bind_template_child (widget_class, YzPaperPage, use_button);
  gtk_widget_class_bind_template_callback (widget_class, on_size_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_again_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_use_clicked);
}

static void
yz_paper_page_init (YzPaperPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  yz_scroll_buttons_set_target (self->scroll_buttons, self->scroller);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller), "changed",
                           G_CALLBACK (on_width_changed), self, G_CONNECT_SWAPPED);
}
