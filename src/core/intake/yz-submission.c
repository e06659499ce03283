/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-submission.h"

#include "yz-blobs.h"
#include "yz-envelope.h"
#include "yz-error.h"
#include "yz-form-state.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-outbox.h"
#include "yz-owner.h"

#include <sodium.h>
#include <string.h>

/* Handing in: the answers to what is asked are sealed to the centre's keys and put into the outbox,
 * in one transaction with the promise to send them. Once a receipt is given nothing may lose them;
 * without a receipt nothing was kept. */

#define KIND "application"
#define CODE_CHARS 12 /* of 5 bits each: 60, where design §6 asks for 50 */
#define RECEIPT_RANGE 1000000
#define MAX_ATTEMPTS 50

/* All that is needed, so that it can go to another thread. */
typedef struct {
  YzNode *node;
  YzStore *store;
  YzForm *form;
  JsonObject *answers;
  JsonObject *sources;
  GHashTable *papers;
} Submission;

typedef struct {
  GPtrArray *recipients;
  YzKey *station_key;
} Keys;

static void
submission_free (gpointer data)
{
  Submission *submission = data;

  g_object_unref (submission->node);
  g_object_unref (submission->store);
  g_object_unref (submission->form);
  json_object_unref (submission->answers);
  json_object_unref (submission->sources);
  g_hash_table_unref (submission->papers);
  g_free (submission);
}

static void
keys_free (gpointer data)
{
  Keys *keys = data;

  g_ptr_array_unref (keys->recipients);
  g_clear_object (&keys->station_key);
  g_free (keys);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keys, keys_free)

/**
 * yz_receipt_free:
 * @receipt: (nullable): a receipt
 */
void
yz_receipt_free (YzReceipt *receipt)
{
  if (receipt == NULL)
    return;

  g_free (receipt->id);
  g_free (receipt->number);
  g_free (receipt->code);
  g_free (receipt);
}

static gboolean
check (Submission *self, gint64 now_us, GError **error)
{
  g_autofree char *today = yz_time_local_date (now_us);
  g_autoptr (GPtrArray) problems = yz_form_check_answers (self->form, self->answers, today);

  if (!yz_field_problems_block (problems))
    return TRUE;
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
               "the answers do not fit the form %s: check them before they are handed in",
               yz_form_get_id (self->form));
  return FALSE;
}

static gboolean
load_recipients (YzNode *node, GPtrArray *recipients, GError **error)
{
  g_auto (GStrv) names = yz_config_get_list (yz_node_get_config (node), "central.seal-keys");

  for (gsize i = 0; names[i] != NULL; i++) {
    g_autofree char *path = yz_node_get_path (node, names[i]);
    g_autoptr (GError) key_error = NULL;
    YzKey *key = yz_key_load (path, YZ_KEY_SEAL, &key_error);

    if (key == NULL) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG, "[central] seal-keys names “%s”: %s", names[i],
                   key_error->message);
      return FALSE;
    }
    g_ptr_array_add (recipients, key);
  }
  if (recipients->len > 0)
    return TRUE;
  g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
               "no application can be sealed: name the centre's public key files in [central] "
               "seal-keys of %s/yizhan.conf",
               yz_node_get_dir (node));
  return FALSE;
}

static Keys *
load_keys (YzNode *node, GError **error)
{
  g_autoptr (Keys) keys = g_new0 (Keys, 1);

  keys->recipients = g_ptr_array_new_with_free_func (g_object_unref);
  if (!yz_config_require (yz_node_get_config (node), "station.station", error)
      || !load_recipients (node, keys->recipients, error))
    return NULL;
  keys->station_key = yz_station_key_ensure (yz_node_get_dir (node), error);
  return keys->station_key != NULL ? g_steal_pointer (&keys) : NULL;
}

/**
 * yz_submission_check_keys:
 * @node: the node
 * @error: %YZ_ERROR_CONFIG and as yz_station_key_ensure(), as for yz_submission_submit()
 *
 * For whoever can tell the staff before a citizen has filled in a form. The station's key is made
 * where there is none yet, so that its public half can be brought to the hub.
 *
 * Returns: whether the keys are there with which a submission would be sealed and signed
 */
gboolean
yz_submission_check_keys (YzNode *node, GError **error)
{
  g_autoptr (Keys) keys = NULL;

  g_return_val_if_fail (YZ_IS_NODE (node), FALSE);

  keys = load_keys (node, error);
  return keys != NULL;
}

