/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-espeak.h"

#include "yz-error.h"
#include "yz-sound.h"
#include "yz-test-folder.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <linux/input.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The voice, with a file in the place of the loudspeaker and a pipe in that of the socket for
 * headphones: samples of 16 bits, 22,050 a second. */

typedef struct {
  char *folder;
  char *sound;
  char *socket;
  char *readings;
  int socket_fd; /* what the kernel writes into */
  YzSpeech *speech;
  GError *error;
  gboolean chimed;
} Fixture;

static void
on_failed (Fixture *f, const GError *error)
{
  g_clear_error (&f->error);
  f->error = g_error_copy (error);
}

static void
start (Fixture *f, const char *readings, const char *sound)
{
  g_clear_object (&f->speech);
  f->speech = YZ_SPEECH (yz_espeak_new (readings, sound, f->socket));
  g_signal_connect_swapped (f->speech, "failed", G_CALLBACK (on_failed), f);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = yz_test_folder_new ();
  f->sound = g_build_filename (f->folder, "sound", NULL);
  f->socket = g_build_filename (f->folder, "socket", NULL);
  f->readings = g_build_filename (g_getenv ("YZ_SPEECH_DIR"), "readings", NULL);
  g_assert_cmpint (mkfifo (f->socket, 0600), ==, 0);
  f->socket_fd = g_open (f->socket, O_RDWR | O_NONBLOCK | O_CLOEXEC, 0);
  start (f, f->readings, f->sound);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->speech);
  g_clear_error (&f->error);
  close (f->socket_fd);
  yz_test_folder_remove (f->folder);
  g_free (f->sound);
  g_free (f->socket);
  g_free (f->readings);
}

static void
wait_until_silent (Fixture *f)
{
  while (yz_speech_get_speaking (f->speech))
    g_main_context_iteration (NULL, TRUE);
}

static gsize
get_length (Fixture *f)
{
  GStatBuf status;

  return g_stat (f->sound, &status) == 0 ? (gsize)status.st_size : 0;
}

/* The loudest sample. */
static int
get_peak (Fixture *f)
{
  g_autofree char *contents = NULL;
  gsize length = 0;
  int peak = 0;

  g_assert_true (g_file_get_contents (f->sound, &contents, &length, NULL));
  for (gsize i = 0; i + 1 < length; i += 2) {
    gint16 sample;

    memcpy (&sample, contents + i, sizeof sample);
    peak = MAX (peak, ABS ((int)sample));
  }
  return peak;
}

static void
test_says (Fixture *f, gconstpointer data)
{
  gsize length;

  yz_speech_say (f->speech, "请到窗口", TRUE);
  g_assert_true (yz_speech_get_speaking (f->speech));
  wait_until_silent (f);
  g_assert_no_error (f->error);
  length = get_length (f);
  g_assert_cmpuint (length, >, 22050); /* half a second */
  g_assert_cmpint (get_peak (f), >, 3000);

  /* More takes longer, and comes after it. */
  yz_speech_say (f->speech, "请到窗口，有人帮助您。 Please go to a window.", TRUE);
  wait_until_silent (f);
  g_assert_cmpuint (get_length (f), >, 3 * length);
}

/* What comes next is not kept waiting by what is being said. */
static void
test_cuts_short (Fixture *f, gconstpointer data)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 2000; i++)
    g_string_append (text, "请到窗口，");
  yz_speech_say (f->speech, text->str, TRUE);
  yz_speech_say (f->speech, "好", TRUE);
  wait_until_silent (f);
  g_assert_no_error (f->error);
  /* All of it would take half an hour. */
  g_assert_cmpuint (get_length (f), <, 2 * 22050 * 600);
  g_string_free (text, TRUE);
}

static void
test_stops (Fixture *f, gconstpointer data)
{
  yz_speech_say (f->speech, "请到窗口", TRUE);
  yz_speech_stop (f->speech);
  g_assert_false (yz_speech_get_speaking (f->speech));
  yz_speech_stop (f->speech);
  yz_speech_say (f->speech, "好", TRUE);
  wait_until_silent (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (get_length (f), >, 0);
}

static void
test_nothing_to_say (Fixture *f, gconstpointer data)
{
  yz_speech_say (f->speech, "…\xff😀", TRUE);
  wait_until_silent (f);
  g_assert_no_error (f->error);
}

static void
test_no_sound (Fixture *f, gconstpointer data)
{
  start (f, f->readings, "/nowhere/at/all");
  yz_speech_say (f->speech, "好", TRUE);
  wait_until_silent (f);
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
}

static void
test_no_readings (Fixture *f, gconstpointer data)
{
  start (f, "/nowhere/readings", f->sound);
  yz_speech_say (f->speech, "好", TRUE);
  wait_until_silent (f);
  g_assert_nonnull (f->error);
  g_assert_cmpuint (get_length (f), ==, 0);
}

static void
on_chimed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;
  GError *error = NULL;

  yz_sound_chime_finish (result, &error);
  f->error = error;
  f->chimed = TRUE;
}

