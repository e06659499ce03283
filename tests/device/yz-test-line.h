/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzTestLine:
 * @answers: to status, find, select and read, with any bytes; %NULL for none
 * @n_looked: how often a card was looked for
 *
 * A serial line with something at its other end that may be no reader at all.
 */
typedef struct {
  GBytes *answers[4];
  guint n_looked;

  /*< private >*/
  int master;
  int slave;
  GSource *source;
} YzTestLine;

void    yz_test_line_open      (YzTestLine *self,
                                const char *link);
void    yz_test_line_close     (YzTestLine *self);
GBytes *yz_test_line_make_card (const char *json,
                                const char *sizes,
                                gsize       n_photo);

G_END_DECLS
