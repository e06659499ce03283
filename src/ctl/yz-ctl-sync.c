/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-blobs.h"
#include "yz-curl-transport.h"
#include "yz-envelope.h"
#include "yz-error.h"
#include "yz-outbox.h"
#include "yz-owner.h"
#include "yz-sync.h"

#include <errno.h>
#include <glib/gstdio.h>

/* How often the outbox is looked at while a supervisor sends. */
#define POLL_MS 50

/* Two requests and a little: what a supervisor needs to try what it has been woken for. */
#define WAIT_MS(timeout_ms) (2 * (timeout_ms) + 5000)

static guint
get_timeout_ms (YzNode *node)
{
  return 1000 * (guint)yz_config_get_int (yz_node_get_config (node), "central.timeout-seconds");
}

/* sync status */

static gboolean
read_status (YzDatabase *db, gpointer status, GError **error)
{
  return yz_outbox_get_status (db, status, error);
}

static void
add_count (JsonBuilder *builder, const char *name, guint n)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, n);
}

static JsonNode *
describe_status (YzCtl *ctl, const YzOutboxStatus *status)
{
  /* Content that cannot be opened is no reason to hide how the outbox stands. */
  g_autoptr (YzContent) content = yz_ctl_open_content (ctl, NULL);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_count (builder, "pending", status->pending);
  add_count (builder, "sending", status->sending);
  add_count (builder, "confirmed", status->confirmed);
  add_count (builder, "set_aside", status->set_aside);
  json_builder_set_member_name (builder, "oldest_seconds");
  if (status->oldest_us > 0)
    json_builder_add_int_value (builder, MAX (yz_clock_now (ctl->clock) - status->oldest_us, 0)
                                             / G_USEC_PER_SEC);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "last_contact");
  if (status->last_contact_us > 0) {
    g_autofree char *time = yz_time_format (status->last_contact_us);

    json_builder_add_string_value (builder, time);
  } else {
    json_builder_add_null_value (builder);
  }
  json_builder_set_member_name (builder, "content_version");
  if (content != NULL)
    json_builder_add_string_value (builder, yz_content_get_version (content));
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static JsonNode *
report_status (YzCtl *ctl, YzStore *store, GError **error)
{
  YzOutboxStatus status;

  return yz_store_run (store, read_status, &status, error) ? describe_status (ctl, &status) : NULL;
}

static JsonNode *
sync_status (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autoptr (YzNode) node = NULL;
  g_autoptr (YzStore) store = NULL;

  if (!yz_ctl_parse (&rest, NULL, 0, 0, error))
    return NULL;
  node = yz_ctl_open_node (ctl, error);
  store = node != NULL ? yz_ctl_open_store (ctl, node, error) : NULL;
  return store != NULL ? report_status (ctl, store, error) : NULL;
}

/* sync run, by this program */

typedef struct {
  gboolean done;
  gboolean ok;
  GError *error;
} Run;

static void
on_run_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  run->ok = yz_sync_run_finish (YZ_SYNC (source), result, &run->error);
  run->done = TRUE;
}

static void
on_state_changed (YzSync *sync, GParamSpec *pspec, gpointer user_data)
{
  switch (yz_sync_get_state (sync)) {
  case YZ_SYNC_OFFLINE:
    g_printerr ("yizhanctl: %s; trying again\n", yz_sync_get_problem (sync));
    break;
  case YZ_SYNC_DEVICE_REFUSED:
    g_printerr ("yizhanctl: the hub does not know this station: trying again in ten minutes\n");
    break;
  case YZ_SYNC_ONLINE:
  case YZ_SYNC_UNKNOWN:
  default:
    break;
  }
}

