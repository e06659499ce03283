/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-offer.h"

#include "yz-credential.h"
#include "yz-error.h"
#include "yz-form-private.h"
#include "yz-json.h"
#include "yz-mrz.h"
#include "yz-prefill.h"
#include "yz-scan-text.h"

#include <string.h>

/* What a card, a machine-readable zone or a code says, in the words of a form. Documents say who a
 * person is: name, sex and so on, which a form has under these very names, with what tells the
 * person before them (`agent_name`). A pre-fill code names the fields itself. */

struct _YzOffer {
  const char *source;
  const YzText *document; /* NULL of a code */
  gboolean expired;
  gboolean of_a_person;
  JsonObject *facts;
  GPtrArray *problems; /* of a code: what was left out of it */
};

#define NAME "name"
#define SEX "sex"
#define BIRTH_DATE "birth_date"
#define ETHNIC_GROUP "ethnic_group"
#define ID_NUMBER "id_number"
#define ID_KIND "id_kind"
#define HOUSEHOLD_ADDRESS "household_address"
#define RESIDENCE_ADDRESS "residence_address"

static const char *const identity[] = { NAME,      SEX,     BIRTH_DATE,        ETHNIC_GROUP,
                                        ID_NUMBER, ID_KIND, HOUSEHOLD_ADDRESS, RESIDENCE_ADDRESS };

/* What a form calls the documents whose numbers do not tell it by their length. */
#define PASSPORT "passport"

static const YzText kinds[] = {
  [YZ_ID_CITIZEN] = { "居民身份证", "Resident identity card" },
  [YZ_ID_CITIZEN_15] = { "居民身份证（15 位旧号码）", "Resident identity card (old number)" },
  [YZ_ID_HMT_RESIDENCE]
  = { "港澳台居民居住证", "Residence permit for Hong Kong, Macao and Taiwan residents" },
  [YZ_ID_FOREIGN_PR] = { "外国人永久居留身份证", "Foreign permanent resident ID card" },
  [YZ_ID_FOREIGN_PR_OLD] = { "外国人永久居留身份证", "Foreign permanent resident ID card" },
  [YZ_ID_HM_PERMIT]
  = { "港澳居民来往内地通行证", "Travel permit to the mainland, Hong Kong and Macao residents" },
  [YZ_ID_TAIWAN_PERMIT]
  = { "台湾居民来往大陆通行证", "Travel permit to the mainland, Taiwan residents" },
};

static const YzText passport = { "护照", "Passport" };
static const YzText visa = { "签证", "Visa" };
static const YzText other_document = { "带机读码的证件", "Document with a machine-readable zone" };

static YzOffer *
offer_new (const char *source)
{
  YzOffer *self = g_new0 (YzOffer, 1);

  self->source = source;
  self->of_a_person = TRUE;
  self->facts = json_object_new ();
  self->problems = yz_field_problems_new ();
  return self;
}

/**
 * yz_offer_free:
 * @self: (nullable): an offer
 */
