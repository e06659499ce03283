/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-form-private.h"

#include "yz-credential.h"
#include "yz-day.h"
#include "yz-division.h"
#include "yz-ids.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* Whether one answer is what its field asks for. Each message says what to write instead and never
 * repeats the answer. */

#define MAX_PHONE_BYTES 40
#define MAX_DECIMALS 6
#define MAX_MONEY_DECIMALS 2
#define MAX_SIGNATURE_SIDE 4000
#define MIN_PASSPORT_CHARS 6
#define MAX_PASSPORT_CHARS 9

static void
problem_free (gpointer data)
{
  YzFieldProblem *problem = data;

  g_free (problem->field);
  yz_text_clear (&problem->message);
  g_free (problem);
}

GPtrArray *
yz_field_problems_new (void)
{
  return g_ptr_array_new_with_free_func (problem_free);
}

/* Takes the two texts. */
void
yz_field_problems_add (GPtrArray *problems, const char *field, gboolean warning, char *zh, char *en)
{
  YzFieldProblem *problem = g_new0 (YzFieldProblem, 1);

  problem->field = g_strdup (field);
  problem->message.zh = zh;
  problem->message.en = en;
  problem->warning = warning;
  g_ptr_array_add (problems, problem);
}

static void
block (GPtrArray *problems, const YzField *field, const char *zh, const char *en)
{
  yz_field_problems_add (problems, field->id, FALSE, g_strdup (zh), g_strdup (en));
}

static void
warn (GPtrArray *problems, const YzField *field, const char *zh, const char *en)
{
  yz_field_problems_add (problems, field->id, TRUE, g_strdup (zh), g_strdup (en));
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_string_list (JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!is_string (json_array_get_element (array, i)))
      return FALSE;
  return array != NULL;
}

/* Whether @answer is of the JSON type that goes with the field, whatever it says. */
gboolean
yz_field_has_shape (const YzField *field, JsonNode *answer)
{
  if (field->type == YZ_FIELD_MANY || field->type == YZ_FIELD_PHOTO)
    return is_string_list (answer);
  if (field->type == YZ_FIELD_DECLARATION)
    return JSON_NODE_HOLDS_VALUE (answer) && json_node_get_value_type (answer) == G_TYPE_BOOLEAN;
  return is_string (answer);
}

static gboolean
is_white (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/* Whether @answer (nullable) is as good as none: null, false, an empty list, only white space. */
gboolean
yz_field_is_blank (JsonNode *answer)
{
  if (answer == NULL || JSON_NODE_HOLDS_NULL (answer))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (answer))
    return json_array_get_length (json_node_get_array (answer)) == 0;
  if (is_string (answer)) {
    const char *text = json_node_get_string (answer);

    return g_utf8_validate (text, -1, NULL) && is_white (text);
  }
  return JSON_NODE_HOLDS_VALUE (answer) && json_node_get_value_type (answer) == G_TYPE_BOOLEAN
         && !json_node_get_boolean (answer);
}

/* Characters that do not show, or that make a text read otherwise than it is stored (bidirectional
 * overrides). The invisible ones that the scripts of China need stay: joiners and direction marks
 * for Uyghur and Kazakh, the vowel separator for Mongolian. */
static gboolean
is_clean_char (gunichar c, gboolean many_lines)
{
  static const gunichar needed[] = { 0x061c, 0x180e, 0x200c, 0x200d, 0x200e, 0x200f };

  if (c == '\n' || c == '\r' || c == '\t')
    return many_lines;
  switch ((int)g_unichar_type (c)) {
  case G_UNICODE_FORMAT:
    for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
      if (c == needed[i])
        return TRUE;
    return FALSE;
  case G_UNICODE_CONTROL:
  case G_UNICODE_SURROGATE:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
    return FALSE;
  default:
    return TRUE;
  }
}

static gboolean
is_clean_text (const char *text, gboolean many_lines)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_clean_char (g_utf8_get_char (p), many_lines))
      return FALSE;
  return TRUE;
}

/* Whether @answer, which has the field's shape, is free of characters that do not show. */
gboolean
yz_field_is_clean (const YzField *field, JsonNode *answer)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (answer) ? json_node_get_array (answer) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!is_clean_text (json_array_get_string_element (array, i), FALSE))
      return FALSE;
  return !is_string (answer)
         || is_clean_text (json_node_get_string (answer), field->type == YZ_FIELD_LONG_TEXT);
}

static guint
max_chars (const YzField *field)
{
  if (field->max_length != 0)
    return field->max_length;
  if (field->type == YZ_FIELD_LONG_TEXT)
    return YZ_LONG_TEXT_MAX_CHARS;
  return field->type == YZ_FIELD_ADDRESS ? YZ_ADDRESS_MAX_CHARS : YZ_TEXT_MAX_CHARS;
}