static JsonNode *
send (YzCtl *ctl, YzNode *node, YzOwner *owner, gboolean until_empty, GError **error)
{
  g_autofree char *path = yz_node_get_path (node, "kiosk.db");
  g_autofree char *blobs = yz_node_get_path (node, YZ_BLOBS_FOLDER);
  g_autoptr (YzTransport) transport = yz_curl_transport_new_central (node, error);
  g_autoptr (YzStore) store = NULL;
  g_autoptr (YzSync) sync = NULL;
  Run run = { 0 };

  if (transport == NULL)
    return NULL;
  store = yz_ctl_open_own_store (path, error);
  if (store == NULL)
    return NULL;

  sync = yz_sync_new (store, blobs, transport, ctl->clock, get_timeout_ms (node));
  if (!yz_owner_listen (owner, error))
    return NULL;
  g_signal_connect_object (owner, "wake", G_CALLBACK (yz_sync_wake), sync, G_CONNECT_SWAPPED);
  if (until_empty)
    g_signal_connect (sync, "notify::state", G_CALLBACK (on_state_changed), NULL);
  yz_sync_run_async (sync, until_empty, on_run_ready, &run);
  while (!run.done)
    g_main_context_iteration (NULL, TRUE);
  if (run.ok)
    return report_status (ctl, store, error);
  g_propagate_error (error, run.error);
  return NULL;
}

/* sync run, by the supervisor */

typedef struct {
  YzOutboxStatus status;
  GHashTable *attempts; /* id → how often it was tried, for what is not yet acknowledged */
} Waiting;

static void
waiting_clear (Waiting *waiting)
{
  g_clear_pointer (&waiting->attempts, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Waiting, waiting_clear)

static gboolean
read_waiting (YzDatabase *db, gpointer user_data, GError **error)
{
  Waiting *waiting = user_data;
  g_autoptr (GPtrArray) items = yz_outbox_list_unconfirmed (db, error);

  if (items == NULL || !yz_outbox_get_status (db, &waiting->status, error))
    return FALSE;

  waiting->attempts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < items->len; i++) {
    const YzOutboxItem *item = g_ptr_array_index (items, i);

    if (item->state == YZ_OUTBOX_PENDING || item->state == YZ_OUTBOX_SENDING)
      g_hash_table_insert (waiting->attempts, g_strdup (item->id),
                           GUINT_TO_POINTER (item->attempts));
  }
  return TRUE;
}

/* Whether each item that waited before has been tried or has gone. */
static gboolean
was_all_tried (const Waiting *before, const Waiting *now, gboolean *ret_any)
{
  GHashTableIter iter;
  gpointer id;
  gpointer attempts;
  gboolean all = TRUE;

  *ret_any = FALSE;
  g_hash_table_iter_init (&iter, before->attempts);
  while (g_hash_table_iter_next (&iter, &id, &attempts)) {
    gpointer later;

    if (!g_hash_table_lookup_extended (now->attempts, id, NULL, &later)
        || GPOINTER_TO_UINT (later) > GPOINTER_TO_UINT (attempts))
      *ret_any = TRUE;
    else
      all = FALSE;
  }
  return all;
}

/* Whether there is nothing more to wait for. */
static gboolean
is_over (const Waiting *before, const Waiting *now, gboolean until_empty)
{
  gboolean any;
  gboolean all = was_all_tried (before, now, &any);

  if (until_empty)
    return now->status.pending + now->status.sending == 0;
  if (now->status.sending > 0)
    return FALSE;
  /* A supervisor that does not get through tries one item for all. */
  return all || (any && now->status.last_contact_us == before->status.last_contact_us);
}

static gboolean
check_reached (const Waiting *before, const Waiting *now, GError **error)
{
  if (g_hash_table_size (before->attempts) == 0
      || now->status.last_contact_us > before->status.last_contact_us)
    return TRUE;

  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_OFFLINE,
                       "the hub was not reached: what waits is kept and will be sent");
  return FALSE;
}

/* Returns %NULL without an error where the supervisor has ended and this program may send. */
static JsonNode *
wait_for_supervisor (YzCtl *ctl, YzNode *node, gboolean until_empty, GError **error)
{
  g_autoptr (YzStore) store = yz_ctl_open_store (ctl, node, error);
  gint64 deadline_us = g_get_monotonic_time () + 1000 * (gint64)WAIT_MS (get_timeout_ms (node));
  g_auto (Waiting) before = { 0 };

  if (store == NULL || !yz_store_run (store, read_waiting, &before, error))
    return NULL;

  yz_owner_wake (yz_node_get_dir (node));
  while (yz_owner_is_held (yz_node_get_dir (node))) {
    g_auto (Waiting) now = { 0 };

    if (!yz_store_run (store, read_waiting, &now, error))
      return NULL;
    if (is_over (&before, &now, until_empty)
        || (!until_empty && g_get_monotonic_time () > deadline_us))
      return check_reached (&before, &now, error) ? describe_status (ctl, &now.status) : NULL;
    g_usleep (POLL_MS * 1000);
  }
  return NULL;
}

