/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-wiped.h"

#include <string.h>

/* Memory that holds what is a citizen's: overwritten before it is given back. */

typedef struct {
  gpointer data;
  gsize size;
} Block;

/**
 * yz_wiped_free:
 * @data: (nullable): memory of g_malloc()
 * @size: bytes
 *
 * Overwrites the memory and frees it.
 */
void
yz_wiped_free (gpointer data, gsize size)
{
  if (data != NULL)
    explicit_bzero (data, size);
  g_free (data);
}

static void
block_free (gpointer user_data)
{
  Block *block = user_data;

  yz_wiped_free (block->data, block->size);
  g_free (block);
}

/**
 * yz_wiped_bytes_new:
 * @data: (transfer full): memory of g_malloc()
 * @size: bytes
 *
 * Returns: (transfer full): bytes that are overwritten when nobody needs them any more
 */
GBytes *
yz_wiped_bytes_new (gpointer data, gsize size)
{
  Block *block = g_new (Block, 1);

  *block = (Block){ data, size };
  return g_bytes_new_with_free_func (data, size, block_free, block);
}
