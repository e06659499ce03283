/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-reader.h"

#include "yz-error.h"
#include "yz-json.h"

#include <string.h>

/* Whoever writes a form or a rule is told of everything that is wrong with it at once, and a
 * misspelt name is wrong: it would otherwise be a rule that silently does not hold. */

#define MAX_ID_BYTES 64

static void
problem_free (gpointer data)
{
  YzProblem *problem = data;

  g_free (problem->file);
  g_free (problem->place);
  g_free (problem->message);
  g_free (problem);
}

/**
 * yz_reader_new:
 *
 * Returns: (transfer full): a reader at the beginning
 */
YzReader *
yz_reader_new (void)
{
  YzReader *reader = g_new0 (YzReader, 1);

  reader->problems = g_ptr_array_new_with_free_func (problem_free);
  reader->place = g_strdup ("");
  return reader;
}

/**
 * yz_reader_free:
 * @reader: a reader
 */
void
yz_reader_free (YzReader *reader)
{
  g_return_if_fail (reader != NULL);

  g_ptr_array_unref (reader->problems);
  g_free (reader->place);
  g_free (reader);
}

/**
 * yz_reader_report:
 * @reader: a reader
 * @format: what is wrong and what to write instead
 * @...: for @format
 */
void
yz_reader_report (YzReader *reader, const char *format, ...)
{
  YzProblem *problem = g_new0 (YzProblem, 1);
  va_list args;

  va_start (args, format);
  problem->file = g_strdup (reader->file);
  problem->place = g_strdup (reader->place);
  problem->message = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (reader->problems, problem);
}

/**
 * yz_reader_to_error:
 * @reader: a reader that met problems
 * @error: (out): %YZ_ERROR_INVALID with the first of them and where it is
 */
void
yz_reader_to_error (YzReader *reader, GError **error)
{
  const YzProblem *first;

  g_return_if_fail (reader != NULL && reader->problems->len > 0);

  first = g_ptr_array_index (reader->problems, 0);
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s%s%s%s%s",
               first->file != NULL ? first->file : "", first->file != NULL ? ": " : "",
               first->place, *first->place != '\0' ? ": " : "", first->message);
}

/**
 * yz_reader_set_place:
 * @reader: a reader
 * @place: (transfer full): where it is now
 */
void
yz_reader_set_place (YzReader *reader, char *place)
{
  g_return_if_fail (reader != NULL && place != NULL);

  g_free (reader->place);
  reader->place = place;
}

/**
 * yz_reader_set_element:
 * @reader: a reader
 * @what: what is read: `field`
 * @element: of a list
 * @position: its place there
 * @where: said after a number: ` of section contact`
 *
 * Goes on to an element: `field phone`, or by its position where it has no name that could be
 * shown.
 */
void
yz_reader_set_element (YzReader *reader,
                       const char *what,
                       JsonNode *element,
                       guint position,
                       const char *where)
{
  const char *id = JSON_NODE_HOLDS_OBJECT (element)
                       ? yz_json_get_string (json_node_get_object (element), "id")
                       : NULL;

  yz_reader_set_place (reader, id != NULL && yz_reader_is_id (id, "-_.")
                                   ? g_strdup_printf ("%s %s", what, id)
                                   : g_strdup_printf ("%s number %u%s", what, position + 1, where));
}

static void
check_members (YzReader *reader, JsonObject *object, const char *const *known)
{
  JsonObjectIter iter;
  const char *member;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, NULL)) {
    g_autofree char *list = NULL;

    if (g_strv_contains (known, member))
      continue;
    list = g_strjoinv (", ", (char **)known);
    yz_reader_report (reader, "“%s” is no name here: known are %s", member, list);
  }
}

/**
 * yz_reader_to_object:
 * @reader: a reader
 * @node: what should be an object
 * @known: (array zero-terminated=1): the names its members may have; others are reported
 *
 * Returns: (transfer none) (nullable): it, or %NULL where it is none, which is reported
 */
