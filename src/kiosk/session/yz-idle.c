/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-idle.h"

/* Watches whether anybody still touches the screen: a warning first, then the end. It counts in
 * seconds of its own, so that work the kiosk does for the citizen can hold it. */
struct _YzIdle {
  GObject parent_instance;

  int seconds; /* 0: no limit */
  int warning_seconds;
  int untouched;
  gboolean extended; /* by a device, since the last touch */
  guint tick_id;
};

typedef enum {
  PROP_LEFT = 1,
} YzIdleProps;

enum {
  EXPIRED,
  HOLD,
  N_SIGNALS,
};

static GParamSpec *props[PROP_LEFT + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzIdle, yz_idle, G_TYPE_OBJECT)

static void
begin_anew (YzIdle *self)
{
  gboolean warned = yz_idle_get_left (self) >= 0;

  self->untouched = 0;
  if (warned)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LEFT]);
}

static gboolean
on_tick (gpointer user_data)
{
  yz_idle_tick (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_event (GtkEventController *controller, GdkEvent *event, gpointer user_data)
{
  YzIdle *self = user_data;

  switch ((int)gdk_event_get_event_type (event)) {
  case GDK_BUTTON_PRESS:
  case GDK_TOUCH_BEGIN:
  case GDK_KEY_PRESS:
  case GDK_SCROLL:
    yz_idle_touch (self);
    break;
  default:
    break;
  }
  return GDK_EVENT_PROPAGATE;
}

static void
yz_idle_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  YzIdle *self = YZ_IDLE (object);

  switch ((YzIdleProps)prop_id) {
  case PROP_LEFT:
    g_value_set_int (value, yz_idle_get_left (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_idle_dispose (GObject *object)
{
  YzIdle *self = YZ_IDLE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);

  G_OBJECT_CLASS (yz_idle_parent_class)->dispose (object);
}

static void
yz_idle_class_init (YzIdleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yz_idle_get_property;
  object_class->dispose = yz_idle_dispose;

  props[PROP_LEFT]
      = g_param_spec_int ("left", NULL, NULL, -1, G_MAXINT, -1,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /* The time is up. */
  signals[EXPIRED] = g_signal_new ("expired", YZ_TYPE_IDLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  /* Asked every second: set the pointed-to boolean to hold the time. */
  signals[HOLD] = g_signal_new ("hold", YZ_TYPE_IDLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
yz_idle_init (YzIdle *self)
{
}

/**
 * yz_idle_new:
 * @widget: the window to watch
 * @warning_seconds: how long before the end the warning begins
 *
 * Returns: (transfer full): a watch without a limit yet
 */
YzIdle *
yz_idle_new (GtkWidget *widget, int warning_seconds)
{
  YzIdle *self = g_object_new (YZ_TYPE_IDLE, NULL);
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  self->warning_seconds = warning_seconds;
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_event), self, 0);
  gtk_widget_add_controller (widget, controller);
  return self;
}

/**
 * yz_idle_set_seconds:
 * @self: a watch
 * @seconds: how long the screen may stay untouched, 0 for ever; begins anew
 */
void
yz_idle_set_seconds (YzIdle *self, int seconds)
{
  g_return_if_fail (YZ_IS_IDLE (self));

  begin_anew (self);
  self->seconds = seconds;
  /* Nothing wakes the machine up while there is nothing to count. */
  if (seconds == 0)
    g_clear_handle_id (&self->tick_id, g_source_remove);
  else if (self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (1, on_tick, self);
}

/**
 * yz_idle_tick:
 * @self: a watch with a limit
 *
 * A second has passed. Called by the watch's own timer, and by who has a time of their own.
 */
void
yz_idle_tick (YzIdle *self)
{
  gboolean hold = FALSE;

  g_return_if_fail (YZ_IS_IDLE (self));
  g_return_if_fail (self->seconds > 0);

  g_signal_emit (self, signals[HOLD], 0, &hold);
  if (hold) {
    begin_anew (self);
    return;
  }
  self->untouched++;
  if (yz_idle_get_left (self) >= 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LEFT]);
  if (self->untouched == self->seconds)
    g_signal_emit (self, signals[EXPIRED], 0);
}

/**
 * yz_idle_touch:
 * @self: a watch
 *
 * Begins anew, as any touch or key does.
 */
void
yz_idle_touch (YzIdle *self)
{
  g_return_if_fail (YZ_IS_IDLE (self));

  self->extended = FALSE;
  begin_anew (self);
}

/**
 * yz_idle_extend:
 * @self: a watch
 *
 * A device says something: somebody may be there. It begins anew too, but only once until the next
 * touch or key. A device that says something again and again keeps no session alive.
 */
void
yz_idle_extend (YzIdle *self)
{
  g_return_if_fail (YZ_IS_IDLE (self));

  if (self->extended)
    return;
  self->extended = TRUE;
  begin_anew (self);
}

/**
 * yz_idle_get_extended:
 * @self: a watch
 *
 * Returns: whether a device has said something since the last touch or key
 */
gboolean
yz_idle_get_extended (YzIdle *self)
{
  g_return_val_if_fail (YZ_IS_IDLE (self), FALSE);

  return self->extended;
}

/**
 * yz_idle_get_left:
 * @self: a watch
 *
 * Returns: seconds until the end while the warning runs, -1 before it
 */
int
yz_idle_get_left (YzIdle *self)
{
  int left;

  g_return_val_if_fail (YZ_IS_IDLE (self), -1);

  /* However short the limit is, who has just touched the screen is not warned. */
  if (self->seconds == 0 || self->untouched == 0)
    return -1;
  left = self->seconds - self->untouched;
  return left <= self->warning_seconds ? MAX (left, 0) : -1;
}
