/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-card.h"

#include "yz-day.h"
#include "yz-error.h"

#include <string.h>

/* What the chip of an identity card says: 256 bytes of UTF-16LE, padded with spaces, in one of four
 * layouts. Nothing is put right that does not fit together: a card whose number, birth date and sex
 * contradict each other is not used at all. */

G_DEFINE_BOXED_TYPE (YzCard, yz_card, yz_card_ref, yz_card_unref)

#define TYPE_OFFSET 248
#define MAX_UNITS (YZ_CARD_TEXT_SIZE / 2)
#define WITHOUT_END "长期"

/* Bytes from the beginning of the block, and how many. */
typedef struct {
  guint offset;
  guint size;
} Span;

typedef struct {
  gunichar2 type;
  YzIdKind kind;
  Span name;
  Span english_name;
  Span english_rest; /* what of it stands in another place */
  Span sex;
  Span ethnic_group;
  Span birth_date;
  Span address;
  Span number;
  Span issuer;
  Span nationality;
  Span pass_number;
} Layout;

/* The same for all of them. */
static const Span valid_from = { 188, 16 };
static const Span valid_until = { 204, 16 };

static const Layout layouts[] = {
  {
      .type = ' ',
      .kind = YZ_ID_CITIZEN,
      .name = { 0, 30 },
      .sex = { 30, 2 },
      .ethnic_group = { 32, 4 },
      .birth_date = { 36, 16 },
      .address = { 52, 70 },
      .number = { 122, 36 },
      .issuer = { 158, 30 },
  },
  {
      .type = 'J',
      .kind = YZ_ID_HMT_RESIDENCE,
      .name = { 0, 30 },
      .sex = { 30, 2 },
      .birth_date = { 36, 16 },
      .address = { 52, 70 },
      .number = { 122, 36 },
      .issuer = { 158, 30 },
      .pass_number = { 220, 18 },
  },
  {
      .type = 'I',
      .kind = YZ_ID_FOREIGN_PR_OLD,
      .name = { 158, 30 },
      .english_name = { 0, 120 },
      .sex = { 120, 2 },
      .birth_date = { 220, 16 },
      .number = { 122, 30 },
      .nationality = { 152, 6 },
  },
  {
      .type = 'Y',
      .kind = YZ_ID_FOREIGN_PR,
      .name = { 0, 30 },
      .english_name = { 52, 70 },
      .english_rest = { 220, 22 },
      .sex = { 30, 2 },
      .birth_date = { 36, 16 },
      .number = { 122, 36 },
      .nationality = { 242, 6 },
  },
};

/* @what: for the sentence; what is in the field is never told */
static gboolean
refuse (const char *what, GError **error)
{
  g_set_error (error, YZ_ERROR, YZ_ERROR_DAMAGED,
               "%s, so nothing was taken from the card: look at it at the window", what);
  return FALSE;
}

static void
wipe (char **text)
{
  if (*text != NULL)
    explicit_bzero (*text, strlen (*text));
  g_clear_pointer (text, g_free);
}

/* What nobody has in a name or an address, and what could make a screen show another text than the
 * one that is kept. Private characters stand for rare ones in old cards, and new characters are
 * made for names before every library knows them. */
static gboolean
is_readable (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    GUnicodeType type = g_unichar_type (c);

    if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR
        || type == G_UNICODE_PARAGRAPH_SEPARATOR || (c & 0xfffe) == 0xfffe
        || (c >= 0xfdd0 && c <= 0xfdef) || c == 0xfffd)
      return FALSE;
  }
  return TRUE;
}

static guint
get_units (const guint8 *block, Span span, gunichar2 *units)
{
  for (guint i = 0; i < span.size / 2; i++)
    units[i] = (gunichar2)(block[span.offset + 2 * i] | block[span.offset + 2 * i + 1] << 8);
  return span.size / 2;
}

/* Only the end is cut off: spaces inside are a part of an address or an English name. */
static guint
trim (const gunichar2 *units, guint n)
{
  while (n > 0 && (units[n - 1] == ' ' || units[n - 1] == 0))
    n--;
  return n;
}

/* GLib stops at the first NUL and would keep half of such a text. */
static gboolean
has_nul (const gunichar2 *units, guint n)
{
  for (guint i = 0; i < n; i++)
    if (units[i] == 0)
      return TRUE;
  return FALSE;
}

static char *
decode (const guint8 *block, Span span, Span rest)
{
  gunichar2 units[MAX_UNITS];
  guint n = get_units (block, span, units);
  char *text = NULL;

  n = trim (units, n + get_units (block, rest, units + n));
  if (!has_nul (units, n))
    text = g_utf16_to_utf8 (units, n, NULL, NULL, NULL);
  explicit_bzero (units, sizeof units);
  if (text != NULL && !is_readable (text))
    wipe (&text);
  return text;
}

