/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-prefill.h"

#include <string.h>

/* Codes that fill in a form: what is taken, what is left out, what is refused whole. */

#define TODAY "2026-11-21"
#define LARGEST_CODE 2953 /* bytes in a QR code */
#define CODE(facts) "{\"yz\":1,\"form\":\"legal-aid-application\",\"facts\":{" facts "}}"

typedef struct {
  const char *name;
  const char *payload;
} Hostile;

static const Hostile hostile[] = {
  { "empty", "" },
  { "web-address", "https://example.org/pay?amount=100" },
  { "text", "张三" },
  { "bad-utf8", "{\"yz\":1,\"form\":\"\xff\"}" },
  { "list", "[{\"yz\":1}]" },
  { "string", "\"legal-aid-application\"" },
  { "cut", "{\"yz\":1,\"form\":\"legal-aid-application\",\"facts\":{\"name\":\"张" },
  { "two-documents", CODE ("\"name\":\"a\"") CODE ("\"name\":\"b\"") },
  { "name-twice", CODE ("\"name\":\"a\",\"name\":\"b\"") },
  { "single-quotes", "{'yz':1,'form':'legal-aid-application','facts':{}}" },
  { "no-version", "{\"form\":\"legal-aid-application\",\"facts\":{},\"x\":1}" },
  { "version-two", "{\"yz\":2,\"form\":\"legal-aid-application\",\"facts\":{}}" },
  { "version-text", "{\"yz\":\"1\",\"form\":\"legal-aid-application\",\"facts\":{}}" },
  { "version-true", "{\"yz\":true,\"form\":\"legal-aid-application\",\"facts\":{}}" },
  { "other-form", "{\"yz\":1,\"form\":\"visitor\",\"facts\":{}}" },
  { "no-form", "{\"yz\":1,\"facts\":{},\"x\":1}" },
  { "no-facts", "{\"yz\":1,\"form\":\"legal-aid-application\"}" },
  { "facts-list", "{\"yz\":1,\"form\":\"legal-aid-application\",\"facts\":[]}" },
  { "more-members", "{\"yz\":1,\"form\":\"legal-aid-application\",\"facts\":{},\"url\":\"x\"}" },
  { "unknown-field", CODE ("\"name\":\"a\",\"bank_account\":\"1\"") },
  { "declares", CODE ("\"declaration\":true") },
  { "declares-not", CODE ("\"declaration\":false") },
  { "signs", CODE ("\"signature\":\"window\"") },
  { "agent-signs", CODE ("\"agent_signature\":\"window\"") },
  { "number", CODE ("\"postcode\":100000") },
  { "null", CODE ("\"name\":null") },
  { "object", CODE ("\"name\":{\"zh\":\"a\"}") },
  { "list-answer", CODE ("\"name\":[\"a\"]") },
  { "control", CODE ("\"name\":\"a\\u001b[31m\"") },
  { "nul", CODE ("\"name\":\"a\\u0000b\"") },
  { "bidi", CODE ("\"facts\":\"\\u202etxt\"") },
  { "right-to-left-isolate", CODE ("\"name\":\"\\u2067张三\\u2069\"") },
  { "zero-width", CODE ("\"name\":\"张\\u200b三\"") },
  { "byte-order-inside", CODE ("\"name\":\"张\\ufeff三\"") },
  { "tags", CODE ("\"name\":\"张\\udb40\\udc41\"") },
  { "lone-surrogate", CODE ("\"name\":\"\\ud83d\"") },
  { "field-in-capitals", CODE ("\"Name\":\"张三\"") },
  { "field-with-space", CODE ("\"name \":\"张三\"") },
  { "field-without-name", CODE ("\"\":\"张三\"") },
  { "facts-in-facts", CODE ("\"facts\":{\"facts\":{\"facts\":{\"name\":\"张三\"}}}") },
  { "binary", "\x89PNG\r\n\x1a\n\xff\xfe\x80\x81" },
  { "deep", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" },
};

typedef struct {
  YzForm *form;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "forms", "legal-aid-application.json", NULL);
  g_autoptr (GError) error = NULL;

  fixture->form = yz_form_load (path, &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->form);
}

static JsonObject *
take (Fixture *fixture, const char *payload, GPtrArray **ret_problems)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));
  g_autoptr (GError) error = NULL;
  JsonObject *taken = yz_prefill_parse (bytes, fixture->form, TODAY, ret_problems, &error);

  g_assert_no_error (error);
  return taken;
}

static void
assert_refused (Fixture *fixture, GBytes *payload)
{
  GPtrArray *problems = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_prefill_parse (payload, fixture->form, TODAY, &problems, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_assert_null (problems);
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  const Hostile *code = data;
  g_autoptr (GBytes) payload = g_bytes_new (code->payload, strlen (code->payload));

  assert_refused (fixture, payload);
}

static void
test_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (JsonObject) taken
      = take (fixture,
              CODE (
                  "\"name\":\"张小明\",\"sex\":\"female\",\"birth_date\":\"1978-10-27\","
                  "\"ethnic_group\":\"46\",\"id_number\":\"330105197810270025\",\"employer\":\"\","
                  "\"facts\":\"第一行\\n第二行\",\"filled_by\":\"self\""),
              &problems);

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (json_object_get_size (taken), ==, 7);
  g_assert_cmpstr (yz_json_get_string (taken, "name"), ==, "张小明");
  g_assert_cmpstr (yz_json_get_string (taken, "facts"), ==, "第一行\n第二行");
  g_assert_false (json_object_has_member (taken, "employer"));
}

/* A picture in a name is odd and harms nobody. */
static void
test_emoji (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (JsonObject) taken
      = take (fixture, CODE ("\"name\":\"张三😀\",\"facts\":\"没有发工资😡\""), &problems);

  g_assert_cmpstr (yz_json_get_string (taken, "name"), ==, "张三😀");
  g_assert_cmpstr (yz_json_get_string (taken, "facts"), ==, "没有发工资😡");
}

