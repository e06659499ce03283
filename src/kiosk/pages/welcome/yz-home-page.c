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
  GtkWidget *apply_text;
  GtkWidget *check_text;
  GtkWidget *faq_text;
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

/* All that can be done here is seen without scrolling: on a small screen the tiles stand one above
 * the other, with large letters without their explanations. */
static void
on_shape_changed (YzHomePage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  gboolean compact = yz_session_get_compact (session);
  gboolean elder = yz_session_get_elder (session);
  gboolean beside = yz_session_get_landscape (session) && !compact && !elder;
  gboolean explained = !compact || !elder;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->tiles),
                                  beside ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_visible (self->apply_text, explained);
  gtk_widget_set_visible (self->check_text, explained);
  gtk_widget_set_visible (self->faq_text, explained);
}

static void
yz_home_page_enter (YzPage *page)
{
  YzHomePage *self = YZ_HOME_PAGE (page);
  YzSession *session = yz_page_get_session (page);

  adw_bin_set_child (self->services_bin, yz_service_grid_new (session));
  g_signal_connect_object (session, "notify::landscape", G_CALLBACK (on_shape_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::elder", G_CALLBACK (on_shape_changed), self,
                           G_CONNECT_SWAPPED);
  on_shape_changed (self);
}

static void
yz_home_page_class_init (YzHomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_home_page_enter;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/welcome/yz-home-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzHomePage, tiles);
  gtk_widget_class_bind_template_child (widget_class, YzHomePage, apply_text);
  gtk_widget_class_bind_template_child (widget_class, YzHomePage, check_text);
  gtk_widget_class_bind_template_child (widget_class, YzHomePage, faq_text);
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
