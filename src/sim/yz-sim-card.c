/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sim-card.h"

#include "yz-error.h"
#include "yz-json.h"

#include <string.h>

/* Lays out the chip of a card that nobody has. Whether it makes sense is not looked at:
 * contradictions are what a reader must find. */

typedef enum { AS_TEXT, AS_DATE, AS_SEX } Form;

typedef struct {
  const char *name;
  Form form;
  guint offset;
  guint size;
  guint rest_offset; /* where what does not fit goes on */
  guint rest_size;
} Field;

#define MAX_FIELDS 12

typedef struct {
  const char *kind;
  char type;
  Field fields[MAX_FIELDS];
} Layout;

static const Layout layouts[] = {
  { "citizen",
    ' ',
    {
        { "name", AS_TEXT, 0, 30 },
        { "sex", AS_SEX, 30, 2 },
        { "ethnic_group", AS_TEXT, 32, 4 },
        { "birth_date", AS_DATE, 36, 16 },
        { "address", AS_TEXT, 52, 70 },
        { "number", AS_TEXT, 122, 36 },
        { "issuer", AS_TEXT, 158, 30 },
    } },
  { "hmt-residence",
    'J',
    {
        { "name", AS_TEXT, 0, 30 },
        { "sex", AS_SEX, 30, 2 },
        { "birth_date", AS_DATE, 36, 16 },
        { "address", AS_TEXT, 52, 70 },
        { "number", AS_TEXT, 122, 36 },
        { "issuer", AS_TEXT, 158, 30 },
        { "pass_number", AS_TEXT, 220, 18 },
    } },
  { "foreign-pr-old",
    'I',
    {
        { "english_name", AS_TEXT, 0, 120 },
        { "sex", AS_SEX, 120, 2 },
        { "number", AS_TEXT, 122, 30 },
        { "nationality", AS_TEXT, 152, 6 },
        { "name", AS_TEXT, 158, 30 },
        { "birth_date", AS_DATE, 220, 16 },
    } },
  { "foreign-pr",
    'Y',
    {
        { "name", AS_TEXT, 0, 30 },
        { "sex", AS_SEX, 30, 2 },
        { "birth_date", AS_DATE, 36, 16 },
        { "english_name", AS_TEXT, 52, 70, 220, 22 },
        { "number", AS_TEXT, 122, 36 },
        { "nationality", AS_TEXT, 242, 6 },
    } },
};

static const Field validity[] = {
  { "valid_from", AS_DATE, 188, 16 },
  { "valid_until", AS_DATE, 204, 16 },
};

static const Field newest = { "newest_address", AS_TEXT, 0, YZ_CARD_ADDRESS_SIZE };

static void
clear (guint8 *block, gsize size)
{
  for (gsize i = 0; i < size; i += 2) {
    block[i] = ' ';
    block[i + 1] = 0;
  }
}

static char *
format (Form form, const char *value)
{
  switch (form) {
  case AS_DATE: {
    g_auto (GStrv) parts = g_strsplit (value, "-", -1);

    return g_strjoinv ("", parts);
  }
  case AS_SEX:
    return g_strdup (strcmp (value, "male") == 0 ? "1" : strcmp (value, "female") == 0 ? "2" : "9");
  case AS_TEXT:
  default:
    return g_strdup (value);
  }
}

static gboolean
put (guint8 *block, const Field *field, const char *value, GError **error)
{
  g_autofree char *text = format (field->form, value);
  glong n = 0;
  g_autofree gunichar2 *units = g_utf8_to_utf16 (text, -1, NULL, &n, error);

  if (units == NULL)
    return FALSE;
  if ((gsize)n * 2 > field->size + field->rest_size) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "“%s” of the card is too long: %u characters fit", field->name,
                 (field->size + field->rest_size) / 2);
    return FALSE;
  }
  for (guint i = 0; i < (guint)n; i++) {
    guint at
        = i * 2 < field->size ? field->offset + i * 2 : field->rest_offset + i * 2 - field->size;

    block[at] = (guint8)(units[i] & 0xff);
    block[at + 1] = (guint8)(units[i] >> 8);
  }
  return TRUE;
}

static gboolean
put_member (JsonObject *json, guint8 *block, const Field *field, GError **error)
{
  const char *value = yz_json_get_string (json, field->name);

  return value == NULL || put (block, field, value, error);
}

static const Layout *
find_layout (JsonObject *json, GError **error)
{
  const char *kind = yz_json_get_string (json, "kind");

  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (kind != NULL && strcmp (layouts[i].kind, kind) == 0)
      return &layouts[i];
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
               "a card has a “kind”: citizen, hmt-residence, foreign-pr or foreign-pr-old");
  return NULL;
}

/**
 * yz_sim_card_build:
 * @json: an object with the members of #YzCard by name, and `newest_address`; all texts, `kind` as
 *   yz_id_kind_to_string() writes it, no `valid_until` for 长期
 * @ret_card: (out caller-allocates): the card
 * @error: %YZ_ERROR_INVALID with what is wrong with @json
 *
 * Returns: whether it is a card; its content is not looked at
 */
gboolean
yz_sim_card_build (JsonObject *json, YzSimCard *ret_card, GError **error)
{
  const Layout *layout;

  g_return_val_if_fail (json != NULL, FALSE);

  layout = find_layout (json, error);
  if (layout == NULL)
    return FALSE;
  clear (ret_card->text, sizeof ret_card->text);
  clear (ret_card->address, sizeof ret_card->address);
  ret_card->text[248] = (guint8)layout->type;
  for (const Field *field = layout->fields; field->name != NULL; field++)
    if (!put_member (json, ret_card->text, field, error))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (validity); i++)
    if (!put_member (json, ret_card->text, &validity[i], error))
      return FALSE;
  if (yz_json_get_string (json, "valid_until") == NULL
      && !put (ret_card->text, &validity[1], "长期", error))
    return FALSE;
  ret_card->has_address = yz_json_get_string (json, newest.name) != NULL;
  return put_member (json, ret_card->address, &newest, error);
}
