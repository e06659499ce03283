/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-attachment.h"
#include "yz-key.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The most that is written or taken: a hub answers 413 to more. */
#define YZ_ENVELOPE_MAX_BYTES (8 * 1024 * 1024)

/**
 * YzEnvelopeHeader:
 * @id: ULID of the submission
 * @receipt: number for the desk
 * @kind: `application`, …
 * @form: id of the form
 * @form_version: its version
 * @hall: where it was submitted
 * @station: by which kiosk
 * @created_us: when
 * @urgent: whether it goes first
 * @assisted: whether staff filled it in beside the citizen
 * @link: (nullable): id of an earlier submission that this one completes
 * @attachments: (nullable) (element-type YzAttachment): what goes with it, sealed
 *
 * What the envelope says outside the seal, and the document repeats inside. It holds nothing that
 * tells who the citizen is.
 *
 * The envelope as it travels is one JSON object with exactly these members:
 *
 * - `v` 1, `suite` `sodium-1`;
 * - the header: `id receipt code_hash kind form form_version hall station station_key created
 *   urgent assisted link`. `station_key` is the station's Ed25519 public key in base64: the hub
 *   pins it at first sight, or looks for it among its stations. The signature covers it, and the
 *   document repeats it, so that nobody can sign another station's envelope anew;
 * - `key_ids`, `keys`: the recipients, and for each the document's random key in a sealed box;
 * - `size`, `sha256`, `sealed`: the sealed bytes are a 24-byte nonce and the secret box
 *   (XSalsa20-Poly1305) of the document, padded by sodium_pad() to a multiple of 4,096 bytes;
 * - `attachments`: a list of `{id, size, sha256}` of sealed streams (yz-stream.c). Where there are
 *   any the document has the same list, each with `field`, `name`, `type` and `key` besides;
 * - `signature`: the station's Ed25519 over the canonical envelope without it.
 */
typedef struct {
  const char *id;
  const char *receipt;
  const char *kind;
  const char *form;
  const char *form_version;
  const char *hall;
  const char *station;
  gint64 created_us;
  gboolean urgent;
  gboolean assisted;
  const char *link;
  GPtrArray *attachments;
} YzEnvelopeHeader;

GBytes     *yz_envelope_seal      (const YzEnvelopeHeader *header,
                                   const char             *code,
                                   JsonObject             *contents,
                                   GPtrArray              *recipients,
                                   YzKey                  *station_key,
                                   GError                **error);
JsonObject *yz_envelope_open      (GBytes                 *envelope,
                                   YzKey                  *key,
                                   GError                **error);
JsonObject *yz_envelope_verify    (GBytes                 *envelope,
                                   YzKey                  *station_key,
                                   GError                **error);
YzKey      *yz_envelope_get_station_key (JsonObject       *envelope,
                                   GError                **error);
gboolean    yz_envelope_write_file (GBytes                *envelope,
                                   const char             *dir,
                                   const char             *id,
                                   GError                **error);
char       *yz_envelope_sha256    (GBytes                 *envelope);
char       *yz_envelope_code_hash (const char             *id,
                                   const char             *code);

G_END_DECLS
