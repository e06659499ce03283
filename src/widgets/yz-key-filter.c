/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-key-filter.h"

#define STEADY_US (G_USEC_PER_SEC / 2)

/**
 * yz_key_filter_accepts:
 * @self: a filter
 * @key: the key that was pressed
 * @now_us: when, in µs of any clock that only goes forward
 *
 * Returns: whether it counts; a finger that goes on trembling on a key goes on not counting
 */
gboolean
yz_key_filter_accepts (YzKeyFilter *self, gunichar key, gint64 now_us)
{
  gboolean again = key == self->key && now_us - self->time_us < STEADY_US;

  self->key = key;
  self->time_us = now_us;
  return !self->steady || !again;
}
