/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-offer.h"
#include "yz-scan-text.h"
#include "yz-sim-card.h"

#include <string.h>

/* What cards, zones and codes offer to a form. All of it belongs to nobody: the numbers are
 * examples of standards and of validators. */

#define TODAY "2026-11-21"
#define NUMBER "330105197810270025"
#define PASSPORT                                                                                   \
  "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"                                                 \
  "L898902C36UTO7408122F1204159ZE184226B<<<<<10\n"
#define CODE(facts) "{\"yz\":1,\"form\":\"legal-aid-application\",\"facts\":{" facts "}}"

static const char citizen[]
    = "{\"kind\":\"citizen\",\"name\":\"张小明\",\"sex\":\"female\",\"ethnic_group\":\"01\","
      "\"birth_date\":\"1978-10-27\",\"address\":\"某市某区某路1号\",\"number\":\"" NUMBER "\","
      "\"issuer\":\"某市公安局\",\"valid_from\":\"2020-01-01\",\"valid_until\":\"2040-01-01\"}";

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

static YzOffer *
read_card (const char *json)
{
  g_autoptr (JsonNode) node = yz_json_parse (json, -1, G_MAXSIZE, NULL);
  g_autoptr (YzCard) card = NULL;
  g_autoptr (GError) error = NULL;
  YzSimCard block;

  g_assert_true (yz_sim_card_build (json_node_get_object (node), &block, &error));
  g_assert_no_error (error);
  card = yz_card_parse (block.text, NULL, TODAY, &error);
  g_assert_no_error (error);
  return yz_offer_new_from_card (card, TODAY);
}

static YzOffer *
read_text (Fixture *fixture, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  YzOffer *offer = yz_offer_new_from_text (bytes, fixture->form, TODAY, &error);

  g_assert_no_error (error);
  return offer;
}

static void
assert_fit (Fixture *fixture, const YzOffer *offer, const char *person, const char *expected)
{
  g_autoptr (JsonObject) fit = yz_offer_fit (offer, fixture->form, person, TODAY, NULL);
  g_autoptr (JsonNode) actual_node = json_node_init_object (json_node_alloc (), fit);
  g_autoptr (JsonNode) node = yz_json_parse (expected, -1, G_MAXSIZE, NULL);

  g_assert_nonnull (node);
  if (!json_node_equal (actual_node, node))
    g_error ("%s instead of %s", json_to_string (actual_node, FALSE), expected);
}

static void
test_card (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOffer) offer = read_card (citizen);

  g_assert_cmpstr (yz_offer_get_source (offer), ==, "card");
  g_assert_cmpstr (yz_offer_get_document (offer)->zh, ==, "居民身份证");
  g_assert_false (yz_offer_is_expired (offer));
  assert_fit (fixture, offer, "",
              "{\"name\":\"张小明\",\"sex\":\"female\",\"birth_date\":\"1978-10-27\","
              "\"ethnic_group\":\"01\",\"id_number\":\"" NUMBER "\","
              "\"household_address\":\"某市某区某路1号\"}");
  /* The form asks less of somebody who applies for another. */
  assert_fit (fixture, offer, "agent_",
              "{\"agent_name\":\"张小明\",\"agent_id_number\":\"" NUMBER "\"}");
}

/* A card that has run out, of somebody without a household register in the mainland, whose address
 * is where they live. */
static void
test_residence_permit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOffer) offer = read_card (
      "{\"kind\":\"hmt-residence\",\"name\":\"陈大文\",\"sex\":\"female\",\"birth_date\":"
      "\"1994-08-23\",\"address\":\"某市某街2号\",\"number\":\"810000199408230021\",\"issuer\":"
      "\"某市公安局\",\"pass_number\":\"H12345678\",\"valid_from\":\"2018-09-01\",\"valid_until\":"
      "\"2023-09-01\"}");

  g_assert_true (yz_offer_is_expired (offer));
  assert_fit (fixture, offer, "",
              "{\"name\":\"陈大文\",\"sex\":\"female\",\"birth_date\":\"1994-08-23\","
              "\"id_number\":\"810000199408230021\",\"residence_address\":\"某市某街2号\"}");
}

static void
test_passport (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOffer) offer = read_text (fixture, PASSPORT);

  g_assert_cmpstr (yz_offer_get_source (offer), ==, "zone");
  g_assert_cmpstr (yz_offer_get_document (offer)->en, ==, "Passport");
  g_assert_true (yz_offer_is_expired (offer));
  assert_fit (fixture, offer, "",
              "{\"name\":\"ERIKSSON ANNA MARIA\",\"sex\":\"female\",\"birth_date\":\"1974-08-12\","
              "\"id_number\":\"L898902C3\",\"id_kind\":\"passport\"}");
}

/* A field that does not take it says so, and the others are filled in. */
static void
test_does_not_fit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOffer) offer = read_text (fixture, PASSPORT);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (JsonObject) fit = yz_offer_fit (offer, fixture->form, "agent_", TODAY, &problems);

  g_assert_cmpuint (json_object_get_size (fit), ==, 1);
  g_assert_cmpstr (yz_json_get_string (fit, "agent_name"), ==, "ERIKSSON ANNA MARIA");
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (((YzFieldProblem *)problems->pdata[0])->field, ==, "agent_id_number");
}

