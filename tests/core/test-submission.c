/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-submission.h"

#include "yz-envelope.h"
#include "yz-blobs.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-outbox.h"
#include "yz-owner.h"
#include "yz-sim-clock.h"
#include "yz-test-folder.h"

#include <sodium.h>
#include <string.h>

/* Handing in: with a receipt everything is kept and can be opened by the centre alone, without one
 * nothing is. */

#define ANSWERS                                                                                         \
  "{\"name\":\"张小明\",\"sex\":\"female\",\"birth_date\":\"1978-10-27\","                           \
  "\"id_number\":\"330105197810270025\",\"residence_address\":\"某市某区某路1号\","              \
  "\"phone\":\"13800000000\",\"matter\":\"拖欠工资\",\"facts\":\"三个月\\n没有发工资。\"," \
  "\"filled_by\":\"self\",\"declaration\":true,\"signature\":\"window\"}"

#define NOW "2026-11-21T09:30:00+08:00"
#define NOW_US G_GINT64_CONSTANT (1795224600000000)

/* Random numbers, but that the next few receipts get the same digits. */

static gint same_digits_left;

static const char *
random_name (void)
{
  return "test";
}

static guint32
random_uniform (guint32 upper_bound)
{
  guint32 value;

  if (upper_bound == 1000000 && g_atomic_int_add (&same_digits_left, -1) > 0)
    return 7;
  randombytes_sysrandom_implementation.buf (&value, sizeof value);
  return value % upper_bound;
}

static guint32
random_number (void)
{
  return randombytes_sysrandom_implementation.random ();
}

static void
random_bytes (void *buffer, size_t size)
{
  randombytes_sysrandom_implementation.buf (buffer, size);
}

static randombytes_implementation random_source = {
  .implementation_name = random_name,
  .random = random_number,
  .uniform = random_uniform,
  .buf = random_bytes,
};

typedef struct {
  char *dir;
  YzKey *key;
  YzNode *node;
  YzStore *store;
  YzForm *form;
  JsonNode *answers;
} Fixture;

static void
open_node (Fixture *fixture, const char *conf)
{
  g_autofree char *path = g_build_filename (fixture->dir, "yizhan.conf", NULL);
  g_autoptr (YzClock) clock = yz_sim_clock_new (NOW);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, conf, -1, NULL));
  g_clear_object (&fixture->node);
  fixture->node = yz_node_open (fixture->dir, clock, &error);
  g_assert_no_error (error);
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *form
      = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "forms", "legal-aid-application.json", NULL);
  g_autofree char *key = NULL;
  g_autofree char *db = NULL;

  fixture->dir = yz_test_folder_new ();
  key = g_build_filename (fixture->dir, "centre.key", NULL);
  fixture->key = yz_key_generate (YZ_KEY_SEAL);
  g_assert_true (yz_key_save (fixture->key, key, &error));
  open_node (fixture, "[station]\nhall=test-hall\nstation=kiosk-7\nletter=Q\n"
                      "[central]\nseal-keys=centre.key.pub\n");
  db = yz_node_get_path (fixture->node, "kiosk.db");
  fixture->store = yz_store_open (db, &yz_kiosk_schema, TRUE, &error);
  g_assert_no_error (error);
  fixture->form = yz_form_load (form, &error);
  g_assert_no_error (error);
  fixture->answers = yz_json_parse (ANSWERS, -1, G_MAXSIZE, &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  json_node_unref (fixture->answers);
  g_object_unref (fixture->form);
  g_object_unref (fixture->store);
  g_object_unref (fixture->node);
  g_object_unref (fixture->key);
  yz_test_folder_remove (fixture->dir);
}

static YzReceipt *
submit (Fixture *fixture, GError **error)
{
  return yz_submission_submit (fixture->node, fixture->store,
                               &(YzFilledForm){ .form = fixture->form,
                                                .answers
                                                = json_node_get_object (fixture->answers) },
                               error);
}

