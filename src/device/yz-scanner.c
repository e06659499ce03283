/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-scanner.h"

#include "yz-error.h"
#include "yz-scan-run.h"

#include <gio/gio.h>
#include <string.h>

/* A camera that looks for codes and shows what it sees. */
struct _YzScanner {
  GObject parent_instance;

  char *source;
  guint rotation;
  gboolean detail;
  gboolean available;
  GFileMonitor *monitor;

  YzScanRun *run;
  guint retry; /* while a camera that was started has failed */
};

#define RETRY_SECONDS 2

typedef enum { PROP_SOURCE = 1, PROP_ROTATION, PROP_DETAIL, PROP_AVAILABLE } YzScannerProps;

enum { SIGNAL_FRAME, SIGNAL_CODE, SIGNAL_SIGHT, SIGNAL_FAILED, N_SIGNALS };

static GParamSpec *props[PROP_AVAILABLE + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzScanner, yz_scanner, G_TYPE_OBJECT)

static gboolean
has_camera (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/dev", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "video") && g_ascii_isdigit (name[strlen ("video")]))
      return TRUE;
  return FALSE;
}

/* The path to look at, NULL for any camera. */
static const char *
get_path (YzScanner *self)
{
  if (strcmp (self->source, "auto") == 0)
    return NULL;
  if (g_str_has_prefix (self->source, "file:"))
    return self->source + strlen ("file:");
  return self->source;
}

static gboolean
is_there (YzScanner *self)
{
  const char *path = get_path (self);

  if (*self->source == '\0')
    return FALSE;
  return path != NULL ? g_file_test (path, G_FILE_TEST_EXISTS) : has_camera ();
}

static gboolean
on_retry (gpointer user_data)
{
  YzScanner *self = user_data;

  /* A camera that fails again comes back here; one that works says so with its first frame. */
  if (!self->available)
    return G_SOURCE_CONTINUE;
  self->retry = 0;
  yz_scanner_start (self);
  return G_SOURCE_REMOVE;
}

static void
fail (YzScanner *self, const GError *error)
{
  yz_scanner_stop (self);
  self->retry = g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

/* Some drivers go on for ever without a device. */
static void
update_available (YzScanner *self)
{
  g_autoptr (YzScanner) alive = g_object_ref (self);
  g_autoptr (GError) error = NULL;
  gboolean available = is_there (self);

  if (self->available == available)
    return;

  self->available = available;
  if (!available && self->run != NULL) {
    g_set_error (&error, YZ_ERROR, YZ_ERROR_DEVICE, "the camera was unplugged: plug it in again");
    fail (self, error);
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AVAILABLE]);
}

/* Devices come and go while the kiosk runs. */
static void
watch (YzScanner *self)
{
  const char *path = get_path (self);
  g_autofree char *dir = path != NULL ? g_path_get_dirname (path) : g_strdup ("/dev");
  g_autoptr (GFile) folder = g_file_new_for_path (dir);

  if (*self->source == '\0')
    return;

  /* Without a monitor, which only saves a restart, a camera is still found at the start. */
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (update_available), self);
}

static void
on_frame (GBytes *pixels, guint width, guint height, guint stride, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_FRAME], 0, pixels, width, height, stride);
}

static void
on_code (const YzCode *code, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_CODE], 0, code);
}

static void
on_sight (YzSight sight, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_SIGHT], 0, (guint)sight);
}

static void
on_failed (const GError *error, gpointer user_data)
{
  g_autoptr (YzScanner) self = g_object_ref (YZ_SCANNER (user_data));

  fail (self, error);
  update_available (self);
}

static const YzScanRunFuncs run_funcs = { on_frame, on_code, on_sight, on_failed };

