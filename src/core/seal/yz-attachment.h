/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-stream.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The largest that is sealed: a photographed page. */
#define YZ_ATTACHMENT_MAX_BYTES (2 * 1024 * 1024)

#define YZ_ATTACHMENT_TYPE "image/jpeg"

/**
 * YzAttachment:
 * @id: ULID, also the name of the stream
 * @field: id of the field of the form it answers
 * @name: of the file that is written when it is opened: @field and the page, `papers-01.jpg`
 * @type: media type, %YZ_ATTACHMENT_TYPE
 * @size: of the sealed stream
 * @sha256: lower-case hex of the sealed stream, by which it is stored and sent
 * @key: of the stream
 *
 * What goes with a submission as a sealed stream of its own. The envelope tells @id, @size and
 * @sha256; all of it stands in the sealed document.
 */
typedef struct {
  char *id;
  char *field;
  char *name;
  char *type;
  gsize size;
  char *sha256;
  guint8 key[YZ_STREAM_KEY_BYTES];
} YzAttachment;

void yz_attachment_free (YzAttachment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzAttachment, yz_attachment_free)

GBytes *yz_attachment_seal (YzAttachment *self, GBytes *plain, GError **error);
gboolean yz_attachment_open_file (const YzAttachment *self,
                                  const char *sealed_path,
                                  const char *path,
                                  GError **error);
char *yz_attachment_get_file (const char *dir, const char *submission, guint n);
gboolean yz_attachment_write_file (GBytes *sealed,
                                   const char *dir,
                                   const char *submission,
                                   guint n,
                                   GError **error);

JsonArray *yz_attachments_to_envelope (GPtrArray *attachments);
JsonArray *yz_attachments_to_document (GPtrArray *attachments);
GPtrArray *yz_attachments_read (JsonObject *document, GError **error);
gboolean yz_attachments_check (JsonObject *envelope, JsonObject *document, GError **error);

G_END_DECLS
