/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-csv.h"

#include "yz-error.h"

/* Tables as spreadsheets save them: RFC 4180, with line breaks already turned into those of Unix.
 */

static gboolean
fail (GError **error, guint line, const char *what)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "line %u: %s", line, what);
  return FALSE;
}

/* A quote inside stands there twice. */
static gboolean
read_quoted (YzCsv *self, GString *cell, GError **error)
{
  guint first_line = self->line;

  for (self->next++; *self->next != '\0'; self->next++) {
    if (*self->next == '"' && *++self->next != '"') {
      if (*self->next == ',' || *self->next == '\n' || *self->next == '\0')
        return TRUE;
      return fail (error, self->line, "after the closing quote a comma is wanted");
    }
    self->line += *self->next == '\n';
    g_string_append_c (cell, *self->next);
  }
  return fail (error, first_line, "the quote that opens here is never closed");
}

static gboolean
read_plain (YzCsv *self, GString *cell, GError **error)
{
  for (; *self->next != '\0' && *self->next != ',' && *self->next != '\n'; self->next++) {
    if (*self->next == '"')
      return fail (error, self->line, "a text with quotes in it is put into quotes as a whole");
    g_string_append_c (cell, *self->next);
  }
  return TRUE;
}

/**
 * yz_csv_read:
 * @self: a table
 * @ret_row: (out) (transfer full) (nullable): the next row, or %NULL at the end
 * @ret_line: (out): the line in which it begins, from 1
 * @error: %YZ_ERROR_INVALID with the line
 *
 * Reads a row; empty lines are none.
 *
 * Returns: whether it is one
 */
gboolean
yz_csv_read (YzCsv *self, GStrv *ret_row, guint *ret_line, GError **error)
{
  g_autoptr (GStrvBuilder) row = g_strv_builder_new ();
  g_autoptr (GString) cell = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (ret_row != NULL, FALSE);

  *ret_row = NULL;
  for (; *self->next == '\n'; self->next++)
    self->line++;
  *ret_line = self->line;
  if (*self->next == '\0')
    return TRUE;

  for (;;) {
    g_string_truncate (cell, 0);
    if (!(*self->next == '"' ? read_quoted : read_plain) (self, cell, error))
      return FALSE;
    g_strv_builder_add (row, cell->str);
    if (*self->next != ',')
      break;
    self->next++;
  }
  if (*self->next == '\n') {
    self->next++;
    self->line++;
  }
  *ret_row = g_strv_builder_end (row);
  return TRUE;
}
