/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-headphones.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The kernel tells of the socket for headphones as of a switch, on an input device of its own:
 * sound cards, and panels for those who see nothing, have one. Where it is not there, or goes away,
 * nobody wears headphones. */
struct _YzHeadphones {
  GObject parent_instance;

  char *device;
  GFileMonitor *monitor; /* it may be plugged in later */
  int fd;                /* or -1 */
  guint source_id;
  gboolean plugged;
};

typedef enum {
  PROP_PLUGGED = 1,
} YzHeadphonesProps;

static GParamSpec *props[PROP_PLUGGED + 1];

G_DEFINE_FINAL_TYPE (YzHeadphones, yz_headphones, G_TYPE_OBJECT)

static void
set_plugged (YzHeadphones *self, gboolean plugged)
{
  if (plugged == self->plugged)
    return;
  self->plugged = plugged;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PLUGGED]);
}

static void
close_device (YzHeadphones *self)
{
  g_clear_handle_id (&self->source_id, g_source_remove);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  self->fd = -1;
  set_plugged (self, FALSE);
}

static void
ask (YzHeadphones *self)
{
  guint8 switches[SW_CNT / 8 + 1] = { 0 };

  if (ioctl (self->fd, EVIOCGSW (sizeof switches), switches) >= 0)
    set_plugged (self, (switches[SW_HEADPHONE_INSERT / 8] >> (SW_HEADPHONE_INSERT % 8) & 1) != 0);
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  YzHeadphones *self = user_data;
  struct input_event events[16];
  ssize_t n = read (fd, events, sizeof events);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n <= 0) {
    self->source_id = 0;
    close_device (self);
    return G_SOURCE_REMOVE;
  }
  for (gsize i = 0; i < (gsize)n / sizeof *events; i++) {
    if (events[i].type == EV_SW && events[i].code == SW_HEADPHONE_INSERT)
      set_plugged (self, events[i].value != 0);
    /* There was no room for some, and one of them may have told of it. */
    if (events[i].type == EV_SYN && events[i].code == SYN_DROPPED) {
      set_plugged (self, FALSE);
      ask (self);
    }
  }
  return G_SOURCE_CONTINUE;
}

static void
open_device (YzHeadphones *self)
{
  close_device (self);
  self->fd = g_open (self->device, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
  if (self->fd < 0)
    return;
  ask (self);
  self->source_id = g_unix_fd_add (self->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);
}

static void
on_device_changed (YzHeadphones *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  if (event == G_FILE_MONITOR_EVENT_CREATED || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    open_device (self);
}

static void
yz_headphones_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  YzHeadphones *self = YZ_HEADPHONES (object);

  switch ((YzHeadphonesProps)prop_id) {
  case PROP_PLUGGED:
    g_value_set_boolean (value, self->plugged);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_headphones_dispose (GObject *object)
{
  YzHeadphones *self = YZ_HEADPHONES (object);

  g_clear_object (&self->monitor);
  close_device (self);

  G_OBJECT_CLASS (yz_headphones_parent_class)->dispose (object);
}

static void
yz_headphones_finalize (GObject *object)
{
  g_free (YZ_HEADPHONES (object)->device);

  G_OBJECT_CLASS (yz_headphones_parent_class)->finalize (object);
}

static void
yz_headphones_class_init (YzHeadphonesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yz_headphones_get_property;
  object_class->dispose = yz_headphones_dispose;
  object_class->finalize = yz_headphones_finalize;

  props[PROP_PLUGGED]
      = g_param_spec_boolean ("plugged", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
yz_headphones_init (YzHeadphones *self)
{
  self->fd = -1;
}

/**
 * yz_headphones_new:
 * @device: the input device that tells of them, such as `/dev/input/by-path/…-event`; it need not
 *   be there yet
 *
 * Returns: (transfer full): watches whether headphones are plugged in
 */
YzHeadphones *
yz_headphones_new (const char *device)
{
  YzHeadphones *self = g_object_new (YZ_TYPE_HEADPHONES, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (device);

  self->device = g_strdup (device);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_device_changed), self,
                             G_CONNECT_SWAPPED);
  open_device (self);
  return self;
}

/**
 * yz_headphones_get_plugged:
 * @self: headphones
 *
 * Returns: whether they are plugged in
 */
gboolean
yz_headphones_get_plugged (YzHeadphones *self)
{
  g_return_val_if_fail (YZ_IS_HEADPHONES (self), FALSE);

  return self->plugged;
}
