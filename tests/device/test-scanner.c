/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-scanner.h"

#include "yz-error.h"
#include "yz-test-folder.h"
#include "yz-test-picture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* How long a test waits for what must come. */
#define DEADLINE_SECONDS 20

typedef struct {
  char *dir;
  GMainLoop *loop;
  GPtrArray *codes;
  GError *error;
  guint n_frames;
  guint sight;
  guint width;
  guint height;
  guint stride;
  gsize frame_bytes;
  guint wanted_frames;
  guint wanted_codes;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = yz_test_folder_new ();
  f->loop = g_main_loop_new (NULL, FALSE);
  f->codes = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_code_free);
  f->wanted_frames = G_MAXUINT;
  f->wanted_codes = G_MAXUINT;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  yz_test_folder_remove (f->dir);
  g_main_loop_unref (f->loop);
  g_ptr_array_unref (f->codes);
  g_clear_error (&f->error);
}

static char *
get_path (Fixture *f, const char *name)
{
  return g_build_filename (f->dir, name, NULL);
}

static const YzCode *
nth (GPtrArray *codes, guint i)
{
  return g_ptr_array_index (codes, i);
}

static void
on_frame (YzScanner *scanner, GBytes *pixels, guint width, guint height, guint stride, Fixture *f)
{
  f->n_frames++;
  f->width = width;
  f->height = height;
  f->stride = stride;
  f->frame_bytes = g_bytes_get_size (pixels);
  if (f->n_frames >= f->wanted_frames)
    g_main_loop_quit (f->loop);
}

static void
on_code (YzScanner *scanner, const YzCode *code, Fixture *f)
{
  g_ptr_array_add (f->codes, yz_code_copy (code));
  if (f->codes->len >= f->wanted_codes)
    g_main_loop_quit (f->loop);
}

static void
on_sight (YzScanner *scanner, guint sight, Fixture *f)
{
  f->sight = sight;
  g_main_loop_quit (f->loop);
}

static void
on_failed (YzScanner *scanner, const GError *error, Fixture *f)
{
  g_assert_null (f->error);
  f->error = g_error_copy (error);
  g_main_loop_quit (f->loop);
}

static void
on_deadline (gpointer user_data)
{
  g_error ("nothing came within %d seconds", DEADLINE_SECONDS);
}

static void
wait (Fixture *f)
{
  guint deadline = g_timeout_add_once (DEADLINE_SECONDS * 1000, on_deadline, NULL);

  g_main_loop_run (f->loop);
  g_source_remove (deadline);
}

static YzScanner *
make_scanner (Fixture *f, const char *source)
{
  YzScanner *scanner = yz_scanner_new (source, 0, FALSE);

  g_signal_connect (scanner, "frame", G_CALLBACK (on_frame), f);
  g_signal_connect (scanner, "code", G_CALLBACK (on_code), f);
  g_signal_connect (scanner, "sight", G_CALLBACK (on_sight), f);
  g_signal_connect (scanner, "failed", G_CALLBACK (on_failed), f);
  return scanner;
}

/* The picture has 1280 × 960 pixels: it is made smaller, and keeps its shape. A code that stays in
 * sight is told once. */
static void
test_camera (Fixture *f, gconstpointer data)
{
  g_autofree char *path = yz_test_code_save (f->dir, "camera.png", "camera", 6);
  g_autofree char *source = g_strconcat ("file:", path, NULL);
  YzScanner *scanner = make_scanner (f, source);

  g_assert_true (yz_scanner_get_available (scanner));
  yz_scanner_start (scanner);
  f->wanted_frames = 8;
  wait (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->width, ==, 960);
  g_assert_cmpuint (f->height, ==, 720);
  g_assert_cmpuint (f->stride, ==, 960 * 4);
  g_assert_cmpuint (f->frame_bytes, ==, 960 * 720 * 4);
  g_assert_cmpuint (f->codes->len, ==, 1);
  g_assert_cmpstr (nth (f->codes, 0)->text, ==, "camera");
  yz_scanner_stop (scanner);
  g_assert_finalize_object (scanner);
}

