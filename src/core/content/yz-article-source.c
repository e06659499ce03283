/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-article-source.h"

#include "yz-error.h"
#include "yz-front-matter.h"
#include "yz-json.h"

#include <string.h>

/* An article as it stands in its file: front matter and Markdown. */

#define MAX_TITLE 120

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

static gboolean
is_id (const char *text)
{
  return text != NULL && *text != '\0' && strlen (text) <= 64
         && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (text);
}

static gboolean
read_date (JsonObject *matter, const char *name, gboolean required, char **ret_date, GError **error)
{
  const char *text = yz_json_get_string (matter, name);
  g_autofree char *time = NULL;
  g_autoptr (GDateTime) date = NULL;

  if (text == NULL && !required)
    return TRUE;
  if (text == NULL)
    return fail (error, name, "is missing: write a date such as 2026-11-21");

  time = g_strdup_printf ("%sT00:00:00Z", text);
  date = strlen (text) == 10 ? g_date_time_new_from_iso8601 (time, NULL) : NULL;
  if (date == NULL)
    return fail (error, name, "is no date such as 2026-11-21");
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

static gboolean
read_laws (JsonObject *matter, GStrv *ret_laws, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = yz_json_get_array (matter, "law");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    JsonObject *cite = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    const char *law = yz_json_get_string (cite, "law");
    const char *article = yz_json_get_string (cite, "article");
    g_autofree char *pair = g_strdup_printf ("%s|%s", law, article);

    if (law == NULL || article == NULL)
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

  if (!is_id (self->id))
    return fail (error, "id", "is missing or has other signs than a-z, 0-9 and -");
  if (!is_id (self->category))
    return fail (error, "category", "is missing or is no id");
  if (self->title == NULL || *self->title == '\0' || g_utf8_strlen (self->title, -1) > MAX_TITLE)
    return fail (error, "title", "is missing or longer than 120 characters");
  if (self->next_step != NULL && strcmp (self->next_step, "application") != 0
      && strcmp (self->next_step, "ticket") != 0)
    return fail (error, "next", "is neither application nor ticket");
  if (sensitive != NULL && !self->sensitive && strcmp (sensitive, "false") != 0)
    return fail (error, "sensitive", "is neither true nor false");
  return TRUE;
}

/**
 * yz_article_source_parse:
 * @text: the file, UTF-8
 * @language: `zh` or `en`
 * @error: %YZ_ERROR_INVALID that says what is wrong
 *
 * Returns: (transfer full): the article
 */
YzArticleSource *
yz_article_source_parse (const char *text, const char *language, GError **error)
{
  g_autoptr (YzArticleSource) self = g_new0 (YzArticleSource, 1);
  g_autoptr (JsonObject) matter = NULL;
  const char *body;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (language != NULL, NULL);

  matter = yz_front_matter_parse (text, &body, error);
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
  return g_steal_pointer (&self);
}

/* A double-quoted scalar is the one form of YAML that can hold any text. */
static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (out, '\\');
    if (*p == '\n')
      g_string_append (out, "\\n");
    else
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
    g_auto (GStrv) parts = g_strsplit (laws[i], "|", 2);

    g_string_append (out, i > 0 ? ", {law: " : "{law: ");
    append_quoted (out, parts[0]);
    g_string_append (out, ", article: ");
    append_quoted (out, parts[1]);
    g_string_append_c (out, '}');
  }
  g_string_append (out, "]\n");
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
