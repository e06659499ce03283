/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sim-clock.h"

/* A clock that stands still until it is told otherwise. Any thread may ask it. */
struct _YzSimClock {
  GObject parent_instance;

  GMutex lock;
  gint64 time_us;
};

static gint64
yz_sim_clock_now (YzClock *clock)
{
  YzSimClock *self = YZ_SIM_CLOCK (clock);
  gint64 time_us;

  g_mutex_lock (&self->lock);
  time_us = self->time_us;
  g_mutex_unlock (&self->lock);
  return time_us;
}

static void
yz_sim_clock_iface_init (YzClockInterface *iface)
{
  iface->now = yz_sim_clock_now;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (YzSimClock,
                               yz_sim_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_CLOCK, yz_sim_clock_iface_init))

static void
yz_sim_clock_finalize (GObject *object)
{
  YzSimClock *self = YZ_SIM_CLOCK (object);

  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (yz_sim_clock_parent_class)->finalize (object);
}

static void
yz_sim_clock_class_init (YzSimClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_sim_clock_finalize;
}

static void
yz_sim_clock_init (YzSimClock *self)
{
  g_mutex_init (&self->lock);
}

/**
 * yz_sim_clock_new:
 * @time: what it shows, as in yz_time_parse(): `2026-11-21T09:30:00+08:00`
 *
 * Returns: (transfer full): the clock
 */
YzClock *
yz_sim_clock_new (const char *time)
{
  YzSimClock *self = g_object_new (YZ_TYPE_SIM_CLOCK, NULL);
  g_autoptr (GError) error = NULL;

  if (!yz_time_parse (time, &self->time_us, &error))
    g_critical ("%s", error->message);
  return YZ_CLOCK (self);
}

/**
 * yz_sim_clock_set:
 * @self: a clock
 * @time_us: microseconds since 1970-01-01 UTC; may be before what it shows
 *
 * Sets it, as someone does who sets the clock of the machine.
 */
void
yz_sim_clock_set (YzSimClock *self, gint64 time_us)
{
  g_return_if_fail (YZ_IS_SIM_CLOCK (self));

  g_mutex_lock (&self->lock);
  self->time_us = time_us;
  g_mutex_unlock (&self->lock);
}

/**
 * yz_sim_clock_advance:
 * @self: a clock
 * @span_us: microseconds to go on
 *
 * Lets time pass.
 */
void
yz_sim_clock_advance (YzSimClock *self, gint64 span_us)
{
  g_return_if_fail (YZ_IS_SIM_CLOCK (self));

  g_mutex_lock (&self->lock);
  self->time_us += span_us;
  g_mutex_unlock (&self->lock);
}
