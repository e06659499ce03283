/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-content-source.h"

#include "yz-error.h"
#include "yz-form.h"
#include "yz-json.h"
#include "yz-rules.h"
#include "yz-services.h"

#include <string.h>

/* Whether the parts of a content are what they should be and fit together. */

static gboolean
fail (GError **error, const char *file, const char *what)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s: %s", file, what);
  return FALSE;
}

/* The categories, where @path stands in the source and is a list of objects. */
static gboolean
parse_item (YzContentSource *self, const char *path, JsonNode **ret_node, GError **error)
{
  const char *text = g_hash_table_lookup (self->items, path);

  *ret_node = text != NULL ? yz_json_parse (text, -1, YZ_CONTENT_MAX_FILE, error) : NULL;
  if (text != NULL && *ret_node == NULL)
    g_prefix_error (error, "%s: ", path);
  return text == NULL || *ret_node != NULL;
}

static const char *
category_text (JsonObject *category, const char *language)
{
  return yz_json_get_string (yz_json_get_object (category, "title"), language);
}

static gboolean
check_category (JsonNode *node)
{
  JsonObject *category = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return yz_json_get_string (category, "id") != NULL && category_text (category, "zh") != NULL
         && category_text (category, "en") != NULL && yz_json_get_string (category, "icon") != NULL;
}

static gboolean
parse_categories (YzContentSource *self, JsonNode **ret_node, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonArray *categories;

  if (!parse_item (self, YZ_CONTENT_CATEGORIES, &node, error))
    return FALSE;
  categories = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (node != NULL && categories == NULL)
    return fail (error, YZ_CONTENT_CATEGORIES, "is no list");
  for (guint i = 0; categories != NULL && i < json_array_get_length (categories); i++)
    if (!check_category (json_array_get_element (categories, i))) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                   YZ_CONTENT_CATEGORIES
                   ": category number %u needs “id”, “title” with “zh” and “en”, and "
                   "“icon”",
                   i + 1);
      return FALSE;
    }
  *ret_node = g_steal_pointer (&node);
  return TRUE;
}

static JsonArray *
category_list (JsonNode *node)
{
  return node != NULL ? json_node_get_array (node) : NULL;
}

/* Where it is not found, what there is: people type titles and remember no ids. */
static const char *
find_category (JsonNode *node, const char *name, gboolean by_title)
{
  JsonArray *categories = category_list (node);

  for (guint i = 0; categories != NULL && i < json_array_get_length (categories); i++) {
    JsonObject *category = json_array_get_object_element (categories, i);
    const char *id = yz_json_get_string (category, "id");

    if (strcmp (id, name) == 0
        || (by_title
            && (strcmp (category_text (category, "zh"), name) == 0
                || g_ascii_strcasecmp (category_text (category, "en"), name) == 0)))
      return id;
  }
  return NULL;
}

static void
set_category_error (JsonNode *node, const char *name, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);
  JsonArray *categories = category_list (node);

  for (guint i = 0; categories != NULL && i < json_array_get_length (categories); i++) {
    JsonObject *category = json_array_get_object_element (categories, i);

    g_string_append_printf (list, "%s%s (%s)", i > 0 ? ", " : "",
                            yz_json_get_string (category, "id"), category_text (category, "zh"));
  }
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "there is no category “%s”: write one of %s",
               name, list->len > 0 ? list->str : "(this content has none)");
}

/**
 * yz_content_source_find_category:
 * @self: a source
 * @name: an id, or a title in either language
 * @error: %YZ_ERROR_INVALID with the categories there are
 *
 * Returns: (transfer full): the id of the category
 */
char *
yz_content_source_find_category (YzContentSource *self, const char *name, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  const char *id;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (!parse_categories (self, &node, error))
    return NULL;
  id = find_category (node, name, TRUE);
  if (id == NULL)
    set_category_error (node, name, error);
  return g_strdup (id);
}

/* Where the one with this id stands, or the end. */
static guint
find_place (JsonArray *categories, const char *id)
{
  guint i;

  for (i = 0; i < json_array_get_length (categories); i++)
    if (strcmp (yz_json_get_string (json_array_get_object_element (categories, i), "id"), id) == 0)
      break;
  return i;
}

/* Those of @base, each replaced by the one of @added with its id; then the rest of @added. */
static JsonNode *
merge_categories (JsonArray *base, JsonArray *added)
{
  JsonArray *merged = json_array_new ();
  JsonNode *node = json_node_alloc ();

  for (guint i = 0; i < json_array_get_length (base); i++) {
    JsonObject *category = json_array_get_object_element (base, i);
    guint place = find_place (added, yz_json_get_string (category, "id"));

    if (place < json_array_get_length (added))
      category = json_array_get_object_element (added, place);
    json_array_add_object_element (merged, json_object_ref (category));
  }
  for (guint i = 0; i < json_array_get_length (added); i++) {
    JsonObject *category = json_array_get_object_element (added, i);

    if (find_place (merged, yz_json_get_string (category, "id")) == json_array_get_length (merged))
      json_array_add_object_element (merged, json_object_ref (category));
  }
  json_node_take_array (json_node_init (node, JSON_NODE_ARRAY), merged);
  return node;
}

