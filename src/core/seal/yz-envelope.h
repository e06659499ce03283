/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-key.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

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
 * @link: (nullable): an earlier submission that this one completes
 *
 * What the envelope says outside the seal, and the document repeats inside. It holds nothing that
 * tells who the citizen is.
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
char       *yz_envelope_sha256    (GBytes                 *envelope);
char       *yz_envelope_code_hash (const char             *id,
                                   const char             *code);

G_END_DECLS
