/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-receipt-page.h"

#include "yz-print.h"
#include "yz-qr-image.h"

#include <glib/gi18n-lib.h>

/* Proof for the citizen: a number for the desk, a code that only the citizen has, and in three
 * different words how far the application is: saved, delivered. */
struct _YzReceiptPage {
  YzPage parent_instance;

  GtkWidget *columns;
  GtkLabel *state_label;
  GtkWidget *state_box;
  GtkImage *state_icon;
  GtkLabel *number_label;
  GtkLabel *code_label;
  YzQrImage *qr_image;
  GtkWidget *print_button;
  GtkLabel *print_label;
};

G_DEFINE_FINAL_TYPE (YzReceiptPage, yz_receipt_page, YZ_TYPE_PAGE)

static void
show_state (YzReceiptPage *self)
{
  gboolean delivered = yz_session_is_delivered (yz_page_get_session (YZ_PAGE (self)));

  gtk_label_set_label (self->state_label,
                       delivered
                           ? _ ("Delivered: the legal aid agency has your application.")
                           : _ ("Saved on this kiosk, not yet delivered. It is sent by itself "
                                "as soon as the network is there. You need not wait."));
  gtk_image_set_from_icon_name (self->state_icon,
                                delivered ? "object-select-symbolic" : "document-save-symbolic");
  gtk_widget_remove_css_class (self->state_box, delivered ? "warn" : "good");
  gtk_widget_add_css_class (self->state_box, delivered ? "good" : "warn");
}

static void
on_printing (YzPrintState state, gpointer user_data)
{
  YzReceiptPage *self = user_data;
  const char *text = NULL;

  switch (state) {
  case YZ_PRINT_NONE:
    break;
  case YZ_PRINT_WORKING:
    text = _ ("Your receipt is being printed…");
    break;
  case YZ_PRINT_DONE:
    text = _ ("Please take your receipt.");
    break;
  case YZ_PRINT_FAILED:
    text = _ ("It could not be printed. Please write the receipt number and the code down.");
    break;
  default:
    g_assert_not_reached ();
  }
  yz_page_set_busy (YZ_PAGE (self), state == YZ_PRINT_WORKING);
  gtk_widget_set_sensitive (self->print_button, state != YZ_PRINT_WORKING);
  gtk_label_set_label (self->print_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->print_label), text != NULL);
}

static void
on_print_clicked (YzReceiptPage *self)
{
  yz_print_receipt (yz_page_get_session (YZ_PAGE (self)), on_printing, G_OBJECT (self));
}

static void
on_ticket_clicked (YzReceiptPage *self)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "services", NULL);
}

static void
on_done_clicked (YzReceiptPage *self)
{
  yz_session_done (yz_page_get_session (YZ_PAGE (self)));
}

static void
yz_receipt_page_enter (YzPage *page)
{
  YzReceiptPage *self = YZ_RECEIPT_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  const YzReceipt *receipt = yz_session_get_receipt (session);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->print_button, yz_print_is_possible (session));
  gtk_label_set_label (self->number_label, receipt->number);
  gtk_label_set_label (self->code_label, receipt->code);
  /* Translators: what a phone shows that scans the receipt: number, then code. */
  text = g_strdup_printf (_ ("Application for legal aid\nReceipt number: %s\nCode: %s"),
                          receipt->number, receipt->code);
  yz_qr_image_set_text (self->qr_image, text);
  g_signal_connect_object (session, "notify::delivered", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  show_state (self);
  yz_page_line_up (page, self->columns);
}

static void
yz_receipt_page_class_init (YzReceiptPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_receipt_page_enter;

  g_type_ensure (YZ_TYPE_QR_IMAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/intake/yz-receipt-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzReceiptPage, columns);
  gtk_widget_class_bind_template_child (widget_class, YzReceiptPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, YzReceiptPage, state_box);
  gtk_widget_class_bind_template_child (widget_class, YzReceiptPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, YzReceiptPage, number_label);
  gtk_widget_class_bind_template_child (widget_class, YzReceiptPage, code_label);
  gtk_widget_class_bind_template_child (widget_class, YzReceiptPage, qr_image);
  gtk_widget_class_bind_template_child (widget_class, YzReceiptPage, print_button);
  gtk_widget_class_bind_template_child (widget_class, YzReceiptPage, print_label);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_ticket_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
}

static void
yz_receipt_page_init (YzReceiptPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
