/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-fuzz.h"

#include "yz-card-frame.h"
#include "yz-card-status.h"
#include "yz-credential.h"
#include "yz-day.h"
#include "yz-form-state.h"
#include "yz-json.h"
#include "yz-logic.h"
#include "yz-mrz.h"
#include "yz-paper-edges.h"
#include "yz-offer.h"
#include "yz-rules.h"
#include "yz-scan-text.h"
#include "yz-sim-card.h"
#include "yz-stream.h"

#include <string.h>

/* What is fuzzed, and what must hold whatever comes in: no crash, an error exactly where there is
 * no result, the same twice, and messages that can be shown. */

#define TODAY "2026-11-21"
#define MAX_RULES_BYTES (4 * 1024 * 1024)
#define MAX_LOGIC_BYTES (16 * 1024 * 1024)

static void
assert_error (gconstpointer result, const GError *error)
{
  g_assert_true ((result == NULL) == (error != NULL));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
}

static void
add_seed (GPtrArray *seeds, JsonNode *node)
{
  char *text = yz_json_to_text (node, FALSE);

  g_ptr_array_add (seeds, g_bytes_new_take (text, strlen (text)));
}

static JsonNode *
load (const char *first, ...)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node;
  va_list parts;

  va_start (parts, first);
  path = g_build_filename_valist (first, &parts);
  va_end (parts);
  node = yz_json_load (path, MAX_RULES_BYTES, &error);
  g_assert_no_error (error);
  return node;
}

static JsonNode *
get_member (JsonNode *node, const char *name)
{
  return JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), name)
                                       : NULL;
}

/* logic: {"rule": …, "data": …}; anything else is a rule without data. */

#define N_SLOTS 16

/* Any name is a variable, but for a few that are none. */
static int
resolve (const char *name, gpointer user_data)
{
  return g_str_has_prefix (name, "no") ? -1 : (int)(g_str_hash (name) % N_SLOTS);
}

static YzLogicValue
make_value (GRand *rand)
{
  static const double numbers[] = { 0, -1, 1, 18, 0.5, 1e21 };
  static const char *const strings[] = { "", "a", "0", "18", "2020-01-31" };
  YzLogicValue value = { .type = YZ_LOGIC_NULL };

  switch (g_rand_int_range (rand, 0, 4)) {
  case 0:
    value.type = YZ_LOGIC_BOOLEAN;
    value.boolean = g_rand_boolean (rand);
    break;
  case 1:
    value.type = YZ_LOGIC_NUMBER;
    value.number = numbers[g_rand_int_range (rand, 0, G_N_ELEMENTS (numbers))];
    break;
  case 2:
    value.type = YZ_LOGIC_STRING;
    value.string = strings[g_rand_int_range (rand, 0, G_N_ELEMENTS (strings))];
    break;
  default:
    break;
  }
  return value;
}

/* What is certain while something is unknown stays so whatever that turns out to be. Only the bound
 * on the work may make a result unknown again. */
static void
assert_certain (const YzLogic *logic, GRand *rand)
{
  YzLogicValue some[N_SLOTS] = { 0 };
  YzLogicValue all[N_SLOTS];
  YzTruth before, after;

  for (guint i = 0; i < N_SLOTS; i++) {
    all[i] = make_value (rand);
    if (g_rand_boolean (rand))
      some[i] = all[i];
  }
  before = yz_logic_test (logic, some);
  after = yz_logic_test (logic, all);
  g_assert_true (before == YZ_TRUTH_UNKNOWN || after == YZ_TRUTH_UNKNOWN || before == after);
}

static void
run_strict (JsonNode *rule, JsonNode *data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again_error = NULL;
  g_autoptr (YzLogic) logic = yz_logic_new (rule, &error);
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (JsonNode) again = NULL;

  assert_error (logic, error);
  if (logic == NULL)
    return;
  result = yz_logic_apply (logic, data, &error);
  assert_error (result, error);
  again = yz_logic_apply (logic, data, &again_error);
  assert_error (again, again_error);
  g_assert_true ((result == NULL) == (again == NULL));
  g_assert_true (result == NULL || json_node_equal (result, again));
}