static gboolean
count_items (YzDatabase *db, gpointer user_data, GError **error)
{
  YzOutboxStatus status;

  if (!yz_outbox_get_status (db, &status, error))
    return FALSE;
  *(guint *)user_data = status.pending + status.sending + status.confirmed + status.set_aside;
  return TRUE;
}

static guint
count (Fixture *fixture)
{
  guint n = 0;

  g_assert_true (yz_store_run (fixture->store, count_items, &n, NULL));
  return n;
}

static void
assert_refused (Fixture *fixture, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (submit (fixture, &error));
  g_assert_error (error, YZ_ERROR, code);
  g_assert_nonnull (strstr (error->message, message));
  g_assert_cmpuint (count (fixture), ==, 0);
}

static gboolean
get_item (YzDatabase *db, gpointer user_data, GError **error)
{
  gpointer *pair = user_data;

  pair[1] = yz_outbox_get (db, pair[0], error);
  return pair[1] != NULL;
}

static YzOutboxItem *
read_back (Fixture *fixture, const YzReceipt *receipt)
{
  gpointer pair[] = { receipt->id, NULL };

  g_assert_true (yz_store_run (fixture->store, get_item, pair, NULL));
  return pair[1];
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzReceipt) receipt = submit (fixture, &error);
  g_autoptr (YzOutboxItem) item = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *sha256 = NULL;
  JsonObject *given = json_node_get_object (fixture->answers);
  JsonObject *answers;
  JsonObjectIter iter;
  const char *field;
  JsonNode *node;

  g_assert_no_error (error);
  item = read_back (fixture, receipt);
  g_assert_cmpstr (item->receipt, ==, receipt->number);
  g_assert_cmpint (item->created_us, ==, NOW_US);
  g_assert_cmpint (item->state, ==, YZ_OUTBOX_PENDING);
  g_assert_false (item->urgent);
  sha256 = yz_envelope_sha256 (item->envelope);
  g_assert_cmpstr (item->sha256, ==, sha256);

  document = yz_envelope_open (item->envelope, fixture->key, &error);
  g_assert_no_error (error);
  answers = yz_json_get_object (document, "answers");
  g_assert_cmpuint (json_object_get_size (answers), ==, json_object_get_size (given));
  json_object_iter_init (&iter, given);
  while (json_object_iter_next (&iter, &field, &node))
    g_assert_true (json_node_equal (node, json_object_get_member (answers, field)));
  g_assert_nonnull (yz_json_get_object (document, "sources"));
}

/* What is not asked is not handed in, nor who said it; the caller keeps it. */
static void
test_hidden_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answers = json_object_new ();
  g_autoptr (JsonObject) sources = json_object_new ();
  g_autoptr (YzReceipt) receipt = NULL;
  g_autoptr (YzOutboxItem) item = NULL;
  g_autoptr (JsonObject) document = NULL;
  JsonObject *kept;
  JsonObjectIter iter;
  const char *field;
  JsonNode *node;

  json_object_iter_init (&iter, json_node_get_object (fixture->answers));
  while (json_object_iter_next (&iter, &field, &node))
    if (!g_str_has_prefix (field, "agent_"))
      json_object_set_member (answers, field, json_node_copy (node));
  json_object_set_string_member (answers, "agent_id_number", "440308199901101512");
  json_object_set_string_member (sources, "agent_id_number", "code");
  json_object_set_string_member (sources, "name", "typed");
  receipt
      = yz_submission_submit (fixture->node, fixture->store,
                              &(YzFilledForm){
                                  .form = fixture->form, .answers = answers, .sources = sources },
                              &error);
  g_assert_no_error (error);
  item = read_back (fixture, receipt);
  document = yz_envelope_open (item->envelope, fixture->key, &error);
  g_assert_no_error (error);
  kept = yz_json_get_object (document, "answers");
  g_assert_false (json_object_has_member (kept, "agent_id_number"));
  g_assert_cmpuint (json_object_get_size (kept), ==, json_object_get_size (answers) - 1);
  kept = yz_json_get_object (document, "sources");
  g_assert_cmpuint (json_object_get_size (kept), ==, 1);
  g_assert_cmpstr (yz_json_get_string (kept, "name"), ==, "typed");
  g_assert_true (json_object_has_member (answers, "agent_id_number"));
}

