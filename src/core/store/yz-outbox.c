/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-outbox.h"

#include "yz-blobs.h"
#include "yz-error.h"
#include "yz-meta.h"

#include <string.h>

/* What waits to be sent to the centre, and what became of it. Every function runs inside a
 * transaction of the store, so that a submission and the promise to send it are one thing. */

/* Sealed bytes are large: so many are deleted in well under 50 ms, the rest next time. */
#define SWEEP_LIMIT 500

static const char *const states[] = {
  [YZ_OUTBOX_PENDING] = "pending",
  [YZ_OUTBOX_SENDING] = "sending",
  [YZ_OUTBOX_CONFIRMED] = "confirmed",
  [YZ_OUTBOX_SET_ASIDE] = "set-aside",
};

enum {
  COLUMN_ID,
  COLUMN_RECEIPT,
  COLUMN_SHA256,
  COLUMN_CREATED,
  COLUMN_URGENT,
  COLUMN_STATE,
  COLUMN_ATTEMPTS,
  COLUMN_NEXT,
  COLUMN_LAST_PROBLEM,
  COLUMN_ENVELOPE,
};

#define COLUMNS "id, receipt, sha256, created, urgent, state, attempts, next, last_problem"

/**
 * yz_outbox_item_free:
 * @item: (nullable): an item
 */
void
yz_outbox_item_free (YzOutboxItem *item)
{
  if (item == NULL)
    return;

  g_free (item->id);
  g_free (item->receipt);
  g_clear_pointer (&item->envelope, g_bytes_unref);
  g_free (item->sha256);
  g_free (item->last_problem);
  g_strfreev (item->blobs);
  g_free (item);
}

/**
 * yz_outbox_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): `pending`, `sending`, `confirmed` or `set-aside`, as it is stored
 */
const char *
yz_outbox_state_to_string (YzOutboxState state)
{
  g_return_val_if_fail (state <= YZ_OUTBOX_SET_ASIDE, NULL);

  return states[state];
}

static YzOutboxState
state_from_column (sqlite3_stmt *statement)
{
  const char *text = (const char *)sqlite3_column_text (statement, COLUMN_STATE);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (text, states[i]) == 0)
      return (YzOutboxState)i;
  g_return_val_if_reached (YZ_OUTBOX_SET_ASIDE); /* the schema allows no other */
}

static char *
column_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *)sqlite3_column_text (statement, column));
}

static YzOutboxItem *
read_item (sqlite3_stmt *statement)
{
  YzOutboxItem *item = g_new0 (YzOutboxItem, 1);

  item->id = column_text (statement, COLUMN_ID);
  item->receipt = column_text (statement, COLUMN_RECEIPT);
  item->sha256 = column_text (statement, COLUMN_SHA256);
  item->created_us = sqlite3_column_int64 (statement, COLUMN_CREATED);
  item->urgent = sqlite3_column_int (statement, COLUMN_URGENT) != 0;
  item->state = state_from_column (statement);
  item->attempts = (guint)sqlite3_column_int (statement, COLUMN_ATTEMPTS);
  item->next_us = sqlite3_column_int64 (statement, COLUMN_NEXT);
  item->last_problem = column_text (statement, COLUMN_LAST_PROBLEM);
  if (sqlite3_column_count (statement) > COLUMN_ENVELOPE)
    item->envelope = g_bytes_new (sqlite3_column_blob (statement, COLUMN_ENVELOPE),
                                  (gsize)sqlite3_column_bytes (statement, COLUMN_ENVELOPE));
  return item;
}

/* Reads at most one row. *ret_item is %NULL where there is none. */
static gboolean
take_item (YzDatabase *db, sqlite3_stmt *statement, YzOutboxItem **ret_item, GError **error)
{
  gboolean row = FALSE;

  if (!yz_database_step (db, statement, &row, error))
    return FALSE;

  *ret_item = row ? read_item (statement) : NULL;
  sqlite3_reset (statement);
  return TRUE;
}

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