static void
run_logic (const char *text, gsize size, GRand *rand)
{
  g_autoptr (JsonNode) node = yz_json_parse (text, (gssize)size, MAX_LOGIC_BYTES, NULL);
  g_autoptr (YzLogic) logic = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *rule;

  if (node == NULL)
    return;
  rule = get_member (node, "rule");
  if (rule == NULL)
    rule = node;
  run_strict (rule, get_member (node, "data"));
  logic = yz_logic_new_three_valued (rule, resolve, NULL, &error);
  assert_error (logic, error);
  if (logic != NULL)
    assert_certain (logic, rand);
}

/* json-logic-js's own cases. */
static void
add_logic_seeds (GPtrArray *seeds)
{
  g_autoptr (JsonNode) cases
      = load (g_getenv ("G_TEST_SRCDIR"), "core", "data", "logic-cases.json", NULL);
  JsonArray *array = json_node_get_array (cases);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    g_autoptr (JsonObject) seed = json_object_new ();
    g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), seed);
    JsonArray *one;

    if (!JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, i)))
      continue;
    one = json_array_get_array_element (array, i);
    json_object_set_member (seed, "rule", json_array_dup_element (one, 0));
    json_object_set_member (seed, "data", json_array_dup_element (one, 1));
    add_seed (seeds, node);
  }
}

/* form: the JSON of a form, filled in with whatever its own JSON holds. */

static void
check_form (YzForm *form, JsonObject *answers)
{
  g_autoptr (YzFormState) state = yz_form_state_new (form, answers);
  g_autoptr (JsonObject) asked = yz_form_state_filter (state, answers);
  g_autoptr (YzFormState) again = yz_form_state_new (form, asked);
  g_autoptr (GPtrArray) problems = yz_form_check_answers (form, answers, TODAY);
  GPtrArray *sections = yz_form_get_sections (form);

  for (guint i = 0; i < problems->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (problems, i);

    g_assert_true (g_utf8_validate (problem->message.zh, -1, NULL));
    g_assert_true (g_utf8_validate (problem->message.en, -1, NULL));
  }
  /* What is handed in asks for the same fields as what was filled in. */
  for (guint s = 0; s < sections->len; s++) {
    const YzSection *section = g_ptr_array_index (sections, s);

    for (guint f = 0; f < section->fields->len; f++) {
      const YzField *field = g_ptr_array_index (section->fields, f);

      g_assert_cmpint (yz_form_state_is_relevant (state, field), ==,
                       yz_form_state_is_relevant (again, field));
      if (!yz_form_state_is_relevant (state, field))
        g_assert_false (json_object_has_member (asked, field->id));
    }
  }
}

static JsonNode *
make_answer (const YzField *field, GRand *rand)
{
  static const char *const texts[] = { "", "a", "1", "-1.5", "2020-02-29", "330105197810270025" };
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  if (field->type == YZ_FIELD_DECLARATION) {
    json_node_set_boolean (node, g_rand_boolean (rand));
  } else if (field->options->len > 0 && g_rand_boolean (rand)) {
    const YzOption *option
        = g_ptr_array_index (field->options,
                             g_rand_int_range (rand, 0, (gint32)field->options->len));

    json_node_set_string (node, option->value);
  } else {
    json_node_set_string (node, texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (texts))]);
  }
  if (field->type == YZ_FIELD_MANY) {
    g_autoptr (JsonArray) array = json_array_new ();

    json_array_add_element (array, node);
    node = json_node_init_array (json_node_alloc (), array);
  }
  return node;
}

static void
fill_in (YzForm *form, GRand *rand)
{
  GPtrArray *sections = yz_form_get_sections (form);
  g_autoptr (JsonObject) answers = json_object_new ();

  for (guint s = 0; s < sections->len; s++) {
    const YzSection *section = g_ptr_array_index (sections, s);

    for (guint f = 0; f < section->fields->len; f++) {
      const YzField *field = g_ptr_array_index (section->fields, f);

      if (g_rand_boolean (rand))
        json_object_set_member (answers, field->id, make_answer (field, rand));
    }
  }
  check_form (form, answers);
}

static void
run_form (const char *text, gsize size, GRand *rand)
{
  g_autoptr (JsonNode) node = yz_json_parse (text, (gssize)size, YZ_FORM_MAX_BYTES, NULL);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (YzForm) form = NULL;
  g_autoptr (GError) error = NULL;

  if (node == NULL)
    return;
  problems = yz_form_find_problems (node);
  form = yz_form_new_from_json (node, &error);
  assert_error (form, error);
  g_assert_true ((problems->len == 0) == (form != NULL));
  for (guint i = 0; i < problems->len; i++)
    g_assert_true (
        g_utf8_validate (((YzProblem *)g_ptr_array_index (problems, i))->message, -1, NULL));
  if (form == NULL)
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    check_form (form, json_node_get_object (node));
  fill_in (form, rand);
}

