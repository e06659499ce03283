/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-code.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (YzCode, yz_code, yz_code_copy, yz_code_free)

/* Random bytes often happen to be valid in some character set; what a person wrote has no control
 * characters and nothing that Unicode does not know. */
static gboolean
is_readable (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    GUnicodeType type = g_unichar_type (c);

    if (c == '\t' || c == '\n' || c == '\r')
      continue;
    if (type == G_UNICODE_CONTROL || type == G_UNICODE_UNASSIGNED || type == G_UNICODE_PRIVATE_USE
        || type == G_UNICODE_SURROGATE)
      return FALSE;
  }
  return TRUE;
}

static char *
decode_text (const char *data, gsize length)
{
  g_autofree char *text = NULL;
  gsize written = 0;

  /* A byte order mark says "UTF-8" and is no part of the text. */
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0) {
    data += 3;
    length -= 3;
  }

  if (g_utf8_validate (data, (gssize)length, NULL)) {
    text = g_strndup (data, length);
  } else {
    text = g_convert (data, (gssize)length, "UTF-8", "GB18030", NULL, &written, NULL);
    if (text != NULL && strlen (text) != written)
      return NULL;
  }
  return text != NULL && is_readable (text) ? g_steal_pointer (&text) : NULL;
}

/**
 * yz_code_new:
 * @type: as zbar names it
 * @data: what the code holds
 * @length: bytes of @data
 *
 * A QR code does not say reliably in which character set it is written. Here it is UTF-8 where the
 * bytes are valid UTF-8, else GB18030 (GB 18030-2005, which holds GBK and GB 2312) where they are
 * valid and readable, else no text.
 *
 * Returns: (transfer full): the code
 */
YzCode *
yz_code_new (const char *type, const char *data, gsize length)
{
  YzCode *self;

  g_return_val_if_fail (type != NULL, NULL);
  g_return_val_if_fail (data != NULL || length == 0, NULL);

  self = g_new0 (YzCode, 1);
  self->type = g_strdup (type);
  self->bytes = g_bytes_new (data, length);
  self->text = decode_text (data, length);
  return self;
}

/**
 * yz_code_copy:
 * @self: a code
 *
 * Returns: (transfer full): a copy
 */
YzCode *
yz_code_copy (const YzCode *self)
{
  YzCode *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (YzCode, 1);
  copy->type = g_strdup (self->type);
  copy->bytes = g_bytes_ref (self->bytes);
  copy->text = g_strdup (self->text);
  return copy;
}

/**
 * yz_code_free:
 * @self: (transfer full) (nullable): a code
 */
void
yz_code_free (YzCode *self)
{
  if (self == NULL)
    return;

  g_free (self->type);
  g_bytes_unref (self->bytes);
  g_free (self->text);
  g_free (self);
}