/**
 * yz_outbox_add:
 * @db: a database, inside a transaction
 * @item: what to send; @state, @attempts, @next_us and @last_problem do not count: it is pending,
 *   untried and may be sent at once
 * @error: %YZ_ERROR_INVALID where its id or its receipt is already there, else nothing was kept:
 *   %YZ_ERROR_STORAGE
 *
 * Returns: whether it was added
 */
gboolean
yz_outbox_add (YzDatabase *db, const YzOutboxItem *item, GError **error)
{
  sqlite3_stmt *statement;
  const void *envelope;
  gsize size;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (item != NULL && item->envelope != NULL, FALSE);

  statement = yz_database_prepare (db,
                                   "INSERT INTO outbox (id, receipt, sha256, created, urgent,"
                                   " state, envelope) VALUES (?1, ?2, ?3, ?4, ?5, 'pending', ?6)",
                                   error);
  if (statement == NULL)
    return FALSE;

  envelope = g_bytes_get_data (item->envelope, &size);
  bind_text (statement, 1, item->id);
  bind_text (statement, 2, item->receipt);
  bind_text (statement, 3, item->sha256);
  sqlite3_bind_int64 (statement, 4, item->created_us);
  sqlite3_bind_int (statement, 5, item->urgent ? 1 : 0);
  sqlite3_bind_blob64 (statement, 6, envelope, size, SQLITE_STATIC);
  return yz_database_step (db, statement, NULL, error)
         && (item->blobs == NULL
             || yz_blobs_note (db, item->id, (const char *const *)item->blobs, error));
}

/**
 * yz_outbox_next:
 * @db: a database, inside a transaction
 * @now_us: the time
 * @ignore_waiting: whether to take also what is to wait longer
 * @error: (nullable): %NULL is returned without an error where nothing is due
 *
 * Finds what to send next: what is urgent first, then what is oldest. What is already being sent
 * does not count, so that several can be under way: call yz_outbox_note_attempt() in the same
 * transaction.
 *
 * Returns: (transfer full) (nullable): the item with its envelope
 */
YzOutboxItem *
yz_outbox_next (YzDatabase *db, gint64 now_us, gboolean ignore_waiting, GError **error)
{
  sqlite3_stmt *statement;
  YzOutboxItem *item = NULL;

  g_return_val_if_fail (db != NULL, NULL);

  statement = yz_database_prepare (db,
                                   "SELECT " COLUMNS ", envelope FROM outbox"
                                   " WHERE state = 'pending' AND next <= ?1"
                                   " ORDER BY urgent DESC, created LIMIT 1",
                                   error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, ignore_waiting ? G_MAXINT64 : now_us);
  if (!take_item (db, statement, &item, error))
    return NULL;
  return item;
}

/**
 * yz_outbox_get:
 * @db: a database, inside a transaction
 * @id: ULID of an item
 * @error: %YZ_ERROR_NOT_FOUND where there is none
 *
 * Returns: (transfer full): the item with its envelope
 */
YzOutboxItem *
yz_outbox_get (YzDatabase *db, const char *id, GError **error)
{
  sqlite3_stmt *statement;
  YzOutboxItem *item = NULL;

  g_return_val_if_fail (db != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  statement
      = yz_database_prepare (db, "SELECT " COLUMNS ", envelope FROM outbox WHERE id = ?1", error);
  if (statement == NULL)
    return NULL;

  bind_text (statement, 1, id);
  if (!take_item (db, statement, &item, error))
    return NULL;
  if (item == NULL)
    g_set_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND, "there is no submission %s here", id);
  return item;
}

/* Runs an UPDATE of the item ?1, which says itself in which states that may be. */
static gboolean
change_item (YzDatabase *db, sqlite3_stmt *statement, const char *id, GError **error)
{
  bind_text (statement, 1, id);
  if (!yz_database_step (db, statement, NULL, error))
    return FALSE;
  if (sqlite3_changes (yz_database_get_handle (db)) > 0)
    return TRUE;

  g_set_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND,
               "there is no submission %s here that waits for this", id);
  return FALSE;
}