static gboolean
is_digits (const char *text, gsize n)
{
  return strlen (text) == n && strspn (text, "0123456789") == n;
}

static void
check_text (const YzField *field, const char *text, GPtrArray *problems)
{
  glong n = g_utf8_strlen (text, -1);

  if (field->digits != 0) {
    if (!is_digits (text, field->digits))
      yz_field_problems_add (problems, field->id, FALSE,
                             g_strdup_printf ("请填写 %u 位数字，不要填别的。", field->digits),
                             g_strdup_printf ("Please write %u digits and nothing else.",
                                              field->digits));
  } else if (n > (glong)max_chars (field)) {
    yz_field_problems_add (problems, field->id, FALSE,
                           g_strdup_printf ("太长了：现在有 %ld 个字，最多 %u 个字，请写短一些。",
                                            n, max_chars (field)),
                           g_strdup_printf ("This is too long: %ld characters, at most %u. Please "
                                            "shorten it.",
                                            n, max_chars (field)));
  }
}

/* `-12.5`: no plus sign, no exponent, at most @n_decimals after the point. */
static gboolean
is_decimal (const char *text, gboolean sign, gsize n_decimals)
{
  const char *p = sign && *text == '-' ? text + 1 : text;
  gsize whole = strspn (p, "0123456789");
  gsize decimals;

  if (whole == 0 || whole > 12)
    return FALSE;
  p += whole;
  if (*p == '\0')
    return TRUE;
  if (*p != '.')
    return FALSE;
  decimals = strspn (p + 1, "0123456789");
  return decimals >= 1 && decimals <= n_decimals && p[1 + decimals] == '\0';
}

static void
check_number (const YzField *field, const char *text, GPtrArray *problems)
{
  if (field->type == YZ_FIELD_MONEY) {
    if (!is_decimal (text, FALSE, MAX_MONEY_DECIMALS))
      block (problems, field, "请只用数字填写金额（元），最多两位小数，例如 1234.50。",
             "Please write the amount in yuan with digits only and at most two decimals, "
             "such as 1234.50.");
  } else if (!is_decimal (text, TRUE, MAX_DECIMALS)) {
    block (problems, field, "请只用数字填写，例如 12 或 12.5。",
           "Please write a number with digits only, such as 12 or 12.5.");
  }
}

gboolean
yz_field_is_date (const char *text)
{
  GDate day;

  return yz_day_parse (text, &day) && g_date_get_year (&day) >= 1800
         && g_date_get_year (&day) <= 2199;
}

static void
check_date (const YzField *field, const char *text, const char *today, GPtrArray *problems)
{
  if (!yz_field_is_date (text))
    block (problems, field, "没有这一天。请按“年-月-日”填写，例如 1980-05-01。",
           "There is no such day. Please write year-month-day, such as 1980-05-01.");
  else if (field->past && strcmp (text, today) > 0)
    block (problems, field, "这个日期还没有到，请核对年、月、日。",
           "This day is still to come. Please check the year, month and day.");
}

/* Numbers people in China are reached at: a mobile of 11 digits, a fixed line with its area code, a
 * 400 or 800 number, another country's after its +. */
static gboolean
is_usual_phone (const char *digits, gboolean international)
{
  gsize n = strlen (digits);

  if (international && !g_str_has_prefix (digits, "86"))
    return n >= 8 && n <= 15;
  if (g_str_has_prefix (digits, "86") && n > 11)
    return is_usual_phone (digits + 2, FALSE);
  if (digits[0] == '1' && digits[1] >= '3')
    return n == 11;
  if (digits[0] == '0' && digits[1] != '0')
    return n >= 10 && n <= 12;
  return n == 10 && (g_str_has_prefix (digits, "400") || g_str_has_prefix (digits, "800"));
}

/* The digits, without those of the extension (转); NULL where @text is no number at all. */
static char *
get_phone_digits (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "转", 2);
  g_autoptr (GString) digits = g_string_new (NULL);

  if (strlen (text) > MAX_PHONE_BYTES || parts[0][strspn (parts[0], "0123456789+-() ")] != '\0'
      || (parts[1] != NULL && parts[1][strspn (parts[1], "0123456789 ")] != '\0'))
    return NULL;
  for (const char *p = parts[0]; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);
  return digits->len >= 5 ? g_string_free (g_steal_pointer (&digits), FALSE) : NULL;
}

