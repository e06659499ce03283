/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-key-private.h"

#include "yz-error.h"

#include <sodium.h>
#include <string.h>

/* One key pair, or the public half of one. A secret lies in locked memory between guard pages and
 * is wiped with the object. */
struct _YzKey {
  GObject parent_instance;

  YzKeyKind kind;
  guint8 public_key[YZ_KEY_PUBLIC_BYTES];
  guint8 *secret; /* libsodium's secret key, which begins with the seed; NULL if unknown */
  char id[17];
};

G_DEFINE_FINAL_TYPE (YzKey, yz_key, G_TYPE_OBJECT)

G_STATIC_ASSERT (YZ_KEY_PUBLIC_BYTES == crypto_box_PUBLICKEYBYTES);
G_STATIC_ASSERT (YZ_KEY_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES);
G_STATIC_ASSERT (YZ_KEY_SIGNATURE_BYTES == crypto_sign_BYTES);
G_STATIC_ASSERT (YZ_KEY_SEED_BYTES == crypto_box_SECRETKEYBYTES);
G_STATIC_ASSERT (YZ_KEY_SEED_BYTES == crypto_sign_SEEDBYTES);

/* The first 64 bits of the BLAKE2b-256 of the public key. */
static void
set_id (YzKey *self)
{
  guint8 hash[crypto_generichash_BYTES];

  crypto_generichash (hash, sizeof hash, self->public_key, sizeof self->public_key, NULL, 0);
  sodium_bin2hex (self->id, sizeof self->id, hash, 8);
}

static void
yz_key_finalize (GObject *object)
{
  YzKey *self = YZ_KEY (object);

  sodium_free (self->secret);

  G_OBJECT_CLASS (yz_key_parent_class)->finalize (object);
}

static void
yz_key_class_init (YzKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_key_finalize;

  /* Fails only where the system has no source of randomness: nothing can be sealed there. */
  if (sodium_init () < 0)
    g_error ("libsodium cannot be used on this machine");
}

static void
yz_key_init (YzKey *self)
{
}

/**
 * yz_key_generate:
 * @kind: what it is for
 *
 * Returns: (transfer full): a new random key with its secret
 */
YzKey *
yz_key_generate (YzKeyKind kind)
{
  guint8 seed[YZ_KEY_SEED_BYTES];
  YzKey *self;

  randombytes_buf (seed, sizeof seed);
  self = yz_key_new_secret (kind, seed);
  sodium_memzero (seed, sizeof seed);
  return self;
}

/*< private >
 * yz_key_new_secret:
 * @kind: what it is for
 * @seed: %YZ_KEY_SEED_BYTES bytes, the caller wipes them
 *
 * Returns: (transfer full): the key pair that @seed stands for
 */
YzKey *
yz_key_new_secret (YzKeyKind kind, const guint8 *seed)
{
  YzKey *self = g_object_new (YZ_TYPE_KEY, NULL);

  self->kind = kind;
  self->secret = sodium_malloc (crypto_sign_SECRETKEYBYTES);
  if (self->secret == NULL)
    g_error ("out of memory for a secret key");

  if (kind == YZ_KEY_SIGN) {
    crypto_sign_seed_keypair (self->public_key, self->secret, seed);
  } else {
    memcpy (self->secret, seed, YZ_KEY_SEED_BYTES);
    crypto_scalarmult_base (self->public_key, self->secret);
  }
  sodium_mprotect_readonly (self->secret);
  set_id (self);
  return self;
}

/*< private >
 * yz_key_peek_seed:
 * @self: a key with its secret
 *
 * Returns: (transfer none): the %YZ_KEY_SEED_BYTES bytes that it can be made from again
 */
const guint8 *
yz_key_peek_seed (YzKey *self)
{
  g_assert (self->secret != NULL);

  return self->secret;
}

/**
 * yz_key_new_public:
 * @kind: what it is for
 * @public_key: %YZ_KEY_PUBLIC_BYTES bytes
 * @error: %YZ_ERROR_KEY where these bytes are no such key
 *
 * Returns: (transfer full): a key without its secret
 */
YzKey *
yz_key_new_public (YzKeyKind kind, GBytes *public_key, GError **error)
{
  YzKey *self;

  g_return_val_if_fail (public_key != NULL, NULL);

  if (g_bytes_get_size (public_key) != YZ_KEY_PUBLIC_BYTES) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_KEY, "a public key has %d bytes, not %" G_GSIZE_FORMAT,
                 YZ_KEY_PUBLIC_BYTES, g_bytes_get_size (public_key));
    return NULL;
  }
  self = g_object_new (YZ_TYPE_KEY, NULL);
  self->kind = kind;
  memcpy (self->public_key, g_bytes_get_data (public_key, NULL), YZ_KEY_PUBLIC_BYTES);
  set_id (self);
  return self;
}

/**
 * yz_key_get_kind:
 * @self: a key
 *
 * Returns: what it is for
 */
YzKeyKind
yz_key_get_kind (YzKey *self)
{
  g_return_val_if_fail (YZ_IS_KEY (self), YZ_KEY_SEAL);

  return self->kind;
}

/**
 * yz_key_has_secret:
 * @self: a key
 *
 * Returns: whether it can sign or open
 */
gboolean
yz_key_has_secret (YzKey *self)
{
  g_return_val_if_fail (YZ_IS_KEY (self), FALSE);

  return self->secret != NULL;
}

/**
 * yz_key_get_id:
 * @self: a key
 *
 * Returns: (transfer none): a short name for the key: the first 16 hexadecimal digits of the
 *   BLAKE2b-256 of its public half
 */