static void
test_header (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzReceipt) receipt = submit (fixture, &error);
  g_autoptr (YzOutboxItem) item = read_back (fixture, receipt);
  g_autoptr (YzKey) station_key = yz_station_key_ensure (fixture->dir, &error);
  g_autoptr (JsonObject) envelope = yz_envelope_verify (item->envelope, station_key, &error);
  g_autofree char *code = yz_crockford_normalize (receipt->code);
  g_autofree char *code_hash = yz_envelope_code_hash (receipt->id, code);

  g_assert_no_error (error);
  g_assert_cmpstr (yz_json_get_string (envelope, "id"), ==, receipt->id);
  g_assert_cmpstr (yz_json_get_string (envelope, "receipt"), ==, receipt->number);
  g_assert_cmpstr (yz_json_get_string (envelope, "code_hash"), ==, code_hash);
  g_assert_cmpstr (yz_json_get_string (envelope, "kind"), ==, "application");
  g_assert_cmpstr (yz_json_get_string (envelope, "form"), ==, "legal-aid-application");
  g_assert_cmpstr (yz_json_get_string (envelope, "form_version"), ==,
                   yz_form_get_version (fixture->form));
  g_assert_cmpstr (yz_json_get_string (envelope, "hall"), ==, "test-hall");
  g_assert_cmpstr (yz_json_get_string (envelope, "station"), ==, "kiosk-7");
  g_assert_cmpstr (yz_json_get_string (envelope, "created"), ==, "2026-11-21T01:30:00Z");
  g_assert_false (yz_json_get_boolean (envelope, "urgent", TRUE));
  g_assert_false (yz_json_get_boolean (envelope, "assisted", TRUE));
}

/* Q1121-123456 and XXXX-XXXX-XXXX. */
static void
test_receipt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzReceipt) receipt = submit (fixture, &error);

  g_assert_no_error (error);
  g_assert_true (yz_ulid_is_valid (receipt->id));
  g_assert_true (g_str_has_prefix (receipt->number, "Q1121-"));
  g_assert_cmpuint (strlen (receipt->number), ==, 12);
  g_assert_cmpuint (strspn (receipt->number + 6, "0123456789"), ==, 6);
  g_assert_true (g_regex_match_simple ("^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$",
                                       receipt->code, 0, 0));
}

static gboolean
contains (const char *path, const char *needle)
{
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return memmem (data, size, needle, strlen (needle)) != NULL;
}

/* Not in the database, not in its log: only sealed bytes reach the disk. */
static void
test_nothing_in_the_clear (Fixture *fixture, gconstpointer data)
{
  static const char *const secrets[]
      = { "张小明", "330105197810270025", "13800000000", "没有发工资" };
  g_autoptr (GError) error = NULL;
  g_autoptr (YzReceipt) receipt = submit (fixture, &error);
  g_autofree char *code = yz_crockford_normalize (receipt->code);
  g_autoptr (GDir) dir = g_dir_open (fixture->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

    for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
      g_assert_false (contains (path, secrets[i]));
    g_assert_false (contains (path, receipt->code));
    g_assert_false (contains (path, code));
  }
}

