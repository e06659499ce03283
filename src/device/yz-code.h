/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * YzCode:
 * @type: as zbar names it: `QR-Code`, `CODE-128`
 * @bytes: what the code holds, byte for byte
 * @text: (nullable): the same as UTF-8, %NULL where it is no text
 *
 * A code that was read from a picture. What it says is untrusted.
 */
typedef struct {
  char *type;
  GBytes *bytes;
  char *text;
} YzCode;

#define YZ_TYPE_CODE (yz_code_get_type ())
GType yz_code_get_type (void);

YzCode *yz_code_new  (const char *type,
                      const char *data,
                      gsize       length);
YzCode *yz_code_copy (const YzCode *self);
void    yz_code_free (YzCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzCode, yz_code_free)

G_END_DECLS