static void
chime (Fixture *f, const char *sink)
{
  g_clear_error (&f->error);
  f->chimed = FALSE;
  yz_sound_chime_async (sink, on_chimed, f);
  while (!f->chimed)
    g_main_context_iteration (NULL, TRUE);
}

/* Short, and not as loud as a voice. */
static void
test_chime (Fixture *f, gconstpointer data)
{
  chime (f, f->sound);
  g_assert_no_error (f->error);
  g_assert_cmpuint (get_length (f), ==, 2 * 22050 / 5);
  g_assert_cmpint (get_peak (f), >, 3000);
  g_assert_cmpint (get_peak (f), <, 8000);
  chime (f, "/nowhere/at/all");
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
}

static void
plug (Fixture *f, int value)
{
  struct input_event event = { .type = EV_SW, .code = SW_HEADPHONE_INSERT, .value = value };

  g_assert_cmpint (write (f->socket_fd, &event, sizeof event), ==, sizeof event);
  while (yz_speech_get_private (f->speech) != (value != 0))
    g_main_context_iteration (NULL, TRUE);
}

static void
count (guint *n)
{
  ++*n;
}

static void
test_headphones (Fixture *f, gconstpointer data)
{
  struct input_event other = { .type = EV_SW, .code = SW_LID, .value = 1 };
  struct input_event dropped = { .type = EV_SYN, .code = SYN_DROPPED };
  guint n_changes = 0;

  g_signal_connect_swapped (f->speech, "notify::private", G_CALLBACK (count), &n_changes);
  g_assert_false (yz_speech_get_private (f->speech));
  g_assert_cmpint (write (f->socket_fd, &other, sizeof other), ==, sizeof other);
  plug (f, 1);
  plug (f, 0);
  plug (f, 1);
  g_assert_cmpuint (n_changes, ==, 3);
  /* What was lost may have been that they were pulled out. */
  g_assert_cmpint (write (f->socket_fd, &dropped, sizeof dropped), ==, sizeof dropped);
  while (yz_speech_get_private (f->speech))
    g_main_context_iteration (NULL, TRUE);
}

/* Nobody hears through headphones whose socket is gone. */
static void
test_headphones_gone (Fixture *f, gconstpointer data)
{
  plug (f, 1);
  close (f->socket_fd);
  while (yz_speech_get_private (f->speech))
    g_main_context_iteration (NULL, TRUE);

  /* It comes back. */
  g_assert_cmpint (g_unlink (f->socket), ==, 0);
  g_assert_cmpint (mkfifo (f->socket, 0600), ==, 0);
  do {
    g_main_context_iteration (NULL, TRUE);
    f->socket_fd = g_open (f->socket, O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0);
  } while (f->socket_fd < 0);
  plug (f, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/espeak/says", Fixture, NULL, set_up, test_says, tear_down);
  g_test_add ("/espeak/cuts-short", Fixture, NULL, set_up, test_cuts_short, tear_down);
  g_test_add ("/espeak/stops", Fixture, NULL, set_up, test_stops, tear_down);
  g_test_add ("/espeak/nothing-to-say", Fixture, NULL, set_up, test_nothing_to_say, tear_down);
  g_test_add ("/espeak/no-sound", Fixture, NULL, set_up, test_no_sound, tear_down);
  g_test_add ("/espeak/no-readings", Fixture, NULL, set_up, test_no_readings, tear_down);
  g_test_add ("/espeak/chime", Fixture, NULL, set_up, test_chime, tear_down);
  g_test_add ("/espeak/headphones", Fixture, NULL, set_up, test_headphones, tear_down);
  g_test_add ("/espeak/headphones-gone", Fixture, NULL, set_up, test_headphones_gone, tear_down);

  return g_test_run ();
}
