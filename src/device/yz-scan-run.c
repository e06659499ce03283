/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-scan-run.h"

#include "yz-code-reader.h"
#include "yz-error.h"
#include "yz-pipeline.h"
#include "yz-stream-pool.h"

#include <gio/gio.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <sys/resource.h>
#include <unistd.h>

/* A first look takes 25 ms on a slow machine, all further looks ten times as long. One frame in
 * four gets them: a code that needs them is held still. */
#define BUDGET_MS 60
#define CLOSER_MS 250
#define LOOK_CLOSER_EVERY 4

/* How often the thread sees whether it has been stopped while no frame comes. */
#define POLL_MS 100

/* A camera that gives no frame for so long has failed. */
#define STALL_SECONDS 5

/* What keeps a code from being read changes from frame to frame: it is told when it has been seen
 * for so long, and no longer told when it has not been seen for so long. */
#define SETTLE_US (G_USEC_PER_SEC / 2)
#define UNSETTLE_US (3 * G_USEC_PER_SEC / 2)

/* A code is told once, and again only after it has been out of sight for so long. */
#define FORGET_US (3 * G_USEC_PER_SEC / 2)

/* Looking for codes takes all of a processor that it gets: on a small machine what is on the screen
 * goes first. The threads of the pipeline inherit this, see yz-stream-pool. */
#define NICENESS 10

/* The thread holds the run and never the scanner, so that a scanner is stopped and freed without
 * waiting for a device that blocks. */
struct _YzScanRun {
  gatomicrefcount refs;
  char *source;
  guint rotation;
  gboolean detail;
  GMainContext *context;
  int stopped; /* atomic */

  /* Only on the main thread. */
  const YzScanRunFuncs *funcs; /* NULL once stopped */
  gpointer user_data;
  GSource *watchdog;
  gint64 last_frame_us;

  /* What waits to be told, under the lock. A newer frame replaces an older one, so that a slow
   * screen shows fewer frames and never old ones. */
  GMutex lock;
  gboolean delivering;
  GstSample *frame;
  GstElement *detail_sink; /* (nullable): while the camera gives pictures */
  GPtrArray *codes;
  gboolean has_sight;
  YzSight sight;
  GError *error;
};

/* A camera can be opened once, and where a page follows another, the new one starts to look before
 * the old one has stopped: in this process one run at a time has a source, and others wait for it
 * until they are stopped themselves. */
static GMutex sources_lock;
static GCond sources_changed;
static GHashTable *sources; /* those that a run has */

/* What the thread knows from the frames before. */
typedef struct {
  YzCodeReader *reader;
  GPtrArray *sightings;
  YzSight sight; /* the last but nothing */
  gint64 sight_since_us;
  gint64 sight_seen_us;
  YzSight told;
} Search;

typedef struct {
  YzCode *code;
  gint64 seen_us;
} Sighting;

typedef struct {
  GstBuffer *buffer;
  GstMapInfo map;
} MappedBuffer;

static YzScanRun *
run_ref (YzScanRun *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
run_unref (YzScanRun *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->source);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->frame, gst_sample_unref);
  g_ptr_array_unref (self->codes);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzScanRun, run_unref)

static void
sighting_free (gpointer data)
{
  Sighting *sighting = data;

  yz_code_free (sighting->code);
  g_free (sighting);
}

static void
mapped_buffer_free (gpointer data)
{
  MappedBuffer *mapped = data;

  gst_buffer_unmap (mapped->buffer, &mapped->map);
  gst_buffer_unref (mapped->buffer);
  g_free (mapped);
}

/* On the main thread */

static void
tell_frame (YzScanRun *self, GstSample *sample)
{
  g_autoptr (GBytes) pixels = NULL;
  GstVideoInfo info;
  MappedBuffer *mapped;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return;

  mapped = g_new0 (MappedBuffer, 1);
  mapped->buffer = gst_buffer_ref (gst_sample_get_buffer (sample));
  if (!gst_buffer_map (mapped->buffer, &mapped->map, GST_MAP_READ)) {
    gst_buffer_unref (mapped->buffer);
    g_free (mapped);
    return;
  }
  pixels
      = g_bytes_new_with_free_func (mapped->map.data, mapped->map.size, mapped_buffer_free, mapped);
  self->last_frame_us = g_get_monotonic_time ();
  self->funcs->frame (pixels, (guint)GST_VIDEO_INFO_WIDTH (&info),
                      (guint)GST_VIDEO_INFO_HEIGHT (&info),
                      (guint)GST_VIDEO_INFO_PLANE_STRIDE (&info, 0), self->user_data);
}