/* They stay with the node, whose configuration does not change either. */
static const Keys *
get_keys (YzNode *node, GError **error)
{
  static GMutex mutex;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Keys *keys = g_object_get_data (G_OBJECT (node), "yz-submission-keys");

  if (keys == NULL) {
    keys = load_keys (node, error);
    if (keys != NULL)
      g_object_set_data_full (G_OBJECT (node), "yz-submission-keys", keys, keys_free);
  }
  return keys;
}

/* The kiosk's letter and the day tell two kiosks and two years' worth of paper apart at the desk;
 * the digits are random, so that nobody can guess a neighbour's number. */
static char *
make_number (YzNode *node, gint64 now_us)
{
  g_autofree char *day = yz_time_local_date (now_us);

  return g_strdup_printf ("%s%.2s%.2s-%06u",
                          yz_config_get_string (yz_node_get_config (node), "station.letter"),
                          day + 5, day + 8, randombytes_uniform (RECEIPT_RANGE));
}

static YzReceipt *
make_receipt (YzNode *node, const char *code, gint64 now_us)
{
  YzReceipt *receipt = g_new0 (YzReceipt, 1);

  receipt->id = yz_ulid_new (now_us);
  receipt->number = make_number (node, now_us);
  receipt->code = g_strdup_printf ("%.4s-%.4s-%.4s", code, code + 4, code + 8);
  return receipt;
}

static GBytes *
seal (Submission *self,
      const Keys *keys,
      const YzReceipt *receipt,
      GPtrArray *attachments,
      gint64 now_us,
      GError **error)
{
  YzConfig *config = yz_node_get_config (self->node);
  g_autofree char *code = yz_crockford_normalize (receipt->code);
  g_autoptr (JsonObject) contents = json_object_new ();
  g_autoptr (YzFormState) state = yz_form_state_new (self->form, self->answers);
  YzEnvelopeHeader header = {
    .id = receipt->id,
    .receipt = receipt->number,
    .kind = KIND,
    .form = yz_form_get_id (self->form),
    .form_version = yz_form_get_version (self->form),
    .hall = yz_config_get_string (config, "station.hall"),
    .station = yz_config_get_string (config, "station.station"),
    .created_us = now_us,
    .attachments = attachments,
  };

  json_object_set_object_member (contents, "answers", yz_form_state_filter (state, self->answers));
  json_object_set_object_member (contents, "sources", yz_form_state_filter (state, self->sources));
  return yz_envelope_seal (&header, code, contents, keys->recipients, keys->station_key, error);
}

static gboolean
add_to_outbox (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_outbox_add (db, user_data, error);
}

static GStrv
list_blobs (GPtrArray *attachments)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < attachments->len; i++)
    g_strv_builder_add (names, ((const YzAttachment *)g_ptr_array_index (attachments, i))->sha256);
  return g_strv_builder_end (names);
}

static gboolean
keep (Submission *self,
      const YzReceipt *receipt,
      GBytes *envelope,
      GPtrArray *attachments,
      gint64 now_us,
      GError **error)
{
  g_autofree char *sha256 = yz_envelope_sha256 (envelope);
  g_auto (GStrv) blobs = list_blobs (attachments);
  YzOutboxItem item = {
    .id = receipt->id,
    .receipt = receipt->number,
    .envelope = envelope,
    .sha256 = sha256,
    .created_us = now_us,
    .blobs = blobs,
  };

  return yz_store_run (self->store, add_to_outbox, &item, error);
}

/* A number that is taken is found when the item is added: then the whole is made anew, because the
 * number stands under the signature. */
static YzReceipt *
seal_and_keep (Submission *self,
               const Keys *keys,
               GPtrArray *attachments,
               gint64 now_us,
               GError **error)
{
  for (guint i = 0; i < MAX_ATTEMPTS; i++) {
    g_autofree char *code = yz_crockford_random (CODE_CHARS);
    g_autoptr (YzReceipt) receipt = make_receipt (self->node, code, now_us);
    g_autoptr (GBytes) envelope = seal (self, keys, receipt, attachments, now_us, error);
    g_autoptr (GError) keep_error = NULL;

    if (envelope == NULL)
      return NULL;
    if (keep (self, receipt, envelope, attachments, now_us, &keep_error))
      return g_steal_pointer (&receipt);
    if (!g_error_matches (keep_error, YZ_ERROR, YZ_ERROR_INVALID)) {
      g_propagate_error (error, g_steal_pointer (&keep_error));
      return NULL;
    }
  }
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_STORAGE,
                       "no receipt number is free: nothing was kept, go to the window");
  return NULL;
}

