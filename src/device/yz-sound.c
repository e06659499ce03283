/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sound.h"

#include "yz-error.h"

#include <gst/app/gstappsrc.h>
#include <math.h>

struct _YzSound {
  GstElement *pipeline;
  GstAppSrc *source;
  guint rate;
  guint64 n_written; /* samples */
  GstMessageType failures;
  guint64 waiting; /* bytes that are not on their way to the sink yet */
  gint64 moved_us; /* when that was another one */
};

/* Of sound that has not been heard yet: a stop must not wait for it. */
#define MAX_AHEAD_MS 500

/* A sound server that takes nothing for so long is no sound. */
#define MAX_STALL_US (5 * G_USEC_PER_SEC)

#define CHIME_RATE 22050
#define NOTE_SAMPLES (CHIME_RATE / 10)
#define CHIME_SAMPLES (2 * NOTE_SAMPLES)

/* How soon a stop is noticed. */
#define TICK (20 * GST_MSECOND)

/* The machine's own sound, an ALSA device, or a file or pipe that takes the bare samples. */
static GstElement *
new_sink (const char *sink)
{
  GstElement *element;

  if (*sink == '/') {
    element = gst_element_factory_make ("filesink", NULL);
    if (element != NULL)
      g_object_set (element, "location", sink, "append", TRUE, NULL);
  } else if (g_str_equal (sink, "auto")) {
    element = gst_element_factory_make ("autoaudiosink", NULL);
  } else {
    element = gst_element_factory_make ("alsasink", NULL);
    if (element != NULL)
      g_object_set (element, "device", sink, NULL);
  }
  return element;
}

static gboolean
link_up (YzSound *self, GstElement *sink)
{
  GstElement *convert = gst_element_factory_make ("audioconvert", NULL);
  GstElement *resample = gst_element_factory_make ("audioresample", NULL);
  GstElement *source = gst_element_factory_make ("appsrc", NULL);

  if (sink == NULL || convert == NULL || resample == NULL || source == NULL)
    return FALSE;
  gst_bin_add_many (GST_BIN (self->pipeline), source, convert, resample, sink, NULL);
  self->source = GST_APP_SRC (source);
  return gst_element_link_many (source, convert, resample, sink, NULL);
}

static void
set_format (YzSound *self)
{
  g_autoptr (GstCaps) caps
      = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING,
                             G_BYTE_ORDER == G_LITTLE_ENDIAN ? "S16LE" : "S16BE", "layout",
                             G_TYPE_STRING, "interleaved", "rate", G_TYPE_INT, (int)self->rate,
                             "channels", G_TYPE_INT, 1, NULL);

  gst_app_src_set_caps (self->source, caps);
  gst_app_src_set_max_bytes (self->source, 0);
  g_object_set (self->source, "format", GST_FORMAT_TIME, NULL);
}

/**
 * yz_sound_open:
 * @sink: `auto`, the name of an ALSA device, or the absolute path of a file or pipe for the bare
 *   samples
 * @rate: samples a second
 * @error: %YZ_ERROR_DEVICE where there is no sound
 *
 * Returns: (transfer full): takes samples
 */
YzSound *
yz_sound_open (const char *sink, guint rate, GError **error)
{
  g_autoptr (YzSound) self = NULL;

  g_return_val_if_fail (sink != NULL, NULL);

  if (!gst_init_check (NULL, NULL, NULL)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "GStreamer does not start");
    return NULL;
  }
  self = g_new0 (YzSound, 1);
  self->rate = rate;
  /* Where a machine has no sound, GStreamer's own choice warns and plays to nobody. */
  self->failures = GST_MESSAGE_ERROR | (g_str_equal (sink, "auto") ? GST_MESSAGE_WARNING : 0);
  self->pipeline = gst_pipeline_new (NULL);
  if (!link_up (self, new_sink (sink))) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE,
                 "a part of GStreamer is missing: install gstreamer1.0-plugins-good and "
                 "gstreamer1.0-alsa");
    return NULL;
  }
  set_format (self);
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "“%s” gives no sound: see devices.sound", sink);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/* Whether what waits to be heard becomes less. */
static gboolean
is_going_on (YzSound *self, GError **error)
{
  guint64 waiting = gst_app_src_get_current_level_bytes (self->source);
  gint64 now = g_get_monotonic_time ();

  if (waiting != self->waiting || self->moved_us == 0) {
    self->waiting = waiting;
    self->moved_us = now;
  }
  if (now - self->moved_us < MAX_STALL_US)
    return TRUE;
  g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "the sound stands still: see devices.sound");
  return FALSE;
}

