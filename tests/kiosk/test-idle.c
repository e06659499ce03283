/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-idle.h"

#include "yz-test-widget.h"

/* When a session that nobody touches is warned, and when it ends. The test is the clock. */

#define LIMIT 60
#define WARNING 30

typedef struct {
  GtkWidget *widget;
  YzIdle *idle;
  guint n_expired;
  guint n_notified;
  gboolean hold;
} Fixture;

static void
on_expired (Fixture *fixture)
{
  fixture->n_expired++;
}

static void
on_left_changed (Fixture *fixture)
{
  fixture->n_notified++;
}

static void
on_hold (Fixture *fixture, gboolean *hold)
{
  *hold = fixture->hold;
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->widget = g_object_ref_sink (gtk_label_new (NULL));
  fixture->idle = yz_idle_new (fixture->widget, WARNING);
  g_signal_connect_swapped (fixture->idle, "expired", G_CALLBACK (on_expired), fixture);
  g_signal_connect_swapped (fixture->idle, "notify::left", G_CALLBACK (on_left_changed), fixture);
  g_signal_connect_swapped (fixture->idle, "hold", G_CALLBACK (on_hold), fixture);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->idle);
  g_assert_finalize_object (fixture->widget);
}

static void
tick (Fixture *fixture, guint seconds)
{
  for (guint i = 0; i < seconds; i++)
    yz_idle_tick (fixture->idle);
}

static void
test_warns_then_ends (Fixture *fixture, gconstpointer data)
{
  yz_idle_set_seconds (fixture->idle, LIMIT);
  tick (fixture, LIMIT - WARNING - 1);
  g_assert_cmpint (yz_idle_get_left (fixture->idle), ==, -1);
  g_assert_cmpuint (fixture->n_notified, ==, 0);
  tick (fixture, 1);
  g_assert_cmpint (yz_idle_get_left (fixture->idle), ==, WARNING);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  tick (fixture, WARNING - 1);
  g_assert_cmpint (yz_idle_get_left (fixture->idle), ==, 1);
  g_assert_cmpuint (fixture->n_expired, ==, 0);
  tick (fixture, 1);
  g_assert_cmpint (yz_idle_get_left (fixture->idle), ==, 0);
  g_assert_cmpuint (fixture->n_expired, ==, 1);
  /* It ends once. */
  tick (fixture, 10);
  g_assert_cmpuint (fixture->n_expired, ==, 1);
}

static void
test_touch_begins_anew (Fixture *fixture, gconstpointer data)
{
  yz_idle_set_seconds (fixture->idle, LIMIT);
  tick (fixture, LIMIT - 1);
  yz_idle_touch (fixture->idle);
  g_assert_cmpint (yz_idle_get_left (fixture->idle), ==, -1);
  tick (fixture, LIMIT - 1);
  g_assert_cmpuint (fixture->n_expired, ==, 0);
  tick (fixture, 1);
  g_assert_cmpuint (fixture->n_expired, ==, 1);
}

/* A card reader that says something every few seconds keeps nobody's answers on the screen. */
static void
test_device_extends_once (Fixture *fixture, gconstpointer data)
{
  yz_idle_set_seconds (fixture->idle, LIMIT);
  tick (fixture, LIMIT - 1);
  g_assert_false (yz_idle_get_extended (fixture->idle));
  yz_idle_extend (fixture->idle);
  g_assert_true (yz_idle_get_extended (fixture->idle));
  g_assert_cmpint (yz_idle_get_left (fixture->idle), ==, -1);
  g_assert_cmpuint (fixture->n_notified, ==, WARNING + 1);
  for (guint i = 0; i < LIMIT - 1; i++) {
    tick (fixture, 1);
    yz_idle_extend (fixture->idle);
  }
  g_assert_cmpuint (fixture->n_expired, ==, 0);
  tick (fixture, 1);
  g_assert_cmpuint (fixture->n_expired, ==, 1);
}