/* A film of ten frames starts again at its end. */
static void
test_film (Fixture *f, gconstpointer data)
{
  g_autofree char *picture = yz_test_code_save (f->dir, "film.png", "film", 4);
  g_autofree char *film = get_path (f, "film.webm");
  g_autofree char *source = g_strconcat ("file:", film, NULL);
  g_autofree char *description = g_strdup_printf (
      "filesrc location=%s ! pngdec ! imagefreeze num-buffers=10 ! video/x-raw,framerate=15/1 "
      "! videoscale ! video/x-raw,width=640,height=480 ! videoconvert ! vp8enc deadline=1 "
      "! webmmux ! filesink location=%s",
      picture, film);
  YzScanner *scanner;

  yz_test_pipeline_run (description);
  scanner = make_scanner (f, source);
  f->wanted_frames = 16;
  yz_scanner_start (scanner);
  wait (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->width, ==, 640);
  g_assert_cmpuint (f->codes->len, ==, 1);
  g_assert_finalize_object (scanner);
}

static void
note_picture (YzScanner *scanner, GBytes *pixels, guint w, guint h, guint stride, GHashTable *seen)
{
  g_hash_table_add (seen, GUINT_TO_POINTER (g_bytes_hash (pixels)));
}

/* A film is shown from its beginning, and not only what comes last of it: no picture of these is
 * like another one. */
static void
test_film_pace (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autofree char *film = get_path (f, "pace.webm");
  g_autofree char *source = g_strconcat ("file:", film, NULL);
  g_autofree char *description
      = g_strdup_printf ("videotestsrc num-buffers=60 pattern=snow "
                         "! video/x-raw,width=320,height=240,framerate=30/1 ! vp8enc deadline=1 "
                         "! webmmux ! filesink location=%s",
                         film);
  YzScanner *scanner;

  yz_test_pipeline_run (description);
  scanner = make_scanner (f, source);
  g_signal_connect (scanner, "frame", G_CALLBACK (note_picture), seen);
  f->wanted_frames = 20;
  yz_scanner_start (scanner);
  wait (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 20);
  g_assert_finalize_object (scanner);
}

static void
test_stop_and_start (Fixture *f, gconstpointer data)
{
  g_autofree char *path = yz_test_code_save (f->dir, "again.png", "again", 5);
  g_autofree char *source = g_strconcat ("file:", path, NULL);
  YzScanner *scanner = make_scanner (f, source);

  for (guint i = 1; i <= 3; i++) {
    gint64 begin_us;
    guint n_frames;

    f->wanted_codes = i;
    yz_scanner_start (scanner);
    wait (f);
    g_assert_no_error (f->error);
    g_assert_cmpuint (f->codes->len, ==, i);

    begin_us = g_get_monotonic_time ();
    yz_scanner_stop (scanner);
    g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 50000);

    /* What was under way is not told any more. */
    n_frames = f->n_frames;
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_assert_cmpuint (f->n_frames, ==, n_frames);
  }

  /* Freed while it runs: the thread goes on alone, and ends. */
  yz_scanner_start (scanner);
  g_assert_finalize_object (scanner);
}

/* How often this process has it open. */
static guint
count_open (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *link = g_build_filename ("/proc/self/fd", name, NULL);
    g_autofree char *target = g_file_read_link (link, NULL);

    n += g_strcmp0 (target, path) == 0;
  }
  return n;
}

static void
assert_open_once (YzScanner *scanner, GBytes *b, guint w, guint h, guint stride, const char *path)
{
  g_assert_cmpuint (count_open (path), ==, 1);
}

/* A page starts to look before the one before has stopped: a camera can be opened once. */
static void
test_one_at_a_time (Fixture *f, gconstpointer data)
{
  g_autofree char *path = yz_test_code_save (f->dir, "turns.png", "turns", 4);
  g_autofree char *source = g_strconcat ("file:", path, NULL);
  YzScanner *before = make_scanner (f, source);
  YzScanner *never = make_scanner (f, source);
  YzScanner *after = make_scanner (f, source);

  f->wanted_codes = 1;
  yz_scanner_start (before);
  wait (f);
  yz_scanner_start (never);
  yz_scanner_start (after);
  g_signal_connect (after, "frame", G_CALLBACK (assert_open_once), path);

  /* They do not look as long as it does. */
  f->wanted_frames = f->n_frames + 8;
  wait (f);
  g_assert_cmpuint (f->codes->len, ==, 1);
  g_assert_cmpuint (count_open (path), ==, 1);

  /* One that waits is freed at once, and nobody waits for it. */
  g_assert_finalize_object (never);
  f->wanted_codes = 2;
  f->wanted_frames = G_MAXUINT;
  g_assert_finalize_object (before);
  wait (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->codes->len, ==, 2);
  g_assert_finalize_object (after);
}

static void
stop_on_frame (YzScanner *scanner, GBytes *pixels, guint w, guint h, guint stride, Fixture *f)
{
  yz_scanner_stop (scanner);
  g_main_loop_quit (f->loop);
}

