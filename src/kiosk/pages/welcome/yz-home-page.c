/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-home-page.h"

#include "yz-service-grid.h"

/* What the kiosk can do: one large tile for each, and below the services, so that a number is two
 * touches away from the idle screen. */
struct _YzHomePage {
  YzPage parent_instance;

  GtkWidget *tiles;
  AdwBin *services_bin;
};

G_DEFINE_FINAL_TYPE (YzHomePage, yz_home_page, YZ_TYPE_PAGE)

static void
on_apply_clicked (YzHomePage *self)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "notice", NULL);
}

static void
on_check_clicked (YzHomePage *self)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "matters", NULL);
}

static void
on_faq_clicked (YzHomePage *self)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "faq", NULL);
}

static void
yz_home_page_enter (YzPage *page)
{
  YzHomePage *self = YZ_HOME_PAGE (page);
  YzSession *session = yz_page_get_session (page);

  adw_bin_set_child (self->services_bin, yz_service_grid_new (session));
  yz_page_line_up (page, self->tiles);
}

static void
yz_home_page_class_init (YzHomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_home_page_enter;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/welcome/yz-home-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzHomePage, tiles);
  gtk_widget_class_bind_template_child (widget_class, YzHomePage, services_bin);
  gtk_widget_class_bind_template_callback (widget_class, on_apply_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_check_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_faq_clicked);
}

static void
yz_home_page_init (YzHomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
