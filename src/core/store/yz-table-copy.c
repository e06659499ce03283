/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-table-copy.h"

#include "yz-error.h"

/* Copies what can be read of one table out of a database in which some pages cannot: from the
 * beginning until a row fails, from the end until a row fails, and then between the two, halving
 * what is left. */

/* A bad page holds some dozens of rows. Where a branch of the tree is lost, the search ends here.
 */
#define MAX_PROBES 10000

typedef struct {
  YzDatabase *to;
  gboolean has_rowid;
  sqlite3_stmt *up; /* the rows from ?1 to ?2, the rowid first */
  sqlite3_stmt *down;
  sqlite3_stmt *insert;
  int n_columns;
  guint probes_left;
} Copier;

static void
copier_clear (Copier *self)
{
  sqlite3_finalize (self->up);
  sqlite3_finalize (self->down);
  sqlite3_finalize (self->insert);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Copier, copier_clear)

/* Names of columns, as a pragma about the table ?1 gives them. */
static GPtrArray *
list_columns (sqlite3 *handle, const char *sql, const char *table)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL) != SQLITE_OK)
    return columns;

  sqlite3_bind_text (statement, 1, table, -1, SQLITE_STATIC);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_ptr_array_add (columns, g_strdup ((const char *)sqlite3_column_text (statement, 0)));
  sqlite3_finalize (statement);
  return columns;
}

/* The damaged database may have an older schema: only what both have is copied. */
static char *
join_common_columns (sqlite3 *from, sqlite3 *to, const char *table, int *ret_n)
{
  const char *sql = "SELECT name FROM pragma_table_xinfo (?1) WHERE hidden = 0";
  g_autoptr (GPtrArray) old = list_columns (from, sql, table);
  g_autoptr (GPtrArray) new = list_columns (to, sql, table);
  g_autoptr (GString) names = g_string_new (NULL);

  *ret_n = 0;
  for (guint i = 0; i < new->len; i++) {
    const char *name = g_ptr_array_index (new, i);

    if (!g_ptr_array_find_with_equal_func (old, name, g_str_equal, NULL))
      continue;
    g_string_append_printf (names, "%s\"%s\"", *ret_n > 0 ? ", " : "", name);
    (*ret_n)++;
  }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static char *
join_key (sqlite3 *to, const char *table, const char *direction)
{
  g_autoptr (GPtrArray) key
      = list_columns (to, "SELECT name FROM pragma_table_info (?1) WHERE pk > 0 ORDER BY pk",
                      table);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < key->len; i++)
    g_string_append_printf (names, "%s\"%s\" %s", i > 0 ? ", " : "",
                            (char *)g_ptr_array_index (key, i), direction);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static sqlite3_stmt *
compile (sqlite3 *handle, const char *format, ...)
{
  sqlite3_stmt *statement = NULL;
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  if (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL) != SQLITE_OK)
    return NULL;
  return statement;
}

static sqlite3_stmt *
prepare_rows (Copier *self, sqlite3 *from, const char *table, const char *columns, gboolean up)
{
  const char *direction = up ? "ASC" : "DESC";
  g_autofree char *key = NULL;

  if (self->has_rowid)
    return compile (from,
                    "SELECT rowid, %s FROM \"%s\" WHERE rowid BETWEEN ?1 AND ?2"
                    " ORDER BY rowid %s",
                    columns, table, direction);
  key = join_key (yz_database_get_handle (self->to), table, direction);
  return compile (from, "SELECT NULL, %s FROM \"%s\" ORDER BY %s", columns, table, key);
}

static gboolean
prepare (Copier *self, sqlite3 *from, const char *table)
{
  sqlite3 *to = yz_database_get_handle (self->to);
  g_autofree char *columns = join_common_columns (from, to, table, &self->n_columns);
  g_autoptr (GString) marks = g_string_new (NULL);
  sqlite3_stmt *probe = compile (to, "SELECT rowid FROM \"%s\"", table);

  self->has_rowid = probe != NULL;
  sqlite3_finalize (probe);
  if (self->n_columns == 0)
    return FALSE;

  for (int i = 0; i < self->n_columns; i++)
    g_string_append (marks, i > 0 ? ", ?" : "?");
  self->insert
      = compile (to, "INSERT OR IGNORE INTO \"%s\" (%s) VALUES (%s)", table, columns, marks->str);
  self->up = prepare_rows (self, from, table, columns, TRUE);
  self->down = prepare_rows (self, from, table, columns, FALSE);
  return self->insert != NULL && self->up != NULL && self->down != NULL;
}