static void
check_phone (const YzField *field, const char *text, GPtrArray *problems)
{
  g_autofree char *digits = get_phone_digits (text);

  if (digits == NULL)
    block (problems, field, "请填写电话号码，只用数字，例如 13800000000 或 010-12345678。",
           "Please write a phone number with digits only, such as 13800000000 or 010-12345678.");
  else if (!is_usual_phone (digits, *text == '+'))
    warn (problems, field, "这个号码和常见的手机号、座机号位数不同，请核对；座机请加区号。",
          "This does not look like a usual mobile or fixed number. Please check it; a fixed "
          "number needs its area code.");
}

/* ICAO Doc 9303 gives the number of a passport nine places at most. */
static gboolean
is_passport_number (const char *text)
{
  gsize n = strlen (text);
  gsize n_digits = 0;

  for (const char *p = text; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p))
      return FALSE;
    n_digits += g_ascii_isdigit (*p) ? 1 : 0;
  }
  return n >= MIN_PASSPORT_CHARS && n <= MAX_PASSPORT_CHARS && n_digits > n / 2;
}

static void
check_valid_id_number (const YzField *field, const YzIdNumber *number, GPtrArray *problems)
{
  if (number->kind == YZ_ID_SOCIAL_CREDIT)
    block (problems, field, "这是单位的统一社会信用代码。请填写本人证件的号码。",
           "This is the social credit code of an organization. Please write the number of the "
           "person's own document.");
  else if (number->kind == YZ_ID_TAIWAN_PERMIT && !field->passport)
    warn (problems, field,
          "这样的号码只有台湾居民来往大陆通行证才有，别的证件不是。请核对，没错就可以继续。",
          "Only travel permits of Taiwan residents have a number like this. Please check it; if it "
          "is right, you can go on.");
  else if (*number->region != '\0' && !number->region_known)
    warn (problems, field,
          "号码前六位的地区代码不在本机的目录里，老证件可能是这样。请核对，没错就可以继续。",
          "The area code in the first six digits is not in this machine's list, as can be on an "
          "old card. Please check it; if it is right, you can go on.");
}

static void
check_id_number (const YzField *field, const char *text, const char *today, GPtrArray *problems)
{
  YzIdNumber number;
  YzIdProblem problem = yz_credential_check (text, today, &number);

  if (problem == YZ_ID_PROBLEM_NONE)
    check_valid_id_number (field, &number, problems);
  else if (!field->passport || !is_passport_number (text))
    block (problems, field, yz_id_problem_get_text (problem, TRUE),
           yz_id_problem_get_text (problem, FALSE));
}

/* A division may have been abolished, or be newer than the list. */
static void
check_region (const YzField *field, const char *text, GPtrArray *problems)
{
  if (!is_digits (text, 6) || *text == '0')
    block (problems, field, "请填写六位地区代码，或者从列表里选。",
           "Please write the six digits of the area code, or choose from the list.");
  else if (yz_division_find (text) == NULL)
    warn (problems, field, "这个地区代码不在本机的目录里。请核对，没错就可以继续。",
          "This area code is not in this machine's list. Please check it; if it is right, you can "
          "go on.");
}

gboolean
yz_field_has_option (const YzField *field, const char *value)
{
  for (guint i = 0; i < field->options->len; i++)
    if (g_strcmp0 (((const YzOption *)g_ptr_array_index (field->options, i))->value, value) == 0)
      return TRUE;
  return FALSE;
}

static void
check_many (const YzField *field, JsonArray *array, GPtrArray *problems)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    const char *value = json_array_get_string_element (array, i);

    if (!yz_field_has_option (field, value) || !g_hash_table_add (seen, (gpointer)value)) {
      block (problems, field, "请从列出的选项里选，每项只选一次。",
             "Please choose from the options that are listed, each one once.");
      return;
    }
  }
}

/* The photographs themselves lie beside the answers, each under its ULID. */
static void
check_photos (const YzField *field, JsonArray *array, GPtrArray *problems)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = json_array_get_length (array);

  if (n > YZ_PHOTO_MAX_COUNT)
    yz_field_problems_add (problems, field->id, FALSE,
                           g_strdup_printf ("照片太多了：最多 %d 张，其余的可以带到窗口。",
                                            YZ_PHOTO_MAX_COUNT),
                           g_strdup_printf ("There are too many photographs: at most %d. You can "
                                            "bring the rest to the window.",
                                            YZ_PHOTO_MAX_COUNT));
  for (guint i = 0; i < n; i++) {
    const char *id = json_array_get_string_element (array, i);

    if (!yz_ulid_is_valid (id) || !g_hash_table_add (seen, (gpointer)id)) {
      block (problems, field, "这些照片用不了，请重新拍。",
             "These photographs cannot be used. Please take them again.");
      return;
    }
  }
}

