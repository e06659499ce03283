/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-ctl.h"

#include "yz-json.h"

#include <string.h>

/* Numbers and machine-readable zones from a shell. Specimens of the standard, or made up. */

#define PASSPORT                                                                                   \
  "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"                                                 \
  "L898902C36UTO7408122F1204159ZE184226B<<<<<10\n"
#define CARD                                                                                       \
  "I<UTOD231458907<<<<<<<<<<<<<<<\n"                                                               \
  "7408122F1204159UTO<<<<<<<<<<<6\n"                                                               \
  "ERIKSSON<<ANNA<MARIA<<<<<<<<<<\n"

static void
assert_member (JsonNode *node, const char *name, const char *expected)
{
  g_assert_cmpstr (yz_json_get_string (json_node_get_object (node), name), ==, expected);
}

static void
assert_null (JsonNode *node, const char *name)
{
  g_assert_true (JSON_NODE_HOLDS_NULL (json_object_get_member (json_node_get_object (node), name)));
}

static gboolean
get_boolean (JsonNode *node, const char *name)
{
  JsonNode *member = json_object_get_member (json_node_get_object (node), name);

  g_assert_true (JSON_NODE_HOLDS_VALUE (member));
  return json_node_get_boolean (member);
}

static void
assert_refused (YzTestCtl *ctl, const char *input, const char *command)
{
  g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, input, 1, command);

  g_assert_false (get_boolean (node, "valid"));
  g_assert_true (g_str_has_suffix (yz_json_get_string (json_node_get_object (node), "text"), "。"));
  g_assert_true (
      g_str_has_suffix (yz_json_get_string (json_node_get_object (node), "text_en"), "."));
  g_assert_false (json_object_has_member (json_node_get_object (node), "kind"));
}

static void
test_numbers (YzTestCtl *ctl, gconstpointer data)
{
  static const struct {
    const char *command;
    const char *kind;
  } cases[] = {
    { "id check 330105197810270025", "citizen" },
    { "id check '110101 19900307 803x'", "citizen" },
    { "id check 110101900307803", "citizen-15" },
    { "id check 810000199408230021", "hmt-residence" },
    { "id check 911398199012310021", "foreign-pr" },
    { "id check KAZ110090123105", "foreign-pr-old" },
    { "id check H12345678", "hm-permit" },
    { "id check M1234567801", "hm-permit" },
    { "id check 12345678", "taiwan-permit" },
    { "id check 1234567801", "taiwan-permit" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, NULL, 0, cases[i].command);

    g_assert_true (get_boolean (node, "valid"));
    assert_member (node, "kind", cases[i].kind);
  }
}

static void
test_number_members (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonNode) old = yz_test_ctl_run (ctl, NULL, 0, "id check 110101900307803");
  g_autoptr (JsonNode) foreign = yz_test_ctl_run (ctl, NULL, 0, "id check 911398199012310021");
  g_autoptr (JsonNode) permit = yz_test_ctl_run (ctl, NULL, 0, "id check H12345678");

  assert_member (old, "birth_date", "1990-03-07");
  assert_member (old, "sex", "male");
  assert_member (old, "region", "110101");
  assert_member (old, "number18", "11010119900307803X");
  g_assert_true (get_boolean (old, "region_known"));
  assert_member (foreign, "country", "KAZ");
  g_assert_true (get_boolean (foreign, "country_known"));
  assert_null (permit, "birth_date");
  assert_null (permit, "region");
  assert_member (permit, "sex", "unknown");
}

static void
test_wrong_numbers (YzTestCtl *ctl, gconstpointer data)
{
  assert_refused (ctl, NULL, "id check 330105197810270024");
  assert_refused (ctl, NULL, "id check 11010119900230123X");
  assert_refused (ctl, NULL, "id check H1234567");
  assert_refused (ctl, NULL, "id check ''");
  yz_test_ctl_assert_error (ctl, NULL, 2, "id check", "usage", "argument is missing");
}

static void
test_passport (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, PASSPORT, 0, "mrz check");

  g_assert_true (get_boolean (node, "valid"));
  assert_member (node, "kind", "td3");
  assert_member (node, "code", "P");
  assert_member (node, "number", "L898902C3");
  assert_member (node, "surname", "ERIKSSON");
  assert_member (node, "given_names", "ANNA MARIA");
  assert_member (node, "birth_date", "1974-08-12");
  assert_member (node, "sex", "female");
  assert_member (node, "nationality", "UTO");
  assert_member (node, "issuer", "UTO");
  assert_member (node, "expiry_date", "2012-04-15");
  assert_member (node, "optional", "ZE184226B");
  g_assert_true (get_boolean (node, "expired"));
  g_assert_false (get_boolean (node, "issuer_known"));
  g_assert_false (get_boolean (node, "nationality_known"));
  g_assert_cmpuint (json_array_get_length (
                        yz_json_get_array (json_node_get_object (node), "warnings")),
                    ==, 3);
}

static void
test_card (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, CARD, 0, "mrz check");

  assert_member (node, "kind", "td1");
  assert_member (node, "number", "D23145890");
  assert_null (node, "optional");
  assert_null (node, "optional2");
}

static void
test_wrong_zones (YzTestCtl *ctl, gconstpointer data)
{
  g_autofree char *letters = g_strnfill (1000000, 'A');
  g_autofree char *spaces = g_strnfill (1000000, ' ');
  g_autofree char *other = g_strdup (PASSPORT);

  other[strlen (other) - 2] = '1';
  assert_refused (ctl, other, "mrz check");
  assert_refused (ctl, "", "mrz check");
  assert_refused (ctl, "P<UTO\n", "mrz check");
  assert_refused (ctl, "P<\xff\n", "mrz check");
  assert_refused (ctl, letters, "mrz check");
  assert_refused (ctl, spaces, "mrz check");
  yz_test_ctl_assert_error (ctl, PASSPORT, 2, "mrz check FILE", "usage", "too many arguments");
}

int
main (int argc, char **argv)
{
  yz_test_ctl_init (&argc, &argv);

  yz_test_ctl_add ("/ctl-id/numbers", test_numbers);
  yz_test_ctl_add ("/ctl-id/number-members", test_number_members);
  yz_test_ctl_add ("/ctl-id/wrong-numbers", test_wrong_numbers);
  yz_test_ctl_add ("/ctl-id/passport", test_passport);
  yz_test_ctl_add ("/ctl-id/card", test_card);
  yz_test_ctl_add ("/ctl-id/wrong-zones", test_wrong_zones);

  return g_test_run ();
}