/* Whoever is told may stop the run, so that is looked at again each time. */
static gboolean
deliver (gpointer user_data)
{
  YzScanRun *self = user_data;
  g_autoptr (GstSample) frame = NULL;
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_sight;
  YzSight sight;

  g_mutex_lock (&self->lock);
  self->delivering = FALSE;
  has_sight = self->has_sight;
  sight = self->sight;
  self->has_sight = FALSE;
  frame = g_steal_pointer (&self->frame);
  codes = g_steal_pointer (&self->codes);
  self->codes = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_code_free);
  error = g_steal_pointer (&self->error);
  g_mutex_unlock (&self->lock);

  if (frame != NULL && self->funcs != NULL)
    tell_frame (self, frame);
  for (guint i = 0; i < codes->len && self->funcs != NULL; i++)
    self->funcs->code (g_ptr_array_index (codes, i), self->user_data);
  if (has_sight && self->funcs != NULL)
    self->funcs->sight (sight, self->user_data);
  if (error != NULL && self->funcs != NULL)
    self->funcs->failed (error, self->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_watchdog (gpointer user_data)
{
  YzScanRun *self = user_data;
  g_autoptr (GError) error = NULL;

  if (g_get_monotonic_time () - self->last_frame_us < STALL_SECONDS * G_USEC_PER_SEC)
    return G_SOURCE_CONTINUE;

  g_set_error (&error, YZ_ERROR, YZ_ERROR_DEVICE,
               "the camera gives no picture: unplug it and plug it in again");
  self->funcs->failed (error, self->user_data);
  return G_SOURCE_REMOVE;
}

/* In the threads */

static void
schedule_locked (YzScanRun *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->delivering)
    return;

  self->delivering = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (source, deliver, run_ref (self), (GDestroyNotify)run_unref);
  g_source_attach (source, self->context);
}

static GstFlowReturn
on_view_sample (GstAppSink *sink, gpointer user_data)
{
  YzScanRun *self = user_data;
  GstSample *sample = gst_app_sink_pull_sample (sink);

  if (sample == NULL)
    return GST_FLOW_EOS;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->frame, gst_sample_unref);
  self->frame = sample;
  schedule_locked (self);
  g_mutex_unlock (&self->lock);
  return GST_FLOW_OK;
}

static Sighting *
find_sighting (GPtrArray *sightings, const YzCode *code)
{
  for (guint i = 0; i < sightings->len; i++) {
    Sighting *sighting = g_ptr_array_index (sightings, i);

    if (g_bytes_equal (sighting->code->bytes, code->bytes)
        && g_str_equal (sighting->code->type, code->type))
      return sighting;
  }
  return NULL;
}

static void
forget_old (GPtrArray *sightings, gint64 now_us)
{
  for (guint i = sightings->len; i-- > 0;) {
    const Sighting *sighting = g_ptr_array_index (sightings, i);

    if (now_us - sighting->seen_us > FORGET_US)
      g_ptr_array_remove_index_fast (sightings, i);
  }
}

static void
note_code (YzScanRun *self, GPtrArray *sightings, const YzCode *code, gint64 now_us)
{
  Sighting *sighting = find_sighting (sightings, code);

  if (sighting != NULL) {
    sighting->seen_us = now_us;
    return;
  }
  sighting = g_new0 (Sighting, 1);
  sighting->code = yz_code_copy (code);
  sighting->seen_us = now_us;
  g_ptr_array_add (sightings, sighting);

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->codes, yz_code_copy (code));
  schedule_locked (self);
  g_mutex_unlock (&self->lock);
}

