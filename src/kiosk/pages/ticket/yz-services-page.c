/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-services-page.h"

#include "yz-service-grid.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a number can be taken for. */
struct _YzServicesPage {
  YzPage parent_instance;

  GtkWidget *priority_box;
  GtkCheckButton *priority_button;
  AdwBin *services_bin;
};

G_DEFINE_FINAL_TYPE (YzServicesPage, yz_services_page, YZ_TYPE_PAGE)

static void
on_priority_toggled (YzServicesPage *self)
{
  yz_session_set_takes_priority (yz_page_get_session (YZ_PAGE (self)),
                                 gtk_check_button_get_active (self->priority_button));
}

/* Whom a document has shown to be old or young enough is asked, and may say no. */
static void
show_priority (YzServicesPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  const char *priority = yz_session_get_priority (session);

  if (priority == NULL)
    return;
  gtk_check_button_set_label (self->priority_button, strcmp (priority, "elderly") == 0
                                                         ? _ ("I am 60 or older: let me go first")
                                                         : _ ("I am under 18: let me go first"));
  gtk_check_button_set_active (self->priority_button, yz_session_get_takes_priority (session));
  gtk_widget_set_visible (self->priority_box, TRUE);
}

static void
yz_services_page_enter (YzPage *page)
{
  YzServicesPage *self = YZ_SERVICES_PAGE (page);

  show_priority (self);
  adw_bin_set_child (self->services_bin, yz_service_grid_new (yz_page_get_session (page)));
}

static void
yz_services_page_class_init (YzServicesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_services_page_enter;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/ticket/yz-services-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzServicesPage, priority_box);
  gtk_widget_class_bind_template_child (widget_class, YzServicesPage, priority_button);
  gtk_widget_class_bind_template_child (widget_class, YzServicesPage, services_bin);
  gtk_widget_class_bind_template_callback (widget_class, on_priority_toggled);
}

static void
yz_services_page_init (YzServicesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