static JsonNode *
sync_run (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autoptr (YzNode) node = NULL;
  gboolean until_empty = FALSE;
  const GOptionEntry entries[] = {
    { "until-empty", 0, 0, G_OPTION_ARG_NONE, &until_empty, "Go on until nothing waits", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!yz_ctl_parse (&rest, entries, 0, 0, error))
    return NULL;
  node = yz_ctl_open_node (ctl, error);
  if (node == NULL)
    return NULL;

  for (;;) {
    g_autoptr (GError) local_error = NULL;
    g_autoptr (YzOwner) owner = yz_owner_acquire (yz_node_get_dir (node), &local_error);
    JsonNode *result;

    if (owner != NULL)
      return send (ctl, node, owner, until_empty, error);
    if (!g_error_matches (local_error, YZ_ERROR, YZ_ERROR_BUSY)) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
    g_clear_error (&local_error);
    result = wait_for_supervisor (ctl, node, until_empty, &local_error);
    if (result != NULL)
      return result;
    if (local_error != NULL) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  }
}

/* sync export */

static gboolean
list_unconfirmed (YzDatabase *db, gpointer items, GError **error)
{
  *(GPtrArray **)items = yz_outbox_list_unconfirmed (db, error);
  return *(GPtrArray **)items != NULL;
}

typedef struct {
  const char *id;
  YzOutboxItem *item;
} Get;

static gboolean
get_item (YzDatabase *db, gpointer user_data, GError **error)
{
  Get *get = user_data;

  get->item = yz_outbox_get (db, get->id, error);
  return get->item != NULL;
}

/* One that is damaged is no reason to leave the others behind. */
static gboolean
export_papers (const char *blobs, const YzOutboxItem *item, const char *dir, GError **error)
{
  g_auto (GStrv) names = yz_blobs_of_envelope (item->envelope);

  for (guint i = 0; names[i] != NULL; i++) {
    g_autoptr (GError) read_error = NULL;
    g_autoptr (GBytes) sealed = yz_blobs_read (blobs, names[i], &read_error);

    if (sealed == NULL)
      g_printerr ("yizhanctl: a paper of %s cannot be exported: %s\n", item->id,
                  read_error->message);
    else if (!yz_attachment_write_file (sealed, dir, item->id, i + 1, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
export_item (YzStore *store, const char *blobs, const char *id, const char *dir, GError **error)
{
  Get get = { id, NULL };
  gboolean ok = yz_store_run (store, get_item, &get, error);
  g_autoptr (YzOutboxItem) item = get.item;

  return ok && yz_envelope_write_file (item->envelope, dir, id, error)
         && export_papers (blobs, item, dir, error);
}

static JsonNode *
sync_export (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (YzNode) node = NULL;
  g_autoptr (YzStore) store = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *blobs = NULL;

  if (!yz_ctl_parse (&rest, NULL, 1, 1, error))
    return NULL;
  node = yz_ctl_open_node (ctl, error);
  store = node != NULL ? yz_ctl_open_store (ctl, node, error) : NULL;
  if (store == NULL || !yz_store_run (store, list_unconfirmed, &items, error))
    return NULL;
  if (g_mkdir_with_parents (rest[0], 0700) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the folder %s cannot be made: %s", rest[0],
                 g_strerror (errno));
    return NULL;
  }
  blobs = yz_node_get_path (node, YZ_BLOBS_FOLDER);
  for (guint i = 0; i < items->len; i++) {
    const YzOutboxItem *item = g_ptr_array_index (items, i);

    if (!export_item (store, blobs, item->id, rest[0], error))
      return NULL;
  }
  json_builder_begin_object (builder);
  add_count (builder, "exported", items->len);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

const YzCtlCommand yz_ctl_sync_commands[] = {
  { "sync run", "[--until-empty]", sync_run },
  { "sync status", "", sync_status },
  { "sync export", "DIR", sync_export },
  { NULL },
};