static void
test_sources (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) sources = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (YzReceipt) receipt = NULL;
  g_autoptr (YzOutboxItem) item = NULL;
  g_autoptr (JsonObject) document = NULL;

  json_object_set_string_member (sources, "name", "card");
  receipt
      = yz_submission_submit (fixture->node, fixture->store,
                              &(YzFilledForm){ .form = fixture->form,
                                               .answers = json_node_get_object (fixture->answers),
                                               .sources = sources },
                              &error);
  g_assert_no_error (error);
  item = read_back (fixture, receipt);
  document = yz_envelope_open (item->envelope, fixture->key, &error);
  g_assert_cmpstr (yz_json_get_string (yz_json_get_object (document, "sources"), "name"), ==,
                   "card");
}

/* Duty and escrow: a lost passphrase loses no case. */
static void
test_two_recipients (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "escrow.key", NULL);
  g_autoptr (YzKey) escrow = yz_key_generate (YZ_KEY_SEAL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzReceipt) receipt = NULL;
  g_autoptr (YzOutboxItem) item = NULL;
  YzKey *keys[] = { fixture->key, escrow };

  g_assert_true (yz_key_save (escrow, path, &error));
  open_node (fixture, "[central]\nseal-keys=centre.key.pub;escrow.key.pub\n");
  receipt = submit (fixture, &error);
  g_assert_no_error (error);
  item = read_back (fixture, receipt);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (JsonObject) document = yz_envelope_open (item->envelope, keys[i], &error);

    g_assert_no_error (error);
    g_assert_cmpstr (yz_json_get_string (yz_json_get_object (document, "answers"), "name"), ==,
                     "张小明");
  }
}

static void
test_no_keys (Fixture *fixture, gconstpointer data)
{
  open_node (fixture, "");
  assert_refused (fixture, YZ_ERROR_CONFIG, "[central] seal-keys");
}

/* The desk could not tell where it came from, and a hub would not take it. */
static void
test_no_station (Fixture *fixture, gconstpointer data)
{
  open_node (fixture, "[station]\nstation=kiosk 7\n[central]\nseal-keys=centre.key.pub\n");
  assert_refused (fixture, YZ_ERROR_CONFIG, "station.station");
}

static void
test_key_missing (Fixture *fixture, gconstpointer data)
{
  open_node (fixture, "[central]\nseal-keys=centre.key.pub;lost.pub\n");
  assert_refused (fixture, YZ_ERROR_CONFIG, "“lost.pub”");
}

static void
test_key_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "bad.pub", NULL);

  g_assert_true (g_file_set_contents (path, "no key", -1, NULL));
  open_node (fixture, "[central]\nseal-keys=bad.pub;centre.key.pub\n");
  assert_refused (fixture, YZ_ERROR_CONFIG, "“bad.pub”");
}

/* Photographs */

#define PAPER_1 "01HF0000000000000000000001"
#define PAPER_2 "01HF0000000000000000000002"
#define HIDDEN "01HF0000000000000000000003"

/* One that is asked and one that is not. */
static void
ask_for_photos (Fixture *fixture, const char *answers)
{
  static const char text[]
      = "{\"id\":\"papers\",\"version\":\"1\",\"title\":{\"zh\":\"材料\",\"en\":\"Papers\"},"
        "\"sections\":[{\"id\":\"s\",\"title\":{\"zh\":\"材料\",\"en\":\"Papers\"},\"fields\":["
        "{\"id\":\"kind\",\"type\":\"text\",\"required\":false,"
        "\"title\":{\"zh\":\"种类\",\"en\":\"Kind\"}},"
        "{\"id\":\"papers\",\"type\":\"photo\",\"required\":false,"
        "\"title\":{\"zh\":\"材料\",\"en\":\"Papers\"}},"
        "{\"id\":\"proof\",\"type\":\"photo\",\"required\":false,"
        "\"relevant\":{\"==\":[{\"var\":\"kind\"},\"proof\"]},"
        "\"title\":{\"zh\":\"证明\",\"en\":\"Proof\"}}]}]}";
  g_autoptr (JsonNode) form = yz_json_parse (text, -1, G_MAXSIZE, NULL);
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->form);
  fixture->form = yz_form_new_from_json (form, &error);
  g_assert_no_error (error);
  json_node_unref (fixture->answers);
  fixture->answers = yz_json_parse (answers, -1, G_MAXSIZE, &error);
  g_assert_no_error (error);
}