/* A card of another state has a number of its own. */
static void
test_other_document (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOffer) offer
      = read_text (fixture, "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\n"
                            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<\n");

  assert_fit (fixture, offer, "",
              "{\"name\":\"ERIKSSON ANNA "
              "MARIA\",\"sex\":\"female\",\"birth_date\":\"1974-08-12\"}");
}

static void
test_number (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOffer) offer = read_text (fixture, "11010119900307803x\n");
  g_autoptr (YzOffer) permit = read_text (fixture, "H1234567801");

  g_assert_cmpstr (yz_offer_get_source (offer), ==, "code");
  assert_fit (fixture, offer, "",
              "{\"sex\":\"male\",\"birth_date\":\"1990-03-07\","
              "\"id_number\":\"11010119900307803X\"}");
  assert_fit (fixture, permit, "", "{\"id_number\":\"H1234567801\",\"id_kind\":\"hm-permit\"}");
}

static void
test_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzOffer) offer
      = read_text (fixture,
                   CODE (
                       "\"matter\":\"工伤\",\"phone\":\"问我妈\",\"agent_name\":\"李小红\"") "\n");
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (JsonObject) fit = yz_offer_fit (offer, fixture->form, "agent_", TODAY, &problems);

  g_assert_false (yz_offer_is_of_a_person (offer));
  g_assert_null (yz_offer_get_document (offer));
  g_assert_cmpuint (problems->len, ==, 1);
  assert_fit (fixture, offer, "agent_", "{\"matter\":\"工伤\",\"agent_name\":\"李小红\"}");
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
    "",
    "6901234567892",
    "1234567801", /* a Taiwan permit as well as a packet of tea */
    "91350100M000100Y43",
    "330105197810270026",
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n",
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<11",
    "{",
    "{}",
    "[1]",
    "{\"yz\":1,\"form\":\"visitor\",\"facts\":{}}",
    CODE ("\"declaration\":true"),
    CODE ("\"name\":\"a\\u202eb\""),
    "\xff\xfe",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (texts[i], strlen (texts[i]));
    g_autoptr (GError) error = NULL;

    g_assert_null (yz_offer_new_from_text (bytes, fixture->form, TODAY, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  }
}

static void
test_judge (void)
{
  static const struct {
    const char *text;
    YzScanText judgement;
  } cases[] = {
    { NUMBER, YZ_SCAN_TEXT_NUMBER },
    { "330105781027002", YZ_SCAN_TEXT_NUMBER },
    { "M12345678", YZ_SCAN_TEXT_NUMBER },
    { PASSPORT, YZ_SCAN_TEXT_ZONE },
    { "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n", YZ_SCAN_TEXT_BEGUN },
    { "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\n", YZ_SCAN_TEXT_BEGUN },
    { "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<\n", YZ_SCAN_TEXT_OTHER },
    { "{\"a\":1", YZ_SCAN_TEXT_BEGUN },
    { "{\"a\":1}\n", YZ_SCAN_TEXT_CODE },
    { "12345678", YZ_SCAN_TEXT_OTHER },
    { "", YZ_SCAN_TEXT_OTHER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (yz_scan_text_judge (cases[i].text, TODAY), ==, cases[i].judgement);
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *field;
    const char *answer;
    const char *fact;
    gboolean changes;
  } cases[] = {
    { "name", NULL, "张小明", FALSE },         { "name", " ", "张小明", FALSE },
    { "name", "张小明", "张小明", FALSE },     { "name", "张 小明", "张小明", FALSE },
    { "name", "张晓明", "张小明", TRUE },      { "id_number", "3301 05x", "330105X", FALSE },
    { "id_number", "330106", "330105", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const YzField *field = yz_form_find_field (fixture->form, cases[i].field);
    g_autoptr (JsonNode) answer = json_node_init_string (json_node_alloc (), cases[i].answer);
    g_autoptr (JsonNode) fact = json_node_init_string (json_node_alloc (), cases[i].fact);

    g_assert_cmpint (yz_offer_changes (field, cases[i].answer != NULL ? answer : NULL, fact), ==,
                     cases[i].changes);
  }
}

static void
test_mask (void)
{
  static const char *const cases[][2] = {
    { NUMBER, "330***********0025" },
    { "330105781027002", "330********7002" },
    { "H1234567801", "H*******801" },
    { "E12345678", "E*****678" },
    { "12", "1*" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *masked = yz_offer_mask (cases[i][0]);

    g_assert_cmpstr (masked, ==, cases[i][1]);
  }
}

static void
test_persons (Fixture *fixture, gconstpointer data)
{
  GPtrArray *sections = yz_form_get_sections (fixture->form);

  for (guint i = 0; i < sections->len; i++) {
    const YzSection *section = g_ptr_array_index (sections, i);
    g_autofree char *person = yz_section_get_person (section);

    g_assert_cmpstr (person, ==, strcmp (section->id, "agent") == 0 ? "agent_" : "");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/offer/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("card", test_card);
  ADD ("residence-permit", test_residence_permit);
  ADD ("passport", test_passport);
  ADD ("does-not-fit", test_does_not_fit);
  ADD ("other-document", test_other_document);
  ADD ("number", test_number);
  ADD ("code", test_code);
  ADD ("hostile", test_hostile);
  ADD ("changes", test_changes);
  ADD ("persons", test_persons);
#undef ADD
  g_test_add_func ("/offer/judge", test_judge);
  g_test_add_func ("/offer/mask", test_mask);

  return g_test_run ();
}