static void
add_form_seeds (GPtrArray *seeds)
{
  g_autoptr (JsonNode) form
      = load (g_getenv ("YZ_CONTENT_DIR"), "forms", "legal-aid-application.json", NULL);

  add_seed (seeds, form);
}

/* rules: {"rules": …, "questions": …, "means": …, "supplements": …}; what is missing is shipped. */

static const char *const rule_files[] = { "rules", "questions", "means", "supplements" };

static JsonNode *
get_shipped (gsize i)
{
  static JsonNode *shipped[G_N_ELEMENTS (rule_files)];

  if (shipped[i] == NULL) {
    g_autofree char *name = g_strconcat (rule_files[i], ".json", NULL);

    shipped[i] = load (g_getenv ("YZ_CONTENT_DIR"), "rules", name, NULL);
  }
  return shipped[i];
}

static void
check_rules (YzRules *rules)
{
  static const char *const answers[] = {
    "{}",
    "{\"matter\":\"labour-pay\",\"region\":\"310000\"}",
    "{\"matter\":[\"divorce\",\"consultation\"],\"unsure\":[\"region\"],\"applicant_age\":17}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (JsonNode) node = yz_json_parse (answers[i], -1, G_MAXSIZE, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) result
        = yz_rules_check (rules, json_node_get_object (node), TODAY, TRUE, &error);

    assert_error (result, error);
  }
}

static void
run_rules (const char *text, gsize size, GRand *rand)
{
  g_autoptr (JsonNode) node = yz_json_parse (text, (gssize)size, MAX_RULES_BYTES, NULL);
  JsonNode *files[G_N_ELEMENTS (rule_files)];
  g_autoptr (YzRules) rules = NULL;
  g_autoptr (GError) error = NULL;

  if (node == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (rule_files); i++) {
    files[i] = get_member (node, rule_files[i]);
    if (files[i] == NULL)
      files[i] = get_shipped (i);
  }
  rules = yz_rules_new (files[0], files[1], files[2], files[3], &error);
  assert_error (rules, error);
  if (rules != NULL)
    check_rules (rules);
}

static void
add_rules_seeds (GPtrArray *seeds)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rule_files); i++) {
    g_autoptr (JsonObject) seed = json_object_new ();
    g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), seed);

    json_object_set_member (seed, rule_files[i], json_node_copy (get_shipped (i)));
    add_seed (seeds, node);
  }
}

/* mrz: the lines of a zone, and the same text as the number of a document. */

static void
assert_plain (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    g_assert_true (g_ascii_isupper (*c) || g_ascii_isdigit (*c) || *c == ' ' || *c == '-');
  g_assert_false (g_str_has_prefix (text, " "));
  g_assert_false (g_str_has_suffix (text, " "));
}

/* What a zone says is clean, and its dates are days. */
static void
check_zone (const YzMrz *mrz)
{
  GDate day;
  const char *const texts[]
      = { mrz->code,        mrz->issuer,     mrz->nationality, mrz->number,   mrz->surname,
          mrz->given_names, mrz->birth_date, mrz->expiry_date, mrz->optional, mrz->optional2 };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_plain (texts[i]);
  g_assert_true (*mrz->code != '\0' && *mrz->number != '\0');
  g_assert_true (*mrz->surname != '\0' || *mrz->given_names != '\0');
  g_assert_true (yz_day_parse (mrz->expiry_date, &day));
  g_assert_true (*mrz->birth_date == '\0' ? (mrz->warnings & YZ_MRZ_WARNING_BIRTH_DATE) != 0
                                          : yz_day_parse (mrz->birth_date, &day)
                                                && strcmp (mrz->birth_date, TODAY) <= 0);
  g_assert_cmpuint (mrz->warnings, <, 1u << YZ_MRZ_N_WARNINGS);
}