void
yz_offer_free (YzOffer *self)
{
  if (self == NULL)
    return;

  json_object_unref (self->facts);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

static void
add_fact (YzOffer *self, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    json_object_set_string_member (self->facts, name, value);
}

static void
add_sex (YzOffer *self, YzSex sex)
{
  if (sex != YZ_SEX_UNKNOWN)
    add_fact (self, SEX, yz_sex_to_string (sex));
}

static void
add_number (YzOffer *self, YzIdKind kind, const char *number)
{
  self->document = &kinds[kind];
  add_fact (self, ID_NUMBER, number);
  if (kind == YZ_ID_HM_PERMIT || kind == YZ_ID_TAIWAN_PERMIT)
    add_fact (self, ID_KIND, yz_id_kind_to_string (kind));
}

/**
 * yz_offer_new_from_card:
 * @card: what a reader has read
 * @today: YYYY-MM-DD
 *
 * A card that has run out still says who its holder is (domain §5): the offer tells it, the window
 * asks for another one.
 *
 * Returns: (transfer full): what it offers
 */
YzOffer *
yz_offer_new_from_card (YzCard *card, const char *today)
{
  YzOffer *self = offer_new ("card");

  g_return_val_if_fail (card != NULL && today != NULL, self);

  self->expired = !yz_card_is_current (card, today);
  add_number (self, card->kind, card->number);
  add_fact (self, NAME, card->name != NULL ? card->name : card->english_name);
  add_sex (self, card->sex);
  add_fact (self, BIRTH_DATE, card->birth_date);
  add_fact (self, ETHNIC_GROUP, card->ethnic_group);
  /* Who has no household register in the mainland has the place of residence on the card. */
  add_fact (self, card->kind == YZ_ID_CITIZEN ? HOUSEHOLD_ADDRESS : RESIDENCE_ADDRESS,
            card->address);
  return self;
}

/* Only a passport's number and that of a travel permit are of use: other papers with a zone, such
 * as visas, have numbers of their own. */
static void
add_zone_number (YzOffer *self, const YzMrz *mrz, const char *today)
{
  YzIdNumber number;

  if (*mrz->code == 'P') {
    self->document = &passport;
    add_fact (self, ID_NUMBER, mrz->number);
    add_fact (self, ID_KIND, PASSPORT);
  } else if (*mrz->code == 'V') {
    self->document = &visa;
  } else if (strcmp (mrz->issuer, "CHN") == 0
             && yz_credential_check (mrz->number, today, &number) == YZ_ID_PROBLEM_NONE
             && number.kind != YZ_ID_SOCIAL_CREDIT) {
    add_number (self, number.kind, number.number);
  } else {
    self->document = &other_document;
  }
}

static YzOffer *
new_from_zone (const char *text, gsize size, const char *today)
{
  YzOffer *self;
  YzMrz mrz;
  g_autofree char *name = NULL;

  if (yz_mrz_check (text, size, today, &mrz) != YZ_MRZ_PROBLEM_NONE)
    return NULL;
  self = offer_new ("zone");
  self->expired = (mrz.warnings & YZ_MRZ_WARNING_EXPIRED) != 0;
  name = g_strstrip (g_strdup_printf ("%s %s", mrz.surname, mrz.given_names));
  add_zone_number (self, &mrz, today);
  add_fact (self, NAME, name);
  add_sex (self, mrz.sex);
  add_fact (self, BIRTH_DATE, mrz.birth_date);
  return self;
}

static YzOffer *
new_from_number (const char *text, const char *today)
{
  YzOffer *self;
  YzIdNumber number;

  if (yz_credential_check (text, today, &number) != YZ_ID_PROBLEM_NONE)
    return NULL;
  self = offer_new ("code");
  add_number (self, number.kind, number.number);
  add_sex (self, number.sex);
  add_fact (self, BIRTH_DATE, number.birth_date);
  return self;
}

/**
 * yz_offer_new_from_code:
 * @payload: what a QR code holds
 * @form: the form that is being filled in
 * @today: YYYY-MM-DD
 * @error: as yz_prefill_parse()
 *
 * Returns: (transfer full): what it offers
 */
YzOffer *
yz_offer_new_from_code (GBytes *payload, YzForm *form, const char *today, GError **error)
{
  g_autoptr (GPtrArray) problems = NULL;
  JsonObject *facts;
  YzOffer *self;

  g_return_val_if_fail (payload != NULL && today != NULL, NULL);

  facts = yz_prefill_parse (payload, form, today, &problems, error);
  if (facts == NULL)
    return NULL;
  self = offer_new ("code");
  self->of_a_person = FALSE;
  json_object_unref (self->facts);
  self->facts = facts;
  g_ptr_array_unref (self->problems);
  self->problems = g_steal_pointer (&problems);
  return self;
}

/**
 * yz_offer_new_from_text:
 * @text: what a scanner has read: a machine-readable zone, the number of a document, or a pre-fill
 *   code
 * @form: the form that is being filled in
 * @today: YYYY-MM-DD
 * @error: %YZ_ERROR_INVALID where it is none of them; nothing of it is in the message
 *
 * Returns: (transfer full): what it offers
 */
YzOffer *
yz_offer_new_from_text (GBytes *text, YzForm *form, const char *today, GError **error)
{
  g_autofree char *copy = NULL;
  YzOffer *self = NULL;
  gsize size;
  const char *data;

  g_return_val_if_fail (text != NULL && today != NULL, NULL);
  g_return_val_if_fail (YZ_IS_FORM (form), NULL);

  data = g_bytes_get_data (text, &size);
  copy = g_strndup (size > 0 ? data : "", MIN (size, YZ_SCAN_TEXT_MAX_BYTES + 1));
  switch (yz_scan_text_judge (copy, today)) {
  case YZ_SCAN_TEXT_ZONE:
    self = new_from_zone (copy, strlen (copy), today);
    break;
  case YZ_SCAN_TEXT_NUMBER:
    self = new_from_number (copy, today);
    break;
  case YZ_SCAN_TEXT_CODE: {
    g_autoptr (GBytes) payload = NULL;

    g_strchomp (copy);
    payload = g_bytes_new (copy, strlen (copy));
    return yz_offer_new_from_code (payload, form, today, error);
  }
  case YZ_SCAN_TEXT_OTHER:
  case YZ_SCAN_TEXT_BEGUN:
    break;
  default:
    g_assert_not_reached ();
  }
  if (self == NULL)
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "this is nothing that fills in the form: type the answers");
  return self;
}

