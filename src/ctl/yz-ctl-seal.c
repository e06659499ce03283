/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-application-paper.h"
#include "yz-ctl-papers.h"
#include "yz-envelope.h"
#include "yz-error.h"
#include "yz-json.h"

#include <gio/gio.h>
#include <string.h>

/* key new, open */

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static gboolean
set_usage (GError **error, const char *what)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, what);
  return FALSE;
}

static gboolean
parse_kind (const char *text, YzKeyKind *ret_kind, GError **error)
{
  static const YzKeyKind kinds[] = { YZ_KEY_SEAL, YZ_KEY_SIGN };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_strcmp0 (text, yz_key_kind_to_string (kinds[i])) == 0) {
      *ret_kind = kinds[i];
      return TRUE;
    }
  }
  return set_usage (error, "name the kind: --kind seal or --kind sign");
}

static JsonNode *
describe_key (YzKey *key, const char *path)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *public_path = g_strconcat (path, ".pub", NULL);

  json_builder_begin_object (builder);
  add_text (builder, "kind", yz_key_kind_to_string (yz_key_get_kind (key)));
  add_text (builder, "id", yz_key_get_id (key));
  add_text (builder, "secret", path);
  add_text (builder, "public", public_path);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static JsonNode *
key_new (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autofree char *kind_name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (YzKey) key = NULL;
  YzKeyKind kind;
  const GOptionEntry entries[] = {
    { "kind", 0, 0, G_OPTION_ARG_STRING, &kind_name, NULL, NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &path, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!yz_ctl_parse (&rest, entries, 0, 0, error) || !parse_kind (kind_name, &kind, error))
    return NULL;
  if (path == NULL || *path == '\0') {
    set_usage (error, "name the file for the secret key: -o FILE");
    return NULL;
  }

  key = yz_key_generate (kind);
  if (!yz_key_save (key, path, error))
    return NULL;
  return describe_key (key, path);
}

/* At most one byte more than is allowed, so that any file can be named. */
static GBytes *
read_envelope (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autofree guint8 *data = NULL;
  gsize size;

  if (stream == NULL)
    return NULL;
  data = g_malloc (YZ_ENVELOPE_MAX_BYTES + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), data, YZ_ENVELOPE_MAX_BYTES + 1, &size,
                                NULL, error))
    return NULL;
  return g_bytes_new (data, size);
}

static JsonNode *
describe_document (JsonObject *document, const char *path, const char *paper_dir, GError **error)
{
  static const char *const names[]
      = { "id", "receipt", "form", "form_version", "created", "answers" };
  static const char *const printed[] = { "id", "receipt", "form", "version", "created", "answers" };
  JsonObject *sources = yz_json_get_object (document, "sources");
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonArray) papers = NULL;

  if (yz_json_get_object (document, "answers") == NULL) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_DAMAGED, "the document holds no answers");
    return NULL;
  }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    json_object_set_member (object, printed[i],
                            json_node_copy (json_object_get_member (document, names[i])));
  /* Where each answer came from: `typed`, `card`, `zone` or `code`. */
  if (sources != NULL && json_object_get_size (sources) > 0)
    json_object_set_member (object, "sources",
                            json_node_copy (json_object_get_member (document, "sources")));
  papers = yz_ctl_papers_open (document, path, paper_dir, error);
  if (papers == NULL)
    return NULL;
  if (json_array_get_length (papers) > 0)
    json_object_set_array_member (object, "attachments", g_steal_pointer (&papers));
  return json_node_init_object (json_node_alloc (), object);
}

/* The filled form, laid out after the Ministry's, for the file of the case. */
static gboolean
write_paper (YzCtl *ctl, JsonObject *document, const char *dir, GError **error)
{
  g_autoptr (YzContent) content = yz_ctl_open_content (ctl, error);
  g_autoptr (YzForm) form = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *name = g_strdup_printf ("%s.pdf", yz_json_get_string (document, "id"));
  g_autofree char *path = g_build_filename (dir, name, NULL);
  gint64 time_us;
  gsize size;
  const char *data;

  if (content != NULL)
    form = yz_content_get_form (content, yz_json_get_string (document, "form"), error);
  if (form == NULL || !yz_time_parse (yz_json_get_string (document, "created"), &time_us, error))
    return FALSE;

  pdf = yz_application_paper_render (form, yz_json_get_object (document, "answers"),
                                     yz_json_get_string (document, "receipt"), time_us, error);
  if (pdf == NULL)
    return FALSE;
  data = g_bytes_get_data (pdf, &size);
  return g_file_set_contents_full (path, data, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

static JsonNode *
open_file (YzCtl *ctl, const char *path, YzKey *key, const char *paper_dir, GError **error)
{
  g_autoptr (GBytes) envelope = read_envelope (path, error);
  g_autoptr (JsonObject) document = NULL;
  JsonNode *node = NULL;

  if (envelope != NULL)
    document = yz_envelope_open (envelope, key, error);
  if (document != NULL)
    node = describe_document (document, path, paper_dir, error);
  if (node != NULL && paper_dir != NULL && !write_paper (ctl, document, paper_dir, error))
    g_clear_pointer (&node, json_node_unref);
  if (node == NULL)
    g_prefix_error (error, "%s: ", path);
  return node;
}

static JsonNode *
open_envelopes (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autofree char *key_path = NULL;
  g_autofree char *paper_dir = NULL;
  g_autoptr (YzKey) key = NULL;
  g_autoptr (JsonArray) documents = json_array_new ();
  const GOptionEntry entries[] = {
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &key_path, NULL, NULL },
    { "paper", 0, 0, G_OPTION_ARG_FILENAME, &paper_dir, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!yz_ctl_parse (&rest, entries, 1, G_MAXUINT, error))
    return NULL;
  if (key_path == NULL) {
    set_usage (error, "name the file of the secret key: --key FILE");
    return NULL;
  }
  key = yz_key_load_secret (key_path, YZ_KEY_SEAL, error);
  if (key == NULL)
    return NULL;

  for (guint i = 0; rest[i] != NULL; i++) {
    JsonNode *node = open_file (ctl, rest[i], key, paper_dir, error);

    if (node == NULL)
      return NULL;
    json_array_add_element (documents, node);
  }
  if (json_array_get_length (documents) == 1)
    return json_array_dup_element (documents, 0);
  return json_node_init_array (json_node_alloc (), documents);
}

const YzCtlCommand yz_ctl_seal_commands[] = {
  { "key new", "--kind seal|sign -o FILE", key_new },
  { "open", "--key FILE [--paper DIR] ENVELOPE…", open_envelopes },
  { NULL },
};