static void
test_stop_in_signal (Fixture *f, gconstpointer data)
{
  g_autofree char *path = yz_test_code_save (f->dir, "signal.png", "signal", 6);
  g_autofree char *source = g_strconcat ("file:", path, NULL);
  YzScanner *scanner = make_scanner (f, source);

  g_signal_connect (scanner, "frame", G_CALLBACK (stop_on_frame), f);
  yz_scanner_start (scanner);
  wait (f);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->n_frames, ==, 1);
  g_assert_cmpuint (f->codes->len, ==, 0);
  g_assert_finalize_object (scanner);
}

static void
assert_fails (Fixture *f, const char *source)
{
  YzScanner *scanner = make_scanner (f, source);

  yz_scanner_start (scanner);
  wait (f);
  g_assert_nonnull (f->error);
  g_assert_cmpuint (f->error->domain, ==, YZ_ERROR);
  g_assert_cmpuint (f->n_frames, ==, 0);
  g_clear_error (&f->error);
  g_assert_finalize_object (scanner);
}

static void
test_failures (Fixture *f, gconstpointer data)
{
  g_autofree char *text = get_path (f, "text.png");
  g_autofree char *no_file = g_strdup_printf ("file:%s/missing.png", f->dir);
  g_autofree char *no_picture = g_strconcat ("file:", text, NULL);
  g_autofree char *no_device = get_path (f, "video0");

  g_assert_true (g_file_set_contents (text, "no picture, only a text", -1, NULL));
  assert_fails (f, no_file);
  assert_fails (f, no_picture);
  assert_fails (f, no_device);
  assert_fails (f, "");
  assert_fails (f, text);
}

/* The lower left quarter of the picture is red; turned clockwise, the upper left one. */
static void
on_turned (YzScanner *scanner, GBytes *pixels, guint width, guint height, guint stride, Fixture *f)
{
  const guint8 *bgra = g_bytes_get_data (pixels, NULL);

  g_assert_cmpuint (bgra[10 * stride + 10 * 4 + 1], <, 60);
  g_assert_cmpuint (bgra[10 * stride + (width - 10) * 4 + 1], >, 200);
  g_assert_cmpuint (bgra[(height - 10) * stride + 10 * 4 + 1], >, 200);
}

static void
test_rotation (Fixture *f, gconstpointer data)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 640, 480);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *path = get_path (f, "turned.png");
  g_autofree char *source = g_strconcat ("file:", path, NULL);
  YzScanner *scanner = yz_scanner_new (source, 90, FALSE);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_rectangle (cr, 0, 240, 320, 240);
  cairo_fill (cr);
  yz_test_code_draw (cr, "turned", 6, 380, 20, 6);
  cairo_destroy (cr);
  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);

  g_signal_connect (scanner, "frame", G_CALLBACK (on_turned), f);
  g_signal_connect (scanner, "frame", G_CALLBACK (on_frame), f);
  g_signal_connect (scanner, "code", G_CALLBACK (on_code), f);
  f->wanted_codes = 1;
  yz_scanner_start (scanner);
  wait (f);
  f->wanted_frames = 1;
  if (f->n_frames == 0)
    wait (f);
  g_assert_cmpuint (f->width, ==, 480);
  g_assert_cmpuint (f->height, ==, 640);
  g_assert_cmpstr (nth (f->codes, 0)->text, ==, "turned");
  g_assert_finalize_object (scanner);
}

static int
get_niceness (pid_t thread)
{
  return getpriority (PRIO_PROCESS, (id_t)thread);
}

static void
niceness_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_int (task, get_niceness (gettid ()));
}

static void
on_niceness_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  int *niceness = user_data;

  *niceness = (int)g_task_propagate_int (G_TASK (result), NULL);
}

/* Of a thread from GLib's pool. */
static int
get_task_niceness (void)
{
  int niceness = G_MAXINT;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_niceness_ready, &niceness);

  g_task_run_in_thread (task, niceness_worker);
  while (niceness == G_MAXINT)
    g_main_context_iteration (NULL, TRUE);
  return niceness;
}

/* Those of a pipeline, which GStreamer names after the pad that pushes, that are nicer. */
static guint
count_stream_threads (int niceness)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename ("/proc/self/task", name, "comm", NULL);
    g_autofree char *comm = NULL;

    if (g_file_get_contents (path, &comm, NULL, NULL) && strchr (comm, ':') != NULL)
      n += get_niceness ((pid_t)g_ascii_strtoll (name, NULL, 10)) > niceness;
  }
  return n;
}

