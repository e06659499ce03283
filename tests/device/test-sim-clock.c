/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sim-clock.h"

#define HALF_PAST_NINE G_GINT64_CONSTANT (1795224600000000)

static void
test_stands_still (void)
{
  g_autoptr (YzClock) clock = yz_sim_clock_new ("2026-11-21T09:30:00+08:00");

  g_assert_cmpint (yz_clock_now (clock), ==, HALF_PAST_NINE);
  g_assert_cmpint (yz_clock_now (clock), ==, HALF_PAST_NINE);
}

static void
test_moves_when_told (void)
{
  g_autoptr (YzClock) clock = yz_sim_clock_new ("2026-11-21T01:30:00Z");

  yz_sim_clock_advance (YZ_SIM_CLOCK (clock), G_TIME_SPAN_DAY);
  g_assert_cmpint (yz_clock_now (clock), ==, HALF_PAST_NINE + G_TIME_SPAN_DAY);
  yz_sim_clock_set (YZ_SIM_CLOCK (clock), 5);
  g_assert_cmpint (yz_clock_now (clock), ==, 5);
  yz_sim_clock_advance (YZ_SIM_CLOCK (clock), -7);
  g_assert_cmpint (yz_clock_now (clock), ==, -2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim-clock/stands-still", test_stands_still);
  g_test_add_func ("/sim-clock/moves-when-told", test_moves_when_told);

  return g_test_run ();
}
