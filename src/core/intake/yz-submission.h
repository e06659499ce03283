/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-form.h"
#include "yz-node.h"
#include "yz-store.h"

G_BEGIN_DECLS

/**
 * YzReceipt:
 * @id: ULID of the submission
 * @number: for the desk: short, of digits
 * @code: Crockford's base32 in groups of four, only the citizen has it
 */
typedef struct {
  char *id;
  char *number;
  char *code;
} YzReceipt;

/**
 * YzFilledForm:
 * @form: the form
 * @answers: field id → answer
 * @sources: (nullable): field id → where the answer came from: `typed`, `card`, `zone`, `code` or
 *   `camera`
 * @papers: (nullable) (element-type utf8 GBytes): the JPEG files that the answers to fields of the
 *   type photo name, by their ULIDs
 *
 * What is handed in.
 */
typedef struct {
  YzForm *form;
  JsonObject *answers;
  JsonObject *sources;
  GHashTable *papers;
} YzFilledForm;

void       yz_receipt_free          (YzReceipt           *receipt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzReceipt, yz_receipt_free)

gboolean   yz_submission_check_keys (YzNode              *node,
                                     GError             **error);
YzReceipt *yz_submission_submit     (YzNode              *node,
                                     YzStore             *store,
                                     const YzFilledForm  *filled,
                                     GError             **error);
void       yz_submission_submit_async  (YzNode           *node,
                                     YzStore             *store,
                                     const YzFilledForm  *filled,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
YzReceipt *yz_submission_submit_finish (GAsyncResult     *result,
                                     GError             **error);

G_END_DECLS
