/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-language.h"
#include "yz-test-kiosk.h"
#include "yz-test-picture.h"
#include "yz-test-widget.h"

#include <gio/gio.h>
#include <string.h>

/* Drives the kiosk's own pages on a screen and prints how its main loop fares.
 *
 * bench-loop stall PICTURE: the longest time in ms for which it was away, less what it painted, and
 * less the time for which it could have gone on but something else had the processor: while
 * questions are typed letter by letter and found as they are typed, and while a camera, for which
 * the picture stands, is looked through.
 *
 * bench-loop frames: how often a second a page that never rests is drawn, without a camera and with
 * its live picture, for which a film stands; and how many of the film's pictures are shown. */

#define SCAN_SECONDS 6
#define FRAME_SECONDS 6
#define FILM_RATE 30
#define FILM                                                                                       \
  "videotestsrc num-buffers=%d pattern=smpte horizontal-speed=5"                                   \
  " ! video/x-raw,width=1280,height=720,framerate=30/1 ! jpegenc ! matroskamux"
#define TYPE_MS 60

static const char *const questions[]
    = { "老板不给钱怎么办", "离婚", "被打了", "申请法律援助要带什么材料", "gongzi" };

/* When the main loop last began to work, how long it had waited for the processor until then, and
 * what of its work was painting. */
static struct {
  gint64 since_us;
  gint64 waited_us;
  gint64 paint_since_us;
  gint64 painted_us;
  gint64 longest_us;
  guint n_paints;
} loop;

/* The second number that the kernel keeps of each thread, in nanoseconds. */
static gint64
get_waited_us (void)
{
  g_autofree char *text = NULL;
  char *numbers;

  if (!g_file_get_contents ("/proc/thread-self/schedstat", &text, NULL, NULL))
    g_error ("the kernel does not say how long a thread waits for the processor");
  g_ascii_strtoll (text, &numbers, 10);
  return g_ascii_strtoll (numbers, NULL, 10) / 1000;
}

static void
note (void)
{
  gint64 away_us = g_get_monotonic_time () - loop.since_us - loop.painted_us;

  away_us -= get_waited_us () - loop.waited_us;
  loop.longest_us = MAX (loop.longest_us, away_us);
}

static gint
poll_and_measure (GPollFD *fds, guint n_fds, gint timeout_ms)
{
  gint result;

  if (loop.since_us > 0)
    note ();
  loop.painted_us = 0;
  result = g_poll (fds, n_fds, timeout_ms);
  loop.waited_us = get_waited_us ();
  loop.since_us = g_get_monotonic_time ();
  return result;
}

static void
on_before_paint (GdkFrameClock *clock)
{
  loop.paint_since_us = g_get_monotonic_time ();
}

static void
on_after_paint (GdkFrameClock *clock)
{
  loop.painted_us += g_get_monotonic_time () - loop.paint_since_us;
  loop.n_paints++;
}

static void
begin (void)
{
  memset (&loop, 0, sizeof loop);
}

static void
tell (const char *what)
{
  g_print ("%s %.3f\n", what, (double)loop.longest_us / 1000);
}

