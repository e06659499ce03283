/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-clock.h"
#include "yz-envelope.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-test-ctl.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* The commands `key new`, `open` and `id check`. */

#define RECEIPT "K1121-463116"
#define PAPERS_ID "01JD6Q8Z5V0000000000000002"
#define PHOTO "\xff\xd8\xff as a photograph begins"

static const char *
get (JsonNode *node, const char *member)
{
  return yz_json_get_string (json_node_get_object (node), member);
}

static void
write_envelope (YzTestCtl *ctl,
                const char *name,
                const char *id,
                GPtrArray *attachments,
                GPtrArray *recipients)
{
  const YzEnvelopeHeader header = {
    .id = id,
    .receipt = RECEIPT,
    .kind = "application",
    .form = "legal-aid-application",
    .form_version = "3",
    .hall = "hall",
    .station = "kiosk-1",
    .created_us = 0,
    .attachments = attachments,
  };
  g_autofree char *path = g_build_filename (ctl->dir, name, NULL);
  g_autoptr (YzKey) station = yz_key_generate (YZ_KEY_SIGN);
  g_autoptr (JsonObject) contents = json_object_new ();
  JsonObject *answers = json_object_new ();
  JsonObject *sources = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (answers, "name", "张三");
  json_object_set_object_member (contents, "answers", answers);
  json_object_set_string_member (sources, "name", "card");
  json_object_set_object_member (contents, "sources", sources);
  bytes = yz_envelope_seal (&header, "0000", contents, recipients, station, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize)g_bytes_get_size (bytes), NULL));
}

static void
add_recipient (YzTestCtl *ctl, GPtrArray *recipients, const char *name)
{
  g_autofree char *path = g_build_filename (ctl->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (recipients, yz_key_load (path, YZ_KEY_SEAL, &error));
  g_assert_no_error (error);
}

static void
assert_document (JsonNode *node, const char *id)
{
  g_assert_cmpuint (json_object_get_size (json_node_get_object (node)), ==, 7);
  g_assert_cmpstr (get (node, "id"), ==, id);
  g_assert_cmpstr (get (node, "receipt"), ==, RECEIPT);
  g_assert_cmpstr (get (node, "form"), ==, "legal-aid-application");
  g_assert_cmpstr (get (node, "version"), ==, "3");
  g_assert_cmpstr (get (node, "created"), ==, "1970-01-01T00:00:00Z");
  g_assert_cmpstr (yz_json_get_string (yz_json_get_object (json_node_get_object (node), "answers"),
                                       "name"),
                   ==, "张三");
  g_assert_cmpstr (yz_json_get_string (yz_json_get_object (json_node_get_object (node), "sources"),
                                       "name"),
                   ==, "card");
}

static void
test_open (YzTestCtl *ctl, gconstpointer data)
{
  static const char first_id[] = "01JD6Q8Z5V0000000000000000";
  static const char second_id[] = "01JD6Q8Z5V0000000000000001";
  g_autoptr (GPtrArray) recipients = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JsonNode) duty = yz_test_ctl_run (ctl, NULL, 0, "key new --kind seal -o duty.key");
  g_autoptr (JsonNode) escrow = yz_test_ctl_run (ctl, NULL, 0, "key new --kind seal -o escrow.key");
  g_autoptr (JsonNode) sign = yz_test_ctl_run (ctl, NULL, 0, "key new --kind sign -o sign.key");
  g_autoptr (JsonNode) one = NULL;
  g_autoptr (JsonNode) both = NULL;

  g_assert_cmpstr (get (duty, "kind"), ==, "seal");
  g_assert_cmpstr (get (duty, "public"), ==, "duty.key.pub");
  g_assert_cmpstr (get (sign, "kind"), ==, "sign");

  add_recipient (ctl, recipients, "duty.key.pub");
  write_envelope (ctl, "first.yzs", first_id, NULL, recipients);
  add_recipient (ctl, recipients, "escrow.key.pub");
  write_envelope (ctl, "second.yzs", second_id, NULL, recipients);

  one = yz_test_ctl_run (ctl, NULL, 0, "open --key escrow.key second.yzs");
  assert_document (one, second_id);
  both = yz_test_ctl_run (ctl, NULL, 0, "open --key duty.key first.yzs second.yzs");
  g_assert_cmpuint (json_array_get_length (json_node_get_array (both)), ==, 2);
  assert_document (json_array_get_element (json_node_get_array (both), 0), first_id);
  assert_document (json_array_get_element (json_node_get_array (both), 1), second_id);

  yz_test_ctl_assert_error (ctl, NULL, 3, "open --key escrow.key second.yzs first.yzs", "key",
                            "first.yzs");
  yz_test_ctl_assert_error (ctl, NULL, 3, "open --key escrow.key first.yzs", "key",
                            get (duty, "id"));
  yz_test_ctl_assert_error (ctl, NULL, 3, "open --key sign.key first.yzs", "key", "signing key");
  yz_test_ctl_assert_error (ctl, NULL, 3, "open --key duty.key.pub first.yzs", "key",
                            "public key only");
  yz_test_ctl_assert_error (ctl, NULL, 3, "open --key duty.key duty.key.pub", "invalid",
                            "no envelope");
  yz_test_ctl_assert_error (ctl, NULL, 3, "open --key duty.key first.yzs absent.yzs", "failed",
                            "absent.yzs");
  yz_test_ctl_assert_error (ctl, NULL, 2, "open first.yzs", "usage", "--key");
  yz_test_ctl_assert_error (ctl, NULL, 2, "open --key duty.key", "usage", "argument");
}