/**
 * yz_outbox_note_attempt:
 * @db: a database, inside a transaction
 * @id: ULID of a pending item
 * @now_us: the time
 * @error: %YZ_ERROR_NOT_FOUND where it is not pending: somebody else has it
 *
 * Notes, before the first byte goes out, that the item is being sent: after a power cut in the
 * middle it is known that the hub may have it.
 *
 * Returns: whether it is the caller's to send
 */
gboolean
yz_outbox_note_attempt (YzDatabase *db, const char *id, gint64 now_us, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  statement = yz_database_prepare (db,
                                   "UPDATE outbox SET state = 'sending', attempts = attempts + 1,"
                                   " next = ?2 WHERE id = ?1 AND state = 'pending'",
                                   error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 2, now_us);
  return change_item (db, statement, id, error);
}

/**
 * yz_outbox_retry_later:
 * @db: a database, inside a transaction
 * @id: ULID of an item that is being sent
 * @next_us: not before this time
 * @problem: a code such as `offline`
 * @error: %YZ_ERROR_NOT_FOUND where it is not being sent
 *
 * Returns: whether it waits again
 */
gboolean
yz_outbox_retry_later (YzDatabase *db,
                       const char *id,
                       gint64 next_us,
                       const char *problem,
                       GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  statement = yz_database_prepare (db,
                                   "UPDATE outbox SET state = 'pending', next = ?2,"
                                   " last_problem = ?3 WHERE id = ?1 AND state = 'sending'",
                                   error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 2, next_us);
  bind_text (statement, 3, problem);
  return change_item (db, statement, id, error);
}

/**
 * yz_outbox_confirm:
 * @db: a database, inside a transaction
 * @id: ULID of an item
 * @now_us: the time
 * @error: %YZ_ERROR_NOT_FOUND where there is none
 *
 * Notes that the hub has acknowledged the very bytes of the item, and with it that the hub was in
 * contact. The item is kept until yz_outbox_sweep(). A second acknowledgement changes nothing.
 *
 * Returns: whether it was noted
 */
gboolean
yz_outbox_confirm (YzDatabase *db, const char *id, gint64 now_us, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  statement = yz_database_prepare (db,
                                   "UPDATE outbox SET state = 'confirmed',"
                                   " confirmed = coalesce (confirmed, ?2), last_problem = NULL"
                                   " WHERE id = ?1",
                                   error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 2, now_us);
  return change_item (db, statement, id, error) && yz_outbox_set_contact (db, now_us, error);
}

/**
 * yz_outbox_set_aside:
 * @db: a database, inside a transaction
 * @id: ULID of an item that is not confirmed
 * @problem: a code such as `refused`
 * @error: %YZ_ERROR_NOT_FOUND where there is none
 *
 * Takes one item out of the way of the others: a person must look. It is never deleted.
 *
 * Returns: whether it was noted
 */
gboolean
yz_outbox_set_aside (YzDatabase *db, const char *id, const char *problem, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  statement = yz_database_prepare (db,
                                   "UPDATE outbox SET state = 'set-aside', last_problem = ?2"
                                   " WHERE id = ?1 AND state <> 'confirmed'",
                                   error);
  if (statement == NULL)
    return FALSE;

  bind_text (statement, 2, problem);
  return change_item (db, statement, id, error);
}

/**
 * yz_outbox_recover:
 * @db: a database, inside a transaction
 * @error: as yz_database_step()
 *
 * Makes what a process that has died was sending wait again. For who holds `owner.lock`, before it
 * sends anything.
 *
 * Returns: whether it was done
 */
gboolean
yz_outbox_recover (YzDatabase *db, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (db != NULL, FALSE);

  statement
      = yz_database_prepare (db, "UPDATE outbox SET state = 'pending' WHERE state = 'sending'",
                             error);
  return statement != NULL && yz_database_step (db, statement, NULL, error);
}

/**
 * yz_outbox_sweep:
 * @db: a database, inside a transaction
 * @before_us: a time
 * @error: as yz_database_step()
 *
 * Deletes what was confirmed before @before_us, at most 500 items at a time: what is left goes at
 * the next call. Nothing else is ever deleted.
 *
 * Returns: whether it was done
 */
