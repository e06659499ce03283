/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-submissions.h"

#include "yz-envelope.h"
#include "yz-hub-blobs.h"
#include "yz-ids.h"
#include "yz-json.h"

#include <string.h>

/* The submissions the hub has taken: byte for byte as they came, each once. */

/**
 * yz_hub_submission_new:
 * @id: the ULID of its address, not yet checked
 * @envelope: the bytes that came
 *
 * Returns: (transfer full): a submission of which nothing more is known
 */
YzHubSubmission *
yz_hub_submission_new (const char *id, GBytes *envelope)
{
  YzHubSubmission *self = g_new0 (YzHubSubmission, 1);

  self->id = g_strdup (id);
  self->envelope = g_bytes_ref (envelope);
  return self;
}

/**
 * yz_hub_submission_free:
 * @self: (nullable): a submission
 */
void
yz_hub_submission_free (YzHubSubmission *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_bytes_unref (self->envelope);
  g_free (self->sha256);
  g_free (self->receipt);
  g_free (self->station);
  g_clear_object (&self->station_key);
  g_clear_pointer (&self->attachments, json_array_unref);
  g_clear_pointer (&self->missing, json_array_unref);
  g_free (self);
}

/**
 * yz_hub_submission_read:
 * @self: a submission
 *
 * Reads the envelope and checks it against its own hash, its signature and the address. What this
 * finds out takes effect in yz_hub_submission_store(). Takes its time with a large one, and may
 * run on any thread.
 */
void
yz_hub_submission_read (YzHubSubmission *self)
{
  g_autoptr (JsonObject) members = NULL;

  self->sha256 = yz_envelope_sha256 (self->envelope);
  members = yz_envelope_verify (self->envelope, NULL, NULL);
  if (members == NULL || !yz_ulid_is_valid (self->id)
      || strcmp (self->id, yz_json_get_string (members, "id")) != 0)
    return;

  self->receipt = g_strdup (yz_json_get_string (members, "receipt"));
  self->station = g_strdup (yz_json_get_string (members, "station"));
  self->attachments = json_array_ref (yz_json_get_array (members, "attachments"));
  self->station_key = yz_envelope_get_station_key (members, NULL);
}

/* How large the largest stream is that is announced; 0 also where one has no size at all. */
static gint64
get_largest (YzHubSubmission *self)
{
  gint64 largest = 0;

  for (guint i = 0; i < json_array_get_length (self->attachments); i++) {
    gint64 size = yz_json_get_int (json_array_get_object_element (self->attachments, i), "size", 0);

    if (size == 0)
      return 0;
    largest = MAX (largest, size);
  }
  return largest;
}

/* What can be said of the attachments before any of them is here. */
static gboolean
judge_attachments (YzHubSubmission *self, YzDatabase *db, GError **error)
{
  gboolean fit = TRUE;
  gint64 largest = get_largest (self);

  self->fate = YZ_HUB_NEW;
  if (json_array_get_length (self->attachments) == 0)
    return TRUE;
  if (largest > (gint64)yz_stream_sealed_size (YZ_ATTACHMENT_MAX_BYTES)) {
    self->fate = YZ_HUB_TOO_LARGE;
    return TRUE;
  }
  if (!yz_hub_blobs_fit (db, self->attachments, &fit, error))
    return FALSE;
  if (largest == 0 || !fit)
    self->fate = YZ_HUB_INVALID;
  return TRUE;
}

static gboolean
find_missing (YzHubSubmission *self, YzDatabase *db, GError **error)
{
  self->missing = yz_hub_blobs_list_missing (db, self->id, error);
  return self->missing != NULL;
}