static void
tell_sight (YzScanRun *self, Search *search, YzSight sight)
{
  if (search->told == sight)
    return;

  search->told = sight;
  g_mutex_lock (&self->lock);
  self->has_sight = TRUE;
  self->sight = sight;
  schedule_locked (self);
  g_mutex_unlock (&self->lock);
}

static void
note_sight (YzScanRun *self, Search *search, YzSight sight, gint64 now_us)
{
  gboolean old = now_us - search->sight_seen_us > UNSETTLE_US;

  if (sight == YZ_SIGHT_NOTHING) {
    if (old)
      tell_sight (self, search, YZ_SIGHT_NOTHING);
    return;
  }
  if (old || search->sight != sight)
    search->sight_since_us = now_us;
  search->sight = sight;
  search->sight_seen_us = now_us;
  if (now_us - search->sight_since_us >= SETTLE_US)
    tell_sight (self, search, sight);
}

static void
search_frame (YzScanRun *self, Search *search, GstSample *sample, guint budget_ms)
{
  g_autoptr (GPtrArray) codes = NULL;
  GstVideoInfo info;
  GstVideoFrame frame;
  YzGray gray;
  gint64 now_us;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample))
      || !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return;

  gray = (YzGray){ GST_VIDEO_FRAME_PLANE_DATA (&frame, 0), (guint)GST_VIDEO_FRAME_WIDTH (&frame),
                   (guint)GST_VIDEO_FRAME_HEIGHT (&frame),
                   (gsize)GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0) };
  codes = yz_code_reader_read (search->reader, &gray, budget_ms, FALSE);
  gst_video_frame_unmap (&frame);

  now_us = g_get_monotonic_time ();
  forget_old (search->sightings, now_us);
  for (guint i = 0; i < codes->len; i++)
    note_code (self, search->sightings, g_ptr_array_index (codes, i), now_us);
  note_sight (self, search, yz_code_reader_get_sight (search->reader), now_us);
}

/* A film starts again at its end, so that it stands for a camera, which has none. */
static gboolean
rewind_film (GstElement *pipeline, GError **error)
{
  if (gst_element_seek_simple (pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 0))
    return TRUE;
  g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "the film that stands for a camera has ended");
  return FALSE;
}

static gboolean
search_frames (YzScanRun *self, GstElement *pipeline, GError **error)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "search");
  g_autoptr (YzCodeReader) reader = yz_code_reader_new ();
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func (sighting_free);
  Search search = { .reader = reader, .sightings = sightings };

  for (guint n = 0; !g_atomic_int_get (&self->stopped); n++) {
    g_autoptr (GstSample) sample
        = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), POLL_MS * GST_MSECOND);

    if (sample != NULL)
      search_frame (self, &search, sample, n % LOOK_CLOSER_EVERY == 0 ? CLOSER_MS : BUDGET_MS);
    if (!yz_pipeline_check (pipeline, error))
      return FALSE;
    if (sample == NULL && gst_app_sink_is_eos (GST_APP_SINK (sink))
        && !rewind_film (pipeline, error))
      return FALSE;
  }
  return TRUE;
}

static void
set_detail_sink (YzScanRun *self, GstElement *sink)
{
  g_mutex_lock (&self->lock);
  gst_object_replace ((GstObject **)&self->detail_sink, (GstObject *)sink);
  g_mutex_unlock (&self->lock);
}

static gboolean
look (YzScanRun *self, GError **error)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_view_sample };
  g_autoptr (GstElement) pipeline
      = yz_pipeline_new_for_camera (self->source, self->rotation, self->detail, error);
  g_autoptr (GstElement) view = NULL;
  g_autoptr (GstElement) detail = NULL;
  gboolean ok = TRUE;

  if (pipeline == NULL)
    return FALSE;

  yz_stream_pool_use (pipeline);
  view = gst_bin_get_by_name (GST_BIN (pipeline), "view");
  gst_app_sink_set_callbacks (GST_APP_SINK (view), &callbacks, run_ref (self),
                              (GDestroyNotify)run_unref);
  detail = gst_bin_get_by_name (GST_BIN (pipeline), "detail");
  /* Before the first frame, with which a photograph may be asked for. */
  set_detail_sink (self, detail);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  ok = search_frames (self, pipeline, error);
  set_detail_sink (self, NULL);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return ok;
}