static GHashTable *
make_papers (void)
{
  GHashTable *papers
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_bytes_unref);
  g_autofree char *large = g_strnfill (300000, 'j');

  memcpy (large, "\xff\xd8\xff", 3);
  g_hash_table_insert (papers, (gpointer)PAPER_1, g_bytes_new_static ("\xff\xd8\xff first", 9));
  g_hash_table_insert (papers, (gpointer)PAPER_2, g_bytes_new (large, 300000));
  g_hash_table_insert (papers, (gpointer)HIDDEN, g_bytes_new_static ("hidden", 6));
  return papers;
}

static YzReceipt *
submit_papers (Fixture *fixture, GHashTable *papers, GError **error)
{
  YzFilledForm filled = {
    .form = fixture->form,
    .answers = json_node_get_object (fixture->answers),
    .papers = papers,
  };

  return yz_submission_submit (fixture->node, fixture->store, &filled, error);
}

static guint
count_blobs (Fixture *fixture)
{
  g_autofree char *path = yz_node_get_path (fixture->node, YZ_BLOBS_FOLDER);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static GBytes *
open_blob (Fixture *fixture, const YzAttachment *attachment)
{
  g_autofree char *dir = yz_node_get_path (fixture->node, YZ_BLOBS_FOLDER);
  g_autofree char *sealed = g_build_filename (dir, attachment->sha256, NULL);
  g_autofree char *path = g_build_filename (fixture->dir, attachment->name, NULL);
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize size;

  g_assert_true (yz_attachment_open_file (attachment, sealed, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  return g_bytes_new_take (contents, size);
}

/* Sealed and on the disk, in the order of the answer; what is not asked stays out. */
static void
test_papers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) papers = make_papers ();
  g_autoptr (GError) error = NULL;
  g_autoptr (YzReceipt) receipt = NULL;
  g_autoptr (YzOutboxItem) item = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (GPtrArray) attachments = NULL;
  g_auto (GStrv) names = NULL;
  static const char *const order[] = { PAPER_2, PAPER_1 };

  ask_for_photos (fixture,
                  "{\"papers\":[\"" PAPER_2 "\",\"" PAPER_1 "\"],\"proof\":[\"" HIDDEN "\"]}");
  receipt = submit_papers (fixture, papers, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_blobs (fixture), ==, 2);

  item = read_back (fixture, receipt);
  document = yz_envelope_open (item->envelope, fixture->key, &error);
  g_assert_no_error (error);
  g_assert_false (json_object_has_member (yz_json_get_object (document, "answers"), "proof"));
  attachments = yz_attachments_read (document, &error);
  g_assert_no_error (error);
  names = yz_blobs_of_envelope (item->envelope);
  g_assert_cmpuint (attachments->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    const YzAttachment *attachment = g_ptr_array_index (attachments, i);
    g_autofree char *name = g_strdup_printf ("papers-%02u.jpg", i + 1);
    g_autoptr (GBytes) opened = open_blob (fixture, attachment);

    g_assert_cmpstr (attachment->id, ==, order[i]);
    g_assert_cmpstr (attachment->field, ==, "papers");
    g_assert_cmpstr (attachment->name, ==, name);
    g_assert_cmpstr (attachment->type, ==, "image/jpeg");
    g_assert_cmpstr (attachment->sha256, ==, names[i]);
    g_assert_true (g_bytes_equal (opened, g_hash_table_lookup (papers, order[i])));
  }
}

static void
assert_nothing_kept (Fixture *fixture, GHashTable *papers, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (submit_papers (fixture, papers, &error));
  g_assert_error (error, YZ_ERROR, code);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_cmpuint (count_blobs (fixture), ==, 0);
}

static void
test_papers_not_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) papers = make_papers ();

  ask_for_photos (fixture, "{\"papers\":[\"" PAPER_1 "\",\"01HF0000000000000000000009\"]}");
  assert_nothing_kept (fixture, papers, YZ_ERROR_INVALID);
  assert_nothing_kept (fixture, NULL, YZ_ERROR_INVALID);
}

