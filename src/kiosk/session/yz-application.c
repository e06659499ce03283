/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-application.h"

#include "yz-error.h"
#include "yz-espeak.h"
#include "yz-pages.h"
#include "yz-reading.h"

#include <gio/gunixconnection.h>
#include <malloc.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The session process: it loads ahead of need, waits for the supervisor's word, shows the window,
 * and ends with the citizen. */
struct _YzApplication {
  AdwApplication parent_instance;

  char *data_dir;
  int bus_fd;
  int width;
  int height;
  YzCardReader *(*new_card_reader) (YzNode *node);

  YzNode *node;
  YzStore *store;
  YzContent *content;
  YzForm *form;
  JsonArray *services;
  YzSession *session;
  YzWindow *window;

  GDBusConnection *connection;
  YzBusSupervisor *supervisor;
  YzBusSession *skeleton;
  gboolean active;
};

G_DEFINE_FINAL_TYPE (YzApplication, yz_application, ADW_TYPE_APPLICATION)

#define APPLICATION_FORM "legal-aid-application"

/* A citizen does not wait longer than this for the network: the kiosk then helps itself. */
#define SUPERVISOR_TIMEOUT_MS 3000

#define STACK_MARGIN (64 * 1024)
#define STACK_GIVEN_BACK (1024 * 1024)

/* Loading ------------------------------------------------------------------------------------- */

typedef struct {
  char *data_dir;
  char *shipped;
  YzNode *node;
  YzStore *store;
  YzContent *content;
  YzForm *form;
  JsonArray *services;
} Loaded;

static void
loaded_free (gpointer data)
{
  Loaded *loaded = data;

  g_free (loaded->data_dir);
  g_free (loaded->shipped);
  g_clear_object (&loaded->node);
  g_clear_object (&loaded->store);
  g_clear_object (&loaded->content);
  g_clear_object (&loaded->form);
  g_clear_pointer (&loaded->services, json_array_unref);
  g_free (loaded);
}

static void
load_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Loaded *loaded = task_data;
  g_autoptr (YzClock) clock = yz_clock_new_system ();
  g_autofree char *path = NULL;
  GError *error = NULL;

  loaded->node = yz_node_open (loaded->data_dir, clock, &error);
  if (loaded->node != NULL) {
    path = yz_node_get_path (loaded->node, "kiosk.db");
    loaded->store = yz_store_open (path, &yz_kiosk_schema, FALSE, &error);
  }
  if (loaded->store != NULL)
    loaded->content
        = yz_content_open_active (yz_node_get_dir (loaded->node), loaded->shipped, &error);
  if (loaded->content != NULL) {
    yz_content_set_clock (loaded->content, clock);
    loaded->form = yz_content_get_form (loaded->content, APPLICATION_FORM, &error);
  }
  if (loaded->form != NULL)
    loaded->services = yz_content_get_services (loaded->content, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void on_loaded (GObject *source, GAsyncResult *result, gpointer user_data);

static void
load (YzApplication *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_loaded, NULL);
  Loaded *loaded = g_new0 (Loaded, 1);
  const char *shipped = g_getenv ("YZ_CONTENT_DIR");

  loaded->data_dir = g_strdup (self->data_dir);
  loaded->shipped = g_strdup (shipped != NULL ? shipped : YZ_PKGDATADIR "/content");
  g_task_set_task_data (task, loaded, loaded_free);
  g_task_run_in_thread (task, load_worker);
}

/* The window ---------------------------------------------------------------------------------- */

static void
on_first_frame (GdkFrameClock *clock, YzApplication *self)
{
  g_signal_handlers_disconnect_by_func (clock, on_first_frame, self);
  if (self->supervisor != NULL)
    yz_bus_supervisor_call_shown (self->supervisor, NULL, NULL, NULL);
}

static void
on_map (GtkWidget *window, YzApplication *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_signal_connect_object (clock, "after-paint", G_CALLBACK (on_first_frame), self, 0);
}

static void
on_place_changed (YzApplication *self)
{
  if (self->active || strcmp (yz_session_get_page (self->session), "idle") == 0)
    return;

  self->active = TRUE;
  if (self->supervisor != NULL)
    yz_bus_supervisor_call_active (self->supervisor, NULL, NULL, NULL);
}

static void
on_done (YzApplication *self)
{
  yz_frame_forget (yz_window_get_frame (self->window));
  if (self->supervisor != NULL)
    yz_bus_supervisor_call_done (self->supervisor, NULL, NULL, NULL);
  else
    g_application_quit (G_APPLICATION (self));
}

/* A page in a browser has no frame and no other windows: the kiosk fills it, whatever its size. */
static gboolean
is_in_browser (GdkDisplay *display)
{
  return strcmp (G_OBJECT_TYPE_NAME (display), "GdkBroadwayDisplay") == 0;
}