/* Fills in what is already there under this id; *ret_found tells whether anything is. */
static gboolean
look_up (YzHubSubmission *self, YzDatabase *db, gboolean *ret_found, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db, "SELECT sha256, receipt, received FROM submissions WHERE id = ?1",
                             error);
  const char *sha256;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, self->id, -1, SQLITE_STATIC);
  if (!yz_database_step (db, statement, ret_found, error) || !*ret_found)
    return !*ret_found;

  sha256 = (const char *)sqlite3_column_text (statement, 0);
  self->fate = strcmp (sha256, self->sha256) == 0 ? YZ_HUB_SEEN : YZ_HUB_CONFLICT;
  g_free (self->receipt);
  self->receipt = g_strdup ((const char *)sqlite3_column_text (statement, 1));
  self->received_us = sqlite3_column_int64 (statement, 2);
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
insert (YzHubSubmission *self, YzDatabase *db, GError **error)
{
  sqlite3_stmt *statement
      = yz_database_prepare (db,
                             "INSERT INTO submissions (id, sha256, receipt, station, received, "
                             "envelope) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                             error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, self->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, self->sha256, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, self->receipt, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, self->station, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 5, self->received_us);
  sqlite3_bind_blob64 (statement, 6, g_bytes_get_data (self->envelope, NULL),
                       g_bytes_get_size (self->envelope), SQLITE_STATIC);
  return yz_database_step (db, statement, NULL, error);
}

/**
 * yz_hub_submission_store:
 * @self: a submission after yz_hub_submission_read()
 * @db: the hub's database, inside a transaction
 * @stations: from whom anything is taken
 * @now_us: the time
 * @error: as yz_database_step(): nothing is known of its fate then
 *
 * Stores it, unless it is already there or cannot be taken. That another one has its id counts
 * before all else, so that a kiosk is told of it whatever else is wrong.
 *
 * Returns: whether the fate is known
 */
gboolean
yz_hub_submission_store (YzHubSubmission *self,
                         YzDatabase *db,
                         YzHubStations *stations,
                         gint64 now_us,
                         GError **error)
{
  gboolean is_found = FALSE;
  gboolean is_admitted = FALSE;

  if (!look_up (self, db, &is_found, error))
    return FALSE;
  if (is_found)
    return self->fate != YZ_HUB_SEEN || find_missing (self, db, error);
  if (self->station_key == NULL) {
    self->fate = YZ_HUB_INVALID;
    return TRUE;
  }
  if (!yz_hub_stations_admit (stations, db, self->station, self->station_key, now_us, &is_admitted,
                              error))
    return FALSE;
  if (!is_admitted) {
    self->fate = YZ_HUB_UNKNOWN_STATION;
    return TRUE;
  }
  if (!judge_attachments (self, db, error))
    return FALSE;
  if (self->fate != YZ_HUB_NEW)
    return TRUE;
  self->received_us = now_us;
  return insert (self, db, error) && yz_hub_blobs_expect (db, self->id, self->attachments, error)
         && find_missing (self, db, error);
}

/**
 * yz_hub_submission_list_page:
 * @db: the hub's database, inside a transaction
 * @after_id: the last id of the page before, or the empty text
 * @limit: how many at most
 * @error: as yz_database_step()
 *
 * Returns: (transfer full) (element-type YzHubSubmission): the next ones by id, empty at the end;
 *   they have their id and envelope
 */
GPtrArray *
yz_hub_submission_list_page (YzDatabase *db, const char *after_id, guint limit, GError **error)
{
  g_autoptr (GPtrArray) page
      = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_hub_submission_free);
  sqlite3_stmt *statement = yz_database_prepare (
      db, "SELECT id, envelope FROM submissions WHERE id > ?1 ORDER BY id LIMIT ?2", error);
  gboolean row = FALSE;

  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, after_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, limit);
  do {
    g_autoptr (GBytes) envelope = NULL;

    if (!yz_database_step (db, statement, &row, error))
      return NULL;
    if (!row)
      break;
    envelope = g_bytes_new (sqlite3_column_blob (statement, 1),
                            (gsize)sqlite3_column_bytes (statement, 1));
    g_ptr_array_add (page, yz_hub_submission_new ((const char *)sqlite3_column_text (statement, 0),
                                                  envelope));
  } while (row);
  return g_steal_pointer (&page);
}