gboolean
yz_outbox_sweep (YzDatabase *db, gint64 before_us, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (db != NULL, FALSE);

  statement = yz_database_prepare (db,
                                   "DELETE FROM outbox WHERE rowid IN (SELECT rowid FROM outbox"
                                   " WHERE confirmed < ?1 ORDER BY confirmed LIMIT ?2)",
                                   error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, before_us);
  sqlite3_bind_int (statement, 2, SWEEP_LIMIT);
  return yz_database_step (db, statement, NULL, error);
}

/**
 * yz_outbox_set_contact:
 * @db: a database, inside a transaction
 * @now_us: the time
 * @error: as yz_database_step()
 *
 * Notes that the central hub has given an answer that is surely its own.
 *
 * Returns: whether it was noted
 */
gboolean
yz_outbox_set_contact (YzDatabase *db, gint64 now_us, GError **error)
{
  return yz_meta_set (db, "last-contact", now_us, error);
}

/* Counts one state; the index alone has the answer. */
static gboolean
count_state (YzDatabase *db, const char *sql, guint *ret_n, gint64 *inout_oldest_us, GError **error)
{
  sqlite3_stmt *statement = yz_database_prepare (db, sql, error);
  gboolean row = FALSE;
  gint64 oldest_us;

  if (statement == NULL || !yz_database_step (db, statement, &row, error))
    return FALSE;

  *ret_n = (guint)sqlite3_column_int (statement, 0);
  oldest_us = sqlite3_column_int64 (statement, 1);
  if (*ret_n > 0 && oldest_us > 0 && (*inout_oldest_us == 0 || oldest_us < *inout_oldest_us))
    *inout_oldest_us = oldest_us;
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * yz_outbox_get_status:
 * @db: a database, inside a transaction
 * @ret_status: (out caller-allocates): how many items stand where
 * @error: as yz_database_step()
 *
 * Returns: whether it could be read
 */
gboolean
yz_outbox_get_status (YzDatabase *db, YzOutboxStatus *ret_status, GError **error)
{
  YzOutboxStatus status = { 0 };

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (ret_status != NULL, FALSE);

  if (!count_state (db, "SELECT count (*), min (created) FROM outbox WHERE state = 'pending'",
                    &status.pending, &status.oldest_us, error)
      || !count_state (db, "SELECT count (*), min (created) FROM outbox WHERE state = 'sending'",
                       &status.sending, &status.oldest_us, error)
      || !count_state (db, "SELECT count (*), min (created) FROM outbox WHERE state = 'set-aside'",
                       &status.set_aside, &status.oldest_us, error)
      || !count_state (db, "SELECT count (*), 0 FROM outbox WHERE state = 'confirmed'",
                       &status.confirmed, &status.oldest_us, error)
      || !yz_meta_get (db, "last-contact", 0, &status.last_contact_us, error))
    return FALSE;

  *ret_status = status;
  return TRUE;
}

/**
 * yz_outbox_list_unconfirmed:
 * @db: a database, inside a transaction
 * @error: as yz_database_step()
 *
 * Lists what the centre does not surely have: pending, being sent or set aside, in the order in
 * which it would be sent. The items come without their envelopes, which may be too much for the
 * memory: yz_outbox_get() brings each.
 *
 * Returns: (transfer full) (element-type YzOutboxItem): the items
 */
GPtrArray *
yz_outbox_list_unconfirmed (YzDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  sqlite3_stmt *statement;
  gboolean row = FALSE;

  g_return_val_if_fail (db != NULL, NULL);

  statement = yz_database_prepare (db,
                                   "SELECT " COLUMNS " FROM outbox WHERE state <> 'confirmed'"
                                   " ORDER BY urgent DESC, created, id",
                                   error);
  if (statement == NULL)
    return NULL;

  items = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_outbox_item_free);
  do {
    if (!yz_database_step (db, statement, &row, error))
      return NULL;
    if (row)
      g_ptr_array_add (items, read_item (statement));
  } while (row);
  return g_steal_pointer (&items);
}