static void
size_window (YzApplication *self)
{
  GtkWindow *window = GTK_WINDOW (self->window);
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (gdk_display_get_monitors (display), 0);
  GdkRectangle area = { 0, 0, self->width, self->height };

  if (monitor != NULL)
    gdk_monitor_get_geometry (monitor, &area);

  if (is_in_browser (display)) {
    /* It follows the page's size when maximized, not when fullscreen; but the first size is the
     * default one all the same. */
    gtk_window_set_default_size (window, area.width, area.height);
    gtk_window_maximize (window);
  } else if (self->width == 0) {
    gtk_window_fullscreen (window);
  } else {
    gtk_window_set_default_size (window, MIN (self->width, area.width),
                                 MIN (self->height, area.height));
  }
}

/* Returns NULL where the kiosk has no sound. */
static YzSpeech *
new_speech (YzApplication *self)
{
  YzConfig *config = yz_node_get_config (self->node);
  const char *sound = yz_config_get_string (config, "devices.sound");
  const char *dir = g_getenv ("YZ_SPEECH_DIR");
  g_autofree char *readings
      = g_build_filename (dir != NULL ? dir : YZ_PKGDATADIR "/speech", "readings", NULL);

  if (*sound == '\0')
    return NULL;
  return YZ_SPEECH (
      yz_espeak_new (readings, sound, yz_config_get_string (config, "devices.headphones")));
}

