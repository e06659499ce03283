/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-envelope.h"
#include "yz-error.h"
#include "yz-json.h"
#include "yz-outbox.h"
#include "yz-store.h"
#include "yz-test-ctl.h"

#include <string.h>

/* The commands `form list`, `form check` and `form submit`. */

#define ANSWERS                                                                                      \
  "{\"name\":\"张小明\",\"sex\":\"female\",\"birth_date\":\"1978-10-27\","                        \
  "\"id_number\":\"330105197810270025\",\"residence_address\":\"某市某区某路1号\","           \
  "\"phone\":\"13800000000\",\"matter\":\"拖欠工资\",\"facts\":\"三个月没有发工资。\"," \
  "\"filled_by\":\"self\",\"declaration\":true,\"signature\":\"window\"}"

static JsonObject *
get_element (JsonArray *array, guint i)
{
  g_assert_nonnull (array);
  g_assert_cmpuint (i, <, json_array_get_length (array));
  return json_array_get_object_element (array, i);
}

static JsonObject *
find_element (JsonArray *array, const char *id)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_strcmp0 (yz_json_get_string (get_element (array, i), "id"), id) == 0)
      return get_element (array, i);
  g_assert_not_reached ();
}

static void
test_list (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, NULL, 0, "form list");
  JsonObject *form = get_element (json_node_get_array (node), 0);
  JsonArray *fields = yz_json_get_array (form, "fields");
  JsonObject *name = get_element (fields, 0);
  JsonObject *sex = get_element (fields, 1);
  JsonArray *options = yz_json_get_array (sex, "options");

  g_assert_cmpstr (yz_json_get_string (form, "id"), ==, "legal-aid-application");
  g_assert_cmpstr (yz_json_get_string (form, "title"), ==, "法律援助申请表");
  g_assert_nonnull (yz_json_get_string (form, "version"));
  g_assert_cmpuint (json_array_get_length (fields), ==, 25);
  g_assert_cmpstr (yz_json_get_string (name, "id"), ==, "name");
  g_assert_cmpstr (yz_json_get_string (name, "type"), ==, "text");
  g_assert_cmpstr (yz_json_get_string (name, "title"), ==, "姓名");
  g_assert_true (yz_json_get_boolean (name, "required", FALSE));
  g_assert_cmpuint (json_array_get_length (yz_json_get_array (name, "options")), ==, 0);
  g_assert_false (yz_json_get_boolean (find_element (fields, "agent_kind"), "required", TRUE));
  g_assert_cmpstr (yz_json_get_string (get_element (options, 1), "value"), ==, "female");
}

/* Without --content: what the node has, which at first is what the program ships with. */
static void
test_list_folder (YzTestCtl *ctl, gconstpointer data)
{
  g_autofree char *command
      = g_strdup_printf ("--content '%s' form list", g_getenv ("YZ_CONTENT_DIR"));
  g_autoptr (JsonNode) shipped = yz_test_ctl_run (ctl, NULL, 0, command);
  g_autoptr (JsonNode) active = yz_test_ctl_run (ctl, NULL, 0, "form list");

  g_assert_true (json_node_equal (active, shipped));
}

static void
test_check (YzTestCtl *ctl, gconstpointer data)
{
  g_autofree char *shipped = g_strdup_printf ("form check '%s/forms/legal-aid-application.json'",
                                              g_getenv ("YZ_CONTENT_DIR"));
  g_autoptr (JsonNode) good = yz_test_ctl_run (ctl, NULL, 0, shipped);
  g_autoptr (JsonNode) empty = yz_test_ctl_run (ctl, "{}", 1, "form check -");
  g_autoptr (JsonNode) broken = yz_test_ctl_run (ctl, "{\"id\":", 1, "form check -");
  JsonArray *problems = yz_json_get_array (json_node_get_object (empty), "problems");

  g_assert_true (yz_json_get_boolean (json_node_get_object (good), "ok", FALSE));
  g_assert_false (yz_json_get_boolean (json_node_get_object (empty), "ok", TRUE));
  g_assert_cmpuint (json_array_get_length (problems), ==, 4);
  g_assert_cmpstr (yz_json_get_string (get_element (problems, 0), "file"), ==, "-");
  g_assert_nonnull (yz_json_get_string (get_element (problems, 0), "message"));
  g_assert_false (yz_json_get_boolean (json_node_get_object (broken), "ok", TRUE));
  yz_test_ctl_assert_error (ctl, NULL, 3, "form check absent.json", "failed", "absent.json");
  yz_test_ctl_assert_error (ctl, NULL, 2, "form check", "usage", "argument");
}

static void
test_check_conditions (YzTestCtl *ctl, gconstpointer data)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "forms", "legal-aid-application.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) form = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *problems;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  form = g_string_new (text);
  g_assert_cmpuint (g_string_replace (form, "{\"!!\": {\"var\": \"agent_name\"}}",
                                      "{\"!!\": {\"var\": \"agent_nmae\"}}", 1),
                    ==, 1);
  node = yz_test_ctl_run (ctl, form->str, 1, "form check -");
  problems = yz_json_get_array (json_node_get_object (node), "problems");
  g_assert_cmpuint (json_array_get_length (problems), ==, 1);
  g_assert_cmpstr (yz_json_get_string (get_element (problems, 0), "place"), ==, "field agent_kind");
  g_assert_nonnull (
      strstr (yz_json_get_string (get_element (problems, 0), "message"), "“agent_nmae”"));
}