/* Seals one photograph and puts it on the disk. */
static YzAttachment *
keep_paper (Submission *self,
            const YzField *field,
            const char *id,
            guint n,
            const char *dir,
            GError **error)
{
  GBytes *paper = g_hash_table_lookup (self->papers, id);
  g_autoptr (YzAttachment) attachment = g_new0 (YzAttachment, 1);
  g_autoptr (GBytes) sealed = NULL;

  if (paper == NULL) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "a photograph that the answer to %s names is not there", field->id);
    return NULL;
  }
  attachment->id = g_strdup (id);
  attachment->field = g_strdup (field->id);
  attachment->name = g_strdup_printf ("%s-%02u.jpg", field->id, n);
  attachment->type = g_strdup (YZ_ATTACHMENT_TYPE);
  sealed = yz_attachment_seal (attachment, paper, error);
  if (sealed == NULL || !yz_blobs_write (dir, attachment->sha256, sealed, error))
    return NULL;
  return g_steal_pointer (&attachment);
}

static gboolean
keep_papers_of (Submission *self,
                const YzField *field,
                JsonArray *ids,
                const char *dir,
                GPtrArray *attachments,
                GError **error)
{
  for (guint i = 0; i < json_array_get_length (ids); i++) {
    YzAttachment *attachment
        = keep_paper (self, field, json_array_get_string_element (ids, i), i + 1, dir, error);

    if (attachment == NULL)
      return FALSE;
    g_ptr_array_add (attachments, attachment);
  }
  return TRUE;
}

/* In the order of the form and, within a field, of the answer. */
static gboolean
keep_papers (Submission *self, const char *dir, GPtrArray *attachments, GError **error)
{
  g_autoptr (YzFormState) state = yz_form_state_new (self->form, self->answers);
  GPtrArray *sections = yz_form_get_sections (self->form);

  for (guint s = 0; s < sections->len; s++) {
    const YzSection *section = g_ptr_array_index (sections, s);

    for (guint f = 0; f < section->fields->len; f++) {
      const YzField *field = g_ptr_array_index (section->fields, f);
      JsonArray *ids = field->type == YZ_FIELD_PHOTO && yz_form_state_is_relevant (state, field)
                           ? yz_json_get_array (self->answers, field->id)
                           : NULL;

      if (ids != NULL && !keep_papers_of (self, field, ids, dir, attachments, error))
        return FALSE;
    }
  }
  return TRUE;
}

/* The sealed papers are on the disk before the transaction that promises to send them; where it
 * fails they go again. */
static YzReceipt *
keep_all (Submission *self, const Keys *keys, gint64 now_us, GError **error)
{
  g_autofree char *dir = yz_node_get_path (self->node, YZ_BLOBS_FOLDER);
  g_autoptr (GPtrArray) attachments
      = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_attachment_free);
  YzReceipt *receipt = NULL;
  int fd = -1;

  if (g_hash_table_size (self->papers) > 0) {
    fd = yz_blobs_begin (dir, error);
    if (fd < 0)
      return NULL;
  }
  if (keep_papers (self, dir, attachments, error))
    receipt = seal_and_keep (self, keys, attachments, now_us, error);
  for (guint i = 0; receipt == NULL && i < attachments->len; i++)
    yz_blobs_remove (dir, ((const YzAttachment *)g_ptr_array_index (attachments, i))->sha256);
  yz_blobs_end (&fd);
  return receipt;
}

