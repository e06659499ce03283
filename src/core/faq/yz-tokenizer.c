/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-tokenizer.h"

#include "yz-error.h"

#include <string.h>

/* An FTS5 tokenizer named `pairs`: every two neighbouring characters are a token, the last one
 * stands alone. A phrase of pairs then matches exactly where the text itself does, in any script,
 * and one character is a prefix of the pairs it begins; FTS5's `unicode61` would take a run of
 * Chinese for one word, and `trigram` needs three characters. It takes normalised text. */

static int
create (void *context, const char **arguments, int n_arguments, Fts5Tokenizer **ret_tokenizer)
{
  *ret_tokenizer = context;
  return SQLITE_OK;
}

static void delete (Fts5Tokenizer *tokenizer) {}

static int
tokenize (Fts5Tokenizer *tokenizer,
          void *context,
          int flags,
          const char *text,
          int length,
          int (*emit) (void *context, int flags, const char *token, int length, int start, int end))
{
  const char *end = text + length;
  const char *first = text;
  int code = SQLITE_OK;

  while (first < end && code == SQLITE_OK) {
    const char *second = MIN (g_utf8_next_char (first), end);
    const char *after = second < end ? MIN (g_utf8_next_char (second), end) : end;
    gboolean is_last = second == end;

    /* In a query the last character is part of the pair before it. */
    if (!is_last || first == text || (flags & FTS5_TOKENIZE_QUERY) == 0)
      code = emit (context, 0, first, (int)(after - first), (int)(first - text),
                   (int)(after - text));
    first = second;
  }
  return code;
}

static fts5_api *
get_api (YzDatabase *db, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db, "SELECT fts5 (?1)", error);
  fts5_api *api = NULL;
  gboolean row;

  if (statement == NULL)
    return NULL;

  sqlite3_bind_pointer (statement, 1, &api, "fts5_api_ptr", NULL);
  if (!yz_database_step (db, statement, &row, error))
    return NULL;
  sqlite3_reset (statement);
  return api;
}

/**
 * yz_tokenizer_register:
 * @db: a database
 * @error: %YZ_ERROR_CONFIG where SQLite has no FTS5
 *
 * Makes `tokenize = 'pairs'` known to this connection.
 *
 * Returns: whether it is
 */
gboolean
yz_tokenizer_register (YzDatabase *db, GError **error)
{
  fts5_tokenizer methods = { .xCreate = create, .xDelete = delete, .xTokenize = tokenize };
  fts5_api *api = get_api (db, error);

  if (api == NULL) {
    if (error != NULL && *error == NULL)
      g_set_error_literal (error, YZ_ERROR, YZ_ERROR_CONFIG, "this SQLite has no FTS5");
    return FALSE;
  }
  /* A tokenizer without state: any address will do for it. */
  return api->xCreateTokenizer (api, "pairs", api, &methods, NULL) == SQLITE_OK;
}