typedef struct {
  const char *id;
  YzOutboxItem *item;
} Lookup;

static gboolean
get_item (YzDatabase *db, gpointer user_data, GError **error)
{
  Lookup *lookup = user_data;

  lookup->item = yz_outbox_get (db, lookup->id, error);
  return lookup->item != NULL;
}

static void
assert_kept (YzTestCtl *ctl, JsonObject *receipt, YzKey *key)
{
  g_autofree char *path = g_build_filename (ctl->dir, "kiosk.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzStore) store = yz_store_open (path, &yz_kiosk_schema, FALSE, &error);
  Lookup lookup = { .id = yz_json_get_string (receipt, "id") };
  g_autoptr (YzOutboxItem) item = NULL;
  g_autoptr (JsonObject) document = NULL;

  g_assert_no_error (error);
  g_assert_true (yz_store_run (store, get_item, &lookup, &error));
  item = lookup.item;
  g_assert_cmpstr (item->receipt, ==, yz_json_get_string (receipt, "receipt"));
  document = yz_envelope_open (item->envelope, key, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yz_json_get_string (yz_json_get_object (document, "answers"), "name"), ==,
                   "张小明");
}

static void
test_submit (YzTestCtl *ctl, gconstpointer data)
{
  g_autofree char *path = g_build_filename (ctl->dir, "centre.key", NULL);
  g_autoptr (YzKey) key = yz_key_generate (YZ_KEY_SEAL);
  g_autoptr (JsonNode) from_file = NULL;
  g_autoptr (JsonNode) from_input = NULL;

  yz_test_ctl_write (ctl, "answers.json", ANSWERS);
  yz_test_ctl_assert_error (ctl, NULL, 3,
                            "form submit --form legal-aid-application --answers answers.json",
                            "config", "seal-keys");

  g_assert_true (yz_key_save (key, path, NULL));
  yz_test_ctl_write (ctl, "yizhan.conf", "[central]\nseal-keys=centre.key.pub\n");
  from_file = yz_test_ctl_run (ctl, NULL, 0,
                               "form submit --form legal-aid-application --answers answers.json");
  from_input
      = yz_test_ctl_run (ctl, ANSWERS, 0, "form submit --form legal-aid-application --answers -");
  g_assert_cmpuint (strlen (yz_json_get_string (json_node_get_object (from_file), "code")), ==, 14);
  assert_kept (ctl, json_node_get_object (from_file), key);
  assert_kept (ctl, json_node_get_object (from_input), key);
}

/* How many things are wrong with the answers and @more. */
static guint
count_errors (YzTestCtl *ctl, const char *more)
{
  g_autofree char *answers = g_strdup_printf ("{%s%s", more, ANSWERS + 1);
  g_autoptr (JsonNode) node
      = yz_test_ctl_run (ctl, answers, 1, "form submit --form legal-aid-application --answers -");

  return json_array_get_length (yz_json_get_array (json_node_get_object (node), "errors"));
}

static void
test_submit_errors (YzTestCtl *ctl, gconstpointer data)
{
  static const char to_application[] = "form submit --form legal-aid-application --answers -";
  g_autoptr (JsonNode) node
      = yz_test_ctl_run (ctl, "{\"name\":\"张小明\",\"extra\":1}", 1, to_application);
  JsonArray *errors = yz_json_get_array (json_node_get_object (node), "errors");
  JsonObject *first = get_element (errors, 0);

  g_assert_cmpuint (json_array_get_length (errors), ==, 11);
  g_assert_cmpuint (count_errors (ctl, "\"agent_name\":\"李小红\","), ==, 1);
  g_assert_cmpstr (yz_json_get_string (first, "field"), ==, "sex");
  g_assert_nonnull (strstr (yz_json_get_string (first, "message"), "性别"));
  g_assert_nonnull (strstr (yz_json_get_string (first, "message_en"), "Sex"));

  yz_test_ctl_assert_error (ctl, "[]", 3, to_application, "invalid", "no JSON object");
  yz_test_ctl_assert_error (ctl, "{", 3, to_application, "invalid", "standard input");
  yz_test_ctl_assert_error (ctl, ANSWERS, 2, "form submit --form nothing --answers -", "usage",
                            "nothing");
  yz_test_ctl_assert_error (ctl, ANSWERS, 2, "form submit --answers -", "usage", "--form");
  yz_test_ctl_assert_error (ctl, ANSWERS, 2, "form submit --form legal-aid-application", "usage",
                            "--answers");
}

int
main (int argc, char **argv)
{
  yz_test_ctl_init (&argc, &argv);

  yz_test_ctl_add ("/ctl/form/list", test_list);
  yz_test_ctl_add ("/ctl/form/list-folder", test_list_folder);
  yz_test_ctl_add ("/ctl/form/check", test_check);
  yz_test_ctl_add ("/ctl/form/check-conditions", test_check_conditions);
  yz_test_ctl_add ("/ctl/form/submit", test_submit);
  yz_test_ctl_add ("/ctl/form/submit-errors", test_submit_errors);

  return g_test_run ();
}