static gboolean
is_readable (sqlite3_stmt *row, int column)
{
  return sqlite3_column_type (row, column) != SQLITE_TEXT
         || g_utf8_validate_len ((const char *)sqlite3_column_text (row, column),
                                 (gsize)sqlite3_column_bytes (row, column), NULL);
}

/* A row that is no text where text should be, or that the schema refuses, for one because what it
 * belongs to is lost, stays behind. */
static gboolean
insert_row (Copier *self, sqlite3_stmt *row, GError **error)
{
  g_autoptr (GError) insert_error = NULL;

  for (int i = 1; i <= self->n_columns; i++) {
    if (!is_readable (row, i))
      return TRUE;
    sqlite3_bind_value (self->insert, i, sqlite3_column_value (row, i));
  }
  if (yz_database_step (self->to, self->insert, NULL, &insert_error)
      || g_error_matches (insert_error, YZ_ERROR, YZ_ERROR_INVALID))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&insert_error));
  return FALSE;
}

/* Copies rows in the order of @rows until one cannot be read. Returns %FALSE only where the new
 * database fails. */
static gboolean
copy_rows (Copier *self,
           sqlite3_stmt *rows,
           gint64 first,
           gint64 last,
           gint64 *inout_reached,
           gboolean *ret_whole,
           GError **error)
{
  gboolean ok = TRUE;
  int code;

  sqlite3_bind_int64 (rows, 1, first);
  sqlite3_bind_int64 (rows, 2, last);
  while (ok && (code = sqlite3_step (rows)) == SQLITE_ROW) {
    *inout_reached = sqlite3_column_int64 (rows, 0);
    ok = insert_row (self, rows, error);
  }
  *ret_whole = ok && code == SQLITE_DONE;
  sqlite3_reset (rows);
  return ok;
}

/* Smaller numbers first: above the last row there is only emptiness to search. */
static gboolean
copy_range (Copier *self, gint64 first, gint64 last, GError **error)
{
  gint64 low = first - 1;
  gint64 high = last + 1;
  gint64 middle;
  gboolean whole;

  if (first > last || self->probes_left == 0)
    return TRUE;
  self->probes_left--;

  if (!copy_rows (self, self->up, first, last, &low, &whole, error))
    return FALSE;
  if (whole)
    return TRUE;
  if (!copy_rows (self, self->down, low + 1, last, &high, &whole, error))
    return FALSE;
  if (whole || high - low <= 2)
    return TRUE;

  middle = low + (high - low) / 2;
  return copy_range (self, low + 1, middle, error)
         && copy_range (self, middle + 1, high - 1, error);
}

/* Without numbers there is no halving: from the beginning, and from the end. */
static gboolean
copy_both_ways (Copier *self, GError **error)
{
  gint64 reached;
  gboolean whole;

  return copy_rows (self, self->up, 0, 0, &reached, &whole, error)
         && (whole || copy_rows (self, self->down, 0, 0, &reached, &whole, error));
}

/**
 * yz_table_copy_readable:
 * @from: a damaged database
 * @to: a new one, inside a transaction
 * @table: name of a table of @to
 * @error: of @to; what @from cannot give is no error
 *
 * Returns: whether all that could be read was written
 */
gboolean
yz_table_copy_readable (sqlite3 *from, YzDatabase *to, const char *table, GError **error)
{
  g_auto (Copier) copier = { .to = to, .probes_left = MAX_PROBES };

  if (!prepare (&copier, from, table))
    return TRUE;
  if (!copier.has_rowid)
    return copy_both_ways (&copier, error);
  return copy_range (&copier, 1, G_MAXINT64 - 1, error);
}