static gboolean
on_time (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
run_for (guint ms)
{
  g_autoptr (GMainLoop) main_loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add (ms, on_time, main_loop);
  g_main_loop_run (main_loop);
}

/* Nobody does anything on a page before it stands on the screen. */
static void
show (YzTestKiosk *kiosk, const char *page)
{
  guint n_paints = loop.n_paints;

  yz_test_kiosk_show (kiosk, page, NULL);
  gtk_widget_queue_draw (GTK_WIDGET (kiosk->window));
  while (loop.n_paints == n_paints)
    g_main_context_iteration (NULL, TRUE);
}

/* A letter more, from within the main loop as a key would be. */
static gboolean
on_key (gpointer user_data)
{
  GtkEditable *entry = user_data;
  const char *question = g_object_get_data (G_OBJECT (entry), "question");
  glong length = g_utf8_strlen (gtk_editable_get_text (entry), -1) + 1;
  g_autofree char *text = g_utf8_substring (question, 0, length);

  gtk_editable_set_text (entry, text);
  return length < g_utf8_strlen (question, -1) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
search (YzTestKiosk *kiosk)
{
  GtkWidget *entry;

  show (kiosk, "faq");
  entry = yz_test_widget_find (yz_test_kiosk_get_page (kiosk), GTK_TYPE_EDITABLE, 0);
  begin ();
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++) {
    gtk_editable_set_text (GTK_EDITABLE (entry), "");
    g_object_set_data (G_OBJECT (entry), "question", (gpointer)questions[i]);
    g_timeout_add (TYPE_MS, on_key, entry);
    run_for ((guint)g_utf8_strlen (questions[i], -1) * TYPE_MS + 500);
  }
  tell ("search");
}

static void
scan (YzTestKiosk *kiosk, const char *picture)
{
  g_autofree char *camera = g_build_filename (kiosk->folder, "camera.png", NULL);
  g_autofree char *contents = NULL;
  gsize size = 0;

  if (!g_file_get_contents (picture, &contents, &size, NULL)
      || !g_file_set_contents (camera, contents, (gssize)size, NULL))
    g_error ("%s cannot be read", picture);
  show (kiosk, "camera");
  begin ();
  run_for (SCAN_SECONDS * 1000);
  tell ("scan");
}

/* What many a camera gives, each frame other than the one before, with nothing to be found. */
static void
make_film (const char *path)
{
  g_autofree char *description
      = g_strdup_printf (FILM " ! filesink location=%s", (FRAME_SECONDS + 4) * FILM_RATE, path);

  yz_test_pipeline_run (description);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

/* Its button never rests, so that each frame has something to draw. */
static void
show_moving_camera (YzTestKiosk *kiosk)
{
  show (kiosk, "camera");
  gtk_widget_add_tick_callback (yz_test_widget_find (yz_test_kiosk_get_page (kiosk),
                                                     GTK_TYPE_BUTTON, 0),
                                on_tick, NULL, NULL);
}

static void
on_picture (guint *n_pictures)
{
  ++*n_pictures;
}

static void
count_frames (const char *what)
{
  begin ();
  run_for (FRAME_SECONDS * 1000);
  g_print ("%s %.1f\n", what, (double)loop.n_paints / FRAME_SECONDS);
}

static void
live (YzTestKiosk *kiosk)
{
  g_autofree char *camera = g_build_filename (kiosk->folder, "camera.png", NULL);
  guint n_pictures = 0;
  GtkWidget *picture;

  show_moving_camera (kiosk);
  count_frames ("frames-alone");

  make_film (camera);
  show_moving_camera (kiosk);
  picture = yz_test_widget_find (yz_test_kiosk_get_page (kiosk), GTK_TYPE_PICTURE, 0);
  g_signal_connect_swapped (picture, "notify::paintable", G_CALLBACK (on_picture), &n_pictures);
  while (n_pictures == 0)
    g_main_context_iteration (NULL, TRUE);
  n_pictures = 0;
  count_frames ("frames");
  g_print ("pictures %.1f\n", (double)n_pictures / FRAME_SECONDS);
}

int
main (int argc, char **argv)
{
  YzTestKiosk kiosk = { 0 };
  GdkFrameClock *clock;
  gboolean stall = argc == 3 && strcmp (argv[1], "stall") == 0;

  if (!stall && (argc != 2 || strcmp (argv[1], "frames") != 0)) {
    g_printerr ("bench-loop stall PICTURE | frames\n");
    return 2;
  }
  yz_language_init ();
  adw_init ();
  yz_test_kiosk_set_up (&kiosk, NULL);
  yz_session_set_language (kiosk.session, "zh");
  yz_test_kiosk_show (&kiosk, "home", NULL);
  clock = gdk_surface_get_frame_clock (gtk_native_get_surface (GTK_NATIVE (kiosk.window)));
  g_signal_connect (clock, "flush-events", G_CALLBACK (on_before_paint), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_after_paint), NULL);
  g_main_context_set_poll_func (NULL, poll_and_measure);
  if (stall) {
    search (&kiosk);
    scan (&kiosk, argv[2]);
  } else {
    live (&kiosk);
  }
  yz_test_kiosk_tear_down (&kiosk, NULL);
  return 0;
}