static void
run_mrz (const char *text, gsize size, GRand *rand)
{
  YzMrz mrz = { .code = "-" };
  YzMrz again = { .code = "-" };
  YzIdNumber number = { .number = "-" };
  YzMrzProblem problem = yz_mrz_check (text, size, TODAY, &mrz);
  YzIdProblem id_problem = yz_credential_check (text, TODAY, &number);

  g_assert_nonnull (yz_mrz_problem_get_text (problem, TRUE));
  g_assert_cmpint (yz_mrz_check (text, size, TODAY, &again), ==, problem);
  g_assert_cmpstr (again.number, ==, mrz.number);
  g_assert_true ((problem == YZ_MRZ_PROBLEM_NONE) == !g_str_equal (mrz.code, "-"));
  if (problem == YZ_MRZ_PROBLEM_NONE)
    check_zone (&mrz);

  g_assert_nonnull (yz_credential_problem_get_text (id_problem, TRUE));
  g_assert_true ((id_problem == YZ_ID_PROBLEM_NONE) == !g_str_equal (number.number, "-"));
}

/* The standard's specimens, and a number. */
static void
add_mrz_seeds (GPtrArray *seeds)
{
  static const char *const texts[] = {
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10\n",
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\n"
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<\n",
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6\n",
    "330105197810270025",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));
}

/* card: what a card reader sends; also read as what a chip holds, and the newest address after it.
 */

static void
assert_readable (const char *text)
{
  if (text == NULL)
    return;
  g_assert_cmpstr (text, !=, "");
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (p)));
}

static void
check_card (const guint8 *text, const guint8 *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzCard) card = yz_card_parse (text, address, TODAY, &error);
  YzIdNumber number;

  assert_error (card, error);
  if (card == NULL)
    return;
  g_assert_cmpint (yz_id_number_check (card->number, TODAY, &number), ==, YZ_ID_PROBLEM_NONE);
  g_assert_cmpstr (card->number, ==, number.number);
  g_assert_cmpint (card->kind, ==, number.kind);
  g_assert_cmpstr (card->birth_date + 2, ==, number.birth_date + 2);
  g_assert_true (strcmp (card->birth_date, TODAY) <= 0);
  g_assert_true (card->sex == YZ_SEX_UNKNOWN || card->sex == number.sex);
  g_assert_true (card->name != NULL || card->english_name != NULL);
  assert_readable (card->name);
  assert_readable (card->english_name);
  assert_readable (card->address);
  assert_readable (card->issuer);
  assert_readable (card->pass_number);
}

static void
add_reply (const YzCardReply *reply, GByteArray *replies)
{
  g_assert_nonnull (yz_card_status_get_text (reply->status, TRUE));
  if (reply->status == YZ_CARD_STATUS_DONE && yz_card_reply_answers (reply, YZ_CARD_COMMAND_READ))
    check_card (reply->data + YZ_CARD_READ_HEAD_SIZE, NULL);
  g_byte_array_append (replies, &reply->status, 1);
  g_byte_array_append (replies, reply->data, (guint)reply->size);
}

/* What is found in @bytes, which come in pieces of at most @max_piece. */
static GByteArray *
decode (const guint8 *bytes, gsize size, gint max_piece, GRand *rand)
{
  GByteArray *replies = g_byte_array_new ();
  g_autofree YzCardDecoder *decoder = g_new0 (YzCardDecoder, 1);
  YzCardReply reply;

  for (gsize done = 0; done < size;) {
    gsize room;
    guint8 *to = yz_card_decoder_get_room (decoder, &room);
    gsize piece = MIN (room, (gsize)g_rand_int_range (rand, 1, max_piece + 1));

    g_assert_cmpuint (room, >, 0);
    piece = MIN (piece, size - done);
    memcpy (to, bytes + done, piece);
    yz_card_decoder_add (decoder, piece);
    done += piece;
    while (yz_card_decoder_next (decoder, FALSE, &reply))
      add_reply (&reply, replies);
  }
  while (yz_card_decoder_next (decoder, TRUE, &reply))
    add_reply (&reply, replies);
  return replies;
}

/* The same is found however it comes. */
static void
run_card (const char *text, gsize size, GRand *rand)
{
  const guint8 *bytes = (const guint8 *)text;
  g_autoptr (GByteArray) whole = decode (bytes, size, YZ_CARD_REPLY_MAX_SIZE, rand);
  g_autoptr (GByteArray) pieces = decode (bytes, size, 16, rand);

  g_assert_cmpmem (whole->data, whole->len, pieces->data, pieces->len);
  if (size >= YZ_CARD_TEXT_SIZE)
    check_card (bytes, NULL);
  if (size >= YZ_CARD_TEXT_SIZE + YZ_CARD_ADDRESS_SIZE)
    check_card (bytes, bytes + YZ_CARD_TEXT_SIZE);
}

