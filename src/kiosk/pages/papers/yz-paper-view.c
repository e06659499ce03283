/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-paper-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Shows photographed papers. They are decoded on another thread, no larger than they are shown. */

typedef struct {
  GBytes *jpeg;
  int max_width;
  int max_height;
  GWeakRef picture;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_bytes_unref (job->jpeg);
  g_weak_ref_clear (&job->picture);
  g_free (job);
}

static void
on_size_prepared (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  const Job *job = user_data;
  double fit = MIN ((double)job->max_width / width, (double)job->max_height / height);
  double scale = MIN (fit, 1);

  gdk_pixbuf_loader_set_size (loader, MAX ((int)(width * scale), 1),
                              MAX ((int)(height * scale), 1));
}

static void
wipe (gpointer pixbuf)
{
  explicit_bzero (gdk_pixbuf_get_pixels (pixbuf), gdk_pixbuf_get_byte_length (pixbuf));
  g_object_unref (pixbuf);
}

static GdkTexture *
decode (const Job *job, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GBytes) bytes = NULL;
  GdkPixbuf *pixbuf;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), (gpointer)job);
  if (!gdk_pixbuf_loader_write_bytes (loader, job->jpeg, error)) {
    gdk_pixbuf_loader_close (loader, NULL);
    return NULL;
  }
  if (!gdk_pixbuf_loader_close (loader, error))
    return NULL;
  pixbuf = g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
  bytes = g_bytes_new_with_free_func (gdk_pixbuf_get_pixels (pixbuf),
                                      gdk_pixbuf_get_byte_length (pixbuf), wipe, pixbuf);
  return gdk_memory_texture_new (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf),
                                 GDK_MEMORY_R8G8B8, bytes,
                                 (gsize)gdk_pixbuf_get_rowstride (pixbuf));
}

static void
decode_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  GdkTexture *texture = decode (task_data, &error);

  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_decoded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GtkPicture) picture = g_weak_ref_get ((GWeakRef *)&job->picture);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  if (texture == NULL)
    g_warning ("a photographed paper cannot be shown: %s", error->message);
  else if (picture != NULL)
    gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
}

/**
 * yz_paper_view_show:
 * @picture: where to
 * @jpeg: a photographed paper
 * @max_width: pixels within which it is decoded
 * @max_height: pixels likewise
 *
 * Shows the paper as soon as it is decoded; nothing where @picture is gone by then.
 */
void
yz_paper_view_show (GtkPicture *picture, GBytes *jpeg, int max_width, int max_height)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_decoded, NULL);
  Job *job = g_new0 (Job, 1);

  job->jpeg = g_bytes_ref (jpeg);
  job->max_width = max_width;
  job->max_height = max_height;
  g_weak_ref_init (&job->picture, picture);
  g_task_set_source_tag (task, yz_paper_view_show);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, decode_worker);
}

/**
 * yz_paper_view_get_trouble:
 * @n_pages: how many were photographed for the field
 *
 * Returns: (transfer none): what to do where no camera works
 */
const char *
yz_paper_view_get_trouble (guint n_pages)
{
  if (n_pages == 0)
    return _ ("The camera is not working just now. Please hand in these papers at the window.");
  return _ ("The camera is not working just now. What you have photographed is handed in; please "
            "bring the rest to the window.");
}