static void
test_no_facts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (JsonObject) taken = take (fixture, CODE (""), &problems);

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (json_object_get_size (taken), ==, 0);
}

/* One wrong answer does not lose the others. */
static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (JsonObject) taken
      = take (fixture,
              CODE ("\"name\":\"张小明\",\"birth_date\":\"1978-02-30\",\"sex\":\"x\","
                    "\"id_number\":\"330105197810270026\",\"phone\":\"13800000000\""),
              &problems);

  g_assert_cmpuint (json_object_get_size (taken), ==, 2);
  g_assert_true (json_object_has_member (taken, "name"));
  g_assert_true (json_object_has_member (taken, "phone"));
  g_assert_cmpuint (problems->len, ==, 3);
  for (guint i = 0; i < problems->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (problems, i);

    g_assert_false (problem->warning);
    g_assert_false (json_object_has_member (taken, problem->field));
  }
}

static void
test_warnings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (JsonObject) taken
      = take (fixture,
              CODE ("\"birth_date\":\"1978-10-28\",\"id_number\":\"330105197810270025\","
                    "\"phone\":\"87654321\""),
              &problems);

  g_assert_cmpuint (json_object_get_size (taken), ==, 3);
  g_assert_cmpuint (problems->len, ==, 2);
  for (guint i = 0; i < problems->len; i++)
    g_assert_true (((const YzFieldProblem *)g_ptr_array_index (problems, i))->warning);
}

static void
test_size (Fixture *fixture, gconstpointer data)
{
  static const char frame[] = CODE ("\"facts\":\"%s\"");
  gsize room = YZ_PREFILL_MAX_BYTES - (sizeof frame - 1 - 2);
  g_autofree char *fits = g_strnfill (room, 'x');
  g_autofree char *most = g_strdup_printf (CODE ("\"facts\":\"%s\""), fits);
  g_autofree char *more = g_strdup_printf (CODE ("\"facts\":\"%sx\""), fits);
  g_autofree char *spaces = g_strnfill (LARGEST_CODE - strlen (most), ' ');
  g_autofree char *padded = g_strconcat (most, spaces, NULL);
  g_autoptr (GBytes) too_much = g_bytes_new (more, strlen (more));
  g_autoptr (GBytes) largest = g_bytes_new (padded, LARGEST_CODE);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (JsonObject) taken = NULL;

  g_assert_cmpuint (strlen (most), ==, YZ_PREFILL_MAX_BYTES);
  taken = take (fixture, most, &problems);
  g_assert_cmpstr (yz_json_get_string (taken, "facts"), ==, fits);
  assert_refused (fixture, too_much);
  assert_refused (fixture, largest);
}

/* Every code with one byte changed is taken or refused, and never more than that. */
static void
test_changed_bytes (Fixture *fixture, gconstpointer data)
{
  static const char code[] = CODE ("\"name\":\"张小明\",\"id_number\":\"330105197810270025\"");

  for (gsize i = 0; i < sizeof code - 1; i++) {
    for (guint bit = 0; bit < 8; bit++) {
      g_autofree char *changed = g_memdup2 (code, sizeof code);
      g_autoptr (GBytes) payload = NULL;
      g_autoptr (GPtrArray) problems = NULL;
      g_autoptr (JsonObject) taken = NULL;

      changed[i] = (char)(changed[i] ^ (1 << bit));
      payload = g_bytes_new (changed, sizeof code - 1);
      taken = yz_prefill_parse (payload, fixture->form, TODAY, &problems, NULL);
      g_assert_cmpint (taken != NULL, ==, problems != NULL);
      if (taken != NULL)
        g_assert_cmpuint (json_object_get_size (taken), <=, 2);
    }
  }
}

static void
test_receipt (void)
{
  static const struct {
    const char *payload;
    gboolean is;
  } cases[] = {
    { "{\"yz\":1,\"receipt\":\"K1121-463116\",\"code\":\"7XK2-9QMD\"}", TRUE },
    { CODE (""), FALSE },
    { "{\"receipt\":\"K1121-463116\"}", FALSE },
    { "{\"yz\":1,\"receipt\":7}", FALSE },
    { "https://example.org/", FALSE },
    { "[1]", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) payload = g_bytes_new_static (cases[i].payload, strlen (cases[i].payload));

    g_assert_cmpint (yz_prefill_is_receipt (payload), ==, cases[i].is);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_autofree char *path = g_strdup_printf ("/prefill/hostile/%s", hostile[i].name);

    g_test_add (path, Fixture, &hostile[i], fixture_set_up, test_hostile, fixture_tear_down);
  }
  g_test_add_func ("/prefill/receipt", test_receipt);
  g_test_add ("/prefill/taken", Fixture, NULL, fixture_set_up, test_taken, fixture_tear_down);
  g_test_add ("/prefill/emoji", Fixture, NULL, fixture_set_up, test_emoji, fixture_tear_down);
  g_test_add ("/prefill/no-facts", Fixture, NULL, fixture_set_up, test_no_facts, fixture_tear_down);
  g_test_add ("/prefill/left-out", Fixture, NULL, fixture_set_up, test_left_out, fixture_tear_down);
  g_test_add ("/prefill/warnings", Fixture, NULL, fixture_set_up, test_warnings, fixture_tear_down);
  g_test_add ("/prefill/size", Fixture, NULL, fixture_set_up, test_size, fixture_tear_down);
  g_test_add ("/prefill/changed-bytes", Fixture, NULL, fixture_set_up, test_changed_bytes,
              fixture_tear_down);

  return g_test_run ();
}