/* As a reader sends it. */
static GBytes *
make_read_reply (const YzSimCard *card)
{
  static const guint8 head[]
      = { 0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x05, 0x08, 0, 0, YZ_CARD_STATUS_DONE, 1, 0, 4, 0 };
  gsize size = sizeof head + YZ_CARD_TEXT_SIZE + 1024 + 1;
  guint8 *frame = g_malloc0 (size);

  memcpy (frame, head, sizeof head);
  memcpy (frame + sizeof head, card->text, YZ_CARD_TEXT_SIZE);
  for (gsize i = 5; i < size - 1; i++)
    frame[size - 1] ^= frame[i];
  return g_bytes_new_take (frame, size);
}

static void
add_card_seeds (GPtrArray *seeds)
{
  static const char *const cards[] = {
    "{\"kind\":\"citizen\",\"name\":\"张小明\",\"sex\":\"female\",\"ethnic_group\":\"01\","
    "\"birth_date\":\"1978-10-27\",\"address\":\"某市1号\",\"number\":\"330105197810270025\","
    "\"issuer\":\"某市公安局\",\"valid_from\":\"2020-01-01\",\"newest_address\":\"某市9号\"}",
    "{\"kind\":\"hmt-residence\",\"name\":\"陈大文\",\"sex\":\"female\","
    "\"birth_date\":\"1994-08-23\",\"number\":\"810000199408230021\",\"pass_number\":\"H12345678\","
    "\"valid_from\":\"2024-06-01\",\"valid_until\":\"2029-06-01\"}",
    "{\"kind\":\"foreign-pr-old\",\"english_name\":\"EXAMPLE, ANNA\",\"sex\":\"female\","
    "\"birth_date\":\"1990-12-31\",\"number\":\"KAZ110090123105\",\"nationality\":\"KAZ\","
    "\"valid_from\":\"2018-01-01\",\"valid_until\":\"2028-01-01\"}",
    "{\"kind\":\"foreign-pr\",\"english_name\":\"EXAMPLE, ANNA\",\"sex\":\"female\","
    "\"birth_date\":\"1990-12-31\",\"number\":\"911398199012310021\",\"nationality\":\"KAZ\","
    "\"valid_from\":\"2024-01-01\",\"valid_until\":\"2034-01-01\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cards); i++) {
    g_autoptr (JsonNode) node = yz_json_parse (cards[i], -1, MAX_RULES_BYTES, NULL);
    g_autoptr (GError) error = NULL;
    guint8 chip[YZ_CARD_TEXT_SIZE + YZ_CARD_ADDRESS_SIZE];
    YzSimCard card;

    yz_sim_card_build (json_node_get_object (node), &card, &error);
    g_assert_no_error (error);
    memcpy (chip, card.text, YZ_CARD_TEXT_SIZE);
    memcpy (chip + YZ_CARD_TEXT_SIZE, card.address, YZ_CARD_ADDRESS_SIZE);
    g_ptr_array_add (seeds, g_bytes_new (chip, sizeof chip));
    g_ptr_array_add (seeds, make_read_reply (&card));
  }
}

/* scan: what a scanner types: the offer it makes to the shipped form. */

static YzForm *
get_shipped_form (void)
{
  static YzForm *form; /* for all inputs of a run */
  g_autofree char *path
      = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "forms", "legal-aid-application.json", NULL);

  if (form == NULL)
    form = yz_form_load (path, NULL);
  g_assert_nonnull (form);
  return form;
}

static void
check_offer (const YzOffer *offer, const char *person)
{
  YzForm *form = get_shipped_form ();
  g_autoptr (GPtrArray) left_out = NULL;
  g_autoptr (JsonObject) fit = yz_offer_fit (offer, form, person, TODAY, &left_out);
  g_autoptr (GPtrArray) problems = yz_form_check_answers (form, fit, TODAY);

  g_assert_nonnull (left_out);
  /* What it fills in, nobody has to put right. */
  for (guint i = 0; i < problems->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (problems, i);

    g_assert_true (problem->warning || !json_object_has_member (fit, problem->field));
  }
}

