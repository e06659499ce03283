/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-clock.h"

#include "yz-error.h"

/* 1000-01-02 and 9999-12-30: a day short, so that any zone stays inside too. */
#define FIRST_SECOND G_GINT64_CONSTANT (-30610137600)
#define LAST_SECOND  G_GINT64_CONSTANT (253402214399)

/* Where the time comes from, so that tests and the simulation can say what day it is. */

G_DEFINE_INTERFACE (YzClock, yz_clock, G_TYPE_OBJECT)

#define YZ_TYPE_SYSTEM_CLOCK (yz_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (YzSystemClock, yz_system_clock, YZ, SYSTEM_CLOCK, GObject)

struct _YzSystemClock {
  GObject parent_instance;
};

static gint64
yz_system_clock_now (YzClock *clock)
{
  return g_get_real_time ();
}

static void
yz_system_clock_iface_init (YzClockInterface *iface)
{
  iface->now = yz_system_clock_now;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (YzSystemClock,
                               yz_system_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_CLOCK, yz_system_clock_iface_init))

static void
yz_system_clock_class_init (YzSystemClockClass *klass)
{
}

static void
yz_system_clock_init (YzSystemClock *self)
{
}

static void
yz_clock_default_init (YzClockInterface *iface)
{
}

/**
 * yz_clock_new_system:
 *
 * Returns: (transfer full): a clock that tells the time of the machine
 */
YzClock *
yz_clock_new_system (void)
{
  return YZ_CLOCK (g_object_new (YZ_TYPE_SYSTEM_CLOCK, NULL));
}

/**
 * yz_clock_now:
 * @self: a clock
 *
 * Returns: the time in microseconds since 1970-01-01 UTC
 */
gint64
yz_clock_now (YzClock *self)
{
  g_return_val_if_fail (YZ_IS_CLOCK (self), 0);

  return YZ_CLOCK_GET_IFACE (self)->now (self);
}

/* A year has four digits in RFC 3339: what lies outside, out of a damaged row, becomes the end. */
static gint64
to_seconds (gint64 time_us)
{
  gint64 seconds = time_us / G_USEC_PER_SEC - (time_us % G_USEC_PER_SEC < 0 ? 1 : 0);

  return CLAMP (seconds, FIRST_SECOND, LAST_SECOND);
}

/**
 * yz_time_format:
 * @time_us: microseconds since 1970-01-01 UTC
 *
 * Returns: (transfer full): RFC 3339 in UTC with whole seconds, `2026-11-21T01:30:00Z`
 */
char *
yz_time_format (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (to_seconds (time_us));

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

/**
 * yz_time_parse:
 * @text: RFC 3339 with a zone
 * @ret_time_us: (out): microseconds since 1970-01-01 UTC
 * @error: %YZ_ERROR_INVALID where @text is no time
 *
 * Returns: whether @text is a time
 */
gboolean
yz_time_parse (const char *text, gint64 *ret_time_us, GError **error)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  if (time == NULL) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "“%s” is no time such as 2026-11-21T09:30:00Z", text != NULL ? text : "");
    return FALSE;
  }

  *ret_time_us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}

/**
 * yz_time_local_date:
 * @time_us: microseconds since 1970-01-01 UTC
 *
 * Returns: (transfer full): the local calendar day, `2026-11-21`
 */
char *
yz_time_local_date (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (to_seconds (time_us));

  return g_date_time_format (time, "%Y-%m-%d");
}
