/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-notice-page.h"

#include "yz-label.h"

/* Who processes what is filled in, why, for how long and with which rights, before the first
 * personal field (Personal Information Protection Law, Art. 17). The form says it. */
struct _YzNoticePage {
  YzPage parent_instance;

  GtkBox *paragraphs;
};

G_DEFINE_FINAL_TYPE (YzNoticePage, yz_notice_page, YZ_TYPE_PAGE)

static void
on_next_clicked (YzNoticePage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));

  yz_session_note_notice (session);
  yz_session_go (session, "start", NULL);
}

static void
yz_notice_page_enter (YzPage *page)
{
  YzNoticePage *self = YZ_NOTICE_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  GPtrArray *notice = yz_form_get_notice (yz_session_get_form (session));

  for (guint i = 0; i < notice->len; i++) {
    const YzText *text = g_ptr_array_index (notice, i);

    gtk_box_append (self->paragraphs,
                    yz_label_new (yz_text_get (text, yz_session_get_language (session)), NULL));
  }
}

static void
yz_notice_page_class_init (YzNoticePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_notice_page_enter;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/intake/yz-notice-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzNoticePage, paragraphs);
  gtk_widget_class_bind_template_callback (widget_class, on_next_clicked);
}

static void
yz_notice_page_init (YzNoticePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
