/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-start-page.h"

#include "yz-reading.h"

/* How to fill in the application: a card or a code does the typing, or fingers. */
struct _YzStartPage {
  YzPage parent_instance;

  GtkWidget *card_box;
  GtkWidget *tiles;
};

G_DEFINE_FINAL_TYPE (YzStartPage, yz_start_page, YZ_TYPE_PAGE)

static void
on_scan_clicked (YzStartPage *self)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "camera", NULL);
}

static void
on_type_clicked (YzStartPage *self)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "form", "0");
}

static void
yz_start_page_enter (YzPage *page)
{
  YzStartPage *self = YZ_START_PAGE (page);

  yz_page_line_up (page, self->tiles);
  gtk_widget_set_visible (
      self->card_box,
      yz_reading_has_card_reader (yz_session_get_reading (yz_page_get_session (page))));
}

static void
yz_start_page_class_init (YzStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_start_page_enter;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/intake/yz-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzStartPage, card_box);
  gtk_widget_class_bind_template_child (widget_class, YzStartPage, tiles);
  gtk_widget_class_bind_template_callback (widget_class, on_scan_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_type_clicked);
}

static void
yz_start_page_init (YzStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