/* Waits a moment for one of @types, or for the sound to fail. */
static gboolean
wait_for (YzSound *self, GstMessageType types, gboolean *ret_came, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, TICK, types | self->failures);
  g_autoptr (GError) sound_error = NULL;

  *ret_came = message != NULL;
  if (message == NULL)
    return is_going_on (self, error);
  if ((GST_MESSAGE_TYPE (message) & self->failures) == 0)
    return TRUE;
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING)
    gst_message_parse_warning (message, &sound_error, NULL);
  else
    gst_message_parse_error (message, &sound_error, NULL);
  g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "the sound has failed: %s", sound_error->message);
  return FALSE;
}

/**
 * yz_sound_write:
 * @self: sound
 * @samples: 16 bits each, one channel
 * @n_samples: how many
 * @cancellable: to stop waiting for the loudspeaker
 * @error: %YZ_ERROR_DEVICE
 *
 * Returns: whether the samples are on their way
 */
gboolean
yz_sound_write (YzSound *self,
                const gint16 *samples,
                gsize n_samples,
                GCancellable *cancellable,
                GError **error)
{
  const guint64 max_ahead = MAX_AHEAD_MS * (guint64)self->rate / 1000 * sizeof *samples;
  GstBuffer *buffer;
  gboolean came;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  buffer = gst_buffer_new_memdup (samples, n_samples * sizeof *samples);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (self->n_written, GST_SECOND, self->rate);
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (n_samples, GST_SECOND, self->rate);
  self->n_written += n_samples;
  gst_app_src_push_buffer (self->source, buffer);
  while (gst_app_src_get_current_level_bytes (self->source) > max_ahead)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !wait_for (self, 0, &came, error))
      return FALSE;
  return TRUE;
}

/**
 * yz_sound_finish:
 * @self: sound
 * @cancellable: to stop waiting
 * @error: %YZ_ERROR_DEVICE
 *
 * Waits until all has been heard.
 *
 * Returns: whether it has
 */
gboolean
yz_sound_finish (YzSound *self, GCancellable *cancellable, GError **error)
{
  gboolean came = FALSE;

  gst_app_src_end_of_stream (self->source);
  while (!came)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !wait_for (self, GST_MESSAGE_EOS, &came, error))
      return FALSE;
  return TRUE;
}

/**
 * yz_sound_close:
 * @self: (transfer full): sound; what has not been heard never will be
 */
void
yz_sound_close (YzSound *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  g_free (self);
}

/* Two notes, the second one higher: as a thing sounds that has worked. */
static void
fill_chime (gint16 *samples)
{
  static const double notes[] = { 880, 1320 };
  const double loudness = 6000;

  for (guint i = 0; i < CHIME_SAMPLES; i++) {
    double fading = 1 - (double)(i % NOTE_SAMPLES) / NOTE_SAMPLES;
    double note = notes[i / NOTE_SAMPLES];

    samples[i] = (gint16)(loudness * fading * sin (2 * G_PI * note * i / CHIME_RATE));
  }
}

static void
chime_worker (GTask *task, gpointer source, gpointer sink, GCancellable *cancellable)
{
  g_autofree gint16 *samples = g_new (gint16, CHIME_SAMPLES);
  g_autoptr (YzSound) sound = NULL;
  GError *error = NULL;

  fill_chime (samples);
  sound = yz_sound_open (sink, CHIME_RATE, &error);
  if (sound != NULL && yz_sound_write (sound, samples, CHIME_SAMPLES, NULL, &error)
      && yz_sound_finish (sound, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * yz_sound_chime_async:
 * @sink: as for yz_sound_open()
 * @callback: (nullable): called on the main context of the caller
 * @user_data: passed to @callback
 *
 * Says without words that something has worked.
 */
void
yz_sound_chime_async (const char *sink, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_return_if_fail (sink != NULL);

  g_task_set_task_data (task, g_strdup (sink), g_free);
  g_task_run_in_thread (task, chime_worker);
}

/**
 * yz_sound_chime_finish:
 * @result: the result
 * @error: %YZ_ERROR_DEVICE
 *
 * Returns: whether it was heard
 */
gboolean
yz_sound_chime_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
