/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-key.h"

#include <string.h>

/* config check */

static void
add_key (const char *key, const char *value, const char *default_value, gpointer user_data)
{
  JsonBuilder *builder = user_data;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "key");
  json_builder_add_string_value (builder, key);
  json_builder_set_member_name (builder, "value");
  json_builder_add_string_value (builder, value);
  json_builder_set_member_name (builder, "default");
  json_builder_add_string_value (builder, default_value);
  json_builder_end_object (builder);
}

static JsonNode *
describe (YzConfig *config, GPtrArray *problems)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ok");
  json_builder_add_boolean_value (builder, problems->len == 0);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < problems->len; i++) {
    const YzConfigProblem *problem = g_ptr_array_index (problems, i);

    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "key");
    json_builder_add_string_value (builder, problem->key);
    json_builder_set_member_name (builder, "message");
    json_builder_add_string_value (builder, problem->message);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "keys");
  json_builder_begin_array (builder);
  yz_config_foreach (config, add_key, builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
add_problem (GPtrArray *problems, const char *key, const char *message)
{
  YzConfigProblem *problem = g_new0 (YzConfigProblem, 1);

  problem->key = g_strdup (key);
  problem->message = g_strdup (message);
  g_ptr_array_add (problems, problem);
}

/* Reads a key as the programs will: a wrong one is to be found here, not by the first citizen. */
static void
check_key_file (const char *key,
                const char *dir,
                const char *name,
                YzKeyKind kind,
                GPtrArray *problems)
{
  g_autofree char *path = g_canonicalize_filename (name, dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzKey) loaded = yz_key_load (path, kind, &error);

  if (loaded == NULL)
    add_problem (problems, key, error->message);
}

static void
check_key_files (YzConfig *config, const char *dir, GPtrArray *problems)
{
  g_auto (GStrv) seal_keys = yz_config_get_list (config, "central.seal-keys");
  g_auto (GStrv) stations = yz_config_get_list (config, "hub.stations");
  const char *sign_key = yz_config_get_string (config, "central.sign-key");

  for (gsize i = 0; seal_keys[i] != NULL; i++)
    check_key_file ("central.seal-keys", dir, seal_keys[i], YZ_KEY_SEAL, problems);
  if (*sign_key != '\0')
    check_key_file ("central.sign-key", dir, sign_key, YZ_KEY_SIGN, problems);
  for (gsize i = 0; stations[i] != NULL; i++) {
    gboolean is_key_file;
    g_autofree char *station = yz_config_parse_station (stations[i], &is_key_file);

    if (station != NULL && is_key_file)
      check_key_file ("hub.stations", dir, stations[i], YZ_KEY_SIGN, problems);
  }
}

/* @key: the one that names the file
 * @label: what must be in it, as PEM calls it */
static void
check_pem_file (YzConfig *config,
                const char *key,
                const char *dir,
                const char *label,
                GPtrArray *problems)
{
  g_autofree char *path = g_canonicalize_filename (yz_config_get_string (config, key), dir);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *message = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error))
    message = g_strdup (error->message);
  else if (strstr (text, "-----BEGIN ") == NULL || strstr (text, label) == NULL)
    message = g_strdup_printf ("%s holds no “%s”: write the path of a PEM file", path, label);
  if (message != NULL)
    add_problem (problems, key, message);
}

static void
check_tls_files (YzConfig *config, const char *dir, GPtrArray *problems)
{
  gboolean has_cert = *yz_config_get_string (config, "central.client-cert") != '\0';
  gboolean has_key = *yz_config_get_string (config, "central.client-key") != '\0';

  if (*yz_config_get_string (config, "central.ca-file") != '\0')
    check_pem_file (config, "central.ca-file", dir, "CERTIFICATE-----", problems);
  if (has_cert)
    check_pem_file (config, "central.client-cert", dir, "CERTIFICATE-----", problems);
  if (has_key && !has_cert)
    add_problem (problems, "central.client-key", "is of no use without client-cert=");
  else if (has_cert)
    check_pem_file (config, has_key ? "central.client-key" : "central.client-cert", dir,
                    "PRIVATE KEY-----", problems);
}

static JsonNode *
config_check (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *dir = NULL;
  g_autoptr (YzConfig) config = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  if (!yz_ctl_parse (&rest, NULL, 0, 1, error))
    return NULL;

  path = rest[0] != NULL ? g_strdup (rest[0])
                         : g_build_filename (ctl->data_dir, "yizhan.conf", NULL);
  config = yz_config_load (path, error);
  if (config == NULL)
    return NULL;

  folder = g_path_get_dirname (path);
  dir = g_canonicalize_filename (folder, NULL);
  problems = yz_config_check (config);
  check_key_files (config, dir, problems);
  check_tls_files (config, dir, problems);
  if (problems->len > 0)
    ctl->exit = YZ_EXIT_NO;
  return describe (config, problems);
}

const YzCtlCommand yz_ctl_config_commands[] = {
  { "config check", "[FILE]", config_check },
  { NULL },
};
