/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-id-number.h"

/* id check */

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const YzIdNumber *number)
{
  g_autofree char *region_name = yz_id_number_get_region_name (number);

  add_text (builder, "kind", yz_id_kind_to_string (number->kind));
  add_text (builder, "number", number->number);
  add_text (builder, "birth_date", number->birth_date);
  add_text (builder, "sex", yz_sex_to_string (number->sex));
  add_text (builder, "region", number->region);
  if (region_name != NULL)
    add_text (builder, "region_name", region_name);
  json_builder_set_member_name (builder, "region_known");
  json_builder_add_boolean_value (builder, number->region_known);
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

  problem = yz_id_number_check (rest[0], today, &number);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "valid");
  json_builder_add_boolean_value (builder, problem == YZ_ID_PROBLEM_NONE);
  if (problem == YZ_ID_PROBLEM_NONE) {
    add_number (builder, &number);
  } else {
    add_text (builder, "text", yz_id_problem_get_text (problem, TRUE));
    add_text (builder, "text_en", yz_id_problem_get_text (problem, FALSE));
    ctl->exit = YZ_EXIT_NO;
  }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

const YzCtlCommand yz_ctl_id_commands[] = {
  { "id check", "NUMBER", id_check },
  { NULL },
};