static void
test_papers_too_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) papers = make_papers ();

  ask_for_photos (fixture, "{\"papers\":[\"" PAPER_1 "\",\"" PAPER_2 "\"]}");
  g_hash_table_insert (papers, (gpointer)PAPER_2,
                       g_bytes_new_take (g_malloc0 (YZ_ATTACHMENT_MAX_BYTES + 1),
                                         YZ_ATTACHMENT_MAX_BYTES + 1));
  assert_nothing_kept (fixture, papers, YZ_ERROR_INVALID);
}

static gboolean
forbid_blobs (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_database_exec (db,
                           "CREATE TRIGGER no_blobs BEFORE INSERT ON blobs"
                           " BEGIN SELECT RAISE (FAIL, 'no'); END",
                           error);
}

/* Where whose they are cannot be noted, neither the submission nor the papers are kept. */
static void
test_papers_not_promised (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) papers = make_papers ();

  ask_for_photos (fixture, "{\"papers\":[\"" PAPER_1 "\"]}");
  g_assert_true (yz_store_run (fixture->store, forbid_blobs, NULL, NULL));
  assert_nothing_kept (fixture, papers, YZ_ERROR_STORAGE);
}

static void
test_answers_unfit (Fixture *fixture, gconstpointer data)
{
  json_node_unref (fixture->answers);
  fixture->answers = yz_json_parse ("{\"name\":\"张小明\"}", -1, G_MAXSIZE, NULL);
  assert_refused (fixture, YZ_ERROR_INVALID, "legal-aid-application");
}

/* A number that is taken is drawn again, and nobody notices. */
static void
test_number_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzReceipt) first = NULL;
  g_autoptr (YzReceipt) second = NULL;

  g_atomic_int_set (&same_digits_left, 4);
  first = submit (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first->number, ==, "Q1121-000007");
  second = submit (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_atomic_int_get (&same_digits_left), <, 0);
  g_assert_cmpstr (second->number, !=, first->number);
  g_assert_cmpuint (count (fixture), ==, 2);
}

static void
test_no_number_free (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzReceipt) first = NULL;

  g_atomic_int_set (&same_digits_left, 1000);
  first = submit (fixture, &error);
  g_assert_no_error (error);
  g_assert_null (submit (fixture, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_atomic_int_set (&same_digits_left, 0);
}

static void
on_wake (YzOwner *owner, gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

static void
test_wakes_sender (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzOwner) owner = yz_owner_acquire (fixture->dir, &error);
  g_autoptr (YzReceipt) receipt = NULL;
  gboolean woken = FALSE;

  g_assert_no_error (error);
  g_assert_true (yz_owner_listen (owner, &error));
  g_signal_connect (owner, "wake", G_CALLBACK (on_wake), &woken);
  receipt = submit (fixture, &error);
  g_assert_no_error (error);
  while (!woken)
    g_main_context_iteration (NULL, TRUE);
}

/* Faults */

static gint steps_left;

static int
fail_nth (void *data, int action, const char *a, const char *b, const char *c, const char *d)
{
  return g_atomic_int_add (&steps_left, -1) == 1 ? SQLITE_DENY : SQLITE_OK;
}

static gboolean
set_authorizer (YzDatabase *db, gpointer user_data, GError **error)
{
  sqlite3_set_authorizer (yz_database_get_handle (db), user_data, NULL);
  return TRUE;
}

typedef int (*Authorizer) (void *, int, const char *, const char *, const char *, const char *);

static void
authorize (Fixture *fixture, Authorizer authorizer)
{
  g_assert_true (yz_store_run (fixture->store, set_authorizer, (gpointer)authorizer, NULL));
}

/* Whichever step of the database fails: either there is a receipt and an item, or neither. */
static void
test_nth_step_fails (Fixture *fixture, gconstpointer data)
{
  guint n_failed = 0;

  for (int n = 1;; n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YzReceipt) receipt = NULL;

    authorize (fixture, fail_nth);
    g_atomic_int_set (&steps_left, n);
    receipt = submit (fixture, &error);
    g_atomic_int_set (&steps_left, 0);
    authorize (fixture, NULL);
    g_assert_cmpuint (count (fixture), ==, receipt != NULL ? 1 : 0);
    if (receipt != NULL)
      break;
    g_assert_nonnull (error);
    n_failed++;
  }
  g_assert_cmpuint (n_failed, >, 0);
}