static void
show_window (YzApplication *self)
{
  g_autoptr (YzSpeech) speech = new_speech (self);

  self->window = yz_window_new (GTK_APPLICATION (self), self->session, speech);
  size_window (self);
  g_signal_connect_object (self->window, "map", G_CALLBACK (on_map), self, 0);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
connect_card_reader (YzApplication *self)
{
  g_autoptr (YzCardReader) reader
      = self->new_card_reader != NULL ? self->new_card_reader (self->node) : NULL;

  if (reader != NULL)
    yz_reading_set_card_reader (yz_session_get_reading (self->session), reader);
}

static void
make_session (YzApplication *self)
{
  self->session = yz_session_new (self->node, self->store, self->content, self->supervisor);
  yz_session_set_form (self->session, self->form);
  yz_session_set_services (self->session, self->services);
  connect_card_reader (self);
  g_signal_connect_object (self->session, "notify::place", G_CALLBACK (on_place_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
}

/* The supervisor ------------------------------------------------------------------------------ */

static gboolean
has_word (const char *words, const char *word)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  return g_strv_contains ((const char *const *)list, word);
}

static gboolean
on_start (YzApplication *self,
          GDBusMethodInvocation *invocation,
          const char *language,
          const char *profile,
          gboolean sorry)
{
  if (self->window == NULL) {
    yz_session_set_language (self->session, language);
    yz_session_set_elder (self->session, has_word (profile, "elder"));
    yz_session_set_contrast (self->session, has_word (profile, "contrast"));
    yz_session_set_sorry (self->session, sorry);
    show_window (self);
  }
  yz_bus_session_complete_start (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_end (YzApplication *self, GDBusMethodInvocation *invocation)
{
  yz_bus_session_complete_end (self->skeleton, invocation);
  g_application_quit (G_APPLICATION (self));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_set_connection (YzApplication *self,
                   GDBusMethodInvocation *invocation,
                   const char *connection,
                   guint waiting)
{
  YzConnection value = YZ_CONNECTION_UNKNOWN;

  if (strcmp (connection, "online") == 0)
    value = YZ_CONNECTION_ONLINE;
  else if (strcmp (connection, "offline") == 0)
    value = YZ_CONNECTION_OFFLINE;
  else if (strcmp (connection, "refused") == 0)
    value = YZ_CONNECTION_REFUSED;

  yz_session_set_connection (self->session, value, waiting);
  yz_bus_session_complete_set_connection (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_set_delivered (YzApplication *self, GDBusMethodInvocation *invocation, const char *id)
{
  yz_session_set_delivered (self->session, id);
  yz_bus_session_complete_set_delivered (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_ping (YzApplication *self, GDBusMethodInvocation *invocation)
{
  yz_bus_session_complete_ping (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* The supervisor has gone: so does everything that belongs to it. */
static void
on_closed (YzApplication *self)
{
  g_application_quit (G_APPLICATION (self));
}

static void
export_session (YzApplication *self)
{
  self->skeleton = yz_bus_session_skeleton_new ();
  g_signal_connect_object (self->skeleton, "handle-start", G_CALLBACK (on_start), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-end", G_CALLBACK (on_end), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-set-connection", G_CALLBACK (on_set_connection),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-set-delivered", G_CALLBACK (on_set_delivered),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-ping", G_CALLBACK (on_ping), self,
                           G_CONNECT_SWAPPED);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), self->connection,
                                    "/io/yizhan/Session", NULL);
}

/* It may wait for hours now, without what loading needed for a moment: on the heap, and on the
 * stack, of which GTK takes 700 kB while it reads style sheets. What lies below the frame of this
 * function is nobody's; what of that is not mapped makes madvise() fail only after the rest. */
static void
give_back_memory (void)
{
  const gsize page = (gsize)sysconf (_SC_PAGESIZE);
  const gsize used = (gsize)__builtin_frame_address (0) - STACK_MARGIN;
  gsize size = STACK_GIVEN_BACK;

  malloc_trim (0);
  madvise ((void *)((used - size) & ~(page - 1)), size, MADV_DONTNEED);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  self->connection = g_dbus_connection_new_finish (result, &error);
  if (self->connection == NULL) {
    g_critical ("the supervisor cannot be reached: %s", error->message);
    g_application_quit (G_APPLICATION (self));
    return;
  }
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_closed), self,
                           G_CONNECT_SWAPPED);
  self->supervisor
      = yz_bus_supervisor_proxy_new_sync (self->connection,
                                          G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES
                                              | G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS,
                                          NULL, "/io/yizhan/Supervisor", NULL, NULL);
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->supervisor), SUPERVISOR_TIMEOUT_MS);
  make_session (self);
  export_session (self);
  g_dbus_connection_start_message_processing (self->connection);
  give_back_memory ();
  yz_bus_supervisor_call_ready (self->supervisor, NULL, NULL, NULL);
}

static void
connect_to_supervisor (YzApplication *self)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (self->bus_fd, NULL);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);

  g_dbus_connection_new (G_IO_STREAM (stream), NULL,
                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                             | G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                         NULL, NULL, on_connected, g_object_ref (self));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YzApplication *self = YZ_APPLICATION (source);
  Loaded *loaded = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_critical ("the session cannot begin: %s", error->message);
    g_application_quit (G_APPLICATION (self));
    return;
  }
  self->node = g_steal_pointer (&loaded->node);
  self->store = g_steal_pointer (&loaded->store);
  self->content = g_steal_pointer (&loaded->content);
  self->form = g_steal_pointer (&loaded->form);
  self->services = g_steal_pointer (&loaded->services);
  if (self->bus_fd >= 0) {
    connect_to_supervisor (self);
  } else {
    make_session (self);
    show_window (self);
  }
}

/* The application ----------------------------------------------------------------------------- */

static void
yz_application_startup (GApplication *application)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GdkDisplay *display;

  /* GTK takes longer to begin than the rest to load: neither waits for the other. */
  load (YZ_APPLICATION (application));
  G_APPLICATION_CLASS (yz_application_parent_class)->startup (application);

  display = gdk_display_get_default ();
  g_object_set (gtk_settings_get_for_display (display), "gtk-font-name", "Noto Sans CJK SC 22",
                "gtk-enable-animations", FALSE, "gtk-overlay-scrolling", FALSE, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_LIGHT);
  gtk_css_provider_load_from_resource (provider, "/io/yizhan/yizhan.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), "/io/yizhan/icons");
}

static void
yz_application_activate (GApplication *application)
{
  g_application_hold (application);
}

static void
yz_application_dispose (GObject *object)
{
  YzApplication *self = YZ_APPLICATION (object);

  g_clear_object (&self->session);
  g_clear_object (&self->supervisor);
  g_clear_object (&self->skeleton);
  g_clear_object (&self->connection);
  g_clear_object (&self->form);
  g_clear_pointer (&self->services, json_array_unref);
  g_clear_object (&self->content);
  g_clear_object (&self->store);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (yz_application_parent_class)->dispose (object);
}

static void
yz_application_finalize (GObject *object)
{
  g_free (YZ_APPLICATION (object)->data_dir);

  G_OBJECT_CLASS (yz_application_parent_class)->finalize (object);
}

static void
yz_application_class_init (YzApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = yz_application_dispose;
  object_class->finalize = yz_application_finalize;
  application_class->startup = yz_application_startup;
  application_class->activate = yz_application_activate;
}

static void
yz_application_init (YzApplication *self)
{
}

/**
 * yz_application_new:
 * @options: how the supervisor wants it
 *
 * Returns: (transfer full): the session's application
 */
YzApplication *
yz_application_new (const YzApplicationOptions *options)
{
  YzApplication *self;

  g_return_val_if_fail (options != NULL && options->data_dir != NULL, NULL);

  self = g_object_new (YZ_TYPE_APPLICATION, "application-id", "io.yizhan.Session", "flags",
                       G_APPLICATION_NON_UNIQUE, NULL);
  self->data_dir = g_strdup (options->data_dir);
  self->bus_fd = options->bus_fd;
  self->width = options->width;
  self->height = options->height;
  self->new_card_reader = options->new_card_reader;
  return self;
}
