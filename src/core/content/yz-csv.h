/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YzCsv:
 * @next: what has not been read yet
 * @line: the line that @next stands in
 *
 * A table of RFC 4180 while it is read.
 */
typedef struct {
  const char *next;
  guint line;
} YzCsv;

gboolean yz_csv_read (YzCsv   *self,
                      GStrv   *ret_row,
                      guint   *ret_line,
                      GError **error);

G_END_DECLS
