/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * YzFuzzTarget:
 * @name: `logic`, …
 * @add_seeds: adds good inputs, of #GBytes, for mutations to start from
 * @run: does with @text what a program would do, and asserts what must hold for any input; @rand
 *   is for choices that are no part of the input
 *
 * Something that reads what a stranger may have written.
 */
typedef struct {
  const char *name;
  void (*add_seeds) (GPtrArray *seeds);
  void (*run) (const char *text, gsize size, GRand *rand);
} YzFuzzTarget;

extern const YzFuzzTarget yz_fuzz_targets[];

void yz_fuzz_add_picture_seeds (GPtrArray  *seeds);
void yz_fuzz_run_picture       (const char *text,
                                gsize       size,
                                GRand      *rand);

GBytes *yz_fuzz_mutate (GPtrArray *seeds, GRand *rand);

G_END_DECLS
