/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"

/* Several threads read the first number of a process at once. Exit status 1 where one of them was
 * refused. It is no GLib test: those have read numbers before they begin. */

#define N_THREADS 8

typedef struct {
  GMutex mutex;
  GCond cond;
  guint n_waiting;
} Gate;

static gpointer
parse_at_once (gpointer data)
{
  Gate *gate = data;
  g_autoptr (JsonNode) node = NULL;

  g_mutex_lock (&gate->mutex);
  gate->n_waiting++;
  g_cond_broadcast (&gate->cond);
  while (gate->n_waiting < N_THREADS)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
  node = yz_json_parse ("[6]", -1, 100, NULL);
  return GINT_TO_POINTER (node != NULL);
}

int
main (void)
{
  Gate gate = { 0 };
  GThread *threads[N_THREADS];
  gboolean all = TRUE;

  g_mutex_init (&gate.mutex);
  g_cond_init (&gate.cond);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("parse", parse_at_once, &gate);
  for (guint i = 0; i < N_THREADS; i++)
    all &= GPOINTER_TO_INT (g_thread_join (threads[i]));
  return all ? 0 : 1;
}