/**
 * yz_content_source_add_categories:
 * @self: a source
 * @other: another
 * @error: %YZ_ERROR_INVALID
 *
 * Takes over the categories of another source; one with the same id is replaced.
 *
 * Returns: whether they are what they should be
 */
gboolean
yz_content_source_add_categories (YzContentSource *self, YzContentSource *other, GError **error)
{
  g_autoptr (JsonNode) base = NULL;
  g_autoptr (JsonNode) added = NULL;
  g_autoptr (JsonNode) merged = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  if (!parse_categories (self, &base, error) || !parse_categories (other, &added, error))
    return FALSE;
  if (added == NULL)
    return TRUE;
  if (base != NULL)
    merged = merge_categories (json_node_get_array (base), json_node_get_array (added));
  g_hash_table_insert (self->items, g_strdup (YZ_CONTENT_CATEGORIES),
                       merged != NULL
                           ? yz_json_to_text (merged, TRUE)
                           : g_strdup (g_hash_table_lookup (other->items, YZ_CONTENT_CATEGORIES)));
  return TRUE;
}

static gboolean
check_article (const YzArticleSource *article,
               GHashTable *seen,
               JsonNode *categories,
               GError **error)
{
  char *key = yz_article_source_get_key (article);

  if (!g_hash_table_add (seen, key))
    return fail (error, key, "two articles have this id and this language");
  if (find_category (categories, article->category, FALSE) == NULL) {
    set_category_error (categories, article->category, error);
    g_prefix_error (error, "article %s: ", key);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_articles (YzContentSource *self, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonNode) categories = NULL;

  if (!parse_categories (self, &categories, error))
    return FALSE;
  for (guint i = 0; i < self->articles->len; i++)
    if (!check_article (g_ptr_array_index (self->articles, i), seen, categories, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_services (YzContentSource *self, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonArray) services = NULL;

  if (!parse_item (self, "services.json", &node, error))
    return FALSE;
  services = node != NULL ? yz_services_from_json (node, error) : NULL;
  if (node != NULL && services == NULL)
    g_prefix_error (error, "services.json: ");
  return node == NULL || services != NULL;
}

static gboolean
check_laws (YzContentSource *self, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *root;
  JsonArray *laws;

  if (!parse_item (self, "laws.json", &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  root = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  laws = yz_json_get_array (root, "laws");
  for (guint i = 0; laws != NULL && i < json_array_get_length (laws); i++) {
    JsonNode *law = json_array_get_element (laws, i);

    if (!JSON_NODE_HOLDS_OBJECT (law)
        || yz_json_get_string (json_node_get_object (law), "law") == NULL
        || yz_json_get_string (json_node_get_object (law), "law_en") == NULL)
      return fail (error, "laws.json", "each of “laws” needs “law” and “law_en”");
  }
  return laws != NULL || fail (error, "laws.json", "has no list “laws”");
}

static gboolean
check_forms (YzContentSource *self, GError **error)
{
  GHashTableIter iter;
  const char *path, *text;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, (gpointer *)&path, (gpointer *)&text)) {
    g_autoptr (JsonNode) node = NULL;
    g_autoptr (YzForm) form = NULL;

    if (!g_str_has_prefix (path, "forms/"))
      continue;
    node = yz_json_parse (text, -1, YZ_CONTENT_MAX_FILE, error);
    form = node != NULL ? yz_form_new_from_json (node, error) : NULL;
    if (form == NULL) {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  }
  return TRUE;
}

/* A folder without rules is content too; one with some of their files is not. */
static gboolean
check_rules (YzContentSource *self, GError **error)
{
  static const char *const names[] = { "rules/rules.json", "rules/questions.json",
                                       "rules/means.json", "rules/supplements.json" };
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func ((GDestroyNotify)json_node_unref);
  g_autoptr (YzRules) rules = NULL;

  if (g_hash_table_lookup (self->items, names[0]) == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *text = g_hash_table_lookup (self->items, names[i]);
    JsonNode *node;

    if (text == NULL)
      return fail (error, names[i], "is missing");
    node = yz_json_parse (text, -1, YZ_CONTENT_MAX_FILE, error);
    if (node == NULL) {
      g_prefix_error (error, "%s: ", names[i]);
      return FALSE;
    }
    g_ptr_array_add (nodes, node);
  }
  rules = yz_rules_new (nodes->pdata[0], nodes->pdata[1], nodes->pdata[2], nodes->pdata[3], error);
  if (rules == NULL)
    g_prefix_error (error, "rules/");
  return rules != NULL;
}

/**
 * yz_content_source_check:
 * @self: a source
 * @error: %YZ_ERROR_INVALID with the first thing that does not fit together
 *
 * Returns: whether a database can be built from it
 */
gboolean
yz_content_source_check (YzContentSource *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return check_services (self, error) && check_laws (self, error) && check_forms (self, error)
         && check_rules (self, error) && check_articles (self, error);
}
