/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-article-source.h"

#include "yz-error.h"
#include "yz-front-matter.h"
#include "yz-json.h"

#include <string.h>

/* An article as it stands in its file: front matter and Markdown. */

#define MAX_ID 64
#define MAX_TITLE 120
#define MAX_BODY (256 * 1024)

#define SPACES " \t\r\n"

static const char *const known[] = {
  "id",          "title",   "category", "keywords",  "law", "updated", "effective-from",
  "valid-until", "related", "next",     "sensitive", NULL,
};

static gboolean
fail (GError **error, const char *name, const char *what)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "“%s” %s", name, what);
  return FALSE;
}

static gboolean
check_names (JsonObject *matter, GError **error)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, matter);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      return fail (error, name, "is no name that front matter has");
  return TRUE;
}

/* It is a part of a file name. */
static gboolean
is_id (const char *text)
{
  return text != NULL && strlen (text) <= MAX_ID && g_ascii_isalnum (*text)
         && strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.") == strlen (text);
}

/* Text of one line that every YAML reader and every screen takes. */
static gboolean
is_line (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    GUnicodeType type = g_unichar_type (c);

    if (type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR
        || type == G_UNICODE_PARAGRAPH_SEPARATOR || c == 0xfeff || (c & 0xfffe) == 0xfffe)
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_lines (char *const *list)
{
  for (; *list != NULL; list++)
    if (!is_line (*list))
      return FALSE;
  return TRUE;
}

static gboolean
is_date (const char *text)
{
  g_autofree char *time = g_strdup_printf ("%sT00:00:00Z", text);
  g_autoptr (GDateTime) date = NULL;

  /* Weeks and days of the year are dates of ISO 8601 too, but sort differently. */
  if (strlen (text) == 10 && strspn (text, G_CSET_DIGITS "-") == 10)
    date = g_date_time_new_from_iso8601 (time, NULL);
  return date != NULL;
}

static gboolean
read_date (JsonObject *matter, const char *name, gboolean required, char **ret_date, GError **error)
{
  const char *text = yz_json_get_string (matter, name);

  if (text == NULL && !required && !json_object_has_member (matter, name))
    return TRUE;
  if (text == NULL || !is_date (text))
    return fail (error, name, "is missing or is no date such as 2026-11-21");
  *ret_date = g_strdup (text);
  return TRUE;
}

static gboolean
read_list (JsonObject *matter, const char *name, GStrv *ret_list, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = yz_json_get_array (matter, name);

  if (array == NULL && json_object_has_member (matter, name))
    return fail (error, name, "is no list such as [one, two]");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (!JSON_NODE_HOLDS_VALUE (node))
      return fail (error, name, "holds more than words");
    g_strv_builder_add (builder, json_node_get_string (node));
  }
  *ret_list = g_strv_builder_end (builder);
  return TRUE;
}

/* What stands between law and article where both are one text. */
#define LAW_SEPARATOR "|"

static char *
join_law (JsonNode *node)
{
  JsonObject *cite = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *law = yz_json_get_string (cite, "law");
  const char *article = yz_json_get_string (cite, "article");

  if (!is_line (law) || !is_line (article) || strstr (law, LAW_SEPARATOR) != NULL
      || json_object_get_size (cite) != 2)
    return NULL;
  return g_strconcat (law, LAW_SEPARATOR, article, NULL);
}

static gboolean
read_laws (JsonObject *matter, GStrv *ret_laws, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = yz_json_get_array (matter, "law");

  if (array == NULL && json_object_has_member (matter, "law"))
    return fail (error, "law", "is no list such as [{law: …, article: \"…\"}]");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    g_autofree char *pair = join_law (json_array_get_element (array, i));

    if (pair == NULL)
      return fail (error, "law", "holds something else than {law: …, article: \"…\"}");
    g_strv_builder_add (builder, pair);
  }
  *ret_laws = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_texts (JsonObject *matter, YzArticleSource *self, GError **error)
{
  const char *sensitive = yz_json_get_string (matter, "sensitive");

  self->id = g_strdup (yz_json_get_string (matter, "id"));
  self->title = g_strdup (yz_json_get_string (matter, "title"));
  self->category = g_strdup (yz_json_get_string (matter, "category"));
  self->next_step = g_strdup (yz_json_get_string (matter, "next"));
  self->sensitive = g_strcmp0 (sensitive, "true") == 0;

  if (json_object_has_member (matter, "next") && g_strcmp0 (self->next_step, "application") != 0
      && g_strcmp0 (self->next_step, "ticket") != 0)
    return fail (error, "next", "is neither application nor ticket");
  if (json_object_has_member (matter, "sensitive") && !self->sensitive
      && g_strcmp0 (sensitive, "false") != 0)
    return fail (error, "sensitive", "is neither true nor false");
  return TRUE;
}

/**
 * yz_article_source_check:
 * @self: an article, all of whose texts but @valid_until and @next_step are set or %NULL
 * @error: %YZ_ERROR_INVALID that says what is wrong
 *
 * Looks at all that came from outside, however it came.
 *
 * Returns: whether it can be taken, and written to a file and read again
 */