/* An envelope with one page and its sealed stream, as the sender called the page. */
static void
write_papers (YzTestCtl *ctl, const char *page)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) attachments
      = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_attachment_free);
  YzAttachment *attachment = g_new0 (YzAttachment, 1);
  g_autoptr (GBytes) photo = g_bytes_new_static (PHOTO, strlen (PHOTO));
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;

  attachment->id = yz_ulid_new (0);
  attachment->field = g_strdup ("case_papers");
  attachment->name = g_strdup (page);
  attachment->type = g_strdup (YZ_ATTACHMENT_TYPE);
  g_ptr_array_add (attachments, attachment);
  sealed = yz_attachment_seal (attachment, photo, &error);
  g_assert_no_error (error);
  g_assert_true (yz_attachment_write_file (sealed, ctl->dir, PAPERS_ID, 1, &error));
  add_recipient (ctl, recipients, "k.pub");
  write_envelope (ctl, PAPERS_ID ".yzs", PAPERS_ID, attachments, recipients);
}

static char *
get_page (JsonNode *node)
{
  JsonArray *pages = yz_json_get_array (json_node_get_object (node), "attachments");

  g_assert_cmpuint (json_array_get_length (pages), ==, 1);
  return g_strdup (yz_json_get_string (json_array_get_object_element (pages, 0), "file"));
}

static void
assert_holds (YzTestCtl *ctl, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (ctl->dir, name, NULL);
  g_autofree char *contents = NULL;

  if (text == NULL) {
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    return;
  }
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, text);
}

/* Beside the envelope; with the application on paper, where that goes. */
static void
test_papers (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonNode) key = yz_test_ctl_run (ctl, NULL, 0, "key new --kind seal -o k");
  g_autofree char *with_paper
      = g_strdup_printf ("open --content '%s' --key k --paper out " PAPERS_ID ".yzs",
                         g_getenv ("YZ_CONTENT_DIR"));
  g_autofree char *out = g_build_filename (ctl->dir, "out", NULL);
  g_autofree char *pdf = g_build_filename (out, PAPERS_ID ".pdf", NULL);
  g_autoptr (JsonNode) apart = NULL;
  g_autoptr (JsonNode) beside = NULL;
  g_autofree char *page_apart = NULL;
  g_autofree char *page_beside = NULL;

  write_papers (ctl, "case_papers-01.jpg");
  g_assert_cmpint (g_mkdir (out, 0700), ==, 0);
  apart = yz_test_ctl_run (ctl, NULL, 0, with_paper);
  page_apart = get_page (apart);
  g_assert_cmpstr (page_apart, ==, "out/" PAPERS_ID "-case_papers-01.jpg");
  assert_holds (ctl, page_apart, PHOTO);
  assert_holds (ctl, PAPERS_ID "-case_papers-01.jpg", NULL);
  g_assert_true (g_file_test (pdf, G_FILE_TEST_EXISTS));

  beside = yz_test_ctl_run (ctl, NULL, 0, "open --key k " PAPERS_ID ".yzs");
  page_beside = get_page (beside);
  g_assert_cmpstr (page_beside, ==, "./" PAPERS_ID "-case_papers-01.jpg");
  assert_holds (ctl, page_beside, PHOTO);
}