static gboolean
fill_disk (YzDatabase *db, gpointer user_data, GError **error)
{
  return yz_database_exec (db, user_data, error);
}

static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzReceipt) receipt = NULL;

  g_assert_true (
      yz_store_run (fixture->store, fill_disk, (gpointer) "PRAGMA max_page_count = 1", NULL));
  g_assert_null (submit (fixture, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_clear_error (&error);

  /* Room again, and it goes on. */
  g_assert_true (
      yz_store_run (fixture->store, fill_disk, (gpointer) "PRAGMA max_page_count = 100000", NULL));
  receipt = submit (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture), ==, 1);
}

/* Threads */

#define N_EACH 200

static gpointer
submit_many (gpointer user_data)
{
  Fixture *fixture = user_data;
  GPtrArray *receipts = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_receipt_free);
  /* Its own: json-glib does not count references atomically. */
  g_autoptr (JsonNode) answers = yz_json_parse (ANSWERS, -1, G_MAXSIZE, NULL);

  for (guint i = 0; i < N_EACH; i++) {
    g_autoptr (GError) error = NULL;
    YzReceipt *receipt
        = yz_submission_submit (fixture->node, fixture->store,
                                &(YzFilledForm){ .form = fixture->form,
                                                 .answers = json_node_get_object (answers) },
                                &error);

    g_assert_no_error (error);
    g_ptr_array_add (receipts, receipt);
  }
  return receipts;
}

static void
test_two_threads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  GThread *threads[2];
  GPtrArray *receipts[2];

  /* The first of each draw the same digits. */
  g_atomic_int_set (&same_digits_left, 6);
  for (guint t = 0; t < 2; t++)
    threads[t] = g_thread_new ("submit", submit_many, fixture);
  for (guint t = 0; t < 2; t++) {
    receipts[t] = g_thread_join (threads[t]);
    for (guint i = 0; i < N_EACH; i++) {
      YzReceipt *receipt = g_ptr_array_index (receipts[t], i);

      g_assert_true (g_hash_table_add (ids, receipt->id));
      g_assert_true (g_hash_table_add (numbers, receipt->number));
      g_assert_true (g_hash_table_add (codes, receipt->code));
    }
  }
  g_assert_cmpuint (count (fixture), ==, 2 * N_EACH);
  for (guint t = 0; t < 2; t++)
    g_ptr_array_unref (receipts[t]);
}

static void
on_submitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static GAsyncResult *
submit_async (Fixture *fixture, JsonObject *answers, GCancellable *cancellable)
{
  GAsyncResult *result = NULL;

  yz_submission_submit_async (fixture->node, fixture->store,
                              &(YzFilledForm){ .form = fixture->form, .answers = answers },
                              cancellable, on_submitted, &result);
  /* What the citizen changes afterwards is not handed in. */
  json_object_set_string_member (answers, "name", "李小红");
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return result;
}

