/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-qr-image.h"

#include "yz-qr.h"

/* A QR code on the screen, on white with its quiet zone in every profile, or phones cannot read
 * it. Say beside it in words what it holds. */
struct _YzQrImage {
  GtkWidget parent_instance;

  YzQr *qr;
};

G_DEFINE_FINAL_TYPE (YzQrImage, yz_qr_image, GTK_TYPE_WIDGET)

#define QUIET_ZONE 4
#define SIDE 320

static void
yz_qr_image_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YzQrImage *self = YZ_QR_IMAGE (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  int modules, module;
  float x0, y0;

  if (self->qr == NULL)
    return;

  modules = (int)yz_qr_get_size (self->qr) + 2 * QUIET_ZONE;
  module = MAX (MIN (width, height) / modules, 1);
  x0 = (float)((width - module * modules) / 2);
  y0 = (float)((height - module * modules) / 2);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 1, 1, 1, 1 },
                             &GRAPHENE_RECT_INIT (x0, y0, (float)(module * modules),
                                                  (float)(module * modules)));

  for (guint y = 0; y < yz_qr_get_size (self->qr); y++)
    for (guint x = 0; x < yz_qr_get_size (self->qr); x++)
      if (yz_qr_get_module (self->qr, x, y))
        gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0, 0, 0, 1 },
                                   &GRAPHENE_RECT_INIT (x0
                                                            + (float)((int)(x + QUIET_ZONE)
                                                                      * module),
                                                        y0
                                                            + (float)((int)(y + QUIET_ZONE)
                                                                      * module),
                                                        (float)module, (float)module));
}

static void
yz_qr_image_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  *minimum = *natural = SIDE;
}

static void
yz_qr_image_finalize (GObject *object)
{
  YzQrImage *self = YZ_QR_IMAGE (object);

  g_clear_pointer (&self->qr, yz_qr_free);

  G_OBJECT_CLASS (yz_qr_image_parent_class)->finalize (object);
}

static void
yz_qr_image_class_init (YzQrImageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yz_qr_image_finalize;
  widget_class->snapshot = yz_qr_image_snapshot;
  widget_class->measure = yz_qr_image_measure;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
yz_qr_image_init (YzQrImage *self)
{
}

/**
 * yz_qr_image_set_text:
 * @self: a QR code
 * @text: what it holds, UTF-8
 *
 * Returns: whether @text fits into one
 */
gboolean
yz_qr_image_set_text (YzQrImage *self, const char *text)
{
  g_return_val_if_fail (YZ_IS_QR_IMAGE (self), FALSE);

  g_clear_pointer (&self->qr, yz_qr_free);
  self->qr = yz_qr_new (text, NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return self->qr != NULL;
}
