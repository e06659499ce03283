/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-upload.h"

#include "yz-blobs.h"
#include "yz-error.h"
#include "yz-verdict.h"

#include <string.h>

/* Brings the pieces of sealed streams that the hub asks for, one after the other. What arrives is
 * kept there: after a cut the hub asks for the rest. No more than one stream is in memory. */

typedef struct {
  YzTransport *transport;
  char *dir;
  GPtrArray *pieces;
  guint timeout_ms;
  guint n_sent;

  char *name; /* of @stream */
  GBytes *stream;
  char *chunk_sha256; /* of what is under way */
  YzResponse *answer; /* that was not what it should be */
} Upload;

static void
upload_free (gpointer data)
{
  Upload *self = data;

  g_object_unref (self->transport);
  g_free (self->dir);
  g_ptr_array_unref (self->pieces);
  g_free (self->name);
  g_clear_pointer (&self->stream, g_bytes_unref);
  g_free (self->chunk_sha256);
  g_clear_pointer (&self->answer, yz_response_free);
  g_free (self);
}

/**
 * yz_upload_piece_free:
 * @piece: (nullable): a piece
 */
void
yz_upload_piece_free (YzUploadPiece *piece)
{
  if (piece == NULL)
    return;

  g_free (piece->sha256);
  g_free (piece);
}

static void go_on (GTask *task);

static const YzUploadPiece *
get_next (Upload *self)
{
  return self->n_sent < self->pieces->len ? g_ptr_array_index (self->pieces, self->n_sent) : NULL;
}

static void
on_piece_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Upload *self = g_task_get_task_data (task);
  const YzUploadPiece *piece = get_next (self);
  GError *error = NULL;
  g_autoptr (YzResponse) response
      = yz_transport_send_finish (YZ_TRANSPORT (source), result, &error);

  if (response == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (!yz_verdict_of_piece (response, piece, self->chunk_sha256)) {
    self->answer = g_steal_pointer (&response);
    g_task_return_boolean (task, FALSE);
    return;
  }
  self->n_sent++;
  go_on (task);
}

static void
send_piece (GTask *task)
{
  Upload *self = g_task_get_task_data (task);
  const YzUploadPiece *piece = get_next (self);
  gsize offset = (gsize)piece->n * YZ_UPLOAD_PIECE_BYTES;
  gsize size = g_bytes_get_size (self->stream);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = NULL;

  if (offset >= size) {
    g_task_return_new_error (task, YZ_ERROR, YZ_ERROR_OFFLINE,
                             "what answers asks for pieces that there are not");
    return;
  }
  bytes = g_bytes_new_from_bytes (self->stream, offset, MIN (size - offset, YZ_UPLOAD_PIECE_BYTES));
  g_free (self->chunk_sha256);
  self->chunk_sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  path = g_strdup_printf ("/v1/blobs/%s/%u", piece->sha256, piece->n);
  yz_transport_send_async (self->transport, "PUT", path, bytes, self->timeout_ms,
                           g_task_get_cancellable (task), on_piece_sent, g_object_ref (task));
}

static void
read_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *const *names = task_data;
  GError *error = NULL;
  GBytes *stream = yz_blobs_read (names[0], names[1], &error);

  if (stream != NULL)
    g_task_return_pointer (task, stream, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
on_stream_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Upload *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->stream = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->stream == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_free (self->name);
  self->name = g_strdup (get_next (self)->sha256);
  send_piece (task);
}

static void
read_stream (GTask *task)
{
  Upload *self = g_task_get_task_data (task);
  const char *names[] = { self->dir, get_next (self)->sha256, NULL };
  g_autoptr (GTask) reading
      = g_task_new (NULL, g_task_get_cancellable (task), on_stream_read, g_object_ref (task));

  g_clear_pointer (&self->stream, g_bytes_unref);
  g_task_set_task_data (reading, g_strdupv ((char **)names), (GDestroyNotify)g_strfreev);
  g_task_run_in_thread (reading, read_worker);
}

static void
go_on (GTask *task)
{
  Upload *self = g_task_get_task_data (task);
  const YzUploadPiece *piece = get_next (self);

  if (piece == NULL)
    g_task_return_boolean (task, TRUE);
  else if (g_strcmp0 (self->name, piece->sha256) == 0)
    send_piece (task);
  else
    read_stream (task);
}

/**
 * yz_upload_async:
 * @transport: the way to the hub
 * @dir: the folder of the sealed streams
 * @pieces: (element-type YzUploadPiece): what the hub asks for, stream by stream
 * @timeout_ms: how long each piece may take
 * @cancellable: (nullable): to give up
 * @callback: called at the end
 * @user_data: passed to @callback
 */
void
yz_upload_async (YzTransport *transport,
                 const char *dir,
                 GPtrArray *pieces,
                 guint timeout_ms,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Upload *self;

  g_return_if_fail (YZ_IS_TRANSPORT (transport));
  g_return_if_fail (dir != NULL && pieces != NULL);

  self = g_new0 (Upload, 1);
  self->transport = g_object_ref (transport);
  self->dir = g_strdup (dir);
  self->pieces = g_ptr_array_ref (pieces);
  self->timeout_ms = timeout_ms;
  g_task_set_source_tag (task, yz_upload_async);
  g_task_set_task_data (task, self, upload_free);
  go_on (task);
}

/**
 * yz_upload_finish:
 * @result: the result
 * @ret_answer: (out) (transfer full) (nullable): where it was not done and something answered: what
 * @error: %YZ_ERROR_OFFLINE where nothing answered, %YZ_ERROR_DAMAGED where a stream is not there
 *   any more as it was written; %NULL where something answered
 *
 * Returns: whether the hub has acknowledged every piece
 */
gboolean
yz_upload_finish (GAsyncResult *result, YzResponse **ret_answer, GError **error)
{
  Upload *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  self = g_task_get_task_data (G_TASK (result));
  *ret_answer = g_steal_pointer (&self->answer);
  return g_task_propagate_boolean (G_TASK (result), error);
}
