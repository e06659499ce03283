/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-camera-page.h"

#include "yz-prefill.h"
#include "yz-reading.h"
#include "yz-session-papers.h"
#include "yz-sound.h"

#include <glib/gi18n-lib.h>

/* Looks for the QR code that fills in the application. What it finds is offered; anything else in a
 * code is told kindly, and the camera goes on looking, also when it was unplugged and is back. */

struct _YzCameraPage {
  YzPage parent_instance;

  YzScanner *scanner;
  gboolean broken;
  gboolean useless; /* another code was shown last */

  GtkWidget *columns;
  GtkPicture *picture;
  GtkLabel *title_label;
  GtkLabel *hint_label;
  GtkWidget *type_button;
  GtkWidget *view_box;
  GtkWidget *on_box;
};

G_DEFINE_FINAL_TYPE (YzCameraPage, yz_camera_page, YZ_TYPE_PAGE)

static void
set_hint (YzCameraPage *self, const char *hint, gboolean strong)
{
  gtk_label_set_label (self->hint_label, hint);
  if (strong)
    gtk_widget_add_css_class (GTK_WIDGET (self->hint_label), "strong");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->hint_label), "strong");
}

static void
show_sight (YzCameraPage *self, YzSight sight)
{
  switch (sight) {
  case YZ_SIGHT_FAR:
    set_hint (self, _ ("Please hold it a little closer."), TRUE);
    break;
  case YZ_SIGHT_BLURRED:
    set_hint (self, _ ("Please hold it still."), TRUE);
    break;
  case YZ_SIGHT_DARK:
    set_hint (self,
              _ ("It is too dark here. Please turn the code to the light, or make the "
                 "telephone's screen brighter."),
              TRUE);
    break;
  case YZ_SIGHT_NOTHING:
  default:
    set_hint (self, _ ("About a hand's width away, with the whole code in the picture."), FALSE);
  }
}

/* Whoever looks at the phone in their hand hears that it is done. */
static void
chime (YzSession *session)
{
  const char *sound
      = yz_config_get_string (yz_node_get_config (yz_session_get_node (session)), "devices.sound");

  if (*sound != '\0')
    yz_sound_chime_async (sound, NULL, NULL);
}

static void
on_code (YzCameraPage *self, YzCode *code)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));

  if (yz_reading_take_code (yz_session_get_reading (session), code->bytes)) {
    yz_scanner_stop (self->scanner);
    gtk_widget_add_css_class (self->view_box, "found");
    gtk_widget_set_visible (self->on_box, FALSE);
    set_hint (self, _ ("The code has been read."), TRUE);
    chime (session);
    return;
  }
  self->useless = TRUE;
  set_hint (self,
            yz_prefill_is_receipt (code->bytes)
                ? _ ("This is the code of your receipt, not one for filling in. To ask about your "
                     "case, give the receipt number at the window.")
                : _ ("This code is not for the application. Please show the code that was "
                     "made for it, or fill the form in here."),
            TRUE);
}

/* A code that is told to be another one stays told until something else stands in the way. */
static void
on_sight (YzCameraPage *self, guint sight)
{
  if (self->useless && sight == YZ_SIGHT_NOTHING)
    return;
  self->useless = FALSE;
  show_sight (self, (YzSight)sight);
}

static void
set_broken (YzCameraPage *self, gboolean broken)
{
  self->broken = broken;
  gtk_widget_set_visible (self->view_box, !broken);
  gtk_widget_set_hexpand (GTK_WIDGET (self->hint_label), broken);
  gtk_label_set_yalign (self->hint_label, broken ? 0 : 0.5f);
  if (broken) {
    gtk_label_set_label (self->title_label, _ ("Scanning is not possible just now"));
    gtk_widget_add_css_class (self->type_button, "main-button");
    set_hint (self,
              _ ("The camera is not working just now. Please fill the form in here; the "
                 "staff can help you with it."),
              FALSE);
  } else {
    gtk_label_set_label (self->title_label,
                         _ ("Hold the code of your application in front of the camera"));
    gtk_widget_remove_css_class (self->type_button, "main-button");
    show_sight (self, YZ_SIGHT_NOTHING);
  }
}

static void
on_frame (YzCameraPage *self, GBytes *pixels, guint width, guint height, guint stride)
{
  g_autoptr (GdkTexture) texture
      = gdk_memory_texture_new ((int)width, (int)height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, pixels,
                                stride);

  if (self->broken)
    set_broken (self, FALSE);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
}

static void
on_failed (YzCameraPage *self, GError *error)
{
  if (!self->broken)
    g_warning ("the camera failed: %s", error->message);
  gtk_picture_set_paintable (self->picture, NULL);
  set_broken (self, TRUE);
}

static void
on_type_clicked (YzCameraPage *self)
{
  yz_session_replace (yz_page_get_session (YZ_PAGE (self)), "form", "0");
}

static void
yz_camera_page_enter (YzPage *page)
{
  YzCameraPage *self = YZ_CAMERA_PAGE (page);

  g_object_bind_property_full (yz_page_get_session (page), "landscape", self->columns,
                               "orientation", G_BINDING_SYNC_CREATE, yz_page_orientation, NULL,
                               NULL, NULL);
  self->scanner = yz_session_new_scanner (yz_page_get_session (page), FALSE);
  g_signal_connect_object (self->scanner, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scanner, "code", G_CALLBACK (on_code), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scanner, "sight", G_CALLBACK (on_sight), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scanner, "failed", G_CALLBACK (on_failed), self,
                           G_CONNECT_SWAPPED);
  if (!yz_scanner_get_available (self->scanner))
    set_broken (self, TRUE);
  yz_scanner_start (self->scanner);
}

static void
yz_camera_page_forget (YzPage *page)
{
  YzCameraPage *self = YZ_CAMERA_PAGE (page);

  yz_scanner_stop (self->scanner);
  gtk_picture_set_paintable (self->picture, NULL);
}

static void
yz_camera_page_dispose (GObject *object)
{
  YzCameraPage *self = YZ_CAMERA_PAGE (object);

  if (self->scanner != NULL)
    yz_scanner_stop (self->scanner);
  g_clear_object (&self->scanner);

  G_OBJECT_CLASS (yz_camera_page_parent_class)->dispose (object);
}

static void
yz_camera_page_class_init (YzCameraPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  YzPageClass *page_class = YZ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_camera_page_dispose;
  page_class->enter = yz_camera_page_enter;
  page_class->forget = yz_camera_page_forget;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/camera/yz-camera-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzCameraPage, columns);
  gtk_widget_class_bind_template_child (widget_class, YzCameraPage, picture);
  gtk_widget_class_bind_template_child (widget_class, YzCameraPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzCameraPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, YzCameraPage, type_button);
  gtk_widget_class_bind_template_child (widget_class, YzCameraPage, view_box);
  gtk_widget_class_bind_template_child (widget_class, YzCameraPage, on_box);
  gtk_widget_class_bind_template_callback (widget_class, on_type_clicked);
}

static void
yz_camera_page_init (YzCameraPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
