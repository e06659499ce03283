/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-photo-page.h"

#include "yz-paper-picture.h"
#include "yz-paper-view.h"
#include "yz-session-papers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Photographs one page. Its argument is the id of the field; with `/N` behind it, N from 0, what is
 * taken comes in the place of that one. It is put into the session at once and shown on the page
 * “paper”, so that nothing is lost with a page. */
struct _YzPhotoPage {
  YzPage parent_instance;

  char *field;
  int replaced; /* which of the field's papers is taken again, -1 for a new one */

  YzScanner *scanner;
  gboolean broken;
  GCancellable *cancellable;

  GtkWidget *columns;
  GtkPicture *picture;
  GtkLabel *title_label;
  GtkLabel *hint_label;
  GtkWidget *view_box;
  GtkWidget *camera_on_box;
  GtkWidget *take_button;
  GtkWidget *leave_button;
};

G_DEFINE_FINAL_TYPE (YzPhotoPage, yz_photo_page, YZ_TYPE_PAGE)

static YzSession *
get_session (YzPhotoPage *self)
{
  return yz_page_get_session (YZ_PAGE (self));
}

/* The camera ---------------------------------------------------------------------------------- */

static void
set_broken (YzPhotoPage *self, gboolean broken)
{
  self->broken = broken;
  gtk_label_set_label (self->title_label, broken ? _ ("Photographing is not possible just now")
                                                 : _ ("Hold the page in front of the camera"));
  gtk_label_set_label (self->hint_label,
                       broken ? yz_paper_view_get_trouble (
                           yz_session_count_papers (get_session (self), self->field))
                              : _ ("The whole page, flat and in good light, with a little of what "
                                   "is around it."));
  gtk_widget_set_visible (self->view_box, !broken);
  gtk_widget_set_visible (self->take_button, !broken);
  gtk_widget_set_visible (self->leave_button, broken);
  gtk_widget_set_hexpand (GTK_WIDGET (self->hint_label), broken);
  gtk_label_set_yalign (self->hint_label, broken ? 0 : 0.5f);
}

static void
on_frame (YzPhotoPage *self, GBytes *pixels, guint width, guint height, guint stride)
{
  g_autoptr (GdkTexture) texture
      = gdk_memory_texture_new ((int)width, (int)height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, pixels,
                                stride);

  if (self->broken)
    set_broken (self, FALSE);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_widget_set_sensitive (self->take_button, !yz_page_get_busy (YZ_PAGE (self)));
}

static void
on_failed (YzPhotoPage *self, GError *error)
{
  if (!self->broken)
    g_warning ("the camera failed: %s", error->message);
  gtk_widget_set_sensitive (self->take_button, FALSE);
  set_broken (self, TRUE);
}

/* Taking -------------------------------------------------------------------------------------- */

static void
keep (YzPhotoPage *self, YzPaperPicture *picture)
{
  YzSession *session = get_session (self);
  guint n = self->replaced >= 0 ? (guint)self->replaced
                                : yz_session_count_papers (session, self->field);
  g_autofree char *argument
      = g_strdup_printf ("%s/%u/%s", self->field, n, picture->straightened ? "taken" : "whole");

  if (self->replaced >= 0)
    yz_session_replace_paper (session, self->field, n, picture->jpeg);
  else
    yz_session_add_paper (session, self->field, picture->jpeg);
  yz_session_replace (session, "paper", argument);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzPaperPicture) picture = yz_paper_picture_make_finish (result, &error);
  YzPhotoPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the page is gone */
  self = YZ_PHOTO_PAGE (user_data);
  yz_page_set_busy (YZ_PAGE (self), FALSE);
  if (picture != NULL) {
    keep (self, picture);
    return;
  }
  g_warning ("a page could not be photographed: %s", error->message);
  gtk_label_set_label (self->hint_label, _ ("That did not work. Please try again."));
  yz_scanner_start (self->scanner);
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzStill) still = yz_scanner_take_finish (result, &error);
  YzPhotoPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the page is gone */
  self = YZ_PHOTO_PAGE (user_data);
  if (still == NULL) {
    yz_page_set_busy (YZ_PAGE (self), FALSE);
    g_warning ("no photograph was taken: %s", error->message);
    if (!self->broken)
      gtk_label_set_label (self->hint_label, _ ("That did not work. Please try again."));
    return;
  }
  yz_scanner_stop (self->scanner); /* the picture stands still */
  yz_paper_picture_make_async (still->pixels, still->width, still->height, still->stride,
                               self->cancellable, on_made, self);
}

