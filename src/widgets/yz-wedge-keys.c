/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-wedge-keys.h"

#include "yz-wedge.h"

/* Keys on the desk go by here before any widget sees them, and wait until it is clear who types.
 * What a person typed goes on as the very events that came: the input method, the filter for hands
 * that shake and the focus take them as ever, a moment later. */
struct _YzWedgeKeys {
  GObject parent_instance;

  YzClock *clock;
  GdkDisplay *display;
  YzWedge wedge;
  GQueue held;  /* of GdkEvent, the oldest first */
  GQueue going; /* of GdkEvent: sent on, but not by here yet */
  guint patience_id;
};

enum { SIGNAL_SCANNED, SIGNAL_USELESS, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzWedgeKeys, yz_wedge_keys, G_TYPE_OBJECT)

static void
send_on (YzWedgeKeys *self, GdkEvent *event)
{
  g_queue_push_tail (&self->going, gdk_event_ref (event));
  gdk_display_put_event (self->display, event);
}

static void
forget_held (YzWedgeKeys *self)
{
  g_queue_clear_full (&self->held, (GDestroyNotify)gdk_event_unref);
  yz_wedge_clear (&self->wedge);
}

static char *
get_today (YzWedgeKeys *self)
{
  return yz_time_local_date (yz_clock_now (self->clock));
}

static void
tell_scan (YzWedgeKeys *self)
{
  g_autoptr (GBytes) text = g_bytes_new (self->wedge.text->str, self->wedge.text->len);

  forget_held (self);
  g_signal_emit (self, signals[SIGNAL_SCANNED], 0, text);
}

