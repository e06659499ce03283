/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-stream.h"

#include "yz-error.h"

#include <sodium.h>
#include <string.h>

/* Seals what is too large for a document: libsodium's secret stream (XChaCha20-Poly1305), in chunks
 * that know their place. The last one is always shorter than the others and says that it is the
 * last, so that nothing can be cut off, put in, taken out or exchanged unnoticed. The id is mixed
 * into each chunk: two streams cannot change places either. */

#define HEADER_BYTES crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define OVERHEAD_BYTES crypto_secretstream_xchacha20poly1305_ABYTES
#define SEALED_CHUNK_BYTES (YZ_STREAM_CHUNK_BYTES + OVERHEAD_BYTES)
#define TAG_LAST crypto_secretstream_xchacha20poly1305_TAG_FINAL

G_STATIC_ASSERT (YZ_STREAM_KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES);

/* What holds anything of the plain text, in one piece so that it can be wiped. */
typedef struct {
  crypto_secretstream_xchacha20poly1305_state state;
  guint8 plain[YZ_STREAM_CHUNK_BYTES];
  guint8 sealed[SEALED_CHUNK_BYTES];
} Work;

static void
work_free (Work *work)
{
  sodium_memzero (work, sizeof *work);
  g_free (work);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

/**
 * yz_stream_new_key:
 * @ret_key: (out caller-allocates): %YZ_STREAM_KEY_BYTES random bytes; wipe them after use
 */
void
yz_stream_new_key (guint8 *ret_key)
{
  g_return_if_fail (ret_key != NULL);

  crypto_secretstream_xchacha20poly1305_keygen (ret_key);
}

/**
 * yz_stream_sealed_size:
 * @plain_size: bytes
 *
 * Returns: how many bytes they are when they are sealed
 */
gsize
yz_stream_sealed_size (gsize plain_size)
{
  return HEADER_BYTES + plain_size
         + (plain_size / YZ_STREAM_CHUNK_BYTES + 1) * (gsize)OVERHEAD_BYTES;
}

static gboolean
seal_chunk (Work *work, GOutputStream *sealed, gsize size, const char *id, GError **error)
{
  unsigned char tag = size < YZ_STREAM_CHUNK_BYTES ? TAG_LAST : 0;

  crypto_secretstream_xchacha20poly1305_push (&work->state, work->sealed, NULL, work->plain, size,
                                              (const guint8 *)id, strlen (id), tag);
  return g_output_stream_write_all (sealed, work->sealed, size + OVERHEAD_BYTES, NULL, NULL, error);
}

/**
 * yz_stream_seal:
 * @plain: what to seal, read to its end
 * @sealed: where to
 * @key: %YZ_STREAM_KEY_BYTES of yz_stream_new_key(), for this stream alone
 * @id: what the stream is called; it is opened only under the same name
 * @error: of reading or writing
 *
 * Returns: whether all of it was sealed and written
 */
gboolean
yz_stream_seal (GInputStream *plain,
                GOutputStream *sealed,
                const guint8 *key,
                const char *id,
                GError **error)
{
  g_autoptr (Work) work = g_new0 (Work, 1);
  guint8 header[HEADER_BYTES];
  gsize size;

  g_return_val_if_fail (G_IS_INPUT_STREAM (plain) && G_IS_OUTPUT_STREAM (sealed), FALSE);
  g_return_val_if_fail (key != NULL && id != NULL, FALSE);

  crypto_secretstream_xchacha20poly1305_init_push (&work->state, header, key);
  if (!g_output_stream_write_all (sealed, header, sizeof header, NULL, NULL, error))
    return FALSE;
  do {
    if (!g_input_stream_read_all (plain, work->plain, sizeof work->plain, &size, NULL, error)
        || !seal_chunk (work, sealed, size, id, error))
      return FALSE;
  } while (size == sizeof work->plain);
  return TRUE;
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_DAMAGED,
                       "the sealed stream is damaged, cut off, or not the one of this key");
  return FALSE;
}

static gboolean
open_chunk (Work *work, GOutputStream *plain, gsize size, const char *id, GError **error)
{
  unsigned char tag = 0;
  gsize plain_size;

  if (size < OVERHEAD_BYTES)
    return set_damaged (error);
  plain_size = size - OVERHEAD_BYTES;
  if (crypto_secretstream_xchacha20poly1305_pull (&work->state, work->plain, NULL, &tag,
                                                  work->sealed, size, (const guint8 *)id,
                                                  strlen (id))
          != 0
      || (tag == TAG_LAST) != (plain_size < YZ_STREAM_CHUNK_BYTES))
    return set_damaged (error);
  return g_output_stream_write_all (plain, work->plain, plain_size, NULL, NULL, error);
}

/**
 * yz_stream_open:
 * @sealed: what yz_stream_seal() wrote, read to its end
 * @plain: where to; what is written there counts only once this returns %TRUE
 * @key: its key
 * @id: its name
 * @error: %YZ_ERROR_DAMAGED where it is not, byte for byte and to its end, what was sealed under
 *   this key and name; else of reading or writing
 *
 * Returns: whether all of it was opened
 */
gboolean
yz_stream_open (GInputStream *sealed,
                GOutputStream *plain,
                const guint8 *key,
                const char *id,
                GError **error)
{
  g_autoptr (Work) work = g_new0 (Work, 1);
  guint8 header[HEADER_BYTES];
  gsize size;

  g_return_val_if_fail (G_IS_INPUT_STREAM (sealed) && G_IS_OUTPUT_STREAM (plain), FALSE);
  g_return_val_if_fail (key != NULL && id != NULL, FALSE);

  if (!g_input_stream_read_all (sealed, header, sizeof header, &size, NULL, error))
    return FALSE;
  if (size < sizeof header
      || crypto_secretstream_xchacha20poly1305_init_pull (&work->state, header, key) != 0)
    return set_damaged (error);
  do {
    if (!g_input_stream_read_all (sealed, work->sealed, sizeof work->sealed, &size, NULL, error)
        || !open_chunk (work, plain, size, id, error))
      return FALSE;
  } while (size == sizeof work->sealed);
  return TRUE;
}