/* Whether @answer, which is not blank, says something that can be compared: it may still be wrong.
 */
gboolean
yz_field_has_value (const YzField *field, JsonNode *answer)
{
  if (!yz_field_has_shape (field, answer) || !yz_field_is_clean (field, answer))
    return FALSE;
  switch ((int)field->type) {
  case YZ_FIELD_NUMBER:
    return is_decimal (json_node_get_string (answer), TRUE, MAX_DECIMALS);
  case YZ_FIELD_MONEY:
    return is_decimal (json_node_get_string (answer), FALSE, MAX_MONEY_DECIMALS);
  case YZ_FIELD_DATE:
    return yz_field_is_date (json_node_get_string (answer));
  case YZ_FIELD_CHOICE:
    return yz_field_has_option (field, json_node_get_string (answer));
  default:
    return TRUE;
  }
}

static guint32
read_be32 (const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

/* The signature and first chunk of a PNG (ISO/IEC 15948, clause 5.2 and 11.2.2), which say how
 * large a picture a reader would have to make room for. */
static gboolean
is_png (const guint8 *bytes, gsize size)
{
  static const guint8 start[]
      = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R' };

  if (size < sizeof start + 13 || memcmp (bytes, start, sizeof start) != 0)
    return FALSE;
  return read_be32 (bytes + 16) - 1 < MAX_SIGNATURE_SIDE
         && read_be32 (bytes + 20) - 1 < MAX_SIGNATURE_SIDE;
}

static void
check_signature (const YzField *field, const char *text, GPtrArray *problems)
{
  gsize length = strlen (text);
  g_autofree guint8 *bytes = NULL;
  gsize size = 0;

  if (strcmp (text, "window") == 0)
    return;
  bytes = g_malloc (YZ_SIGNATURE_MAX_BYTES);
  if (length <= YZ_SIGNATURE_MAX_BYTES / 3 * 4 + 4
      && sodium_base642bin (bytes, YZ_SIGNATURE_MAX_BYTES, text, length, NULL, &size, NULL,
                            sodium_base64_VARIANT_ORIGINAL)
             == 0
      && is_png (bytes, size))
    return;
  block (problems, field, "这个签名用不了。请重新签名，或者选择到窗口签字。",
         "This signature cannot be used. Please sign again, or choose to sign at the window.");
}

static void
check_string (const YzField *field, const char *text, const char *today, GPtrArray *problems)
{
  switch (field->type) {
  case YZ_FIELD_TEXT:
  case YZ_FIELD_LONG_TEXT:
  case YZ_FIELD_ADDRESS:
    check_text (field, text, problems);
    break;
  case YZ_FIELD_NUMBER:
  case YZ_FIELD_MONEY:
    check_number (field, text, problems);
    break;
  case YZ_FIELD_DATE:
    check_date (field, text, today, problems);
    break;
  case YZ_FIELD_PHONE:
    check_phone (field, text, problems);
    break;
  case YZ_FIELD_ID_NUMBER:
    check_id_number (field, text, today, problems);
    break;
  case YZ_FIELD_CHOICE:
    if (!yz_field_has_option (field, text))
      block (problems, field, "请从列出的选项里选一项。",
             "Please choose one of the options that are listed.");
    break;
  case YZ_FIELD_REGION:
    check_region (field, text, problems);
    break;
  case YZ_FIELD_SIGNATURE:
    check_signature (field, text, problems);
    break;
  case YZ_FIELD_MANY:
  case YZ_FIELD_DECLARATION:
  case YZ_FIELD_PHOTO:
  default:
    g_assert_not_reached ();
  }
}

/* Adds what is wrong with an @answer that is not blank. */
void
yz_field_check_value (const YzField *field,
                      JsonNode *answer,
                      const char *today,
                      GPtrArray *problems)
{
  if (!yz_field_has_shape (field, answer))
    block (problems, field, "内容的格式不对，请重新填写这一项。",
           "This answer is of the wrong kind. Please answer again.");
  else if (!yz_field_is_clean (field, answer))
    block (problems, field, "里面有看不见的特殊字符，请删掉后重新填写。",
           "There are special characters in it that cannot be seen. Please write it again without "
           "them.");
  else if (field->type == YZ_FIELD_MANY)
    check_many (field, json_node_get_array (answer), problems);
  else if (field->type == YZ_FIELD_PHOTO)
    check_photos (field, json_node_get_array (answer), problems);
  else if (field->type != YZ_FIELD_DECLARATION)
    check_string (field, json_node_get_string (answer), today, problems);
}