gboolean
yz_article_source_check (const YzArticleSource *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!is_id (self->id))
    return fail (error, "id",
                 "is missing or has other signs than letters, digits, “-”, “_” and “.”");
  if (!is_id (self->category))
    return fail (error, "category", "is missing or is no id");
  if (!is_line (self->title) || g_utf8_strlen (self->title, -1) > MAX_TITLE)
    return fail (error, "title", "is missing or is no line of at most 120 characters");
  if (!has_lines (self->keywords))
    return fail (error, "keywords", "holds an empty word or one with a line break");
  if (!has_lines (self->related))
    return fail (error, "related", "holds an empty word or one with a line break");
  if (strspn (self->body, SPACES) == strlen (self->body))
    return fail (error, "body", "is missing: write the text of the article");
  if (strlen (self->body) > MAX_BODY)
    return fail (error, "body", "is longer than 256 KiB");
  return TRUE;
}

/**
 * yz_article_source_parse:
 * @text: the file, UTF-8, as any editor leaves it
 * @language: `zh` or `en`
 * @error: %YZ_ERROR_INVALID that says what is wrong
 *
 * Returns: (transfer full): the article
 */
YzArticleSource *
yz_article_source_parse (const char *text, const char *language, GError **error)
{
  g_autoptr (YzArticleSource) self = g_new0 (YzArticleSource, 1);
  g_autofree char *plain = NULL;
  g_autoptr (JsonObject) matter = NULL;
  const char *body;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (language != NULL, NULL);

  plain = yz_text_from_editor (text);
  matter = yz_front_matter_parse (plain, &body, error);
  if (matter == NULL || !check_names (matter, error) || !read_texts (matter, self, error)
      || !read_list (matter, "keywords", &self->keywords, error)
      || !read_list (matter, "related", &self->related, error)
      || !read_laws (matter, &self->laws, error)
      || !read_date (matter, "updated", TRUE, &self->updated, error)
      || !read_date (matter, "effective-from", TRUE, &self->effective_from, error)
      || !read_date (matter, "valid-until", FALSE, &self->valid_until, error))
    return NULL;

  self->language = g_strdup (language);
  self->body = g_strdup (body);
  return yz_article_source_check (self, error) ? g_steal_pointer (&self) : NULL;
}

/* A double-quoted scalar is the one form of YAML that can hold any line. */
static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (out, '\\');
    g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

static void
append_list (GString *out, const char *name, GStrv list)
{
  g_string_append_printf (out, "%s: [", name);
  for (gsize i = 0; list != NULL && list[i] != NULL; i++) {
    if (i > 0)
      g_string_append (out, ", ");
    append_quoted (out, list[i]);
  }
  g_string_append (out, "]\n");
}

static void
append_laws (GString *out, GStrv laws)
{
  g_string_append (out, "law: [");
  for (gsize i = 0; laws != NULL && laws[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (laws[i], LAW_SEPARATOR, 2);

    g_string_append (out, i > 0 ? ", {law: " : "{law: ");
    append_quoted (out, parts[0]);
    g_string_append (out, ", article: ");
    append_quoted (out, parts[1]);
    g_string_append_c (out, '}');
  }
  g_string_append (out, "]\n");
}

/**
 * yz_text_from_editor:
 * @text: UTF-8
 *
 * Returns: (transfer full): the same without a byte order mark, and with line breaks as Unix has
 *   them
 */
char *
yz_text_from_editor (const char *text)
{
  GString *plain;

  g_return_val_if_fail (text != NULL, NULL);

  plain = g_string_new (g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text);
  g_string_replace (plain, "\r\n", "\n", 0);
  g_string_replace (plain, "\r", "\n", 0);
  return g_string_free (plain, FALSE);
}

/**
 * yz_article_source_write:
 * @self: an article
 *
 * Returns: (transfer full): the text of its file, which parses to the same article
 */
char *
yz_article_source_write (const YzArticleSource *self)
{
  GString *out = g_string_new ("---\n");

  g_return_val_if_fail (self != NULL, NULL);

  g_string_append_printf (out, "id: %s\ntitle: ", self->id);
  append_quoted (out, self->title);
  g_string_append_printf (out, "\ncategory: %s\n", self->category);
  append_list (out, "keywords", self->keywords);
  append_laws (out, self->laws);
  g_string_append_printf (out, "updated: %s\neffective-from: %s\n", self->updated,
                          self->effective_from);
  if (self->valid_until != NULL)
    g_string_append_printf (out, "valid-until: %s\n", self->valid_until);
  append_list (out, "related", self->related);
  if (self->next_step != NULL)
    g_string_append_printf (out, "next: %s\n", self->next_step);
  g_string_append_printf (out, "sensitive: %s\n---\n", self->sensitive ? "true" : "false");
  g_string_append (out, self->body);
  return g_string_free (out, FALSE);
}

/**
 * yz_article_source_get_key:
 * @self: an article
 *
 * Returns: (transfer full): id and language: what there is one article of
 */
char *
yz_article_source_get_key (const YzArticleSource *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strconcat (self->id, ".", self->language, NULL);
}

/**
 * yz_article_source_free:
 * @self: (nullable): an article
 */
void
yz_article_source_free (YzArticleSource *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->language);
  g_free (self->category);
  g_free (self->title);
  g_strfreev (self->keywords);
  g_strfreev (self->laws);
  g_free (self->updated);
  g_free (self->effective_from);
  g_free (self->valid_until);
  g_strfreev (self->related);
  g_free (self->next_step);
  g_free (self->body);
  g_free (self);
}
