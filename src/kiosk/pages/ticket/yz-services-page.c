/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-services-page.h"

#include "yz-service-grid.h"

/* What a number can be taken for. */
struct _YzServicesPage {
  YzPage parent_instance;

  AdwBin *services_bin;
};

G_DEFINE_FINAL_TYPE (YzServicesPage, yz_services_page, YZ_TYPE_PAGE)

static void
yz_services_page_enter (YzPage *page)
{
  YzSession *session = yz_page_get_session (page);

  adw_bin_set_child (YZ_SERVICES_PAGE (page)->services_bin,
                     yz_service_grid_new (session));
}

static void
yz_services_page_class_init (YzServicesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_services_page_enter;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/ticket/yz-services-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzServicesPage, services_bin);
}

static void
yz_services_page_init (YzServicesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
