/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-country.h"
#include "yz-credential.h"
#include "yz-mrz.h"

/* id check, mrz check */

/* Far more than a zone: whoever sends that much by mistake is heard out, and told. */
#define MAX_ZONE_BYTES (2 * 1024 * 1024)

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/* Null where it is not known. */
static void
add_text_or_null (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (*value != '\0')
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_both_texts (JsonBuilder *builder, const char *zh, const char *en)
{
  add_text (builder, "text", zh);
  add_text (builder, "text_en", en);
}

static void
add_number (JsonBuilder *builder, const YzIdNumber *number)
{
  g_autofree char *region_name = yz_id_number_get_region_name (number);

  add_text (builder, "kind", yz_id_kind_to_string (number->kind));
  add_text (builder, "number", number->number);
  add_text_or_null (builder, "birth_date", number->birth_date);
  add_text (builder, "sex", yz_sex_to_string (number->sex));
  add_text_or_null (builder, "region", number->region);
  if (region_name != NULL)
    add_text (builder, "region_name", region_name);
  add_boolean (builder, "region_known", number->region_known);
  if (number->kind == YZ_ID_FOREIGN_PR || number->kind == YZ_ID_FOREIGN_PR_OLD) {
    add_text_or_null (builder, "country", number->country);
    add_boolean (builder, "country_known", yz_country_is_known (number->country));
  }
  if (number->kind == YZ_ID_CITIZEN_15) {
    g_autofree char *number_18 = yz_id_number_to_18 (number);

    add_text (builder, "number18", number_18);
  }
}

static JsonNode *
id_check (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autofree char *today = yz_time_local_date (yz_clock_now (ctl->clock));
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  YzIdNumber number;
  YzIdProblem problem;

  if (!yz_ctl_parse (&rest, NULL, 1, 1, error))
    return NULL;

  problem = yz_credential_check (rest[0], today, &number);
  json_builder_begin_object (builder);
  add_boolean (builder, "valid", problem == YZ_ID_PROBLEM_NONE);
  if (problem == YZ_ID_PROBLEM_NONE) {
    add_number (builder, &number);
  } else {
    add_both_texts (builder, yz_credential_problem_get_text (problem, TRUE),
                    yz_credential_problem_get_text (problem, FALSE));
    ctl->exit = YZ_EXIT_NO;
  }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
add_warnings (JsonBuilder *builder, guint warnings)
{
  json_builder_set_member_name (builder, "warnings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < YZ_MRZ_N_WARNINGS; i++) {
    YzMrzWarning warning = (YzMrzWarning)(1u << i);

    if ((warnings & warning) == 0)
      continue;
    json_builder_begin_object (builder);
    add_both_texts (builder, yz_mrz_warning_get_text (warning, TRUE),
                    yz_mrz_warning_get_text (warning, FALSE));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_zone (JsonBuilder *builder, const YzMrz *mrz)
{
  add_text (builder, "kind", yz_mrz_format_to_string (mrz->format));
  add_text (builder, "code", mrz->code);
  add_text (builder, "number", mrz->number);
  add_text (builder, "surname", mrz->surname);
  add_text (builder, "given_names", mrz->given_names);
  add_text_or_null (builder, "birth_date", mrz->birth_date);
  add_text (builder, "sex", yz_sex_to_string (mrz->sex));
  add_text (builder, "nationality", mrz->nationality);
  add_boolean (builder, "nationality_known", (mrz->warnings & YZ_MRZ_WARNING_NATIONALITY) == 0);
  add_text (builder, "issuer", mrz->issuer);
  add_boolean (builder, "issuer_known", (mrz->warnings & YZ_MRZ_WARNING_ISSUER) == 0);
  add_text (builder, "expiry_date", mrz->expiry_date);
  add_boolean (builder, "expired", (mrz->warnings & YZ_MRZ_WARNING_EXPIRED) != 0);
  add_text_or_null (builder, "optional", mrz->optional);
  if (mrz->format == YZ_MRZ_TD1)
    add_text_or_null (builder, "optional2", mrz->optional2);
  add_warnings (builder, mrz->warnings);
}

static JsonNode *
mrz_check (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autofree char *today = yz_time_local_date (yz_clock_now (ctl->clock));
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GByteArray) text = NULL;
  YzMrz mrz;
  YzMrzProblem problem;

  if (!yz_ctl_parse (&rest, NULL, 0, 0, error))
    return NULL;
  text = yz_ctl_read_stdin (MAX_ZONE_BYTES, error);
  if (text == NULL)
    return NULL;

  problem
      = text->len > MAX_ZONE_BYTES
            ? YZ_MRZ_PROBLEM_LINES
            : yz_mrz_check (text->len > 0 ? (const char *)text->data : "", text->len, today, &mrz);
  json_builder_begin_object (builder);
  add_boolean (builder, "valid", problem == YZ_MRZ_PROBLEM_NONE);
  if (problem == YZ_MRZ_PROBLEM_NONE) {
    add_zone (builder, &mrz);
  } else {
    add_both_texts (builder, yz_mrz_problem_get_text (problem, TRUE),
                    yz_mrz_problem_get_text (problem, FALSE));
    ctl->exit = YZ_EXIT_NO;
  }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

const YzCtlCommand yz_ctl_id_commands[] = {
  { "id check", "NUMBER", id_check },
  { "mrz check", "(lines on stdin)", mrz_check },
  { NULL },
};
