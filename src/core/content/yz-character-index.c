/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-character-index.h"

/* Whoever types begins with one character, and that one stands in half of all articles: to find
 * them all among the pairs takes longer than a person waits for a key, and so many hits say
 * nothing. They are counted while the content is built, and the best are noted. */

#define N_BEST 50

typedef struct {
  gint64 last; /* the article it was met in last */
  guint n_articles;
  guint n_in_title;
  guint n_in_text;
  gint64 in_title[N_BEST]; /* the first articles with it in the title */
  gint64 in_text[N_BEST];  /* and without */
} Character;

struct _YzCharacterIndex {
  GHashTable *characters; /* code point → Character */
};

/**
 * yz_character_index_new:
 *
 * Returns: (transfer full): an empty index
 */
YzCharacterIndex *
yz_character_index_new (void)
{
  YzCharacterIndex *self = g_new0 (YzCharacterIndex, 1);

  self->characters = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

/**
 * yz_character_index_free:
 * @self: (nullable): an index
 */
void
yz_character_index_free (YzCharacterIndex *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->characters);
  g_free (self);
}

static Character *
get_character (YzCharacterIndex *self, gunichar c)
{
  Character *character = g_hash_table_lookup (self->characters, GUINT_TO_POINTER (c));

  if (character == NULL) {
    character = g_new0 (Character, 1);
    g_hash_table_insert (self->characters, GUINT_TO_POINTER (c), character);
  }
  return character;
}

static void
add_text (YzCharacterIndex *self, gint64 article, const char *text, gboolean is_title)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    Character *character = get_character (self, g_utf8_get_char (p));

    if (character->last == article)
      continue;
    character->last = article;
    character->n_articles++;
    if (is_title && character->n_in_title < N_BEST)
      character->in_title[character->n_in_title++] = article;
    else if (!is_title && character->n_in_text < N_BEST)
      character->in_text[character->n_in_text++] = article;
  }
}

/**
 * yz_character_index_add:
 * @self: an index
 * @article: its number, which is not 0 and has not been added before
 * @title: its normalised title
 * @keywords: its normalised keywords
 * @body: its normalised text
 */
void
yz_character_index_add (YzCharacterIndex *self,
                        gint64 article,
                        const char *title,
                        const char *keywords,
                        const char *body)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (article != 0);

  add_text (self, article, title, TRUE);
  add_text (self, article, keywords, FALSE);
  add_text (self, article, body, FALSE);
}

/* As JSON, which SQLite unfolds by itself. */
static char *
list_best (const Character *character)
{
  GString *list = g_string_new ("[");

  for (guint i = 0; i < N_BEST && i < character->n_in_title + character->n_in_text; i++) {
    gint64 article = i < character->n_in_title ? character->in_title[i]
                                               : character->in_text[i - character->n_in_title];

    g_string_append_printf (list, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", article);
  }
  g_string_append_c (list, ']');
  return g_string_free (list, FALSE);
}

/**
 * yz_character_index_write:
 * @self: an index
 * @db: a content database that is being built
 * @language: of the articles
 * @error: %YZ_ERROR_STORAGE
 *
 * Returns: whether it was written
 */
gboolean
yz_character_index_write (YzCharacterIndex *self,
                          YzDatabase *db,
                          const char *language,
                          GError **error)
{
  GHashTableIter iter;
  gpointer c;
  Character *character;

  g_return_val_if_fail (self != NULL, FALSE);

  g_hash_table_iter_init (&iter, self->characters);
  while (g_hash_table_iter_next (&iter, &c, (gpointer *)&character)) {
    sqlite3_stmt *statement = yz_database_prepare (db,
                                                   "INSERT INTO characters (language, character, "
                                                   "n_articles, best) VALUES (?1, ?2, ?3, ?4)",
                                                   error);
    g_autofree char *best = list_best (character);
    char text[8] = { 0 };
    gboolean row;

    if (statement == NULL)
      return FALSE;
    g_unichar_to_utf8 (GPOINTER_TO_UINT (c), text);
    sqlite3_bind_text (statement, 1, language, -1, SQLITE_STATIC);
    sqlite3_bind_text (statement, 2, text, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64 (statement, 3, character->n_articles);
    sqlite3_bind_text (statement, 4, best, -1, SQLITE_TRANSIENT);
    if (!yz_database_step (db, statement, &row, error))
      return FALSE;
  }
  return TRUE;
}