static void
test_touch_allows_device_again (Fixture *fixture, gconstpointer data)
{
  yz_idle_set_seconds (fixture->idle, LIMIT);
  yz_idle_extend (fixture->idle);
  yz_idle_touch (fixture->idle);
  tick (fixture, LIMIT - 1);
  yz_idle_extend (fixture->idle);
  /* A page that comes up by itself is no touch, nor is the kiosk's own work. */
  yz_idle_set_seconds (fixture->idle, LIMIT);
  fixture->hold = TRUE;
  tick (fixture, 1);
  g_assert_true (yz_idle_get_extended (fixture->idle));
}

static void
test_touch_hides_warning (Fixture *fixture, gconstpointer data)
{
  yz_idle_set_seconds (fixture->idle, LIMIT);
  tick (fixture, LIMIT - WARNING);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  yz_idle_touch (fixture->idle);
  g_assert_cmpuint (fixture->n_notified, ==, 2);
  /* Every touch is one, but nothing has changed. */
  yz_idle_touch (fixture->idle);
  g_assert_cmpuint (fixture->n_notified, ==, 2);
}

static void
test_hold (Fixture *fixture, gconstpointer data)
{
  yz_idle_set_seconds (fixture->idle, LIMIT);
  tick (fixture, LIMIT - 1);
  fixture->hold = TRUE;
  tick (fixture, 1000);
  g_assert_cmpuint (fixture->n_expired, ==, 0);
  g_assert_cmpint (yz_idle_get_left (fixture->idle), ==, -1);
  /* What the kiosk has done is looked at first. */
  fixture->hold = FALSE;
  tick (fixture, LIMIT - 1);
  g_assert_cmpuint (fixture->n_expired, ==, 0);
  tick (fixture, 1);
  g_assert_cmpuint (fixture->n_expired, ==, 1);
}

static void
test_new_limit_hides_warning (Fixture *fixture, gconstpointer data)
{
  yz_idle_set_seconds (fixture->idle, LIMIT);
  tick (fixture, LIMIT - 1);
  fixture->n_notified = 0;
  yz_idle_set_seconds (fixture->idle, 2 * LIMIT);
  g_assert_cmpint (yz_idle_get_left (fixture->idle), ==, -1);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  tick (fixture, LIMIT);
  g_assert_cmpuint (fixture->n_expired, ==, 0);
}

static void
test_no_limit_hides_warning (Fixture *fixture, gconstpointer data)
{
  yz_idle_set_seconds (fixture->idle, LIMIT);
  tick (fixture, LIMIT - 1);
  fixture->n_notified = 0;
  yz_idle_set_seconds (fixture->idle, 0);
  g_assert_cmpint (yz_idle_get_left (fixture->idle), ==, -1);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
}

/* The warning is as long as the limit where that is short. */
static void
test_short_limit (Fixture *fixture, gconstpointer data)
{
  yz_idle_set_seconds (fixture->idle, 10);
  g_assert_cmpint (yz_idle_get_left (fixture->idle), ==, -1);
  tick (fixture, 1);
  g_assert_cmpint (yz_idle_get_left (fixture->idle), ==, 9);
  tick (fixture, 9);
  g_assert_cmpuint (fixture->n_expired, ==, 1);
}

int
main (int argc, char **argv)
{
  yz_test_widget_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add ("/idle/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("warns-then-ends", test_warns_then_ends);
  ADD ("touch-begins-anew", test_touch_begins_anew);
  ADD ("device-extends-once", test_device_extends_once);
  ADD ("touch-allows-device-again", test_touch_allows_device_again);
  ADD ("touch-hides-warning", test_touch_hides_warning);
  ADD ("hold", test_hold);
  ADD ("new-limit-hides-warning", test_new_limit_hides_warning);
  ADD ("no-limit-hides-warning", test_no_limit_hides_warning);
  ADD ("short-limit", test_short_limit);
#undef ADD

  return g_test_run ();
}
