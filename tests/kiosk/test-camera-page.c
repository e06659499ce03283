/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-language.h"
#include "yz-qr.h"
#include "yz-reading.h"
#include "yz-test-kiosk.h"
#include "yz-test-widget.h"

#include <glib/gstdio.h>
#include <string.h>

/* What a citizen sees while a code is looked for. A picture stands for the camera. */

#define PREFILL "{\"yz\":1,\"form\":\"legal-aid-application\",\"facts\":{\"name\":\"张小明\"}}"

static gboolean
says (YzTestKiosk *kiosk, const char *text)
{
  return yz_test_widget_has_text (yz_test_kiosk_get_page (kiosk), text);
}

static char *
get_camera (YzTestKiosk *kiosk)
{
  return g_build_filename (kiosk->folder, "camera.png", NULL);
}

/* Comes into the folder whole, as a device does. */
static void
plug_in (YzTestKiosk *kiosk, const char *code, double light)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 640, 480);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *draft = g_build_filename (kiosk->folder, "draft.png", NULL);
  g_autofree char *camera = get_camera (kiosk);

  cairo_set_source_rgb (cr, light, light, light);
  cairo_paint (cr);
  if (code != NULL) {
    g_autoptr (YzQr) qr = yz_qr_new (code, NULL);

    yz_qr_draw (qr, cr, 120, 40, 400);
  }
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, draft), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  g_assert_cmpint (g_rename (draft, camera), ==, 0);
}

static GtkWidget *
get_view (YzTestKiosk *kiosk)
{
  GtkWidget *picture = yz_test_widget_find (yz_test_kiosk_get_page (kiosk), GTK_TYPE_PICTURE, 0);

  return picture != NULL ? gtk_widget_get_parent (picture) : NULL;
}

static gboolean
shows_picture (gpointer user_data)
{
  GtkWidget *picture
      = yz_test_widget_find (yz_test_kiosk_get_page (user_data), GTK_TYPE_PICTURE, 0);

  return picture != NULL && gtk_picture_get_paintable (GTK_PICTURE (picture)) != NULL;
}

static gboolean
says_other_code (gpointer user_data)
{
  return says (user_data, "This code is not for the application.");
}

static gboolean
says_dark (gpointer user_data)
{
  return says (user_data, "It is too dark here.");
}

static gboolean
says_broken (gpointer user_data)
{
  return says (user_data, "The camera is not working just now.");
}

/* Whether no thread looks through the camera any more. */
static gboolean
is_off (gpointer user_data)
{
  g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
  const char *id;

  while ((id = g_dir_read_name (threads)) != NULL) {
    g_autofree char *path = g_build_filename ("/proc/self/task", id, "comm", NULL);
    g_autofree char *name = NULL;

    if (g_file_get_contents (path, &name, NULL, NULL) && strcmp (name, "yz-scan\n") == 0)
      return FALSE;
  }
  return TRUE;
}

/* The sign is there for as long as the camera is on, and it is off as soon as the page is left. */
static void
test_on_and_off (YzTestKiosk *kiosk, gconstpointer data)
{
  g_assert_true (is_off (NULL));
  plug_in (kiosk, NULL, 0.6);
  yz_test_kiosk_show (kiosk, "camera", NULL);
  yz_test_wait_until (shows_picture, kiosk);
  g_assert_true (says (kiosk, "The camera is on."));
  g_assert_false (is_off (NULL));
  yz_session_home (kiosk->session);
  yz_test_wait_until (is_off, NULL);
}

static void
test_other_code (YzTestKiosk *kiosk, gconstpointer data)
{
  plug_in (kiosk, "https://example.org/", 0.6);
  yz_test_kiosk_show (kiosk, "camera", NULL);
  yz_test_wait_until (says_other_code, kiosk);
  g_assert_true (says (kiosk, "The camera is on."));
}

static gboolean
says_receipt (gpointer user_data)
{
  return says (user_data, "This is the code of your receipt");
}

static void
test_receipt (YzTestKiosk *kiosk, gconstpointer data)
{
  plug_in (kiosk, "{\"yz\":1,\"receipt\":\"K1121-463116\",\"code\":\"7XK2-9QMD\"}", 0.6);
  yz_test_kiosk_show (kiosk, "camera", NULL);
  yz_test_wait_until (says_receipt, kiosk);
}

static gboolean
has_offer (gpointer user_data)
{
  YzTestKiosk *kiosk = user_data;

  return yz_reading_get_offer (yz_session_get_reading (kiosk->session)) != NULL;
}

static void
test_found (YzTestKiosk *kiosk, gconstpointer data)
{
  plug_in (kiosk, PREFILL, 0.6);
  yz_session_note_notice (kiosk->session);
  yz_test_kiosk_show (kiosk, "camera", NULL);
  yz_test_wait_until (has_offer, kiosk);
  g_assert_true (gtk_widget_has_css_class (get_view (kiosk), "found"));
  g_assert_false (says (kiosk, "The camera is on."));
  yz_test_wait_until (is_off, NULL);
}

/* The code is still before the camera: who does not want it is not asked again at once. */
static void
test_refused (YzTestKiosk *kiosk, gconstpointer data)
{
  plug_in (kiosk, PREFILL, 0.6);
  yz_session_note_notice (kiosk->session);
  yz_test_kiosk_show (kiosk, "start", NULL);
  yz_session_go (kiosk->session, "camera", NULL);
  yz_test_wait_until (has_offer, kiosk);
  yz_test_settle ();
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "No, leave it");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "start"));
  g_assert_true (yz_test_widget_has_text (GTK_WIDGET (kiosk->window), "Fill it in here"));
  yz_test_wait_until (is_off, NULL);
  g_assert_false (has_offer (kiosk));
}

static void
test_dark (YzTestKiosk *kiosk, gconstpointer data)
{
  plug_in (kiosk, NULL, 0.02);
  yz_test_kiosk_show (kiosk, "camera", NULL);
  yz_test_wait_until (says_dark, kiosk);
}

/* Unplugged while it is in use, and plugged in again: the page goes on by itself. */
static void
test_unplugged (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *camera = get_camera (kiosk);

  plug_in (kiosk, NULL, 0.6);
  yz_test_kiosk_show (kiosk, "camera", NULL);
  yz_test_wait_until (shows_picture, kiosk);

  g_test_expect_message ("yz-session", G_LOG_LEVEL_WARNING, "the camera failed: *unplugged*");
  g_assert_cmpint (g_remove (camera), ==, 0);
  yz_test_wait_until (says_broken, kiosk);
  g_test_assert_expected_messages ();
  g_assert_false (says (kiosk, "The camera is on."));

  plug_in (kiosk, "https://example.org/", 0.6);
  yz_test_wait_until (shows_picture, kiosk);
  g_assert_true (says (kiosk, "The camera is on."));
  yz_test_wait_until (says_other_code, kiosk);
}

int
main (int argc, char **argv)
{
  yz_language_init ();
  yz_test_widget_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add ("/camera-page/" path, YzTestKiosk, NULL, yz_test_kiosk_set_up, func,                 \
              yz_test_kiosk_tear_down)
  ADD ("on-and-off", test_on_and_off);
  ADD ("other-code", test_other_code);
  ADD ("receipt", test_receipt);
  ADD ("found", test_found);
  ADD ("refused", test_refused);
  ADD ("dark", test_dark);
  ADD ("unplugged", test_unplugged);
#undef ADD

  return g_test_run ();
}