JsonObject *
yz_reader_to_object (YzReader *reader, JsonNode *node, const char *const *known)
{
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    yz_reader_report (reader, "write an object here: { … }");
    return NULL;
  }
  object = json_node_get_object (node);
  check_members (reader, object, known);
  return object;
}

/**
 * yz_reader_get_list:
 * @reader: a reader
 * @object: what is read
 * @member: of it
 *
 * Returns: (transfer none) (nullable): a list that is not empty; %NULL otherwise, which is reported
 */
JsonArray *
yz_reader_get_list (YzReader *reader, JsonObject *object, const char *member)
{
  JsonArray *array = yz_json_get_array (object, member);

  if (array == NULL)
    yz_reader_report (reader, "“%s” is missing: write a list", member);
  else if (json_array_get_length (array) == 0)
    yz_reader_report (reader, "“%s” is an empty list", member);
  else
    return array;
  return NULL;
}

/**
 * yz_reader_is_id:
 * @text: a text
 * @extra: the characters that it may have beside lower-case letters and digits
 *
 * Returns: whether it may be an id: ids end up in answers, envelopes and file names, plain ASCII
 * only
 */
gboolean
yz_reader_is_id (const char *text, const char *extra)
{
  gsize length = strlen (text);

  if (length == 0 || length > MAX_ID_BYTES || !g_ascii_isalnum (*text))
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && strchr (extra, *p) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * yz_reader_get_id:
 * @reader: a reader
 * @object: what is read
 * @member: of it
 * @extra: as yz_reader_is_id()
 *
 * Returns: (transfer full) (nullable): the id; %NULL where it is none, which is reported
 */
char *
yz_reader_get_id (YzReader *reader, JsonObject *object, const char *member, const char *extra)
{
  const char *id = yz_json_get_string (object, member);

  if (id != NULL && yz_reader_is_id (id, extra))
    return g_strdup (id);
  yz_reader_report (reader,
                    "“%s” is missing or wrong: write at most %d lower-case letters, digits and "
                    "“%s” in quotes",
                    member, MAX_ID_BYTES, extra);
  return NULL;
}

/**
 * yz_reader_get_flag:
 * @reader: a reader
 * @object: what is read
 * @member: of it
 *
 * Returns: true or false; %FALSE where it is neither, which is reported
 */
gboolean
yz_reader_get_flag (YzReader *reader, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);
  yz_reader_report (reader, "“%s” is missing or wrong: write true or false", member);
  return FALSE;
}

/**
 * yz_reader_fill_text:
 * @reader: a reader
 * @member: what it is called
 * @node: a text: `{"zh": …, "en": …}`
 * @ret_text: (out caller-allocates): takes the words; empty before
 */
void
yz_reader_fill_text (YzReader *reader, const char *member, JsonNode *node, YzText *ret_text)
{
  static const char *const known[] = { "zh", "en", NULL };
  JsonObject *object = yz_reader_to_object (reader, node, known);

  if (object == NULL)
    return;
  for (const char *const *l = known; *l != NULL; l++) {
    const char *words = yz_json_get_string (object, *l);

    if (words == NULL || *words == '\0')
      yz_reader_report (reader, "“%s” lacks its “%s” words", member, *l);
    else if (strcmp (*l, "zh") == 0)
      ret_text->zh = g_strdup (words);
    else
      ret_text->en = g_strdup (words);
  }
}

/**
 * yz_reader_get_text:
 * @reader: a reader
 * @object: what is read
 * @member: of it
 * @needed: whether it has to be there
 * @ret_text: (out caller-allocates): takes the words; empty before
 */
void
yz_reader_get_text (YzReader *reader,
                    JsonObject *object,
                    const char *member,
                    gboolean needed,
                    YzText *ret_text)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node != NULL)
    yz_reader_fill_text (reader, member, node, ret_text);
  else if (needed)
    yz_reader_report (reader, "“%s” is missing: write {\"zh\": …, \"en\": …}", member);
}