static void
run_scan (const char *text, gsize size, GRand *rand)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, size);
  g_autofree char *line = g_strndup (text, MIN (size, YZ_SCAN_TEXT_MAX_BYTES + 1));
  YzScanText judgement = yz_scan_text_judge (line, TODAY);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzOffer) offer = yz_offer_new_from_text (bytes, get_shipped_form (), TODAY, &error);

  assert_error (offer, error);
  g_assert_true (offer == NULL || judgement > YZ_SCAN_TEXT_BEGUN);
  g_assert_true (offer != NULL || judgement == YZ_SCAN_TEXT_CODE
                 || judgement <= YZ_SCAN_TEXT_BEGUN);
  if (offer == NULL)
    return;
  check_offer (offer, "");
  check_offer (offer, "agent_");
}

static void
add_scan_seeds (GPtrArray *seeds)
{
  static const char code[]
      = "{\"yz\":1,\"form\":\"legal-aid-application\",\"facts\":{\"name\":\"张小明\","
        "\"sex\":\"female\",\"birth_date\":\"1978-10-27\",\"id_number\":\"H12345678\","
        "\"id_kind\":\"hm-permit\",\"phone\":\"13800000000\",\"facts\":\"甲\\n乙\"}}";

  add_mrz_seeds (seeds);
  g_ptr_array_add (seeds, g_bytes_new_static (code, strlen (code)));
}

/* Papers: a sealed stream, and a picture in which edges are looked for */

#define STREAM_ID "01HF0000000000000000000001"
#define PICTURE_WIDTH 64

static const guint8 stream_key[YZ_STREAM_KEY_BYTES] = { 1, 2, 3 };
static GHashTable *sealed_streams; /* of GBytes: the only ones that open */

static void
add_paper_seeds (GPtrArray *seeds)
{
  static const gsize sizes[] = { 0, 1, 1000, YZ_STREAM_CHUNK_BYTES, YZ_STREAM_CHUNK_BYTES + 100 };

  if (sealed_streams == NULL)
    sealed_streams
        = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GInputStream) plain
        = g_memory_input_stream_new_from_data (g_malloc0 (sizes[i] + 1), (gssize)sizes[i], g_free);
    g_autoptr (GOutputStream) sealed = g_memory_output_stream_new_resizable ();
    GBytes *bytes;

    g_assert_true (yz_stream_seal (plain, sealed, stream_key, STREAM_ID, NULL));
    g_output_stream_close (sealed, NULL, NULL);
    bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (sealed));
    g_ptr_array_add (seeds, bytes);
    g_hash_table_add (sealed_streams, g_bytes_ref (bytes));
  }
}

/* Nothing opens but what was sealed, byte for byte. */
static void
run_stream (GBytes *bytes)
{
  g_autoptr (GInputStream) sealed = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GOutputStream) plain = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  gboolean ok = yz_stream_open (sealed, plain, stream_key, STREAM_ID, &error);

  g_assert_cmpint (ok, ==, sealed_streams != NULL && g_hash_table_contains (sealed_streams, bytes));
  g_assert_true (ok == (error == NULL));
}

static void
search_edges (const guint8 *gray, gsize size)
{
  guint height = (guint)MIN (size / PICTURE_WIDTH, PICTURE_WIDTH);
  YzCorner corners[4];

  if (height < 16 || !yz_paper_edges_find (gray, PICTURE_WIDTH, height, corners))
    return;
  for (guint i = 0; i < 4; i++) {
    g_assert_cmpfloat (ABS (corners[i].x - PICTURE_WIDTH / 2.0), <, PICTURE_WIDTH);
    g_assert_cmpfloat (ABS (corners[i].y - height / 2.0), <, PICTURE_WIDTH);
  }
}

static void
run_paper (const char *text, gsize size, GRand *rand)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, size);

  run_stream (bytes);
  search_edges ((const guint8 *)text, size);
}

const YzFuzzTarget yz_fuzz_targets[] = {
  { "card", add_card_seeds, run_card },
  { "logic", add_logic_seeds, run_logic },
  { "form", add_form_seeds, run_form },
  { "rules", add_rules_seeds, run_rules },
  { "mrz", add_mrz_seeds, run_mrz },
  { "paper", add_paper_seeds, run_paper },
  { "scan", add_scan_seeds, run_scan },
  { "picture", yz_fuzz_add_picture_seeds, yz_fuzz_run_picture },
  { NULL },
};