/* %FALSE where the run has been stopped. */
static gboolean
take_source (YzScanRun *self)
{
  gboolean taken;

  g_mutex_lock (&sources_lock);
  if (sources == NULL)
    sources = g_hash_table_new (g_str_hash, g_str_equal);
  while (!g_atomic_int_get (&self->stopped) && g_hash_table_contains (sources, self->source))
    g_cond_wait (&sources_changed, &sources_lock);
  taken = !g_atomic_int_get (&self->stopped) && g_hash_table_add (sources, self->source);
  g_mutex_unlock (&sources_lock);
  return taken;
}

static void
leave_source (YzScanRun *self)
{
  g_mutex_lock (&sources_lock);
  g_hash_table_remove (sources, self->source);
  g_cond_broadcast (&sources_changed);
  g_mutex_unlock (&sources_lock);
}

static gpointer
run_thread (gpointer data)
{
  g_autoptr (YzScanRun) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  setpriority (PRIO_PROCESS, (id_t)gettid (), NICENESS);
  if (!take_source (self))
    return NULL;
  ok = look (self, &error);
  leave_source (self);
  if (ok)
    return NULL;

  g_mutex_lock (&self->lock);
  self->error = g_steal_pointer (&error);
  schedule_locked (self);
  g_mutex_unlock (&self->lock);
  return NULL;
}

/**
 * yz_scan_run_start:
 * @source: as yz_scanner_new()
 * @rotation: as yz_scanner_new()
 * @detail: as yz_scanner_new()
 * @funcs: what to call; must stay
 * @user_data: passed to @funcs
 *
 * Starts a thread that opens the camera, once no other run has it any more, and looks for codes.
 *
 * Returns: (transfer full): the run, to be ended with yz_scan_run_stop()
 */
YzScanRun *
yz_scan_run_start (const char *source,
                   guint rotation,
                   gboolean detail,
                   const YzScanRunFuncs *funcs,
                   gpointer user_data)
{
  YzScanRun *self = g_new0 (YzScanRun, 1);

  /* All that share GLib's threads get the priority of whoever comes first, and that is not to be
   * the thread started here. */
  g_type_ensure (G_TYPE_TASK);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->source = g_strdup (source);
  self->rotation = rotation;
  self->detail = detail;
  self->context = g_main_context_ref_thread_default ();
  self->codes = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_code_free);
  self->funcs = funcs;
  self->user_data = user_data;
  self->last_frame_us = g_get_monotonic_time ();
  self->watchdog = g_timeout_source_new_seconds (1);
  g_source_set_callback (self->watchdog, on_watchdog, self, NULL);
  g_source_attach (self->watchdog, self->context);
  g_thread_unref (g_thread_new ("yz-scan", run_thread, run_ref (self)));
  return self;
}

/**
 * yz_scan_run_stop:
 * @self: (transfer full): a run
 *
 * Ends it at once for the caller, who is told nothing any more; the thread lets go of the device a
 * moment later, and the next run waits for that.
 */
void
yz_scan_run_stop (YzScanRun *self)
{
  g_mutex_lock (&sources_lock);
  g_atomic_int_set (&self->stopped, TRUE);
  g_cond_broadcast (&sources_changed);
  g_mutex_unlock (&sources_lock);
  self->funcs = NULL;
  g_source_destroy (self->watchdog);
  g_clear_pointer (&self->watchdog, g_source_unref);
  run_unref (self);
}

/**
 * yz_scan_run_get_detail_sink:
 * @self: a run
 *
 * Returns: (transfer full) (nullable): what has the latest picture in all its size, an appsink;
 *   %NULL while there is none
 */
GstElement *
yz_scan_run_get_detail_sink (YzScanRun *self)
{
  GstElement *sink;

  g_mutex_lock (&self->lock);
  sink = self->detail_sink != NULL ? gst_object_ref (self->detail_sink) : NULL;
  g_mutex_unlock (&self->lock);
  return sink;
}