const char *
yz_key_get_id (YzKey *self)
{
  g_return_val_if_fail (YZ_IS_KEY (self), NULL);

  return self->id;
}

/**
 * yz_key_get_public:
 * @self: a key
 *
 * Returns: (transfer full): the %YZ_KEY_PUBLIC_BYTES bytes of its public half
 */
GBytes *
yz_key_get_public (YzKey *self)
{
  g_return_val_if_fail (YZ_IS_KEY (self), NULL);

  return g_bytes_new (self->public_key, sizeof self->public_key);
}

/**
 * yz_key_equal:
 * @self: a key
 * @other: another
 *
 * Returns: whether both are of one kind and have the same public half
 */
gboolean
yz_key_equal (YzKey *self, YzKey *other)
{
  g_return_val_if_fail (YZ_IS_KEY (self), FALSE);
  g_return_val_if_fail (YZ_IS_KEY (other), FALSE);

  return self->kind == other->kind
         && memcmp (self->public_key, other->public_key, sizeof self->public_key) == 0;
}

/**
 * yz_key_kind_to_string:
 * @kind: a kind
 *
 * Returns: (transfer none): `seal` or `sign`
 */
const char *
yz_key_kind_to_string (YzKeyKind kind)
{
  return kind == YZ_KEY_SIGN ? "sign" : "seal";
}

/**
 * yz_key_sign:
 * @self: a signing key with its secret
 * @message: any bytes
 *
 * Returns: (transfer full): the %YZ_KEY_SIGNATURE_BYTES bytes of the Ed25519 signature
 */
GBytes *
yz_key_sign (YzKey *self, GBytes *message)
{
  guint8 signature[YZ_KEY_SIGNATURE_BYTES];
  const guint8 *data;
  gsize size;

  g_return_val_if_fail (YZ_IS_KEY (self), NULL);
  g_return_val_if_fail (self->kind == YZ_KEY_SIGN && self->secret != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  data = g_bytes_get_data (message, &size);
  crypto_sign_detached (signature, NULL, data, size, self->secret);
  return g_bytes_new (signature, sizeof signature);
}

/**
 * yz_key_verify:
 * @self: a signing key
 * @message: any bytes
 * @signature: what is said to be its signature, of any length
 *
 * Returns: whether it is
 */
gboolean
yz_key_verify (YzKey *self, GBytes *message, GBytes *signature)
{
  const guint8 *data;
  gsize size;

  g_return_val_if_fail (YZ_IS_KEY (self), FALSE);
  g_return_val_if_fail (self->kind == YZ_KEY_SIGN, FALSE);
  g_return_val_if_fail (message != NULL && signature != NULL, FALSE);

  if (g_bytes_get_size (signature) != YZ_KEY_SIGNATURE_BYTES)
    return FALSE;
  data = g_bytes_get_data (message, &size);
  return crypto_sign_verify_detached (g_bytes_get_data (signature, NULL), data, size,
                                      self->public_key)
         == 0;
}

/**
 * yz_key_seal:
 * @self: the sealing key of who shall read it
 * @message: any bytes
 * @error: %YZ_ERROR_KEY where nothing can be sealed to this key
 *
 * Returns: (transfer full): libsodium's sealed box: 48 bytes more than @message
 */
GBytes *
yz_key_seal (YzKey *self, GBytes *message, GError **error)
{
  const guint8 *data;
  guint8 *sealed;
  gsize size;

  g_return_val_if_fail (YZ_IS_KEY (self), NULL);
  g_return_val_if_fail (self->kind == YZ_KEY_SEAL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  data = g_bytes_get_data (message, &size);
  sealed = g_malloc (size + crypto_box_SEALBYTES);
  /* Refused for the few points of small order, which are nobody's key. */
  if (crypto_box_seal (sealed, data, size, self->public_key) != 0) {
    g_free (sealed);
    g_set_error (error, YZ_ERROR, YZ_ERROR_KEY, "nothing can be sealed to the key %s", self->id);
    return NULL;
  }
  return g_bytes_new_take (sealed, size + crypto_box_SEALBYTES);
}

static void
wipe_and_free (gpointer data)
{
  sodium_free (data);
}

/**
 * yz_key_unseal:
 * @self: a sealing key with its secret
 * @sealed: what yz_key_seal() made
 * @error: %YZ_ERROR_DAMAGED where it was changed, or was sealed to another key
 *
 * Returns: (transfer full): the message, in memory that is wiped when it is freed
 */
GBytes *
yz_key_unseal (YzKey *self, GBytes *sealed, GError **error)
{
  const guint8 *data;
  guint8 *message;
  gsize size;

  g_return_val_if_fail (YZ_IS_KEY (self), NULL);
  g_return_val_if_fail (self->kind == YZ_KEY_SEAL && self->secret != NULL, NULL);
  g_return_val_if_fail (sealed != NULL, NULL);

  data = g_bytes_get_data (sealed, &size);
  message = size >= crypto_box_SEALBYTES ? sodium_malloc (size - crypto_box_SEALBYTES) : NULL;
  if (message == NULL
      || crypto_box_seal_open (message, data, size, self->public_key, self->secret) != 0) {
    sodium_free (message);
    g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED,
                 "the sealed bytes cannot be opened with the key %s: they were changed, or sealed "
                 "to another key",
                 self->id);
    return NULL;
  }
  size -= crypto_box_SEALBYTES;
  return g_bytes_new_with_free_func (message, size, wipe_and_free, message);
}