/* What was sealed before pages had two digits opens still; no page takes the place of another's
 * sealed stream or of an envelope. */
static void
test_names_of_papers (YzTestCtl *ctl, gconstpointer data)
{
  static const char *const bad[] = { "2.yza", "case_papers-1.yza", "1.yzs", "case_papers.desktop" };
  g_autoptr (JsonNode) key = yz_test_ctl_run (ctl, NULL, 0, "key new --kind seal -o k");
  g_autoptr (JsonNode) old = NULL;
  g_autofree char *page = NULL;

  write_papers (ctl, "case_papers-1.jpg");
  old = yz_test_ctl_run (ctl, NULL, 0, "open --key k " PAPERS_ID ".yzs");
  page = get_page (old);
  assert_holds (ctl, page, PHOTO);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *file = g_strconcat (PAPERS_ID "-", bad[i], NULL);

    write_papers (ctl, bad[i]);
    yz_test_ctl_write (ctl, file, "sealed");
    yz_test_ctl_assert_error (ctl, NULL, 3, "open --key k " PAPERS_ID ".yzs", "damaged",
                              "attachment 1");
    assert_holds (ctl, file, "sealed");
  }
}

static void
test_key_new (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, NULL, 0, "key new --kind seal -o k");

  yz_test_ctl_assert_error (ctl, NULL, 3, "key new --kind seal -o k", "key", "k exists");
  yz_test_ctl_assert_error (ctl, NULL, 3, "key new --kind seal -o missing/k", "storage",
                            "missing/k");
  yz_test_ctl_assert_error (ctl, NULL, 2, "key new --kind seal", "usage", "-o");
  yz_test_ctl_assert_error (ctl, NULL, 2, "key new -o j", "usage", "--kind");
  yz_test_ctl_assert_error (ctl, NULL, 2, "key new --kind love -o j", "usage", "--kind");
}

static void
test_id_check (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonNode) valid = yz_test_ctl_run (ctl, NULL, 0, "id check 11010119900307803x");
  g_autoptr (JsonNode) old = yz_test_ctl_run (ctl, NULL, 0, "id check 110103900307803");
  g_autoptr (JsonNode) wrong = yz_test_ctl_run (ctl, NULL, 1, "id check 330105197810270024");

  g_assert_true (yz_json_get_boolean (json_node_get_object (valid), "valid", FALSE));
  g_assert_cmpstr (get (valid, "kind"), ==, "citizen");
  g_assert_cmpstr (get (valid, "birth_date"), ==, "1990-03-07");
  g_assert_cmpstr (get (valid, "sex"), ==, "male");
  g_assert_cmpstr (get (valid, "region"), ==, "110101");
  g_assert_cmpstr (get (valid, "region_name"), ==, "北京市东城区");
  g_assert_cmpstr (get (valid, "number"), ==, "11010119900307803X");
  g_assert_true (yz_json_get_boolean (json_node_get_object (valid), "region_known", FALSE));

  g_assert_cmpstr (get (old, "kind"), ==, "citizen-15");
  g_assert_cmpstr (get (old, "region_name"), ==, "北京市");
  g_assert_cmpstr (get (old, "number18"), ==, "110103199003078032");
  g_assert_false (yz_json_get_boolean (json_node_get_object (old), "region_known", TRUE));

  g_assert_false (yz_json_get_boolean (json_node_get_object (wrong), "valid", TRUE));
  g_assert_nonnull (get (wrong, "text"));
  g_assert_nonnull (get (wrong, "text_en"));
  yz_test_ctl_assert_error (ctl, NULL, 2, "id check", "usage", "argument");
}

int
main (int argc, char **argv)
{
  yz_test_ctl_init (&argc, &argv);

  yz_test_ctl_add ("/ctl/open", test_open);
  yz_test_ctl_add ("/ctl/open/papers", test_papers);
  yz_test_ctl_add ("/ctl/open/names-of-papers", test_names_of_papers);
  yz_test_ctl_add ("/ctl/key-new", test_key_new);
  yz_test_ctl_add ("/ctl/id-check", test_id_check);

  return g_test_run ();
}