/**
 * yz_offer_get_source:
 * @self: an offer
 *
 * Returns: (transfer none): `card`, `zone` or `code`: where it comes from, for the sealed document
 */
const char *
yz_offer_get_source (const YzOffer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->source;
}

/**
 * yz_offer_get_document:
 * @self: an offer
 *
 * Returns: (transfer none) (nullable): what kind of document it was read from; %NULL of a pre-fill
 *   code
 */
const YzText *
yz_offer_get_document (const YzOffer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->document;
}

/**
 * yz_offer_is_expired:
 * @self: an offer
 *
 * Returns: whether the document has run out
 */
gboolean
yz_offer_is_expired (const YzOffer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->expired;
}

/**
 * yz_offer_is_of_a_person:
 * @self: an offer
 *
 * Returns: whether it says who somebody is, so that it must be asked which person of the form that
 *   is; a pre-fill code names the fields itself
 */
gboolean
yz_offer_is_of_a_person (const YzOffer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->of_a_person;
}

static const char *
get_person (const YzOffer *self, const char *person)
{
  return self->of_a_person ? person : "";
}

/**
 * yz_offer_fit:
 * @self: an offer
 * @form: a form, of a pre-fill code the one that it was read for
 * @person: what the form has before the fields of the person: empty for the applicant, or `agent_`
 * @today: YYYY-MM-DD
 * @ret_problems: (out) (transfer full) (optional) (element-type YzFieldProblem): what was left out,
 *   and warnings
 *
 * Returns: (transfer full): field id → answer, for the fields that the form has and that take it
 */
JsonObject *
yz_offer_fit (const YzOffer *self,
              YzForm *form,
              const char *person,
              const char *today,
              GPtrArray **ret_problems)
{
  JsonObject *fit = json_object_new ();
  g_autoptr (GPtrArray) problems = yz_field_problems_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *fact;

  g_return_val_if_fail (self != NULL && person != NULL && today != NULL, fit);
  g_return_val_if_fail (YZ_IS_FORM (form), fit);

  json_object_iter_init (&iter, self->facts);
  while (json_object_iter_next (&iter, &name, &fact)) {
    g_autofree char *id = g_strconcat (get_person (self, person), name, NULL);
    const YzField *field = yz_form_find_field (form, id);
    g_autoptr (GPtrArray) found = yz_field_problems_new ();

    if (field == NULL)
      continue;
    yz_field_check_value (field, fact, today, found);
    if (!yz_field_problems_block (found))
      json_object_set_member (fit, id, json_node_copy (fact));
    if (self->of_a_person)
      g_ptr_array_extend_and_steal (problems, g_steal_pointer (&found));
  }
  for (guint i = 0; i < self->problems->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (self->problems, i);

    yz_field_problems_add (problems, problem->field, problem->warning,
                           g_strdup (problem->message.zh), g_strdup (problem->message.en));
  }
  if (ret_problems != NULL)
    *ret_problems = g_steal_pointer (&problems);
  return fit;
}

