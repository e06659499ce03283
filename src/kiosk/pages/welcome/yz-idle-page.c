/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-idle-page.h"

/* What the hall sees while nobody is there: one button as large as the screen. */
struct _YzIdlePage {
  YzPage parent_instance;

  GtkWidget *start_button;
  GtkWidget *sorry_label;
};

G_DEFINE_FINAL_TYPE (YzIdlePage, yz_idle_page, YZ_TYPE_PAGE)

static void
on_start_clicked (YzIdlePage *self)
{
  yz_session_home (yz_page_get_session (YZ_PAGE (self)));
}

static void
yz_idle_page_enter (YzPage *page)
{
  YzIdlePage *self = YZ_IDLE_PAGE (page);

  gtk_widget_set_visible (self->sorry_label, yz_session_get_sorry (yz_page_get_session (page)));
}

static void
yz_idle_page_class_init (YzIdlePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_idle_page_enter;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/welcome/yz-idle-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzIdlePage, start_button);
  gtk_widget_class_bind_template_child (widget_class, YzIdlePage, sorry_label);
  gtk_widget_class_bind_template_callback (widget_class, on_start_clicked);
}

static void
yz_idle_page_init (YzIdlePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