/* What works on pictures leaves the processor to what is on the screen, and nothing else does so
 * because of it: threads are shared, and their priority cannot be raised again. In a process that
 * has none of them yet. */
static void
test_niceness (Fixture *f, gconstpointer data)
{
  g_test_trap_subprocess ("/scanner/niceness/subprocess", 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_niceness_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *path = yz_test_code_save (f->dir, "nice.png", "nice", 4);
  g_autofree char *source = g_strconcat ("file:", path, NULL);
  int usual = get_niceness (getpid ());
  YzScanner *scanner = make_scanner (f, source);

  f->wanted_frames = 3;
  yz_scanner_start (scanner);
  wait (f);
  g_assert_cmpuint (count_stream_threads (usual), >=, 3);
  g_assert_cmpuint (count_stream_threads (usual), ==, count_stream_threads (G_MININT));
  g_assert_cmpint (get_task_niceness (), ==, usual);
  g_assert_finalize_object (scanner);

  /* Whichever threads are free now. */
  while (count_stream_threads (G_MININT) > 0)
    g_thread_yield ();
  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (get_task_niceness (), ==, usual);
}

/* A picture in which nothing is to be seen. */
static void
test_sight (Fixture *f, gconstpointer data)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 640, 480);
  g_autofree char *path = get_path (f, "black.png");
  g_autofree char *source = g_strconcat ("file:", path, NULL);
  YzScanner *scanner = make_scanner (f, source);

  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  yz_scanner_start (scanner);
  wait (f);
  g_assert_cmpuint (f->sight, ==, YZ_SIGHT_DARK);
  g_assert_finalize_object (scanner);
}

/* Pulled out while it is looked through, and put back. */
static void
test_unplugged (Fixture *f, gconstpointer data)
{
  g_autofree char *path = yz_test_code_save (f->dir, "plug.png", "plug", 4);
  g_autofree char *away = get_path (f, "away.png");
  g_autofree char *source = g_strconcat ("file:", path, NULL);
  YzScanner *scanner = make_scanner (f, source);

  f->wanted_codes = 1;
  yz_scanner_start (scanner);
  wait (f);
  g_assert_cmpuint (f->codes->len, ==, 1);

  g_assert_cmpint (g_rename (path, away), ==, 0);
  wait (f);
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
  g_assert_false (yz_scanner_get_available (scanner));
  g_clear_error (&f->error);

  g_signal_connect_swapped (scanner, "notify::available", G_CALLBACK (g_main_loop_quit), f->loop);
  g_assert_cmpint (g_rename (away, path), ==, 0);
  wait (f);
  g_assert_true (yz_scanner_get_available (scanner));
  f->wanted_codes = 2;
  yz_scanner_start (scanner);
  wait (f);
  g_assert_cmpuint (f->codes->len, ==, 2);
  g_assert_finalize_object (scanner);
}

/* Plugged in while the kiosk runs, and pulled out again. */
static void
test_available (Fixture *f, gconstpointer data)
{
  g_autofree char *device = get_path (f, "video7");
  g_autoptr (YzScanner) none = yz_scanner_new ("", 0, FALSE);
  YzScanner *scanner = yz_scanner_new (device, 0, FALSE);

  g_assert_false (yz_scanner_get_available (none));
  g_assert_false (yz_scanner_get_available (scanner));
  g_signal_connect_swapped (scanner, "notify::available", G_CALLBACK (g_main_loop_quit), f->loop);

  g_assert_true (g_file_set_contents (device, "", 0, NULL));
  wait (f);
  g_assert_true (yz_scanner_get_available (scanner));

  g_assert_cmpint (g_remove (device), ==, 0);
  wait (f);
  g_assert_false (yz_scanner_get_available (scanner));
  g_assert_finalize_object (scanner);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/scanner/camera", test_camera);
  ADD ("/scanner/film", test_film);
  ADD ("/scanner/film/pace", test_film_pace);
  ADD ("/scanner/stop-and-start", test_stop_and_start);
  ADD ("/scanner/one-at-a-time", test_one_at_a_time);
  ADD ("/scanner/stop-in-signal", test_stop_in_signal);
  ADD ("/scanner/failures", test_failures);
  ADD ("/scanner/rotation", test_rotation);
  ADD ("/scanner/niceness", test_niceness);
  ADD ("/scanner/niceness/subprocess", test_niceness_alone);
  ADD ("/scanner/sight", test_sight);
  ADD ("/scanner/unplugged", test_unplugged);
  ADD ("/scanner/available", test_available);

  return g_test_run ();
}