/* An empty field is told as %NULL; it is an error where @needed. */
static gboolean
read_text (const guint8 *block, Span span, gboolean needed, char **ret_text, GError **error)
{
  g_autofree char *text = decode (block, span, (Span){ 0 });

  if (text == NULL)
    return refuse ("a field of the card is no text", error);
  if (*text == '\0')
    return needed ? refuse ("a field of the card is empty", error) : TRUE;
  *ret_text = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
read_english_name (YzCard *self, const Layout *layout, const guint8 *block, GError **error)
{
  if (layout->english_name.size == 0)
    return TRUE;

  self->english_name = decode (block, layout->english_name, layout->english_rest);
  return (self->english_name != NULL && *self->english_name != '\0')
         || refuse ("the card holds no English name that can be read", error);
}

/* YYYYMMDD → YYYY-MM-DD */
static char *
parse_day (const char *text)
{
  g_autofree char *day = NULL;
  GDate date;

  if (strlen (text) != 8)
    return NULL;
  day = g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);
  return yz_day_parse (day, &date) ? g_steal_pointer (&day) : NULL;
}

static gboolean
read_day (const guint8 *block, Span span, char **ret_day, GError **error)
{
  char *text = NULL;
  gboolean ok = read_text (block, span, TRUE, &text, error);

  if (!ok)
    return FALSE;
  *ret_day = parse_day (text);
  wipe (&text);
  return *ret_day != NULL || refuse ("a date of the card does not exist", error);
}

static gboolean
read_sex (YzCard *self, const Layout *layout, const guint8 *block, GError **error)
{
  guint unit = block[layout->sex.offset] | (guint)block[layout->sex.offset + 1] << 8;

  switch (unit) {
  case '0': /* unknown */
  case '9': /* not said */
    self->sex = YZ_SEX_UNKNOWN;
    return TRUE;
  case '1':
    self->sex = YZ_SEX_MALE;
    return TRUE;
  case '2':
    self->sex = YZ_SEX_FEMALE;
    return TRUE;
  default:
    return refuse ("the card's sex is none of GB/T 2261.1", error);
  }
}

/* Two digits that GB 3304 does not have mean that the card does not know: that says nothing of the
 * rest. */
static gboolean
read_ethnic_group (YzCard *self, const Layout *layout, const guint8 *block, GError **error)
{
  char *text = NULL;
  int number;

  if (layout->ethnic_group.size == 0)
    return TRUE;
  if (!read_text (block, layout->ethnic_group, FALSE, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (strlen (text) != 2 || !g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1])) {
    wipe (&text);
    return refuse ("the card's ethnic group is no code", error);
  }
  number = (text[0] - '0') * 10 + text[1] - '0';
  if ((number >= 1 && number <= 56) || number == 97 || number == 98)
    self->ethnic_group = g_steal_pointer (&text);
  wipe (&text);
  return TRUE;
}

static gboolean
read_nationality (YzCard *self, const Layout *layout, const guint8 *block, GError **error)
{
  if (layout->nationality.size == 0)
    return TRUE;
  if (!read_text (block, layout->nationality, TRUE, &self->nationality, error))
    return FALSE;
  for (guint i = 0; i < 3; i++)
    if (!g_ascii_isupper (self->nationality[i]))
      return refuse ("the card's nationality is no code", error);
  return self->nationality[3] == '\0' || refuse ("the card's nationality is no code", error);
}

/* The number alone tells a birth date and a sex. The old one of foreigners has two digits for the
 * year, so that the century is the card's to tell. */
static gboolean
agrees (const YzCard *self, const YzIdNumber *number, const char *today)
{
  guint skip = number->kind == YZ_ID_FOREIGN_PR_OLD ? 2 : 0;

  return strcmp (self->birth_date + skip, number->birth_date + skip) == 0
         && strcmp (self->birth_date, today) <= 0
         && (self->sex == YZ_SEX_UNKNOWN || self->sex == number->sex);
}

/* What is typed may be put right, what a chip holds may not. */
static gboolean
read_number (YzCard *self,
             const Layout *layout,
             const guint8 *block,
             const char *today,
             GError **error)
{
  YzIdNumber number = { 0 };
  gboolean ok;

  if (!read_text (block, layout->number, TRUE, &self->number, error))
    return FALSE;
  ok = yz_id_number_check (self->number, today, &number) == YZ_ID_PROBLEM_NONE
       && strcmp (self->number, number.number) == 0 && number.kind == layout->kind;
  if (!ok)
    refuse ("the number is none that such a card has", error);
  else if (!agrees (self, &number, today))
    ok = refuse ("number, birth date and sex of the card contradict each other", error);
  explicit_bzero (&number, sizeof number);
  return ok;
}

