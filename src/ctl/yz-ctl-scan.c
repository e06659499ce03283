/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-picture.h"

/* scan */

static void
add_code (JsonBuilder *builder, const YzCode *code)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "type");
  json_builder_add_string_value (builder, code->type);
  json_builder_set_member_name (builder, "text");
  if (code->text != NULL) {
    json_builder_add_string_value (builder, code->text);
  } else {
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (code->bytes, &size);
    g_autofree char *base64 = g_base64_encode (data, size);

    json_builder_add_null_value (builder);
    json_builder_set_member_name (builder, "base64");
    json_builder_add_string_value (builder, base64);
  }
  json_builder_end_object (builder);
}

static void
add_picture (JsonBuilder *builder, const char *file, GPtrArray *codes)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "file");
  json_builder_add_string_value (builder, file);
  json_builder_set_member_name (builder, "codes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < codes->len; i++)
    add_code (builder, g_ptr_array_index (codes, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static JsonNode *
scan (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) files = g_strdupv (args);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n_codes = 0;

  if (!yz_ctl_parse (&files, NULL, 1, G_MAXUINT, error))
    return NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; files[i] != NULL; i++) {
    g_autoptr (GPtrArray) codes = yz_picture_read_codes (files[i], error);

    if (codes == NULL)
      return NULL;
    n_codes += codes->len;
    add_picture (builder, files[i], codes);
  }
  json_builder_end_array (builder);

  if (n_codes == 0)
    ctl->exit = YZ_EXIT_NO;
  return json_builder_get_root (builder);
}

const YzCtlCommand yz_ctl_scan_commands[] = {
  { "scan", "IMAGE…", scan },
  { NULL },
};
