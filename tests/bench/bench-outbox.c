/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-submission.h"

#include "yz-json.h"
#include "yz-owner.h"

/* bench-outbox DIR FORM COUNT AT-ONCE: hands in COUNT applications at the node DIR, AT-ONCE of them
 * under way at any time, and prints how many a second were sealed and on the disk. */

#define ANSWERS                                                                                      \
  "{\"name\":\"张小明\",\"sex\":\"female\",\"birth_date\":\"1978-10-27\","                        \
  "\"id_number\":\"330105197810270025\",\"residence_address\":\"某市某区某路1号\","           \
  "\"phone\":\"13800000000\",\"matter\":\"拖欠工资\",\"facts\":\"三个月没有发工资。\"," \
  "\"filled_by\":\"self\",\"declaration\":true,\"signature\":\"window\"}"

typedef struct {
  YzNode *node;
  YzStore *store;
  YzForm *form;
  JsonNode *answers;
  guint n_left; /* not begun */
  guint n_under_way;
  GError *error;
} Bench;

static void on_submit_ready (GObject *source, GAsyncResult *result, gpointer user_data);

static void
begin_one (Bench *self)
{
  self->n_left--;
  self->n_under_way++;
  yz_submission_submit_async (self->node, self->store,
                              &(YzFilledForm){ .form = self->form,
                                               .answers = json_node_get_object (self->answers) },
                              NULL, on_submit_ready, self);
}

static void
on_submit_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *self = user_data;
  YzReceipt *receipt
      = yz_submission_submit_finish (result, self->error == NULL ? &self->error : NULL);

  self->n_under_way--;
  if (receipt == NULL)
    self->n_left = 0;
  if (self->n_left > 0)
    begin_one (self);
  yz_receipt_free (receipt);
}

static gboolean
open_node (Bench *self, const char *dir, const char *form, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "kiosk.db", NULL);
  g_autoptr (YzClock) clock = yz_clock_new_system ();

  self->answers = yz_json_parse (ANSWERS, -1, sizeof ANSWERS, error);
  if (self->answers == NULL)
    return FALSE;
  self->form = yz_form_load (form, error);
  if (self->form == NULL)
    return FALSE;
  self->node = yz_node_open (dir, clock, error);
  if (self->node == NULL)
    return FALSE;
  self->store = yz_store_open (path, &yz_kiosk_schema, TRUE, error);
  return self->store != NULL;
}

/* Keys are read, threads started and statements compiled before the clock runs. */
static double
measure (Bench *self, guint n, guint at_once)
{
  gint64 begin_us;

  self->n_left = n;
  begin_us = g_get_monotonic_time ();
  for (guint i = 0; i < at_once && self->n_left > 0; i++)
    begin_one (self);
  while (self->n_under_way > 0)
    g_main_context_iteration (NULL, TRUE);
  return n / ((g_get_monotonic_time () - begin_us) / (double)G_USEC_PER_SEC);
}

static void
bench_clear (Bench *self)
{
  g_clear_object (&self->store);
  g_clear_object (&self->node);
  g_clear_object (&self->form);
  g_clear_pointer (&self->answers, json_node_unref);
  g_clear_error (&self->error);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  guint at_once;
  double rate = 0;
  int status;

  if (argc != 5) {
    g_printerr ("usage: bench-outbox DIR FORM COUNT AT-ONCE\n");
    return 2;
  }
  at_once = (guint)g_ascii_strtoull (argv[4], NULL, 10);
  if (open_node (&bench, argv[1], argv[2], &bench.error)) {
    measure (&bench, at_once, at_once);
    rate = measure (&bench, (guint)g_ascii_strtoull (argv[3], NULL, 10), at_once);
  }
  status = bench.error == NULL ? 0 : 3;
  if (bench.error != NULL)
    g_printerr ("bench-outbox: %s\n", bench.error->message);
  else
    g_print ("%.1f\n", rate);
  bench_clear (&bench);
  return status;
}
