/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-content-source.h"

#include "yz-content-version.h"
#include "yz-error.h"
#include "yz-json.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* Everything that goes into one content database, as it stands in a folder. */

/* The size is looked at first: a path that somebody typed may lead to anything. */
static char *
load_text (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (path, &status) == 0
      && (!S_ISREG (status.st_mode) || status.st_size > YZ_CONTENT_MAX_FILE)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s: is no file of at most 1 MiB", path);
    return NULL;
  }
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (!g_utf8_validate_len (text, length, NULL)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s: is no UTF-8 text", path);
    return NULL;
  }
  return g_steal_pointer (&text);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder, in an order that is the same everywhere. */
static GPtrArray *
list_names (const char *dir, GError **error)
{
  g_autoptr (GDir) handle = g_dir_open (dir, 0, error);
  GPtrArray *names;
  const char *name;

  if (handle == NULL)
    return NULL;

  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (handle)) != NULL)
    if (*name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_texts);
  return names;
}

static gboolean
load_article (YzContentSource *self, const char *path, const char *language, GError **error)
{
  g_autofree char *text = load_text (path, error);
  YzArticleSource *article;

  if (text == NULL)
    return FALSE;
  article = yz_article_source_parse (text, language, error);
  if (article == NULL) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  g_ptr_array_add (self->articles, article);
  return TRUE;
}

static gboolean
load_articles (YzContentSource *self, const char *faq, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (faq, error);

  for (guint i = 0; names != NULL && i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *path = g_build_filename (faq, name, NULL);

    if (g_str_has_suffix (name, ".zh.md") && !load_article (self, path, "zh", error))
      return FALSE;
    if (g_str_has_suffix (name, ".en.md") && !load_article (self, path, "en", error))
      return FALSE;
  }
  return names != NULL;
}