static char *
to_comparable (const YzField *field, const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " \t\r\n", -1);
  g_autofree char *bare = g_strjoinv ("", parts);

  return field->type == YZ_FIELD_ID_NUMBER ? g_ascii_strup (bare, -1) : g_steal_pointer (&bare);
}

/**
 * yz_offer_changes:
 * @field: a field
 * @answer: (nullable): what has been answered
 * @fact: what was read
 *
 * Returns: whether there is an answer that says something else
 */
gboolean
yz_offer_changes (const YzField *field, JsonNode *answer, JsonNode *fact)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_return_val_if_fail (field != NULL && fact != NULL, FALSE);

  if (yz_field_is_blank (answer))
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (answer) || json_node_get_value_type (answer) != G_TYPE_STRING
      || !JSON_NODE_HOLDS_VALUE (fact) || json_node_get_value_type (fact) != G_TYPE_STRING)
    return !json_node_equal (answer, fact);
  before = to_comparable (field, json_node_get_string (answer));
  after = to_comparable (field, json_node_get_string (fact));
  return strcmp (before, after) != 0;
}

/* A long number is known by its last four places, a short one by three. */
#define LONG_NUMBER 15

/**
 * yz_offer_mask:
 * @number: the number of a document
 *
 * Returns: (transfer full): the same for a screen that others can see: its holder knows it, the
 *   person behind does not
 */
char *
yz_offer_mask (const char *number)
{
  GString *masked;
  glong n;
  glong head, tail;

  g_return_val_if_fail (number != NULL, NULL);

  n = g_utf8_strlen (number, -1);
  head = n >= LONG_NUMBER ? 3 : MIN (n, 1);
  tail = n >= LONG_NUMBER ? 4 : n / 3;
  masked = g_string_new (NULL);
  for (glong i = 0; i < n; i++)
    if (i < head || i >= n - tail)
      g_string_append_unichar (masked, g_utf8_get_char (g_utf8_offset_to_pointer (number, i)));
    else
      g_string_append_c (masked, '*');
  return g_string_free (masked, FALSE);
}

/**
 * yz_source_is_document:
 * @source: (nullable): where an answer came from
 *
 * Returns: whether a document says so; what is written, and the codes that anybody can make, prove
 *   nothing
 */
gboolean
yz_source_is_document (const char *source)
{
  return g_strcmp0 (source, "card") == 0 || g_strcmp0 (source, "zone") == 0;
}

/**
 * yz_form_list_identity:
 * @form: a form
 * @person: empty for the applicant, or what the form has before the fields of another person
 *
 * Returns: (transfer container) (element-type YzField): the fields that say who that is
 */
GPtrArray *
yz_form_list_identity (YzForm *form, const char *person)
{
  GPtrArray *fields = g_ptr_array_new ();

  g_return_val_if_fail (YZ_IS_FORM (form), fields);
  g_return_val_if_fail (person != NULL, fields);

  for (gsize i = 0; i < G_N_ELEMENTS (identity); i++) {
    g_autofree char *id = g_strconcat (person, identity[i], NULL);
    const YzField *field = yz_form_find_field (form, id);

    if (field != NULL)
      g_ptr_array_add (fields, (gpointer)field);
  }
  return fields;
}

/**
 * yz_section_get_person:
 * @section: a section of a form
 *
 * Returns: (transfer full): what it has before the fields of the person that it is about: that of
 *   its first `X_id_number`; empty for the applicant
 */
char *
yz_section_get_person (const YzSection *section)
{
  g_return_val_if_fail (section != NULL, NULL);

  for (guint i = 0; i < section->fields->len; i++) {
    const YzField *field = g_ptr_array_index (section->fields, i);

    if (field->type == YZ_FIELD_ID_NUMBER && g_str_has_suffix (field->id, ID_NUMBER))
      return g_strndup (field->id, strlen (field->id) - strlen (ID_NUMBER));
  }
  return g_strdup ("");
}