static void
on_take_clicked (YzPhotoPage *self)
{
  guint count = yz_session_count_papers (get_session (self), self->field);

  if ((self->replaced < 0 && count >= YZ_PHOTO_MAX_COUNT) || yz_page_get_busy (YZ_PAGE (self)))
    return;

  yz_page_set_busy (YZ_PAGE (self), TRUE);
  gtk_widget_set_sensitive (self->take_button, FALSE);
  gtk_label_set_label (self->hint_label, _ ("One moment…"));
  yz_scanner_take_async (self->scanner, self->cancellable, on_taken, self);
}

static void
on_leave_clicked (YzPhotoPage *self)
{
  yz_session_back (get_session (self));
}

/* The page ------------------------------------------------------------------------------------ */

static void
read_argument (YzPhotoPage *self)
{
  g_auto (GStrv) parts = g_strsplit (yz_page_get_argument (YZ_PAGE (self)), "/", 2);
  guint count;

  self->field = g_strdup (parts[0]);
  self->replaced = -1;
  count = yz_session_count_papers (get_session (self), self->field);
  if (parts[1] != NULL && g_ascii_strtoull (parts[1], NULL, 10) < count)
    self->replaced = (int)g_ascii_strtoull (parts[1], NULL, 10);
}

static void
start_camera (YzPhotoPage *self)
{
  self->scanner = yz_session_new_scanner (get_session (self), TRUE);
  g_signal_connect_object (self->scanner, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scanner, "failed", G_CALLBACK (on_failed), self,
                           G_CONNECT_SWAPPED);
  if (!yz_scanner_get_available (self->scanner))
    set_broken (self, TRUE);
  yz_scanner_start (self->scanner);
}

static void
yz_photo_page_enter (YzPage *page)
{
  YzPhotoPage *self = YZ_PHOTO_PAGE (page);

  g_object_bind_property_full (yz_page_get_session (page), "landscape", self->columns,
                               "orientation", G_BINDING_SYNC_CREATE, yz_page_orientation, NULL,
                               NULL, NULL);
  read_argument (self);
  start_camera (self);
}

static void
yz_photo_page_forget (YzPage *page)
{
  YzPhotoPage *self = YZ_PHOTO_PAGE (page);

  g_cancellable_cancel (self->cancellable);
  if (self->scanner != NULL)
    yz_scanner_stop (self->scanner);
  gtk_picture_set_paintable (self->picture, NULL);
}

static void
yz_photo_page_dispose (GObject *object)
{
  YzPhotoPage *self = YZ_PHOTO_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->scanner != NULL)
    yz_scanner_stop (self->scanner);
  g_clear_object (&self->scanner);

  G_OBJECT_CLASS (yz_photo_page_parent_class)->dispose (object);
}

static void
yz_photo_page_finalize (GObject *object)
{
  YzPhotoPage *self = YZ_PHOTO_PAGE (object);

  g_object_unref (self->cancellable);
  g_free (self->field);

  G_OBJECT_CLASS (yz_photo_page_parent_class)->finalize (object);
}

static void
yz_photo_page_class_init (YzPhotoPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  YzPageClass *page_class = YZ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_photo_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = yz_photo_page_finalize;
  page_class->enter = yz_photo_page_enter;
  page_class->forget = yz_photo_page_forget;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/papers/yz-photo-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzPhotoPage, columns);
  gtk_widget_class_bind_template_child (widget_class, YzPhotoPage, picture);
  gtk_widget_class_bind_template_child (widget_class, YzPhotoPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzPhotoPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, YzPhotoPage, view_box);
  gtk_widget_class_bind_template_child (widget_class, YzPhotoPage, camera_on_box);
  gtk_widget_class_bind_template_child (widget_class, YzPhotoPage, take_button);
  gtk_widget_class_bind_template_child (widget_class, YzPhotoPage, leave_button);
  gtk_widget_class_bind_template_callback (widget_class, on_take_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_leave_clicked);
}

static void
yz_photo_page_init (YzPhotoPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