static gboolean
read_validity (YzCard *self, const guint8 *block, GError **error)
{
  char *text = NULL;

  if (!read_day (block, valid_from, &self->valid_from, error)
      || !read_text (block, valid_until, TRUE, &text, error))
    return FALSE;
  if (strcmp (text, WITHOUT_END) != 0) {
    self->valid_until = parse_day (text);
    if (self->valid_until == NULL || strcmp (self->valid_from, self->valid_until) > 0) {
      wipe (&text);
      return refuse ("the card's time of validity does not exist", error);
    }
  }
  wipe (&text);
  return TRUE;
}

/* An address that was added to the card after it was made is the one that counts. */
static gboolean
read_address (YzCard *self,
              const Layout *layout,
              const guint8 *block,
              const guint8 *newest,
              GError **error)
{
  Span added = { 0, YZ_CARD_ADDRESS_SIZE };

  if (layout->address.size == 0)
    return TRUE;
  if (newest != NULL && !read_text (newest, added, FALSE, &self->address, error))
    return FALSE;
  return self->address != NULL || read_text (block, layout->address, FALSE, &self->address, error);
}

static const Layout *
find_layout (const guint8 *block)
{
  guint type = block[TYPE_OFFSET] | (guint)block[TYPE_OFFSET + 1] << 8;

  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (layouts[i].type == type)
      return &layouts[i];
  return NULL;
}

static gboolean
read_all (YzCard *self,
          const Layout *layout,
          const guint8 *block,
          const guint8 *newest,
          const char *today,
          GError **error)
{
  gboolean is_foreign = layout->english_name.size > 0;

  self->kind = layout->kind;
  return read_sex (self, layout, block, error)
         && read_day (block, layout->birth_date, &self->birth_date, error)
         && read_number (self, layout, block, today, error) && read_validity (self, block, error)
         && read_text (block, layout->name, !is_foreign, &self->name, error)
         && read_english_name (self, layout, block, error)
         && read_ethnic_group (self, layout, block, error)
         && read_address (self, layout, block, newest, error)
         && read_text (block, layout->issuer, FALSE, &self->issuer, error)
         && read_nationality (self, layout, block, error)
         && read_text (block, layout->pass_number, FALSE, &self->pass_number, error);
}

static void
card_clear (gpointer data)
{
  YzCard *self = data;

  wipe (&self->number);
  wipe (&self->name);
  wipe (&self->english_name);
  wipe (&self->birth_date);
  wipe (&self->ethnic_group);
  wipe (&self->address);
  wipe (&self->issuer);
  wipe (&self->nationality);
  wipe (&self->pass_number);
  wipe (&self->valid_from);
  wipe (&self->valid_until);
  explicit_bzero (self, sizeof *self);
}

/**
 * yz_card_parse:
 * @text: the text block of a card, %YZ_CARD_TEXT_SIZE bytes
 * @address: (nullable): the address that was added later, %YZ_CARD_ADDRESS_SIZE bytes
 * @today: YYYY-MM-DD: nobody is born after it
 * @error: %YZ_ERROR_INVALID where it is a kind of card that is not known, %YZ_ERROR_DAMAGED where
 *   it cannot be read or contradicts itself; nothing that it says is in the message
 *
 * Reads what a second-generation card says: of a citizen, of a resident of Hong Kong, Macao or
 * Taiwan, or of a foreign permanent resident (of 2017 and of 2023). The character at byte 248 tells
 * which.
 *
 * Returns: (transfer full): the card; to be looked at by its holder before it is used
 */
YzCard *
yz_card_parse (const guint8 *text, const guint8 *address, const char *today, GError **error)
{
  const Layout *layout;
  g_autoptr (YzCard) self = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (today != NULL && strlen (today) == 10, NULL);

  layout = find_layout (text);
  if (layout == NULL) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "this kind of card is not known: type its details in, or go to the window");
    return NULL;
  }
  self = g_atomic_rc_box_new0 (YzCard);
  return read_all (self, layout, text, address, today, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * yz_card_ref:
 * @self: a card
 *
 * Returns: (transfer full): @self
 */
YzCard *
yz_card_ref (YzCard *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * yz_card_unref:
 * @self: (transfer full) (nullable): a card
 *
 * Wipes what it says where this was the last reference.
 */
void
yz_card_unref (YzCard *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, card_clear);
}

/**
 * yz_card_is_current:
 * @self: a card
 * @today: YYYY-MM-DD
 *
 * Returns: whether the card is valid on that day (身份证法, Art. 5: 5, 10 or 20 years, or 长期).
 * Its holder stays who he is, so this is to be said and no reason to stop.
 */
gboolean
yz_card_is_current (const YzCard *self, const char *today)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (today != NULL && strlen (today) == 10, FALSE);

  return strcmp (self->valid_from, today) <= 0
         && (self->valid_until == NULL || strcmp (today, self->valid_until) <= 0);
}