static gboolean
has_part (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* A folder need not have every part: one with forms alone is content too. */
static gboolean
load_item (YzContentSource *self, const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  char *text;

  if (!has_part (dir, name))
    return TRUE;
  text = load_text (path, error);
  if (text == NULL)
    return FALSE;
  g_hash_table_insert (self->items, g_strdup (name), text);
  return TRUE;
}

static gboolean
load_forms (YzContentSource *self, const char *dir, GError **error)
{
  g_autofree char *forms = g_build_filename (dir, "forms", NULL);
  g_autoptr (GPtrArray) names = NULL;

  if (!has_part (dir, "forms"))
    return TRUE;
  names = list_names (forms, error);
  for (guint i = 0; names != NULL && i < names->len; i++) {
    g_autofree char *name = g_strdup_printf ("forms/%s", (char *)g_ptr_array_index (names, i));

    if (g_str_has_suffix (name, ".json") && !load_item (self, dir, name, error))
      return FALSE;
  }
  return names != NULL;
}

/* Without the example cases, which are for whoever changes the rules. */
static gboolean
load_rules (YzContentSource *self, const char *dir, GError **error)
{
  static const char *const names[] = { "rules/rules.json", "rules/questions.json",
                                       "rules/means.json", "rules/supplements.json" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (!load_item (self, dir, names[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
read_version (YzContentSource *self, GError **error)
{
  const char *text = g_hash_table_lookup (self->items, "content.json");
  g_autoptr (JsonNode) node
      = text != NULL ? yz_json_parse (text, -1, YZ_CONTENT_MAX_FILE, NULL) : NULL;
  const char *version = text == NULL ? "0" : NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    version = yz_json_get_string (json_node_get_object (node), "version");
  if (!yz_content_version_is_valid (version)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "content.json: write {\"version\": \"2026.11.21-1\"}");
    return FALSE;
  }
  self->version = g_strdup (version);
  return TRUE;
}

/**
 * yz_content_source_new:
 *
 * Returns: (transfer full): a source with nothing in it and no version
 */
YzContentSource *
yz_content_source_new (void)
{
  YzContentSource *self = g_new0 (YzContentSource, 1);

  self->articles = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_article_source_free);
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * yz_content_source_load:
 * @dir: a content folder; parts of it may be absent
 * @error: %YZ_ERROR_INVALID with file and line, or a #GFileError
 *
 * Returns: (transfer full): what stands in it
 */
YzContentSource *
yz_content_source_load (const char *dir, GError **error)
{
  g_autoptr (YzContentSource) self = yz_content_source_new ();
  g_autofree char *faq = NULL;

  g_return_val_if_fail (dir != NULL, NULL);

  faq = g_build_filename (dir, "faq", NULL);
  if (!g_file_test (dir, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND, "%s: there is no such content folder", dir);
    return NULL;
  }
  if (!load_item (self, dir, "content.json", error)
      || !load_item (self, dir, "services.json", error)
      || !load_item (self, dir, "laws.json", error)
      || !load_item (self, dir, YZ_CONTENT_CATEGORIES, error) || !load_forms (self, dir, error)
      || !load_rules (self, dir, error)
      || (has_part (dir, "faq") && !load_articles (self, faq, error)))
    return NULL;
  if (!read_version (self, error)) {
    g_prefix_error (error, "%s: ", dir);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * yz_content_source_load_faq:
 * @faq: a folder with `<id>.zh.md`, `<id>.en.md` and perhaps `categories.json`
 * @error: %YZ_ERROR_INVALID with file and line, or a #GFileError
 *
 * Returns: (transfer full): a source without a version that holds only these
 */
YzContentSource *
yz_content_source_load_faq (const char *faq, GError **error)
{
  g_autoptr (YzContentSource) self = yz_content_source_new ();
  char *categories;

  g_return_val_if_fail (faq != NULL, NULL);

  if (!load_articles (self, faq, error))
    return NULL;
  if (has_part (faq, "categories.json")) {
    g_autofree char *path = g_build_filename (faq, "categories.json", NULL);

    categories = load_text (path, error);
    if (categories == NULL)
      return NULL;
    g_hash_table_insert (self->items, g_strdup (YZ_CONTENT_CATEGORIES), categories);
  }
  return g_steal_pointer (&self);
}

/**
 * yz_content_source_free:
 * @self: (nullable): a source
 */
void
yz_content_source_free (YzContentSource *self)
{
  if (self == NULL)
    return;

  g_free (self->version);
  g_clear_pointer (&self->articles, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_free (self);
}

/**
 * yz_content_source_set_version:
 * @self: a source
 * @version: what it is from now on
 */
void
yz_content_source_set_version (YzContentSource *self, const char *version)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (yz_content_version_is_valid (version));

  g_free (self->version);
  self->version = g_strdup (version);
  g_hash_table_insert (self->items, g_strdup ("content.json"),
                       g_strdup_printf ("{\"version\": \"%s\"}\n", version));
}

static GHashTable *
index_articles (GPtrArray *articles)
{
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < articles->len; i++)
    g_hash_table_insert (index, yz_article_source_get_key (g_ptr_array_index (articles, i)),
                         GUINT_TO_POINTER (i));
  return index;
}

static void
replace_article (gpointer *slot, YzArticleSource *article)
{
  YzArticleSource *before = *slot;
  g_autofree char *text = yz_article_source_write (article);
  g_autofree char *text_before = yz_article_source_write (before);

  if (strcmp (text, text_before) == 0)
    article->imported = before->imported;
  *slot = article;
  yz_article_source_free (before);
}

/**
 * yz_content_source_put_articles:
 * @self: a source
 * @articles: (transfer full) (element-type YzArticleSource): each takes the place of the one with
 *   the same id and language, if there is one; one that says the same changes nothing
 */
void
yz_content_source_put_articles (YzContentSource *self, GPtrArray *articles)
{
  g_autoptr (GHashTable) index = NULL;
  g_autofree gpointer *stolen = NULL;
  gsize n;

  g_return_if_fail (self != NULL);
  g_return_if_fail (articles != NULL);

  index = index_articles (self->articles);
  stolen = g_ptr_array_steal (articles, &n);
  for (gsize i = 0; i < n; i++) {
    YzArticleSource *article = stolen[i];
    g_autofree char *key = yz_article_source_get_key (article);
    gpointer place;

    if (g_hash_table_lookup_extended (index, key, NULL, &place)) {
      replace_article (&g_ptr_array_index (self->articles, GPOINTER_TO_UINT (place)), article);
    } else {
      g_hash_table_insert (index, g_steal_pointer (&key), GUINT_TO_POINTER (self->articles->len));
      g_ptr_array_add (self->articles, article);
    }
  }
  g_ptr_array_unref (articles);
}

/**
 * yz_content_source_take_imported:
 * @self: a source
 * @before: (transfer full): another
 * @error: %YZ_ERROR_INVALID where the categories of either are none
 *
 * Takes over what was imported into @before, and then becomes the next version.
 *
 * Returns: whether it could
 */
gboolean
yz_content_source_take_imported (YzContentSource *self, YzContentSource *before, GError **error)
{
  g_autoptr (YzContentSource) other = before;
  GPtrArray *taken;
  g_autofree gpointer *stolen = NULL;
  g_autofree char *next = NULL;
  gsize n;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (before != NULL, FALSE);

  /* Categories may have been imported too. Those of @self have the last word. */
  if (!yz_content_source_add_categories (other, self, error))
    return FALSE;

  taken = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_article_source_free);
  stolen = g_ptr_array_steal (other->articles, &n);
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (((YzArticleSource *)stolen[i])->imported ? taken : other->articles, stolen[i]);
  if (taken->len > 0) {
    const char *categories = g_hash_table_lookup (other->items, YZ_CONTENT_CATEGORIES);

    g_hash_table_insert (self->items, g_strdup (YZ_CONTENT_CATEGORIES), g_strdup (categories));
    next = yz_content_version_next (self->version);
    yz_content_source_set_version (self, next);
  }
  yz_content_source_put_articles (self, taken);
  return TRUE;
}