static void
yz_scanner_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  YzScanner *self = YZ_SCANNER (object);

  switch ((YzScannerProps)prop_id) {
  case PROP_SOURCE:
    g_value_set_string (value, self->source);
    break;
  case PROP_ROTATION:
    g_value_set_uint (value, self->rotation);
    break;
  case PROP_DETAIL:
    g_value_set_boolean (value, self->detail);
    break;
  case PROP_AVAILABLE:
    g_value_set_boolean (value, self->available);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_scanner_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  YzScanner *self = YZ_SCANNER (object);

  switch ((YzScannerProps)prop_id) {
  case PROP_SOURCE:
    self->source = g_value_dup_string (value);
    break;
  case PROP_ROTATION:
    self->rotation = g_value_get_uint (value);
    break;
  case PROP_DETAIL:
    self->detail = g_value_get_boolean (value);
    break;
  case PROP_AVAILABLE:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_scanner_constructed (GObject *object)
{
  YzScanner *self = YZ_SCANNER (object);

  G_OBJECT_CLASS (yz_scanner_parent_class)->constructed (object);

  if (self->source == NULL)
    self->source = g_strdup ("");
  self->available = is_there (self);
  watch (self);
}

static void
yz_scanner_dispose (GObject *object)
{
  YzScanner *self = YZ_SCANNER (object);

  yz_scanner_stop (self);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (yz_scanner_parent_class)->dispose (object);
}

static void
yz_scanner_finalize (GObject *object)
{
  YzScanner *self = YZ_SCANNER (object);

  g_free (self->source);

  G_OBJECT_CLASS (yz_scanner_parent_class)->finalize (object);
}

static void
yz_scanner_class_init (YzScannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yz_scanner_get_property;
  object_class->set_property = yz_scanner_set_property;
  object_class->constructed = yz_scanner_constructed;
  object_class->dispose = yz_scanner_dispose;
  object_class->finalize = yz_scanner_finalize;

  /**
   * YzScanner:source:
   *
   * Where the pictures come from, as in yz_scanner_new().
   */
  props[PROP_SOURCE]
      = g_param_spec_string ("source", NULL, NULL, "",
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * YzScanner:rotation:
   *
   * By how many degrees the frames are turned clockwise, as in yz_scanner_new().
   */
  props[PROP_ROTATION]
      = g_param_spec_uint ("rotation", NULL, NULL, 0, 270, 0,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * YzScanner:detail:
   *
   * Whether photographs are taken, as in yz_scanner_new().
   */
  props[PROP_DETAIL]
      = g_param_spec_boolean ("detail", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * YzScanner:available:
   *
   * Whether the camera is there. It may still fail when it is started.
   */
  props[PROP_AVAILABLE]
      = g_param_spec_boolean ("available", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * YzScanner::frame:
   * @self: the scanner
   * @pixels: a #GBytes of rows of blue, green, red and 255, one byte each: what Cairo calls ARGB32
   *   and GDK `GDK_MEMORY_B8G8R8A8_PREMULTIPLIED`
   * @width: at most 1280, or 720 where it is turned by 90 or 270 degrees
   * @height: at most 720, or 1280
   * @stride: bytes from one row to the next
   *
   * A frame to show. Frames for which there is no time are left out.
   */
  signals[SIGNAL_FRAME]
      = g_signal_new ("frame", YZ_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                      4, G_TYPE_BYTES, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);

  /**
   * YzScanner::code:
   * @self: the scanner
   * @code: a #YzCode
   *
   * A code has come into sight. It is told once, and again when it comes back.
   */
  signals[SIGNAL_CODE] = g_signal_new ("code", YZ_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, YZ_TYPE_CODE);

  /**
   * YzScanner::sight:
   * @self: the scanner
   * @sight: a #YzSight
   *
   * What keeps a code from being read has changed.
   */
  signals[SIGNAL_SIGHT] = g_signal_new ("sight", YZ_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * YzScanner::failed:
   * @self: the scanner
   * @error: a #GError, mostly %YZ_ERROR_DEVICE
   *
   * The camera is missing, was unplugged or has failed. That it is back the next frame says.
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", YZ_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
yz_scanner_init (YzScanner *self)
{
}

/**
 * yz_scanner_new:
 * @source: what stands in `[devices] camera=`: empty for none, `auto` for the first camera, the
 *   path of a device such as `/dev/video0`, or `file:` with the path of a picture or film that
 *   stands for a camera
 * @rotation: what stands in `[devices] camera-rotation=`: 0, 90, 180 or 270, by how many degrees
 * the frames are turned clockwise
 * @detail: whether photographs are going to be taken, by yz_scanner_take_async()
 *
 * Opens nothing yet.
 *
 * Returns: (transfer full): the scanner
 */
YzScanner *
yz_scanner_new (const char *source, guint rotation, gboolean detail)
{
  return g_object_new (YZ_TYPE_SCANNER, "source", source, "rotation", rotation, "detail", detail,
                       NULL);
}

/**
 * yz_scanner_get_available:
 * @self: a scanner
 *
 * Returns: whether the camera is there
 */
gboolean
yz_scanner_get_available (YzScanner *self)
{
  g_return_val_if_fail (YZ_IS_SCANNER (self), FALSE);

  return self->available;
}

/**
 * yz_scanner_start:
 * @self: a scanner
 *
 * Opens the camera, without waiting for it: frames, codes or a failure are told by the signals, on
 * the main context of the caller. Where another scanner of this process looks through the same
 * camera, it is opened once that one has been stopped. One that fails is opened again, every two
 * seconds while it is there, until yz_scanner_stop(). Does nothing where it runs already.
 */
void
yz_scanner_start (YzScanner *self)
{
  g_return_if_fail (YZ_IS_SCANNER (self));

  g_clear_handle_id (&self->retry, g_source_remove);
  if (self->run == NULL)
    self->run = yz_scan_run_start (self->source, self->rotation, self->detail, &run_funcs, self);
}

/**
 * yz_scanner_stop:
 * @self: a scanner
 *
 * Closes the camera. Nothing is told after it; the device is free a moment later.
 */
void
yz_scanner_stop (YzScanner *self)
{
  g_return_if_fail (YZ_IS_SCANNER (self));

  g_clear_handle_id (&self->retry, g_source_remove);
  g_clear_pointer (&self->run, yz_scan_run_stop);
}

typedef struct {
  GstElement *sink;
  guint rotation;
} Take;

static void
take_free (gpointer data)
{
  Take *take = data;

  gst_object_unref (take->sink);
  g_free (take);
}

static void
take_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Take *take = data;
  GError *error = NULL;
  YzStill *still = yz_still_take (take->sink, take->rotation, &error);

  if (still != NULL)
    g_task_return_pointer (task, still, (GDestroyNotify)yz_still_free);
  else
    g_task_return_error (task, error);
}

/**
 * yz_scanner_take_async:
 * @self: a scanner for photographs, which has been started
 * @cancellable: (nullable): to forget about it
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 *
 * Takes a photograph of what the camera sees now.
 */
void
yz_scanner_take_async (YzScanner *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GstElement *sink = self->run != NULL ? yz_scan_run_get_detail_sink (self->run) : NULL;
  Take *take;

  g_return_if_fail (YZ_IS_SCANNER (self));
  g_return_if_fail (self->detail);

  if (sink == NULL) {
    g_task_return_new_error (task, YZ_ERROR, YZ_ERROR_DEVICE, "the camera is not looking");
    return;
  }
  take = g_new (Take, 1);
  take->sink = sink;
  take->rotation = self->rotation;
  g_task_set_task_data (task, take, take_free);
  g_task_run_in_thread (task, take_worker);
}

/**
 * yz_scanner_take_finish:
 * @result: the result
 * @error: %YZ_ERROR_DEVICE, or that it was cancelled
 *
 * Returns: (transfer full): a photograph
 */
YzStill *
yz_scanner_take_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