static YzReceipt *
submit (Submission *self, GCancellable *cancellable, GError **error)
{
  gint64 now_us = yz_clock_now (yz_node_get_clock (self->node));
  const Keys *keys;
  YzReceipt *receipt;

  if (!check (self, now_us, error))
    return NULL;
  keys = get_keys (self->node, error);
  if (keys == NULL)
    return NULL;

  /* The last moment at which giving up still means that nothing was kept. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  receipt = keep_all (self, keys, now_us, error);
  if (receipt != NULL)
    yz_owner_wake (yz_node_get_dir (self->node));
  return receipt;
}

/**
 * yz_submission_submit:
 * @node: the node, whose configuration names the centre's keys
 * @store: its `kiosk.db`
 * @filled: what is handed in; no other thread may use it meanwhile
 * @error: %YZ_ERROR_INVALID where the answers do not fit the form or name a photograph that is not
 *   there, %YZ_ERROR_CONFIG where no key
 *   to seal to is named or one cannot be read, %YZ_ERROR_STORAGE where nothing was kept; as
 *   yz_station_key_ensure()
 *
 * Seals the answers into the outbox and wakes the sender. This waits for the disk: a program with a
 * main loop uses yz_submission_submit_async().
 *
 * Returns: (transfer full): the receipt: from now on nothing may lose the submission
 */
YzReceipt *
yz_submission_submit (YzNode *node, YzStore *store, const YzFilledForm *filled, GError **error)
{
  g_autoptr (JsonObject) no_sources = json_object_new ();
  g_autoptr (GHashTable) no_papers = g_hash_table_new (g_str_hash, g_str_equal);
  Submission submission = {
    .node = node,
    .store = store,
    .form = filled->form,
    .answers = filled->answers,
    .sources = filled->sources != NULL ? filled->sources : no_sources,
    .papers = filled->papers != NULL ? filled->papers : no_papers,
  };

  g_return_val_if_fail (YZ_IS_NODE (node), NULL);
  g_return_val_if_fail (YZ_IS_STORE (store), NULL);
  g_return_val_if_fail (YZ_IS_FORM (filled->form), NULL);
  g_return_val_if_fail (filled->answers != NULL, NULL);

  return submit (&submission, NULL, error);
}

static void
submit_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  YzReceipt *receipt = submit (task_data, cancellable, &error);

  /* This thread may hold the task a little longer than the caller: the answers and the store must
   * not be held with it. */
  g_task_set_task_data (task, NULL, NULL);
  if (receipt != NULL)
    g_task_return_pointer (task, receipt, (GDestroyNotify)yz_receipt_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static JsonNode *copy_node (JsonNode *node);

static JsonObject *
copy_object (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (copy, name, copy_node (node));
  return copy;
}

static JsonArray *
copy_array (JsonArray *array)
{
  JsonArray *copy = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (copy, copy_node (json_array_get_element (array, i)));
  return copy;
}

static JsonNode *
copy_value (JsonNode *node)
{
  g_auto (GValue) value = G_VALUE_INIT;
  JsonNode *copy = json_node_new (JSON_NODE_VALUE);

  json_node_get_value (node, &value);
  json_node_set_value (copy, &value);
  return copy;
}

/* Down to the texts: json_node_copy() shares objects and lists, which the citizen goes on to
 * change in another thread, and values, whose references json-glib does not count atomically. */
static JsonNode *
copy_node (JsonNode *node)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_VALUE (node))
    return copy_value (node);

  copy = json_node_new (json_node_get_node_type (node));
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_node_take_object (copy, copy_object (json_node_get_object (node)));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_node_take_array (copy, copy_array (json_node_get_array (node)));
  return copy;
}

/* @papers: (nullable) */
static GHashTable *
copy_papers (GHashTable *papers)
{
  GHashTable *copy
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  GHashTableIter iter;
  gpointer id, paper;

  if (papers == NULL)
    return copy;
  g_hash_table_iter_init (&iter, papers);
  while (g_hash_table_iter_next (&iter, &id, &paper))
    g_hash_table_insert (copy, g_strdup (id), g_bytes_ref (paper));
  return copy;
}

/**
 * yz_submission_submit_async:
 * @node: the node
 * @store: its `kiosk.db`
 * @filled: what is handed in, as it is now
 * @cancellable: (nullable): to give up before anything is kept; after that it goes through, and
 *   the receipt comes
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 *
 * As yz_submission_submit(), with all of it on another thread.
 */
void
yz_submission_submit_async (YzNode *node,
                            YzStore *store,
                            const YzFilledForm *filled,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Submission *submission;

  g_return_if_fail (YZ_IS_NODE (node));
  g_return_if_fail (YZ_IS_STORE (store));
  g_return_if_fail (YZ_IS_FORM (filled->form));
  g_return_if_fail (filled->answers != NULL);

  submission = g_new0 (Submission, 1);
  submission->node = g_object_ref (node);
  submission->store = g_object_ref (store);
  submission->form = g_object_ref (filled->form);
  submission->answers = copy_object (filled->answers);
  submission->sources
      = filled->sources != NULL ? copy_object (filled->sources) : json_object_new ();
  submission->papers = copy_papers (filled->papers);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, yz_submission_submit_async);
  g_task_set_task_data (task, submission, submission_free);
  /* Cancelled is not the same as not done: a receipt that exists must reach the citizen. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, submit_worker);
}

/**
 * yz_submission_submit_finish:
 * @result: the result
 * @error: as yz_submission_submit(), or %G_IO_ERROR_CANCELLED: nothing was kept
 *
 * Returns: (transfer full): the receipt
 */
YzReceipt *
yz_submission_submit_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