static JsonObject *
answers_to_change (Fixture *fixture)
{
  JsonObject *answers = json_object_new ();
  JsonObjectIter iter;
  const char *field;
  JsonNode *node;

  json_object_iter_init (&iter, json_node_get_object (fixture->answers));
  while (json_object_iter_next (&iter, &field, &node))
    json_object_set_member (answers, field, json_node_copy (node));
  return answers;
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answers = answers_to_change (fixture);
  g_autoptr (GAsyncResult) result = submit_async (fixture, answers, NULL);
  g_autoptr (YzReceipt) receipt = yz_submission_submit_finish (result, &error);
  g_autoptr (YzOutboxItem) item = NULL;
  g_autoptr (JsonObject) document = NULL;

  g_assert_no_error (error);
  item = read_back (fixture, receipt);
  document = yz_envelope_open (item->envelope, fixture->key, &error);
  g_assert_cmpstr (yz_json_get_string (yz_json_get_object (document, "answers"), "name"), ==,
                   "张小明");
}

static void
test_async_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (JsonObject) answers = answers_to_change (fixture);
  g_autoptr (GAsyncResult) result = NULL;

  g_cancellable_cancel (cancellable);
  result = submit_async (fixture, answers, cancellable);
  g_assert_null (yz_submission_submit_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count (fixture), ==, 0);
}

/* Several threads hold copies of the same answers, which go on being read and copied here. */

#define N_AT_ONCE 4
#define N_IN_ALL 1200

typedef struct {
  Fixture *fixture;
  guint n_begun;
  guint n_done;
} Crowd;

static void on_one_submitted (GObject *source, GAsyncResult *result, gpointer user_data);

static void
begin_one (Crowd *crowd)
{
  Fixture *fixture = crowd->fixture;

  crowd->n_begun++;
  yz_submission_submit_async (fixture->node, fixture->store,
                              &(YzFilledForm){ .form = fixture->form,
                                               .answers = json_node_get_object (fixture->answers) },
                              NULL, on_one_submitted, crowd);
}

static void
on_one_submitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Crowd *crowd = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YzReceipt) receipt = yz_submission_submit_finish (result, &error);

  g_assert_no_error (error);
  crowd->n_done++;
  if (crowd->n_begun < N_IN_ALL)
    begin_one (crowd);
}

static void
test_async_at_once (Fixture *fixture, gconstpointer data)
{
  Crowd crowd = { .fixture = fixture };

  while (crowd.n_begun < N_AT_ONCE)
    begin_one (&crowd);
  while (crowd.n_done < N_IN_ALL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count (fixture), ==, N_IN_ALL);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/submission/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  randombytes_set_implementation (&random_source);
  g_assert_cmpint (sodium_init (), >=, 0);

  ADD ("round-trip", test_round_trip);
  ADD ("header", test_header);
  ADD ("hidden-answers", test_hidden_answers);
  ADD ("receipt", test_receipt);
  ADD ("nothing-in-the-clear", test_nothing_in_the_clear);
  ADD ("sources", test_sources);
  ADD ("two-recipients", test_two_recipients);
  ADD ("no-keys", test_no_keys);
  ADD ("no-station", test_no_station);
  ADD ("key-missing", test_key_missing);
  ADD ("key-damaged", test_key_damaged);
  ADD ("answers-unfit", test_answers_unfit);
  ADD ("papers", test_papers);
  ADD ("papers-that-are-not-there", test_papers_not_there);
  ADD ("papers-too-large", test_papers_too_large);
  ADD ("papers-not-promised", test_papers_not_promised);
  ADD ("number-taken", test_number_taken);
  ADD ("no-number-free", test_no_number_free);
  ADD ("wakes-sender", test_wakes_sender);
  ADD ("nth-step-fails", test_nth_step_fails);
  ADD ("disk-full", test_disk_full);
  ADD ("two-threads", test_two_threads);
  ADD ("async", test_async);
  ADD ("async-cancelled", test_async_cancelled);
  ADD ("async-at-once", test_async_at_once);

  return g_test_run ();
}