static void
follow (YzWedgeKeys *self, YzWedgeVerdict verdict)
{
  switch (verdict) {
  case YZ_WEDGE_NOTHING:
  case YZ_WEDGE_HOLD:
  case YZ_WEDGE_SWALLOW:
    break;
  case YZ_WEDGE_TYPED:
    for (GList *l = self->held.head; l != NULL; l = l->next)
      send_on (self, l->data);
    forget_held (self);
    break;
  case YZ_WEDGE_SCANNED:
    tell_scan (self);
    break;
  case YZ_WEDGE_USELESS:
    forget_held (self);
    g_signal_emit (self, signals[SIGNAL_USELESS], 0);
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
end (YzWedgeKeys *self)
{
  g_autofree char *today = get_today (self);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  follow (self, yz_wedge_end (&self->wedge, today));
}

static gboolean
on_patience_over (gpointer user_data)
{
  YzWedgeKeys *self = user_data;

  self->patience_id = 0;
  end (self);
  return G_SOURCE_REMOVE;
}

/* After events that have come already: a busy moment here is no pause of the scanner. */
#define PATIENCE_PRIORITY (G_PRIORITY_DEFAULT + 10)

static void
wait (YzWedgeKeys *self)
{
  g_clear_handle_id (&self->patience_id, g_source_remove);
  if (!g_queue_is_empty (&self->held))
    self->patience_id
        = g_timeout_add_full (PATIENCE_PRIORITY, yz_wedge_get_patience_ms (&self->wedge),
                              on_patience_over, self, NULL);
}

/* 0 for keys that are neither characters nor end a line. */
static gunichar
to_key (GdkEvent *event)
{
  GdkModifierType shortcuts = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  guint keyval = gdk_key_event_get_keyval (event);
  gunichar key;

  if ((gdk_event_get_modifier_state (event) & shortcuts) != 0)
    return 0;
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_Tab
      || keyval == GDK_KEY_Linefeed)
    return '\n';
  key = gdk_keyval_to_unicode (keyval);
  return g_unichar_isprint (key) ? key : 0;
}

/* The time of a key is when it was struck, not when there was time for it; it starts anew every 49
 * days. */
static gint64
get_time_ms (YzWedgeKeys *self, GdkEvent *event)
{
  return self->wedge.last_ms + (gint32)(gdk_event_get_time (event) - (guint32)self->wedge.last_ms);
}

/* Whether it waits, or goes nowhere. */
static gboolean
hold_back (YzWedgeKeys *self, GdkEvent *event)
{
  g_autofree char *today = get_today (self);
  gint64 now_ms = get_time_ms (self, event);
  gunichar key = to_key (event);
  YzWedgeVerdict verdict;

  if (key == 0 || now_ms - self->wedge.last_ms > yz_wedge_get_patience_ms (&self->wedge))
    end (self);
  verdict = yz_wedge_take_key (&self->wedge, key, now_ms, today);
  /* Nobody overtakes what has been sent on. */
  if (verdict == YZ_WEDGE_NOTHING && !g_queue_is_empty (&self->going)) {
    send_on (self, event);
    return TRUE;
  }
  if (verdict == YZ_WEDGE_NOTHING)
    return FALSE;
  if (verdict != YZ_WEDGE_SWALLOW)
    g_queue_push_tail (&self->held, gdk_event_ref (event));
  follow (self, verdict);
  wait (self);
  return TRUE;
}

/* Whether it was sent on from here. What was sent on before it and has not come by never will. */
static gboolean
comes_back (YzWedgeKeys *self, GdkEvent *event)
{
  gboolean found = FALSE;

  if (g_queue_find (&self->going, event) == NULL)
    return FALSE;
  while (!found) {
    GdkEvent *first = g_queue_pop_head (&self->going);

    found = first == event;
    gdk_event_unref (first);
  }
  return TRUE;
}

static gboolean
on_key_pressed (YzWedgeKeys *self,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);

  if (event == NULL || gdk_key_event_is_modifier (event))
    return GDK_EVENT_PROPAGATE;
  if (comes_back (self, event))
    return GDK_EVENT_PROPAGATE;
  return hold_back (self, event) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

static void
yz_wedge_keys_dispose (GObject *object)
{
  YzWedgeKeys *self = YZ_WEDGE_KEYS (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  forget_held (self);
  g_queue_clear_full (&self->going, (GDestroyNotify)gdk_event_unref);
  g_clear_object (&self->clock);
  g_clear_object (&self->display);

  G_OBJECT_CLASS (yz_wedge_keys_parent_class)->dispose (object);
}

static void
yz_wedge_keys_class_init (YzWedgeKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yz_wedge_keys_dispose;

  /**
   * YzWedgeKeys::scanned:
   * @self: the keys
   * @text: #GBytes of UTF-8: a number, a zone or a JSON object, as yz_scan_text_judge() tells them
   *
   * A scanner has typed something that may be of use. It is untrusted.
   */
  signals[SIGNAL_SCANNED] = g_signal_new ("scanned", YZ_TYPE_WEDGE_KEYS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
  /**
   * YzWedgeKeys::useless:
   * @self: the keys
   *
   * A scanner has typed something else, or half of it.
   */
  signals[SIGNAL_USELESS] = g_signal_new ("useless", YZ_TYPE_WEDGE_KEYS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
yz_wedge_keys_init (YzWedgeKeys *self)
{
  g_queue_init (&self->held);
  g_queue_init (&self->going);
}

/**
 * yz_wedge_keys_new:
 * @window: whose keys they are
 * @clock: tells the day
 *
 * Returns: (transfer full): what holds keys until it is clear whether a scanner types them
 */
YzWedgeKeys *
yz_wedge_keys_new (GtkWindow *window, YzClock *clock)
{
  YzWedgeKeys *self;
  GtkEventController *controller;

  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);
  g_return_val_if_fail (YZ_IS_CLOCK (clock), NULL);

  self = g_object_new (YZ_TYPE_WEDGE_KEYS, NULL);
  controller = gtk_event_controller_key_new ();
  self->clock = g_object_ref (clock);
  self->display = g_object_ref (gtk_widget_get_display (GTK_WIDGET (window)));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (on_key_pressed), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
  return self;
}
