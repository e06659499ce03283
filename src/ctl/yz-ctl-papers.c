/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl-papers.h"

#include "yz-attachment.h"
#include "yz-clock.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-paper-picture.h"

#include <string.h>

/* Photographs on their way in, out of files, and at the other end out of envelopes. */

static char *
resolve (const char *answers_path, const char *name)
{
  g_autofree char *dir = NULL;

  if (g_path_is_absolute (name) || strcmp (answers_path, "-") == 0)
    return g_strdup (name);
  dir = g_path_get_dirname (answers_path);
  return g_build_filename (dir, name, NULL);
}

/* Puts one file among the papers and returns the name it has there. */
static char *
take_file (GHashTable *papers, const char *path, GError **error)
{
  GBytes *paper = yz_paper_picture_load (path, error);
  char *id;

  if (paper == NULL)
    return NULL;
  id = yz_ulid_new (g_get_real_time ());
  g_hash_table_insert (papers, g_strdup (id), paper);
  return id;
}

/* What is no list of texts, or too long a list, the form's own check speaks of. */
static gboolean
is_list_of_files (JsonNode *answer)
{
  JsonArray *names
      = answer != NULL && JSON_NODE_HOLDS_ARRAY (answer) ? json_node_get_array (answer) : NULL;
  guint n = names != NULL ? json_array_get_length (names) : 0;

  for (guint i = 0; i < n; i++) {
    JsonNode *name = json_array_get_element (names, i);

    if (!JSON_NODE_HOLDS_VALUE (name) || json_node_get_value_type (name) != G_TYPE_STRING)
      return FALSE;
  }
  return n > 0 && n <= YZ_PHOTO_MAX_COUNT;
}

static gboolean
take_field (const YzField *field,
            const char *answers_path,
            JsonObject *answers,
            GHashTable *papers,
            GError **error)
{
  JsonNode *answer = json_object_get_member (answers, field->id);
  g_autoptr (JsonArray) ids = json_array_new ();

  if (!is_list_of_files (answer))
    return TRUE;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (answer)); i++) {
    g_autofree char *path
        = resolve (answers_path, json_array_get_string_element (json_node_get_array (answer), i));
    g_autofree char *id = take_file (papers, path, error);

    if (id == NULL) {
      g_prefix_error (error, "%s: ", field->id);
      return FALSE;
    }
    json_array_add_string_element (ids, id);
  }
  json_object_set_array_member (answers, field->id, g_steal_pointer (&ids));
  return TRUE;
}

/**
 * yz_ctl_papers_take:
 * @form: a form
 * @answers_path: the file of the answers, `-` for standard input
 * @answers: the answers; those to fields of the type photo are lists of picture files, relative to
 *   the folder of @answers_path, and become lists of the papers' names
 * @error: as yz_paper_picture_load()
 *
 * Returns: (transfer full) (element-type utf8 GBytes): the papers by their names
 */
GHashTable *
yz_ctl_papers_take (YzForm *form, const char *answers_path, JsonObject *answers, GError **error)
{
  g_autoptr (GHashTable) papers
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  GPtrArray *sections = yz_form_get_sections (form);

  for (guint s = 0; s < sections->len; s++) {
    const YzSection *section = g_ptr_array_index (sections, s);

    for (guint f = 0; f < section->fields->len; f++) {
      const YzField *field = g_ptr_array_index (section->fields, f);

      if (field->type == YZ_FIELD_PHOTO
          && !take_field (field, answers_path, answers, papers, error))
        return NULL;
    }
  }
  return g_steal_pointer (&papers);
}

/* *ret_opened is left alone where the sealed stream has not come with the envelope. */
static gboolean
open_one (const YzAttachment *attachment,
          const char *sealed,
          const char *file,
          gboolean *ret_opened,
          GError **error)
{
  g_autoptr (GError) open_error = NULL;

  if (yz_attachment_open_file (attachment, sealed, file, &open_error)) {
    *ret_opened = TRUE;
    return TRUE;
  }
  if (g_error_matches (open_error, YZ_ERROR, YZ_ERROR_NOT_FOUND)) {
    g_printerr ("yizhanctl: %s: export it again when it has arrived\n", open_error->message);
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&open_error));
  return FALSE;
}

/**
 * yz_ctl_papers_open:
 * @document: what was sealed in an envelope
 * @envelope_path: the envelope's file
 * @dir: (nullable): a folder; that of the envelope where none is named
 * @error: %YZ_ERROR_DAMAGED where a sealed stream is not what was sealed, %YZ_ERROR_STORAGE where a
 *   file cannot be written
 *
 * Opens the streams that lie beside the envelope, `<id>-<n>.yza`, and writes what was sealed into
 * @dir, `<id>-<field>-<page>.jpg` with two digits, so that the pages sort as they were taken.
 *
 * Returns: (transfer full): `[{field, type, file}]`; `file` is null where the stream is not there
 */
JsonArray *
yz_ctl_papers_open (JsonObject *document,
                    const char *envelope_path,
                    const char *dir,
                    GError **error)
{
  g_autoptr (JsonArray) list = json_array_new ();
  g_autofree char *sealed_dir = g_path_get_dirname (envelope_path);
  const char *submission = yz_json_get_string (document, "id");
  g_autoptr (GPtrArray) attachments = yz_attachments_read (document, error);

  if (attachments == NULL)
    return NULL;
  for (guint i = 0; i < attachments->len; i++) {
    const YzAttachment *attachment = g_ptr_array_index (attachments, i);
    g_autofree char *sealed = yz_attachment_get_file (sealed_dir, submission, i + 1);
    g_autofree char *name = g_strconcat (submission, "-", attachment->name, NULL);
    g_autofree char *file = g_build_filename (dir != NULL ? dir : sealed_dir, name, NULL);
    gboolean opened = FALSE;
    JsonObject *object;

    if (!open_one (attachment, sealed, file, &opened, error))
      return NULL;
    object = json_object_new ();
    json_object_set_string_member (object, "field", attachment->field);
    json_object_set_string_member (object, "type", attachment->type);
    if (opened)
      json_object_set_string_member (object, "file", file);
    else
      json_object_set_null_member (object, "file");
    json_array_add_object_element (list, object);
  }
  return g_steal_pointer (&list);
}
