/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-laws.h"

#include "yz-json.h"

#include <string.h>

struct _YzLaws {
  GHashTable *english; /* Chinese name → English name */
};

/**
 * yz_laws_load:
 * @content: the content, with its `laws.json`
 * @error: that of the content
 *
 * Not for the main loop.
 *
 * Returns: (transfer full): the names
 */
YzLaws *
yz_laws_load (YzContent *content, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *laws;
  YzLaws *self;

  g_return_val_if_fail (YZ_IS_CONTENT (content), NULL);

  text = yz_content_get_item (content, "laws.json", error);
  node = text != NULL ? yz_json_parse (text, -1, G_MAXSIZE, error) : NULL;
  if (node == NULL)
    return NULL;
  self = g_new0 (YzLaws, 1);
  self->english = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  laws = yz_json_get_array (json_node_get_object (node), "laws");
  for (guint i = 0; i < json_array_get_length (laws); i++) {
    JsonObject *law = json_array_get_object_element (laws, i);

    g_hash_table_insert (self->english, g_strdup (yz_json_get_string (law, "law")),
                         g_strdup (yz_json_get_string (law, "law_en")));
  }
  return self;
}

/**
 * yz_laws_free:
 * @self: (transfer full): the names
 */
void
yz_laws_free (YzLaws *self)
{
  g_hash_table_unref (self->english);
  g_free (self);
}

/**
 * yz_laws_to_english:
 * @self: the names
 * @law: Chinese name of a law
 *
 * Returns: (transfer none) (nullable): its English name
 */
const char *
yz_laws_to_english (YzLaws *self, const char *law)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (law != NULL, NULL);

  return g_hash_table_lookup (self->english, law);
}

static void
annotate (YzLaws *self, JsonObject *object)
{
  const char *law = yz_json_get_string (object, "law");
  const char *english = law != NULL ? yz_laws_to_english (self, law) : NULL;

  if (english != NULL)
    json_object_set_string_member (object, "law_en", english);
}

static void
annotate_member (JsonObject *object, const char *name, JsonNode *member, gpointer user_data)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;

  if (JSON_NODE_HOLDS_OBJECT (member))
    annotate (user_data, json_node_get_object (member));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      annotate (user_data, json_array_get_object_element (array, i));
}

/**
 * yz_laws_annotate:
 * @self: the names
 * @result: the result of yz_rules_check()
 *
 * Gives each object of its lists that has a `law` the member `law_en` beside it.
 */
void
yz_laws_annotate (YzLaws *self, JsonObject *result)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (result != NULL);

  json_object_foreach_member (result, annotate_member, self);
}

/**
 * yz_laws_cite:
 * @law: Chinese name of a law
 * @law_en: (nullable): its English name
 * @article: number of an article, such as `43`, or with its item, such as `31(5)`
 * @language: `zh` or `en`
 *
 * Returns: (transfer full): as a person reads it: `《法律援助法》第31条第5项`, or `Legal Aid Law,
 *   Art. 31(5)`
 */
char *
yz_laws_cite (const char *law, const char *law_en, const char *article, const char *language)
{
  const char *item;

  g_return_val_if_fail (law != NULL, NULL);
  g_return_val_if_fail (article != NULL, NULL);
  g_return_val_if_fail (language != NULL, NULL);

  if (strcmp (language, "zh") != 0 && law_en != NULL)
    return g_strdup_printf ("%s, Art. %s", law_en, article);
  item = strchr (article, '(');
  if (item == NULL)
    return g_strdup_printf ("《%s》第%s条", law, article);
  return g_strdup_printf ("《%s》第%.*s条第%.*s项", law, (int)(item - article), article,
                          (int)strcspn (item + 1, ")"), item + 1);
}
